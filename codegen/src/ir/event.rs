//! Something that happened, of which the platform tells an application.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::visit::{ForgetSpans, forget_spans_of};
use super::{
    About, AppType, EndpointId, ErrorEntry, Field, Part, PartContent, PartContentMut, Sample, Scope, Since, Source,
    Visit, VisitMut,
};

/// How the envelope of an event looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum EventVersion {
    /// `{ts, uuid, token, type: "event_callback", event: {type, …}}`
    #[serde(rename = "1.0")]
    V1,
    /// `{schema: "2.0", header: {event_id, event_type, …}, event}`
    #[serde(rename = "2.0")]
    V2,
}

impl EventVersion {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// As `schema` gives it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }
}

/// An event; or a callback, which is an event that the platform waits for a reply to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// Its id, which no other event has: the event stands in place of the method. `im.v1.message.receive` is the type
    /// `im.message.receive_v1`.
    pub id: EndpointId,
    /// What the envelope calls it: `im.message.receive_v1`, `leave_approval`.
    pub event_type: String,
    /// How its envelope looks.
    pub version: EventVersion,
    /// The page's title.
    pub title: String,
    /// What the introduction says, plain text.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub text: String,
    /// What the words files say about it.
    #[serde(default, skip_serializing_if = "About::is_empty")]
    pub about: About,
    /// The page that describes it; it may describe others too.
    pub source: Source,
    /// The applications that may receive it.
    pub app_types: Vec<AppType>,
    /// Any one of these is enough; none needed where empty.
    pub scopes: Vec<Scope>,
    /// Each opens some sensitive fields.
    pub field_scopes: Vec<Scope>,
    /// Where in the payload that stands by which two deliveries are known as one, where the id of the event does not do; a
    /// JSON pointer: `/message/message_id`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity: Option<String>,
    /// What its header has besides what every header has.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub header: Vec<Field>,
    /// The fields of the payload.
    pub fields: Vec<Field>,
    /// The fields of the reply; given for callbacks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reply: Option<Vec<Field>>,
    /// What a user sees if the reply is wrong or late; for callbacks.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub errors: Vec<ErrorEntry>,
    /// Samples, in the order of the page.
    pub samples: Vec<Sample>,
    /// Replaced or not recommended, says the page.
    pub deprecated: bool,
    /// Since when no page describes it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// The names of the corrections that are in it; see [`fixup`](crate::fixup).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixups: Vec<String>,
}

impl Event {
    /// All that has fields, each part once.
    #[must_use]
    pub fn parts(&self) -> [(Part, PartContent<'_>); 3] {
        [
            (Part::EventHeader, PartContent::Fields(&self.header)),
            (Part::Event, PartContent::Fields(&self.fields)),
            (
                Part::Reply,
                PartContent::Fields(self.reply.as_deref().unwrap_or_default()),
            ),
        ]
    }

    /// All that has fields and is there, each part once, to be changed.
    pub fn parts_mut(&mut self) -> Vec<(Part, PartContentMut<'_>)> {
        let mut parts = vec![
            (Part::EventHeader, PartContentMut::Fields(&mut self.header)),
            (Part::Event, PartContentMut::Fields(&mut self.fields)),
        ];
        let reply = self.reply.as_mut();
        parts.extend(reply.map(|reply| (Part::Reply, PartContentMut::Fields(reply))));
        parts
    }

    /// Shows `visitor` every field and type.
    pub fn visit<'a>(&'a self, visitor: &mut impl Visit<'a>) {
        for (part, content) in self.parts() {
            visitor.part(part, content);
        }
    }

    /// Hands `visitor` every field and type, to be changed.
    pub fn visit_mut(&mut self, visitor: &mut impl VisitMut) {
        for (_, content) in self.parts_mut() {
            content.visit(visitor);
        }
    }

    /// Takes out where fields, errors and scopes stand.
    pub fn forget_spans(&mut self) {
        self.visit_mut(&mut ForgetSpans);
        forget_spans_of(&mut self.errors, [&mut self.scopes, &mut self.field_scopes]);
    }
}
