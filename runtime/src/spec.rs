//! What the documentation page of an endpoint says, as constant data.
//!
//! Every generated request has a `SPEC`. The client reads from it all that it must know of an endpoint (host, path,
//! tokens, rate limit, shape of the response), and a program can read from it too, for example to list the scopes that
//! an application needs.

mod error_kind;
mod read;

pub use error_kind::ErrorKind;

/// Everything that the documentation of one endpoint states.
///
/// Tables are texts, a row a line, its columns parted by one space, the last column being the rest of the line: as lists
/// of structs they take much more memory to compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// `project.version.resource.method`, the vendor's own name of the endpoint.
    pub id: &'static str,
    /// Title of the page, in Chinese.
    pub title: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Host that serves the endpoint.
    pub host: Host,
    /// Path below the host, with `:name` for a path parameter. May end in a fixed query string.
    pub path: &'static str,
    /// Tokens of which any one is accepted, as [`TENANT_OR_USER`]. Empty: the endpoint takes no token.
    pub tokens: &'static [Token],
    /// Kinds of application that may call the endpoint, as [`CUSTOM_OR_ISV`].
    pub app_types: &'static [AppType],
    /// Scopes of which any one is enough: a table, read by [`scopes`](Self::scopes).
    pub scopes: &'static str,
    /// Scopes that are needed for certain fields of the response: a table, read by [`field_scopes`](Self::field_scopes).
    pub field_scopes: &'static str,
    /// Documented rate limit, per application and tenant.
    pub rate_limit: Option<RateLimit>,
    /// The page's table of errors, read by [`errors`](Self::errors).
    pub errors: &'static str,
    /// Address of the page.
    pub page: &'static str,
    /// When the page was last changed, in milliseconds since 1970.
    pub updated: Option<i64>,
    /// Shape of the response.
    pub response: Response,
    /// How the endpoint is paged, where it is.
    pub pagination: Option<Pagination>,
    /// Name of the query or body field that makes repeating the call safe (`uuid`, `client_token` …).
    pub idempotency_key: Option<&'static str>,
    /// The page says that the endpoint is replaced by another one, or not recommended.
    pub deprecated: bool,
}

impl Spec {
    /// What a page says that says nothing. The rest of a `Spec` of which some is known: `Spec { id, path, ..Spec::EMPTY }`.
    pub const EMPTY: Self = Self {
        id: "",
        title: "",
        method: Method::Get,
        host: Host::Open,
        path: "",
        tokens: &[],
        app_types: &[],
        scopes: "",
        field_scopes: "",
        rate_limit: None,
        errors: "",
        page: "",
        updated: None,
        response: Response::Envelope { message_key: "msg" },
        pagination: None,
        idempotency_key: None,
        deprecated: false,
    };

    /// What a page says, as generated code has it: a line for each fact, then tables with a row a line.
    ///
    /// - `id`, `title`, `page`, `idempotency_key`: the rest of the line
    /// - a method in capital letters: the path
    /// - `host`: `accounts`, `www`, or a name
    /// - `tokens`: of `tenant`, `user`, `app`, in this order
    /// - `app_types`: of `custom`, `isv`
    /// - `rate_limit`: one or two quotas, as `1000/60 50/1` (calls and seconds), or `special`
    /// - `updated`: milliseconds since 1970
    /// - `response`: `envelope` and the name of the message, `flat`, `bare`, `binary`, `event_stream`, `redirect`
    /// - `pagination`: `token`, `offset` or `page_number`; `query` or `body` for the cursor; names of cursor and size in
    ///   requests, of cursor, `has_more` and items in responses, `-` for those that are missing
    /// - `deprecated`
    /// - `scopes`, `field_scopes`: a table, up to an empty line
    /// - `errors`: a table, up to the end
    ///
    /// ```
    /// # use feishu_openapi_runtime::spec::*;
    /// const SPEC: Spec = Spec::of_page("id im.v1.chat.list\nGET /open-apis/im/v1/chats\nrate_limit 1000/60 50/1\n");
    /// assert_eq!(SPEC.path, "/open-apis/im/v1/chats");
    /// assert_eq!(SPEC.rate_limit.map(|limit| limit.quotas().count()), Some(2));
    /// ```
    ///
    /// # Panics
    /// When there is another line. In a constant, that ends the compilation.
    #[must_use]
    pub const fn of_page(facts: &'static str) -> Self {
        read::spec(facts)
    }

    /// The row of the page's error table for `code`.
    ///
    /// ```
    /// # use feishu_openapi_runtime::spec::*;
    /// const SPEC: Spec = Spec { errors: "41050 400 permission no user authority error", ..Spec::EMPTY };
    /// assert_eq!(SPEC.error(41050).and_then(|e| e.status), Some(400));
    /// assert_eq!(SPEC.error(1), None);
    /// ```
    #[must_use]
    pub fn error(&self, code: i64) -> Option<DocumentedError> {
        self.errors().find(|error| error.code == code)
    }

    /// The rows of the page's error table: a line of the table is code, HTTP status or `-`, kind or `-`, and text.
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError> {
        rows(self.errors).filter_map(|(code, rest)| {
            let (status, rest) = columns(rest);
            let (kind, message) = columns(rest);
            Some(DocumentedError {
                code: code.parse().ok()?,
                status: status.parse().ok(),
                kind: ErrorKind::of_word(kind),
                message,
            })
        })
    }

    /// Scopes of which any one is enough: a line of the table is name and label.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> {
        rows(self.scopes).map(Scope::of)
    }

    /// Scopes that are needed for certain fields of the response.
    pub fn field_scopes(&self) -> impl Iterator<Item = Scope> {
        rows(self.field_scopes).map(Scope::of)
    }
}

pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    table.lines().map(columns)
}

fn columns(row: &'static str) -> (&'static str, &'static str) {
    row.split_once(' ').unwrap_or((row, ""))
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
    pub(crate) const fn of((name, label): (&'static str, &'static str)) -> Self {
        Self { name, label }
    }
}

/// Documented rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateLimit {
    /// One quota, or two that hold at once.
    Quotas(Quota, Option<Quota>),
    /// A limit that the page does not state in numbers.
    Special,
}

impl RateLimit {
    /// The quotas, which hold at once.
    pub fn quotas(self) -> impl Iterator<Item = Quota> {
        let (first, second) = match self {
            Self::Quotas(first, second) => (Some(first), second),
            Self::Special => (None, None),
        };
        first.into_iter().chain(second)
    }
}

/// At most so many calls in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How many calls are allowed within the window.
    pub calls: u32,
    /// Length of the window in seconds.
    pub seconds: u32,
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

/// How an endpoint is paged. Names are wire names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pagination {
    /// What the cursor counts, or that it is a token.
    pub style: PaginationStyle,
    /// Request field that says where to go on.
    pub request_cursor: &'static str,
    /// The cursor is a field of the body, not of the query.
    pub cursor_in_body: bool,
    /// Request field for the size of a page.
    pub request_size: Option<&'static str>,
    /// Response field with the next cursor.
    pub response_cursor: Option<&'static str>,
    /// Response field that says whether there is more.
    pub has_more: Option<&'static str>,
    /// Response field with the items.
    pub items: Option<&'static str>,
}

/// What kind of cursor leads from page to page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaginationStyle {
    /// A token from the page before, with no meaning of its own.
    Token,
    /// Number of items to skip.
    Offset,
    /// The number of the page, counted from 1.
    PageNumber,
}
