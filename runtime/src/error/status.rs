//! Failures that are told by the HTTP status alone.

use std::fmt;
use std::time::Duration;

use super::Body;

/// An HTTP status that means failure, and a body that is no response of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// HTTP status.
    pub status: u16,
    /// The server's id of the call.
    pub log_id: Option<String>,
    /// Media type of the body.
    pub content_type: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// The first bytes of the body.
    pub body: Body,
}

impl fmt::Display for StatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: HTTP status {} without a response of the API",
            self.operation, self.status
        )?;
        if let Some(content_type) = &self.content_type {
            write!(f, " ({content_type})")?;
        }
        super::api::write_log_id(f, self.log_id.as_deref())
    }
}

impl std::error::Error for StatusError {}
