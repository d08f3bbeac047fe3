//! What was done already, so that a repeated delivery is not.

mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::time::Duration;

pub use memory::MemoryClaims;
#[cfg(feature = "redis")]
pub use redis::RedisClaims;

use crate::StoreFuture;

/// Remembers which deliveries are being handled and which are done.
///
/// The server sends an event again until it has heard that it was done: after 15 s, 5 min, 1 h and 6 h, and now and then
/// although it has. One that was done is not handled again; one that failed is. Several processes that receive for one
/// application need claims that they share, since an event that is sent again may go to any of them.
///
/// If a claim fails, the event is handled all the same, perhaps a second time: it would be lost else.
///
/// A claim belongs to a claimant, a random number that is new for each delivery. One that was not extended in time may have
/// passed to another claimant, whose claim the first one must not touch. A claim that ended and that nobody else has taken
/// is still the first one's.
pub trait Claims: Send + Sync + 'static {
    /// Claims a delivery, unless it has been claimed. The claim ends by itself after `lease`, since its process may die.
    fn claim<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, Claim>;

    /// Lengthens a claim: it is to end after `lease` from now. Does nothing if another claimant has it, or the delivery is
    /// done.
    fn extend<'a>(&'a self, key: &'a str, claimant: u64, lease: Duration) -> StoreFuture<'a, ()>;

    /// The delivery is done, which is to be remembered for so long. Does nothing if another claimant has it.
    fn done<'a>(&'a self, key: &'a str, claimant: u64, keep: Duration) -> StoreFuture<'a, ()>;

    /// The delivery failed, and may be claimed again. Does nothing if another claimant has it, or it is done.
    fn release<'a>(&'a self, key: &'a str, claimant: u64) -> StoreFuture<'a, ()>;
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It was granted.
    Granted,
    /// The delivery is being handled.
    Running,
    /// The delivery is done.
    Done,
}
