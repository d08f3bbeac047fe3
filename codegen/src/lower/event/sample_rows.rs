//! The rows that a table would have: keys, types and comments of a sample, for pages without a table.

use serde_json::Value;

use crate::markup::{Content, Inline};
use crate::page::{RawField, RawFieldTable, RawSample, Section, Spanned};

/// The table that the sample stands for. `value` is what it shows.
pub(super) fn table(sample: &RawSample, value: &Value) -> RawFieldTable {
    let mut rows = Rows {
        sample,
        at: 0,
        rows: Vec::new(),
    };
    rows.object(value, 0);
    RawFieldTable {
        section: Section::Event,
        heading: String::new(),
        levels_shown: true,
        marked: false,
        types_stated: false,
        rows: rows.rows,
        span: sample.span,
    }
}

struct Rows<'r> {
    sample: &'r RawSample,
    /// How far the text was read: keys come in the order of the sample.
    at: usize,
    rows: Vec<RawField>,
}

impl Rows<'_> {
    fn object(&mut self, value: &Value, level: u32) {
        let Value::Object(members) = value else { return };
        for (key, member) in members {
            let comment = self.comment(key);
            let spanned = |text: &str| Spanned {
                text: text.to_owned(),
                span: self.sample.span,
            };
            self.rows.push(RawField {
                level,
                name: spanned(key),
                ty: Some(spanned(word(member))),
                description: Content(comment.into_iter().map(Inline::Text).collect()),
                description_span: self.sample.span,
                span: self.sample.span,
                ..RawField::default()
            });
            match member {
                Value::Array(items) => items.first().into_iter().for_each(|item| self.object(item, level + 1)),
                member => self.object(member, level + 1),
            }
        }
    }

    /// The comment behind a key, on its line.
    fn comment(&mut self, key: &str) -> Option<String> {
        let rest = self.sample.code.text.get(self.at..)?;
        let quoted = format!("\"{key}\"");
        let is_key = |(at, _): &(usize, &str)| {
            let behind = rest.get(at + quoted.len()..).unwrap_or_default();
            behind.trim_start().starts_with([':', '：'])
        };
        let (at, _) = rest.match_indices(&quoted).find(is_key)?;
        self.at += at + quoted.len();
        let line = rest.get(at + quoted.len()..)?.lines().next()?;
        let mut in_text = false;
        let mut last = ' ';
        for (at, char) in line.char_indices() {
            match char {
                '"' if last != '\\' => in_text = !in_text,
                '/' if last == '/' && !in_text => {
                    let comment = line.get(at + 1..)?.trim();
                    return (!comment.is_empty()).then(|| comment.to_owned());
                }
                _ => {}
            }
            last = char;
        }
        None
    }
}

/// The word for the type of a value.
fn word(value: &Value) -> &'static str {
    match value {
        Value::Null => "any",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "int",
        Value::Number(_) => "float",
        Value::String(_) => "string",
        Value::Object(_) => "object",
        Value::Array(items) => match items.first() {
            Some(Value::Object(_)) => "object[]",
            Some(Value::String(_)) => "string[]",
            Some(Value::Number(_)) => "int[]",
            _ => "list",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;
    use crate::markup::Code;
    use crate::page::RawSamplePlace;

    #[test]
    fn keys_and_comments_of_a_sample_are_rows() {
        let text = "{\n \"a\": { // first\n  \"b\": \"//no\" }, // none\n \"c\": [{\"a\": 1}]\n}";
        let sample = RawSample {
            place: RawSamplePlace::Event,
            caption: String::new(),
            code: Code {
                language: String::new(),
                text: text.to_owned(),
            },
            span: Span::default(),
        };
        let value = serde_json::json!({"a": {"b": "//no"}, "c": [{"a": 1}]});
        let table = table(&sample, &value);
        let rows = table.rows.iter().map(|row| {
            let ty = row.ty.as_ref().map_or("", |ty| ty.text.as_str());
            (row.level, row.name.text.as_str(), ty, row.description.plain())
        });
        let expected = [
            (0, "a", "object", "first".to_owned()),
            (1, "b", "string", "none".to_owned()),
            (0, "c", "object[]", String::new()),
            (1, "a", "int", String::new()),
        ];
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    }
}
