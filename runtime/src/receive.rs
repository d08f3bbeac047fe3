//! Receiving: events and callbacks.

mod claims;
#[cfg(feature = "long-connection")]
mod connection;
mod delivered;
mod dispatch;
mod envelope;
mod event;
mod handlers;
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
pub use reply::{CardReply, CardTemplate, PreviewReply, Reply, Toast};
pub use spec::{EventSpec, Schema};
pub use webhook::{Webhook, WebhookBuilder};
