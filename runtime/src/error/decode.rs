//! Responses that cannot be read.

use std::fmt;

use super::Body;

/// The response is no JSON, or JSON that does not fit the documented type, or longer than the client allows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// Where in the response, as in `data.items[3].id`. Empty where the response is no JSON, or too long.
    pub path: String,
    /// What was expected there and what was found.
    pub message: String,
    /// HTTP status.
    pub status: u16,
    /// The server's id of the call.
    pub log_id: Option<String>,
    /// The first bytes of the body.
    pub body: Body,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the response cannot be read", self.operation)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        write!(f, ": {}", self.message)?;
        super::api::write_log_id(f, self.log_id.as_deref())
    }
}

impl std::error::Error for DecodeError {}
