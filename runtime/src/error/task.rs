//! Tasks of the server that fail.

/// A task that a call started on the server ended without what it was started for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: the task ended with status {status}: {message}")]
#[non_exhaustive]
pub struct TaskError {
    /// Id of the endpoint that tells how the task ended.
    pub operation: &'static str,
    /// How it ended; the page of the endpoint has a list.
    pub status: i64,
    /// The reason that the server gives.
    pub message: String,
}

impl TaskError {
    /// The end of a task, as the endpoint with the id `operation` tells it.
    #[must_use]
    pub fn new(operation: &'static str, status: i64, message: impl Into<String>) -> Self {
        Self {
            operation,
            status,
            message: message.into(),
        }
    }
}
