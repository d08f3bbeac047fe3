//! Tokens of users.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::Shared;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, TokenError};
use crate::oauth::{OAuth, UserTokens};

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

/// A user who is logged in: a pair of tokens that renews itself. Cheap to clone; clones share the pair.
///
/// A refresh token works once. So a refresh is done by one task of its own, for all calls that wait, and is not cut
/// short when they are dropped; and the owner is told the new pair before any call uses it.
#[derive(Clone)]
pub struct UserSession(Arc<Session>);

struct Session {
    oauth: OAuth,
    state: Mutex<State>,
    on_refresh: Box<dyn Fn(&UserTokens) + Send + Sync>,
}

struct State {
    tokens: UserTokens,
    /// The access token has been refused.
    refused: bool,
    refresh: Option<Shared<Refresh>>,
}

type Outcome = Result<SecretString, Arc<Error>>;
type Refresh = Pin<Box<dyn Future<Output = Outcome> + Send>>;

impl UserSession {
    pub(crate) fn new(
        oauth: OAuth,
        tokens: UserTokens,
        on_refresh: impl Fn(&UserTokens) + Send + Sync + 'static,
    ) -> Self {
        let state = Mutex::new(State {
            tokens,
            refused: false,
            refresh: None,
        });
        Self(Arc::new(Session {
            oauth,
            state,
            on_refresh: Box::new(on_refresh),
        }))
    }

    /// The pair as it is now.
    #[must_use]
    pub fn tokens(&self) -> UserTokens {
        self.0.state().tokens.clone()
    }

    pub(crate) async fn token(&self) -> Outcome {
        let refresh = {
            let mut state = self.0.state();
            if !state.refused && state.tokens.is_fresh() {
                return Ok(state.tokens.access_token.clone());
            }
            state
                .refresh
                .get_or_insert_with(|| Session::begin_refresh(self.0.clone()))
                .clone()
        };
        refresh.await
    }

    /// Notes that the server refuses a token.
    pub(crate) fn forget(&self, token: &SecretString) {
        let mut state = self.0.state();
        if state.tokens.access_token.expose_secret() == token.expose_secret() {
            state.refused = true;
        }
    }
}

impl Session {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin_refresh(session: Arc<Self>) -> Shared<Refresh> {
        let waiting = Arc::downgrade(&session);
        let tokens = session.oauth.tokens().clone();
        let outcome: Refresh = Box::pin(async move {
            match tokens.in_background(session.refresh()).await {
                Ok(outcome) => outcome,
                // Whoever asks next begins another one.
                Err(error) => {
                    if let Some(session) = waiting.upgrade() {
                        session.state().refresh = None;
                    }
                    Err(Arc::new(error))
                }
            }
        });
        outcome.shared()
    }

    async fn refresh(self: Arc<Self>) -> Outcome {
        let refresh_token = self.state().tokens.refresh_token.clone();
        let renewed = match refresh_token {
            Some(refresh_token) => self.oauth.refresh(&refresh_token).await,
            None => Err(TokenError::NoRefreshToken.into()),
        };
        let outcome = match renewed {
            Ok(tokens) => {
                // A panic of the owner must not lose the pair, which cannot be had again.
                let told = catch_unwind(AssertUnwindSafe(|| (self.on_refresh)(&tokens)));
                if told.is_err() {
                    tracing::error!("the owner of a user session panicked when it was told a new pair of tokens");
                }
                let token = tokens.access_token.clone();
                let mut state = self.state();
                (state.tokens, state.refused) = (tokens, false);
                Ok(token)
            }
            Err(error) => {
                let state = self.state();
                if !state.refused && state.tokens.is_alive() {
                    tracing::warn!(%error, "a user's token is not renewed and is used until it ends");
                    Ok(state.tokens.access_token.clone())
                } else {
                    Err(Arc::new(error))
                }
            }
        };
        self.state().refresh = None;
        outcome
    }
}

impl fmt::Debug for UserSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UserSession")
    }
}
