//! Clicks on cards of the old kind.

use super::envelope::OLD_CARD;
use super::event::Event;
use super::spec::{EventSpec, Schema};
use crate::wire::{self, Json, Object, Visitor};

/// A click on a card, as it comes where the developer console has the old callback of cards, `card.action.trigger_v1`. New
/// applications get `card.action.trigger`, which has another type.
///
/// It comes to a [`Webhook`](super::Webhook) only, which needs the verification token to check its signature; it is not
/// encrypted, and has no id. No page of today describes it: the fields are those that the vendor's SDKs read. The reply is
/// JSON, within 3 s: an empty object changes nothing, and a card takes the place of the one that was clicked.
///
/// ```
/// use feishu_openapi_runtime::receive::{self, Delivered, Handlers, OldCardClick, Webhook};
/// use feishu_openapi_runtime::serde_json::json;
/// use feishu_openapi_runtime::wire::Json;
///
/// async fn clicked(_: (), click: Delivered<OldCardClick>) -> receive::Result<Json> {
///     let chosen = click.event.action.and_then(|action| action.option);
///     Ok(json!({ "elements": [{ "tag": "markdown", "content": format!("You took {chosen:?}.") }] }))
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let webhook = Webhook::builder(Handlers::new(()).on(clicked)).verification_token("the token").build()?;
///
/// // What the server sends, for a test.
/// let click = json!({ "open_id": "ou_1", "action": { "tag": "select_static", "option": "tea" } });
/// let request = webhook.sealed(&click)?;
/// let response = webhook.respond(request.headers(), request.body().clone()).await;
/// assert!(std::str::from_utf8(response.body())?.contains("tea"));
/// # Ok(()) }
/// ```
#[derive(Default)]
#[non_exhaustive]
pub struct OldCardClick {
    /// Who clicked.
    pub open_id: Option<String>,
    /// The same as a user id, where the application may know it.
    pub user_id: Option<String>,
    /// The message that the card is.
    pub open_message_id: Option<String>,
    /// The chat that it is in.
    pub open_chat_id: Option<String>,
    /// The tenant in which it happened.
    pub tenant_key: Option<String>,
    /// For `interactive.v1.card.update`, which changes the card later.
    pub token: Option<String>,
    /// The time zone of the one who clicked.
    pub timezone: Option<String>,
    /// What was clicked or filled in.
    pub action: Option<OldCardAction>,
}

/// What was clicked or filled in on a card of the old kind.
#[derive(Default)]
#[non_exhaustive]
pub struct OldCardAction {
    /// The value that the program gave to the element.
    pub value: Option<Json>,
    /// The kind of the element, as `button`.
    pub tag: Option<String>,
    /// What was chosen in a list, or picked as a person or date.
    pub option: Option<String>,
    /// What was chosen, where several can be.
    pub options: Vec<String>,
    /// The time zone of a date that was picked.
    pub timezone: Option<String>,
    /// The name that the program gave to the element.
    pub name: Option<String>,
    /// What a form holds, by the names of its elements.
    pub form_value: Option<Json>,
    /// What was written.
    pub input_value: Option<String>,
    /// Whether a box is ticked.
    pub checked: Option<bool>,
}

impl Object for OldCardClick {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("open_id", &mut self.open_id, &other.open_id);
        with.field("user_id", &mut self.user_id, &other.user_id);
        with.field("open_message_id", &mut self.open_message_id, &other.open_message_id);
        with.field("open_chat_id", &mut self.open_chat_id, &other.open_chat_id);
        with.field("tenant_key", &mut self.tenant_key, &other.tenant_key);
        with.field("token", &mut self.token, &other.token);
        with.field("timezone", &mut self.timezone, &other.timezone);
        with.field("action", &mut self.action, &other.action);
    }
}

impl Object for OldCardAction {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("value", &mut self.value, &other.value);
        with.field("tag", &mut self.tag, &other.tag);
        with.field("option", &mut self.option, &other.option);
        with.field("options", &mut self.options, &other.options);
        with.field("timezone", &mut self.timezone, &other.timezone);
        with.field("name", &mut self.name, &other.name);
        with.field("form_value", &mut self.form_value, &other.form_value);
        with.field("input_value", &mut self.input_value, &other.input_value);
        with.field("checked", &mut self.checked, &other.checked);
    }
}

impl Event for OldCardClick {
    type Reply = Json;
    const SPEC: EventSpec = EventSpec::new("", OLD_CARD, "").schema(Schema::V1);
}

wire::response!(OldCardClick);
wire::response!(OldCardAction);
