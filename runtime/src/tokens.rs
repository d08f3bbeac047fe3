//! Tokens of the application: fetched when they are needed, once for all calls that wait, and kept until they expire.

mod fetch;
mod flight;
mod key;
#[cfg(feature = "redis")]
mod redis;
mod store;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};

pub use key::{TokenKey, TokenKind};
#[cfg(feature = "redis")]
pub use redis::RedisTokenStore;
pub use store::{Lease, MemoryTokenStore, StoreError, StoreFuture, StoredToken, TokenStore};

use crate::client::Core;
use crate::error::{ApiError, Error, Result, TokenError};
use crate::spec::AppType;
use flight::Flights;

/// Codes by which the server refuses a token, as opposed to what its owner may do.
const REFUSED: [i64; 7] = [
    99_991_661, 99_991_663, 99_991_664, 99_991_665, 99_991_668, 99_991_671, 99_991_677,
];

/// How often a store is asked for a token that another process is fetching.
const POLL: Duration = Duration::from_millis(50);

/// Whether an error says that the token of the call is not valid (any more).
pub(crate) fn is_refusal(error: &Error) -> bool {
    // By the same codes the server says that an endpoint takes no token of that kind, however new it is.
    let unsupported = |error: &ApiError| error.message.contains("not support");
    matches!(error, Error::Api(error) if REFUSED.contains(&error.code) && !unsupported(error))
}

/// Where the application's tokens come from.
pub(crate) struct Tokens {
    pub(crate) app_secret: SecretString,
    pub(crate) app_type: AppType,
    /// Server, application and fingerprint of its secret, which all keys begin with.
    scope: Arc<str>,
    store: Arc<dyn TokenStore>,
    flights: Flights,
}

impl Tokens {
    pub(crate) fn new(
        server: &str,
        app_id: &str,
        app_secret: SecretString,
        app_type: AppType,
        store: Arc<dyn TokenStore>,
    ) -> Self {
        let scope = key::scope(server, app_id, app_secret.expose_secret());
        Self {
            app_secret,
            app_type,
            scope,
            store,
            flights: Flights::default(),
        }
    }

    pub(crate) fn key(&self, kind: TokenKind) -> TokenKey {
        TokenKey {
            scope: self.scope.clone(),
            kind,
        }
    }

    /// Keeps a token under its key.
    pub(crate) async fn put(&self, key: &TokenKey, token: StoredToken) -> Result<()> {
        self.store
            .put(key, token)
            .await
            .map_err(|source| TokenError::Store { source }.into())
    }

    /// Forgets `token`, unless another one has taken its place.
    pub(crate) async fn forget(&self, key: &TokenKey, token: &SecretString) -> Result<()> {
        self.store
            .remove(key, token)
            .await
            .map_err(|source| TokenError::Store { source }.into())
    }

    async fn claim(&self, key: &TokenKey) -> Result<Option<Lease>> {
        let claimed = self.store.claim(key).await;
        claimed.map_err(|source| TokenError::Store { source }.into())
    }

    async fn kept(&self, key: &TokenKey) -> Result<Option<StoredToken>> {
        let kept = self.store.get(key).await;
        kept.map_err(|source| TokenError::Store { source }.into())
    }

    async fn fresh(&self, key: &TokenKey) -> Result<Option<SecretString>> {
        let kept = self.kept(key).await?;
        Ok(kept.filter(StoredToken::is_fresh).map(|token| token.value))
    }
}

impl Core {
    /// The token for `key`: from the store while it is fresh, else from the server. Where the server gives no new one, the
    /// old one is good until it ends.
    pub(crate) async fn token(self: &Arc<Self>, key: &TokenKey) -> Result<SecretString, Arc<Error>> {
        let kept = self.tokens.kept(key).await?;
        if let Some(token) = kept.as_ref().filter(|kept| kept.is_fresh()) {
            return Ok(token.value.clone());
        }
        let fetch = || self.clone().fetch_and_store(key.clone());
        let fetched = self.tokens.flights.join(key, fetch).await;
        match (fetched, kept.filter(|kept| SystemTime::now() < kept.expires_at)) {
            (Err(error), Some(kept)) => {
                tracing::warn!(%key, %error, "a token is not renewed and is used until it ends");
                Ok(kept.value)
            }
            (fetched, _) => fetched,
        }
    }

    async fn fetch_and_store(self: Arc<Self>, key: TokenKey) -> Result<SecretString, Arc<Error>> {
        let _lease = loop {
            if let Some(lease) = self.tokens.claim(&key).await? {
                break lease;
            }
            tokio::time::sleep(POLL).await;
            if let Some(token) = self.tokens.fresh(&key).await? {
                return Ok(token);
            }
        };
        // The fetch before this one, here or in another process, may have ended since the store was asked.
        if let Some(token) = self.tokens.fresh(&key).await? {
            return Ok(token);
        }
        let token = self.fetch(&key).await?;
        if let Err(error) = self.tokens.put(&key, token.clone()).await {
            tracing::warn!(%key, %error, "the token store keeps no token");
        }
        Ok(token.value)
    }
}
