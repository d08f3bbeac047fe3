//! The path into a JSON document that an error carries.
//!
//! It is put together only when an error travels up: each level adds its step in front of the message, so that a
//! successful read pays nothing. Steps start with `.` or `[`, which no message does.

use std::fmt::{Display, Write};

use serde::de::Error;

/// `error`, with a step to the field `key` in front of it.
#[cold]
pub(crate) fn at_field<E: Error>(key: &str, error: &E) -> E {
    E::custom(with_step(&field_step(key), error))
}

/// `error`, with a step to the element `index` in front of it.
#[cold]
pub(super) fn at_index<E: Error>(index: usize, error: &E) -> E {
    E::custom(with_step(&item_step(index), error))
}

pub(super) fn item_step(index: usize) -> String {
    format!("[{index}]")
}

pub(super) fn field_step(key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if plain { format!(".{key}") } else { format!("[{key:?}]") }
}

fn with_step(step: &str, error: &dyn Display) -> String {
    let mut text = step.to_owned();
    let rest = error.to_string();
    if !rest.starts_with(['.', '[']) {
        text.push_str(": ");
    }
    // Writing to a string cannot fail.
    let _ = text.write_str(&rest);
    text
}

/// Splits the text of an error into the path and the message.
pub(crate) fn split(text: &str) -> (&str, &str) {
    if !text.starts_with(['.', '[']) {
        return ("", text);
    }
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ':' if !quoted => {
                let (path, message) = text.split_at(at);
                return (path, message.trim_start_matches([':', ' ']));
            }
            _ => {}
        }
    }
    ("", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_its_message() {
        assert_eq!(
            split(".items[3].id: expected: this"),
            (".items[3].id", "expected: this")
        );
        assert_eq!(split(r#".a["x: \"y"].b: message"#), (r#".a["x: \"y"].b"#, "message"));
        assert_eq!(split("EOF while parsing"), ("", "EOF while parsing"));
    }

    #[test]
    fn steps_are_put_in_front() {
        let inner: serde_json::Error = Error::custom("expected a bool");
        let text = at_field("items", &at_index(3, &at_field("odd key", &inner))).to_string();
        assert_eq!(text, r#".items[3]["odd key"]: expected a bool"#);
    }
}
