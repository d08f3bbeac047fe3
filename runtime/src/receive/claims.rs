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
pub trait Claims: Send + Sync + 'static {
    /// Claims a delivery, unless it has been claimed. The claim ends by itself after `lease`, since its process may die.
    fn claim<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, Claim>;

    /// Lengthens a claim: it is to end after `lease` from now.
    fn extend<'a>(&'a self, key: &'a str, lease: Duration) -> StoreFuture<'a, ()>;

    /// The delivery is done, which is to be remembered for so long.
    fn done<'a>(&'a self, key: &'a str, keep: Duration) -> StoreFuture<'a, ()>;

    /// The delivery failed, and may be claimed again.
    fn release<'a>(&'a self, key: &'a str) -> StoreFuture<'a, ()>;
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
