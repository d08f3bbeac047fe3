//! One call: from the request to an answer that means success, over as many attempts as it takes.

use std::future::ready;
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
use crate::request::{Prepared, Request};
use crate::tokens::is_refusal;

/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Uploads get a second more for this many bytes.
const UPLOAD_BYTES_PER_SECOND: u64 = 64 * 1024;

/// One call. A download that is taken up again runs it once more.
pub(crate) struct Exchange {
    pub(super) core: Arc<Core>,
    pub(super) options: Arc<Options>,
    pub(super) request: Prepared,
    pub(super) mode: Mode,
    /// What the rate limit is of.
    lane: Name,
    /// Whether anything has been sent.
    pub(super) sent: AtomicBool,
    /// The part of a file that is wanted, and not all of it.
    pub(super) part: Option<Box<Part>>,
}

impl Exchange {
    pub(super) fn new(core: Arc<Core>, options: Arc<Options>, request: Request, mode: Mode) -> Result<Self> {
        Ok(Self {
            lane: Name {
                endpoint: request.name(),
                tenant: options.tenant().cloned(),
            },
            request: request.prepare()?,
            core,
            options,
            mode,
            sent: AtomicBool::new(false),
            part: None,
        })
    }

    /// Runs the call within its time limit.
    pub(crate) async fn run(&mut self) -> Result<Reply> {
        let span = tracing::debug_span!(
            "call",
            operation = self.request.spec.id,
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

    /// As [`run`](Self::run), for the body as a whole. An `async fn` would hold the call twice: as what it is given, and as
    /// what it changes.
    pub(crate) fn answer(exchange: Result<Self>) -> BoxFuture<Answer> {
        match exchange {
            Ok(mut exchange) => Box::pin(async move { Ok(exchange.run().await?.answer) }),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    async fn run_in(&self, span: &Span) -> Result<Reply> {
        let limit = self.options.timeout.unwrap_or(TIMEOUT)
            + Duration::from_secs(self.request.upload_length() / UPLOAD_BYTES_PER_SECOND);
        let slot = self.turn(limit).await.map_err(|retry_after| ThrottledError {
            operation: self.request.spec.id,
            retry_after,
        })?;
        let begin = Instant::now();
        let deadline = begin + limit;
        let attempts = tokio::time::timeout_at(deadline, self.attempts(span, slot, deadline)).await;
        let result = attempts.unwrap_or_else(|_| {
            Err(TimeoutError {
                operation: self.request.spec.id,
                sent: self.sent.load(Ordering::Relaxed),
                after: Some(deadline - begin),
            }
            .into())
        });
        record(span, begin, &result);
        result
    }

    async fn attempts(&self, span: &Span, mut slot: Slot, deadline: Instant) -> Result<Reply> {
        let spec = self.request.spec;
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
                self.core.pacer.hold(&self.lane, spec.rate_limit, wait);
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
            slot = match self.turn(deadline - Instant::now()).await {
                Ok(slot) => slot,
                Err(_) => return Err(error),
            };
            attempt += 1;
        }
    }

    async fn turn(&self, patience: Duration) -> Result<Slot, Duration> {
        let limit = self.request.spec.rate_limit;
        self.core.pacer.turn(&self.lane, limit, patience).await
    }

    /// Whether it does no harm to run it once more.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.is_repeatable && self.request.can_be_sent_again()
    }

    /// Wants this part of a file from now on.
    pub(crate) fn ask_for(&mut self, part: Part) {
        self.part = Some(Box::new(part));
    }

    /// How long to wait after this error before the attempt that follows, if there is to be one.
    pub(crate) fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
        let repeatable = self.request.is_repeatable || self.options.repeat_writes.unwrap_or(false);
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
