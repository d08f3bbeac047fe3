//! Code on a page -> samples; and what the samples show that the tables do not say.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::Value;

use super::fields::items_of;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Body, EnumBase, Field, Response, Sample, SampleContent, SamplePlace, Type};
use crate::json;
use crate::page::{RawPage, RawSample, RawSamplePlace};
use crate::vocabulary::{CONTENT, PAYLOAD, is_status};

/// Languages of programs: what they show is no body.
const PROGRAMS: &[&str] = &[
    "go",
    "java",
    "python",
    "javascript",
    "js",
    "node",
    "php",
    "c#",
    "csharp",
    "ruby",
    "kotlin",
    "swift",
];

/// The samples of a page, in its order, each with its place.
pub(super) struct Samples(Vec<(Sample, Span)>);

impl Samples {
    /// Reads the samples of requests and responses.
    pub(super) fn read(raw: &RawPage, diagnostics: &mut Diagnostics) -> Self {
        let mut samples = Vec::new();
        for sample in &raw.samples {
            let place = match sample.place {
                RawSamplePlace::Request => SamplePlace::Request,
                RawSamplePlace::Response => SamplePlace::Response,
                RawSamplePlace::Event => SamplePlace::Event,
                RawSamplePlace::Elsewhere => continue,
            };
            if PROGRAMS.contains(&sample.code.language.as_str()) {
                continue;
            }
            for content in json::read(&sample.code.text) {
                report(&content, sample, diagnostics);
                let caption = sample.caption.clone();
                let read = Sample {
                    place,
                    caption,
                    content,
                };
                samples.push((read, sample.span));
            }
        }
        Self(samples)
    }

    /// The JSON of all samples of requests, or of responses.
    pub(super) fn json(&self, place: SamplePlace) -> Vec<&Value> {
        let of_place = self.0.iter().filter(|(sample, _)| sample.place == place);
        of_place.filter_map(|(sample, _)| sample.content.json()).collect()
    }

    /// Reports where the samples say something else than the tables.
    pub(super) fn compare(&self, body: &Body, response: &Response, diagnostics: &mut Diagnostics) {
        for (sample, span) in &self.0 {
            let Some(value) = sample.content.json() else { continue };
            match sample.place {
                SamplePlace::Request if !body.fields().is_empty() => compare(value, body.fields(), *span, diagnostics),
                SamplePlace::Response => compare_response(value, response, *span, diagnostics),
                SamplePlace::Request | SamplePlace::Event => {}
            }
        }
    }

    /// The samples of events between two bytes of the page, and where they stand.
    pub(super) fn of_events(&self, between: Range<u32>) -> Vec<(&Sample, Span)> {
        let is_one =
            |(sample, span): &&(Sample, Span)| sample.place == SamplePlace::Event && between.contains(&span.start);
        self.0
            .iter()
            .filter(is_one)
            .map(|(sample, span)| (sample, *span))
            .collect()
    }

    /// The samples of a place.
    pub(super) fn of_place(&self, place: SamplePlace) -> Vec<Sample> {
        let of_place = self.0.iter().filter(|(sample, _)| sample.place == place);
        of_place.map(|(sample, _)| sample.clone()).collect()
    }

    pub(super) fn into_samples(self) -> Vec<Sample> {
        self.0.into_iter().map(|(sample, _)| sample).collect()
    }
}

fn report(content: &SampleContent, sample: &RawSample, diagnostics: &mut Diagnostics) {
    match content {
        SampleContent::Json { .. } => {}
        SampleContent::Repaired { repairs, .. } => {
            let mut message = "this sample is JSON only after repairs".to_owned();
            if !repairs.is_empty() {
                message.push_str(": ");
                message.push_str(&repairs.join(", "));
            }
            diagnostics.report_word(Code::SampleRepaired, sample.span, broken_line(sample), message);
        }
        SampleContent::Text { text } => {
            if sample.code.language == "json" && !text.trim().is_empty() && !is_event_stream(text) {
                let message = "this sample is marked as JSON and is none";
                diagnostics.report_word(Code::SampleUnreadable, sample.span, broken_line(sample), message);
            }
        }
    }
}

/// The line at which a sample stops being JSON.
fn broken_line(sample: &RawSample) -> Vec<String> {
    let text = sample.code.text.trim();
    let error = serde_json::from_str::<IgnoredAny>(text).err();
    let line = error.and_then(|error| text.lines().nth(error.line().saturating_sub(1)));
    // A bracket alone says nothing, and stands in other lines too.
    let line = line.map(str::trim).filter(|line| line.len() > 2);
    line.into_iter().map(ToOwned::to_owned).collect()
}

/// `data: …` or `event: …` lines.
pub(super) fn is_event_stream(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("event:") || text.starts_with("data:")
}

/// Reports keys that no table documents, and values that do not fit their type; once for each path.
fn compare(value: &Value, fields: &[Field], span: Span, diagnostics: &mut Diagnostics) {
    let mut comparison = Comparison {
        span,
        diagnostics,
        seen: Vec::new(),
    };
    comparison.object(value, fields, "", 0);
}

/// The same for an event. `fields` are those of its payload, or of all of it.
pub(super) fn compare_event(
    event: &Value,
    fields: &[Field],
    is_payload: bool,
    span: Span,
    diagnostics: &mut Diagnostics,
) {
    let shown = if is_payload { event.get(PAYLOAD) } else { Some(event) };
    if let Some(shown) = shown {
        compare(shown, fields, span, diagnostics);
    }
}

/// The same for a whole response: what its shape has beside the fields is no key of theirs.
fn compare_response(value: &Value, response: &Response, span: Span, diagnostics: &mut Diagnostics) {
    let fields = response.fields();
    if fields.is_empty() {
        return;
    }
    let content = match response {
        Response::Envelope { .. } => value.get(CONTENT).cloned(),
        _ => value.as_object().map(|members| {
            let is_content = |key: &str| !is_status(key) || fields.iter().any(|field| field.name == key);
            let members = members.iter().filter(|(key, _)| is_content(key));
            Value::Object(members.map(|(key, value)| (key.clone(), value.clone())).collect())
        }),
    };
    if let Some(content) = content {
        compare(&content, fields, span, diagnostics);
    }
}

struct Comparison<'d> {
    span: Span,
    diagnostics: &'d mut Diagnostics,
    seen: Vec<String>,
}

impl Comparison<'_> {
    fn object(&mut self, value: &Value, fields: &[Field], path: &str, depth: usize) {
        // Deeper samples than any page has are not worth a word.
        if depth > 64 {
            return;
        }
        for item in items_of(value) {
            let Value::Object(members) = item else { continue };
            for (key, member) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                match fields.iter().find(|field| field.name == *key) {
                    Some(field) => self.value(member, &field.ty, &path, depth + 1),
                    None => self.once(Code::SampleUndocumentedKey, path, |path| {
                        format!("the sample has `{path}`, the tables do not")
                    }),
                }
            }
        }
    }

    fn value(&mut self, value: &Value, ty: &Type, path: &str, depth: usize) {
        let fits = match (ty, value) {
            (_, Value::Null) | (Type::Any | Type::Named(_) | Type::Enclosing(_), _) => true,
            (Type::Bool, value) => value.is_boolean(),
            (Type::Int, value) => value.is_i64() || value.is_u64(),
            (Type::Float, value) => value.is_number(),
            (Type::String, value) => value.is_string(),
            (Type::Enum(set), value) => match set.base {
                EnumBase::String => value.is_string(),
                EnumBase::Int => value.is_i64(),
            },
            (Type::File, _) => true,
            (Type::List(item), Value::Array(items)) => {
                for value in items {
                    self.value(value, item, path, depth + 1);
                }
                true
            }
            (Type::Map(item), Value::Object(members)) => {
                for value in members.values() {
                    self.value(value, item, path, depth + 1);
                }
                true
            }
            (Type::AnyObject, Value::Object(_)) => true,
            (Type::Object(object), Value::Object(_)) => {
                self.object(value, &object.fields, path, depth);
                true
            }
            _ => false,
        };
        if !fits {
            self.once(Code::SampleTypeMismatch, path.to_owned(), |path| {
                format!("the sample's `{path}` does not fit its documented type")
            });
        }
    }

    fn once(&mut self, code: Code, path: String, message: impl Fn(&str) -> String) {
        if !self.seen.contains(&path) {
            let keys = path.split('.').map(|key| format!("\"{key}\"")).collect();
            self.diagnostics.report_word(code, self.span, keys, message(&path));
            self.seen.push(path);
        }
    }
}
