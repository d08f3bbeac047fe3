//! Which types the events of a body have: what the page states, else what its headings and samples show.

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{EventVersion, Field};
use crate::page::Spanned;
use crate::vocabulary::{HEADER, OF_TYPE, PAYLOAD, TYPES_INCLUDE};

use super::body::{Body, Shown};

/// The types of a body; none where nothing names one. `stated` is what the page states for it.
pub(super) fn all(
    body: &Body<'_>,
    is_only: bool,
    stated: Option<&Spanned>,
    samples: &[Shown<'_>],
    payload: &[Field],
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    let mut shown = samples
        .iter()
        .filter_map(|(sample, span)| Some((shown(sample.content.json()?)?, *span)));
    let stated = stated.map(|stated| stated.text.trim().to_owned());
    let stated = stated.filter(|stated| is_type(stated));
    if is_only && let Some(stated) = stated {
        if let Some((other, span)) = shown.find(|(shown, _)| *shown != stated) {
            let message = format!("the sample shows an event of the type `{other}`, the page describes `{stated}`");
            diagnostics.report_word(Code::SampleTypeMismatch, span, vec![other], message);
        }
        return vec![stated];
    }
    let in_heading = body.heading.split(OF_TYPE).nth(1);
    let in_heading = in_heading.map(|rest| rest.trim().trim_end_matches(['）', ')']).trim().to_owned());
    let shown = shown.map(|(shown, _)| shown).find(|shown| is_type(shown));
    let found = in_heading.filter(|found| is_type(found)).or(shown).or(stated);
    found.map(|found| with_listed(found, payload)).unwrap_or_default()
}

/// A type, with those that the text of the payload's `type` lists beside it.
fn with_listed(found: String, payload: &[Field]) -> Vec<String> {
    let text = payload
        .iter()
        .find(|field| field.name == "type")
        .map(|field| field.text.as_str());
    let listed = text
        .and_then(|text| text.split_once(TYPES_INCLUDE))
        .map_or("", |(_, listed)| listed);
    let words = listed.split(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
    let listed: Vec<String> = words.filter(|word| is_type(word)).map(ToOwned::to_owned).collect();
    if listed.contains(&found) { listed } else { vec![found] }
}

/// The type that an event on the wire has.
pub(super) fn shown(event: &Value) -> Option<String> {
    let in_header = event.get(HEADER).and_then(|header| header.get("event_type"));
    let in_payload = || event.get(PAYLOAD).and_then(|payload| payload.get("type"));
    // An event of version 2.0 may have a field `type` of its own.
    let found = match event.get(HEADER) {
        Some(_) => in_header,
        None => in_payload(),
    };
    found.and_then(Value::as_str).map(ToOwned::to_owned)
}

/// How long a type may be, in bytes: it becomes the name of a file.
const LONGEST: usize = 100;

/// Whether a word can be a type: letters, digits, `_` and dots.
pub(super) fn is_type(word: &str) -> bool {
    let legal = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '.';
    word.len() <= LONGEST && word.starts_with(|char: char| char.is_ascii_alphabetic()) && word.chars().all(legal)
}

/// The version of events that name their service.
pub(super) fn usual_version(event_type: &str) -> EventVersion {
    if event_type.contains('.') {
        EventVersion::V2
    } else {
        EventVersion::V1
    }
}
