//! Times that a program may have set as it liked.

use std::time::Duration;

use tokio::time::Instant;

/// `from` plus `wait`; where that is no time that can be told, a time after the end of anything.
pub(crate) fn later(from: Instant, wait: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    from.checked_add(wait).unwrap_or_else(|| from + FAR)
}
