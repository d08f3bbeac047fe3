//! Calls that are not made because the server has asked to wait.

use std::time::Duration;

/// The server has asked, in its answer to another call of the same endpoint and tenant, to wait for longer than this
/// call may take. The call was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: not sent, since the server asks to wait for another {retry_after:?}")]
#[non_exhaustive]
pub struct ThrottledError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// How long the server asks to wait from now on.
    pub retry_after: Duration,
}
