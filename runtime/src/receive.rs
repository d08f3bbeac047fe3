//! Receiving: events and callbacks.

mod event;
mod reply;
mod spec;

pub use event::Event;
pub use reply::{CardReply, CardTemplate, PreviewReply, Reply, Toast};
pub use spec::{EventSpec, Schema};
