//! The table of the answer -> its shape.

use serde_json::Value;

use super::samples::is_event_stream;
use super::words;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Field, Object, Response, Type};
use crate::page::{RawEndpoint, RawSample, RawSamplePlace};

/// Tells the shape of the answer from the fields of the whole reply, the samples, and the words in place of a table.
pub(super) fn shape(
    mut fields: Vec<Field>,
    raw: &RawEndpoint,
    samples: &[&Value],
    diagnostics: &mut Diagnostics,
) -> Response {
    if let Some(word) = &raw.answer_shape {
        match stated(&word.text) {
            Some(response) => return response(fields),
            None => {
                let message = format!("`{}` is no shape of an answer", word.text);
                let help = format!(
                    "give one of {}, or leave the row out",
                    SHAPES.map(|(word, _)| word).join(", ")
                );
                diagnostics.report_with_help(Code::UnknownFact, word.span, message, help);
            }
        }
    }
    if let Some(response) = without_table(&fields, raw, samples) {
        return response;
    }
    hoist_content(&mut fields);
    let has = |name: &str, fields: &[Field]| fields.iter().any(|field| field.name == name);
    let shown = |key: &str| samples.iter().any(|sample| sample.get(key).is_some());
    let message_key = if !has("msg", &fields) && (has("message", &fields) || !shown("msg") && shown("message")) {
        "message"
    } else {
        "msg"
    };
    let message_key = message_key.to_owned();
    let has_code = has("code", &fields);
    if is_stream(raw) {
        fields.retain(|field| !is_status(field));
        let data = fields
            .iter()
            .position(|field| field.name == "data")
            .map(|at| fields.remove(at));
        let fields = if fields.is_empty() {
            data.map(content).unwrap_or_default().0
        } else {
            fields
        };
        return Response::EventStream { fields };
    }
    if has_code {
        fields.retain(|field| !is_status(field));
        let data = fields.iter().position(|field| field.name == "data");
        let beside = fields.len() - usize::from(data.is_some());
        return match data {
            Some(at) if beside == 0 => {
                let (fields, root) = content(fields.remove(at));
                Response::Envelope {
                    fields,
                    root,
                    message_key,
                }
            }
            // The table gives the content of `data` beside the code, and the samples show that it is there.
            None if beside > 0 && shown("data") && !fields.iter().any(|field| shown(&field.name)) => {
                Response::Envelope {
                    fields,
                    root: None,
                    message_key,
                }
            }
            None if beside == 0 => Response::Envelope {
                fields,
                root: None,
                message_key,
            },
            _ => Response::Flat { fields },
        };
    }
    // Without a code, the table shows the content of `data`; unless the samples show that it is the whole answer.
    if let [data] = fields.as_slice()
        && data.name == "data"
        && matches!(data.ty, Type::Object(_))
    {
        let (fields, root) = content(fields.remove(0));
        return Response::Envelope {
            fields,
            root,
            message_key,
        };
    }
    let enveloped =
        samples.is_empty() || shown("data") || shown("code") && !fields.iter().any(|field| shown(&field.name));
    if enveloped {
        Response::Envelope {
            fields,
            root: None,
            message_key,
        }
    } else if shown("code") {
        Response::Flat { fields }
    } else {
        Response::Bare { fields }
    }
}

type Shape = fn(Vec<Field>) -> Response;

/// The shapes that a page can state.
const SHAPES: [(&str, Shape); 5] = [
    ("flat", |fields| Response::Flat { fields }),
    ("bare", |fields| Response::Bare { fields }),
    ("event stream", |fields| Response::EventStream { fields }),
    ("file", |_| Response::Binary),
    ("redirect", |_| Response::Redirect),
];

fn stated(word: &str) -> Option<Shape> {
    SHAPES.iter().find(|(known, _)| *known == word).map(|(_, shape)| *shape)
}

/// Some tables hang the content below the row above it, `msg`, for want of a row `data`.
fn hoist_content(fields: &mut Vec<Field>) {
    let mut content = Vec::new();
    for field in fields
        .iter_mut()
        .filter(|field| is_status(field) && field.name != "error")
    {
        if let Type::Object(object) = &mut field.ty {
            content.append(&mut object.fields);
            field.ty = Type::String;
        }
    }
    fields.append(&mut content);
}

/// What every reply has beside its content.
fn is_status(field: &Field) -> bool {
    matches!(field.name.as_str(), "code" | "msg" | "message" | "error" | "log_id")
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
fn without_table(fields: &[Field], raw: &RawEndpoint, samples: &[&Value]) -> Option<Response> {
    let notes = || raw.response_notes.iter().map(|note| note.text.as_str());
    let says = |words: &[&str]| notes().any(|note| words.iter().any(|word| note.contains(word)));
    if !fields.is_empty() && !fields.iter().all(is_status) {
        return None;
    }
    if says(words::BINARY) && samples.is_empty() {
        return Some(Response::Binary);
    }
    let is_address = |sample: &RawSample| {
        sample.place == RawSamplePlace::Response && sample.code.text.trim_start().starts_with("http")
    };
    let redirects = says(words::REDIRECT) || raw.samples.iter().any(is_address);
    (fields.is_empty() && samples.is_empty() && redirects).then_some(Response::Redirect)
}

fn is_stream(raw: &RawEndpoint) -> bool {
    let in_notes = raw.response_notes.iter().any(|note| note.text.contains("event-stream"));
    let in_headers = raw.tables.iter().flat_map(|table| &table.rows).any(|row| {
        row.name.text.eq_ignore_ascii_case("Content-Type") && row.description.plain().contains("event-stream")
    });
    let is_stream = |sample: &RawSample| sample.place == RawSamplePlace::Response && is_event_stream(&sample.code.text);
    let in_samples = raw.samples.iter().any(is_stream);
    in_notes || in_headers || in_samples
}
