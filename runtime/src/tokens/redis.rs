//! Tokens in Redis, for several processes.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, FromRedisValue, Pipeline, RedisResult, pipe};
use secrecy::ExposeSecret;

use super::{AccessToken, Lease, StoreFuture, TokenKey, TokenStore};
use crate::Result;
use crate::error::ConfigError;

/// How long Redis may take to answer, and to be connected to. Calls wait for it only when they need another token.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a Redis that did not answer is left alone, so that a call waits for it once and not at each step.
const REST: Duration = Duration::from_secs(2);

/// How long a process has for fetching a token before another one tries: longer than a fetch takes that succeeds, and
/// all that is lost with a process that dies while it fetches.
const CLAIM: Duration = Duration::from_secs(15);

/// Gives a claim back, unless it has passed to another process.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end";

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
/// **One fetch.** A process that needs a token claims its fetch for 15 s by a second key, `…:claim`. All others ask
/// every 50 ms whether the token has come. If the process that claimed it dies, the next one takes over when the claim
/// ends; if it fails, right away.
///
/// **Without Redis.** If Redis cannot be reached or does not answer within a second, each process fetches for itself
/// and says so by a `tracing` event of level `WARN`: the server hands out the same token as long as it is valid, so that
/// nothing worse happens than a few fetches more. Only an `app_ticket` and the tokens of users, which are lost if they are not
/// kept, then are an [error](crate::TokenError::Store); a user's token that is in memory is used until it ends.
///
/// **Users.** Redis must then be set up to lose nothing: with `appendonly`, and a `maxmemory-policy` that evicts no keys.
///
/// Cheap to clone; clones share one connection, which is made when it is first needed.
#[derive(Clone)]
pub struct RedisTokenStore(Arc<Shared>);

/// What is kept of a token.
const FIELDS: [&str; 6] = [
    "token",
    "renew_at",
    "expires_at",
    "refresh_token",
    "refresh_expires_at",
    "scopes",
];

type Fields = (
    Option<String>,
    Option<u64>,
    Option<u64>,
    Option<String>,
    Option<u64>,
    Option<String>,
);

struct Shared {
    client: redis::Client,
    link: tokio::sync::Mutex<Link>,
}

/// What is known of the way to Redis.
enum Link {
    /// Nothing.
    New,
    /// A connection, and how many there were before.
    Open(u64, MultiplexedConnection),
    /// It did not answer, and is left alone until then.
    Resting(Instant),
}

impl RedisTokenStore {
    /// A store in the Redis with this address, as in `redis://:password@host:6379/0`. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) if the address is none.
    pub fn new(address: &str) -> Result<Self> {
        let client = redis::Client::open(address).map_err(|error| ConfigError::Setting {
            name: "address of Redis".to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self::with_client(client))
    }

    /// A store in the Redis that this client talks to: for TLS, whose features of the `redis` crate are the caller's
    /// choice, and other settings.
    #[must_use]
    pub fn with_client(client: redis::Client) -> Self {
        Self(Arc::new(Shared {
            client,
            link: tokio::sync::Mutex::new(Link::New),
        }))
    }
}

impl Shared {
    /// The connection, which is made here if there is none, or only the `broken` one.
    async fn connection(&self, broken: Option<u64>) -> RedisResult<(u64, MultiplexedConnection)> {
        let mut link = self.link.lock().await;
        match &*link {
            Link::Open(number, connection) if Some(*number) != broken => return Ok((*number, connection.clone())),
            Link::Resting(until) if Instant::now() < *until => {
                return Err((ErrorKind::Io, "did not answer a moment ago").into());
            }
            _ => {}
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let made = self.client.get_multiplexed_async_connection_with_config(&config).await;
        let number = broken.map_or(0, |broken| broken + 1);
        *link = match &made {
            Ok(connection) => Link::Open(number, connection.clone()),
            Err(_) => Link::Resting(Instant::now() + REST),
        };
        Ok((number, made?))
    }

    /// Asks over the connection that there is, and over a new one where that turns out to be broken: servers close
    /// connections that are idle, and are restarted, and only the next question shows it.
    async fn ask<T: FromRedisValue>(&self, commands: &Pipeline) -> RedisResult<T> {
        let mut broken = None;
        loop {
            let (number, mut connection) = self.connection(broken).await?;
            let error = match commands.query_async(&mut connection).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if broken.is_some() || error.is_timeout() {
                let mut link = self.link.lock().await;
                if matches!(*link, Link::Open(open, _) if open == number) {
                    *link = Link::Resting(Instant::now() + REST);
                }
                return Err(error);
            }
            broken = Some(number);
        }
    }

    async fn read(&self, key: &TokenKey) -> RedisResult<Option<AccessToken>> {
        let mut fields = pipe();
        fields.cmd("HMGET").arg(key.to_string()).arg(&FIELDS);
        let ((value, renew_at, expires_at, refresh_token, refresh_expires_at, scopes),): (Fields,) =
            self.ask(&fields).await?;
        let (Some(value), Some(renew_at), Some(expires_at)) = (value, renew_at, expires_at) else {
            return Ok(None);
        };
        Ok(Some(AccessToken {
            value: value.into(),
            renew_at: time(renew_at),
            expires_at: time(expires_at),
            refresh_token: refresh_token.map(Into::into),
            refresh_expires_at: refresh_expires_at.map(time),
            scopes: scopes
                .iter()
                .flat_map(|scopes| scopes.split(' '))
                .map(str::to_owned)
                .collect(),
        }))
    }

    async fn write(&self, key: &TokenKey, token: &AccessToken) -> RedisResult<()> {
        let [value, renew_at, expires_at, refresh_token, refresh_expires_at, scopes] = FIELDS;
        let name = key.to_string();
        let mut all = pipe();
        // What an earlier token had and this one has not must not stay.
        all.atomic().cmd("DEL").arg(&name).ignore();
        all.cmd("HSET").arg(&name);
        all.arg(value).arg(token.value.expose_secret());
        all.arg(renew_at).arg(milliseconds(token.renew_at));
        all.arg(expires_at).arg(milliseconds(token.expires_at));
        if let Some(token) = &token.refresh_token {
            all.arg(refresh_token).arg(token.expose_secret());
        }
        if let Some(time) = token.refresh_expires_at {
            all.arg(refresh_expires_at).arg(milliseconds(time));
        }
        if !token.scopes.is_empty() {
            all.arg(scopes).arg(token.scopes.join(" "));
        }
        let end = milliseconds(token.useful_until());
        all.ignore().cmd("PEXPIREAT").arg(&name).arg(end).ignore();
        self.ask(&all).await
    }

    async fn run(&self, script: &str, key: &str, argument: &str) -> RedisResult<()> {
        let mut call = pipe();
        call.cmd("EVAL").arg(script).arg(1).arg(key).arg(argument);
        self.ask(&call).await
    }

    async fn claim(&self, key: &str, claimant: &str) -> RedisResult<bool> {
        let mut set = pipe();
        set.cmd("SET")
            .arg(key)
            .arg(claimant)
            .arg("NX")
            .arg("PX")
            .arg(CLAIM.as_millis() as u64);
        let (done,): (Option<String>,) = self.ask(&set).await?;
        Ok(done.is_some())
    }
}

impl TokenStore for RedisTokenStore {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async move {
            match self.0.read(key).await {
                Err(error) if key.kind().can_be_had_again() => {
                    warn(key, &error);
                    Ok(None)
                }
                read => Ok(read?),
            }
        })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async move { Ok(self.0.write(key, &token).await?) })
    }

    fn claim<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<Lease>> {
        Box::pin(async move {
            let name = format!("{key}:claim");
            let claimant = format!("{:032x}", fastrand::u128(..));
            match self.0.claim(&name, &claimant).await {
                Ok(true) => {
                    let shared = self.0.clone();
                    Ok(Some(Lease::new(async move {
                        if let Err(error) = shared.run(RELEASE, &name, &claimant).await {
                            tracing::debug!(key = name, %error, "a claim was not given back to Redis");
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
    tracing::warn!(%key, %error, "Redis does not answer, so that tokens are not shared");
}

fn milliseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn time(milliseconds: u64) -> SystemTime {
    UNIX_EPOCH
        .checked_add(Duration::from_millis(milliseconds))
        .unwrap_or(UNIX_EPOCH)
}

impl fmt::Debug for RedisTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisTokenStore").finish_non_exhaustive()
    }
}
