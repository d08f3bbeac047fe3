//! Code on a page -> samples; and what the samples show that the tables do not say.

use serde_json::Value;

use super::fields::items_of;
use super::json;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Field, Response, Sample, SampleContent, SamplePlace, Type};
use crate::page::{RawEndpoint, RawSample, RawSamplePlace};

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

/// What stands beside an answer's content.
const ENVELOPE: &[&str] = &["code", "msg", "message", "error", "log_id"];

/// Reads the samples of requests and answers.
pub(super) fn read(raw: &RawEndpoint, diagnostics: &mut Diagnostics) -> Vec<(Sample, Span)> {
    let mut samples = Vec::new();
    for sample in &raw.samples {
        let place = match sample.place {
            RawSamplePlace::Request => SamplePlace::Request,
            RawSamplePlace::Response => SamplePlace::Response,
            RawSamplePlace::Elsewhere => continue,
        };
        if PROGRAMS.contains(&sample.code.language.as_str()) {
            continue;
        }
        for content in json::read(&sample.code.text) {
            report(&content, sample, diagnostics);
            let sample_read = Sample {
                place,
                caption: sample.caption.clone(),
                content,
            };
            samples.push((sample_read, sample.span));
        }
    }
    samples
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
            diagnostics.report(Code::SampleRepaired, sample.span, message);
        }
        SampleContent::Text { text } => {
            if sample.code.language == "json" && !text.trim().is_empty() && !is_event_stream(text) {
                let message = "this sample is marked as JSON and is none";
                diagnostics.report(Code::SampleUnreadable, sample.span, message);
            }
        }
    }
}

/// `data: …` or `event: …` lines.
pub(super) fn is_event_stream(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("event:") || text.starts_with("data:")
}

/// Reports keys that no table documents, and values that do not fit their type; once for each way.
pub(super) fn compare(value: &Value, fields: &[Field], span: Span, diagnostics: &mut Diagnostics) {
    let mut comparison = Comparison {
        span,
        diagnostics,
        seen: Vec::new(),
    };
    comparison.object(value, fields, "", 0);
}

/// The same for a whole answer: what its shape has beside the fields is no key of theirs.
pub(super) fn compare_answer(value: &Value, response: &Response, span: Span, diagnostics: &mut Diagnostics) {
    let fields = response.fields();
    if fields.is_empty() {
        return;
    }
    let content = match response {
        Response::Envelope { .. } => value.get("data").cloned(),
        _ => value.as_object().map(|members| {
            let is_content = |key: &str| !ENVELOPE.contains(&key) || fields.iter().any(|field| field.name == key);
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
    fn object(&mut self, value: &Value, fields: &[Field], way: &str, depth: usize) {
        // Deeper samples than any page has are not worth a word.
        if depth > 64 {
            return;
        }
        for item in items_of(value) {
            let Value::Object(members) = item else { continue };
            for (key, member) in members {
                let way = if way.is_empty() {
                    key.clone()
                } else {
                    format!("{way}.{key}")
                };
                match fields.iter().find(|field| field.name == *key) {
                    Some(field) => self.value(member, &field.ty, &way, depth + 1),
                    None => self.once(Code::SampleUndocumentedKey, way, |way| {
                        format!("the sample has `{way}`, the tables do not")
                    }),
                }
            }
        }
    }

    fn value(&mut self, value: &Value, ty: &Type, way: &str, depth: usize) {
        let fits = match (ty, value) {
            (_, Value::Null) | (Type::Any | Type::Named(_) | Type::Enclosing(_), _) => true,
            (Type::Bool, value) => value.is_boolean(),
            (Type::Int, value) => value.is_i64() || value.is_u64(),
            (Type::Float, value) => value.is_number(),
            (Type::String, value) => value.is_string(),
            (Type::Enum(set), value) => match set.base {
                crate::ir::EnumBase::String => value.is_string(),
                crate::ir::EnumBase::Int => value.is_i64(),
            },
            (Type::File, _) => true,
            (Type::List(item), Value::Array(items)) => {
                for value in items {
                    self.value(value, item, way, depth + 1);
                }
                true
            }
            (Type::Map(item), Value::Object(members)) => {
                for value in members.values() {
                    self.value(value, item, way, depth + 1);
                }
                true
            }
            (Type::AnyObject, Value::Object(_)) => true,
            (Type::Object(object), Value::Object(_)) => {
                self.object(value, &object.fields, way, depth);
                true
            }
            _ => false,
        };
        if !fits {
            self.once(Code::SampleTypeMismatch, way.to_owned(), |way| {
                format!("the sample's `{way}` does not fit its documented type")
            });
        }
    }

    fn once(&mut self, code: Code, way: String, message: impl Fn(&str) -> String) {
        if !self.seen.contains(&way) {
            self.diagnostics.report(code, self.span, message(&way));
            self.seen.push(way);
        }
    }
}
