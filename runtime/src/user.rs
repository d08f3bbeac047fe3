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
    /// A token that is sent as long as it lives.
    Fixed(SecretString),
    /// A session.
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
/// The user's tokens are kept by the client's [`TokenStore`](crate::TokenStore), and renewed as the application's are: once
/// for all calls that wait, by one of several processes, five minutes before they end or when half of their life is over,
/// and when the server refuses them. A refresh token works once, so that nothing may be lost: a refresh goes on when nobody
/// waits for it any more, and no call uses a new token before the store has kept it. If it does not, calls fail, and the
/// next one asks the store again. Where somebody else has used the refresh token, the store is asked for what came of it.
///
/// The program may end with a call. So a call waits for the next token while the last one can still be used: for half of its
/// own time and ten seconds at most, after which it goes on with the last one. And the tokio runtime that a refresh was begun
/// in does not end before the refresh has, for ten seconds at most; at the end of `main`, that is what `#[tokio::main]` waits
/// for. A `blocking::Client` waits as well when its last clone is dropped. Whatever ends the
/// process without ending the runtime, such as `std::process::exit` or a signal, may lose the login if it comes in the middle
/// of a refresh.
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
