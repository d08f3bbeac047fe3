//! One fetch at a time: calls that need a token that is being fetched wait for that fetch.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::Shared;
use secrecy::SecretString;
use tokio::sync::oneshot;

use super::TokenKey;
use super::background::{Background, Thread};
use crate::error::{Error, TokenError};
use crate::lock::lock;

pub(super) type Fetched = Result<SecretString, Arc<Error>>;

/// How long after its limit a fetch is still waited for, before its thread counts as blocked.
const GRACE: Duration = Duration::from_secs(1);

/// Fetches under way.
///
/// A fetch belongs to none of those who wait for it: it goes on when they are dropped, and when their runtimes end or stand
/// still. One that panics or does not end in time is an error for those who wait, and the next call begins another one.
#[derive(Default)]
pub(super) struct Flights {
    under_way: Arc<Mutex<HashMap<TokenKey, Flight>>>,
    pub(super) background: Background,
}

struct Flight {
    /// Ends with the fetch, also if that panics.
    under_way: Weak<()>,
    outcome: Shared<oneshot::Receiver<Fetched>>,
    /// When it must have ended, unless its thread is blocked.
    end: Instant,
    /// The thread that it runs on.
    thread: Thread,
}

impl Flights {
    /// The fetch for `key` that is under way, or the one that `fetch` begins, which ends within `limit` or has that
    /// [prolonged](Self::prolong). It goes on whether or not it is waited for.
    pub(super) fn join<F>(
        &self,
        key: &TokenKey,
        limit: Duration,
        fetch: impl FnOnce() -> F,
    ) -> Pin<Box<dyn Future<Output = Fetched> + Send>>
    where
        F: Future<Output = Fetched> + Send + 'static,
    {
        let outcome = self.find_or_begin(key, limit, fetch);
        Box::pin(async move {
            let ended = outcome?.await;
            ended.unwrap_or_else(|_| Err(Arc::new(TokenError::Interrupted.into())))
        })
    }

    /// Gives the fetch for `key` this time from now on.
    pub(super) fn prolong(&self, key: &TokenKey, limit: Duration) {
        if let Some(flight) = lock(&self.under_way).get_mut(key) {
            flight.end = Instant::now() + limit + GRACE;
        }
    }

    /// Lets the next fetch for `key` be on another thread, if the thread of this one stands still.
    pub(super) fn leave(&self, key: &TokenKey) {
        if let Some(flight) = lock(&self.under_way).get_mut(key) {
            flight.end = Instant::now();
        }
    }

    fn find_or_begin<F>(
        &self,
        key: &TokenKey,
        limit: Duration,
        fetch: impl FnOnce() -> F,
    ) -> Result<Shared<oneshot::Receiver<Fetched>>, Arc<Error>>
    where
        F: Future<Output = Fetched> + Send + 'static,
    {
        let mut flights = lock(&self.under_way);
        if let Some(flight) = flights.get(key).filter(|flight| flight.under_way.strong_count() > 0) {
            if Instant::now() < flight.end {
                return Ok(flight.outcome.clone());
            }
            self.background.abandon(flight.thread);
        }
        let under_way = Arc::new(());
        let (weak, fetch) = (Arc::downgrade(&under_way), fetch());
        let (list, listed) = (self.under_way.clone(), key.clone());
        let outcome = self.background.run(async move {
            let outcome = fetch.await;
            // Off the list before anybody learns the outcome, so that this, and an error above all, is not handed out again.
            let mut flights = lock(&list);
            if flights.get(&listed).is_some_and(|flight| flight.is(&under_way)) {
                flights.remove(&listed);
            }
            outcome
        });
        let (outcome, thread) = outcome.map_err(|error| Arc::new(error.into()))?;
        let outcome = outcome.shared();
        let flight = Flight {
            under_way: weak,
            outcome: outcome.clone(),
            end: Instant::now() + limit + GRACE,
            thread,
        };
        flights.insert(key.clone(), flight);
        Ok(outcome)
    }
}

impl Flight {
    fn is(&self, under_way: &Arc<()>) -> bool {
        std::ptr::eq(self.under_way.as_ptr(), Arc::as_ptr(under_way))
    }
}
