//! The fields of a response, its samples and the words in place of a table -> its shape.

use serde_json::Value;

use super::samples::is_event_stream;
use super::tables::add_new;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Field, Object, Response, Type};
use crate::page::{RawPage, RawSample, RawSamplePlace};
use crate::vocabulary::{self, CODE, CONTENT, ERROR, MESSAGE, OTHER_MESSAGE};

/// Tells the shape of a response; `fields` are those of the whole body.
pub(super) fn read(
    mut fields: Vec<Field>,
    raw: &RawPage,
    samples: &[&Value],
    diagnostics: &mut Diagnostics,
) -> Response {
    if let Some(shape) = stated(raw, diagnostics) {
        return shape(fields);
    }
    if let Some(response) = without_table(&fields, raw, samples) {
        return response;
    }
    hoist_content(&mut fields, diagnostics);
    if is_stream(raw) {
        return Response::EventStream {
            fields: of_event(fields),
        };
    }
    let message_key = message_key(&fields, samples).to_owned();
    if has(CODE, &fields) {
        with_code(fields, message_key, samples)
    } else {
        without_code(fields, message_key, samples)
    }
}

fn has(name: &str, fields: &[Field]) -> bool {
    fields.iter().any(|field| field.name == name)
}

fn shown(key: &str, samples: &[&Value]) -> bool {
    samples.iter().any(|sample| sample.get(key).is_some())
}

/// The key of the message: `message` on a few pages.
fn message_key(fields: &[Field], samples: &[&Value]) -> &'static str {
    let shows_other = !shown(MESSAGE, samples) && shown(OTHER_MESSAGE, samples);
    if !has(MESSAGE, fields) && (has(OTHER_MESSAGE, fields) || shows_other) {
        OTHER_MESSAGE
    } else {
        MESSAGE
    }
}

/// The fields of an event: inside of `data` in the table of some pages, without it on the wire.
fn of_event(mut fields: Vec<Field>) -> Vec<Field> {
    fields.retain(|field| !is_status(field));
    match take_content(&mut fields) {
        Some(data) if fields.is_empty() => content(data).0,
        _ => fields,
    }
}

fn take_content(fields: &mut Vec<Field>) -> Option<Field> {
    let at = fields.iter().position(|field| field.name == CONTENT)?;
    Some(fields.remove(at))
}

/// The table shows the whole body of the response.
fn with_code(mut fields: Vec<Field>, message_key: String, samples: &[&Value]) -> Response {
    fields.retain(|field| !is_status(field));
    let has_content = has(CONTENT, &fields);
    let beside = fields.len() - usize::from(has_content);
    if beside == 0 {
        let (fields, root) = take_content(&mut fields).map(content).unwrap_or_default();
        return Response::Envelope {
            fields,
            root,
            message_key,
        };
    }
    // The table gives the content of `data` beside the code, and the samples show that it is there.
    let is_content = !has_content && shown(CONTENT, samples) && !fields.iter().any(|field| shown(&field.name, samples));
    if is_content {
        return Response::Envelope {
            fields,
            root: None,
            message_key,
        };
    }
    Response::Flat { fields }
}

/// The table shows the content of `data`; unless the samples show that it is the whole body.
fn without_code(mut fields: Vec<Field>, message_key: String, samples: &[&Value]) -> Response {
    if let [data] = fields.as_slice()
        && data.name == CONTENT
        && matches!(data.ty, Type::Object(_))
    {
        let (fields, root) = content(fields.remove(0));
        return Response::Envelope {
            fields,
            root,
            message_key,
        };
    }
    let has_code = shown(CODE, samples);
    let is_elsewhere = || !fields.iter().any(|field| shown(&field.name, samples));
    if samples.is_empty() || shown(CONTENT, samples) || has_code && is_elsewhere() {
        return Response::Envelope {
            fields,
            root: None,
            message_key,
        };
    }
    if has_code {
        Response::Flat { fields }
    } else {
        Response::Bare { fields }
    }
}

type Shape = fn(Vec<Field>) -> Response;

/// The shapes that a page can state.
const SHAPES: [(&str, Shape); 5] = [
    (vocabulary::SHAPE_FLAT, |fields| Response::Flat { fields }),
    (vocabulary::SHAPE_BARE, |fields| Response::Bare { fields }),
    (vocabulary::SHAPE_EVENT_STREAM, |fields| Response::EventStream {
        fields,
    }),
    (vocabulary::SHAPE_FILE, |_| Response::Binary),
    (vocabulary::SHAPE_REDIRECT, |_| Response::Redirect),
];

/// The shape that the page states.
fn stated(raw: &RawPage, diagnostics: &mut Diagnostics) -> Option<Shape> {
    let word = raw.response_shape.as_ref()?;
    let found = SHAPES.iter().find(|(known, _)| *known == word.text);
    if found.is_none() {
        let message = format!("`{}` is no form of a response", word.text);
        let help = format!(
            "Give one of {}, or leave the row out.",
            SHAPES.map(|(word, _)| word).join(", ")
        );
        diagnostics.report_with_help(Code::UnknownFact, word.span, message, help);
    }
    found.map(|(_, shape)| *shape)
}

/// Some tables hang the content below the row above it, `msg`, for want of a row `data`.
fn hoist_content(fields: &mut Vec<Field>, diagnostics: &mut Diagnostics) {
    let mut content = Vec::new();
    for field in fields
        .iter_mut()
        .filter(|field| is_status(field) && field.name != ERROR)
    {
        if let Type::Object(object) = &mut field.ty {
            content.append(&mut object.fields);
            field.ty = Type::String;
        }
    }
    add_new(fields, content, diagnostics);
}

/// What every response has beside its content.
fn is_status(field: &Field) -> bool {
    vocabulary::is_status(&field.name)
}

/// The fields of `data`, or its type where it is no object.
fn content(data: Field) -> (Vec<Field>, Option<Type>) {
    match data.ty {
        Type::Object(Object { fields, .. }) => (fields, None),
        Type::Any => (Vec::new(), None),
        other => (Vec::new(), Some(other)),
    }
}

/// A file or a redirect, where no table says otherwise.
fn without_table(fields: &[Field], raw: &RawPage, samples: &[&Value]) -> Option<Response> {
    let notes = || raw.response_notes.iter().map(|note| note.text.as_str());
    let says = |words: &[&str]| notes().any(|note| words.iter().any(|word| note.contains(word)));
    if !fields.is_empty() && !fields.iter().all(is_status) {
        return None;
    }
    if says(vocabulary::BINARY) && samples.is_empty() {
        return Some(Response::Binary);
    }
    let is_address = |sample: &RawSample| {
        sample.place == RawSamplePlace::Response && sample.code.text.trim_start().starts_with("http")
    };
    let redirects = says(vocabulary::REDIRECT) || raw.samples.iter().any(is_address);
    (fields.is_empty() && samples.is_empty() && redirects).then_some(Response::Redirect)
}

fn is_stream(raw: &RawPage) -> bool {
    let in_notes = raw.response_notes.iter().any(|note| note.text.contains("event-stream"));
    let in_headers = raw.tables.iter().flat_map(|table| &table.rows).any(|row| {
        row.name.text.eq_ignore_ascii_case("Content-Type") && row.description.plain().contains("event-stream")
    });
    let is_stream = |sample: &RawSample| sample.place == RawSamplePlace::Response && is_event_stream(&sample.code.text);
    let in_samples = raw.samples.iter().any(is_stream);
    in_notes || in_headers || in_samples
}
