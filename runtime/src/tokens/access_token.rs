//! Access tokens, and when they end.

use std::time::{Duration, SystemTime};

use secrecy::SecretString;

/// An access token and what came with it: when it ends, and if it is a user's, what renews it. `Debug` shows no token.
///
/// An `app_ticket` is kept in the same form.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AccessToken {
    /// The token itself.
    pub value: SecretString,
    /// When the token ends.
    pub expires_at: SystemTime,
    /// When it should be renewed.
    pub renew_at: SystemTime,
    /// Fetches the next token of a user, once. `None` unless the user granted `offline_access`.
    pub refresh_token: Option<SecretString>,
    /// When the refresh token ends, if that is known.
    pub refresh_expires_at: Option<SystemTime>,
    /// The scopes that the user granted.
    pub scopes: Vec<String>,
}

impl AccessToken {
    /// A token is renewed when it has less than this to live: longer than a call may take, shorter than the half hour
    /// before the end in which the server hands out a new one.
    const MARGIN: Duration = Duration::from_secs(5 * 60);

    /// What a clock can be set ahead by without harm.
    const LONGEST: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

    /// The longest life of a refresh token.
    const REFRESH: Duration = Duration::from_secs(365 * 24 * 60 * 60);

    /// A token that the server accepts for `lifetime` from now on. It is renewed five minutes before its end, or when half
    /// of its life is over.
    #[must_use]
    pub fn new(value: SecretString, lifetime: Duration) -> Self {
        let now = SystemTime::now();
        let lifetime = lifetime.min(Self::LONGEST);
        let margin = Self::MARGIN.min(lifetime / 2);
        Self {
            value,
            expires_at: now + lifetime,
            renew_at: now + (lifetime - margin),
            refresh_token: None,
            refresh_expires_at: None,
            scopes: Vec::new(),
        }
    }

    /// Whether it is too early to renew it.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        SystemTime::now() < self.renew_at
    }

    /// Whether it has not ended yet.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        SystemTime::now() < self.expires_at
    }

    /// When the token and its refresh token have both ended, so that a store need not keep them any longer.
    #[must_use]
    pub fn useful_until(&self) -> SystemTime {
        let refresh_ends = self.refresh_token.as_ref().and_then(|_| {
            let known = self.refresh_expires_at;
            known.or_else(|| self.expires_at.checked_add(Self::REFRESH))
        });
        refresh_ends.map_or(self.expires_at, |end| end.max(self.expires_at))
    }
}
