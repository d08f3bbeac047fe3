//! Connections, clocks and files.

use std::error::Error as StdError;
use std::time::Duration;

/// The connection failed, before or during the exchange.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {}", if *.sent { "the connection failed during the exchange" } else { "no connection" })]
#[non_exhaustive]
pub struct TransportError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// Whether the request may have reached the server. `false` is certain.
    pub sent: bool,
    /// What the HTTP client says. Holds no address.
    pub source: reqwest::Error,
}

impl TransportError {
    pub(crate) fn error(operation: &'static str, error: reqwest::Error) -> super::Error {
        if let Some(CannotRead(source)) = causes(&error).find_map(|cause| cause.downcast_ref()) {
            return FileError {
                operation,
                action: CannotRead::ACTION,
                source: std::io::Error::new(source.kind(), source.to_string()),
            }
            .into();
        }
        let sent = !error.is_connect() && !error.is_builder() && !was_refused(&error);
        if error.is_timeout() {
            return TimeoutError {
                operation,
                sent,
                after: None,
            }
            .into();
        }
        Self {
            operation,
            sent,
            source: error.without_url(),
        }
        .into()
    }
}

/// Whether the server said in HTTP/2 that it did nothing about the request (RFC 9113, section 8.7): it refused the stream,
/// or takes no more streams on this connection.
fn was_refused(error: &reqwest::Error) -> bool {
    causes(error)
        .find_map(|cause| cause.downcast_ref::<h2::Error>())
        .is_some_and(|error| {
            let refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
            let closing = error.is_go_away() && error.reason() == Some(h2::Reason::NO_ERROR);
            error.is_remote() && (refused || closing)
        })
}

/// What an error comes from, the nearest first.
pub(crate) fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause: &&'_ (dyn StdError + 'static)| (*cause).source())
}

/// A call, a connection or the next bytes of a file took longer than allowed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{operation}: {}", Self::text(.after.as_ref()))]
#[non_exhaustive]
pub struct TimeoutError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// Whether the request may have reached the server. `false` is certain.
    pub sent: bool,
    /// The limit that was reached: that of the whole call, or of the server's silence in the middle of a file. `None` where
    /// it was that of the connection, which could not be made in time, or whose other end gives no sign of life.
    pub after: Option<Duration>,
}

impl TimeoutError {
    fn text(after: Option<&Duration>) -> String {
        match after {
            Some(after) => format!("nothing came within {after:?}"),
            None => "timeout of the connection".to_owned(),
        }
    }
}

/// A local file or reader failed.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {action}")]
#[non_exhaustive]
pub struct FileError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// What could not be done, as a sentence: `the file to upload cannot be read`.
    pub action: &'static str,
    /// The error of the file or reader.
    pub source: std::io::Error,
}

/// How a reader that fails ends the body of a request, so that it is told apart from a connection that does.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct CannotRead(pub(crate) std::io::Error);

impl CannotRead {
    pub(crate) const ACTION: &str = "the file to upload cannot be read";
}
