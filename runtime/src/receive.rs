//! Receiving: events, about which the server tells the application, and callbacks, to which it wants a reply.
//!
//! 1. [Handlers](#handlers)
//! 2. [Where from](#where-from): [a webhook](#a-webhook), or [a long connection](#a-long-connection)
//! 3. [How often an event is handled](#how-often-an-event-is-handled)
//! 4. [In which order](#in-which-order)
//! 5. [Callbacks](#callbacks)
//! 6. [Several applications, several processes](#several-applications-several-processes)
//! 7. [The end of a program, and its crash](#the-end-of-a-program-and-its-crash)
//! 8. [Programs that are not asynchronous](#programs-that-are-not-asynchronous)
//! 9. [The log](#the-log)
//! 10. [Tests](#tests)
//!
//! # Handlers
//!
//! A handler is an asynchronous function of the program's state and of an event. [`Handlers`] has one for each type; which type
//! it is for, its argument says. What the envelope says of the event (its id, when it happened, in which tenant) is in the
//! [`header`](Delivered::header), and the event itself is what its page shows.
//!
//! ```
//! use feishu_openapi_runtime::receive::{self, Delivered, Handlers};
//! # use feishu_openapi_runtime::receive::{Event, EventSpec};
//! # use feishu_openapi_runtime::{Client, wire::{self, Object, Visitor}};
//! # #[derive(Default)]
//! # struct ChatDisbanded { chat_id: Option<String> }
//! # impl Object for ChatDisbanded {
//! #     fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) { with.field("chat_id", &mut self.chat_id, &other.chat_id); }
//! # }
//! # impl Event for ChatDisbanded {
//! #     type Reply = ();
//! #     const SPEC: EventSpec = EventSpec { event_type: "im.chat.disbanded_v1", ..EventSpec::EMPTY };
//! # }
//! # wire::response!(ChatDisbanded);
//!
//! async fn forget(client: Client, disbanded: Delivered<ChatDisbanded>) -> receive::Result {
//!     let id = &disbanded.header.id;
//!     println!("{:?} is gone, says event {id} to {}", disbanded.chat_id, client.app_id());
//!     Ok(())
//! }
//!
//! # fn main() -> feishu_openapi_runtime::Result<()> {
//! let client = Client::builder("cli_a1b2c3", "app secret").build()?;
//! let handlers = Handlers::new(client.clone()).client(&client).on(forget);
//! # Ok(()) }
//! ```
//!
//! [`Handlers::types`] says what to subscribe to in the developer console, and [`Handlers::scopes`] which scopes to ask for.
//! An event of another type is acknowledged, told of once in the log, and handed to [`Handlers::unhandled`]; only the decoders
//! of types that have handlers are compiled. A value that does not fit its type is left out, as in responses, and
//! [`Delivered::json`] has all that the server wrote. The `app_ticket` of a store application reaches the
//! [client](Handlers::client) by itself.
//!
//! # Where from
//!
//! The same handlers serve both transports, and all that follows holds for both.
//!
//! ## A webhook
//!
//! [`Webhook`] takes HTTP requests that the server sends to an address of the program's. It is a tower `Service`, which axum
//! mounts as it is, and has a function of headers and bytes for any other server. A request is checked before anything in it
//! is believed: its size, its signature over the bytes, its age, the verification token, the application. Whatever is wrong, the
//! response is the same, and only the [log](#the-log) says what it was. Set an Encrypt Key in the developer console: without
//! one, the token is all that tells the server from others.
//!
//! ## A long connection
//!
//! With the feature `long-connection`, `LongConnection` opens a connection itself, so that a program behind a firewall
//! receives too: of a self-built application. It connects as the client calls, with its brand, proxy and certificates. It is
//! made again whenever it breaks, which it notices by pings, also where the socket seems to be open. What it is doing can be
//! watched, and its future ends with an error only where trying again is of no use.
//!
//! # How often an event is handled
//!
//! At least once. The server sends an event again until it hears within three seconds that it was done: after 15 s, 5 min, 1 h
//! and 6 h, and now and then although it has heard. What was done is remembered for 12 hours, by application, tenant and the
//! identity of the event, and is not handled again. That is the id of the event, or where its page says so a field of it.
//! Memory has room for the last 250,000 events, or as many as [`MemoryClaims::with_capacity`] says; older ones are forgotten.
//!
//! | what happens | what the server hears | what follows |
//! |---|---|---|
//! | the handler returns `Ok` | it was done | |
//! | it returns an error, panics, or passes its [deadline](Handlers::deadline) | it failed | it is sent again, and handled again |
//! | it takes longer than three seconds | it is not done yet | it goes on; when the event is sent again, the server hears that it was done |
//! | the event comes again while it is handled | it is not done yet | nothing is begun twice |
//! | it comes again after it was done | it was done | the handler is not run |
//! | [too many](Handlers::waiting) wait already | it is not done yet | it is sent again |
//!
//! What a handler calls may so happen twice where the process dies at the wrong moment. Hand what identifies the event (a
//! message's `message_id`, else the id of the event) to calls that take an idempotency key (`uuid`, `client_token`), and the
//! second one does nothing for as long as the page of the call says: within an hour, of a message that is sent.
//! [`Acknowledge::OnReceipt`] tells the server at once that all is done; then an event that fails is lost.
//!
//! # In which order
//!
//! Up to [64 events](Handlers::concurrency) are handled at the same time, in no order. With [`Handlers::in_order_of`], those of
//! one chat, say, are handled one after the other, as they came. That is not always as they happened: an event that failed
//! comes again after later ones, and several connections or processes have no order between them. The
//! [time](Header::created) in the header tells what is older.
//!
//! # Callbacks
//!
//! A callback, such as a click on a card, wants a reply within three seconds, and is never sent again: the handler returns a
//! [`CardReply`] or what else the type has. Without a reply in time it is told that nothing changes, and the handler goes on; a
//! card can be changed later with the `token` of the click. In the client, clicks are `cardkit::v1::events::CardActionTrigger`,
//! and links that want a preview `im::v1::events::UrlPreviewGet`.
//!
//! Each click is a callback with an id of its own. One that comes twice was recorded by somebody and sent again, and is refused
//! for as long as [claims](Handlers::claims) remember it. Clicks on cards of the old kind, each an [`OldCardClick`], have no id, so
//! that such a request runs again within the [`max_age`](WebhookBuilder::max_age) of a webhook.
//!
//! # Several applications, several processes
//!
//! Each application has a client, handlers and a webhook or a connection of its own, and any number of them live in one
//! process. Handlers for one application in several processes need [`Claims`] that all of them see, such as `RedisClaims` with the
//! feature `redis`: the server may send an event again to any of them. Each process must have all handlers, or
//! [refuse](Handlers::refuse_unhandled) what it has none for.
//!
//! # The end of a program, and its crash
//!
//! [`Webhook::shut_down`], and a long connection that is stopped, take no more events and wait for those that are being
//! handled. What is not done by then is dropped, and the server sends it again. After a crash it does so too: its claim in Redis
//! ends five minutes after the process last said that it lives. Claims in memory are gone, so that what was done shortly
//! before may be done again.
//!
//! # Programs that are not asynchronous
//!
//! Receiving needs tokio's runtime, which a program without one gives a thread of its own. A handler hands work that blocks to
//! `spawn_blocking`, and what else it wants to a channel of the standard library. An event counts as done once it is in the
//! channel: what is still in there when the process ends is lost.
//!
//! ```no_run
//! # #[cfg(feature = "long-connection")]
//! # fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use feishu_openapi_runtime::Client;
//! use feishu_openapi_runtime::receive::{Handlers, LongConnection, Raw};
//!
//! let client = Client::from_env()?;
//! let (sender, events) = std::sync::mpsc::channel();
//! let handlers =
//!     Handlers::new(sender).unhandled(|sender, event: Raw| async move { Ok(sender.send(event)?) });
//! let connection = LongConnection::new(&client, handlers)?;
//! let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let receiving = std::thread::spawn(move || runtime.block_on(connection.run()));
//! for event in events {
//!     // `event.read::<…>()` is the event as its type.
//!     println!("{}", event.header.event_type);
//! }
//! // The channel ends with the connection, which says why.
//! receiving.join().map_err(|_| "receiving panicked")??;
//! # Ok(()) }
//! ```
//!
//! # The log
//!
//! What is refused or fails is told in events of `tracing`: with which error a handler failed, why a request
//! is not the server's, that a connection is tried again. Nobody sees them without a subscriber, such as
//! `tracing_subscriber::fmt::init()` of the crate `tracing-subscriber`.
//!
//! # Tests
//!
//! [`Webhook::sealed`] makes the request that the server would send, so that handlers are tested without a network: see
//! `examples/test_handlers.rs` of the client. Its other examples that receive are `echo_webhook`, `echo_connection`,
//! `card_buttons` and `many_apps`.

mod claimed;
mod claims;
#[cfg(feature = "long-connection")]
mod connection;
mod delivered;
mod dispatch;
mod envelope;
mod event;
mod handlers;
mod old_card;
mod pointer;
mod reply;
mod spec;
mod tickets;
mod turns;
mod webhook;

#[cfg(feature = "redis")]
pub use claims::RedisClaims;
pub use claims::{Claim, Claims, MemoryClaims};
#[cfg(feature = "long-connection")]
pub use connection::{ConnectionError, ConnectionState, LongConnection};
pub use delivered::Delivered;
pub use envelope::{Header, Raw};
pub use event::Event;
pub use handlers::{Acknowledge, HandlerError, Handlers, Result};
pub use old_card::{OldCardAction, OldCardClick};
pub use reply::{CardReply, CardTemplate, PreviewReply, Reply, Toast};
pub use spec::{EventSpec, Schema};
pub use webhook::{Webhook, WebhookBuilder};
