//! Calls that have no token.

use std::fmt;

use super::Error;
use crate::spec::Token;

/// No token fits the endpoint, or none could be fetched.
#[derive(Debug)]
#[non_exhaustive]
pub enum TokenError {
    /// The client has no token that the endpoint accepts.
    Missing {
        /// Id of the endpoint.
        operation: &'static str,
        /// What the endpoint accepts.
        accepted: &'static [Token],
        /// What to do.
        hint: &'static str,
    },
    /// Fetching the token failed.
    Fetch {
        /// Id of the endpoint that needs the token.
        operation: &'static str,
        /// Which token.
        token: Token,
        /// Why it failed. Shared by all calls that waited for this token.
        source: std::sync::Arc<Error>,
    },
}

impl TokenError {
    pub(super) fn source_error(&self) -> Option<&Error> {
        match self {
            Self::Missing { .. } => None,
            Self::Fetch { source, .. } => Some(source),
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
                write!(f, "{operation}: needs ")?;
                for (at, token) in accepted.iter().enumerate() {
                    write!(f, "{}{}", if at == 0 { "" } else { " or " }, token.as_str())?;
                }
                write!(f, ": {hint}")
            }
            Self::Fetch { operation, token, .. } => write!(f, "{operation}: no {} could be had", token.as_str()),
        }
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source_error().map(|error| error as _)
    }
}
