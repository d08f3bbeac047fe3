//! Defaults and examples that a field's own values and limits do not allow.

use serde_json::Value;

use super::{documented, is_outside};
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Constraints, Endpoint, Field, Part, PartContent, Type, Visit, visit_content};
use crate::prose::PLACEHOLDER;

pub(super) fn check(endpoint: &Endpoint, found: &mut Diagnostics) {
    let mut checking = Checking {
        around: endpoint.source.span,
        path: Vec::new(),
        found,
    };
    endpoint.visit(&mut checking);
}

struct Checking<'a, 'd> {
    around: Span,
    path: Vec<&'a str>,
    found: &'d mut Diagnostics,
}

impl<'a> Visit<'a> for Checking<'a, '_> {
    fn part(&mut self, part: Part, content: PartContent<'a>) {
        self.path = vec![part.name()];
        visit_content(self, content);
    }

    fn field(&mut self, field: &'a Field) {
        let around = self.around;
        if !field.span.is_nowhere() {
            self.around = field.span;
        }
        self.path.push(&field.name);
        self.value(field, field.default.as_deref(), "default", Code::DefaultOutsideSet);
        self.value(field, field.example.as_deref(), "example", Code::ExampleOutsideSet);
        self.limits(field);
        self.ty(&field.ty);
        self.path.pop();
        self.around = around;
    }
}

impl Checking<'_, '_> {
    fn value(&mut self, field: &Field, text: Option<&str>, what: &str, code: Code) {
        let (Some(text), Type::Enum(set)) = (text, field.ty.innermost()) else {
            return;
        };
        let is_list = field.ty != Type::Enum(set.clone());
        for value in items(text, is_list).iter().filter(|value| is_outside(set, value)) {
            let path = self.path.join(".");
            let message = format!(
                "the {what} `{value}` of `{path}` is none of its values: {}",
                documented(set)
            );
            self.found.report(code, self.around, message);
        }
    }

    fn limits(&mut self, field: &Field) {
        let Some(text) = field.example.as_deref() else { return };
        if let Some(limit) = broken(&field.ty, &field.constraints, text) {
            let path = self.path.join(".");
            let message = format!("the example of `{path}` breaks its own limit: {limit}");
            self.found.report(Code::ExampleOutsideLimits, self.around, message);
        }
    }
}

/// The values in a text: one, or those of a JSON list. Nothing where it holds no value.
fn items(text: &str, is_list: bool) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let found = match serde_json::from_str(text) {
        Ok(Value::Array(items)) => items.iter().filter_map(plain).collect(),
        Ok(value) => plain(&value).into_iter().collect(),
        Err(_) if is_list => Vec::new(),
        Err(_) => vec![text.trim_matches(['"', '\'', '`', '“', '”']).trim().to_owned()],
    };
    let is_value = |text: &String| !text.is_empty() && !text.contains(PLACEHOLDER);
    found.into_iter().filter(is_value).collect()
}

/// The limit that an example breaks, in words.
fn broken(ty: &Type, limits: &Constraints, text: &str) -> Option<String> {
    match ty {
        Type::String => {
            let value = text.trim_matches('"');
            length(limits, value.chars().count().try_into().ok()?).filter(|_| !value.contains(PLACEHOLDER))
        }
        Type::List(_) => match serde_json::from_str(text) {
            Ok(Value::Array(items)) => length(limits, items.len().try_into().ok()?),
            _ => None,
        },
        Type::Int | Type::Float => range(limits, text.trim_matches('"').parse().ok()?),
        _ => None,
    }
}

/// The limit that a length breaks.
pub(super) fn length(limits: &Constraints, length: u64) -> Option<String> {
    let least = limits.min_length.filter(|least| length < *least);
    let most = limits.max_length.filter(|most| length > *most);
    let least = least.map(|least| format!("its length is {length}, at least {least} is allowed"));
    least.or_else(|| most.map(|most| format!("its length is {length}, at most {most} is allowed")))
}

/// The limit that a number breaks.
pub(super) fn range(limits: &Constraints, number: f64) -> Option<String> {
    let limit = |text: &Option<String>| text.as_ref()?.parse::<f64>().ok();
    let least = limit(&limits.minimum).filter(|least| number < *least);
    let most = limit(&limits.maximum).filter(|most| number > *most);
    let least = least.map(|least| format!("{number} is less than {least}"));
    least.or_else(|| most.map(|most| format!("{number} is more than {most}")))
}
