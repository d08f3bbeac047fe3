//! Claims in Redis, for several processes.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::{Pipeline, pipe};

use super::{Claim, Claims};
use crate::redis_link::Link;
use crate::{Result, StoreError, StoreFuture};

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
/// A delivery is a key `feishu:received:…` with the application, the tenant, the type and what identifies the event (see
/// [the manual](crate::receive#how-often-an-event-is-handled)), no secret and nothing else of what the event holds; Redis
/// forgets it by itself. It uses `SET`, `GET` and `DEL`, `SELECT` where the address names a database, and no scripts. A Redis
/// that evicts keys or is started anew has forgotten what was done.
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

    async fn ask(&self, commands: Pipeline) -> Result<(), StoreError> {
        Ok(self.0.ask(&commands).await?)
    }

    /// Asks this of a claim unless another has it, or it is done. Without a script it may pass to another in between, which
    /// needs a claim that ends within that moment.
    async fn if_held(&self, key: &str, claimant: u64, commands: Pipeline) -> Result<(), StoreError> {
        let mut get = pipe();
        get.cmd("GET").arg(name(key));
        let (holder,): (Option<String>,) = self.0.ask(&get).await?;
        match holder.is_none_or(|holder| holder == text(claimant)) {
            true => self.ask(commands).await,
            false => Ok(()),
        }
    }
}

fn text(claimant: u64) -> String {
    format!("{claimant:016x}")
}

/// Puts a claimant, or that it is done, for so long.
fn put(key: &str, value: &str, lasts: Duration) -> redis::Cmd {
    let mut command = redis::cmd("SET");
    command.arg(name(key)).arg(value).arg("PX").arg(milliseconds(lasts));
    command
}

fn name(key: &str) -> String {
    format!("feishu:received:{key}")
}

/// Redis takes no time that ends after what it can count, nor none at all.
fn milliseconds(time: Duration) -> u64 {
    const CENTURY: u64 = 100 * 365 * 24 * 60 * 60 * 1000;
    u64::try_from(time.as_millis()).unwrap_or(CENTURY).clamp(1, CENTURY)
}

impl Claims for RedisClaims {
    fn claim<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, Claim> {
        Box::pin(async move {
            // Both may be carried out twice, and the claimant is granted it both times.
            let (claimant, mut both) = (text(claimant), pipe());
            both.add_command(put(key, &claimant, lease)).arg("NX").ignore();
            both.cmd("GET").arg(name(key));
            let (holder,): (Option<String>,) = self.0.ask(&both).await?;
            Ok(match holder {
                Some(holder) if holder == claimant => Claim::Granted,
                Some(holder) if holder == DONE => Claim::Done,
                _ => Claim::Running,
            })
        })
    }

    fn extend<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands.add_command(put(key, &text(claimant), lease)).ignore();
        Box::pin(self.if_held(key, claimant, commands))
    }

    fn done<'a>(&'a self, key: &'a str, claimant: u64, keep: Duration) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands.add_command(put(key, DONE, keep)).ignore();
        Box::pin(self.if_held(key, claimant, commands))
    }

    fn release<'a>(&'a self, key: &'a str, claimant: u64) -> StoreFuture<'a, ()> {
        let mut commands = pipe();
        commands.cmd("DEL").arg(name(key)).ignore();
        Box::pin(self.if_held(key, claimant, commands))
    }
}

impl fmt::Debug for RedisClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisClaims").finish_non_exhaustive()
    }
}
