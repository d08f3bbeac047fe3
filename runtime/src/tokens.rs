//! Tokens of the application: fetched when they are needed, once for all calls that wait, and kept until they expire.

mod background;
mod cache;
mod fetch;
mod flight;
mod key;
#[cfg(feature = "redis")]
mod redis;
mod store;

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::Either;
use secrecy::{ExposeSecret, SecretString};

pub use key::{TokenKey, TokenKind};
#[cfg(feature = "redis")]
pub use redis::RedisTokenStore;
pub use store::{Lease, MemoryTokenStore, StoreError, StoreFuture, StoredToken, TokenStore};

use crate::Request;
use crate::answer::Answer;
use crate::error::{ApiError, Error, Result, TimeoutError, TokenError};
use crate::spec::AppType;
use cache::{Cache, Cached};
use flight::{Fetched, Flights};

/// Codes by which the server refuses a token, as opposed to what its owner may do.
const REFUSED: [i64; 7] = [
    99_991_661, 99_991_663, 99_991_664, 99_991_665, 99_991_668, 99_991_671, 99_991_677,
];

/// How often a store is asked for a token that another process is fetching.
const POLL: Duration = Duration::from_millis(50);

/// How long a fetch may take, with all that is asked of the store, where the client's calls have no limit of their own.
const LIMIT: Duration = Duration::from_secs(30);

/// How long a claim may take to be given back.
const RELEASE: Duration = Duration::from_secs(1);

/// The server, as it is asked for tokens: without a token, and waited for on any thread.
pub(crate) trait Server: Send + Sync + 'static {
    /// What answers `request` with success.
    fn ask(self: Arc<Self>, request: Request) -> Pin<Box<dyn Future<Output = Result<Answer>> + Send>>;
}

/// Whether an error says that the token of the call is not valid (any more).
pub(crate) fn is_refusal(error: &Error) -> bool {
    // By the same codes the server says that an endpoint takes no token of that kind, however new it is.
    let unsupported = |error: &ApiError| error.message.contains("not support");
    matches!(error, Error::Api(error) if REFUSED.contains(&error.code) && !unsupported(error))
}

/// Where the application's tokens come from.
pub(crate) struct Tokens {
    pub(crate) app_id: String,
    pub(crate) app_secret: SecretString,
    pub(crate) app_type: AppType,
    /// Server, application and fingerprint of its secret, which all keys begin with.
    scope: Arc<str>,
    store: Arc<dyn TokenStore>,
    cache: Cache,
    flights: Flights,
    limit: Duration,
}

impl Tokens {
    /// `limit` is how long a fetch may take.
    pub(crate) fn new(
        server: &str,
        app: (String, SecretString, AppType),
        store: Arc<dyn TokenStore>,
        limit: Option<Duration>,
    ) -> Self {
        let (app_id, app_secret, app_type) = app;
        Self {
            scope: key::scope(server, &app_id, app_secret.expose_secret()),
            app_id,
            app_secret,
            app_type,
            store,
            cache: Cache::default(),
            flights: Flights::default(),
            limit: limit.unwrap_or(LIMIT),
        }
    }

    pub(crate) fn key(&self, kind: TokenKind) -> TokenKey {
        TokenKey {
            scope: self.scope.clone(),
            kind,
        }
    }

    /// The token for `key`, which is fetched if there is none that can be used. One that is to be renewed is used meanwhile,
    /// and until it ends where the server gives no new one.
    pub(crate) fn token(
        self: &Arc<Self>,
        key: &TokenKey,
        server: impl FnOnce() -> Arc<dyn Server>,
    ) -> Either<Ready<Fetched>, Pin<Box<dyn Future<Output = Fetched> + Send>>> {
        let usable = self.cache.usable(key);
        if let Some((token, true)) = usable {
            return Either::Left(ready(Ok(token)));
        }
        let renew = || self.clone().renew(key.clone(), server());
        let renewal = self.flights.join(key, self.limit + RELEASE, renew);
        match usable {
            // The renewal goes on by itself.
            Some((token, _)) => Either::Left(ready(Ok(token))),
            None => Either::Right(renewal),
        }
    }

    /// Makes sure that a refused token is not used again.
    pub(crate) fn forget(&self, key: &TokenKey, token: &SecretString) {
        self.cache.refuse(key, token);
    }

    /// Keeps the ticket of a store application.
    pub(crate) async fn put_ticket(self: &Arc<Self>, ticket: StoredToken) -> Result<()> {
        let tokens = self.clone();
        let put = async move { tokens.store.put(&tokens.key(TokenKind::AppTicket), ticket).await };
        self.in_background(put).await?.map_err(store_failed)
    }

    /// Does this where it goes on even if it is not waited for, and where all other work for tokens is done.
    pub(crate) async fn in_background<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T> {
        let outcome = self.flights.background.run(work)?.await;
        Ok(outcome.map_err(|_| TokenError::Interrupted)?)
    }

    /// Gets a better token than the client has: from the store, if another process has put one there, else from the server.
    async fn renew(self: Arc<Self>, key: TokenKey, server: Arc<dyn Server>) -> Fetched {
        let mut lease = None;
        let outcome = tokio::time::timeout(self.limit, self.renew_claimed(&key, &server, &mut lease)).await;
        if let Some(lease) = lease {
            // Before anybody learns of a failure: the program may end with it.
            if tokio::time::timeout(RELEASE, lease.release()).await.is_err() {
                tracing::debug!(%key, "a claim was not given back in time");
            }
        }
        let timed_out = |_| {
            Error::from(TimeoutError {
                operation: key.kind().operation(),
                sent: true,
                after: Some(self.limit),
            })
        };
        Ok(outcome.map_err(timed_out)??)
    }

    async fn renew_claimed(
        self: &Arc<Self>,
        key: &TokenKey,
        server: &Arc<dyn Server>,
        lease: &mut Option<Lease>,
    ) -> Result<SecretString> {
        loop {
            if let Some(token) = self.better(key).await? {
                return Ok(token);
            }
            *lease = self.store.claim(key).await.map_err(store_failed)?;
            if lease.is_some() {
                break;
            }
            tokio::time::sleep(POLL).await;
        }
        // The fetch before this one, in another process, may have ended since the store was asked.
        if let Some(token) = self.better(key).await? {
            return Ok(token);
        }
        let token = self.fetch(key, server).await?;
        self.cache.put(key, token.clone());
        if let Err(error) = self.store.put(key, token.clone()).await {
            tracing::warn!(%key, error, "the token store keeps no token");
        }
        Ok(token.value)
    }

    /// What the store has, if it is better than what the client has.
    async fn better(&self, key: &TokenKey) -> Result<Option<SecretString>> {
        let stored = self.store.get(key).await.map_err(store_failed)?;
        let cached = self.cache.get(key);
        let has_none = cached.as_ref().and_then(Cached::usable).is_none();
        let is_better = |token: &StoredToken| {
            let refused = cached.as_ref().is_some_and(|cached| cached.refuses(token));
            !refused && (token.is_fresh() || (has_none && token.is_alive()))
        };
        Ok(stored.filter(is_better).map(|token| {
            self.cache.put(key, token.clone());
            token.value
        }))
    }
}

fn store_failed(source: StoreError) -> Error {
    TokenError::Store { source }.into()
}
