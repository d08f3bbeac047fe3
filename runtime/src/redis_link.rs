//! The connection to Redis: one, which is made when it is needed, and again when it breaks.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::Shared;
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisResult};
use tokio::runtime::Handle;
use tokio::time::timeout;

use crate::ConfigError;
use crate::lock::lock;

/// How long Redis may take to respond, and to be connected to. Calls wait for it only when they need another token,
/// and events before they are handled.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a Redis that did not respond, or refused the connection, is left alone, so that a fetch waits for it once and not
/// at each step.
const REST: Duration = Duration::from_secs(2);

/// No lock is held and nothing is owned by who waits here, so that it harms nobody if that is not polled any more.
pub(crate) struct Link {
    client: redis::Client,
    state: Mutex<State>,
}

enum State {
    /// There is no connection.
    Closed,
    /// One is there, or is being made by a task of its own.
    Open(Connection),
    /// Redis did not respond or refused the connection, and is left alone until then.
    Resting(Instant),
}

type Connection = Shared<Pin<Box<dyn Future<Output = RedisResult<MultiplexedConnection>> + Send>>>;

impl Link {
    /// To the Redis with this address. Nothing is sent.
    pub(crate) fn open(address: &str) -> Result<Self, ConfigError> {
        let client = redis::Client::open(address);
        let client = client.map_err(|error| ConfigError::setting("address of Redis", error))?;
        Ok(Self::new(client))
    }

    pub(crate) fn new(client: redis::Client) -> Self {
        Self {
            client,
            state: Mutex::new(State::Closed),
        }
    }

    /// Asks over the connection that there is, and once more over a new one where that turns out to be broken: servers
    /// close connections that are idle, and are restarted, and only the next question shows it. So it may be carried out
    /// twice.
    pub(crate) async fn ask<T: FromRedisValue>(&self, commands: &Pipeline) -> RedisResult<T> {
        let mut may_repeat = true;
        loop {
            let connection = self.connection()?;
            let made = timeout(2 * PATIENCE, connection.clone()).await;
            let mut open = match made {
                Ok(Ok(open)) => open,
                // The runtime that makes it stands still. This one does not.
                Err(_) if may_repeat => {
                    self.give_up(&connection, true);
                    may_repeat = false;
                    continue;
                }
                Err(_) => {
                    self.give_up(&connection, false);
                    return Err(failed("could not be connected to in time"));
                }
                Ok(Err(error)) => {
                    self.give_up(&connection, false);
                    return Err(error);
                }
            };
            let error = match commands.query_async(&mut open).await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            // Also a refusal, as for want of memory or rights, shows that the connection is whole.
            if !error.is_io_error() && !error.is_unrecoverable_error() {
                return Err(error);
            }
            may_repeat &= !error.is_timeout();
            self.give_up(&connection, may_repeat);
            if !may_repeat {
                return Err(error);
            }
            may_repeat = false;
        }
    }

    fn connection(&self) -> RedisResult<Connection> {
        let mut state = self.state();
        match &*state {
            State::Open(connection) => return Ok(connection.clone()),
            State::Resting(until) if Instant::now() < *until => return Err(failed("could not be used a moment ago")),
            _ => {}
        }
        let runtime = Handle::try_current().map_err(|_| failed("is asked in a runtime of tokio"))?;
        let client = self.client.clone();
        let task = runtime.spawn(async move {
            let config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(PATIENCE))
                .set_response_timeout(Some(PATIENCE));
            client.get_multiplexed_async_connection_with_config(&config).await
        });
        let made =
            task.map(|made| made.unwrap_or_else(|_| Err(failed("was not connected to before the runtime ended"))));
        let connection = made.boxed().shared();
        *state = State::Open(connection.clone());
        Ok(connection)
    }

    /// Takes a broken connection out of use, unless that has been done, so that there can be a new one at once or after a
    /// rest.
    fn give_up(&self, broken: &Connection, at_once: bool) {
        let mut state = self.state();
        if matches!(&*state, State::Open(open) if open.ptr_eq(broken)) {
            *state = match at_once {
                true => State::Closed,
                false => State::Resting(Instant::now() + REST),
            };
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn failed(reason: &'static str) -> RedisError {
    (ErrorKind::Io, reason).into()
}
