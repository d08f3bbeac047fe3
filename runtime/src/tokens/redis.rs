//! Tokens in Redis, for several processes.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use redis::{Pipeline, RedisResult, pipe};
use secrecy::ExposeSecret;
use tokio::task::JoinSet;

use super::{AccessToken, Lease, StoreFuture, TokenKey, TokenStore};
use crate::Result;
use crate::redis_link::Link;

/// How long a claim lasts without its process, in milliseconds.
const CLAIM: u64 = 3000;

/// How often a process says that it still holds its claim.
const BEAT: Duration = Duration::from_secs(1);

/// Keeps tokens in Redis, so that processes share them: one fetches, the others wait for it.
///
/// ```
/// use feishu_openapi_runtime::{Client, RedisTokenStore};
///
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// let store = RedisTokenStore::new("redis://127.0.0.1:6379")?;
/// let client = Client::builder("cli_a1b2c3", "app secret").token_store(store).build()?;
/// # Ok(()) }
/// ```
///
/// **What is kept.** A hash per token, `feishu:{app id}:{fingerprint}:tenant` and the like, with the fields `token`,
/// `renew_at` and `expires_at` (Unix time in milliseconds), for users `refresh_token`, `refresh_expires_at` and `scopes` as
/// well; Redis forgets it when it is of no more use. The fingerprint is one of base URL, application and secret, so that
/// nothing is shared that should not be, and a new secret means new tokens; for users it is one without the secret.
/// **The values are secrets**: whoever reads them can act as the application, so that the Redis should ask
/// for a password, and be reached over TLS or a private network. The application's secret is never written there.
///
/// **One fetch.** A process that needs a token claims its fetch by a second key, `…:claim`, which it gives back when it has
/// put the token there or has failed, and which ends 3 s after it last said that it is alive. All others ask every 50 ms
/// whether the token has come. A process that stands still for longer than that loses its claim: two fetch then.
///
/// **Rights.** It uses `HMGET`, `HSET`, `PEXPIREAT`, `SET`, `GET`, `DEL`, `PEXPIRE`, `MULTI` and `EXEC` on keys `feishu:*`,
/// `SELECT` where the address names a database, and no scripts. Without `DEL`, claims are not given back and end by themselves.
///
/// **Without Redis.** If Redis cannot be reached or does not respond within a second, each process fetches for itself
/// and says so by a `tracing` event of level `WARN`: the server hands out the same token as long as it is valid, so that
/// nothing worse happens than a few fetches more. Only an `app_ticket` and the tokens of users, which are lost if they are not
/// kept, then are an [error](crate::TokenError::Store); a user's token that is in memory is used until it ends.
///
/// **Users.** Redis must then be set up to lose nothing: with `appendonly`, and a `maxmemory-policy` that evicts no keys.
///
/// Cheap to clone; clones share one connection, which is made when it is first needed.
#[derive(Clone)]
pub struct RedisTokenStore(Arc<Link>);

/// What is kept of a token.
const FIELDS: [&str; 6] = [
    "token",
    "renew_at",
    "expires_at",
    "refresh_token",
    "refresh_expires_at",
    "scopes",
];

impl RedisTokenStore {
    /// A store in the Redis with this address, as in `redis://:password@host:6379/0`. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) if the address is none.
    pub fn new(address: &str) -> Result<Self> {
        Ok(Self(Arc::new(Link::open(address)?)))
    }

    /// A store in the Redis that this client talks to: for TLS, whose features of the `redis` crate are the caller's
    /// choice, and other settings.
    #[must_use]
    pub fn with_client(client: redis::Client) -> Self {
        Self(Arc::new(Link::new(client)))
    }
}

impl RedisTokenStore {
    async fn read(&self, key: &TokenKey) -> RedisResult<Option<AccessToken>> {
        let mut fields = pipe();
        fields.cmd("HMGET").arg(key.to_string()).arg(&FIELDS);
        let (values,): ([Option<String>; FIELDS.len()],) = self.0.ask(&fields).await?;
        let [value, renew_at, expires_at, refresh_token, refresh_expires_at, scopes] =
            values.map(|value| value.filter(|value| !value.is_empty()));
        let (Some(value), Some(renew_at), Some(expires_at)) = (value, time(renew_at), time(expires_at)) else {
            return Ok(None);
        };
        Ok(Some(AccessToken {
            value: value.into(),
            renew_at,
            expires_at,
            refresh_token: refresh_token.map(Into::into),
            refresh_expires_at: time(refresh_expires_at),
            scopes: scopes
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
        }))
    }

    async fn write(&self, key: &TokenKey, token: &AccessToken) -> RedisResult<()> {
        let refresh_token = token.refresh_token.as_ref().map(|token| token.expose_secret());
        let values = [
            token.value.expose_secret(),
            &milliseconds(token.renew_at).to_string(),
            &milliseconds(token.expires_at).to_string(),
            refresh_token.unwrap_or_default(),
            &token
                .refresh_expires_at
                .map_or_else(String::new, |end| milliseconds(end).to_string()),
            &token.scopes.join(" "),
        ];
        let (name, end) = (key.to_string(), milliseconds(token.useful_until()));
        let mut both = pipe();
        both.atomic();
        let fields: Vec<_> = FIELDS.into_iter().zip(values).collect();
        both.cmd("HSET").arg(&name).arg(fields).ignore();
        both.cmd("PEXPIREAT").arg(&name).arg(end).ignore();
        self.0.ask(&both).await
    }

    /// Claims a fetch. Both commands may be carried out twice.
    async fn claim(&self, name: &str, claimant: &str) -> RedisResult<bool> {
        let mut both = pipe();
        both.cmd("SET")
            .arg(name)
            .arg(claimant)
            .arg("NX")
            .arg("PX")
            .arg(CLAIM)
            .ignore();
        both.cmd("GET").arg(name);
        let (holder,): (Option<String>,) = self.0.ask(&both).await?;
        Ok(holder.as_deref() == Some(claimant))
    }

    /// Lengthens a claim for as long as this is polled, unless it has passed to another process.
    async fn hold(self, name: String, claimant: String) {
        let mut lengthen = pipe();
        lengthen.cmd("PEXPIRE").arg(&name).arg(CLAIM).ignore();
        loop {
            tokio::time::sleep(BEAT).await;
            if let Err(error) = self.if_held(&name, &claimant, &lengthen).await {
                tracing::debug!(key = name, %error, "a claim is not lengthened in Redis");
            }
        }
    }

    /// Gives a claim back, unless it has passed to another process.
    async fn release(&self, name: &str, claimant: &str) -> RedisResult<()> {
        let mut delete = pipe();
        delete.cmd("DEL").arg(name).ignore();
        self.if_held(name, claimant, &delete).await
    }

    /// Asks this of a claim that is still held. Without a script it may pass to another process in between, which needs a
    /// process that stands still for seconds before and after: then that one's claim is lengthened once, or two fetch.
    async fn if_held(&self, name: &str, claimant: &str, commands: &Pipeline) -> RedisResult<()> {
        let mut get = pipe();
        get.cmd("GET").arg(name);
        let (holder,): (Option<String>,) = self.0.ask(&get).await?;
        match holder.as_deref() == Some(claimant) {
            true => self.0.ask(commands).await,
            false => Ok(()),
        }
    }
}

impl TokenStore for RedisTokenStore {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async move {
            match self.read(key).await {
                Err(error) if key.kind().can_be_had_again() => {
                    warn(key, &error);
                    Ok(None)
                }
                read => Ok(read?),
            }
        })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.write(key, &token).await?) })
    }

    fn claim<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move {
            let name = format!("{key}:claim");
            let claimant = format!("{:032x}", fastrand::u128(..));
            match self.claim(&name, &claimant).await {
                Ok(true) => {
                    let store = self.clone();
                    let mut holding = JoinSet::new();
                    holding.spawn(self.clone().hold(name.clone(), claimant.clone()));
                    Ok(Some(Lease::new(async move {
                        drop(holding);
                        if let Err(error) = store.release(&name, &claimant).await {
                            tracing::debug!(key = name, %error, "a claim is not given back to Redis, and ends by itself");
                        }
                    })))
                }
                Ok(false) => Ok(None),
                Err(error) if key.kind().can_be_had_again() => {
                    warn(key, &error);
                    Ok(Some(Lease::default()))
                }
                Err(error) => Err(error.into()),
            }
        })
    }
}

fn warn(key: &TokenKey, error: &redis::RedisError) {
    tracing::warn!(%key, %error, "a token is not shared through Redis");
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn time(milliseconds: Option<String>) -> Option<SystemTime> {
    let since = Duration::from_millis(milliseconds?.parse().ok()?);
    UNIX_EPOCH.checked_add(since)
}

impl fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokenStore").finish_non_exhaustive()
    }
}
