//! Why there is no connection.

use super::machine::Severity;
use crate::Error;

/// Codes of the endpoint that says where to connect.
mod code {
    pub(super) const NO_CREDENTIALS: i64 = 1_000_040_344;
    /// Either the credentials are wrong, or the server is busy: its text says which.
    pub(super) const BUSY_OR_WRONG: i64 = 1_000_040_345;
    pub(super) const NO_APP: i64 = 1_000_040_346;
    pub(super) const WRONG_HOST: i64 = 1_000_040_351;
}

/// Of a refused handshake: too many connections.
const TOO_MANY: &str = "1000040350";

/// Why there is no long connection. Holds no address, since the server's has secrets in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The server does not say where to connect: the call failed.
    #[error("the server does not say where to connect: {0}")]
    Endpoint(#[source] Error),
    /// The credentials of the application are not right.
    #[error("the id or the secret of the application is not right: {0}")]
    Credentials(#[source] Error),
    /// The application is one of the other brand.
    #[error("the application is not one of this brand: set `Brand::Lark` or `Brand::Feishu` on the client ({0})")]
    Brand(#[source] Error),
    /// The server named no address that can be connected to.
    #[error("the server named no address that can be connected to")]
    Address,
    /// The server refused the connection.
    #[error("the server refused the connection: status {status}, code {code:?}, {message:?}")]
    Refused {
        /// `Handshake-Status`, or the HTTP status where there is none.
        status: u16,
        /// `Handshake-Autherrcode`.
        code: Option<String>,
        /// `Handshake-Msg`.
        message: Option<String>,
        /// Whether trying again is of no use, since `Handshake-Status` itself is 403. An HTTP status of 403 without it may be a
        /// proxy's.
        is_final: bool,
    },
    /// The application has as many connections as it may have.
    #[error("the application has 50 connections, which is as many as it may have: close some")]
    TooMany,
    /// The connection could not be made, or broke.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// A step took too long.
    #[error("{0} took too long")]
    Timeout(&'static str),
    /// Nothing came for longer than the interval of pings, not even a response to one.
    #[error("nothing has come for too long, so that the connection is dead")]
    Silent,
    /// The server closed the connection.
    #[error("the server closed the connection")]
    Closed,
}

impl ConnectionError {
    /// Of the call that asks where to connect.
    pub(super) fn of_endpoint(error: Error) -> Self {
        let text = match &error {
            Error::Api(error) => error.message.to_lowercase(),
            _ => String::new(),
        };
        match error.code() {
            Some(code::WRONG_HOST) => Self::Brand(error),
            Some(code::NO_CREDENTIALS | code::NO_APP) => Self::Credentials(error),
            Some(code::BUSY_OR_WRONG) if text.contains("invalid") => Self::Credentials(error),
            _ => Self::Endpoint(error),
        }
    }

    /// Of a response that is no upgrade.
    pub(super) fn refused(status: u16, header: impl Fn(&str) -> Option<String>) -> Self {
        let code = header("handshake-autherrcode");
        match code.as_deref() {
            Some(TOO_MANY) => Self::TooMany,
            _ => {
                let own = header("handshake-status").and_then(|status| status.parse().ok());
                Self::Refused {
                    status: own.unwrap_or(status),
                    code,
                    message: header("handshake-msg"),
                    is_final: own == Some(403),
                }
            }
        }
    }

    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::Credentials(_) | Self::Brand(_) | Self::Endpoint(Error::Config(_)) => Severity::Final,
            Self::Refused { is_final: true, .. } => Severity::Final,
            Self::TooMany => Severity::Lasting,
            _ => Severity::Passing,
        }
    }
}
