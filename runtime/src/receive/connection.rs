//! Events and callbacks over a connection that the program opens, so that it needs no address of its own.

mod connect;
mod driver;
mod error;
mod fragments;
mod frame;
mod machine;
mod message;
mod session;
mod settings;

use std::fmt;
use std::future::pending;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use self::driver::Driver;
pub use self::error::ConnectionError;
use self::machine::Rules;
use super::dispatch::Dispatcher;
use super::handlers::Handlers;
use crate::{Client, Result};

/// Receives events and callbacks over a connection that the program opens.
///
/// Self-built applications alone can do that, and only if the developer console says that they do: for events and for
/// callbacks separately. The connection is kept, and made again whenever it breaks. It needs no verification token and no
/// Encrypt Key. An application has 50 connections at most, and each event comes over one of them, at random.
///
/// ```no_run
/// use feishu_openapi_runtime::Client;
/// use feishu_openapi_runtime::receive::{Handlers, LongConnection};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let connection = LongConnection::new(&client, Handlers::new(()))?;
/// let mut state = connection.state();
/// tokio::spawn(async move {
///     while state.changed().await.is_ok() {
///         println!("{:?}", *state.borrow());
///     }
/// });
/// connection.run_until(tokio::signal::ctrl_c()).await?;
/// # Ok(()) }
/// ```
#[must_use = "a connection is made when it runs"]
pub struct LongConnection {
    client: Client,
    dispatcher: Arc<Dispatcher>,
    state: watch::Sender<ConnectionState>,
    rules: Rules,
    grace: Duration,
}

/// What a long connection is doing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ConnectionState {
    /// It is being made.
    Connecting,
    /// Events come.
    Ready {
        /// The server's name of the connection.
        id: String,
    },
    /// There is none, and it will be tried again.
    Waiting {
        /// How often it has failed since there was one.
        attempt: u32,
        /// When it will be tried again.
        until: Instant,
        /// Why there is none.
        why: Arc<ConnectionError>,
    },
    /// It takes no more events, and waits for handlers.
    Closing,
    /// It is over.
    Ended,
}

impl ConnectionState {
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ready { id }, Self::Ready { id: other }) => id == other,
            (Self::Waiting { until, .. }, Self::Waiting { until: other, .. }) => until == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

impl LongConnection {
    /// A connection for the application of this client, over its HTTP client: so brand, proxy and certificates are the
    /// client's.
    ///
    /// # Errors
    /// [`Error::Config`](crate::Error::Config): there are two handlers of one type.
    pub fn new<S>(client: &Client, handlers: Handlers<S>) -> Result<Self> {
        let handlers = handlers.client(client);
        Ok(Self {
            client: client.clone(),
            dispatcher: Dispatcher::new(handlers)?,
            state: watch::Sender::new(ConnectionState::Connecting),
            rules: Rules {
                ping_every: None,
                silence: Duration::from_secs(10),
                first_pause: Duration::from_secs(1),
                longest_pause: None,
            },
            grace: Duration::from_secs(10),
        })
    }

    /// How often the connection is pinged: as the server says if not set, which is every two minutes. At most every 10 ms.
    pub fn ping_every(mut self, interval: Duration) -> Self {
        self.rules.ping_every = Some(sensible(interval));
        self
    }

    /// How long after a ping without any response the connection counts as dead: 10 s if not set, and at least 10 ms.
    pub fn silence(mut self, time: Duration) -> Self {
        self.rules.silence = sensible(time);
        self
    }

    /// How long to wait before another attempt: about `first` after a failure, twice as long after each further one, and no
    /// longer than `longest`. If not set, 1 s, and what the server says, which is two minutes. Pauses are random. Both
    /// are at least 10 ms.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.rules.first_pause, self.rules.longest_pause) = (sensible(first), Some(sensible(longest)));
        self
    }

    /// How long handlers may go on when receiving ends: 10 s if not set.
    pub fn grace(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }

    /// What the connection is doing, to watch.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<ConnectionState> {
        self.state.subscribe()
    }

    /// Receives for ever.
    ///
    /// # Errors
    /// See [`run_until`](Self::run_until).
    pub async fn run(self) -> Result<(), Arc<ConnectionError>> {
        self.run_until(pending::<()>()).await
    }

    /// Receives until `stop` is there. Then no more events are taken, handlers that run may go on for a while, their
    /// responses are sent, and the connection is closed. To drop the future stops at once.
    ///
    /// # Errors
    /// Trying again is of no use: the credentials or the brand are wrong, the server forbids it, or it says how often to try
    /// and that was it. All else is told in the log and in the [state](Self::state), and tried again.
    pub async fn run_until(self, stop: impl Future + Send) -> Result<(), Arc<ConnectionError>> {
        let driver = Driver::new(self.client, self.dispatcher, self.state, (self.rules, self.grace));
        driver.run(async move { drop(stop.await) }).await
    }
}

/// No time that has the machine spin, and none that no clock can tell.
fn sensible(time: Duration) -> Duration {
    time.clamp(Duration::from_millis(10), Duration::from_secs(365 * 24 * 60 * 60))
}

impl fmt::Debug for LongConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state.borrow();
        f.debug_struct("LongConnection")
            .field("client", &self.client)
            .field("state", &*state)
            .finish_non_exhaustive()
    }
}
