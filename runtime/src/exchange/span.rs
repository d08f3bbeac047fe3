//! What the log says of a call.

use tokio::time::Instant;
use tracing::{Span, field};

use super::attempt::Reply;
use crate::Result;
use crate::response::log_id;

/// Not inlined, as what is rare in a call: the less stack there is above the HTTP client, the more of its own is still in
/// the processor's cache from one poll to the next.
#[inline(never)]
pub(super) fn open_span(operation: &str) -> Span {
    tracing::debug_span!(
        "call",
        operation,
        attempts = field::Empty,
        status = field::Empty,
        code = field::Empty,
        log_id = field::Empty,
        milliseconds = field::Empty,
    )
}

/// Writes down what came of a call.
#[inline(never)]
pub(super) fn record(span: &Span, begin: Instant, result: &Result<Reply>) {
    let (status, code, log_id) = match result {
        Ok(reply) => (
            Some(reply.response.status.as_u16()),
            Some(0),
            log_id(&reply.response.headers),
        ),
        Err(error) => (error.status(), error.code(), error.log_id().map(str::to_owned)),
    };
    span.record("status", status)
        .record("code", code)
        .record("log_id", log_id);
    span.record(
        "milliseconds",
        u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX),
    );
}
