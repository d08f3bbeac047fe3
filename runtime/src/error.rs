//! What can go wrong with a call.

mod api;
mod body;
mod cell;
mod config;
mod decode;
mod missing;
mod paging;
mod status;
mod task;
mod throttled;
mod token;
mod transport;

use std::time::Duration;

use crate::spec::ErrorKind;

pub(crate) use api::Details;
pub use api::{ApiError, Detail, FieldViolation, Help, PermissionViolation};
pub use body::Body;
pub use cell::CellError;
pub use config::ConfigError;
pub use decode::DecodeError;
pub use missing::{MissingError, OrMissing};
pub use paging::PagingError;
pub use status::StatusError;
pub use task::TaskError;
pub use throttled::ThrottledError;
pub use token::TokenError;
pub(crate) use transport::CannotRead;
#[cfg(feature = "long-connection")]
pub(crate) use transport::causes;
pub use transport::{FileError, TimeoutError, TransportError};

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed.
///
/// Neither `Debug` nor `Display` ever shows a secret, a token or a body.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server said no: the response has a `code` other than 0, or an `error` and neither code nor data.
    #[error(transparent)]
    Api(#[from] Box<ApiError>),
    /// An HTTP status that means failure, with a body that is no response of the API: a gateway's page, or nothing.
    #[error(transparent)]
    Status(#[from] Box<StatusError>),
    /// A response that cannot be read.
    #[error(transparent)]
    Decode(#[from] Box<DecodeError>),
    /// The connection failed, before or during the exchange.
    #[error(transparent)]
    Transport(#[from] Box<TransportError>),
    /// The call, its connection or the next bytes of a file took longer than allowed.
    #[error(transparent)]
    Timeout(#[from] Box<TimeoutError>),
    /// The rate limit leaves no room for the call within the time that it may wait. It was not sent.
    #[error(transparent)]
    Throttled(#[from] Box<ThrottledError>),
    /// There is no token that fits, or none could be had. The call itself was not sent.
    #[error(transparent)]
    Token(#[from] Box<TokenError>),
    /// The client or a parameter is set wrongly. Nothing was sent.
    #[error(transparent)]
    Config(#[from] Box<ConfigError>),
    /// The server names a page again that was read already.
    #[error(transparent)]
    Paging(#[from] Box<PagingError>),
    /// A local file or reader failed.
    #[error(transparent)]
    File(#[from] Box<FileError>),
    /// A response does not have a field that the caller needs, as [`OrMissing`] says.
    #[error(transparent)]
    Missing(#[from] Box<MissingError>),
    /// A task that a call started on the server failed.
    #[error(transparent)]
    Task(#[from] Box<TaskError>),
    /// A cell of a table that was read holds something else than the caller asked for.
    #[error(transparent)]
    Cell(#[from] Box<CellError>),
}

impl Error {
    /// The server's `code`, where it gave one that is an integer.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        match self {
            Self::Api(error) => (error.code != 0).then_some(error.code),
            Self::Token(error) => error.source_error().and_then(Self::code),
            _ => None,
        }
    }

    /// The HTTP status, where there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Status(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
            Self::Token(error) => error.source_error().and_then(Self::status),
            _ => None,
        }
    }

    /// The id under which the server logged the call, which its support asks for.
    #[must_use]
    pub fn log_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.log_id.as_deref(),
            Self::Status(error) => error.log_id.as_deref(),
            Self::Decode(error) => error.log_id.as_deref(),
            Self::Token(error) => error.source_error().and_then(Self::log_id),
            _ => None,
        }
    }

    /// What kind of error the server reported, where that is known: whether it passes by waiting, and else who has to do
    /// something about it.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Api(error) => error.kind(),
            Self::Status(error) => ErrorKind::of_status(error.status),
            Self::Throttled(_) => Some(ErrorKind::RateLimit),
            Self::Token(error) => error.source_error().and_then(Self::kind),
            _ => None,
        }
    }

    /// Whether the same call may succeed later: the connection failed, time ran out, or the server reported an error
    /// that passes ([`RateLimit`](ErrorKind::RateLimit), [`Busy`](ErrorKind::Busy), [`Server`](ErrorKind::Server)).
    ///
    /// It does not say that repeating is safe: a write that ran into a timeout may have been carried out.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(_) | Self::Timeout(_) | Self::Throttled(_) => true,
            Self::Api(_) | Self::Status(_) => self.kind().is_some_and(ErrorKind::passes),
            Self::Token(error) => error.source_error().is_some_and(Self::is_retryable),
            Self::Decode(_) | Self::Config(_) | Self::File(_) => false,
            Self::Paging(_) | Self::Missing(_) | Self::Task(_) | Self::Cell(_) => false,
        }
    }

    /// How long the server asks to wait before the call is repeated.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            Self::Status(error) => error.retry_after,
            Self::Throttled(error) => Some(error.retry_after),
            Self::Token(error) => error.source_error().and_then(Self::retry_after),
            _ => None,
        }
    }
}

impl Error {
    /// Whether the server says that the endpoint is called too often.
    pub(crate) fn is_slow_down(&self) -> bool {
        matches!(self, Self::Api(_) | Self::Status(_)) && self.kind() == Some(ErrorKind::RateLimit)
    }

    /// How long nobody is to call the endpoint, where the server says that it is called too often.
    pub(crate) fn hold(&self) -> Option<Duration> {
        self.retry_after().filter(|wait| self.is_slow_down() && !wait.is_zero())
    }
}

macro_rules! boxed {
    ($($name:ident => $variant:ident),+ $(,)?) => { $(
        impl From<$name> for Error {
            fn from(error: $name) -> Self {
                Self::$variant(Box::new(error))
            }
        }
    )+ };
}

boxed!(ApiError => Api, StatusError => Status, DecodeError => Decode, TransportError => Transport);
boxed!(TimeoutError => Timeout, ThrottledError => Throttled, TokenError => Token, ConfigError => Config);
boxed!(FileError => File, PagingError => Paging, MissingError => Missing, TaskError => Task);
boxed!(CellError => Cell);
