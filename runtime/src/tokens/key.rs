//! The key under which a token is kept.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// What a token is for. Two applications, servers, secrets, tenants or users never share a token; only those of users are
/// the same with any secret of the application, since they outlive it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenKey {
    pub(super) scope: Arc<str>,
    pub(super) kind: TokenKind,
}

/// Kinds of tokens that a [`TokenStore`](crate::TokenStore) keeps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// `tenant_access_token` of a self-built application.
    Tenant,
    /// `tenant_access_token` of a store application for the tenant with this key.
    TenantOf(Arc<str>),
    /// `app_access_token`.
    App,
    /// `app_ticket` of a store application.
    AppTicket,
    /// `user_access_token` and refresh token of the user that the program calls by this name.
    User(Arc<str>),
}

impl TokenKind {
    /// Whether it can be fetched again at any time, so that losing it does no harm.
    pub(super) const fn can_be_had_again(&self) -> bool {
        !matches!(self, Self::AppTicket | Self::User(_))
    }
}

impl TokenKey {
    /// Which token it is, and whose.
    #[must_use]
    pub const fn kind(&self) -> &TokenKind {
        &self.kind
    }
}

/// One line of text for every key, which a store can use as the name of its entry.
impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TokenKind::Tenant => write!(f, "{}:tenant", self.scope),
            TokenKind::TenantOf(tenant) => write!(f, "{}:tenant:{tenant}", self.scope),
            TokenKind::App => write!(f, "{}:app", self.scope),
            TokenKind::AppTicket => write!(f, "{}:ticket", self.scope),
            TokenKind::User(user) => write!(f, "{}:user:{user}", self.scope),
        }
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({self})")
    }
}

/// What keys of one client begin with: its application, and a fingerprint of its server and `secret`. With the secret, a new
/// one means new tokens.
pub(super) fn scope(server: &str, app_id: &str, secret: Option<&str>) -> Arc<str> {
    let mut hash = Sha256::new();
    for part in [server, app_id].into_iter().chain(secret) {
        // With their lengths, so that no two of them run together into one text.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let fingerprint: String = hash
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("feishu:{app_id}:{fingerprint}").into()
}

#[cfg(test)]
mod tests {
    use super::scope;

    #[test]
    fn server_application_and_secret_make_the_scope() {
        let base = scope("https://a", "app", Some("secret"));
        assert_eq!(base, scope("https://a", "app", Some("secret")));
        for other in [
            scope("https://b", "app", Some("secret")),
            scope("https://a", "app2", Some("secret")),
            scope("https://a", "app", Some("s")),
            scope("https://a", "app", None),
        ] {
            assert_ne!(base, other);
        }
        assert!(!base.contains("secret"));
    }
}
