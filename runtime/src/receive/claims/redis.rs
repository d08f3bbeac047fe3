//! Claims in Redis, for several processes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::{Pipeline, pipe};

use super::{Claim, Claims};
use crate::redis_link::Link;
use crate::{Result, StoreFuture};

/// What stands in Redis in place of the claimant when a delivery is done.
const DONE: &str = "done";

/// Claims in Redis, so that processes share them. Cheap to clone; clones share one connection.
///
/// ```
/// use feishu_openapi_runtime::receive::{Handlers, RedisClaims};
///
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// let claims = RedisClaims::new("redis://127.0.0.1:6379")?;
/// let handlers = Handlers::new(()).claims(claims);
/// # Ok(()) }
/// ```
///
/// A delivery is a key `feishu:received:…` with the application, the tenant and the id of the event, no secret and nothing
/// of what the event holds; Redis forgets it by itself. It uses `SET`, `GET`, `PEXPIRE` and `DEL`, and `SELECT` where the address names a database. A Redis that evicts keys or
/// is started anew has forgotten what was done.
#[derive(Clone)]
pub struct RedisClaims(Arc<Link>);

impl RedisClaims {
    /// Claims in the Redis with this address, as in `redis://:password@host:6379/0`. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config) if the address is none.
    pub fn new(address: &str) -> Result<Self> {
        Ok(Self(Arc::new(Link::open(address)?)))
    }

    /// Claims in the Redis that this client talks to: for TLS, whose features of the `redis` crate are the caller's
    /// choice, and other settings.
    #[must_use]
    pub fn with_client(client: redis::Client) -> Self {
        Self(Arc::new(Link::new(client)))
    }

    async fn ask(&self, commands: Pipeline) -> Result<(), crate::StoreError> {
        Ok(self.0.ask(&commands).await?)
    }
}

fn name(key: &str) -> String {
    format!("feishu:received:{key}")
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

impl Claims for RedisClaims {
    fn claim<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, Claim> {
        Box::pin(async move {
            // Of the claimant's own, since both commands may be carried out twice.
            let claimant = format!("{:032x}", fastrand::u128(..));
            let (name, mut both) = (name(key), pipe());
            both.cmd("SET")
                .arg(&name)
                .arg(&claimant)
                .arg("NX")
                .arg("PX")
                .arg(milliseconds(lease))
                .ignore();
            both.cmd("GET").arg(&name);
            let (holder,): (Option<String>,) = self.0.ask(&both).await?;
            Ok(match holder {
                Some(holder) if holder == claimant => Claim::Granted,
                Some(holder) if holder == DONE => Claim::Done,
                _ => Claim::Running,
            })
        })
    }

    fn extend<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands.cmd("PEXPIRE").arg(name(key)).arg(milliseconds(lease)).ignore();
        Box::pin(self.ask(commands))
    }

    fn done<'a>(&'a self, key: &'a str, keep: Duration) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands
            .cmd("SET")
            .arg(name(key))
            .arg(DONE)
            .arg("PX")
            .arg(milliseconds(keep))
            .ignore();
        Box::pin(self.ask(commands))
    }

    fn release<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands.cmd("DEL").arg(name(key)).ignore();
        Box::pin(self.ask(commands))
    }
}

impl fmt::Debug for RedisClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisClaims").finish_non_exhaustive()
    }
}
