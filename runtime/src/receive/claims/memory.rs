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
use crate::later::later;
use crate::lock::lock;

/// So many deliveries are remembered if nothing else is said: 20 MB.
const CAPACITY: usize = 250_000;

/// One of so many claims looks whether the oldest are over.
const LOOKS: usize = 64;

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
    /// The order in which claims were granted. One whose claimant is not that of its entry is of an entry that is gone.
    order: VecDeque<(Name, u64)>,
}

type Name = [u64; 2];

struct Entry {
    claimant: u64,
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

    /// What stands of this delivery now.
    fn entry(&mut self, name: Name, now: Instant) -> Option<&mut Entry> {
        self.entries.get_mut(&name).filter(|entry| now < entry.until)
    }

    /// Puts a claim, or that it is done, unless another claimant has it. Says what was there instead.
    fn put(&mut self, key: &str, claimant: u64, lasts: Duration, is_done: bool) -> Claim {
        let (name, now) = (self.name(key), Instant::now());
        let until = later(now, lasts);
        match self.entry(name, now) {
            Some(entry) if entry.is_done => return Claim::Done,
            Some(entry) if entry.claimant != claimant => return Claim::Running,
            Some(entry) => (entry.until, entry.is_done) = (until, is_done),
            None => {
                let entry = Entry {
                    claimant,
                    until,
                    is_done,
                };
                self.entries.insert(name, entry);
                self.order.push_back((name, claimant));
                self.forget(now);
            }
        }
        Claim::Granted
    }

    fn release(&mut self, key: &str, claimant: u64) {
        let (name, now) = (self.name(key), Instant::now());
        if self
            .entry(name, now)
            .is_some_and(|entry| entry.claimant == claimant && !entry.is_done)
        {
            self.entries.remove(&name);
        }
    }

    /// Forgets what is over, and what has been there longest if there is too much.
    fn forget(&mut self, now: Instant) {
        // The oldest entry is far from the newest in memory, so that each look at it waits for that: one of many claims does.
        let looks = self.entries.len() > self.capacity || self.order.len().is_multiple_of(LOOKS);
        while let Some((name, claimant)) = self.order.front().filter(|_| looks) {
            match self.entries.get(name) {
                Some(entry) if entry.claimant == *claimant => {
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
                .retain(|(name, claimant)| entries.get(name).is_some_and(|entry| entry.claimant == *claimant));
        }
    }
}

impl Claims for MemoryClaims {
    fn claim<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, Claim> {
        Box::pin(ready(Ok(lock(&self.0).put(key, claimant, lease, false))))
    }

    fn extend<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, ()> {
        lock(&self.0).put(key, claimant, lease, false);
        Box::pin(ready(Ok(())))
    }

    fn done<'a>(&'a self, key: &'a str, claimant: u64, keep: Duration) -> StoreFuture<'a, ()> {
        lock(&self.0).put(key, claimant, keep, true);
        Box::pin(ready(Ok(())))
    }

    fn release<'a>(&'a self, key: &'a str, claimant: u64) -> StoreFuture<'a, ()> {
        lock(&self.0).release(key, claimant);
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
        let claim = |claimant| claims.claim("a", claimant, LEASE);
        assert_eq!(claim(1).await.unwrap(), Claim::Granted);
        assert_eq!(claim(2).await.unwrap(), Claim::Running);
        claims.done("a", 1, KEEP).await.unwrap();
        tokio::time::advance(Duration::from_secs(7 * 3600 + 5 * 60 + 15)).await;
        assert_eq!(claim(3).await.unwrap(), Claim::Done);
        tokio::time::advance(KEEP).await;
        assert_eq!(claim(4).await.unwrap(), Claim::Granted);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_ends_when_it_is_released_or_not_extended() {
        let claims = MemoryClaims::new();
        let claim = |claimant| claims.claim("a", claimant, LEASE);
        claim(1).await.unwrap();
        claims.release("a", 1).await.unwrap();
        assert_eq!(claim(2).await.unwrap(), Claim::Granted);
        tokio::time::advance(LEASE / 2).await;
        claims.extend("a", 2, LEASE).await.unwrap();
        tokio::time::advance(LEASE / 2).await;
        assert_eq!(claim(3).await.unwrap(), Claim::Running);
        tokio::time::advance(LEASE).await;
        assert_eq!(claim(4).await.unwrap(), Claim::Granted);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claimant_that_was_too_slow_does_not_touch_the_claim_of_the_next() {
        let claims = MemoryClaims::new();
        let claim = |claimant| claims.claim("a", claimant, LEASE);
        claim(1).await.unwrap();
        tokio::time::advance(LEASE).await;
        assert_eq!(claim(2).await.unwrap(), Claim::Granted);
        claims.done("a", 1, KEEP).await.unwrap();
        claims.release("a", 1).await.unwrap();
        claims.extend("a", 1, KEEP).await.unwrap();
        assert_eq!(claim(3).await.unwrap(), Claim::Running);
        // Nor does one that fails late take back what is done.
        claims.done("a", 2, KEEP).await.unwrap();
        claims.release("a", 2).await.unwrap();
        assert_eq!(claim(3).await.unwrap(), Claim::Done);
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_that_ended_and_that_nobody_took_can_be_done() {
        let claims = MemoryClaims::new();
        claims.claim("a", 1, LEASE).await.unwrap();
        tokio::time::advance(LEASE).await;
        claims.done("a", 1, KEEP).await.unwrap();
        assert_eq!(claims.claim("a", 2, LEASE).await.unwrap(), Claim::Done);
        // A time that no clock can tell is as long as there is one.
        claims.claim("b", 1, Duration::MAX).await.unwrap();
        tokio::time::advance(KEEP).await;
        assert_eq!(claims.claim("b", 2, LEASE).await.unwrap(), Claim::Running);
    }

    #[tokio::test(start_paused = true)]
    async fn memory_is_bounded() {
        let claims = MemoryClaims::with_capacity(100);
        for number in 0..10_000 {
            let key = number.to_string();
            claims.claim(&key, number, LEASE).await.unwrap();
            match number % 2 {
                0 => claims.done(&key, number, KEEP).await.unwrap(),
                _ => claims.release(&key, number).await.unwrap(),
            }
        }
        let (entries, order) = kept(&claims);
        assert!(entries <= 100 && order <= 300, "{entries} {order}");
        assert_eq!(claims.claim("9998", 1, LEASE).await.unwrap(), Claim::Done);
        assert_eq!(claims.claim("0", 1, LEASE).await.unwrap(), Claim::Granted);
    }
}
