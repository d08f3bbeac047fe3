//! The client's tokens in memory, so that a call with a good token asks nobody.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};

use secrecy::{ExposeSecret, SecretString};

use super::{AccessToken, TokenKey};
use crate::lock::lock;

#[derive(Default)]
pub(super) struct Cache {
    tokens: Mutex<HashMap<TokenKey, Cached>>,
}

/// How long it is remembered that an endpoint refuses every token.
const KNOWN: Duration = Duration::from_secs(60);

/// So many paths that refuse every token stand for all paths.
const PATHS: usize = 3;

/// The last token, and what is known of it.
struct Cached {
    token: AccessToken,
    state: State,
    /// It is the server's newest, and not one that the store had.
    is_newest: bool,
    /// Endpoints that have refused the newest token, and when.
    unwilling: Vec<(String, Instant)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// The server does not accept it.
    Refused,
    /// The store must have it before anybody uses it.
    ToBeKept,
}

impl Cached {
    /// The token, if calls may use it.
    fn usable(&self) -> Option<&AccessToken> {
        Some(&self.token).filter(|token| self.state == State::Good && token.is_alive())
    }

    /// Whether an endpoint is known for refusing every token. Of endpoints without an id, each path is one, of which there may
    /// be any number; where a few of them do, all of them are taken to.
    fn is_unwilling(&self, endpoint: &str) -> bool {
        let is_path = |endpoint: &str| endpoint.contains('/');
        let unwilling = || self.unwilling.iter().map(|(unwilling, _)| unwilling.as_str());
        let is_known = unwilling().any(|unwilling| unwilling == endpoint);
        is_known || (is_path(endpoint) && unwilling().filter(|unwilling| is_path(unwilling)).count() >= PATHS)
    }

    fn is(&self, token: &SecretString) -> bool {
        self.token.value.expose_secret() == token.expose_secret()
    }
}

impl Cache {
    /// The token for a call, if there is one that can be used, and whether it need not be renewed yet.
    pub(super) fn usable(&self, key: &TokenKey) -> Option<(SecretString, bool)> {
        let tokens = self.tokens();
        let token = tokens.get(key)?.usable()?;
        Some((token.value.clone(), token.is_fresh()))
    }

    /// The last token, even if it cannot be used.
    pub(super) fn last(&self, key: &TokenKey) -> Option<AccessToken> {
        self.tokens().get(key).map(|cached| cached.token.clone())
    }

    /// A token that the store is still to get.
    pub(super) fn to_be_kept(&self, key: &TokenKey) -> Option<AccessToken> {
        let tokens = self.tokens();
        let cached = tokens.get(key).filter(|cached| cached.state == State::ToBeKept);
        cached.map(|cached| cached.token.clone())
    }

    /// A new token, which can be used.
    pub(super) fn put(&self, key: &TokenKey, token: AccessToken) {
        insert(&mut self.tokens(), key, token, State::Good, true);
    }

    /// A new token, which cannot be used before it is [`put`](Self::put).
    pub(super) fn announce(&self, key: &TokenKey, token: AccessToken) {
        insert(&mut self.tokens(), key, token, State::ToBeKept, true);
    }

    /// Takes the token of the store, if it is newer.
    pub(super) fn adopt(&self, key: &TokenKey, stored: AccessToken) {
        let mut tokens = self.tokens();
        let is_no_better = |cached: &Cached| {
            let good = cached.usable().is_some() && !stored.is_fresh();
            good || cached.state == State::ToBeKept || cached.is(&stored.value)
        };
        if !tokens.get(key).is_some_and(is_no_better) {
            insert(&mut tokens, key, stored, State::Good, false);
        }
    }

    /// Notes that an endpoint refuses this token, and says whether another token may help. `is_second` is whether it has
    /// refused the one before in the same call.
    ///
    /// A refused token is replaced. An endpoint that refuses the newest one as well refuses every token: for a while it has
    /// none replaced, and all others go on with the token.
    pub(super) fn refuse(&self, key: &TokenKey, token: &SecretString, endpoint: &str, is_second: bool) -> bool {
        let mut tokens = self.tokens();
        // It may have been replaced since the call was sent.
        let Some(cached) = tokens
            .get_mut(key)
            .filter(|cached| cached.is(token) && cached.state == State::Good)
        else {
            return !is_second;
        };
        cached.unwilling.retain(|(_, since)| since.elapsed() < KNOWN);
        if is_second && cached.is_newest {
            cached.unwilling.push((endpoint.to_owned(), Instant::now()));
        }
        if cached.is_unwilling(endpoint) {
            return false;
        }
        cached.state = State::Refused;
        !is_second
    }

    /// Puts the renewal of a token off by this time.
    pub(super) fn put_off(&self, key: &TokenKey, wait: Duration) {
        let mut tokens = self.tokens();
        if let Some(cached) = tokens.get_mut(key).filter(|cached| cached.usable().is_some()) {
            cached.token.renew_at = cached.token.renew_at.max(SystemTime::now() + wait);
        }
    }

    /// Forgets which endpoints refuse every token.
    pub(super) fn forgive(&self, key: &TokenKey) {
        if let Some(cached) = self.tokens().get_mut(key) {
            cached.unwilling.clear();
        }
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<TokenKey, Cached>> {
        lock(&self.tokens)
    }
}

fn insert(tokens: &mut HashMap<TokenKey, Cached>, key: &TokenKey, token: AccessToken, state: State, is_newest: bool) {
    if tokens.len() == tokens.capacity() {
        // Tenants that are not called any more must not pile up. Not each time, since it looks at all of them.
        tokens.retain(|_, cached| cached.token.is_alive() || cached.state == State::ToBeKept);
    }
    let unwilling = tokens.remove(key).map(|cached| cached.unwilling);
    let cached = Cached {
        token,
        state,
        is_newest,
        unwilling: unwilling.unwrap_or_default(),
    };
    tokens.insert(key.clone(), cached);
}
