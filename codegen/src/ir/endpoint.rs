//! One callable operation of the API.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;

use super::visit::{ForgetSpans, forget_spans_of};
use super::{About, Body, EndpointId, Field, Response, Sample, Scope, Since};

/// The page that an endpoint comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The page, as it was named to the reader.
    pub page: String,
    /// The page's address on the vendor's site, absolute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The vendor's number of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<String>,
    /// When the page was last changed, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<i64>,
    /// Where the URL stands on the page, for diagnostics about the endpoint as a whole. Nowhere, as spans of fields.
    #[serde(default, skip_serializing_if = "Span::is_nowhere")]
    pub span: Span,
}

impl Source {
    /// Whether the vendor keeps the page for the record, and describes what is in force elsewhere.
    #[must_use]
    pub fn is_historic(&self) -> bool {
        let places = [Some(&self.page), self.address.as_ref()];
        places
            .into_iter()
            .flatten()
            .any(|place| place.contains("historic-version/"))
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// In capitals, as on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A kind of access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Token {
    /// `tenant_access_token`
    Tenant,
    /// `user_access_token`
    User,
    /// `app_access_token`
    App,
}

/// A kind of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AppType {
    /// Built by a company for itself.
    Custom,
    /// Sold in the store.
    Isv,
}

/// How often an endpoint may be called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RateLimit {
    /// All of these hold at once.
    Quota {
        /// As the page says it.
        text: String,
        /// The quotas, largest window first.
        quotas: Vec<Quota>,
    },
    /// 特殊频控: a limit of its own, described in words.
    Special {
        /// As the page says it.
        text: String,
    },
    /// Not understood.
    Unparsed {
        /// As the page says it.
        text: String,
    },
}

/// A rate limit: so many calls in a window of so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Quota {
    /// How many calls may be made in one window.
    pub calls: u32,
    /// The length of the window, in seconds.
    pub seconds: u32,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    /// `open.feishu.cn`, or `open.larksuite.com`.
    Open,
    /// `accounts.feishu.cn`
    Accounts,
    /// `www.feishu.cn`
    Www,
    /// Another host, by name.
    Other(String),
}

impl Host {
    /// Its name, with the brand Feishu: `open.feishu.cn`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Open => "open.feishu.cn",
            Self::Accounts => "accounts.feishu.cn",
            Self::Www => "www.feishu.cn",
            Self::Other(name) => name,
        }
    }
}

/// A path with variables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct PathTemplate {
    /// Variables in braces: `/open-apis/contact/v3/users/{user_id}`. No query, no trailing slash that the page lacks.
    pub template: String,
    /// The variables in order.
    pub variables: Vec<String>,
}

/// A row of the error table.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct ErrorEntry {
    /// The code in the body.
    pub code: i64,
    /// The HTTP status it comes with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The message, as the API returns it.
    pub message: String,
    /// What the page advises.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub advice: String,
    /// What kind of error it is, where its words say so; found by a pass.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<ErrorKind>,
    /// Since when the page does not list it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// Where its code stands on the page, for diagnostics. Nowhere, as spans of fields.
    #[serde(default, skip_serializing_if = "Span::is_nowhere")]
    pub span: Span,
}

/// What an error means to a program: whether it passes by waiting, and else who has to do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Called too often within seconds or minutes. The request was not carried out.
    RateLimit,
    /// Others are writing, or what the request is about is not ready. The request was not carried out.
    Busy,
    /// The server failed. It may have carried out the request.
    Server,
    /// The tenant or user has used up what they may, by month, day or plan, or their plan lacks it.
    Quota,
    /// The token, code or secret is missing, wrong or expired.
    Authentication,
    /// The application, user or tenant may not do it, or is not set up for it.
    Permission,
    /// What the request is about is not there, or no longer.
    NotFound,
    /// What has to be unique is there already, or twice in the request; or the request was made before.
    Duplicate,
    /// More, longer or bigger than is allowed.
    TooLarge,
    /// The request is wrong: a parameter, or what it asks for does not fit what it is about.
    Invalid,
}

impl ErrorKind {
    /// All there are.
    pub const ALL: [Self; 10] = [
        Self::RateLimit,
        Self::Busy,
        Self::Server,
        Self::Quota,
        Self::Authentication,
        Self::Permission,
        Self::NotFound,
        Self::Duplicate,
        Self::TooLarge,
        Self::Invalid,
    ];

    /// Its word, as `rate_limit`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::Busy => "busy",
            Self::Server => "server",
            Self::Quota => "quota",
            Self::Authentication => "authentication",
            Self::Permission => "permission",
            Self::NotFound => "not_found",
            Self::Duplicate => "duplicate",
            Self::TooLarge => "too_large",
            Self::Invalid => "invalid",
        }
    }
}

/// How the responses of a list endpoint continue. Names are wire names; a dotted name is a path through objects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pagination {
    /// What moves from page to page.
    pub style: PaginationStyle,
    /// The request's parameter that says where to go on.
    pub request_cursor: String,
    /// Whether that parameter is a number (else a string).
    pub cursor_is_number: bool,
    /// Whether that parameter stands in the body (else in the query).
    pub cursor_in_body: bool,
    /// The request's parameter for the size of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_size: Option<String>,
    /// The response's field with the next cursor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_cursor: Option<String>,
    /// The response's field that says whether there is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<String>,
    /// The response's list, where it is clear which one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
}

/// The kinds of cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaginationStyle {
    /// An opaque token of the last response.
    Token,
    /// How many items to skip.
    Offset,
    /// The number of the page.
    PageNumber,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Endpoint {
    /// Its id, which no other endpoint of an [`Api`](super::Api) has.
    pub id: EndpointId,
    /// Whether the id stands on the page (else it was derived).
    pub id_documented: bool,
    /// The page's title.
    pub title: String,
    /// What the introduction says, plain text.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// What the words files say about it.
    #[serde(default, skip_serializing_if = "About::is_empty")]
    pub about: About,
    /// The page that describes it.
    pub source: Source,
    /// The HTTP method to call it with.
    pub method: Method,
    /// The host that it is called on.
    pub host: Host,
    /// The path that it is called on.
    pub path: PathTemplate,
    /// The tokens that the endpoint accepts; none for endpoints that give tokens out.
    pub tokens: Vec<Token>,
    /// The applications that may call it.
    pub app_types: Vec<AppType>,
    /// Any one of these is enough; none needed where empty.
    pub scopes: Vec<Scope>,
    /// Each opens some sensitive fields of the response.
    pub field_scopes: Vec<Scope>,
    /// How often it may be called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// Headers other than `Authorization` and `Content-Type`.
    pub headers: Vec<Field>,
    /// Variables of the path, in its order.
    pub path_parameters: Vec<Field>,
    /// Parameters behind the URL's `?`, in the order of the page.
    pub query: Vec<Field>,
    /// What the request carries.
    pub body: Body,
    /// What a call gives that succeeded.
    pub response: Response,
    /// How it goes on, for lists; found by a pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
    /// The query parameter or field of the body that tells the server that two calls are one; found by a pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Documented errors, in the order of the page.
    pub errors: Vec<ErrorEntry>,
    /// Samples, in the order of the page.
    pub samples: Vec<Sample>,
    /// Replaced or not recommended, says the page.
    pub deprecated: bool,
    /// Since when no page describes it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// The names of the corrections that are in it; see [`fixup`](crate::fixup).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixups: Vec<String>,
}

/// Host, path with `{}` for each variable, and method: what is different on the wire for different operations.
pub type Operation = (Host, String, Method);

impl Endpoint {
    /// The operation that it describes. Two pages with one operation describe the same thing.
    #[must_use]
    pub fn operation(&self) -> Operation {
        let segment = |segment| if str::starts_with(segment, '{') { "{}" } else { segment };
        let path = self.path.template.trim_end_matches('/').split('/').map(segment);
        (self.host.clone(), path.collect::<Vec<_>>().join("/"), self.method)
    }

    /// Takes out where fields, errors and scopes stand.
    pub fn forget_spans(&mut self) {
        self.visit_mut(&mut ForgetSpans);
        forget_spans_of(&mut self.errors, [&mut self.scopes, &mut self.field_scopes]);
    }
}
