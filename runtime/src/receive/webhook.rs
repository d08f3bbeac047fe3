//! Events and callbacks that the server sends to an address of the program's.

mod open;
mod seal;
mod service;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use secrecy::SecretString;
use serde_json::json;

use self::open::{Opened, Refusal, Seal};
use self::seal::EncryptKey;
use super::dispatch::{Dispatcher, Outcome};
use super::envelope::OLD_CARD;
use super::handlers::Handlers;
use crate::wire::Json;
use crate::{ConfigError, Result};

/// When the server sends an event again for the first time.
const RESENT_AFTER: HeaderValue = HeaderValue::from_static("15");

/// Receives events and callbacks over HTTP.
///
/// It is a tower [`Service`](tower_service::Service) that any server of `http` types can mount: with axum it is
/// `Router::new().route_service("/feishu", webhook)`. For other servers there is [`respond`](Self::respond). One webhook
/// serves one application; several applications have one each, at addresses of their own. Cheap to clone.
///
/// ```
/// use feishu_openapi_runtime::receive::{Handlers, Webhook};
/// use feishu_openapi_runtime::serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> feishu_openapi_runtime::Result<()> {
/// let webhook = Webhook::builder(Handlers::new(()))
///     .verification_token("the verification token")
///     .encrypt_key("the Encrypt Key")
///     .build()?;
///
/// // What the server sends to check the address, for a test.
/// let request = webhook.sealed(&json!({ "type": "url_verification", "challenge": "c1" }))?;
/// let response = webhook.respond(request.headers(), request.body().clone()).await;
/// assert_eq!(&response.body()[..], br#"{"challenge":"c1"}"#);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Webhook(Arc<Shared>);

struct Shared {
    seal: Seal,
    dispatcher: Arc<Dispatcher>,
}

impl Webhook {
    /// A webhook with these handlers.
    pub fn builder<S>(handlers: Handlers<S>) -> WebhookBuilder<S> {
        WebhookBuilder {
            handlers,
            token: None,
            key: None,
            max_age: Duration::from_secs(60 * 60),
            limit: 1024 * 1024,
        }
    }

    /// The response to a request, whose body must be as it was sent, byte by byte. The names of `headers` may be in any case.
    ///
    /// | status | when |
    /// |---|---|
    /// | 200 | the event is done, now or before; the body is the reply of a callback. Or the server checked the address |
    /// | 401 | the request is not the server's, or cannot be read, or it is a callback that came before. All that is wrong with it stands in the log, and only there |
    /// | 404 | there is no handler, and [`refuse_unhandled`](Handlers::refuse_unhandled) is set |
    /// | 500 | the handler failed |
    /// | 503 | the event is not done yet, or too many wait |
    pub async fn respond(&self, headers: &HeaderMap, body: Bytes) -> Response<Bytes> {
        match self.0.seal.open(headers, &body) {
            Ok(Opened::Event(raw)) => {
                drop(body);
                let outcome = match self.0.dispatcher.begin(raw) {
                    Ok(work) => work.run().await,
                    Err(outcome) => outcome,
                };
                match outcome {
                    Outcome::Done(reply) => response(StatusCode::OK, &reply),
                    Outcome::Failed => response(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "msg": "failed" })),
                    Outcome::Repeated => refused(&Refusal::Repeated),
                    Outcome::Unhandled => response(StatusCode::NOT_FOUND, &json!({ "msg": "no handler" })),
                    Outcome::Busy => {
                        let mut busy = response(StatusCode::SERVICE_UNAVAILABLE, &json!({ "msg": "later" }));
                        busy.headers_mut().insert(RETRY_AFTER, RESENT_AFTER);
                        busy
                    }
                }
            }
            Ok(Opened::Challenge(challenge)) => response(StatusCode::OK, &json!({ "challenge": challenge })),
            Err(refusal) => refused(&refusal),
        }
    }

    /// The request that the server would send for this message: an event or a callback in its envelope, or a check of the
    /// address. It has the verification token, and is encrypted and signed if there is an Encrypt Key. For tests.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config): the system has no random numbers.
    pub fn sealed(&self, message: &Json) -> Result<Request<Bytes>> {
        Ok(self.0.seal.seal(message)?)
    }

    /// Takes no more events, and waits for those that are being handled, for so long; what is not done by then is dropped,
    /// and the server sends it again. To be called when the HTTP server has stopped, or as it stops.
    pub async fn shut_down(&self, grace: Duration) {
        self.0.dispatcher.shut_down(grace).await;
    }
}

/// All refusals are alike from outside.
fn refused(refusal: &Refusal) -> Response<Bytes> {
    tracing::warn!(reason = %refusal, "a request to the webhook is refused");
    response(StatusCode::UNAUTHORIZED, &json!({ "msg": "refused" }))
}

fn response(status: StatusCode, body: &Json) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body.to_string()));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("app_id", &self.0.seal.app_id)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Webhook`].
#[derive(Debug)]
#[must_use = "a webhook is there when it is built"]
pub struct WebhookBuilder<S> {
    handlers: Handlers<S>,
    token: Option<SecretString>,
    key: Option<SecretString>,
    max_age: Duration,
    limit: usize,
}

impl<S> WebhookBuilder<S> {
    /// The verification token, which the developer console shows. Every event must have it.
    pub fn verification_token(mut self, token: impl Into<SecretString>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// The Encrypt Key, where one is set in the developer console. Every event must be encrypted and signed with it.
    pub fn encrypt_key(mut self, key: impl Into<SecretString>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// How far the time of a signed request may be from that of this machine: 1 h if not set. So a request that somebody
    /// recorded is of no use later. Within that time, [claims](Handlers::claims) know what came before. Without an Encrypt Key
    /// no time is checked, except of clicks on cards of the old kind.
    ///
    /// The vendor does not say whether an event that is sent again, up to seven hours later, is signed anew. If the log tells of
    /// requests that are too old, allow eight hours.
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// How many bytes a body may have: 1 MiB if not set.
    pub fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// The webhook.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config): neither the token nor the key is set, so that anybody could send events;
    /// or there are two handlers of one type.
    pub fn build(self) -> Result<Webhook> {
        use secrecy::ExposeSecret;
        let given = |secret: Option<SecretString>| secret.filter(|secret| !secret.expose_secret().is_empty());
        let (token, key) = (given(self.token), given(self.key));
        if token.is_none() && key.is_none() {
            let reason = "set the verification token or the Encrypt Key, since anybody could send events without";
            return Err(ConfigError::setting("webhook", reason).into());
        }
        let dispatcher = Dispatcher::new(self.handlers)?;
        let unusable = |_| ConfigError::setting("encrypt key", "cannot be used");
        let seal = Seal {
            token,
            key: key.map(EncryptKey::new).transpose().map_err(unusable)?,
            max_age: self.max_age,
            limit: self.limit,
            app_id: dispatcher.client().map(|client| client.app_id().to_owned()),
            takes_old_cards: dispatcher.handles(OLD_CARD),
        };
        Ok(Webhook(Arc::new(Shared { seal, dispatcher })))
    }
}
