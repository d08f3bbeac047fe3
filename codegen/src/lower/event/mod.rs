//! A page of events or of a callback -> the events that it describes, each of one type.

mod body;
mod envelope;
mod event_id;
mod event_type;
mod identity;
mod reply;
mod sample_rows;

use super::samples::{Samples, compare_event};
use super::{errors, facts};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{About, EndpointId, Event, EventVersion, Field, Sample};
use crate::page::{RawEvent, RawPage};

use body::Body;
use envelope::Envelope;

/// Reads what a page says as events. None, with a diagnostic, where it names no type.
pub(crate) fn lower_events(raw: &RawPage, said: &RawEvent, diagnostics: &mut Diagnostics) -> Vec<Event> {
    let samples = Samples::read(raw, diagnostics);
    let reply = said.is_callback.then(|| reply::read(raw, &samples, diagnostics));
    let (reply, replies) = reply.map_or((None, Vec::new()), |(fields, samples)| (Some(fields), samples));
    let page = Event {
        reply,
        ..page(raw, said, diagnostics)
    };
    let bodies = body::all(raw, said.version.is_some());
    let is_only = bodies.len() == 1;
    let mut events: Vec<Event> = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        let of_body = samples.of_events(body.samples.clone());
        let fields = body.fields(&of_body, diagnostics);
        compare(body, &of_body, &fields, diagnostics);
        let Envelope {
            version,
            header,
            payload,
        } = envelope::split(fields, raw, said, diagnostics);
        let stated = said.event_type.as_ref().filter(|_| index == 0);
        let types = event_type::all(body, is_only, stated, &of_body, &payload, diagnostics);
        let is_alone = types.len() == 1;
        for event_type in types {
            if events.iter().any(|known| known.event_type == event_type) {
                let message = format!("the page describes `{event_type}` twice; the first stays");
                diagnostics.report(Code::DuplicateEvent, body.span, message);
                continue;
            }
            events.push(Event {
                id: event_id::of(&event_type, page.source.span, diagnostics),
                version: version.unwrap_or_else(|| event_type::usual_version(&event_type)),
                identity: identity::read(said, &page.text, &payload),
                header: header.clone(),
                fields: payload.clone(),
                samples: samples_of(&event_type, is_alone, &of_body, &replies),
                event_type,
                ..page.clone()
            });
        }
    }
    if events.is_empty() {
        let message = "no row, heading or sample names the type of the event";
        let help = "Give the page a table with the row `事件类型`.";
        diagnostics.report_with_help(Code::MissingBasics, page.source.span, message, help);
    }
    events
}

/// What the page says of all its events.
fn page(raw: &RawPage, said: &RawEvent, diagnostics: &mut Diagnostics) -> Event {
    let (title, text) = (facts::title(raw), facts::text(raw));
    let mut source = facts::source(raw);
    source.span = said
        .event_type
        .as_ref()
        .map_or(raw.url.span, |event_type| event_type.span);
    Event {
        id: EndpointId::default(),
        event_type: String::new(),
        version: EventVersion::V2,
        app_types: facts::app_types(raw, diagnostics),
        scopes: facts::scopes(&raw.scopes, diagnostics),
        field_scopes: facts::scopes(&raw.field_scopes, diagnostics),
        identity: None,
        header: Vec::new(),
        fields: Vec::new(),
        reply: None,
        errors: errors::read(&raw.errors, diagnostics),
        samples: Vec::new(),
        gone: raw.gone,
        deprecated: facts::is_deprecated(raw, &title, &text, &source),
        fixups: raw.front.fixups.clone(),
        title,
        text,
        about: About::default(),
        source,
    }
}

/// Reports where samples say something else than the table. A table that lists the payload alone is compared with that.
fn compare(body: &Body<'_>, samples: &[body::Shown<'_>], fields: &[Field], diagnostics: &mut Diagnostics) {
    if body.tables.is_empty() {
        return;
    }
    for (sample, span) in samples {
        if let Some(value) = sample.content.json() {
            compare_event(value, fields, body.is_payload, *span, diagnostics);
        }
    }
}

/// The samples of an event: those of its body, without those of other events that have the same one; then the replies.
fn samples_of(event_type: &str, is_alone: bool, samples: &[body::Shown<'_>], replies: &[Sample]) -> Vec<Sample> {
    let is_own = |sample: &&Sample| {
        let shown = sample.content.json().and_then(event_type::shown);
        is_alone || shown.is_none_or(|shown| shown == event_type)
    };
    let own = samples.iter().map(|(sample, _)| *sample).filter(is_own);
    own.chain(replies).cloned().collect()
}
