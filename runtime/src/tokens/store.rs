//! Where tokens are kept.

use std::collections::HashMap;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::{AccessToken, TokenKey};
use crate::lock::lock;

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
    /// Until when each claim lasts if nothing more is heard of it.
    claimed: HashMap<TokenKey, (Arc<()>, Instant)>,
}

/// How long a claim in memory lasts if the thread of its fetch stands still.
const CLAIM: Duration = Duration::from_secs(5);

/// How often a claim is lengthened.
const BEAT: Duration = Duration::from_secs(1);

/// A claim, which ends when it is dropped, unless it has passed to another fetch.
struct Claim {
    kept: Arc<Mutex<Kept>>,
    key: TokenKey,
    holder: Arc<()>,
}

impl Kept {
    /// Until when that claim lasts, unless it has passed to another fetch.
    fn claim(&mut self, key: &TokenKey, holder: &Arc<()>) -> Option<&mut Instant> {
        let (known, until) = self.claimed.get_mut(key)?;
        Arc::ptr_eq(known, holder).then_some(until)
    }
}

/// Lengthens a claim for as long as this is polled.
async fn hold(kept: Arc<Mutex<Kept>>, key: TokenKey, holder: Arc<()>) {
    loop {
        tokio::time::sleep(BEAT).await;
        match lock(&kept).claim(&key, &holder) {
            Some(until) => *until = Instant::now() + CLAIM,
            None => return,
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut kept = lock(&self.kept);
        if kept.claim(&self.key, &self.holder).is_some() {
            kept.claimed.remove(&self.key);
        }
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
        let mut kept = lock(&self.0);
        let now = Instant::now();
        if kept.claimed.get(key).is_some_and(|(_, until)| now < *until) {
            return Box::pin(ready(Ok(None)));
        }
        let holder = Arc::new(());
        kept.claimed.insert(key.clone(), (holder.clone(), now + CLAIM));
        drop(kept);
        let mut holding = JoinSet::new();
        if let Ok(runtime) = Handle::try_current() {
            holding.spawn_on(hold(self.0.clone(), key.clone(), holder.clone()), &runtime);
        }
        let claim = Claim {
            kept: self.0.clone(),
            key: key.clone(),
            holder,
        };
        Box::pin(ready(Ok(Some(Lease::new(async move { drop((holding, claim)) })))))
    }
}

impl fmt::Debug for MemoryTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryTokenStore")
            .field("tokens", &lock(&self.0).tokens.len())
            .finish()
    }
}
