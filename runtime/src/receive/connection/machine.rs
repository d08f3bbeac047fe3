//! When to connect, to ping and to give up: a state machine that does nothing itself.

use std::time::Duration;

use tokio::time::Instant;

use super::settings::Settings;

/// What the program says of times, in place of the server and of what is usual.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) ping_every: Option<Duration>,
    /// How long after a ping that nothing came in response to the connection is dead.
    pub(super) silence: Duration,
    /// The first pause after a failure, which is doubled with each further one, and the longest.
    pub(super) first_pause: Duration,
    pub(super) longest_pause: Option<Duration>,
}

/// After so long, a connection was a good one.
const GOOD: Duration = Duration::from_secs(60);

/// The longest pause after a good connection has ended.
const QUICK: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Machine {
    pub(super) phase: Phase,
    settings: Settings,
    rules: Rules,
    /// Pauses since the last good connection.
    pauses: u32,
    /// Attempts since the last connection.
    pub(super) failures: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Phase {
    Connecting,
    Ready {
        since: Instant,
        heard: Instant,
        ping_at: Instant,
    },
    Waiting {
        until: Instant,
    },
    /// Handlers end; the connection may still be there for their responses.
    Closing {
        is_connected: bool,
    },
    Ended,
}

/// How bad a failure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    /// It may work soon.
    Passing,
    /// Somebody has to do something about it, and perhaps will.
    Lasting,
    /// Trying again is of no use.
    Final,
}

/// What happened.
#[derive(Clone, Debug)]
pub(super) enum Input {
    Connected(Settings),
    /// Connecting failed, or the connection broke.
    Lost(Severity),
    /// Anything came in.
    Heard,
    /// The server has changed its settings.
    Settings(Settings),
    /// It is time for something.
    Time,
    /// Receiving is to end.
    Stop,
    /// All handlers have ended.
    Drained,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Connect,
    Ping,
    /// Drop the connection, which is dead.
    HangUp,
    /// Connect no more, take no more events, and let handlers end.
    Drain,
    /// Say goodbye.
    Close,
}

impl Machine {
    /// Begins with a connection to be made.
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            phase: Phase::Connecting,
            settings: Settings::default(),
            rules,
            pauses: 0,
            failures: 0,
        }
    }

    /// When [`Input::Time`] is due.
    pub(super) fn wake(&self) -> Option<Instant> {
        match self.phase {
            Phase::Ready { heard, ping_at, .. } => Some(ping_at.min(heard + self.patience())),
            Phase::Waiting { until } => Some(until),
            Phase::Connecting | Phase::Closing { .. } | Phase::Ended => None,
        }
    }

    /// Takes what happened, and says what is to be done. `random` is at least 0 and below 1.
    pub(super) fn step(&mut self, input: Input, now: Instant, random: f64) -> Option<Action> {
        match (self.phase, input) {
            (Phase::Ended, _) => None,
            (Phase::Closing { is_connected }, Input::Drained) => {
                self.phase = Phase::Ended;
                is_connected.then_some(Action::Close)
            }
            (Phase::Closing { .. }, Input::Lost(_)) => {
                self.phase = Phase::Closing { is_connected: false };
                None
            }
            (Phase::Closing { .. }, _) => None,
            (phase, Input::Stop) => {
                let is_connected = matches!(phase, Phase::Ready { .. });
                self.phase = Phase::Closing { is_connected };
                Some(Action::Drain)
            }
            (Phase::Connecting, Input::Connected(settings)) => {
                self.settings = settings;
                self.failures = 0;
                let ping_at = now + self.ping_every();
                self.phase = Phase::Ready {
                    since: now,
                    heard: now,
                    ping_at,
                };
                Some(Action::Ping)
            }
            (Phase::Connecting | Phase::Ready { .. }, Input::Lost(severity)) => {
                self.lost(severity, now, random);
                None
            }
            (Phase::Ready { heard, .. }, Input::Time) if now >= heard + self.patience() => {
                self.lost(Severity::Passing, now, random);
                Some(Action::HangUp)
            }
            (Phase::Ready { since, heard, ping_at }, Input::Time) if now >= ping_at => {
                let ping_at = now + self.ping_every();
                self.phase = Phase::Ready { since, heard, ping_at };
                Some(Action::Ping)
            }
            (Phase::Ready { since, ping_at, .. }, Input::Heard) => {
                self.phase = Phase::Ready {
                    since,
                    heard: now,
                    ping_at,
                };
                None
            }
            (Phase::Ready { since, heard, ping_at }, Input::Settings(settings)) => {
                self.settings = settings.over(&self.settings);
                let ping_at = ping_at.min(now + self.ping_every());
                self.phase = Phase::Ready { since, heard, ping_at };
                None
            }
            (Phase::Waiting { until }, Input::Time) if now >= until => {
                self.phase = Phase::Connecting;
                Some(Action::Connect)
            }
            _ => None,
        }
    }

    fn lost(&mut self, severity: Severity, now: Instant, random: f64) {
        let was_good = match self.phase {
            Phase::Ready { since, .. } => now.duration_since(since) > GOOD,
            _ => {
                self.failures = self.failures.saturating_add(1);
                false
            }
        };
        let is_enough = self.settings.most_attempts.is_some_and(|most| self.failures >= most);
        if severity == Severity::Final || is_enough {
            self.phase = Phase::Ended;
            return;
        }
        let longest = self
            .rules
            .longest_pause
            .unwrap_or_else(|| self.settings.longest_pause());
        let pause = match severity {
            Severity::Lasting => longest.mul_f64(0.5 + random / 2.0),
            _ if was_good => {
                self.pauses = 0;
                self.settings.quick_pause().min(QUICK).min(longest).mul_f64(random)
            }
            _ => {
                let doubled = self.rules.first_pause.saturating_mul(1 << self.pauses.min(16));
                doubled.min(longest).mul_f64(random)
            }
        };
        self.pauses = self.pauses.saturating_add(1);
        self.phase = Phase::Waiting { until: now + pause };
    }

    fn ping_every(&self) -> Duration {
        self.rules.ping_every.unwrap_or_else(|| self.settings.ping_every())
    }

    /// How long there may be silence.
    fn patience(&self) -> Duration {
        self.ping_every() + self.rules.silence
    }
}

#[cfg(test)]
mod tests;
