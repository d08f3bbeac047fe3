//! Values as texts: path parameters, query parameters, headers and form fields.

use serde_json::Value;
use smallvec::{SmallVec, smallvec};

use super::encode::read_json;
use super::{Encode, Written};

/// The texts of one value: none where it is absent, one for a scalar, one per item of a list.
pub(crate) type Texts = SmallVec<[String; 1]>;

/// Why a value has no text.
pub(crate) const NO_TEXT: &str = "the value cannot be written as text";

/// Turns a value into texts. An object, or a list inside a list, is written as JSON.
pub(crate) fn to_text<T: Encode + ?Sized>(value: &T) -> Result<Texts, &'static str> {
    if value.is_absent() {
        return Ok(Texts::new());
    }
    // Going over a JSON value costs a copy of a short text and saves a serializer of our own.
    match serde_json::to_value(Written(value)) {
        Ok(value) => texts(value),
        Err(_) => Err(NO_TEXT),
    }
}

/// Turns the JSON of a value into texts; none is a value that could not be written.
pub(crate) fn texts_of(json: Option<&[u8]>) -> Result<Texts, &'static str> {
    texts(read_json(json))
}

fn texts(value: Value) -> Result<Texts, &'static str> {
    match value {
        Value::Array(items) => items.into_iter().map(scalar).collect(),
        value => Ok(smallvec![scalar(value)?]),
    }
}

fn scalar(value: Value) -> Result<String, &'static str> {
    match value {
        Value::String(text) => Ok(text),
        Value::Null => Err(NO_TEXT),
        other => Ok(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(value: &(impl Encode + ?Sized)) -> Vec<String> {
        to_text(value).unwrap().into_vec()
    }

    #[test]
    fn scalars_lists_and_objects_have_texts() {
        assert_eq!(texts("a b"), ["a b"]);
        assert_eq!(texts(&i64::MAX), ["9223372036854775807"]);
        assert_eq!(texts(&true), ["true"]);
        assert_eq!(texts(&0.5), ["0.5"]);
        assert_eq!(texts(&None::<String>), [""; 0]);
        assert_eq!(texts(&vec![1, 2]), ["1", "2"]);
        assert_eq!(texts(&serde_json::json!({"a": [1]})), [r#"{"a":[1]}"#]);
    }

    #[test]
    fn a_number_that_is_none_has_no_text() {
        assert_eq!(to_text(&f64::NAN), Err(NO_TEXT));
    }
}
