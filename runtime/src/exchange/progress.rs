//! The time that a call has, and how far it has come.

use std::time::Duration;

use tokio::time::Instant;

use super::Options;
use crate::Error;
use crate::later::later;

/// How long a call may take, if no timeout is set.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How much longer it may wait for its turn then.
const MAX_WAIT: Duration = Duration::from_secs(10 * 60);
/// Uploads get a second more for this many bytes.
const UPLOAD_BYTES_PER_SECOND: u64 = 64 * 1024;

/// How far a call has come.
pub(super) struct Progress {
    /// How long it may take.
    pub(super) timeout: Duration,
    pub(super) deadline: Instant,
    /// How much of its waiting for its turn does not count.
    max_wait: Duration,
    /// Number of the attempt.
    pub(super) attempt: u32,
    /// What came of the attempt before.
    pub(super) failure: Option<Error>,
    /// Whether no refused token has been replaced yet.
    pub(super) may_renew: bool,
}

impl Progress {
    pub(super) fn begin(options: &Options, upload_length: u64) -> Self {
        let timeout = options
            .timeout
            .unwrap_or(TIMEOUT)
            .saturating_add(upload_time(upload_length));
        let max_wait = match options.timeout {
            Some(_) => Duration::ZERO,
            None => MAX_WAIT,
        };
        Self {
            timeout,
            deadline: later(Instant::now(), timeout),
            max_wait: options.max_wait.unwrap_or(max_wait),
            attempt: 1,
            failure: None,
            may_renew: true,
        }
    }

    /// How much of its time is left.
    pub(super) fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Gives the call the time that files on disk take, whose length is known when they are opened for the first attempt.
    pub(super) fn uploads(&mut self, length: u64) {
        if self.attempt == 1 {
            let more = upload_time(length);
            self.timeout = self.timeout.saturating_add(more);
            self.deadline = later(self.deadline, more);
        }
    }

    /// Until when it may wait for its turn.
    pub(super) fn latest(&self) -> Instant {
        later(self.deadline, self.max_wait)
    }

    /// Does not count time that was spent waiting for a turn, as far as that is allowed.
    pub(super) fn waited(&mut self, time: Duration) {
        let free = time.min(self.max_wait);
        self.max_wait -= free;
        self.deadline = later(self.deadline, free);
    }
}

fn upload_time(length: u64) -> Duration {
    Duration::from_secs(length / UPLOAD_BYTES_PER_SECOND)
}
