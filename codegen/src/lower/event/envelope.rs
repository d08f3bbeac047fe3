//! The envelope around an event: its rows are checked and taken out, since all events have the same ones.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{EventVersion, Field, Object, Type};
use crate::lower::fields::{self, Place};
use crate::page::{RawEvent, RawPage, Section};
use crate::vocabulary::{ENVELOPE_1, HEADER, HEADER_FIELDS, PAYLOAD, SCHEMA};

/// What is left of the fields of an event without those of its envelope.
#[derive(Default)]
pub(super) struct Envelope {
    /// `None` where neither a row nor a member of the envelope tells it.
    pub(super) version: Option<EventVersion>,
    /// What its header has besides what every header has.
    pub(super) header: Vec<Field>,
    pub(super) payload: Vec<Field>,
}

/// Takes the fields of a table apart. Where the page states the version, they are those of the payload alone.
pub(super) fn split(fields: Vec<Field>, raw: &RawPage, said: &RawEvent, diagnostics: &mut Diagnostics) -> Envelope {
    let mut header = Vec::new();
    for table in raw.tables.iter().filter(|table| table.section == Section::EventHeader) {
        header.extend(fields::read(table, Place::Event, &[], diagnostics));
    }
    let stated = stated(said, diagnostics);
    let is_member = |field: &Field| field.name == PAYLOAD || field.name == HEADER;
    if stated.is_some() || !fields.iter().any(is_member) {
        return Envelope {
            version: stated,
            header,
            payload: fields,
        };
    }
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let version = match has(HEADER) || has(SCHEMA) {
        true => EventVersion::V2,
        false => EventVersion::V1,
    };
    let mut envelope = Envelope {
        version: Some(version),
        header,
        payload: Vec::new(),
    };
    for field in fields {
        match (field.name.as_str(), version) {
            (PAYLOAD, _) => envelope.payload.extend(members(field, diagnostics)),
            (HEADER, EventVersion::V2) => {
                let members = members(field, diagnostics).into_iter();
                let extras = members.filter(|member| !is_usual(member, &HEADER_FIELDS, diagnostics));
                envelope.header.extend(extras);
            }
            (_, EventVersion::V2) if is_usual(&field, &[SCHEMA], diagnostics) => {}
            (_, EventVersion::V1) if is_usual(&field, &ENVELOPE_1, diagnostics) => {}
            (name, _) => {
                let message = format!("`{name}` stands beside the event, where no event has it; it is left out");
                diagnostics.report(Code::OddEnvelope, field.span, message);
            }
        }
    }
    envelope
}

fn stated(said: &RawEvent, diagnostics: &mut Diagnostics) -> Option<EventVersion> {
    let word = said.version.as_ref()?;
    let found = EventVersion::ALL
        .into_iter()
        .find(|version| version.word() == word.text);
    if found.is_none() {
        let message = format!("`{}` is no version of an envelope", word.text);
        let help = format!(
            "Give one of {}, or leave the row out.",
            EventVersion::ALL.map(EventVersion::word).join(", ")
        );
        diagnostics.report_with_help(Code::UnknownFact, word.span, message, help);
    }
    found
}

/// The fields of an object in the envelope.
fn members(field: Field, diagnostics: &mut Diagnostics) -> Vec<Field> {
    match field.ty {
        Type::Object(Object { fields, .. }) => fields,
        // An event may have nothing to say.
        Type::Any | Type::AnyObject => Vec::new(),
        _ => {
            let message = format!("`{}` is an object on the wire, and none here", field.name);
            diagnostics.report(Code::OddEnvelope, field.span, message);
            Vec::new()
        }
    }
}

/// Whether every envelope has a field, which is text there.
fn is_usual(field: &Field, usual: &[&str], diagnostics: &mut Diagnostics) -> bool {
    if !usual.contains(&field.name.as_str()) {
        return false;
    }
    let inner = match &field.ty {
        Type::String | Type::Enum(_) => return true,
        Type::Object(object) => object.fields.as_slice(),
        _ => &[],
    };
    let inner: Vec<_> = inner.iter().map(|field| format!("`{}`", field.name)).collect();
    let mut message = format!(
        "`{}` of the envelope is text in every event; it is read as text",
        field.name
    );
    if !inner.is_empty() {
        message.push_str(&format!(", without {}", inner.join(", ")));
    }
    diagnostics.report(Code::OddEnvelope, field.span, message);
    true
}
