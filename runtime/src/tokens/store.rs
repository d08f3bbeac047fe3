//! Where tokens are kept.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use secrecy::SecretString;

use super::TokenKey;

/// Keeps tokens, for example for several processes.
///
/// A client has its tokens in memory as well, and asks its store only when it has none that is good: at the start, when a
/// token is to be renewed, and when the server has refused one. It does so on a thread of its own, whose tokio runtime has
/// that one thread; a store may use its timers and sockets, and should not block it.
///
/// A store that fails makes the calls fail that need the token, except that a token which cannot be kept is used by this
/// client. One that panics, or takes longer than a fetch may (30 s, or what [`Options::timeout`](crate::Options::timeout)
/// the client was built with), does the same, and is asked again by the next call.
pub trait TokenStore: Send + Sync + 'static {
    /// The token under `key`, if there is one. It may have expired.
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>>;

    /// Keeps `token` under `key`, in place of another one.
    fn put<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> StoreFuture<'a, ()>;

    /// Claims the fetch of the token under `key`, so that of several processes one fetches it; `None` while another
    /// one has the claim, in which case the store is soon asked for the token again. Within one client there is one
    /// fetch anyhow, so that a store which no other process shares grants every claim, as this does.
    ///
    /// A claim must end by itself after a while, since its process may die.
    fn claim<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<Lease>> {
        let _ = key;
        Box::pin(ready(Ok(Some(Lease::default()))))
    }
}

/// A claim that was granted. Given back when the token has been put into the store, or when there will be none. A fetch
/// that panics just drops it.
pub struct Lease(Pin<Box<dyn Future<Output = ()> + Send>>);

impl Lease {
    /// A claim that `release` gives back, which may take a second.
    pub fn new(release: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(Box::pin(release))
    }

    pub(super) async fn release(self) {
        self.0.await;
    }
}

/// A claim that need not be given back.
impl Default for Lease {
    fn default() -> Self {
        Self::new(ready(()))
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

/// What a store's functions return.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Why a store failed.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A token and its end. `Debug` does not show the token.
#[derive(Clone, Debug)]
pub struct StoredToken {
    /// The token itself.
    pub value: SecretString,
    /// When the server stops to accept it.
    pub expires_at: SystemTime,
    /// From when on a new one should be got.
    pub renew_at: SystemTime,
}

impl StoredToken {
    /// A token is renewed when it has less than this to live: longer than a call may take, shorter than the half hour
    /// before the end in which the server hands out a new one.
    const MARGIN: Duration = Duration::from_secs(5 * 60);

    /// What a clock can be set ahead by without harm.
    const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

    /// A token that the server accepts for `lifetime` from now on.
    #[must_use]
    pub fn new(value: SecretString, lifetime: Duration) -> Self {
        let now = SystemTime::now();
        let lifetime = lifetime.min(Self::LONGEST);
        let margin = Self::MARGIN.min(lifetime / 2);
        Self {
            value,
            expires_at: now + lifetime,
            renew_at: now + (lifetime - margin),
        }
    }

    /// Whether it need not be renewed yet.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        SystemTime::now() < self.renew_at
    }

    /// Whether the server still accepts it, as far as its end tells.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        SystemTime::now() < self.expires_at
    }
}

/// Keeps tokens in memory, for one client and its clones. The default.
#[derive(Default)]
pub struct MemoryTokenStore {
    tokens: Mutex<HashMap<TokenKey, StoredToken>>,
}

impl MemoryTokenStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<TokenKey, StoredToken>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenStore for MemoryTokenStore {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>> {
        Box::pin(ready(Ok(self.tokens().get(key).cloned())))
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: StoredToken) -> StoreFuture<'a, ()> {
        let now = SystemTime::now();
        let mut tokens = self.tokens();
        // Tenants that are not called any more must not pile up.
        tokens.retain(|_, token| now < token.expires_at);
        tokens.insert(key.clone(), token);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore")
            .field("tokens", &self.tokens().len())
            .finish()
    }
}
