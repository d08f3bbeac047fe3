//! What the server says of pings and of connecting again.

use std::time::Duration;

use crate::wire::{Object, Visitor};

/// Settings that the server sent. What it left out, or set to nothing, is as usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    ping: Option<u32>,
    interval: Option<u32>,
    nonce: Option<u32>,
    /// How often to connect again before giving up; `None` is for ever.
    pub(super) most_attempts: Option<u32>,
}

/// The same as it stands on the wire, in seconds.
#[derive(Clone, Default)]
pub(super) struct ClientConfig {
    ping: Option<i64>,
    interval: Option<i64>,
    nonce: Option<i64>,
    count: Option<i64>,
}

impl Object for ClientConfig {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("PingInterval", &mut self.ping, &other.ping);
        with.field("ReconnectInterval", &mut self.interval, &other.interval);
        with.field("ReconnectNonce", &mut self.nonce, &other.nonce);
        with.field("ReconnectCount", &mut self.count, &other.count);
    }
}

impl From<ClientConfig> for Settings {
    fn from(sent: ClientConfig) -> Self {
        let seconds = |value: Option<i64>| {
            value
                .and_then(|value| u32::try_from(value).ok())
                .filter(|value| *value > 0)
        };
        Self {
            ping: seconds(sent.ping),
            interval: seconds(sent.interval),
            nonce: seconds(sent.nonce),
            // -1 is for ever.
            most_attempts: sent.count.and_then(|count| u32::try_from(count).ok()),
        }
    }
}

impl Settings {
    /// These settings; what they do not have is taken from `base`. A pong that says nothing of attempts may say so by a zero.
    pub(super) fn over(self, base: &Self) -> Self {
        Self {
            ping: self.ping.or(base.ping),
            interval: self.interval.or(base.interval),
            nonce: self.nonce.or(base.nonce),
            most_attempts: self.most_attempts.filter(|most| *most > 0).or(base.most_attempts),
        }
    }

    pub(super) fn ping_every(&self) -> Duration {
        Self::seconds(self.ping, 120).clamp(Duration::from_secs(5), Duration::from_secs(600))
    }

    pub(super) fn longest_pause(&self) -> Duration {
        Self::seconds(self.interval, 120).min(Duration::from_secs(600))
    }

    pub(super) fn quick_pause(&self) -> Duration {
        Self::seconds(self.nonce, 30)
    }

    fn seconds(value: Option<u32>, usual: u32) -> Duration {
        Duration::from_secs(value.unwrap_or(usual).into())
    }
}
