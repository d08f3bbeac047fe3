//! One call: from the request to an answer that means success, over as many attempts as it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use super::attempt::{Mode, Reply};
use super::{Core, Options};
use crate::answer::{Answer, log_id};
use crate::error::{Error, Result, TimeoutError};
use crate::request::Request;
use crate::tokens::is_refusal;

/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Uploads get a second more for this many bytes.
const UPLOAD_BYTES_PER_SECOND: u64 = 64 * 1024;

/// One call.
pub(crate) struct Exchange {
    pub(super) core: Arc<Core>,
    pub(super) options: Arc<Options>,
    pub(super) request: Request,
    pub(super) mode: Mode,
    /// Whether anything has been sent.
    pub(super) sent: AtomicBool,
}

impl Exchange {
    pub(super) fn new(core: Arc<Core>, options: Arc<Options>, request: Request, mode: Mode) -> Self {
        Self {
            core,
            options,
            request,
            mode,
            sent: AtomicBool::new(false),
        }
    }

    /// Runs the call within its time limit.
    pub(crate) async fn run(mut self) -> Result<Reply> {
        if let Some(error) = self.request.take_error() {
            return Err(error.into());
        }
        let spec = self.request.spec();
        let span = tracing::debug_span!(
            "call",
            operation = spec.id,
            attempts = field::Empty,
            status = field::Empty,
            code = field::Empty,
            log_id = field::Empty,
            milliseconds = field::Empty,
        );
        self.core
            .pacer
            .wait(spec, self.options.tenant())
            .instrument(span.clone())
            .await;
        let limit = self.options.timeout.unwrap_or(TIMEOUT)
            + Duration::from_secs(self.request.upload_length() / UPLOAD_BYTES_PER_SECOND);
        let begin = Instant::now();
        let attempts = self.attempts(begin + limit).instrument(span.clone());
        let result = tokio::time::timeout(limit, attempts).await.unwrap_or_else(|_| {
            let sent = self.sent.load(Ordering::Relaxed);
            Err(TimeoutError {
                operation: spec.id,
                sent,
                after: Some(limit),
            }
            .into())
        });
        record(&span, begin, &result);
        result
    }

    /// As [`run`](Self::run), with the body as a whole.
    pub(crate) async fn answer(self) -> Result<Answer> {
        Ok(self.run().await?.answer)
    }

    async fn attempts(&self, deadline: Instant) -> Result<Reply> {
        let spec = self.request.spec();
        let credential = self.core.credential(spec, self.options.identity.as_ref())?;
        let mut may_renew = true;
        let mut attempt = 1;
        loop {
            Span::current().record("attempts", attempt);
            let token = self.core.token_of(spec, &credential).await?;
            let error = match self.attempt(token.as_ref()).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if let (Some(token), true) = (&token, credential.is_renewable() && is_refusal(&error)) {
                self.core.forget(&credential, token).await?;
                // A refused call was not carried out, so that a write is repeated as well.
                if std::mem::take(&mut may_renew) && self.request.can_be_sent_again() {
                    continue;
                }
            }
            if !self.request.can_be_sent_again() {
                return Err(error);
            }
            let pause = self
                .pause(&error, attempt)
                .filter(|pause| Instant::now() + *pause < deadline);
            let Some(pause) = pause else { return Err(error) };
            tracing::debug!(operation = spec.id, attempt, ?pause, %error, "the call is repeated");
            tokio::time::sleep(pause).await;
            self.core.pacer.wait(spec, self.options.tenant()).await;
            attempt += 1;
        }
    }

    fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
        let repeatable = self.request.is_repeatable() || self.options.repeat_writes.unwrap_or(false);
        self.options.retry.unwrap_or_default().pause(error, attempt, repeatable)
    }
}

/// Writes down what came of a call.
fn record(span: &Span, begin: Instant, result: &Result<Reply>) {
    if span.is_disabled() {
        return;
    }
    let (status, code, log_id) = match result {
        Ok(reply) => (
            Some(reply.answer.status.as_u16()),
            Some(0),
            log_id(&reply.answer.headers),
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
