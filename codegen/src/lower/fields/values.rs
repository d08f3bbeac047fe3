//! The values that a description lists -> a set of values as the type, where they fit it.

use super::Place;
use super::tree::Node;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{EnumBase, EnumValue, Enumeration, Type};
use crate::lower::description::Facts;
use crate::lower::values;
use crate::markup::Value;

/// Puts documented values into the type, where they fit it. Values that do not fit stay in the text.
pub(super) fn apply(ty: Type, facts: &mut Facts, place: Place, span: Span, diagnostics: &mut Diagnostics) -> Type {
    let values = read(facts, diagnostics);
    if values.is_empty() {
        return ty;
    }
    let is_number = |value: &EnumValue| value.key.parse::<i64>().is_ok();
    let base = match ty.innermost() {
        Type::String => Some(EnumBase::String),
        Type::Int if values.iter().all(is_number) => Some(EnumBase::Int),
        Type::Any if place == Place::Parameter => Some(EnumBase::String),
        _ => None,
    };
    if let Some(base) = base.filter(|_| values.iter().all(|value| !value.key.is_empty())) {
        return replace_innermost(ty, Type::Enum(Enumeration { base, values }));
    }
    let is_of_bool = |value: &EnumValue| ["true", "false"].contains(&value.key.as_str());
    if *ty.innermost() != Type::Bool || !values.iter().all(is_of_bool) {
        let keys: Vec<_> = values.iter().map(|value| value.key.as_str()).collect();
        let message = format!(
            "the values `{}` do not fit the field's type; they stay in the text",
            keys.join("`, `")
        );
        let is_odd = |value: &&EnumValue| match ty.innermost() {
            Type::Int => !is_number(value),
            Type::Bool => !is_of_bool(value),
            _ => true,
        };
        let odd = values.iter().find(is_odd).map(|value| value.key.clone());
        diagnostics.report_word(Code::ValueTypeMismatch, span, odd.into_iter().collect(), message);
    }
    for value in &values {
        if !facts.text.is_empty() {
            facts.text.push('\n');
        }
        facts.text.push_str(&format!("- {}: {}", value.key, value.label));
    }
    ty
}

/// The values, each once and without quotes. Placeholders go to the text.
fn read(facts: &mut Facts, diagnostics: &mut Diagnostics) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::with_capacity(facts.values.len());
    for value in &facts.values {
        let written = value.key.trim();
        let key = written.trim_matches(['"', '“', '”']).trim();
        if is_placeholder(key) {
            let message = format!("`{key}` stands for values of the caller's own; it is none itself");
            diagnostics.report_word(Code::OddValue, value.span, vec![key.to_owned()], message);
            facts.text.push_str(&format!("\n- {key}: {}", value.label));
            continue;
        }
        if key != written {
            let message = format!("the value `{written}` has quotes at its ends; it is read as `{key}`");
            diagnostics.report_word(Code::OddValue, value.span, vec![written.to_owned()], message);
        }
        if values.iter().any(|known| known.key == key) {
            let message = format!("the value `{key}` is listed twice; the first stays");
            diagnostics.report(Code::DuplicateValue, value.span, message);
        } else {
            let gone = facts.gone_values.iter().find(|(gone, _)| gone == key);
            values.push(EnumValue {
                gone: gone.map(|(_, since)| *since),
                ..EnumValue::new(key, value.label.trim())
            });
        }
    }
    values
}

/// Values that a text lists, where they fit the type and are no names of fields beside this one.
pub(super) fn unannounced(ty: &Type, facts: &Facts, siblings: &[Node<'_>], span: Span) -> Vec<Value> {
    let values = values::unannounced(&facts.text, span);
    // Where the example is another value, these are not all, or none.
    let example = facts.example.as_deref().map(|example| example.trim().trim_matches('"'));
    let is_other = |example: &str| values.iter().all(|value| value.key != example);
    if matches!(ty, Type::String | Type::Int) && example.is_some_and(is_other) {
        return Vec::new();
    }
    let is_field = |value: &Value| siblings.iter().any(|node| node.row.name.text == value.key);
    let fits = match ty.innermost() {
        Type::String => true,
        Type::Int => values.iter().all(|value| value.key.parse::<i64>().is_ok()),
        _ => false,
    };
    if fits && !values.iter().any(is_field) {
        values
    } else {
        Vec::new()
    }
}

/// `{KEY}`
fn is_placeholder(key: &str) -> bool {
    let inner = key.strip_prefix('{').and_then(|key| key.strip_suffix('}'));
    inner
        .is_some_and(|inner| !inner.is_empty() && inner.chars().all(|char| char.is_ascii_alphanumeric() || char == '_'))
}

fn replace_innermost(ty: Type, with: Type) -> Type {
    match ty {
        Type::List(inner) => Type::List(Box::new(replace_innermost(*inner, with))),
        Type::Map(inner) => Type::Map(Box::new(replace_innermost(*inner, with))),
        _ => with,
    }
}
