//! The client: made once per application, cheap to clone, derived for what differs from call to call.

mod brand;
mod builder;
mod call;
mod exchange;
mod options;

use std::fmt;
use std::sync::Arc;

pub use brand::Brand;
pub use builder::ClientBuilder;
pub use call::Call;
pub(crate) use exchange::Reply;
pub use options::Options;

use secrecy::SecretString;

use brand::Hosts;
use exchange::{Exchange, Mode};
use options::Identity;

use crate::wire::Decode;
use crate::{Download, Endpoint, EventStream, Items, Paged, Pages, Redirect, Request};

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

/// What all clones of a client share.
pub(crate) struct Core {
    http: reqwest::Client,
    app_id: String,
    #[expect(dead_code, reason = "read where tokens are fetched")]
    app_secret: SecretString,
    hosts: Hosts,
}

impl Client {
    /// A client for the application with these credentials, which the developer console shows.
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), app_secret.into())
    }

    /// The same client, acting for the user whose `user_access_token` this is.
    ///
    /// A call to an endpoint that does not accept such a token fails before it is sent.
    #[must_use]
    pub fn as_user(&self, user_access_token: impl Into<String>) -> Self {
        self.acting_as(Identity::User(user_access_token.into().into()))
    }

    /// The same client, sending this token with every call, whatever the endpoint documents.
    #[must_use]
    pub fn with_token(&self, access_token: impl Into<String>) -> Self {
        self.acting_as(Identity::Given(access_token.into().into()))
    }

    /// The same client with other options; what `options` does not set stays as it is.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self {
            core: self.core.clone(),
            options: Arc::new(options.over(&self.options)),
        }
    }

    fn acting_as(&self, identity: Identity) -> Self {
        let mut options = Options::clone(&self.options);
        options.identity = Some(identity);
        Self {
            core: self.core.clone(),
            options: Arc::new(options),
        }
    }

    /// Calls an endpoint that answers with JSON.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn send<E: Endpoint>(&self, endpoint: &E) -> Call<E::Output>
    where
        E::Output: Decode,
    {
        Call::json(Box::pin(self.exchange(request_of(endpoint), Mode::Whole).answer()))
    }

    /// Calls an endpoint that answers with a file.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn download<E: Endpoint<Output = Download>>(&self, endpoint: &E) -> Call<Download> {
        let exchange = self.exchange(request_of(endpoint), Mode::Stream);
        Call::new(async move { Ok(Download::new(exchange.run().await?)) })
    }

    /// Calls an endpoint that answers with server-sent events.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn events<E, T>(&self, endpoint: &E) -> Call<EventStream<T>>
    where
        E: Endpoint<Output = EventStream<T>>,
        T: Decode + Send + 'static,
    {
        let exchange = self.exchange(request_of(endpoint), Mode::Stream);
        Call::new(async move { Ok(EventStream::new(exchange.run().await?)) })
    }

    /// Asks an endpoint for the address that it redirects to.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn redirect<E: Endpoint<Output = Redirect>>(&self, endpoint: &E) -> Call<Redirect> {
        let exchange = self.exchange(request_of(endpoint), Mode::Whole);
        Call::new(async move { Redirect::read(exchange.run().await?) })
    }

    /// The pages of a paged endpoint, from where the request begins.
    pub fn pages<R: Paged>(&self, request: R) -> Pages<R>
    where
        R::Output: Decode,
    {
        Pages::new(self.clone(), request)
    }

    /// The items of all pages of a paged endpoint, from where the request begins.
    pub fn items<R: Paged>(&self, request: R) -> Items<R>
    where
        R::Output: Decode,
    {
        Items::new(self.pages(request))
    }

    fn exchange(&self, request: Request, mode: Mode) -> Exchange {
        Exchange {
            core: self.core.clone(),
            options: self.options.clone(),
            request,
            mode,
        }
    }
}

fn request_of<E: Endpoint>(endpoint: &E) -> Request {
    let mut request = Request::new(E::SPEC);
    endpoint.encode(&mut request);
    request
}

/// Shows the application and the host, no secret.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_id", &self.core.app_id)
            .field("hosts", &self.core.hosts)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
