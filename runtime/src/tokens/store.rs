//! Where tokens are kept.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use super::{AccessToken, TokenKey};

/// Keeps tokens, of the application and of its users: for several processes, or beyond the end of one.
///
/// A client has its tokens in memory as well, and asks its store only when it has none that is good: at the start, when a
/// token is to be renewed, and when the server has refused one. It does so on a thread of its own, whose tokio runtime has
/// that one thread; a store may use its timers and sockets, and should not block it. The thread ends when it has had nothing
/// to do for ten seconds, and with it the connections that were made there: a store makes them anew, as it does when its
/// database was restarted.
///
/// If a store fails, so do the calls that need the token. There is one exception: a token of the application that the store
/// does not keep is used all the same, since it can be fetched again. A token of a user cannot, and is used only when the
/// store has kept it. A store that panics or takes too long has failed, and the next call asks it again. It may take 30 s, or
/// the [`Options::timeout`](crate::Options::timeout) that the client was built with, to hand out a token or a claim, and as
/// long to keep a token; for a token of a user at least 30 s.
///
/// A store for users alone, in a database of logins for example, leaves all tokens of other [kinds](TokenKey::kind) to a
/// [`MemoryTokenStore`].
pub trait TokenStore: Send + Sync + 'static {
    /// The token under `key`, if there is one. It may have ended.
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>>;

    /// Keeps `token` under `key`, in place of another one, at least as long as it is
    /// [of use](AccessToken::useful_until). It must be safe when this returns.
    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()>;

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

/// Keeps tokens in memory. Cheap to clone; clones share the tokens.
///
/// Each client has one of its own, if it is not given another store. Clients of one program that call for the same users
/// are to be given clones of one.
///
/// ```
/// use feishu_openapi_runtime::{Client, MemoryTokenStore};
///
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// let store = MemoryTokenStore::new();
/// let one = Client::builder("cli_a1b2c3", "app secret").token_store(store.clone()).build()?;
/// let other = Client::builder("cli_a1b2c3", "app secret").token_store(store).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct MemoryTokenStore(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    tokens: HashMap<TokenKey, AccessToken>,
    claimed: HashSet<TokenKey>,
}

/// A claim, which ends when it is dropped.
struct Claim(Arc<Mutex<Kept>>, TokenKey);

impl Drop for Claim {
    fn drop(&mut self) {
        lock(&self.0).claimed.remove(&self.1);
    }
}

impl MemoryTokenStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl TokenStore for MemoryTokenStore {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(ready(Ok(lock(&self.0).tokens.get(key).cloned())))
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        let tokens = &mut lock(&self.0).tokens;
        if tokens.len() == tokens.capacity() {
            // Tenants and users that are not called for any more must not pile up.
            let now = SystemTime::now();
            tokens.retain(|_, token| now < token.useful_until());
        }
        tokens.insert(key.clone(), token);
        Box::pin(ready(Ok(())))
    }

    fn claim<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<Lease>> {
        let is_free = lock(&self.0).claimed.insert(key.clone());
        let claim = is_free.then(|| Claim(self.0.clone(), key.clone()));
        Box::pin(ready(Ok(claim.map(|claim| Lease::new(async move { drop(claim) })))))
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore")
            .field("tokens", &lock(&self.0).tokens.len())
            .finish()
    }
}
