//! One call: from the request to an answer that means success, over as many attempts as it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use super::attempt::{Mode, Part, Reply};
use super::call::BoxFuture;
use super::pace::{Name, Slot};
use super::{Core, Options};
use crate::answer::{Answer, log_id};
use crate::error::{Error, Result, ThrottledError, TimeoutError};
use crate::request::Request;
use crate::tokens::is_refusal;

/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Uploads get a second more for this many bytes.
const UPLOAD_BYTES_PER_SECOND: u64 = 64 * 1024;

/// One call. A download that is taken up again runs it once more.
pub(crate) struct Exchange {
    pub(super) core: Arc<Core>,
    pub(super) options: Arc<Options>,
    pub(super) request: Request,
    pub(super) mode: Mode,
    /// Whether anything has been sent.
    pub(super) sent: AtomicBool,
    /// The part of a file that is wanted, and not all of it.
    pub(super) part: Option<Part>,
}

impl Exchange {
    pub(super) fn new(core: Arc<Core>, options: Arc<Options>, request: Request, mode: Mode) -> Self {
        Self {
            core,
            options,
            request,
            mode,
            sent: AtomicBool::new(false),
            part: None,
        }
    }

    /// Runs the call within its time limit.
    pub(crate) async fn run(&mut self) -> Result<Reply> {
        self.request.finish()?;
        let span = tracing::debug_span!(
            "call",
            operation = self.request.spec().id,
            attempts = field::Empty,
            status = field::Empty,
            code = field::Empty,
            log_id = field::Empty,
            milliseconds = field::Empty,
        );
        match span.is_disabled() {
            true => self.run_in(&span).await,
            false => Box::pin(self.run_in(&span).instrument(span.clone())).await,
        }
    }

    /// As [`run`](Self::run), with the body as a whole. An `async fn` would hold the call twice: as what it is given, and
    /// as what it changes.
    pub(crate) fn answer(mut self) -> BoxFuture<Answer> {
        Box::pin(async move { Ok(self.run().await?.answer) })
    }

    async fn run_in(&self, span: &Span) -> Result<Reply> {
        let operation = self.request.spec().id;
        let limit = self.options.timeout.unwrap_or(TIMEOUT)
            + Duration::from_secs(self.request.upload_length() / UPLOAD_BYTES_PER_SECOND);
        let throttled = |retry_after| ThrottledError { operation, retry_after };
        let name = self.lane();
        let slot = self.turn(&name, limit).await.map_err(throttled)?;
        let begin = Instant::now();
        let deadline = begin + limit;
        let attempts = self.attempts(span, &name, slot, deadline);
        let result = tokio::time::timeout_at(deadline, attempts).await.unwrap_or_else(|_| {
            let sent = self.sent.load(Ordering::Relaxed);
            Err(TimeoutError {
                operation,
                sent,
                after: Some(limit),
            }
            .into())
        });
        record(span, begin, &result);
        result
    }

    async fn attempts(&self, span: &Span, name: &Name, mut slot: Slot, deadline: Instant) -> Result<Reply> {
        let spec = self.request.spec();
        let credential = self.core.credential(spec, self.options.identity.as_ref())?;
        let mut may_renew = true;
        let mut attempt = 1;
        loop {
            span.record("attempts", attempt);
            let token = self.core.token_of(spec, &credential).await?;
            let error = match self.attempt(token.as_ref(), slot).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if let Some(wait) = error.hold() {
                self.core.pacer.hold(name, spec.rate_limit, wait);
            }
            let mut pause = None;
            if let (Some(token), true) = (&token, credential.is_renewable() && is_refusal(&error)) {
                Box::pin(self.core.forget(&credential, token)).await?;
                // A refused call was not carried out, so that a write is repeated as well.
                pause = std::mem::take(&mut may_renew).then_some(Duration::ZERO);
            }
            let pause = pause
                .or_else(|| self.pause(&error, attempt))
                .filter(|pause| Instant::now() + *pause < deadline && self.request.can_be_sent_again());
            let Some(pause) = pause else { return Err(error) };
            tracing::debug!(operation = spec.id, attempt, ?pause, %error, "the call is repeated");
            tokio::time::sleep(pause).await;
            slot = match self.turn(name, deadline - Instant::now()).await {
                Ok(slot) => slot,
                Err(_) => return Err(error),
            };
            attempt += 1;
        }
    }

    async fn turn(&self, name: &Name, patience: Duration) -> Result<Slot, Duration> {
        let limit = self.request.spec().rate_limit;
        self.core.pacer.turn(name, limit, patience).await
    }

    fn lane(&self) -> Name {
        Name {
            endpoint: self.request.name(),
            tenant: self.options.tenant().cloned(),
        }
    }

    /// Whether it does no harm to run it once more.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.is_repeatable() && self.request.can_be_sent_again()
    }

    /// Wants this part of a file from now on.
    pub(crate) fn ask_for(&mut self, part: Part) {
        self.part = Some(part);
    }

    /// How long to wait after this error before the attempt that follows, if there is to be one.
    pub(crate) fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
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
