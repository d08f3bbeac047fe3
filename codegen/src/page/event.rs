//! What only pages of events and callbacks have: their sections, and samples that show that a page is one.

use super::raw::{RawSamplePlace, Section};

use crate::markup::{BlockKind, Document};
use crate::vocabulary::{self, EVENT_CALLBACK, EventHeading, HEADER, PAYLOAD};

/// Longer lines announce no section, in bytes.
const LONGEST_ANNOUNCEMENT: usize = 40;

/// Whether a page without a table that introduces an event shows one: in a sample right below its heading.
pub(super) fn is_shown(document: &Document) -> bool {
    let mut announced = None;
    for block in &document.blocks {
        match &block.kind {
            BlockKind::Heading { content, .. } => announced = vocabulary::event_heading(&content.plain()),
            BlockKind::Paragraph(content) => announced = self::announced(&content.plain()).or(announced),
            BlockKind::Code(code) if announced == Some(EventHeading::Sample) && is_event(&code.text) => return true,
            _ => {}
        }
    }
    false
}

/// Whether code is an event with its envelope, as far as its keys tell.
fn is_event(code: &str) -> bool {
    let has = |key: &str| code.contains(&format!("\"{key}\""));
    code.trim_start().starts_with('{') && has(PAYLOAD) && (has(EVENT_CALLBACK) || has(HEADER))
}

/// The section that a line of text announces, as a heading would.
pub(super) fn announced(text: &str) -> Option<EventHeading> {
    if text.len() < LONGEST_ANNOUNCEMENT {
        vocabulary::event_heading(text)
    } else {
        None
    }
}

/// What a table of fields below a heading describes.
pub(super) fn section(heading: Option<EventHeading>) -> Section {
    match heading {
        Some(EventHeading::Header) => Section::EventHeader,
        Some(EventHeading::Body) => Section::Event,
        Some(EventHeading::Reply) => Section::Reply,
        Some(EventHeading::Event | EventHeading::Type | EventHeading::Sample | EventHeading::ReplySample) | None => {
            Section::Other
        }
    }
}

/// What code below a heading shows. An event with its envelope is one wherever it stands.
pub(super) fn sample_place(heading: Option<EventHeading>, code: &str) -> RawSamplePlace {
    match heading {
        Some(EventHeading::Body | EventHeading::Sample) => RawSamplePlace::Event,
        Some(EventHeading::Reply | EventHeading::ReplySample) => RawSamplePlace::Response,
        _ if is_event(code) => RawSamplePlace::Event,
        Some(EventHeading::Event | EventHeading::Type | EventHeading::Header) | None => RawSamplePlace::Elsewhere,
    }
}
