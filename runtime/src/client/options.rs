//! What may differ from call to call.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use secrecy::SecretString;

/// Settings of some calls, given to [`Client::with`](crate::Client::with).
///
/// ```
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// use std::time::Duration;
/// use feishu_openapi_runtime::{Client, Options};
///
/// let client = Client::builder("cli_a1b2c3", "app secret").build()?;
/// let patient = client.with(Options::new().timeout(Duration::from_secs(300)));
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct Options {
    pub(crate) identity: Option<Identity>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) headers: HeaderMap,
}

/// For whom a client calls.
#[derive(Clone)]
pub(crate) enum Identity {
    /// A user, by this token.
    User(SecretString),
    /// Whoever this token stands for.
    Given(SecretString),
}

impl Options {
    /// Options that change nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The time a call may take in all, with retries and waiting: 60 s if not set. An upload gets a second more for
    /// every 64 KiB; of a download it limits the time until the answer begins.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// A header to send with each call, in place of one of the same name.
    #[must_use]
    pub fn header(mut self, name: http::HeaderName, value: http::HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// These options, and for what they leave open those of `base`.
    pub(crate) fn over(self, base: &Self) -> Self {
        let mut headers = base.headers.clone();
        headers.extend(self.headers);
        Self {
            identity: self.identity.or_else(|| base.identity.clone()),
            timeout: self.timeout.or(base.timeout),
            headers,
        }
    }
}

/// Names headers, shows no values.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("timeout", &self.timeout)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
