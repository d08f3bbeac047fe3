//! One fetch at a time: whoever wants a token that is being fetched waits for that fetch.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use secrecy::SecretString;

use super::TokenKey;
use crate::Error;

type Fetched = Result<SecretString, Arc<Error>>;
type Fetch = Pin<Box<dyn Future<Output = Fetched> + Send>>;

/// Fetches under way.
///
/// A fetch belongs to all who wait for it: it goes on when the one who began it is dropped, and ends with the last.
/// There is no task of its own that could outlive them.
#[derive(Default)]
pub(crate) struct Flights {
    under_way: Mutex<HashMap<TokenKey, WeakShared<Fetch>>>,
}

impl Flights {
    /// The outcome of the fetch for `key` that is under way, or of the one that `fetch` begins.
    pub(super) async fn join<F>(&self, key: &TokenKey, fetch: impl FnOnce() -> F) -> Fetched
    where
        F: Future<Output = Fetched> + Send + 'static,
    {
        let flight = self.find_or_begin(key, fetch);
        let outcome = flight.clone().await;
        self.end(key, &flight);
        outcome
    }

    fn find_or_begin<F>(&self, key: &TokenKey, fetch: impl FnOnce() -> F) -> Shared<Fetch>
    where
        F: Future<Output = Fetched> + Send + 'static,
    {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(flight) = under_way.get(key).and_then(WeakShared::upgrade) {
            return flight;
        }
        let fetch: Fetch = Box::pin(fetch());
        let flight = fetch.shared();
        // Those that all their callers have left are of no use to anybody.
        under_way.retain(|_, other| other.upgrade().is_some());
        under_way.extend(flight.downgrade().map(|weak| (key.clone(), weak)));
        flight
    }

    /// Takes an ended flight off the list, so that its outcome, and an error above all, is not handed out again.
    fn end(&self, key: &TokenKey, flight: &Shared<Fetch>) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        let is_this = |other: &WeakShared<Fetch>| other.upgrade().is_some_and(|other| other.ptr_eq(flight));
        if under_way.get(key).is_some_and(is_this) {
            under_way.remove(key);
        }
    }
}
