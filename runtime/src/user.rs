//! Tokens of users.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use crate::error::Error;
use crate::tokens::{Server, TokenKey, Tokens};

/// A `user_access_token`, or a session that renews its token, for [`Client::as_user`](crate::Client::as_user). `Debug`
/// shows no token.
#[derive(Clone)]
#[non_exhaustive]
pub enum UserToken {
    /// A token that is sent as it is, and never renewed.
    Fixed(SecretString),
    /// A session, which renews its token.
    Session(UserSession),
}

impl From<&str> for UserToken {
    fn from(token: &str) -> Self {
        Self::Fixed(token.into())
    }
}

impl From<String> for UserToken {
    fn from(token: String) -> Self {
        Self::Fixed(token.into())
    }
}

impl From<SecretString> for UserToken {
    fn from(token: SecretString) -> Self {
        Self::Fixed(token)
    }
}

impl From<UserSession> for UserToken {
    fn from(session: UserSession) -> Self {
        Self::Session(session)
    }
}

impl From<&UserSession> for UserToken {
    fn from(session: &UserSession) -> Self {
        Self::Session(session.clone())
    }
}

impl fmt::Debug for UserToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fixed(_) => "UserToken::Fixed",
            Self::Session(_) => "UserToken::Session",
        })
    }
}

/// A user who is logged in; made by [`OAuth`](crate::OAuth). Cheap to clone.
///
/// The client's [`TokenStore`](crate::TokenStore) keeps the user's tokens. A token is renewed five minutes before it ends,
/// or after half of its life, and when the server refuses it: once for all calls that wait, and by one of several
/// processes. A refresh token works only once. So a refresh is finished even if nobody waits for it any more, and no call
/// uses a new token before the store has kept it; until then calls fail, and each asks the store again. If another process
/// has used the refresh token, the store is asked for the new one.
///
/// A call waits for the next token although the last one can still be used: for half of its own time and ten seconds at most,
/// after which it uses the last one. For the program may end with that call. And the tokio runtime in which a refresh was
/// begun does not end before the refresh has, but waits ten seconds at most; so does a `blocking::Client` when its last clone
/// is dropped. What ends the process without ending its runtime, such as `std::process::exit` or a signal, may lose the login
/// if it comes in the middle of a refresh.
#[derive(Clone)]
pub struct UserSession {
    tokens: Arc<Tokens>,
    server: Arc<dyn Server>,
    key: TokenKey,
}

impl UserSession {
    pub(crate) fn new(tokens: Arc<Tokens>, server: Arc<dyn Server>, key: TokenKey) -> Self {
        Self { tokens, server, key }
    }

    pub(crate) const fn key(&self) -> &TokenKey {
        &self.key
    }

    /// The token, whose successor is waited for no longer than `patience` as long as it can be used.
    pub(crate) async fn token(&self, patience: Duration) -> Result<SecretString, Arc<Error>> {
        self.tokens.token(&self.key, patience, || self.server.clone()).await
    }

    pub(crate) fn refuse(&self, token: &SecretString, endpoint: &str, is_second: bool) -> bool {
        self.tokens.refuse(&self.key, token, endpoint, is_second)
    }
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserSession")
    }
}
