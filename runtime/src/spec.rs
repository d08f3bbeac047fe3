//! What the documentation page of an endpoint says, as constant data.
//!
//! Every generated request has a `SPEC`. The client reads from it all that it must know of an endpoint (host, path,
//! tokens, rate limit, shape of the response), and a program can read from it too, for example to list the scopes that
//! an application needs.

mod error_kind;
mod facts;
mod pagination;
mod rate_limit;

pub use error_kind::ErrorKind;
pub(crate) use facts::Facts;
pub use pagination::{Pagination, PaginationStyle};
pub use rate_limit::{Quota, RateLimit};

/// Everything that the documentation of one endpoint states.
///
/// What each call needs are fields; the rest is a text that is read when somebody asks for it: as structs, tables of scopes and
/// errors took the compiler much more time and memory, for every endpoint there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// `project.version.resource.method`, the vendor's own name of the endpoint.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Host that serves the endpoint.
    pub host: Host,
    /// Path below the host, with `:name` for a path parameter. May end in a fixed query string.
    pub path: &'static str,
    /// Tokens of which any one is accepted, as [`TENANT_OR_USER`]. Empty: the endpoint takes no token.
    pub tokens: &'static [Token],
    /// Documented rate limit, per application and tenant.
    pub rate_limit: Option<RateLimit>,
    /// Shape of the response.
    pub response: Response,
    /// How the endpoint is paged, where it is.
    pub pagination: Option<Pagination>,
    /// Name of the query or body field that makes repeating the call safe (`uuid`, `client_token` …).
    pub idempotency_key: Option<&'static str>,
    /// What else the page says, a line each: `title`, `app_types` (of `custom`, `isv`), `page`, `updated` (milliseconds since
    /// 1970) with what they are, and `deprecated`. Then tables that begin with a line `scopes`, `field_scopes` or `errors`, have
    /// a row a line, and end with an empty line.
    pub facts: &'static str,
}

impl Spec {
    /// What a page says that says nothing. The rest of a `Spec` of which some is known: `Spec { id, path, ..Spec::EMPTY }`.
    pub const EMPTY: Self = Self {
        id: "",
        method: Method::Get,
        host: Host::Open,
        path: "",
        tokens: &[],
        rate_limit: None,
        response: Response::Envelope { message_key: "msg" },
        pagination: None,
        idempotency_key: None,
        facts: "",
    };

    /// Of an endpoint with the most usual response: `limit` is `1000/60 50/1` for 1000 calls in 60 seconds and 50 in one,
    /// `special` where the page says that there is a limit and not which, or empty.
    ///
    /// ```
    /// # use feishu_openapi_runtime::spec::*;
    /// const SPEC: Spec = Spec::new("a.v1.b.get", Method::Get, "/open-apis/a/v1/b", TENANT, "1000/60 50/1", "title B\n");
    /// assert_eq!(SPEC.rate_limit.map(|limit| limit.quotas().count()), Some(2));
    /// assert_eq!(SPEC.title(), "B");
    /// ```
    ///
    /// # Panics
    /// When `limit` is something else. In a constant, that ends the compilation.
    #[must_use]
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        tokens: &'static [Token],
        limit: &'static str,
        facts: &'static str,
    ) -> Self {
        Self {
            id,
            method,
            path,
            tokens,
            rate_limit: RateLimit::read(limit),
            facts,
            ..Self::EMPTY
        }
    }

    /// The same, served by another host.
    #[must_use]
    pub const fn host(mut self, host: Host) -> Self {
        self.host = host;
        self
    }

    /// The same, with another shape of the response.
    #[must_use]
    pub const fn response(mut self, response: Response) -> Self {
        self.response = response;
        self
    }

    /// The same, with a field that makes repeating the call safe.
    #[must_use]
    pub const fn idempotency_key(mut self, field: &'static str) -> Self {
        self.idempotency_key = Some(field);
        self
    }

    /// The same, paged: `token`, `offset` or `page_number`; whether the cursor is a `string` or an `int`, in `query` or `body`;
    /// the names of cursor and size in requests, of cursor, `has_more` and items in responses, `-` for those that are missing.
    ///
    /// # Panics
    /// When one of the first two is something else. In a constant, that ends the compilation.
    #[must_use]
    pub const fn paged(mut self, pagination: &'static str) -> Self {
        self.pagination = Some(Pagination::read(pagination));
        self
    }

    /// Title of the page, in Chinese.
    #[must_use]
    pub fn title(&self) -> &'static str {
        Facts(self.facts).title()
    }

    /// Kinds of application that may call the endpoint.
    #[must_use]
    pub fn app_types(&self) -> &'static [AppType] {
        Facts(self.facts).app_types()
    }

    /// Address of the page.
    #[must_use]
    pub fn page(&self) -> &'static str {
        Facts(self.facts).page()
    }

    /// When the page was last changed, in milliseconds since 1970.
    #[must_use]
    pub fn updated(&self) -> Option<i64> {
        Facts(self.facts).updated()
    }

    /// Whether the page says that the endpoint is replaced by another one, or not recommended.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        Facts(self.facts).is_deprecated()
    }

    /// The row of the page's error table for `code`.
    ///
    /// ```
    /// # use feishu_openapi_runtime::spec::*;
    /// const SPEC: Spec = Spec { facts: "errors\n41050 400 permission no user authority error", ..Spec::EMPTY };
    /// assert_eq!(SPEC.error(41050).and_then(|e| e.status), Some(400));
    /// assert_eq!(SPEC.error(1), None);
    /// ```
    #[must_use]
    pub fn error(&self, code: i64) -> Option<DocumentedError> {
        self.errors().find(|error| error.code == code)
    }

    /// The rows of the page's error table: a line of the table is code, HTTP status or `-`, kind or `-`, and text.
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError> + use<> {
        Facts(self.facts).errors()
    }

    /// Scopes of which any one is enough: a line of the table is name and label.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        Facts(self.facts).scopes()
    }

    /// Scopes that are needed for certain fields of the response.
    pub fn field_scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        Facts(self.facts).field_scopes()
    }
}

/// What stands before the first `separator` of a text, and what stands after it. All and nothing where there is none. A constant
/// function costs some microseconds a letter, so what is long is read when the program runs.
const fn split(text: &'static str, separator: u8) -> (&'static str, &'static str) {
    let mut bytes = text.as_bytes();
    let mut length = 0;
    while let [first, tail @ ..] = bytes {
        if *first == separator {
            return (text.split_at(length).0, text.split_at(length + 1).1);
        }
        length += 1;
        bytes = tail;
    }
    (text, "")
}

/// HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`: reads.
    Get,
    /// `POST`: creates or acts.
    Post,
    /// `PUT`: replaces.
    Put,
    /// `PATCH`: changes a part.
    Patch,
    /// `DELETE`: removes.
    Delete,
    /// `HEAD`: reads the headers alone.
    Head,
    /// `OPTIONS`: asks which methods are allowed.
    Options,
}

impl Method {
    /// Upper-case name, as it stands on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }

    /// Whether the method changes nothing on the server, so that a call can be repeated freely.
    #[must_use]
    pub const fn is_read(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

/// Host that serves an endpoint. Which name that is depends on the brand of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Host {
    /// `open.feishu.cn` or `open.larksuite.com`: nearly every endpoint.
    Open,
    /// `accounts.feishu.cn` or `accounts.larksuite.com`: logging in.
    Accounts,
    /// `www.feishu.cn` or `www.larksuite.com`.
    Www,
    /// Any other host name, the same for every brand.
    Other(&'static str),
}

/// Kind of access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Token {
    /// `tenant_access_token`: the application acts in a tenant.
    Tenant,
    /// `user_access_token`: the application acts for a user.
    User,
    /// `app_access_token`: the application acts as itself.
    App,
}

impl Token {
    /// Name used by the documentation.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant_access_token",
            Self::User => "user_access_token",
            Self::App => "app_access_token",
        }
    }
}

/// Only `tenant_access_token`.
pub const TENANT: &[Token] = &[Token::Tenant];
/// Only `user_access_token`.
pub const USER: &[Token] = &[Token::User];
/// Only `app_access_token`.
pub const APP: &[Token] = &[Token::App];
/// `tenant_access_token` or `user_access_token`.
pub const TENANT_OR_USER: &[Token] = &[Token::Tenant, Token::User];
/// `tenant_access_token` or `app_access_token`.
pub const TENANT_OR_APP: &[Token] = &[Token::Tenant, Token::App];
/// `user_access_token` or `app_access_token`.
pub const USER_OR_APP: &[Token] = &[Token::User, Token::App];
/// Any token.
pub const TENANT_OR_USER_OR_APP: &[Token] = &[Token::Tenant, Token::User, Token::App];

/// Kind of application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AppType {
    /// Built by a company for itself.
    Custom,
    /// Offered to others in the app directory.
    Isv,
}

/// Only applications of one company.
pub const CUSTOM: &[AppType] = &[AppType::Custom];
/// Only applications of the app directory.
pub const ISV: &[AppType] = &[AppType::Isv];
/// Any application.
pub const CUSTOM_OR_ISV: &[AppType] = &[AppType::Custom, AppType::Isv];

/// A permission that an application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Key, as in `contact:contact`.
    pub name: &'static str,
    /// What the console calls it.
    pub label: &'static str,
}

impl Scope {
    const fn of((name, label): (&'static str, &'static str)) -> Self {
        Self { name, label }
    }
}

/// One row of a page's error table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentedError {
    /// Value of `code` in the response.
    pub code: i64,
    /// HTTP status, where the page gives it.
    pub status: Option<u16>,
    /// What kind of error it is, where the words of the page say so.
    pub kind: Option<ErrorKind>,
    /// The text that the page gives for the error.
    pub message: &'static str,
}

/// Shape of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Response {
    /// `{ "code": 0, "msg": "…", "data": { … } }`.
    Envelope {
        /// Name of the field that holds the text of an error: `msg`, or `message`.
        message_key: &'static str,
    },
    /// `{ "code": 0, "msg": "…", … }`: the fields stand beside `code`.
    Flat,
    /// The fields alone, with no `code`.
    Bare,
    /// The bytes of a file, with no envelope.
    Binary,
    /// Server-sent events, each with an envelope or without.
    EventStream,
    /// A redirect whose address is the response.
    Redirect,
}
