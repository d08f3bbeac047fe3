//! The words of the table that introduces an endpoint, and of other facts about the whole page.

use super::{Table, first, squeeze};
use crate::ir::AppType;

/// A row of the table that introduces an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basic {
    Url,
    Method,
    RateLimit,
    AppTypes,
    FieldScopes,
    Scopes,
    EventType,
    CallbackType,
    /// How the envelope of an event looks, where only the fields of the payload are listed.
    EventVersion,
    /// The field by which an event that comes twice is known.
    Identity,
    /// How events arrive.
    Delivery,
    Tokens,
    ContentType,
    /// The id that the API explorer knows the endpoint by.
    ExplorerId,
    /// The id that an earlier reader derived, where the API explorer knows none.
    DerivedId,
    /// Whether the endpoint is deprecated: 已废弃.
    Status,
    /// The type of a body that is no object.
    BodyType,
    /// The shape of the response, where it is not the usual one.
    ResponseShape,
}

const BASICS: Table<Basic> = &[
    (Basic::Url, &["HTTP URL"]),
    (Basic::Method, &["HTTP Method"]),
    (Basic::RateLimit, &["接口频率限制", "频率限制", "Rate limit"]),
    (
        Basic::AppTypes,
        &["支持的应用类型", "Supported app types", "Supported application types"],
    ),
    (Basic::FieldScopes, &["字段权限要求", "Required field scopes"]),
    (Basic::Scopes, &["权限要求", "Required scopes"]),
    (Basic::EventType, &["事件类型", "Event type"]),
    (Basic::CallbackType, &["回调类型"]),
    (Basic::EventVersion, &["事件格式"]),
    (Basic::Identity, &["去重依据"]),
    (Basic::Delivery, &["推送方式"]),
    (Basic::Tokens, &["访问凭证", "凭证要求"]),
    (Basic::ContentType, &["Content-Type", "HTTP Content-Type"]),
    (Basic::ExplorerId, &["API Explorer"]),
    (Basic::DerivedId, &["推导 ID"]),
    (Basic::Status, &["接口状态"]),
    (Basic::BodyType, &["请求体类型"]),
    (Basic::ResponseShape, &["响应形式"]),
];

/// The titles of the two columns, that fact sheets write.
pub(crate) const BASICS_TITLES: [&str; 2] = ["项目", "值"];

/// What a row says, by the words it begins with. URL and method stand alone in their cell.
pub(crate) fn basic(label: &str) -> Option<Basic> {
    let label = squeeze(label);
    let (basic, length) = BASICS.iter().find_map(|(basic, words)| {
        let begun = words.iter().find_map(|word| begins(&label, word));
        begun.map(|length| (*basic, length))
    })?;
    let stands_alone = matches!(basic, Basic::Url | Basic::Method);
    (!stands_alone || label.len() == length).then_some(basic)
}

/// The length of `word` without blanks, where the squeezed text begins with it.
fn begins(squeezed: &str, word: &str) -> Option<usize> {
    let mut rest = squeezed.chars();
    let mut word = word.chars().filter(|char| *char != ' ');
    let begins = word.all(|char| rest.next().is_some_and(|next| next.eq_ignore_ascii_case(&char)));
    begins.then(|| squeezed.len() - rest.as_str().len())
}

impl Basic {
    /// The title of the row that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(BASICS, self)
    }
}

/// The words for forms of a response other than the usual one, `{code, msg, data}`. Fact sheets state them.
pub(crate) const SHAPE_FLAT: &str = "flat";
pub(crate) const SHAPE_BARE: &str = "bare";
pub(crate) const SHAPE_EVENT_STREAM: &str = "event stream";
pub(crate) const SHAPE_FILE: &str = "file";
pub(crate) const SHAPE_REDIRECT: &str = "redirect";

/// Words before the date of a page's last change.
pub(crate) const LAST_CHANGE: &[&str] = &["最后更新于", "最近更新于", "更新时间", "Last updated on"];

/// Headers of a request that stand in tables below headings of their own.
pub(crate) const REQUEST_HEADERS: &[&str] = &[
    "Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Language",
];

/// Whether a word names a kind of token: `tenant_access_token`.
pub(crate) fn is_token(word: &str) -> bool {
    word.ends_with("_access_token")
}

/// The words for kinds of applications, exactly.
const APP_TYPES: Table<AppType> = &[
    (AppType::Custom, &["自建应用", "企业自建应用", "Custom App", "custom"]),
    (AppType::Isv, &["商店应用", "应用商店应用", "Store App", "isv"]),
];

/// The kind of application that a word names.
pub(crate) fn app_type(word: &str) -> Option<AppType> {
    let found = APP_TYPES.iter().find(|(_, words)| words.contains(&word));
    found.map(|(ty, _)| *ty)
}

/// The word for a kind of application that fact sheets write.
pub(crate) fn app_type_word(ty: AppType) -> &'static str {
    first(APP_TYPES, ty)
}
