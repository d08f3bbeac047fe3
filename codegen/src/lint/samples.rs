//! JSON samples that the documented values, limits and required fields do not allow.

use std::collections::BTreeSet;

use serde_json::Value;

use super::values::{length, range};
use super::{documented, is_outside};
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Body, Endpoint, Field, Response, SamplePlace, Type};
use crate::prose::PLACEHOLDER;
use crate::vocabulary::CONTENT;

/// Objects within objects that are looked into.
const DEEPEST: usize = 64;

pub(super) fn check(endpoint: &Endpoint, found: &mut Diagnostics) {
    let mut checking = Checking {
        around: endpoint.source.span,
        seen: BTreeSet::new(),
        found,
    };
    for sample in &endpoint.samples {
        let Some(value) = sample.content.json() else { continue };
        match (sample.place, &endpoint.body, &endpoint.response) {
            (SamplePlace::Request, Body::Json { fields, .. }, _) => checking.object(value, fields, "body", true, 0),
            (SamplePlace::Response, _, Response::Envelope { fields, .. }) => {
                if let Some(value) = value.get(CONTENT) {
                    checking.object(value, fields, "response", false, 0);
                }
            }
            (SamplePlace::Response, _, response) => checking.object(value, response.fields(), "response", false, 0),
            _ => {}
        }
    }
}

struct Checking<'d> {
    /// Where diagnostics point: at the row of the innermost field that stands on the page, or at the URL.
    around: Span,
    /// Each place is reported once a page.
    seen: BTreeSet<(Code, String)>,
    found: &'d mut Diagnostics,
}

impl Checking<'_> {
    fn report(&mut self, code: Code, path: &str, message: String) {
        if self.seen.insert((code, path.to_owned())) {
            self.found.report(code, self.around, message);
        }
    }

    fn object(&mut self, value: &Value, fields: &[Field], path: &str, is_request: bool, depth: usize) {
        let Value::Object(members) = value else { return };
        if depth > DEEPEST {
            return;
        }
        let around = self.around;
        for field in fields {
            let path = format!("{path}.{}", field.name);
            if !field.span.is_nowhere() {
                self.around = field.span;
            }
            match members.get(&field.name) {
                Some(value) => self.value(value, field, &field.ty, &path, is_request, depth),
                None if is_request && field.is_required() => {
                    let message = format!("a sample lacks `{path}`, which is required");
                    self.report(Code::SampleLacksRequired, &path, message);
                }
                None => {}
            }
            self.around = around;
        }
    }

    fn value(&mut self, value: &Value, field: &Field, ty: &Type, path: &str, is_request: bool, depth: usize) {
        let broken = match (ty, value) {
            (_, Value::String(text)) if text.is_empty() || text.contains(PLACEHOLDER) => return,
            (Type::Enum(set), Value::String(_) | Value::Number(_)) => {
                let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
                if is_outside(set, &text) {
                    let message = format!(
                        "a sample has `{text}` in `{path}`, which is none of {}",
                        documented(set)
                    );
                    self.report(Code::SampleOutsideSet, path, message);
                }
                return;
            }
            (Type::List(item), Value::Array(items)) => {
                for value in items {
                    self.value(value, field, item, path, is_request, depth + 1);
                }
                // Limits of a list count its items.
                let is_whole = field.ty == *ty;
                items
                    .len()
                    .try_into()
                    .ok()
                    .filter(|_| is_whole)
                    .and_then(|count| length(&field.constraints, count))
            }
            (Type::Object(object), value) => return self.object(value, &object.fields, path, is_request, depth + 1),
            (Type::String, Value::String(text)) if field.ty == Type::String => {
                let count = text.chars().count().try_into().ok();
                count.and_then(|count| length(&field.constraints, count))
            }
            (Type::Int | Type::Float, Value::Number(number)) => {
                number.as_f64().and_then(|number| range(&field.constraints, number))
            }
            _ => None,
        };
        if let Some(limit) = broken {
            let message = format!("a sample breaks the limit of `{path}`: {limit}");
            self.report(Code::SampleOutsideLimits, path, message);
        }
    }
}
