//! Whether a failed call is repeated, and when.

use std::time::Duration;

use crate::{Error, ErrorKind};

/// How often and when a failed call is repeated.
///
/// Only what may help is repeated: a call that ended on the way, and one whose error passes by waiting, by its
/// [kind](ErrorKind). After [`RateLimit`](ErrorKind::RateLimit) and [`Busy`](ErrorKind::Busy) any call is; else a write that
/// may have been carried out is not, unless it carries the idempotency key of its page, or
/// [`Options::repeat_writes`](crate::Options::repeat_writes) allows it.
///
/// The pause is a random one of up to [`first`](Self::first), and up to twice as long each time after that; after
/// [`RateLimit`](ErrorKind::RateLimit), at least half as long as it may be. Where the server says how long to wait, it is at
/// least that. A pause that would not end within the call's time is not begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// How often the call is sent at most.
    pub attempts: u32,
    /// Upper limit of the first pause.
    pub first: Duration,
    /// Upper limit of every pause.
    pub longest: Duration,
}

impl Retry {
    /// Never repeats.
    pub const NEVER: Self = Self {
        attempts: 1,
        first: Duration::ZERO,
        longest: Duration::ZERO,
    };

    /// The pause after the failed attempt number `attempt`, counted from 1; `None` where the call is not repeated. `wait` is
    /// what the server asks for.
    pub(super) fn pause(
        &self,
        error: &Error,
        wait: Option<Duration>,
        attempt: u32,
        repeatable: bool,
    ) -> Option<Duration> {
        let safe = repeatable || !may_have_been_carried_out(error);
        if attempt >= self.attempts || !error.is_retryable() || !safe {
            return None;
        }
        let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
        // All attempts within one second would fall into the same second of a rate limit.
        let least = if error.is_slow_down() { 0.5 } else { 0.0 };
        let part = least + fastrand::f64() * (1.0 - least);
        let jitter = self.first.saturating_mul(factor).min(self.longest).mul_f64(part);
        Some(match wait.filter(|wait| !wait.is_zero()) {
            // Those who wait for the same moment should not all come back in it.
            Some(wait) => wait.saturating_add(jitter.min(wait / 4)),
            None => jitter,
        })
    }
}

impl Default for Retry {
    /// Four attempts, with pauses of up to 0.5, 1 and 2 seconds.
    fn default() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(10),
        }
    }
}

/// Whether the server may have done what was asked, in spite of the error.
fn may_have_been_carried_out(error: &Error) -> bool {
    match error {
        Error::Transport(error) => error.sent,
        Error::Timeout(error) => error.sent,
        Error::Api(_) | Error::Status(_) => error.kind().is_none_or(ErrorKind::may_have_been_carried_out),
        Error::Throttled(_) | Error::Token(_) | Error::Config(_) => false,
        Error::Decode(_) | Error::File(_) | Error::Paging(_) => true,
        Error::Missing(_) | Error::Task(_) | Error::Cell(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Body, StatusError};

    fn status(status: u16) -> Error {
        let (log_id, content_type, retry_after) = (None, None, None);
        let (operation, body) = ("demo.v1.node.get", Body::new(b""));
        StatusError {
            operation,
            status,
            log_id,
            content_type,
            retry_after,
            body,
        }
        .into()
    }

    #[test]
    fn attempts_after_a_rate_limit_do_not_all_fall_into_one_second() {
        let pauses = |error: &Error| -> Duration {
            let pause = |attempt| Retry::default().pause(error, None, attempt, true).unwrap();
            (1..4).map(pause).sum()
        };
        for _ in 0..100 {
            assert!(pauses(&status(429)) >= Duration::from_millis(1750));
            assert!(pauses(&status(503)) <= Duration::from_millis(3500));
        }
    }
}
