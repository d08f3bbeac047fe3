//! Deliveries on their path to a handler and back: one path for all that receives.

use std::borrow::Cow;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
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

/// A delivery that was begun.
pub(super) enum Begun {
    /// What became of it is known.
    Over(Outcome),
    /// A handler has it.
    Running {
        event_type: &'static str,
        is_awaited: bool,
        patience: Duration,
        told: oneshot::Receiver<Outcome>,
    },
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

/// What a delivery needs on its path.
struct Work {
    handler: Arc<Handler>,
    /// In a box, since it is moved about.
    raw: Box<Raw>,
    turn: Option<Turn>,
    outcome: oneshot::Sender<Outcome>,
    _room: OwnedSemaphorePermit,
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

    /// Delivers an event, and says what became of it within the time that the server waits.
    pub(super) async fn deliver(self: &Arc<Self>, raw: Raw) -> Outcome {
        self.begin(raw).outcome().await
    }

    /// Begins to deliver an event: this alone decides on its place in the order.
    pub(super) fn begin(self: &Arc<Self>, raw: Raw) -> Begun {
        let Some(handler) = self.handler(&raw) else {
            return Begun::Over(match self.settings.refuses_unhandled {
                true => Outcome::Unhandled,
                false => done(),
            });
        };
        let (Ok(room), false) = (self.room.clone().try_acquire_owned(), self.tasks.is_closed()) else {
            let event_type = raw.header.event_type;
            tracing::warn!(event_type, "an event is refused, since too many wait or receiving ends");
            return Begun::Over(Outcome::Busy);
        };
        let Ok(runtime) = Handle::try_current() else {
            tracing::error!("events are received in a runtime of tokio");
            return Begun::Over(Outcome::Failed);
        };
        let Ok(key) = self.key(&raw) else {
            return Begun::Over(Outcome::Failed);
        };
        let turn = key.map(|key| self.turns.take(key));
        let (event_type, is_awaited) = (handler.spec.event_type, handler.is_awaited);
        let (outcome, told) = oneshot::channel();
        let work = Work {
            handler,
            raw: Box::new(raw),
            turn,
            outcome,
            _room: room,
        };
        self.tasks.spawn_on(self.clone().carry_out(work), &runtime);
        match self.settings.acknowledge == Acknowledge::OnReceipt && !is_awaited {
            true => Begun::Over(done()),
            false => Begun::Running {
                event_type,
                is_awaited,
                patience: self.settings.respond_within,
                told,
            },
        }
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

    /// Claims, waits and handles. Says what became of it before anything else comes to its turn.
    async fn carry_out(self: Arc<Self>, mut work: Work) {
        let is_awaited = work.handler.is_awaited;
        let claims = self.settings.claims.as_deref();
        let claimed = claims.and_then(|claims| Claimed::of(claims, &work.raw, &work.handler));
        let claim = match &claimed {
            Some(claimed) => claimed.claim().await,
            None => Claim::Granted,
        };
        let outcome = match (claim, &claimed) {
            (Claim::Done | Claim::Running, _) if is_awaited => Outcome::Repeated,
            (Claim::Done, _) => done(),
            (Claim::Running, _) => Outcome::Busy,
            (Claim::Granted, None) => self.handle(&mut work).await,
            (Claim::Granted, Some(claimed)) => {
                let outcome = claimed.hold_while(pin!(self.handle(&mut work))).await;
                // A callback comes once, whatever becomes of it.
                let is_over = is_awaited || matches!(outcome, Outcome::Done(_));
                claimed.end(is_over.then_some(self.settings.keep)).await;
                outcome
            }
        };
        // Nobody waits any more if it took long.
        let _ = work.outcome.send(outcome);
        if let Some(mut turn) = work.turn {
            turn.begin().await;
        }
    }

    /// Runs the handler in its turn.
    async fn handle(&self, work: &mut Work) -> Outcome {
        let raw = std::mem::take(&mut work.raw);
        let id = raw.header.id.clone();
        let known = work.handler.spec.event_type;
        let is_unhandled = known.is_empty();
        let event_type = match is_unhandled {
            true => Cow::Owned(raw.header.event_type.clone()),
            false => Cow::Borrowed(known),
        };
        let (handler, turn) = (&work.handler, work.turn.as_mut());
        let handle = async {
            if let Some(turn) = turn {
                turn.begin().await;
            }
            let _running = self.running.acquire().await;
            // The handler itself may panic before there is a future.
            let handling = std::panic::catch_unwind(AssertUnwindSafe(|| (handler.run)(*raw)))?;
            timeout(self.settings.deadline, AssertUnwindSafe(handling).catch_unwind())
                .await
                .map_or(Ok(None), |handled| handled.map(Some))
        };
        match self.stop.run_until_cancelled(handle).await {
            Some(Ok(Some(Ok(_)))) if is_unhandled && self.settings.refuses_unhandled => return Outcome::Unhandled,
            Some(Ok(Some(Ok(reply)))) => return Outcome::Done(reply),
            Some(Ok(Some(Err(error)))) => tracing::error!(%event_type, id, error, "a handler failed"),
            Some(Ok(None)) => tracing::error!(%event_type, id, "a handler took too long, and was dropped"),
            Some(Err(_)) => tracing::error!(%event_type, id, "a handler panicked"),
            None => tracing::warn!(%event_type, id, "a handler is dropped, since receiving ends"),
        }
        Outcome::Failed
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

impl Begun {
    /// What became of it, within the time that the server waits.
    pub(super) async fn outcome(self) -> Outcome {
        let (event_type, is_awaited, patience, told) = match self {
            Self::Over(outcome) => return outcome,
            Self::Running {
                event_type,
                is_awaited,
                patience,
                told,
            } => (event_type, is_awaited, patience, told),
        };
        match timeout(patience, told).await {
            Ok(outcome) => outcome.unwrap_or(Outcome::Failed),
            Err(_) if is_awaited => {
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
        let (outcome, _told) = oneshot::channel();
        let work = Work {
            handler: dispatcher.handler(&Raw::default()).unwrap(),
            raw: Box::default(),
            turn: None,
            outcome,
            _room: dispatcher.room.clone().try_acquire_owned().unwrap(),
        };
        let size = size_of_val(&dispatcher.clone().carry_out(work));
        // As a task it then is no large block for glibc's allocator, once optimized. Twice as large, a webhook served a tenth
        // fewer events.
        assert!((100..1152).contains(&size), "{size}");
    }
}
