//! One call: from the request to a response that means success, over as many attempts as it takes.

mod attempt;
mod brand;
mod core;
mod credential;
mod options;
mod pace;
mod pool;
mod progress;
mod redirects;
mod retry;
mod span;

use std::borrow::Cow;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Poll, ready};
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::{Instant, Sleep, sleep_until};
use tracing::{Instrument, Span};

pub(crate) use attempt::{Part, Reply, Rest};
pub use brand::Brand;
pub(crate) use brand::Hosts;
pub(crate) use core::Core;
pub(crate) use options::Identity;
pub use options::Options;
pub(crate) use pace::Pacer;
pub use pace::Pacing;
pub(crate) use pool::{HttpSettings, Mode, Pools};
pub use retry::Retry;

use crate::error::{Error, Result, ThrottledError, TimeoutError, TransportError};
use crate::later::later;
use crate::lock::lock;
use crate::request::{Failure, Prepared, Request, Upload};
use crate::response::Response;
use crate::tokens::is_refusal;
use credential::Credential;
use pace::{Name, Place, Slot};
use pool::{Pool, Sent};
use progress::Progress;
use span::{open_span, record};

pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// One call. A download that goes on after its connection broke runs it again.
pub(crate) struct Exchange {
    core: Arc<Core>,
    options: Arc<Options>,
    request: Prepared,
    mode: Mode,
    /// The name of the endpoint, which tells its limits and refusals from those of others.
    endpoint: Cow<'static, str>,
    /// What was sent last. In a box, which is smaller in the future of the call.
    sent: Mutex<Option<Box<Sent>>>,
    /// The part of a file that is wanted, and not all of it.
    part: Option<Box<Part>>,
}

impl Exchange {
    pub(crate) fn new(core: Arc<Core>, options: Arc<Options>, request: Request, mode: Mode) -> Result<Self> {
        Ok(Self {
            endpoint: request.name(),
            request: request.prepare(&options.extras)?,
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
            true => self.attempts(&span).await,
            false => Box::pin(self.recorded(&span).instrument(span.clone())).await,
        }
    }

    /// As [`run`](Self::run), for the body as a whole. An `async fn` would hold the call twice: as what it is given, and as
    /// what it changes.
    pub(crate) fn response(exchange: Result<Self>) -> BoxFuture<Response> {
        match exchange {
            Ok(mut exchange) => Box::pin(async move { Ok(exchange.run().await?.response) }),
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    async fn recorded(&self, span: &Span) -> Result<Reply> {
        let begin = Instant::now();
        let result = self.attempts(span).await;
        record(span, begin, &result);
        result
    }

    /// A token, a turn, an attempt; and if that fails for a reason that may pass, all of it again.
    async fn attempts(&self, span: &Span) -> Result<Reply> {
        let credential = self.core.credential(self.request.spec, &self.options)?;
        let mut progress = Progress::begin(&self.options, self.request.known_upload_length());
        let mut timer = pin!(None);
        loop {
            if !span.is_disabled() {
                span.record("attempts", progress.attempt);
            }
            let Turn { token, form, slot } = self.turn(&credential, &mut progress, timer.as_mut()).await?;
            let error = {
                let attempt = pin!(self.attempt(token.as_deref(), form, &slot));
                match self.in_time(&progress, Some(&slot), timer.as_mut(), attempt).await {
                    Ok(reply) => {
                        slot.end(false);
                        return Ok(reply);
                    }
                    Err(error) => error,
                }
            };
            let after = self.after(error, slot, &credential, token.as_deref(), &mut progress);
            Box::pin(after).await?;
        }
    }

    /// Gets the token, then the turn, and then opens the files. So a call that waits for a token takes no turn from others, and
    /// while a call waits for its turn, its token does not end and no file is open.
    async fn turn<'a>(
        &self,
        credential: &Credential<'a>,
        progress: &mut Progress,
        mut timer: Timer<'_>,
    ) -> Result<Turn<'a>> {
        let spec = self.request.spec;
        let (mut place, mut form) = (None, None);
        loop {
            let token = {
                let token = pin!(self.core.token_of(spec, credential, progress));
                self.in_time(progress, None, timer.as_mut(), token).await?
            };
            // Only now, as the server may have asked for a pause while the call waited for its token.
            let place = place.get_or_insert_with(|| self.core.pacer.place(&self.lane(), spec.rate_limit));
            let slot = match place.turn(progress.latest()) {
                Ok(Some(slot)) => slot,
                Ok(None) => {
                    Box::pin(self.wait(place, progress)).await?;
                    continue;
                }
                Err(retry_after) => return Err(self.throttled(retry_after, true, progress)),
            };
            if progress.deadline <= Instant::now() {
                // Nobody polled the call in time. What is sent now would be given up at once.
                let failure = progress.failure.take();
                return Err(failure.unwrap_or_else(|| self.timed_out(progress.timeout)));
            }
            if form.is_none() && self.request.has_parts() {
                slot.delay();
                let opening = pin!(Box::pin(self.request.multipart_form()));
                let opened = self.in_time(progress, Some(&slot), timer.as_mut(), opening).await?;
                form = opened.inspect(|upload| progress.uploads(upload.on_disk)).map(Box::new);
                if !slot.resume() {
                    continue;
                }
            }
            return Ok(Turn { token, form, slot });
        }
    }

    async fn wait(&self, place: &mut Place, progress: &mut Progress) -> Result<()> {
        let begin = Instant::now();
        let result = place.wait(progress.latest()).await;
        progress.waited(begin.elapsed());
        result.map_err(|retry_after| self.throttled(retry_after, false, progress))
    }

    /// The outcome of `work` within the time of the call. Meanwhile its slot is kept.
    fn in_time<T>(
        &self,
        progress: &Progress,
        slot: Option<&Slot>,
        mut timer: Timer<'_>,
        mut work: Pin<&mut (impl Future<Output = Result<T>> + Send)>,
    ) -> impl Future<Output = Result<T>> + Send {
        timer.set(None);
        let mut waits = false;
        poll_fn(move |context| {
            loop {
                // Whoever was left alone may have lost its turn.
                let running = timer.as_ref().as_pin_ref();
                if waits || running.is_some_and(|timer| timer.deadline() <= Instant::now()) {
                    let again = slot.and_then(Slot::go_on);
                    waits = again.is_some();
                    if let Some(again) = again {
                        timer.set(Some(sleep_until(again.min(progress.deadline))));
                    }
                }
                if !waits && let Poll::Ready(result) = work.as_mut().poll(context) {
                    return Poll::Ready(result);
                }
                loop {
                    let renewal = match timer.as_mut().as_pin_mut() {
                        None => slot.and_then(Slot::renewal),
                        Some(running) => {
                            ready!(running.poll(context));
                            if progress.deadline <= Instant::now() {
                                return Poll::Ready(Err(self.timed_out(progress.timeout)));
                            }
                            if waits {
                                break;
                            }
                            slot.and_then(Slot::renew)
                        }
                    };
                    let renewal = renewal.unwrap_or(progress.deadline);
                    timer.set(Some(sleep_until(renewal.min(progress.deadline))));
                }
            }
        })
    }

    /// What the rate limit of the call is for.
    fn lane(&self) -> Name {
        Name {
            endpoint: self.endpoint.clone(),
            scope: self.core.limit_scope(&self.options),
        }
    }

    /// Decides whether the call is repeated after this error, and makes the pause before that.
    async fn after(
        &self,
        error: Error,
        slot: Slot,
        credential: &Credential<'_>,
        token: Option<&SecretString>,
        progress: &mut Progress,
    ) -> Result<()> {
        let spec = self.request.spec;
        // The server's hint holds back all calls to the endpoint, and this one with them.
        let pacer = &self.core.pacer;
        if error.status().is_some() {
            slot.end(error.is_slow_down());
        }
        let held = error
            .hold()
            .and_then(|wait| pacer.hold(&self.lane(), spec.rate_limit, wait));
        drop(slot);
        let mut pause = None;
        if let (Some(token), true) = (token, is_refusal(&error)) {
            let is_second = !std::mem::take(&mut progress.may_renew);
            let may_help = self.core.refuse(credential, token, &self.endpoint, is_second);
            // A refused call was not carried out, so that a write is repeated as well.
            pause = may_help.then_some(Duration::ZERO);
        }
        let wait = error.retry_after().filter(|_| held.is_none());
        let pause = pause.or_else(|| self.pause(&error, wait, progress.attempt));
        let Some(pause) = pause.filter(|pause| self.has_time(*pause, held, progress)) else {
            return Err(error);
        };
        tracing::debug!(operation = spec.id, attempt = progress.attempt, ?pause, %error, "the call is repeated");
        tokio::time::sleep(pause).await;
        progress.attempt += 1;
        progress.failure = Some(error);
        Ok(())
    }

    /// Whether the call can be made again after that pause, and after that time in which no calls are let out.
    fn has_time(&self, pause: Duration, held: Option<Duration>, progress: &Progress) -> bool {
        let now = Instant::now();
        let has_turn = held.is_none_or(|held| later(now, held) < progress.latest());
        has_turn && later(now, pause) < progress.deadline && self.request.can_be_sent_again()
    }

    /// Whether running it again does no harm.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.request.is_repeatable && self.request.can_be_sent_again()
    }

    /// Wants this part of a file from now on.
    pub(crate) fn ask_for(&mut self, part: Part) {
        self.part = Some(Box::new(part));
    }

    fn sends_through(&self, pool: &Arc<Pool>, failure: Option<Failure>) {
        let mut sent = lock(&self.sent);
        *sent = Some(Box::new(Sent::through(pool, failure)));
    }

    /// Why the request was not sent or has no response. If its body could not be read, that is why.
    fn failed(&self, error: reqwest::Error) -> Error {
        let operation = self.request.spec.id;
        let sent = lock(&self.sent);
        let of_body = sent.as_ref().and_then(|sent| sent.failure(operation));
        of_body.unwrap_or_else(|| TransportError::error(operation, error))
    }

    /// How long to wait after this error before the attempt that follows, if there is to be one. `wait` is what the server
    /// asks for.
    pub(crate) fn pause(&self, error: &Error, wait: Option<Duration>, attempt: u32) -> Option<Duration> {
        let repeatable = self.request.is_repeatable || self.options.repeat_writes.unwrap_or(false);
        let retry = self.options.retry.unwrap_or_default();
        retry.pause(error, wait, attempt, repeatable)
    }

    #[inline(never)]
    fn timed_out(&self, after: Duration) -> Error {
        let sent = lock(&self.sent);
        sent.as_ref().inspect(|sent| sent.timed_out());
        TimeoutError {
            operation: self.request.spec.id,
            sent: sent.is_some(),
            after: Some(after),
        }
        .into()
    }

    /// Why the call has no turn. The response to an attempt before says more than that there is no time for another one.
    #[inline(never)]
    fn throttled(&self, retry_after: Duration, by_server: bool, progress: &mut Progress) -> Error {
        let operation = self.request.spec.id;
        progress.failure.take().unwrap_or_else(|| {
            ThrottledError {
                operation,
                retry_after,
                by_server,
            }
            .into()
        })
    }
}

/// The one timer of a call, so that its future stays small.
type Timer<'a> = Pin<&'a mut Option<Sleep>>;

/// All that an attempt needs.
struct Turn<'a> {
    token: Option<Cow<'a, SecretString>>,
    /// The parts of a multipart body.
    form: Option<Box<Upload>>,
    slot: Slot,
}
