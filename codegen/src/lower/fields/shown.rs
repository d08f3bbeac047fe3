//! What samples show of a field.

use serde_json::Value;

use crate::ir::Type;
use crate::vocabulary::TypeWord;

/// The values of a key in an object, or in every object of a list.
pub(super) fn values_of<'v>(sample: &'v Value, key: &str) -> Vec<&'v Value> {
    items_of(sample)
        .into_iter()
        .filter_map(|item| item.get(key))
        .filter(|value| !value.is_null())
        .collect()
}

/// The items of a list, of lists in it too; else the value itself.
pub(in crate::lower) fn items_of(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(items_of).collect(),
        other => vec![other],
    }
}

/// The type that all samples agree on: a primitive one, or a list of such.
pub(super) fn shown_type(values: &[&Value]) -> Option<Type> {
    let one = |value: &Value| match value {
        Value::Bool(_) => Some(Type::Bool),
        Value::Number(number) => Some(if number.is_i64() { Type::Int } else { Type::Float }),
        Value::String(_) => Some(Type::String),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().collect();
            let inner = if items.iter().any(|item| item.is_array()) {
                None
            } else {
                shown_type(&items)
            };
            inner.map(|inner| Type::List(Box::new(inner)))
        }
        _ => None,
    };
    let mut types = values.iter().map(|value| one(value));
    let first = types.next()??;
    types.all(|ty| ty.as_ref() == Some(&first)).then_some(first)
}

/// The type of a list of which nothing is said, where the samples and the example show items of one primitive type.
pub(super) fn shown_list(word: &TypeWord, values: &[&Value], example: Option<&str>) -> Option<Type> {
    if *word != TypeWord::List(Box::new(TypeWord::Any)) {
        return None;
    }
    let example: Option<Value> = example.and_then(|example| serde_json::from_str(example).ok());
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let shown = values.iter().copied().chain(example.as_ref());
    let shown: Vec<_> = shown.filter(|value| !is_empty(value)).collect();
    shown_type(&shown).filter(|ty| matches!(ty, Type::List(_)))
}
