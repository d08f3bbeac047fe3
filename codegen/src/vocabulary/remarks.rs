//! Words in running text that say something about an endpoint, a field, a permission or a response.

/// Says that an endpoint or a field should not be used any more, as a word of its own.
pub(crate) const DEPRECATED: &str = "已废弃";

/// Words by which a field says that it should not be used any more.
pub(crate) const DEPRECATED_FIELD: &[&str] = &["废弃", "已弃用", "字段已下线", "deprecated", "Deprecated"];

/// Words by which a title or an introduction says that its endpoint should not be used any more. Words that there is an
/// older version of it do not count.
pub(crate) const DEPRECATED_ENDPOINT: &[&str] = &[
    "不推荐",
    "不再推荐",
    "已废弃",
    "已经废弃",
    "即将废弃",
    "已弃用",
    "接口不再维护",
    "接口停止维护",
    "接口已停止维护",
    "即将下线",
    "接口已下线",
    "尽快迁移",
    "接口为历史版本",
    "推荐使用新版",
    "建议使用新版",
    "请使用新版",
    "deprecated",
    "~~",
];

/// What comes after such a word where it is about something else: what is kept in it, or some of those who call.
pub(crate) const NOT_OF_THE_ENDPOINT: &[&str] = &["的", "或", "企业"];

/// The mark of scopes that are kept for old applications only, in dialects that have no tags.
pub(crate) const HISTORY: &str = "历史版本";

/// The mark of scopes that are not given out any more.
pub(crate) const OFFLINE: &str = "已下线";

/// Whether a label says of a value only that it may not be used yet, and not what it means.
pub(crate) fn is_not_supported(label: &str) -> bool {
    label.starts_with("暂不支持")
}

/// Words by which a response is said to be a file.
pub(crate) const BINARY: &[&str] = &["二进制", "文件流", "binary"];

/// Words by which a response is said to be a redirect.
pub(crate) const REDIRECT: &[&str] = &["重定向", "302", "redirect"];

/// Beginnings of lines that speak of one case only, or of something else.
pub(crate) const ASIDES: &[&str] = &["若", "如果", "注意", "说明", "备注"];

/// Beginnings of labels that say where a value is found.
pub(crate) const FOUND_ELSEWHERE: &[&str] = &["可从", "可通过"];

/// Words for nothing: no permission is needed.
pub(crate) const NONE: &[&str] = &["无", "暂无"];

/// Marks behind a permission, and the tag that each one stands for.
pub(crate) const SCOPE_MARKS: [(&str, &str); 2] = [(HISTORY, "history"), (OFFLINE, "offline")];

/// Marks before the name of a nested row.
pub(crate) const NESTING_MARKS: [char; 4] = ['∟', '└', '├', '─'];

/// Words for no value, where a value is expected.
pub(crate) const NO_VALUE: &[&str] = &["空", "无", "不填", "空值"];

/// Words of sentences about a value; no value has them.
pub(crate) const ABOUT_A_VALUE: &[&str] = &[
    "选填", "输入", "或者", "默认", "是否", "表示", "如果", "不传", "不填", "请参",
];

/// Stands between two names in one cell.
pub(crate) const OR: char = '或';
