//! What a type of events is.

use super::reply::Reply;
use super::spec::EventSpec;
use crate::wire::Decode;

/// An event or a callback: what stands in the field `event` of what the server sends.
///
/// Generated for each documented type. By hand it takes an object of the fields that are wanted:
///
/// ```
/// use feishu_openapi_runtime::receive::{Event, EventSpec};
/// use feishu_openapi_runtime::wire::{self, Object, Visitor};
///
/// #[derive(Default)]
/// struct ChatDisbanded {
///     chat_id: Option<String>,
/// }
///
/// impl Object for ChatDisbanded {
///     fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
///         with.field("chat_id", &mut self.chat_id, &other.chat_id);
///     }
/// }
///
/// impl Event for ChatDisbanded {
///     type Reply = ();
///     const SPEC: EventSpec = EventSpec { event_type: "im.chat.disbanded_v1", ..EventSpec::EMPTY };
/// }
///
/// wire::response!(ChatDisbanded);
/// ```
pub trait Event: Decode + Send + 'static {
    /// What the server is told: `()` about an event, which is only acknowledged, and else what its callback takes.
    type Reply: Reply;

    /// What the page of this type says.
    const SPEC: EventSpec;
}
