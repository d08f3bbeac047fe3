//! HTTP clients, each with a pool of connections of its own.
//!
//! A connection is driven by the runtime that opened it. If runtimes shared connections, a call could wait for a runtime that
//! is not polled, or has ended. Downloads and event streams, whose readers may stop, have other connections than calls.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::lock::lock;
use crate::request::Failure;
use crate::{ConfigError, Error};

/// What the server may send of one response of HTTP/2 before it is read.
const STREAM_WINDOW: u32 = 2 << 20;
/// The same for all responses of a connection: as much as HTTP/2 knows, so that a thousand calls which nobody polls leave
/// room for others. What they have got is in memory until they are polled or dropped: a [`STREAM_WINDOW`] each at most.
const CONNECTION_WINDOW: u32 = (1 << 31) - 1;
/// After so long without a byte, a connection of HTTP/2 is sent a ping.
const PING_AFTER: Duration = Duration::from_secs(10);
/// How long the response to a ping may take.
const PING_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) type Configure = Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

/// Whether the body of a response is read as a whole or bit by bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Whole,
    Stream,
}

/// How HTTP clients are set up.
pub(crate) struct HttpSettings {
    pub(crate) user_agent: String,
    pub(crate) connect_timeout: Duration,
    pub(crate) proxy: Option<String>,
    /// What the caller adds.
    pub(crate) configure: Option<Configure>,
}

/// The HTTP clients of all runtimes that call.
pub(crate) struct Pools {
    settings: HttpSettings,
    open: RwLock<Vec<Arc<Pool>>>,
    /// Has shown that the settings can be used, and is for the first call whose response is read as a whole.
    first: Mutex<Option<reqwest::Client>>,
}

/// One HTTP client.
pub(crate) struct Pool {
    runtime: Id,
    mode: Mode,
    pub(crate) http: reqwest::Client,
    /// Closed once the runtime is gone. Its id may be that of another one by then.
    alive: oneshot::Sender<()>,
    /// Responses that have come.
    responses: AtomicU64,
    silence: Mutex<Silence>,
    is_given_up: AtomicBool,
}

/// How long calls have been out that had no response in their time.
#[derive(Default)]
struct Silence {
    /// Responses that had come before.
    responses: u64,
    /// How long at least one of them was out.
    length: Duration,
    /// When the last one was given up.
    end: Option<Instant>,
}

impl Pools {
    pub(crate) fn new(settings: HttpSettings) -> Result<Self, ConfigError> {
        let first = settings.client(Mode::Whole)?;
        Ok(Self {
            settings,
            open: RwLock::default(),
            first: Mutex::new(Some(first)),
        })
    }

    /// The HTTP client of the runtime that asks, for responses that are read this way.
    pub(crate) fn pool(&self, mode: Mode) -> Result<Arc<Pool>, ConfigError> {
        let Ok(runtime) = Handle::try_current() else {
            return Err(ConfigError::setting("runtime", "calls are made in a runtime of tokio"));
        };
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = find(&open, runtime.id(), mode) {
            return Ok(pool);
        }
        drop(open);
        self.open(&runtime, mode)
    }

    /// Gives a runtime its HTTP client, and forgets those that nobody uses any more.
    #[cold]
    fn open(&self, runtime: &Handle, mode: Mode) -> Result<Arc<Pool>, ConfigError> {
        let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
        // Another call may have been faster.
        if let Some(pool) = find(&open, runtime.id(), mode) {
            return Ok(pool);
        }
        let first = match mode {
            Mode::Whole => lock(&self.first).take(),
            Mode::Stream => None,
        };
        let http = first.map_or_else(|| self.settings.client(mode), Ok)?;
        let (alive, gone) = oneshot::channel();
        // A runtime drops its tasks when it ends; the task ends when the pool is dropped.
        runtime.spawn(gone);
        let pool = Arc::new(Pool {
            runtime: runtime.id(),
            mode,
            http,
            alive,
            responses: AtomicU64::new(0),
            silence: Mutex::default(),
            is_given_up: AtomicBool::new(false),
        });
        open.retain(|pool| pool.is_usable());
        open.push(pool.clone());
        Ok(pool)
    }
}

fn find(open: &[Arc<Pool>], runtime: Id, mode: Mode) -> Option<Arc<Pool>> {
    let mut open = open.iter();
    open.find(|pool| pool.runtime == runtime && pool.mode == mode && pool.is_usable())
        .cloned()
}

impl Pool {
    fn is_usable(&self) -> bool {
        !self.is_given_up.load(Ordering::Relaxed) && !self.alive.is_closed()
    }

    /// A response has come.
    pub(super) fn responded(&self) {
        self.responses.fetch_add(1, Ordering::Relaxed);
    }
}

/// How long requests must have been out before no response to them says anything of their connections.
const PATIENCE: Duration = Duration::from_secs(1);

/// A request that was sent.
pub(super) struct Sent {
    pool: Arc<Pool>,
    at: Instant,
    /// Responses that had come before.
    responses: u64,
    /// Of a body that is read while it is sent.
    failure: Option<Failure>,
}

impl Sent {
    /// Why its body could not be read, if that is so.
    pub(super) fn failure(&self, operation: &'static str) -> Option<Error> {
        self.failure.as_ref()?.error(operation)
    }

    pub(super) fn through(pool: &Arc<Pool>, failure: Option<Failure>) -> Self {
        Self {
            pool: pool.clone(),
            at: Instant::now(),
            responses: pool.responses.load(Ordering::Relaxed),
            failure,
        }
    }

    /// No response has come in time. If there was none to others either, the connections may be dead, and the calls that
    /// follow open new ones. That takes time as well, so that one who was hasty keeps those that there are; it takes several
    /// of those.
    pub(super) fn timed_out(&self) {
        if self.pool.responses.load(Ordering::Relaxed) != self.responses {
            return;
        }
        let mut silence = lock(&self.pool.silence);
        if silence.responses != self.responses {
            *silence = Silence::default();
            silence.responses = self.responses;
        }
        // Calls that were out at the same time say no more than one.
        let from = silence.end.map_or(self.at, |end| end.max(self.at));
        silence.length += from.elapsed();
        silence.end = Some(Instant::now());
        if silence.length >= PATIENCE {
            self.pool.is_given_up.store(true, Ordering::Relaxed);
        }
    }
}

impl HttpSettings {
    fn client(&self, mode: Mode) -> Result<reqwest::Client, ConfigError> {
        let refused = |name: &str, error: reqwest::Error| ConfigError::setting(name, error.without_url());
        let mut builder = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            // What is repeated is decided here, also where HTTP/2 refuses a request; for its own retries the HTTP client
            // would copy every request.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .http2_initial_stream_window_size(STREAM_WINDOW)
            .http2_initial_connection_window_size(CONNECTION_WINDOW)
            .http2_keep_alive_interval(PING_AFTER)
            .http2_keep_alive_timeout(PING_TIMEOUT)
            .http2_keep_alive_while_idle(true);
        if mode == Mode::Stream {
            // Each response has a connection of its own: one that is not read holds up no other.
            builder = builder.http1_only();
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| refused("proxy", error))?);
        }
        if let Some(configure) = &self.configure {
            builder = configure(builder);
        }
        builder.build().map_err(|error| refused("HTTP client", error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pools() -> Pools {
        let settings = HttpSettings {
            user_agent: "test".to_owned(),
            connect_timeout: Duration::from_secs(1),
            proxy: None,
            configure: None,
        };
        Pools::new(settings).unwrap()
    }

    fn count(pools: &Pools) -> usize {
        pools.open.read().unwrap().len()
    }

    #[test]
    fn runtimes_that_are_gone_are_forgotten() {
        let pools = pools();
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        let lasting = runtime();
        for _ in 0..3 {
            let passing = runtime();
            passing.block_on(async { pools.pool(Mode::Whole).unwrap() });
            lasting.block_on(async { pools.pool(Mode::Whole).unwrap() });
            passing.block_on(async { pools.pool(Mode::Whole).unwrap() });
            assert_eq!(count(&pools), 2);
        }
        assert!(matches!(pools.pool(Mode::Whole), Err(ConfigError::Setting { .. })));
    }

    #[tokio::test(start_paused = true)]
    async fn a_pool_that_gives_no_response_at_all_for_long_is_given_up() {
        let pools = pools();
        let used = pools.pool(Mode::Whole).unwrap();
        let call = Sent::through(&used, None);
        used.responded();
        tokio::time::advance(PATIENCE).await;
        call.timed_out();
        // Two at the same time, and long after them another one.
        let calls = [Sent::through(&used, None), Sent::through(&used, None)];
        tokio::time::advance(PATIENCE / 2).await;
        calls.iter().for_each(Sent::timed_out);
        tokio::time::advance(PATIENCE * 100).await;
        let call = Sent::through(&used, None);
        tokio::time::advance(PATIENCE / 4).await;
        call.timed_out();
        assert!(Arc::ptr_eq(&pools.pool(Mode::Whole).unwrap(), &used));
        let call = Sent::through(&used, None);
        tokio::time::advance(PATIENCE / 4).await;
        call.timed_out();
        assert!(!Arc::ptr_eq(&pools.pool(Mode::Whole).unwrap(), &used));
        assert_eq!(count(&pools), 1);
    }
}
