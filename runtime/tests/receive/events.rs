//! Types of events as generated code has them, and what the server sends of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::http::{HeaderMap, Response};
use feishu_openapi_runtime::receive::{CardReply, Event, EventSpec, Handlers, Raw, Webhook};
use feishu_openapi_runtime::wire::{self, Json, Object, Visitor};
use feishu_openapi_runtime::{bytes::Bytes, serde_json::json};

/// A message, whose page says that the id of the message tells it from others.
#[derive(Default)]
pub struct Message {
    pub message: Option<MessageBody>,
}

#[derive(Default)]
pub struct MessageBody {
    pub message_id: Option<String>,
    pub chat_id: Option<String>,
    pub size: Option<i64>,
}

impl Object for Message {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("message", &mut self.message, &other.message);
    }
}

impl Object for MessageBody {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("message_id", &mut self.message_id, &other.message_id);
        with.field("chat_id", &mut self.chat_id, &other.chat_id);
        with.field("size", &mut self.size, &other.size);
    }
}

impl Event for Message {
    type Reply = ();
    const SPEC: EventSpec = EventSpec {
        event_type: "im.message.receive_v1",
        facts: "scopes\nim:message read messages\nim:message:readonly read them only\n",
        identity: Some("/message/message_id"),
        ..EventSpec::EMPTY
    };
}

wire::response!(Message);
wire::response!(MessageBody);

/// A click on a card.
#[derive(Default)]
pub struct Click {
    pub action: Option<Json>,
}

impl Object for Click {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("action", &mut self.action, &other.action);
    }
}

impl Event for Click {
    type Reply = CardReply;
    const SPEC: EventSpec = EventSpec {
        event_type: "card.action.trigger",
        ..EventSpec::EMPTY
    };
}

wire::response!(Click);

/// An event in an envelope 2.0.
pub fn event(id: &str, event_type: &str, event: Json) -> Json {
    json!({
        "schema": "2.0",
        "header": { "event_id": id, "event_type": event_type, "create_time": "1608725989000", "app_id": "cli_1", "tenant_key": "t1" },
        "event": event,
    })
}

/// A message with this id in this chat.
pub fn message(id: &str, chat: &str) -> Json {
    let body = json!({ "message": { "message_id": id, "chat_id": chat } });
    event(&format!("event-{id}"), "im.message.receive_v1", body)
}

/// The chat of a message, as a key of the order, unless it is the one whose name is `panics`.
pub fn key_that_panics(raw: &Raw) -> Option<String> {
    let chat = raw.text("/message/chat_id");
    assert_ne!(chat.as_deref(), Some("panics"), "a panic that belongs to the test");
    chat
}

/// A webhook with these handlers.
pub fn webhook<S>(handlers: Handlers<S>) -> Webhook {
    let builder = Webhook::builder(handlers)
        .verification_token("vtoken")
        .encrypt_key("test key");
    builder.build().unwrap()
}

/// Has the server send this.
pub async fn send(webhook: &Webhook, message: &Json) -> Response<Bytes> {
    let (head, body) = webhook.sealed(message).unwrap().into_parts();
    webhook.respond(&head.headers, body).await
}

/// What the response to this message is.
pub async fn status(webhook: &Webhook, message: &Json) -> u16 {
    send(webhook, message).await.status().as_u16()
}

pub fn no_headers() -> HeaderMap {
    HeaderMap::new()
}

/// What handlers note.
#[derive(Clone, Default)]
pub struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    pub fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    /// Waits until this is noted.
    pub async fn wait_for(&self, note: &str) {
        let noted = async {
            while !self.all().iter().any(|known| known == note) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), noted).await.unwrap();
    }

    pub fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}
