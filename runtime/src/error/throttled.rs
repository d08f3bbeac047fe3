//! Calls that are not made because there is no room for them.

use std::time::Duration;

/// There is no room for the call in the rate limit of its endpoint within the time that it may wait: see
/// [`Options::max_wait`](crate::Options::max_wait). It was not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: not sent, since {} for at least another {retry_after:?}", Self::reason(*.by_server))]
#[non_exhaustive]
pub struct ThrottledError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// The shortest time after which there may be room.
    pub retry_after: Duration,
    /// Whether the server has asked to wait, in its response to another call of the same endpoint and tenant. If not, other
    /// calls that came before use up the documented limit.
    pub by_server: bool,
}

impl ThrottledError {
    const fn reason(by_server: bool) -> &'static str {
        if by_server {
            "the server wants no calls"
        } else {
            "the documented rate limit leaves no room"
        }
    }
}
