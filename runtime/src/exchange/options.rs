//! Settings that may differ from call to call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::Retry;
use crate::UserToken;
use crate::request::Extra;
use crate::wire::{Fits, Json};

/// Settings of some calls, given to [`Client::with`](crate::Client::with).
///
/// ```
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// use std::time::Duration;
/// use feishu_openapi_runtime::{Client, Options, Retry};
///
/// let client = Client::builder("cli_a1b2c3", "app secret").build()?;
/// let hasty = client.with(Options::new().timeout(Duration::from_secs(3)));
/// // Three seconds as well, and as long before that as others are in line.
/// let patient = hasty.with(Options::new().max_wait(Duration::from_secs(3600)));
/// let once = client.with(Options::new().retry(Retry::NEVER));
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct Options {
    pub(crate) identity: Option<Identity>,
    /// The tenant of the call, where one was named. A user of the call belongs to it.
    pub(crate) tenant: Option<Arc<str>>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_wait: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) repeat_writes: Option<bool>,
    pub(crate) response_limit: Option<usize>,
    pub(crate) strict: Option<bool>,
    pub(crate) any_token: Option<bool>,
    pub(crate) extras: Vec<Extra>,
}

/// Whom a client acts as.
#[derive(Clone)]
pub(crate) enum Identity {
    /// The application, in the tenant that was named.
    Tenant,
    /// A user.
    User(UserToken),
    /// Whoever this token stands for.
    Given(SecretString),
}

impl Options {
    /// Options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time that a call may take in all: with fetching a token, waiting for its turn by the rate limit of its endpoint,
    /// retries and their pauses. If not set, it is 60 s, and waiting for the turn does not count, as
    /// [`max_wait`](Self::max_wait) says.
    ///
    /// An upload gets a second more for every 64 KiB, of a file on disk from when it is opened. Of a download, the time until
    /// the response begins is limited.
    ///
    /// If time runs out before the call had its turn, it ends with [`Error::Throttled`](crate::Error::Throttled); if the
    /// server asks to wait for longer than the call may take, it does so at once. Else it ends with
    /// [`Error::Timeout`](crate::Error::Timeout).
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long a call may wait for its turn by the rate limit in addition to its [`timeout`](Self::timeout). Only what it
    /// waits longer than this counts to the timeout.
    ///
    /// If not set, it is 0 where a timeout is set, so that the timeout always holds. Where none is set it is 10 minutes, so
    /// that of a thousand calls at once each has its turn at an endpoint that allows a hundred a minute.
    #[must_use]
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = Some(max_wait);
        self
    }

    /// How often and when a failed call is repeated.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Whether a write that may have been carried out is repeated as well. Set it for calls that do no harm if they are
    /// carried out twice.
    #[must_use]
    pub fn repeat_writes(mut self, repeat: bool) -> Self {
        self.repeat_writes = Some(repeat);
        self
    }

    /// How many bytes a response may have that is held in memory as a whole, after decompression: 64 MiB if not set. A longer
    /// one is an [`Error::Decode`](crate::Error::Decode). Of a response with a status that means failure, one mebibyte is
    /// read at most. Files and event streams are read bit by bit, and have no such limit.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = Some(bytes);
        self
    }

    /// Whether a value in a response that does not fit its documented type, as text or `384.58` for an integer, is an
    /// [`Error::Decode`](crate::Error::Decode).
    ///
    /// If not set, it is left out, as if it were not there: a field is empty then, and an item of a list missing. A `tracing`
    /// event of the level `warn` tells its path. So no call fails that the server has carried out, and one odd value costs
    /// no page. Set it for a program that would rather stop than go on without the value, or for tests.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    /// Whether a call is sent with the token that the client has, whatever tokens the page of its endpoint lists: for pages
    /// that the platform contradicts. If not set, a call without a token that its page lists fails before it is sent.
    ///
    /// A client that acts as a user sends that user's token, another one a `tenant_access_token`; that of a store application
    /// which names no tenant an `app_access_token`. [`Client::with_token`](crate::Client::with_token) sends any other.
    #[must_use]
    pub fn any_token(mut self, any: bool) -> Self {
        self.any_token = Some(any);
        self
    }

    /// A query parameter that is sent beside those of the request: one that the page of the endpoint does not know yet.
    /// [`Client::extra_query`](crate::Client::extra_query) says more.
    #[must_use]
    pub fn extra_query(self, name: impl Into<String>, value: impl Fits<Json>) -> Self {
        self.extra(Extra::query(name.into(), value))
    }

    /// A field that is sent beside those of the request's body.
    /// [`Client::extra_body`](crate::Client::extra_body) says more.
    #[must_use]
    pub fn extra_body(self, name: impl Into<String>, value: impl Fits<Json>) -> Self {
        self.extra(Extra::field(name.into(), value))
    }

    /// A header that is sent beside those of the request. Set for all calls of a client by
    /// [`ClientBuilder::options`](crate::ClientBuilder::options), it goes along with those for tokens as well.
    /// [`Client::extra_header`](crate::Client::extra_header) says more.
    #[must_use]
    pub fn extra_header(self, name: impl AsRef<str>, value: impl Fits<Json>) -> Self {
        self.extra(Extra::header(name.as_ref(), value))
    }

    fn extra(mut self, extra: Extra) -> Self {
        extra.put_into(&mut self.extras);
        self
    }

    /// These options; what is not set is taken from `base`.
    pub(crate) fn over(self, base: &Self) -> Self {
        let mut extras = base.extras.clone();
        self.extras.into_iter().for_each(|extra| extra.put_into(&mut extras));
        Self {
            identity: self.identity.or_else(|| base.identity.clone()),
            tenant: self.tenant.or_else(|| base.tenant.clone()),
            timeout: self.timeout.or(base.timeout),
            max_wait: self.max_wait.or(base.max_wait),
            retry: self.retry.or(base.retry),
            repeat_writes: self.repeat_writes.or(base.repeat_writes),
            response_limit: self.response_limit.or(base.response_limit),
            strict: self.strict.or(base.strict),
            any_token: self.any_token.or(base.any_token),
            extras,
        }
    }
}

/// Names extra parameters, shows no values.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("max_wait", &self.max_wait)
            .field("retry", &self.retry)
            .field("repeat_writes", &self.repeat_writes)
            .field("response_limit", &self.response_limit)
            .field("strict", &self.strict)
            .field("any_token", &self.any_token)
            .field("extras", &self.extras.iter().map(Extra::name).collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
