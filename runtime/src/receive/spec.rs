//! What the documentation page of an event or a callback says, as constant data.

use crate::spec::{AppType, Scope, columns};

/// Everything that the documentation of one type of events, or of one callback, states.
///
/// Scopes are texts, a row a line, as the tables in [`Spec::facts`](crate::spec::Spec::facts), each in a field of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventSpec {
    /// `project.version.resource.event`, the vendor's own name.
    pub id: &'static str,
    /// How the type is called on the wire and where it is subscribed to: `im.message.receive_v1`.
    pub event_type: &'static str,
    /// The envelope that it comes in. Receiving reads either.
    pub schema: Schema,
    /// Title of the page, in Chinese.
    pub title: &'static str,
    /// Kinds of application that may subscribe to it.
    pub app_types: &'static [AppType],
    /// Scopes of which any one is enough: a table, read by [`scopes`](Self::scopes).
    pub scopes: &'static str,
    /// Scopes that are needed for certain fields: a table, read by [`field_scopes`](Self::field_scopes).
    pub field_scopes: &'static str,
    /// Where in the event its identity stands, as a JSON pointer (`/message/message_id`), where the page says that the
    /// id in the header does not tell a repeated delivery.
    pub identity: Option<&'static str>,
    /// Address of the page.
    pub page: &'static str,
    /// When the page was last changed, in milliseconds since 1970.
    pub updated: Option<i64>,
    /// The page says that it is replaced by another one, or not recommended.
    pub deprecated: bool,
}

impl EventSpec {
    /// What a page says that says nothing. The rest of a spec of which some is known:
    /// `EventSpec { event_type, ..EventSpec::EMPTY }`.
    pub const EMPTY: Self = Self {
        id: "",
        event_type: "",
        schema: Schema::V2,
        title: "",
        app_types: &[],
        scopes: "",
        field_scopes: "",
        identity: None,
        page: "",
        updated: None,
        deprecated: false,
    };

    /// Scopes of which any one is enough: a line of the table is name and label.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        self.scopes.lines().map(columns).map(Scope::of)
    }

    /// Scopes that are needed for certain fields of the event.
    pub fn field_scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        self.field_scopes.lines().map(columns).map(Scope::of)
    }
}

/// The envelope of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Schema {
    /// `{ "uuid", "ts", "type": "event_callback", "event": { "type", "app_id", "tenant_key", … } }`.
    V1,
    /// `{ "schema": "2.0", "header": { "event_id", "event_type", … }, "event": { … } }`.
    #[default]
    V2,
}
