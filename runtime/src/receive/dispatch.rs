//! Deliveries on their path to a handler and back: one path for all that receives.

use std::borrow::Cow;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::claimed::Claimed;
use super::claims::Claim;
use super::envelope::Raw;
use super::handlers::{Acknowledge, Handler, Handlers, Settings};
use super::reply::Reply;
use super::tickets;
use super::turns::{Turn, Turns};
use crate::lock::lock;
use crate::wire::Json;
use crate::{Client, ConfigError};

/// So many types without a handler are told of.
const TOLD: usize = 1000;

/// What became of a delivery.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Outcome {
    /// It is done, now or before. The reply is of a callback, and else an empty object.
    Done(Json),
    /// It failed.
    Failed,
    /// It is not done yet, or there is no room for it now.
    Busy,
    /// There is no handler for it.
    Unhandled,
    /// It is a callback that came before. The server sends none again.
    Repeated,
}

/// Runs handlers.
pub(super) struct Dispatcher {
    settings: Settings,
    running: Semaphore,
    room: Arc<Semaphore>,
    turns: Turns,
    tasks: TaskTracker,
    /// Ends what still runs.
    stop: CancellationToken,
    told: Mutex<HashSet<String>>,
}

/// A delivery that was begun, and that a handler is to have.
pub(super) struct Work {
    dispatcher: Arc<Dispatcher>,
    handler: Arc<Handler>,
    /// In a box, since it is moved about.
    raw: Box<Raw>,
    turn: Option<Turn>,
    room: OwnedSemaphorePermit,
    runtime: Handle,
}

impl Dispatcher {
    pub(super) fn new<S>(handlers: Handlers<S>) -> Result<Arc<Self>, ConfigError> {
        let mut settings = handlers.settings;
        settings.check()?;
        tickets::take(&mut settings);
        let room = settings
            .concurrency
            .saturating_add(settings.waiting)
            .min(Semaphore::MAX_PERMITS);
        Ok(Arc::new(Self {
            running: Semaphore::new(settings.concurrency.min(Semaphore::MAX_PERMITS)),
            room: Arc::new(Semaphore::new(room)),
            turns: Turns::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            told: Mutex::default(),
            settings,
        }))
    }

    pub(super) fn client(&self) -> Option<&Client> {
        self.settings.client.as_ref()
    }

    /// Whether there is a handler for this very type.
    pub(super) fn handles(&self, event_type: &str) -> bool {
        self.settings.handlers.contains_key(event_type)
    }

    /// Whether nobody waits for a reply to what is of this type, as far as its handler knows.
    #[cfg(feature = "long-connection")]
    pub(super) fn is_event(&self, event_type: &str) -> bool {
        self.settings
            .handlers
            .get(event_type)
            .is_some_and(|handler| !handler.is_awaited)
    }

    /// Begins to deliver an event: this alone decides on its place in the order. What became of it may be known at once.
    pub(super) fn begin(self: &Arc<Self>, raw: Raw) -> Result<Work, Outcome> {
        let Some(handler) = self.handler(&raw) else {
            return Err(match self.settings.refuses_unhandled {
                true => Outcome::Unhandled,
                false => done(),
            });
        };
        let (Ok(room), false) = (self.room.clone().try_acquire_owned(), self.tasks.is_closed()) else {
            let event_type = raw.header.event_type;
            tracing::warn!(event_type, "an event is refused, since too many wait or receiving ends");
            return Err(Outcome::Busy);
        };
        let Ok(runtime) = Handle::try_current() else {
            tracing::error!("events are received in a runtime of tokio");
            return Err(Outcome::Failed);
        };
        let Ok(key) = self.key(&raw) else {
            return Err(Outcome::Failed);
        };
        Ok(Work {
            dispatcher: self.clone(),
            handler,
            raw: Box::new(raw),
            turn: key.map(|key| self.turns.take(key)),
            room,
            runtime,
        })
    }

    fn handler(&self, raw: &Raw) -> Option<Arc<Handler>> {
        let event_type = &raw.header.event_type;
        let handler = self.settings.handlers.get(event_type.as_str());
        if handler.is_none() {
            let mut told = lock(&self.told);
            if told.len() < TOLD && told.insert(event_type.clone()) {
                tracing::warn!(event_type, "there is no handler for this type of events");
            }
        }
        handler.or(self.settings.unhandled.as_ref()).cloned()
    }

    /// The key of an event in the order. The program's function runs where all is received, which a panic must not end.
    fn key(&self, raw: &Raw) -> std::thread::Result<Option<String>> {
        let Some(key) = &self.settings.key else {
            return Ok(None);
        };
        std::panic::catch_unwind(AssertUnwindSafe(|| key(raw))).inspect_err(|_| {
            let (event_type, id) = (&raw.header.event_type, &raw.header.id);
            tracing::error!(event_type, id, "the function given to `in_order_of` panicked");
        })
    }

    /// Takes no more events, and waits until all that there are have been handled, for so long; the rest is dropped.
    pub(super) async fn shut_down(&self, grace: Duration) {
        self.tasks.close();
        if timeout(grace, self.tasks.wait()).await.is_err() {
            self.stop.cancel();
            self.tasks.wait().await;
        }
    }

    /// Takes no more events, and drops what is being handled.
    #[cfg(feature = "long-connection")]
    pub(super) fn stop(&self) {
        self.tasks.close();
        self.stop.cancel();
    }
}

impl Work {
    /// Has a task carry it out. Returns what becomes of it, within the time that the server waits.
    #[cfg(feature = "long-connection")]
    pub(super) fn spawn(self) -> impl Future<Output = Outcome> + Send + 'static {
        let waited_for = self.waited_for();
        let (tasks, runtime) = (self.dispatcher.tasks.clone(), self.runtime.clone());
        let task = tasks.spawn_on(self.carry_out(), &runtime);
        async move {
            match waited_for {
                Some(waited_for) => {
                    waited_for
                        .outcome(task.map(|outcome| outcome.unwrap_or(Outcome::Failed)))
                        .await
                }
                None => done(),
            }
        }
    }

    /// Carries it out here, which spares a task where nothing is waited for. What is not done when the server does not wait any
    /// more, or when this is dropped since the connection broke, is left to a task.
    pub(super) async fn run(self) -> Outcome {
        let waited_for = self.waited_for();
        let (tasks, runtime) = (self.dispatcher.tasks.clone(), self.runtime.clone());
        let work = AssertUnwindSafe(self.carry_out()).catch_unwind();
        let work = tasks.track_future(work.map(|outcome| outcome.unwrap_or(Outcome::Failed)));
        let mut running = Running {
            work: Some(Box::pin(work)),
            runtime,
        };
        match waited_for {
            Some(waited_for) => waited_for.outcome(&mut running).await,
            None => done(),
        }
    }

    /// How what became of it is waited for, unless it is not.
    fn waited_for(&self) -> Option<WaitedFor> {
        let (settings, is_awaited) = (&self.dispatcher.settings, self.handler.is_awaited);
        (is_awaited || settings.acknowledge == Acknowledge::WhenDone).then_some(WaitedFor {
            event_type: self.handler.spec.event_type,
            is_awaited,
            patience: settings.respond_within,
        })
    }

    /// Claims, waits and handles.
    async fn carry_out(mut self) -> Outcome {
        let is_awaited = self.handler.is_awaited;
        let dispatcher = self.dispatcher.clone();
        let settings = &dispatcher.settings;
        let claims = settings.claims.as_deref();
        let claimed = claims.and_then(|claims| Claimed::of(claims, &self.raw, &self.handler));
        let claim = match &claimed {
            Some(claimed) => claimed.claim().await,
            None => Claim::Granted,
        };
        let outcome = match (claim, &claimed) {
            (Claim::Done | Claim::Running, _) if is_awaited => Outcome::Repeated,
            (Claim::Done, _) => done(),
            (Claim::Running, _) => Outcome::Busy,
            (Claim::Granted, None) => self.handle().await,
            (Claim::Granted, Some(claimed)) => {
                let outcome = claimed.hold_while(pin!(self.handle())).await;
                // A callback comes once, whatever becomes of it.
                let is_over = is_awaited || matches!(outcome, Outcome::Done(_));
                claimed.end(is_over.then_some(settings.keep)).await;
                outcome
            }
        };
        // What was not handled keeps its place in the order, and nobody waits for that.
        if let Some(mut turn) = self.turn.filter(|turn| !turn.has_begun()) {
            let room = self.room;
            dispatcher.tasks.spawn_on(
                async move {
                    turn.begin().await;
                    drop(room);
                },
                &self.runtime,
            );
        }
        outcome
    }

    /// Runs the handler in its turn.
    async fn handle(&mut self) -> Outcome {
        let dispatcher = &self.dispatcher;
        let raw = std::mem::take(&mut self.raw);
        let id = raw.header.id.clone();
        let known = self.handler.spec.event_type;
        let is_unhandled = known.is_empty();
        let event_type = match is_unhandled {
            true => Cow::Owned(raw.header.event_type.clone()),
            false => Cow::Borrowed(known),
        };
        let (handler, turn) = (&self.handler, self.turn.as_mut());
        let handle = async {
            if let Some(turn) = turn {
                turn.begin().await;
            }
            let _running = dispatcher.running.acquire().await;
            // The handler itself may panic before there is a future.
            let handling = std::panic::catch_unwind(AssertUnwindSafe(|| (handler.run)(*raw)))?;
            timeout(dispatcher.settings.deadline, AssertUnwindSafe(handling).catch_unwind())
                .await
                .map_or(Ok(None), |handled| handled.map(Some))
        };
        match dispatcher.stop.run_until_cancelled(handle).await {
            Some(Ok(Some(Ok(_)))) if is_unhandled && dispatcher.settings.refuses_unhandled => {
                return Outcome::Unhandled;
            }
            Some(Ok(Some(Ok(reply)))) => return Outcome::Done(reply),
            Some(Ok(Some(Err(error)))) => tracing::error!(%event_type, id, error, "a handler failed"),
            Some(Ok(None)) => tracing::error!(%event_type, id, "a handler took too long, and was dropped"),
            Some(Err(_)) => tracing::error!(%event_type, id, "a handler panicked"),
            None => tracing::warn!(%event_type, id, "a handler is dropped, since receiving ends"),
        }
        Outcome::Failed
    }
}

/// What is carried out where it is waited for, and by a task as soon as it is not.
struct Running {
    work: Option<Pin<Box<dyn Future<Output = Outcome> + Send>>>,
    runtime: Handle,
}

impl Future for Running {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let Some(work) = &mut self.work else {
            return Poll::Pending;
        };
        let outcome = ready!(work.as_mut().poll(context));
        self.work = None;
        Poll::Ready(outcome)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(work) = self.work.take() {
            self.runtime.spawn(work);
        }
    }
}

/// What is to be told of a delivery that somebody waits for.
struct WaitedFor {
    event_type: &'static str,
    is_awaited: bool,
    patience: Duration,
}

impl WaitedFor {
    /// What became of it, within the time that the server waits.
    async fn outcome(self, work: impl Future<Output = Outcome>) -> Outcome {
        let event_type = self.event_type;
        match timeout(self.patience, work).await {
            Ok(outcome) => outcome,
            Err(_) if self.is_awaited => {
                tracing::warn!(event_type, "a callback is not done in time, and changes nothing");
                done()
            }
            Err(_) => {
                tracing::info!(event_type, "an event is not done in time, and will be sent again");
                Outcome::Busy
            }
        }
    }
}

fn done() -> Outcome {
    Outcome::Done(().write())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_future_of_a_delivery_is_small() {
        let dispatcher = Dispatcher::new(Handlers::new(()).unhandled(|(), _| async { Ok(()) })).unwrap();
        let work = dispatcher.begin(Raw::default()).unwrap();
        let size = size_of_val(&work.carry_out());
        // As a task it then is no large block for glibc's allocator, once optimized. Twice as large, a webhook served a tenth
        // fewer events.
        assert!((100..1152).contains(&size), "{size}");
    }
}
