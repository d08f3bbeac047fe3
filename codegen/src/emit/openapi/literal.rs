//! Defaults and examples: the page's text in, a JSON value of the field's type out.

use serde_json::Value;

use crate::ir::Enumeration;

/// What a value is on the wire, whether its type is shared or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape<'a> {
    Bool,
    Int(Option<&'a Enumeration>),
    Float,
    Text(Option<&'a Enumeration>),
    File,
    List,
    Map,
    Object,
    Any,
}

/// The value that `text` writes for a field of this shape; `None` where it writes none.
pub(super) fn literal(text: &str, shape: Shape<'_>) -> Option<Value> {
    let text = text.trim();
    let value = match shape {
        Shape::Text(_) | Shape::File => Value::String(unquoted(text)),
        Shape::Int(_) => Value::from(unquoted(text).parse::<i64>().ok()?),
        Shape::Float => number(&unquoted(text))?,
        Shape::Bool => match unquoted(text).to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return None,
        },
        Shape::List => serde_json::from_str(text).ok().filter(Value::is_array)?,
        Shape::Map | Shape::Object => serde_json::from_str(text).ok().filter(Value::is_object)?,
        Shape::Any => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())),
    };
    Some(value)
}

/// A number as JSON writes it: whole ones without a fraction.
pub(super) fn number(text: &str) -> Option<Value> {
    let text = text.trim();
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::from(whole));
    }
    text.parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map(Value::from)
}

/// The text without the quotes that a JSON string has around it.
fn unquoted(text: &str) -> String {
    serde_json::from_str::<String>(text).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_take_the_type_of_their_field() {
        assert_eq!(literal("\"12\"", Shape::Int(None)), Some(json!(12)));
        assert_eq!(literal("12", Shape::Text(None)), Some(json!("12")));
        assert_eq!(literal("\"a\\\"b\"", Shape::Text(None)), Some(json!("a\"b")));
        assert_eq!(literal("True", Shape::Bool), Some(json!(true)));
        assert_eq!(literal("1.50", Shape::Float), Some(json!(1.5)));
        assert_eq!(literal("3", Shape::Float), Some(json!(3)));
        assert_eq!(literal("[1, 2]", Shape::List), Some(json!([1, 2])));
        assert_eq!(literal("plain", Shape::Any), Some(json!("plain")));
    }

    #[test]
    fn a_text_that_writes_no_such_value_is_none() {
        assert_eq!(literal("soon", Shape::Int(None)), None);
        assert_eq!(literal("yes", Shape::Bool), None);
        assert_eq!(literal("{}", Shape::List), None);
        assert_eq!(literal("inf", Shape::Float), None);
    }
}
