//! One call: from the request to an answer that means success, over as many attempts as it takes.

use std::future::ready;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use super::attempt::{Mode, Part, Reply};
use super::call::BoxFuture;
use super::credential::Credential;
use super::pace::{Name, Slot};
use super::pool::{Pool, Sent};
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
    /// What was sent last.
    sent: Mutex<Option<Sent>>,
    /// The part of a file that is wanted, and not all of it.
    pub(super) part: Option<Box<Part>>,
}

impl Exchange {
    pub(super) fn new(core: Arc<Core>, options: Arc<Options>, request: Request, mode: Mode) -> Result<Self> {
        Ok(Self {
            lane: Name {
                endpoint: request.name(),
                tenant: options.tenant.clone(),
            },
            request: request.prepare()?,
            core,
            options,
            mode,
            sent: Mutex::default(),
            part: None,
        })
    }

    /// Runs the call within its time limit.
    pub(crate) async fn run(&mut self) -> Result<Reply> {
        let span = open_span(self.request.spec.id);
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
        let upload = Duration::from_secs(self.request.upload_length() / UPLOAD_BYTES_PER_SECOND);
        let limit = self.options.timeout.unwrap_or(TIMEOUT).saturating_add(upload);
        let slot = self.turn(limit).await.map_err(|retry_after| ThrottledError {
            operation: self.request.spec.id,
            retry_after,
        })?;
        let begin = Instant::now();
        let result = self.attempts(span, slot, limit).await;
        if !span.is_disabled() {
            record(span, begin, &result);
        }
        result
    }

    async fn attempts(&self, span: &Span, mut slot: Slot, limit: Duration) -> Result<Reply> {
        let spec = self.request.spec;
        let credential = self.core.credential(spec, &self.options)?;
        let mut failures = Failures {
            deadline: later(Instant::now(), limit),
            attempt: 1,
            may_renew: true,
        };
        loop {
            if !span.is_disabled() {
                span.record("attempts", failures.attempt);
            }
            let deadline = failures.deadline;
            let step = tokio::time::timeout_at(deadline, self.step(slot, &credential, &mut failures)).await;
            let error = match step {
                Ok(Ok(Step::Done(reply))) => return Ok(reply),
                Ok(Ok(Step::Again(error))) => error,
                Ok(Err(error)) => return Err(error),
                Err(_) => return Err(self.timed_out(limit)),
            };
            slot = Box::pin(self.turn_again(error, &mut failures)).await?;
        }
    }

    /// One attempt, and after one that failed the pause before the next, if there is to be one.
    async fn step(&self, slot: Slot, credential: &Credential<'_>, failures: &mut Failures) -> Result<Step> {
        let token = self.core.token_of(self.request.spec, credential).await?;
        match self.attempt(token.as_deref(), slot).await {
            Ok(reply) => Ok(Step::Done(reply)),
            Err(error) => Box::pin(self.after(error, credential, token.as_deref(), failures)).await,
        }
    }

    /// Waits until the call may be tried once more after this error, if it may.
    async fn after(
        &self,
        error: Error,
        credential: &Credential<'_>,
        token: Option<&SecretString>,
        failures: &mut Failures,
    ) -> Result<Step> {
        let spec = self.request.spec;
        if let Some(wait) = error.hold() {
            self.core.pacer.hold(&self.lane, spec.rate_limit, wait);
        }
        let mut pause = None;
        if let (Some(token), true) = (token, is_refusal(&error)) {
            let is_second = !std::mem::take(&mut failures.may_renew);
            let may_help = self.core.refuse(credential, token, &self.lane.endpoint, is_second);
            // A refused call was not carried out, so that a write is repeated as well.
            pause = may_help.then_some(Duration::ZERO);
        }
        let attempt = failures.attempt;
        let pause = pause
            .or_else(|| self.pause(&error, attempt))
            .filter(|pause| Instant::now() + *pause < failures.deadline && self.request.can_be_sent_again());
        let Some(pause) = pause else { return Err(error) };
        tracing::debug!(operation = spec.id, attempt, ?pause, %error, "the call is repeated");
        tokio::time::sleep(pause).await;
        failures.attempt += 1;
        Ok(Step::Again(error))
    }

    /// Waits for another turn, behind all that wait already. That is none of the call's time, as with the first turn.
    async fn turn_again(&self, error: Error, failures: &mut Failures) -> Result<Slot> {
        let begin = Instant::now();
        let slot = self.turn(failures.deadline - begin).await.map_err(|_| error)?;
        failures.deadline = later(failures.deadline, begin.elapsed());
        Ok(slot)
    }

    #[inline(never)]
    fn timed_out(&self, limit: Duration) -> Error {
        let sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.as_ref().inspect(|sent| sent.timed_out());
        TimeoutError {
            operation: self.request.spec.id,
            sent: sent.is_some(),
            after: Some(limit),
        }
        .into()
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

    pub(super) fn sends_through(&self, pool: &Arc<Pool>) {
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        *sent = Some(Sent::through(pool));
    }

    /// How long to wait after this error before the attempt that follows, if there is to be one.
    pub(crate) fn pause(&self, error: &Error, attempt: u32) -> Option<Duration> {
        let repeatable = self.request.is_repeatable || self.options.repeat_writes.unwrap_or(false);
        self.options.retry.unwrap_or_default().pause(error, attempt, repeatable)
    }
}

/// What comes of one attempt.
enum Step {
    Done(Reply),
    /// It failed in a way that may be gone by now.
    Again(Error),
}

/// How far a call has come without success.
struct Failures {
    deadline: Instant,
    /// Number of the attempt.
    attempt: u32,
    /// Whether no refused token has been replaced yet.
    may_renew: bool,
}

/// The moment that much later, or one that is further away than any call lasts.
fn later(from: Instant, wait: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);
    from.checked_add(wait).unwrap_or_else(|| from + FAR)
}

/// Not inlined, as what is rare in a call: the less stack there is above the HTTP client, the more of its own is still in
/// the processor's cache from one poll to the next.
#[inline(never)]
fn open_span(operation: &str) -> Span {
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
fn record(span: &Span, begin: Instant, result: &Result<Reply>) {
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
