//! Two types that the examples receive. Generated code has them, with all fields, for each documented type.

#![allow(dead_code, unreachable_pub)] // no example uses all of them

use feishu_openapi_runtime::receive::{CardReply, Event, EventSpec};
use feishu_openapi_runtime::wire::{self, Json, Object, Visitor};

/// Somebody wrote to the bot.
#[derive(Default)]
pub struct MessageReceived {
    pub message: Option<Message>,
}

#[derive(Default)]
pub struct Message {
    pub message_id: Option<String>,
    pub chat_id: Option<String>,
    pub message_type: Option<String>,
    /// JSON, as in `{"text":"hello"}`.
    pub content: Option<String>,
}

impl Event for MessageReceived {
    type Reply = ();
    const SPEC: EventSpec = EventSpec {
        event_type: "im.message.receive_v1",
        identity: Some("/message/message_id"),
        scopes: "im:message.p2p_msg:readonly messages to the bot",
        ..EventSpec::EMPTY
    };
}

impl Object for MessageReceived {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("message", &mut self.message, &other.message);
    }
}

impl Object for Message {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("message_id", &mut self.message_id, &other.message_id);
        with.field("chat_id", &mut self.chat_id, &other.chat_id);
        with.field("message_type", &mut self.message_type, &other.message_type);
        with.field("content", &mut self.content, &other.content);
    }
}

/// Somebody clicked on a card.
#[derive(Default)]
pub struct CardClicked {
    pub action: Option<Action>,
}

#[derive(Default)]
pub struct Action {
    pub value: Option<Json>,
}

impl Event for CardClicked {
    type Reply = CardReply;
    const SPEC: EventSpec = EventSpec {
        event_type: "card.action.trigger",
        ..EventSpec::EMPTY
    };
}

impl Object for CardClicked {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("action", &mut self.action, &other.action);
    }
}

impl Object for Action {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("value", &mut self.value, &other.value);
    }
}

wire::response!(MessageReceived);
wire::response!(Message);
wire::response!(CardClicked);
wire::response!(Action);
