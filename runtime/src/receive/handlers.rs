//! What a program does with events, by their type.

use std::collections::BTreeMap;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::claims::{Claims, MemoryClaims};
use super::delivered::Delivered;
use super::envelope::Raw;
use super::event::Event;
use super::reply::Reply;
use super::spec::EventSpec;
use crate::spec::Scope;
use crate::wire::Json;
use crate::{Client, ConfigError};

/// What a handler returns. After an error the event counts as not done, and the server sends it again; the error is told in
/// the log.
pub type Result<T = (), E = HandlerError> = std::result::Result<T, E>;

/// Why a handler failed: any error.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

type Handling = Pin<Box<dyn Future<Output = Result<Json>> + Send>>;

/// By what events are put in order.
type Key = Arc<dyn Fn(&Raw) -> Option<String> + Send + Sync>;

/// A handler, whatever its type is.
pub(super) struct Handler {
    pub(super) spec: EventSpec,
    pub(super) is_awaited: bool,
    pub(super) run: Box<dyn Fn(Raw) -> Handling + Send + Sync>,
}

/// When the server is told that an event has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Acknowledge {
    /// When it is done, so that it is sent again if it fails.
    #[default]
    WhenDone,
    /// When it has come. One that fails, or is being handled when the process dies, is lost. Callbacks are responded to when
    /// they are done all the same.
    OnReceipt,
}

/// The handlers of an application, and how they are run: the same for a [`Webhook`](super::Webhook) and for a long
/// connection. See [the module](super) for what that means.
///
/// ```
/// # use feishu_openapi_runtime::receive::{self, Delivered, Event, EventSpec, Handlers};
/// # use feishu_openapi_runtime::{Client, wire};
/// # struct Joined { chat_id: Option<String> }
/// # impl wire::Decode for Joined { const EXPECTED: &'static str = ""; fn start() -> Self { Self { chat_id: None } } }
/// # impl Event for Joined { type Reply = (); const SPEC: EventSpec = EventSpec { event_type: "im.chat.joined", ..EventSpec::EMPTY }; }
/// #[derive(Clone)]
/// struct App {
///     client: Client,
/// }
///
/// async fn greet(app: App, joined: Delivered<Joined>) -> receive::Result {
///     println!("{} in {:?}: {:?}", joined.header.id, joined.chat_id, app.client);
///     Ok(())
/// }
///
/// # fn main() -> feishu_openapi_runtime::Result<()> {
/// let client = Client::builder("cli_a1b2c3", "app secret").build()?;
/// let handlers = Handlers::new(App { client: client.clone() }).client(&client).on(greet);
/// assert_eq!(handlers.types().collect::<Vec<_>>(), ["im.chat.joined"]);
/// # Ok(()) }
/// ```
pub struct Handlers<S> {
    state: S,
    pub(super) settings: Settings,
}

/// All that is set.
pub(super) struct Settings {
    pub(super) handlers: BTreeMap<&'static str, Arc<Handler>>,
    /// A type for which there were two handlers.
    pub(super) twice: Option<&'static str>,
    pub(super) unhandled: Option<Arc<Handler>>,
    pub(super) refuses_unhandled: bool,
    pub(super) client: Option<Client>,
    pub(super) claims: Option<Arc<dyn Claims>>,
    pub(super) key: Option<Key>,
    pub(super) acknowledge: Acknowledge,
    pub(super) concurrency: usize,
    pub(super) waiting: usize,
    pub(super) deadline: Duration,
    pub(super) respond_within: Duration,
    pub(super) keep: Duration,
}

impl<S: Clone + Send + Sync + 'static> Handlers<S> {
    /// No handlers yet. Each that is added is given a clone of `state`.
    #[must_use]
    pub fn new(state: S) -> Self {
        Self {
            state,
            settings: Settings {
                handlers: BTreeMap::new(),
                twice: None,
                unhandled: None,
                refuses_unhandled: false,
                client: None,
                claims: Some(Arc::new(MemoryClaims::new())),
                key: None,
                acknowledge: Acknowledge::default(),
                concurrency: 64,
                waiting: 1024,
                deadline: Duration::from_secs(5 * 60),
                respond_within: Duration::from_millis(2700),
                keep: Duration::from_secs(12 * 60 * 60),
            },
        }
    }

    /// Handles events of the type that `handler` takes.
    ///
    /// Two handlers of one type are an error when all is put together, in
    /// [`WebhookBuilder::build`](super::WebhookBuilder::build) and likewise.
    #[must_use]
    pub fn on<E, H, R>(mut self, handler: H) -> Self
    where
        E: Event,
        H: Fn(S, Delivered<E>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<E::Reply>> + Send + 'static,
    {
        let state = self.state.clone();
        let handler = Handler {
            spec: E::SPEC,
            is_awaited: E::Reply::IS_AWAITED,
            run: Box::new(move |raw| match raw.read() {
                Ok(event) => {
                    let handling = handler(state.clone(), event);
                    Box::pin(async move { handling.await.map(Reply::write) })
                }
                Err(error) => Box::pin(ready(Err(error.into()))),
            }),
        };
        if self
            .settings
            .handlers
            .insert(E::SPEC.event_type, Arc::new(handler))
            .is_some()
        {
            self.settings.twice = Some(E::SPEC.event_type);
        }
        self
    }

    /// Handles events of all other types, which are acknowledged anyhow unless this returns an error or
    /// [`refuse_unhandled`](Self::refuse_unhandled) is set.
    ///
    /// What it gets may be a callback, which it has no reply for: the one who waits for it sees that nothing changes, or an
    /// error if this takes longer than [`respond_within`](Self::respond_within), since the server is then told to send it
    /// again, as it would send an event.
    #[must_use]
    pub fn unhandled<H, R>(mut self, handler: H) -> Self
    where
        H: Fn(S, Raw) -> R + Send + Sync + 'static,
        R: Future<Output = Result> + Send + 'static,
    {
        let state = self.state.clone();
        self.settings.unhandled = Some(Arc::new(Handler {
            spec: EventSpec::EMPTY,
            is_awaited: false,
            run: Box::new(move |raw| {
                let handling = handler(state.clone(), raw);
                Box::pin(async move { handling.await.map(Reply::write) })
            }),
        }));
        self
    }
}

impl<S> Handlers<S> {
    /// Refuses events for which there is no handler, instead of acknowledging them, so that the server sends them again: to
    /// another instance that has one. [`unhandled`](Self::unhandled) sees them all the same.
    #[must_use]
    pub fn refuse_unhandled(mut self) -> Self {
        self.settings.refuses_unhandled = true;
        self
    }

    /// The client of the application that receives: it is handed the ticket of each `app_ticket` event, and a webhook refuses
    /// what is for another application. A long connection sets this by itself.
    #[must_use]
    pub fn client(mut self, client: &Client) -> Self {
        self.settings.client = Some(client.clone());
        self
    }

    /// Where it is remembered what was done: in the memory of this process if not set.
    #[must_use]
    pub fn claims(mut self, claims: impl Claims) -> Self {
        self.settings.claims = Some(Arc::new(claims));
        self
    }

    /// Handles each delivery, also one that was done before, and a callback that somebody recorded and sent again.
    #[must_use]
    pub fn without_claims(mut self) -> Self {
        self.settings.claims = None;
        self
    }

    /// Events that have the same key are handled one after the other, in the order in which they come. Those without one do
    /// not wait.
    ///
    /// `|event| event.text("/message/chat_id")` is a chat's order. One that fails is sent again, after others that came later.
    /// Where `key` panics, the event has failed.
    #[must_use]
    pub fn in_order_of(mut self, key: impl Fn(&Raw) -> Option<String> + Send + Sync + 'static) -> Self {
        self.settings.key = Some(Arc::new(key));
        self
    }

    /// When the server is told that an event has come: when it is done, if not set.
    #[must_use]
    pub fn acknowledge(mut self, when: Acknowledge) -> Self {
        self.settings.acknowledge = when;
        self
    }

    /// How many events are handled at once: 64 if not set.
    #[must_use]
    pub fn concurrency(mut self, events: usize) -> Self {
        self.settings.concurrency = events.max(1);
        self
    }

    /// How many events wait beside them: 1,024 if not set. More are refused, and sent again by the server.
    #[must_use]
    pub fn waiting(mut self, events: usize) -> Self {
        self.settings.waiting = events;
        self
    }

    /// How long a handler may take: 5 min if not set. After that it is dropped, and has failed.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.settings.deadline = deadline;
        self
    }

    /// How long the server waits for a response: 2.7 s if not set, since it waits for 3 s. A handler that takes longer goes on.
    /// Of an event, the server is told to send it again, and then that it is done; a callback changes nothing.
    #[must_use]
    pub fn respond_within(mut self, time: Duration) -> Self {
        self.settings.respond_within = time;
        self
    }

    /// How long it is remembered that an event is done: 12 h if not set. The server sends it again for 7 h 5 min 15 s.
    #[must_use]
    pub fn keep(mut self, time: Duration) -> Self {
        self.settings.keep = time;
        self
    }

    /// The types for which there are handlers, which the application has to subscribe to.
    pub fn types(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.settings.handlers.keys().copied()
    }

    /// For each type for which there is a handler, and whose page names scopes, the scopes of which any one is enough to
    /// receive it.
    pub fn scopes(&self) -> impl Iterator<Item = (&'static str, Vec<Scope>)> + '_ {
        let handlers = self.settings.handlers.iter();
        let scopes = handlers.map(|(name, handler)| (*name, handler.spec.scopes().collect::<Vec<_>>()));
        scopes.filter(|(_, scopes)| !scopes.is_empty())
    }

    /// What the pages say of the types for which there are handlers.
    pub fn specs(&self) -> impl Iterator<Item = &EventSpec> {
        self.settings.handlers.values().map(|handler| &handler.spec)
    }
}

impl Settings {
    /// Checks what cannot be used.
    pub(super) fn check(&self) -> std::result::Result<(), ConfigError> {
        match self.twice {
            Some(name) => Err(ConfigError::setting("handlers", format!("there are two for `{name}`"))),
            None => Ok(()),
        }
    }
}

impl<S> fmt::Debug for Handlers<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let types: Vec<_> = self.types().collect();
        f.debug_struct("Handlers")
            .field("types", &types)
            .finish_non_exhaustive()
    }
}
