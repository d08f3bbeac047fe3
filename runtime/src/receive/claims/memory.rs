//! Claims of one process.

use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::ready;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;

use super::{Claim, Claims};
use crate::StoreFuture;
use crate::lock::lock;

/// So many deliveries are remembered if nothing else is said: 20 MB.
const CAPACITY: usize = 250_000;

/// Claims in memory, for one process. Cheap to clone; clones share the claims.
///
/// After a restart it knows nothing: what was done before and is sent again is done again.
#[derive(Clone)]
pub struct MemoryClaims(Arc<Mutex<Kept>>);

struct Kept {
    capacity: usize,
    /// Two hashes stand for a key, which takes a third of the memory. That two keys have the same ones does not happen.
    hashes: [RandomState; 2],
    entries: HashMap<Name, Entry>,
    /// The order in which claims were granted. One whose number is not that of its entry is of an entry that is gone.
    order: VecDeque<(Name, u64)>,
    granted: u64,
}

type Name = [u64; 2];

struct Entry {
    number: u64,
    until: Instant,
    is_done: bool,
}

impl MemoryClaims {
    /// Room for 250,000 deliveries, which are about 20 MB.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(CAPACITY)
    }

    /// Room for so many deliveries. Where there are more, those that have been there longest are forgotten first.
    #[must_use]
    pub fn with_capacity(deliveries: usize) -> Self {
        Self(Arc::new(Mutex::new(Kept {
            capacity: deliveries.max(1),
            hashes: [RandomState::new(), RandomState::new()],
            entries: HashMap::new(),
            order: VecDeque::new(),
            granted: 0,
        })))
    }
}

impl Default for MemoryClaims {
    fn default() -> Self {
        Self::new()
    }
}

impl Kept {
    fn name(&self, key: &str) -> Name {
        self.hashes.each_ref().map(|hashes| hashes.hash_one(key))
    }

    fn claim(&mut self, key: &str, lease: Duration) -> Claim {
        let (name, now) = (self.name(key), Instant::now());
        match self.entries.get(&name) {
            Some(entry) if now < entry.until => {
                return match entry.is_done {
                    true => Claim::Done,
                    false => Claim::Running,
                };
            }
            _ => {}
        }
        self.granted += 1;
        let entry = Entry {
            number: self.granted,
            until: now + lease,
            is_done: false,
        };
        self.entries.insert(name, entry);
        self.order.push_back((name, self.granted));
        self.forget(now);
        Claim::Granted
    }

    /// Forgets what is over, and what has been there longest if there is too much.
    fn forget(&mut self, now: Instant) {
        while let Some((name, number)) = self.order.front() {
            match self.entries.get(name) {
                Some(entry) if entry.number == *number => {
                    if now < entry.until && self.entries.len() <= self.capacity {
                        break;
                    }
                    self.entries.remove(name);
                }
                _ => {}
            }
            self.order.pop_front();
        }
        // Of claims that were given back, their places are left.
        if self.order.len() > 2 * self.entries.len() + 16 {
            let entries = &self.entries;
            self.order
                .retain(|(name, number)| entries.get(name).is_some_and(|entry| entry.number == *number));
        }
    }

    fn set(&mut self, key: &str, lasts: Duration, is_done: bool) {
        let name = self.name(key);
        if let Some(entry) = self.entries.get_mut(&name) {
            entry.until = Instant::now() + lasts;
            entry.is_done |= is_done;
        }
    }
}

impl Claims for MemoryClaims {
    fn claim<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, Claim> {
        Box::pin(ready(Ok(lock(&self.0).claim(key, lease))))
    }

    fn extend<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, ()> {
        lock(&self.0).set(key, lease, false);
        Box::pin(ready(Ok(())))
    }

    fn done<'a>(&'a self, key: &'a str, keep: Duration) -> StoreFuture<'a, ()> {
        lock(&self.0).set(key, keep, true);
        Box::pin(ready(Ok(())))
    }

    fn release<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()> {
        let mut kept = lock(&self.0);
        let name = kept.name(key);
        kept.entries.remove(&name);
        drop(kept);
        Box::pin(ready(Ok(())))
    }
}

impl fmt::Debug for MemoryClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = lock(&self.0).entries.len();
        f.debug_struct("MemoryClaims").field("entries", &entries).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEASE: Duration = Duration::from_secs(300);
    const KEEP: Duration = Duration::from_secs(12 * 60 * 60);

    fn kept(claims: &MemoryClaims) -> (usize, usize) {
        let kept = lock(&claims.0);
        (kept.entries.len(), kept.order.len())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_done_is_remembered_for_longer_than_it_is_sent_again() {
        let claims = MemoryClaims::new();
        let claim = || async { claims.claim("a", LEASE).await.unwrap() };
        assert_eq!(claim().await, Claim::Granted);
        assert_eq!(claim().await, Claim::Running);
        claims.done("a", KEEP).await.unwrap();
        tokio::time::advance(Duration::from_secs(7 * 3600 + 5 * 60 + 15)).await;
        assert_eq!(claim().await, Claim::Done);
        tokio::time::advance(KEEP).await;
        assert_eq!(claim().await, Claim::Granted);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_ends_when_it_is_released_or_not_extended() {
        let claims = MemoryClaims::new();
        let claim = || async { claims.claim("a", LEASE).await.unwrap() };
        claim().await;
        claims.release("a").await.unwrap();
        assert_eq!(claim().await, Claim::Granted);
        tokio::time::advance(LEASE / 2).await;
        claims.extend("a", LEASE).await.unwrap();
        tokio::time::advance(LEASE / 2).await;
        assert_eq!(claim().await, Claim::Running);
        tokio::time::advance(LEASE).await;
        assert_eq!(claim().await, Claim::Granted);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let claims = MemoryClaims::with_capacity(100);
        for number in 0..10_000 {
            let key = number.to_string();
            claims.claim(&key, LEASE).await.unwrap();
            match number % 2 {
                0 => claims.done(&key, KEEP).await.unwrap(),
                _ => claims.release(&key).await.unwrap(),
            }
        }
        let (entries, order) = kept(&claims);
        assert!(entries <= 100 && order <= 300, "{entries} {order}");
        assert_eq!(claims.claim("9998", LEASE).await.unwrap(), Claim::Done);
        assert_eq!(claims.claim("0", LEASE).await.unwrap(), Claim::Granted);
    }
}
