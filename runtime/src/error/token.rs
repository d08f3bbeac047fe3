//! Calls that have no token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;
use crate::spec::Token;

/// No token fits the endpoint, or none could be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The client has no token that the endpoint accepts.
    Missing {
        /// Id of the endpoint.
        operation: &'static str,
        /// The kinds of token that the endpoint accepts.
        accepted: &'static [Token],
        /// What the caller can do to have such a token.
        hint: &'static str,
    },
    /// Fetching the token failed.
    Fetch {
        /// Id of the endpoint that needs the token.
        operation: &'static str,
        /// The kind of token that was to be had.
        token: Token,
        /// Why it failed. Shared by all calls that waited for this token.
        source: Arc<Error>,
    },
    /// The response to a fetch has no token in it.
    NoToken {
        /// Id of the endpoint that should have responded with it.
        operation: &'static str,
        /// The kind of token that was to be had.
        token: Token,
    },
    /// A store application has not been handed its `app_ticket` yet.
    NoAppTicket,
    /// The token store has no tokens of this user.
    NotLoggedIn,
    /// A user's token has ended, and there is no refresh token to renew it with.
    NoRefreshToken,
    /// The fetch of the token broke off without an outcome: the token store panicked. The next call begins another one.
    Interrupted,
    /// The token store failed.
    Store {
        /// What the store reported.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl TokenError {
    /// The failed call that would have fetched the token.
    pub(super) fn source_error(&self) -> Option<&Error> {
        match self {
            Self::Fetch { source, .. } => Some(source),
            _ => None,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing {
                operation,
                accepted,
                hint,
            } => {
                let accepted: Vec<_> = accepted.iter().map(|token| token.as_str()).collect();
                write!(f, "{operation}: needs {}: {hint}", accepted.join(" or "))
            }
            Self::Fetch {
                operation,
                token,
                source,
            } => {
                write!(f, "{operation}: no {} could be had: {source}", token.as_str())
            }
            Self::NoToken { operation, token } => write!(f, "{operation}: the response holds no {}", token.as_str()),
            Self::NoAppTicket => f.write_str(
                "no app_ticket: hand in the one of the `app_ticket` event with `set_app_ticket`; \
                 `resend_app_ticket` asks for the event",
            ),
            Self::NotLoggedIn => f.write_str("no tokens of this user are kept, so that the user must log in"),
            Self::NoRefreshToken => f.write_str(
                "the user's token has ended and there is no refresh token, so that the user must log in again",
            ),
            Self::Interrupted => f.write_str("the fetch of the token broke off: the token store panicked"),
            Self::Store { .. } => f.write_str("the token store failed"),
        }
    }
}

impl StdError for TokenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Fetch { source, .. } => source.source(),
            Self::Store { source } => Some(&**source),
            _ => None,
        }
    }
}
