//! What the documentation page of an event or a callback says, as constant data.

use crate::spec::{AppType, DocumentedError, Facts, Scope};

/// Everything that the documentation of one type of events, or of one callback, states.
///
/// As in [`Spec`](crate::spec::Spec), what receiving needs are fields, and the rest is a text that is read when somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventSpec {
    /// `project.version.resource.event`, the vendor's own name.
    pub id: &'static str,
    /// How the type is called on the wire and where it is subscribed to: `im.message.receive_v1`.
    pub event_type: &'static str,
    /// The envelope that it comes in. Receiving reads either.
    pub schema: Schema,
    /// Where in the event its identity stands, as a JSON pointer (`/message/message_id`), where the page says that the
    /// id in the header does not tell a repeated delivery.
    pub identity: Option<&'static str>,
    /// What else the page says, in the form of [`Spec::facts`](crate::spec::Spec::facts).
    pub facts: &'static str,
}

impl EventSpec {
    /// What a page says that says nothing. The rest of a spec of which some is known:
    /// `EventSpec { event_type, ..EventSpec::EMPTY }`.
    pub const EMPTY: Self = Self::new("", "", "");

    /// Of an event in the usual envelope, 2.0.
    ///
    /// ```
    /// # use feishu_openapi_runtime::receive::EventSpec;
    /// const SPEC: EventSpec = EventSpec::new("a.v1.b.opened", "a.b.opened_v1", "title B\nscopes\na:b read B\n")
    ///     .identity("/b/id");
    /// assert_eq!(SPEC.title(), "B");
    /// assert_eq!(SPEC.scopes().map(|scope| scope.name).collect::<Vec<_>>(), ["a:b"]);
    /// ```
    #[must_use]
    pub const fn new(id: &'static str, event_type: &'static str, facts: &'static str) -> Self {
        Self {
            id,
            event_type,
            schema: Schema::V2,
            identity: None,
            facts,
        }
    }

    /// The same, in another envelope.
    #[must_use]
    pub const fn schema(mut self, schema: Schema) -> Self {
        self.schema = schema;
        self
    }

    /// The same, known by the field at this JSON pointer if it comes again.
    #[must_use]
    pub const fn identity(mut self, pointer: &'static str) -> Self {
        self.identity = Some(pointer);
        self
    }

    /// Title of the page, in Chinese.
    #[must_use]
    pub fn title(&self) -> &'static str {
        Facts(self.facts).title()
    }

    /// Kinds of application that may subscribe to it.
    #[must_use]
    pub fn app_types(&self) -> &'static [AppType] {
        Facts(self.facts).app_types()
    }

    /// Address of the page.
    #[must_use]
    pub fn page(&self) -> &'static str {
        Facts(self.facts).page()
    }

    /// When the page was last changed, in milliseconds since 1970.
    #[must_use]
    pub fn updated(&self) -> Option<i64> {
        Facts(self.facts).updated()
    }

    /// Whether the page says that it is replaced by another one, or not recommended.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        Facts(self.facts).is_deprecated()
    }

    /// Scopes of which any one is enough.
    pub fn scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        Facts(self.facts).scopes()
    }

    /// Scopes that are needed for certain fields of the event.
    pub fn field_scopes(&self) -> impl Iterator<Item = Scope> + use<> {
        Facts(self.facts).field_scopes()
    }

    /// What a user sees if the reply to a callback fails.
    pub fn errors(&self) -> impl Iterator<Item = DocumentedError> + use<> {
        Facts(self.facts).errors()
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
