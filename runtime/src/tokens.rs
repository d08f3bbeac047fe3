//! Tokens of the application and of users: fetched when they are needed, once for all calls that wait, and kept until they end.

mod access_token;
mod background;
mod cache;
mod fetch;
mod flight;
mod grant;
mod key;
#[cfg(feature = "redis")]
mod redis;
mod store;
mod unfinished;

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::Either;
use secrecy::{ExposeSecret, SecretString};

pub use access_token::AccessToken;
pub use key::{TokenKey, TokenKind};
#[cfg(feature = "redis")]
pub use redis::RedisTokenStore;
pub use store::{Lease, MemoryTokenStore, StoreError, StoreFuture, TokenStore};

use crate::Request;
use crate::code;
use crate::error::{ApiError, Error, Result, TimeoutError, TokenError};
use crate::response::Response;
use crate::spec::AppType;
use cache::Cache;
use flight::{Fetched, Flights};
use unfinished::Unfinished;

/// Codes that mean that the token is refused. Missing permissions of its owner have other codes.
const REFUSED: [i64; 7] = [
    code::TOKEN_MISSING,
    code::TENANT_TOKEN_REFUSED,
    code::APP_TOKEN_INVALID,
    code::TENANT_TOKEN_INVALID,
    code::USER_TOKEN_REFUSED,
    code::TOKEN_MALFORMED,
    code::USER_TOKEN_EXPIRED,
];

/// How often a store is asked for a token that another process is fetching.
const POLL: Duration = Duration::from_millis(50);

/// How long each of the three steps of a renewal may take if calls have no timeout: asking the store for a token or a claim,
/// the fetch, and keeping the token in the store.
const LIMIT: Duration = Duration::from_secs(30);

/// The longest time for a step, even if calls have a longer timeout.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// The pause after a failed renewal, while the old token can still be used.
const AGAIN: Duration = Duration::from_secs(5);

/// How often a store is asked to keep a token that cannot be fetched again, and the pause in between.
const KEEP: (usize, Duration) = (4, Duration::from_secs(1));

/// How often a store is asked for the token of a user whose refresh token somebody else seems to have used.
const LATE: usize = 10;

/// How long a call waits at most for the next token of a user while the last one can still be used.
const WAIT: Duration = Duration::from_secs(10);

/// How long releasing a claim may take.
const RELEASE: Duration = Duration::from_secs(1);

/// The server, as it is asked for tokens: without a token, and waited for on any thread.
pub(crate) trait Server: Send + Sync + 'static {
    /// The response to `request`, if it means success. Waits as long as calls may take, and `at_least` so long.
    fn ask(
        self: Arc<Self>,
        request: Request,
        at_least: Duration,
    ) -> Pin<Box<dyn Future<Output = Result<Response>> + Send>>;
}

/// Whether an error says that the token of the call is invalid or has ended.
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
    /// What the keys of the application's tokens begin with, and those of users.
    scope: Arc<str>,
    user_scope: Arc<str>,
    store: Arc<dyn TokenStore>,
    cache: Cache,
    flights: Flights,
    unfinished: Unfinished,
    limit: Duration,
}

impl Tokens {
    /// `limit` is how long calls may take.
    pub(crate) fn new(
        server: &str,
        app: (String, SecretString, AppType),
        store: Arc<dyn TokenStore>,
        limit: Option<Duration>,
    ) -> Self {
        let (app_id, app_secret, app_type) = app;
        Self {
            scope: key::scope(server, &app_id, Some(app_secret.expose_secret())),
            user_scope: key::scope(server, &app_id, None),
            app_id,
            app_secret,
            app_type,
            store,
            cache: Cache::default(),
            flights: Flights::default(),
            unfinished: Unfinished::default(),
            limit: limit.unwrap_or(LIMIT).min(LONGEST),
        }
    }

    pub(crate) fn key(&self, kind: TokenKind) -> TokenKey {
        let scope = match kind {
            TokenKind::User(_) => &self.user_scope,
            _ => &self.scope,
        };
        TokenKey {
            scope: scope.clone(),
            kind,
        }
    }

    /// The token for `key`, which is fetched if there is none that can be used. While a token is renewed, the old one is used,
    /// and until its end if there is no new one.
    ///
    /// The next token of a user is waited for, but for no longer than `patience` while the last one can be used: the program
    /// may end with this call, and with it a refresh whose refresh token works once.
    pub(crate) fn token(
        self: &Arc<Self>,
        key: &TokenKey,
        patience: Duration,
        server: impl FnOnce() -> Arc<dyn Server>,
    ) -> Either<Ready<Fetched>, Pin<Box<dyn Future<Output = Fetched> + Send>>> {
        let usable = self.cache.usable(key);
        if let Some((token, true)) = usable {
            return Either::Left(ready(Ok(token)));
        }
        let renew = || {
            let under_way = (!key.kind().can_be_had_again()).then(|| self.unfinished.begin());
            let renewal = self.clone().renew(key.clone(), server());
            async move {
                let outcome = renewal.await;
                drop(under_way);
                outcome
            }
        };
        let renewal = self.flights.join(key, self.limit + RELEASE, renew);
        match usable {
            // The renewal goes on by itself.
            Some((token, _)) if key.kind().can_be_had_again() => Either::Left(ready(Ok(token))),
            Some((token, _)) => Either::Right(Box::pin(async move {
                let renewed = tokio::time::timeout(patience.min(WAIT), renewal).await;
                Ok(renewed.ok().and_then(Result::ok).unwrap_or(token))
            })),
            None => Either::Right(renewal),
        }
    }

    /// Notes that an endpoint refuses a token, and says whether the call may be made again with another one. With
    /// `is_second`, it has been made again already.
    pub(crate) fn refuse(&self, key: &TokenKey, token: &SecretString, endpoint: &str, is_second: bool) -> bool {
        self.cache.refuse(key, token, endpoint, is_second)
    }

    /// Has the store keep a token that was handed in, within `limit`, if there is one, or the time that calls have. It comes
    /// after a refresh of the token before, which would be kept in its place otherwise, be it one of another process.
    pub(crate) async fn put(
        self: &Arc<Self>,
        kind: TokenKind,
        token: AccessToken,
        limit: Option<Duration>,
    ) -> Result<()> {
        let (key, limit) = (self.key(kind), limit.unwrap_or(self.limit));
        let mut is_begun = false;
        let kept = tokio::time::timeout(limit, async {
            loop {
                let keep = || {
                    is_begun = true;
                    self.clone().keep_given(key.clone(), token.clone(), limit)
                };
                let outcome = self.flights.join(&key, limit + RELEASE, keep).await;
                if is_begun {
                    return outcome;
                }
            }
        });
        let Ok(kept) = kept.await else {
            // If its thread stands still, the next one is not to wait for it. A refresh before it has its own time.
            if is_begun {
                self.flights.leave(&key);
            }
            return Err(store_is_silent("did not respond", limit));
        };
        match kept {
            Ok(_) => Ok(()),
            Err(error) => Err(Arc::try_unwrap(error).unwrap_or_else(|shared| store_failed(shared.into()))),
        }
    }

    async fn keep_given(self: Arc<Self>, key: TokenKey, token: AccessToken, limit: Duration) -> Fetched {
        let mut lease = None;
        let outcome = tokio::time::timeout(limit, async {
            lease = Some(self.claim(&key).await?);
            self.store.put(&key, token.clone()).await.map_err(store_failed)?;
            self.cache.put(&key, token.clone());
            // What was refused so far may be accepted now. A ticket is for the application's token.
            match key.kind() {
                TokenKind::AppTicket => self.cache.forgive(&self.key(TokenKind::App)),
                _ => self.cache.forgive(&key),
            }
            Ok::<_, Error>(token.value)
        });
        let outcome = outcome.await.map_err(|_| store_is_silent("did not respond", limit));
        give_back(&key, lease).await;
        Ok(outcome??)
    }

    async fn claim(&self, key: &TokenKey) -> Result<Lease> {
        loop {
            if let Some(lease) = self.store.claim(key).await.map_err(store_failed)? {
                return Ok(lease);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// How long the fetch of a token may take, and keeping it in the store again as long. A refresh token works once: a short
    /// timeout of calls must not lose it.
    fn limit_of(&self, kind: &TokenKind) -> Duration {
        match kind.can_be_had_again() {
            true => self.limit,
            false => self.limit.max(LIMIT),
        }
    }

    /// Gets a newer token: from the store, if another process has put one there, else from the server.
    async fn renew(self: Arc<Self>, key: TokenKey, server: Arc<dyn Server>) -> Fetched {
        let mut lease = None;
        let outcome = self.renew_claimed(&key, &server, &mut lease).await;
        give_back(&key, lease).await;
        match (outcome, self.cache.usable(&key)) {
            (Err(error), Some((token, _))) => {
                self.cache.put_off(&key, AGAIN);
                tracing::warn!(%key, %error, "a token is not renewed or not kept, and is used until it ends");
                Ok(token)
            }
            (outcome, _) => Ok(outcome?),
        }
    }

    async fn renew_claimed(
        self: &Arc<Self>,
        key: &TokenKey,
        server: &Arc<dyn Server>,
        lease: &mut Option<Lease>,
    ) -> Result<SecretString> {
        let limit = self.limit_of(key.kind());
        let token = match self.cache.to_be_kept(key) {
            Some(token) => token,
            None => {
                let found = tokio::time::timeout(self.limit, self.find_or_claim(key, lease)).await;
                let found =
                    found.map_err(|_| store_is_silent("did not hand out the token or a claim on it", self.limit));
                if let Some(token) = found?? {
                    return Ok(token);
                }
                self.flights.prolong(key, 2 * limit + RELEASE);
                let fetched = tokio::time::timeout(limit, self.fetch_claimed(key, server)).await;
                match fetched.map_err(|_| self.timed_out(key.kind(), limit))?? {
                    Found::New(token) => token,
                    Found::Kept(token) => return Ok(token),
                }
            }
        };
        self.flights.prolong(key, limit + RELEASE);
        let kept = tokio::time::timeout(limit, self.keep(key, token)).await;
        kept.map_err(|_| store_is_silent("did not keep the token", limit))?
    }

    /// The token in the store, if it is newer; else a claim on the fetch.
    async fn find_or_claim(&self, key: &TokenKey, lease: &mut Option<Lease>) -> Result<Option<SecretString>> {
        loop {
            if let Some(token) = self.better(key).await? {
                return Ok(Some(token));
            }
            *lease = self.store.claim(key).await.map_err(store_failed)?;
            if lease.is_some() {
                // The fetch before this one, in another process, may have ended since the store was asked.
                return self.better(key).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn fetch_claimed(self: &Arc<Self>, key: &TokenKey, server: &Arc<dyn Server>) -> Result<Found> {
        match self.fetch(key, server).await {
            Ok(token) => Ok(Found::New(token)),
            Err(error @ Error::Api(_)) if !key.kind().can_be_had_again() && !error.is_retryable() => {
                // Another process may have used the refresh token. Then it soon puts the next one into the store.
                for _ in 0..LATE {
                    tokio::time::sleep(POLL).await;
                    if let Some(token) = self.better(key).await? {
                        return Ok(Found::Kept(token));
                    }
                }
                Err(error)
            }
            Err(error) => Err(error),
        }
    }

    fn timed_out(&self, kind: &TokenKind, limit: Duration) -> Error {
        let error = TimeoutError {
            operation: self.operation(kind),
            sent: true,
            after: Some(limit),
        };
        error.into()
    }

    /// The token in the store, if it is newer than that of the client.
    async fn better(&self, key: &TokenKey) -> Result<Option<SecretString>> {
        let had_none = self.cache.usable(key).is_none();
        if let Some(stored) = self.store.get(key).await.map_err(store_failed)? {
            self.cache.adopt(key, stored);
        }
        let usable = self.cache.usable(key);
        Ok(usable.filter(|(_, fresh)| *fresh || had_none).map(|(token, _)| token))
    }

    /// Has the store keep a new token, and then lets all calls use it. A token that can be fetched again is used at once.
    async fn keep(&self, key: &TokenKey, token: AccessToken) -> Result<SecretString> {
        if key.kind().can_be_had_again() {
            self.cache.put(key, token.clone());
            if let Err(error) = self.store.put(key, token.clone()).await {
                tracing::warn!(%key, error, "the token store keeps no token");
            }
            return Ok(token.value);
        }
        self.cache.announce(key, token.clone());
        let (mut attempts, pause) = KEEP;
        while let Err(error) = self.store.put(key, token.clone()).await {
            attempts -= 1;
            if attempts == 0 {
                return Err(store_failed(error));
            }
            tracing::warn!(%key, error, "the token store does not keep what cannot be had again, and is asked once more");
            tokio::time::sleep(pause).await;
        }
        self.cache.put(key, token.clone());
        Ok(token.value)
    }
}

/// Gives a claim back, before anybody learns of a failure: the program may end with it.
async fn give_back(key: &TokenKey, lease: Option<Lease>) {
    if let Some(lease) = lease
        && tokio::time::timeout(RELEASE, lease.release()).await.is_err()
    {
        tracing::debug!(%key, "a claim was not given back in time");
    }
}

/// The outcome of a fetch.
enum Found {
    /// A token that the store is to keep.
    New(AccessToken),
    /// A token that another process has put into the store.
    Kept(SecretString),
}

fn store_is_silent(what: &str, limit: Duration) -> Error {
    store_failed(format!("it {what} within {limit:?}").into())
}

fn store_failed(source: StoreError) -> Error {
    TokenError::Store { source }.into()
}
