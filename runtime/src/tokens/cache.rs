//! The client's own copy of its tokens, so that a call asks nobody while its token is good.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::{StoredToken, TokenKey};

#[derive(Default)]
pub(super) struct Cache {
    tokens: Mutex<HashMap<TokenKey, Cached>>,
}

/// A token as it was had last.
#[derive(Clone)]
pub(super) struct Cached {
    token: StoredToken,
    /// The server has refused it.
    refused: bool,
}

impl Cached {
    /// The token, if calls may use it.
    pub(super) fn usable(&self) -> Option<&StoredToken> {
        Some(&self.token).filter(|token| !self.refused && token.is_alive())
    }

    /// Whether this is the token, and the server has refused it.
    pub(super) fn refuses(&self, token: &StoredToken) -> bool {
        self.refused && self.token.value.expose_secret() == token.value.expose_secret()
    }
}

impl Cache {
    /// The token for a call, if there is one that can be used, and whether it need not be renewed yet.
    pub(super) fn usable(&self, key: &TokenKey) -> Option<(SecretString, bool)> {
        let tokens = self.tokens();
        let token = tokens.get(key)?.usable()?;
        Some((token.value.clone(), token.is_fresh()))
    }

    pub(super) fn get(&self, key: &TokenKey) -> Option<Cached> {
        self.tokens().get(key).cloned()
    }

    pub(super) fn put(&self, key: &TokenKey, token: StoredToken) {
        let mut tokens = self.tokens();
        if tokens.len() == tokens.capacity() {
            // Tenants that are not called any more must not pile up. Not each time, since it looks at all of them.
            tokens.retain(|_, cached| cached.token.is_alive());
        }
        tokens.insert(key.clone(), Cached { token, refused: false });
    }

    /// Notes that the server refuses this token.
    pub(super) fn refuse(&self, key: &TokenKey, token: &SecretString) {
        let mut tokens = self.tokens();
        if let Some(cached) = tokens.get_mut(key) {
            cached.refused |= cached.token.value.expose_secret() == token.expose_secret();
        }
    }

    fn tokens(&self) -> MutexGuard<'_, HashMap<TokenKey, Cached>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
