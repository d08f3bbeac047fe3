//! Settings that may differ from call to call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use secrecy::SecretString;

use super::Retry;
use crate::UserToken;

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
    pub(crate) headers: HeaderMap,
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

    /// A header to send with each call, in place of one of the same name.
    #[must_use]
    pub fn header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// These options; what is not set is taken from `base`.
    pub(crate) fn over(self, base: &Self) -> Self {
        let mut headers = base.headers.clone();
        headers.extend(self.headers);
        Self {
            identity: self.identity.or_else(|| base.identity.clone()),
            tenant: self.tenant.or_else(|| base.tenant.clone()),
            timeout: self.timeout.or(base.timeout),
            max_wait: self.max_wait.or(base.max_wait),
            retry: self.retry.or(base.retry),
            repeat_writes: self.repeat_writes.or(base.repeat_writes),
            response_limit: self.response_limit.or(base.response_limit),
            strict: self.strict.or(base.strict),
            headers,
        }
    }
}

/// Names headers, shows no values.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("max_wait", &self.max_wait)
            .field("retry", &self.retry)
            .field("repeat_writes", &self.repeat_writes)
            .field("response_limit", &self.response_limit)
            .field("strict", &self.strict)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
