//! HTTP clients, each with a pool of connections of its own: one for each runtime that calls.
//!
//! A connection is driven by the runtime that opened it. In a pool of all runtimes, a call would wait for one whose
//! runtime is not polled, or has ended meanwhile.

use std::sync::{Mutex, PoisonError, RwLock};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::sync::oneshot;

use crate::ConfigError;

/// How HTTP clients are set up.
pub(super) struct HttpSettings {
    pub(super) user_agent: String,
    pub(super) connect_timeout: Duration,
    pub(super) proxy: Option<String>,
    /// The caller's own client, which stands for all.
    pub(super) given: Option<reqwest::Client>,
}

/// The HTTP clients of all runtimes that call.
pub(super) struct Pools {
    settings: HttpSettings,
    of_runtimes: RwLock<Vec<Pool>>,
    /// Has shown that the settings can be used, and is for the first runtime that calls.
    first: Mutex<Option<reqwest::Client>>,
}

struct Pool {
    runtime: Id,
    /// Closed once the runtime is gone. The id may be that of another one by then.
    alive: oneshot::Sender<()>,
    http: reqwest::Client,
}

impl Pools {
    pub(super) fn new(settings: HttpSettings) -> Result<Self, ConfigError> {
        let first = settings.client()?;
        Ok(Self {
            settings,
            of_runtimes: RwLock::default(),
            first: Mutex::new(Some(first)),
        })
    }

    /// The HTTP client of the runtime that asks.
    pub(super) fn http(&self) -> Result<reqwest::Client, ConfigError> {
        if let Some(given) = &self.settings.given {
            return Ok(given.clone());
        }
        let Ok(runtime) = Handle::try_current() else {
            return Err(setting("runtime", "calls are made in a runtime of tokio"));
        };
        let pools = self.of_runtimes.read().unwrap_or_else(PoisonError::into_inner);
        match find(&pools, runtime.id()) {
            Some(pool) => Ok(pool.http.clone()),
            None => {
                drop(pools);
                self.open(&runtime)
            }
        }
    }

    /// Gives a runtime its HTTP client, and forgets those of runtimes that are gone.
    #[cold]
    fn open(&self, runtime: &Handle) -> Result<reqwest::Client, ConfigError> {
        let mut pools = self.of_runtimes.write().unwrap_or_else(PoisonError::into_inner);
        // Another call may have been faster.
        if let Some(pool) = find(&pools, runtime.id()) {
            return Ok(pool.http.clone());
        }
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let http = first.map_or_else(|| self.settings.client(), Ok)?;
        let (alive, gone) = oneshot::channel();
        // A runtime drops its tasks when it ends; the task ends when the pool is dropped.
        runtime.spawn(gone);
        pools.retain(|pool| !pool.alive.is_closed());
        pools.push(Pool {
            runtime: runtime.id(),
            alive,
            http: http.clone(),
        });
        Ok(http)
    }
}

fn find(pools: &[Pool], runtime: Id) -> Option<&Pool> {
    pools
        .iter()
        .find(|pool| pool.runtime == runtime && !pool.alive.is_closed())
}

impl HttpSettings {
    fn client(&self) -> Result<reqwest::Client, ConfigError> {
        let refused = |name: &str, error: reqwest::Error| setting(name, &error.without_url().to_string());
        let mut builder = reqwest::Client::builder()
            .user_agent(&self.user_agent)
            .connect_timeout(self.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            // What is repeated is decided here, also where HTTP/2 refuses a request; for its own retries the HTTP client
            // would copy every request.
            .retry(reqwest::retry::never().max_retries_per_request(0));
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| refused("proxy", error))?);
        }
        builder.build().map_err(|error| refused("HTTP client", error))
    }
}

fn setting(name: &str, reason: &str) -> ConfigError {
    ConfigError::Setting {
        name: name.to_owned(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtimes_that_are_gone_are_forgotten() {
        let pools = Pools::new(HttpSettings {
            user_agent: "test".to_owned(),
            connect_timeout: Duration::from_secs(1),
            proxy: None,
            given: None,
        })
        .unwrap();
        let runtime = || tokio::runtime::Builder::new_current_thread().build().unwrap();
        let begin = std::time::Instant::now();
        for _ in 0..20 {
            pools.settings.client().unwrap();
        }
        eprintln!("{:?}", begin.elapsed() / 20);
        let count = |pools: &Pools| pools.of_runtimes.read().unwrap().len();
        let lasting = runtime();
        for _ in 0..3 {
            let passing = runtime();
            passing.block_on(async { pools.http().unwrap() });
            lasting.block_on(async { pools.http().unwrap() });
            passing.block_on(async { pools.http().unwrap() });
            assert_eq!(count(&pools), 2);
        }
        assert!(matches!(pools.http(), Err(ConfigError::Setting { .. })));
    }
}
