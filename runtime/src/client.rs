//! The client: made once per application, cheap to clone, derived for what differs from call to call.

mod builder;
mod call;
mod pages;
mod poll;
mod raw;
mod resume;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use builder::ClientBuilder;
pub use call::Call;
pub use pages::{Items, Pages};
pub use raw::{RawList, RawRequest};
pub use resume::ResumePoint;

use crate::exchange::{Core, Exchange, Identity, Mode, Options};
use crate::oauth::OAuth;
use crate::spec::{Host, Method};
use crate::tokens::{AccessToken, TokenKind};
use crate::wire::{Decode, Fits, Json};
use crate::{Download, Endpoint, EventStream, Paged, PagedList, Redirect, Request, Result, UserToken};

/// How long a ticket is kept. The server sends a new one every hour, so that one this old is of an application that
/// no longer gets any.
const APP_TICKET_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Calls the Open Platform for one application.
///
/// ```
/// use feishu_openapi_runtime::Client;
///
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// let client = Client::builder("cli_a1b2c3", "app secret").build()?;
/// let as_user = client.as_user("u-…"); // the same connections, acting for a user
/// # Ok(()) }
/// ```
///
/// A clone shares connections, tokens and limits with the original, and so does a client derived by
/// [`as_user`](Self::as_user), [`for_tenant`](Self::for_tenant) or [`with`](Self::with). Dropping the future of a call
/// cancels the call.
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
    options: Arc<Options>,
}

impl Client {
    /// A client for the application with these credentials, which the developer console shows.
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), app_secret.into())
    }

    /// A client as the environment describes it; [`ClientBuilder::from_env`] says by which variables.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) names the variable that is missing or wrong.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// The same client, acting for the user whose `user_access_token` this is.
    ///
    /// A call to an endpoint that does not accept such a token fails before it is sent, unless
    /// [`Options::any_token`] is set.
    #[must_use]
    pub fn as_user(&self, user_access_token: impl Into<UserToken>) -> Self {
        self.acting_as(Identity::User(user_access_token.into()))
    }

    /// The same client, acting in the tenant with this key: for store applications, which are installed in many.
    #[must_use]
    pub fn for_tenant(&self, tenant_key: impl Into<String>) -> Self {
        let mut options = Options::clone(&self.options);
        (options.identity, options.tenant) = (Some(Identity::Tenant), Some(tenant_key.into().into()));
        self.having(options)
    }

    /// The same client, sending this token with every call, whatever the endpoint documents.
    #[must_use]
    pub fn with_token(&self, access_token: impl Into<String>) -> Self {
        self.acting_as(Identity::Given(access_token.into().into()))
    }

    /// The same client with other options; what `options` does not set stays as it is.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        self.having(options.over(&self.options))
    }

    /// The same client, sending this query parameter beside those of the request: one that the page of the endpoint does not
    /// know yet. Types, tokens, limits and retries stay what they are.
    ///
    /// ```no_run
    /// # async fn example<E: feishu_openapi_runtime::Endpoint<Output = ()>>(client: feishu_openapi_runtime::Client, request: E)
    /// # -> feishu_openapi_runtime::Result<()> {
    /// client.extra_query("with_deleted", true).send(&request).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// With a generated request it is `request.send(&client.extra_query("with_deleted", true))`, and likewise `items` and
    /// `pages`. The value is what JSON can hold: text, a number, a `bool`, an object, which is sent as JSON, or a list, whose items are sent one
    /// by one. It counts for each call of the client that is returned, and more than what the request has of the same
    /// name. A value that cannot be sent ends the call with
    /// [`ConfigError::InvalidParameter`](crate::ConfigError::InvalidParameter).
    #[must_use]
    pub fn extra_query(&self, name: impl Into<String>, value: impl Fits<Json>) -> Self {
        self.with(Options::new().extra_query(name, value))
    }

    /// The same client, sending this field beside those of the request's body, as [`extra_query`](Self::extra_query) does
    /// with a query parameter.
    ///
    /// The value is any JSON. A form has its text. Where the request has no body, it becomes an object of this field; where
    /// its body is no object but a list, the call fails with
    /// [`ConfigError::InvalidParameter`](crate::ConfigError::InvalidParameter).
    #[must_use]
    pub fn extra_body(&self, name: impl Into<String>, value: impl Fits<Json>) -> Self {
        self.with(Options::new().extra_body(name, value))
    }

    /// The same client, sending this header beside those of the request, as [`extra_query`](Self::extra_query) does with a
    /// query parameter.
    ///
    /// Headers that the client sets or that belong to the connection, such as `Authorization`, `Host` or `Content-Length`, end
    /// the call with [`ConfigError::InvalidParameter`](crate::ConfigError::InvalidParameter).
    #[must_use]
    pub fn extra_header(&self, name: impl AsRef<str>, value: impl Fits<Json>) -> Self {
        self.with(Options::new().extra_header(name, value))
    }

    /// The id of the application.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.core.tokens.app_id
    }

    /// Hands in the ticket of the `app_ticket` event, which a store application gets every hour.
    ///
    /// # Errors
    /// [`TokenError::Store`](crate::TokenError::Store): the token store does not keep it, or not within
    /// [`Options::timeout`].
    pub async fn set_app_ticket(&self, app_ticket: impl Into<String>) -> Result<()> {
        let ticket = AccessToken::new(app_ticket.into().into(), APP_TICKET_LIFETIME);
        let tokens = &self.core.tokens;
        tokens.put(TokenKind::AppTicket, ticket, self.options.timeout).await
    }

    /// Asks the server to send the `app_ticket` event again, for a store application that has lost its ticket.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn resend_app_ticket(&self) -> Result<()> {
        self.json_of(self.core.tokens.resend_app_ticket()).await
    }

    /// Logging users in.
    #[must_use]
    pub fn oauth(&self) -> OAuth {
        OAuth::new(
            self.core.tokens.clone(),
            self.core.clone(),
            self.core.base(Host::Accounts).map(Cow::into_owned),
            self.options.timeout,
        )
    }

    /// A call that is put together by hand, for an endpoint that is not generated. It has the same tokens, retries and
    /// errors.
    ///
    /// `path` begins with `/` and may have parameters, as in `/open-apis/im/v1/chats/:chat_id`.
    pub fn raw(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.clone(), method, path.into())
    }

    fn acting_as(&self, identity: Identity) -> Self {
        let mut options = Options::clone(&self.options);
        options.identity = Some(identity);
        self.having(options)
    }

    fn having(&self, options: Options) -> Self {
        Self {
            core: self.core.clone(),
            options: Arc::new(options),
        }
    }

    /// Calls an endpoint that responds with JSON.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Call<E::Output>
    where
        E::Output: Decode,
    {
        self.json_of(Request::of(endpoint))
    }

    /// Calls an endpoint, and reads its response as a type of your own: as [`Json`](crate::wire::Json) all that is in it,
    /// also what the documentation does not know yet.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn send_as<T: Decode>(&self, endpoint: &impl Endpoint) -> Call<T> {
        self.json_of(Request::of(endpoint))
    }

    /// Calls an endpoint that responds with a file.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn download<E: Endpoint<Output = Download>>(&self, endpoint: &E) -> Call<Download> {
        self.download_of(Request::of(endpoint))
    }

    /// Calls an endpoint that responds with server-sent events.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn events<E, T>(&self, endpoint: &E) -> Call<EventStream<T>>
    where
        E: Endpoint<Output = EventStream<T>>,
        T: Decode + Send + 'static,
    {
        let exchange = self.exchange(Request::of(endpoint), Mode::Stream);
        Call::new(async move { Ok(EventStream::new(exchange?.run().await?)) })
    }

    /// Asks an endpoint for the address that it redirects to.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn redirect<E: Endpoint<Output = Redirect>>(&self, endpoint: &E) -> Call<Redirect> {
        let exchange = self.exchange(Request::of(endpoint), Mode::Whole);
        Call::new(async move { Redirect::read(exchange?.run().await?) })
    }

    /// The pages of a paged endpoint, from where the request begins.
    pub fn pages<R: Paged>(&self, request: &R) -> Pages<R>
    where
        R::Output: Decode,
    {
        Pages::new(self.clone(), Request::sealed(request))
    }

    /// The items of all pages of a paged endpoint, from where the request begins.
    pub fn items<R: PagedList>(&self, request: &R) -> Items<R>
    where
        R::Output: Decode,
    {
        Items::new(self.pages(request))
    }

    pub(crate) fn json_of<T: Decode>(&self, request: Request) -> Call<T> {
        Call::json(Exchange::response(self.exchange(request, Mode::Whole)))
    }

    /// A call that the client makes for itself, of its application and nobody else.
    #[cfg(feature = "long-connection")]
    pub(crate) fn ask<T: Decode>(&self, request: Request) -> Call<T> {
        use crate::tokens::Server;
        Call::json(self.core.clone().ask(request, Duration::ZERO))
    }

    #[cfg(feature = "long-connection")]
    pub(crate) fn app_secret(&self) -> &secrecy::SecretString {
        &self.core.tokens.app_secret
    }

    /// The HTTP client of the runtime that asks, in which each response has a connection of its own.
    #[cfg(feature = "long-connection")]
    pub(crate) fn streams(&self) -> Result<reqwest::Client> {
        Ok(self.core.pools.pool(Mode::Stream)?.http.clone())
    }

    fn download_of(&self, request: Request) -> Call<Download> {
        let exchange = self.exchange(request, Mode::Stream);
        Call::new(async move {
            let mut exchange = exchange?;
            let reply = exchange.run().await?;
            Ok(Download::new(reply, Some(exchange)))
        })
    }

    fn exchange(&self, request: Request, mode: Mode) -> Result<Exchange> {
        Exchange::new(self.core.clone(), self.options.clone(), request, mode)
    }
}

/// Shows the application and the host, no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_id", &self.core.tokens.app_id)
            .field("server", &self.core.hosts.open().as_str())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
