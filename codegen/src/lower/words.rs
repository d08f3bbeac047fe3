//! The words by which pages give types, presence, facts and limits. Data, in one place.

use crate::ir::{Presence, Type, Unit};
use crate::page::{DEPRECATED, UNIT};

/// The type that a word names, where it is one of the primitive ones.
pub(super) fn primitive(word: &str) -> Option<Type> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "sting" | "strng" | "stirng" | "字符串" | "datetime" | "date" | "timestamp" | "url"
        | "char" => Type::String,
        "int" | "integer" | "int32" | "int64" | "i32" | "i64" | "uint" | "uint32" | "uint64" | "long" | "short"
        | "byte" | "整数" | "整型" => Type::Int,
        "float" | "double" | "decimal" | "float32" | "float64" | "number" | "number(float)" | "number(double)"
        | "浮点数" | "数字" => Type::Float,
        "bool" | "boolean" | "bollean" | "布尔" | "布尔值" => Type::Bool,
        _ => return None,
    })
}

/// Words for an object of which nothing is said.
pub(super) fn is_anonymous_object(word: &str) -> bool {
    const WORDS: &[&str] = &["object", "obj", "map", "json", "struct", "dict", "对象", "jsonobject"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words for a value of any kind.
pub(super) fn is_any(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "-",
        "/",
        "/-",
        "--",
        "any",
        "interface",
        "interface{}",
        "union",
        "mixed",
        "无",
        "null",
        "void",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words for a list of which the items are not named.
pub(super) fn is_anonymous_list(word: &str) -> bool {
    const WORDS: &[&str] = &["list", "array", "arr", "数组", "列表", "slice"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words before `<…>` that make a list.
pub(super) fn is_list_of(word: &str) -> bool {
    const WORDS: &[&str] = &["list", "array", "aray", "arrary", "lsit", "set", "slice"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

const REQUIRED: &[&str] = &[
    "是", "必填", "必须", "必选", "必需", "true", "yes", "y", "required", "√", "✓",
];
const OPTIONAL: &[&str] = &[
    "否",
    "选填",
    "可选",
    "非必填",
    "非必须",
    "非必选",
    "不必填",
    "不必须",
    "false",
    "no",
    "n",
    "optional",
    "-",
    "",
];

/// Required or not; `None` where the word is not understood.
pub(super) fn presence(word: &str) -> Option<Presence> {
    let word = word.trim().trim_start_matches('\\');
    let is_one = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_one(REQUIRED) {
        return Some(Presence::Required);
    }
    is_one(OPTIONAL).then_some(Presence::Optional)
}

/// What a label within a description announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Example,
    Default,
    Values,
    Rules,
    /// Permissions of the field.
    Scopes,
    /// A value that never changes.
    Fixed,
    /// The field should not be used any more.
    Deprecated,
    /// What the number counts.
    Unit,
}

const LABELS: &[(Label, &[&str])] = &[
    (Label::Example, &["示例值", "示例", "Examplevalue", "Example"]),
    (Label::Default, &["默认值", "缺省值", "Defaultvalue", "Default"]),
    (
        Label::Values,
        &[
            "可选值有",
            "可能值有",
            "枚举值有",
            "可选值",
            "可能值",
            "枚举值",
            "可能的值有",
            "Optionalvalues",
            "Optionalvaluesare",
            "Possiblevaluesare",
            "Possiblevalues",
            "Options",
        ],
    ),
    (
        Label::Rules,
        &["数据校验规则", "校验规则", "Datavalidationrules", "Datavalidationrule"],
    ),
    (Label::Fixed, &["固定值", "Fixedvalue"]),
    (Label::Deprecated, &[DEPRECATED]),
    (Label::Unit, &[UNIT]),
];

/// What a label announces, by its text without blanks and colons.
pub(super) fn label(squeezed: &str) -> Option<Label> {
    if squeezed.contains("字段权限要求") || squeezed.eq_ignore_ascii_case("Requiredfieldscopes") {
        return Some(Label::Scopes);
    }
    LABELS
        .iter()
        .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(squeezed)))
        .map(|(label, _)| *label)
}

/// What a number counts, by the text about it; `None` where that speaks of both units, or of none.
pub(super) fn unit(text: &str) -> Option<Unit> {
    const SECONDS: &[&str] = &[
        "秒级",
        "秒为单位",
        "单位为秒",
        "单位是秒",
        "单位秒",
        "单位：秒",
        "单位:秒",
        "（秒）",
        "(秒)",
        "(s)",
    ];
    let squeezed = text.replace(' ', "");
    let without = squeezed.replace("毫秒", "");
    let seconds = SECONDS.iter().any(|words| without.contains(words));
    match (squeezed.contains("毫秒"), seconds) {
        (true, false) => Some(Unit::Milliseconds),
        (false, true) => Some(Unit::Seconds),
        _ => None,
    }
}

/// A rule on values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    LengthRange,
    ValueRange,
    MaxLength,
    MinLength,
    Maximum,
    Minimum,
    Pattern,
}

/// The words of rules.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("长度范围", Rule::LengthRange),
    ("取值范围", Rule::ValueRange),
    ("数据范围", Rule::ValueRange),
    ("最大长度", Rule::MaxLength),
    ("最小长度", Rule::MinLength),
    ("最大值", Rule::Maximum),
    ("最小值", Rule::Minimum),
    ("正则校验", Rule::Pattern),
    ("Length range", Rule::LengthRange),
    ("Value range", Rule::ValueRange),
    ("Maximum length", Rule::MaxLength),
    ("Minimum length", Rule::MinLength),
    ("Maximum value", Rule::Maximum),
    ("Minimum value", Rule::Minimum),
    ("Regular expression", Rule::Pattern),
];

/// Words by which a field says that it should not be used any more.
pub(super) const DEPRECATED_FIELD: &[&str] = &["废弃", "已弃用", "字段已下线", "deprecated", "Deprecated"];

/// Words by which a title or an introduction says that its endpoint should not be used any more. That there is an older
/// version of it is no such word.
pub(super) const DEPRECATED_ENDPOINT: &[&str] = &[
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

/// The mark of scopes that are kept for old applications only, in dialects that have no tags.
pub(super) const HISTORY: &str = "历史版本";

/// Words by which an answer is said to be a file.
pub(super) const BINARY: &[&str] = &["二进制", "文件流", "binary"];

/// Words by which an answer is said to be a redirect.
pub(super) const REDIRECT: &[&str] = &["重定向", "302", "redirect"];

/// Windows of a rate limit, in seconds.
pub(super) const WINDOWS: &[(&str, u32)] = &[
    ("秒", 1),
    ("分钟", 60),
    ("分", 60),
    ("小时", 3600),
    ("天", 86_400),
    ("日", 86_400),
    ("second", 1),
    ("minute", 60),
    ("hour", 3600),
    ("day", 86_400),
    ("min", 60),
    ("s", 1),
];

/// Words for a limit that is described elsewhere.
pub(super) const SPECIAL_LIMIT: &[&str] = &["特殊频控", "频控策略", "Special"];

#[cfg(test)]
mod tests {
    use super::unit;
    use crate::ir::Unit;

    #[test]
    fn the_unit_of_a_time_is_read_where_the_text_names_one() {
        for (text, expected) in [
            ("创建时间，毫秒级时间戳", Some(Unit::Milliseconds)),
            ("单位： 秒", Some(Unit::Seconds)),
            ("秒级时间戳，不是毫秒", None),
            ("几秒后生效", None),
        ] {
            assert_eq!(unit(text), expected, "{text}");
        }
    }
}
