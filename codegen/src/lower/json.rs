//! Samples: reads JSON, and mends what people wrote into it.

use serde_json::Value;

use crate::ir::SampleContent;

/// Reads a sample that should be JSON.
pub(super) fn read(text: &str) -> SampleContent {
    let trimmed = text.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return SampleContent::Json { value };
    }
    if trimmed.starts_with(['{', '[', '/', '#', '"', '\u{a0}']) {
        let mut repair = Repair::new(trimmed);
        repair.run();
        if let Ok(value) = serde_json::from_str::<Value>(repair.out.trim())
            && (value.is_object() || value.is_array())
        {
            let mut repairs: Vec<_> = repair.done.into_iter().map(ToOwned::to_owned).collect();
            repairs.sort();
            repairs.dedup();
            return SampleContent::Repaired { value, repairs };
        }
    }
    SampleContent::Text { text: text.to_owned() }
}

struct Repair<'a> {
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    text: &'a str,
    out: String,
    done: Vec<&'static str>,
}

impl<'a> Repair<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.char_indices().peekable(),
            text,
            out: String::with_capacity(text.len()),
            done: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some((at, char)) = self.rest.next() {
            match char {
                '"' => {
                    self.separate();
                    self.string('"');
                }
                '“' | '”' => {
                    self.separate();
                    self.done.push("fullwidth quote");
                    self.string('”');
                }
                '，' => self.replace(",", "fullwidth comma"),
                '：' => self.replace(":", "fullwidth colon"),
                '\u{a0}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{3000}' => {
                    self.replace(" ", "odd blank")
                }
                '#' => self.skip_line(),
                '/' if self.follows(at, "//") => self.skip_line(),
                '/' if self.follows(at, "/*") => self.skip_comment(at),
                '…' => self.done.push("ellipsis"),
                '.' if self.follows(at, "..") => {
                    while self.rest.next_if(|(_, char)| *char == '.').is_some() {}
                    self.done.push("ellipsis");
                }
                '}' | ']' => {
                    self.drop_comma();
                    self.out.push(char);
                }
                ',' if matches!(self.last(), Some(',' | '{' | '[')) => self.done.push("surplus comma"),
                '{' | '[' => {
                    self.separate();
                    self.out.push(char);
                }
                _ => self.out.push(char),
            }
        }
        self.drop_comma();
    }

    fn follows(&self, at: usize, what: &str) -> bool {
        self.text.get(at..).is_some_and(|rest| rest.starts_with(what))
    }

    fn replace(&mut self, with: &str, repair: &'static str) {
        self.out.push_str(with);
        self.done.push(repair);
    }

    /// The last character that is no blank.
    fn last(&self) -> Option<char> {
        self.out.trim_end().chars().next_back()
    }

    /// Puts in the comma that is missing before a value.
    fn separate(&mut self) {
        let after_value = |char: char| matches!(char, '"' | '}' | ']') || char.is_ascii_alphanumeric();
        if self.last().is_some_and(after_value) {
            self.replace(",", "missing comma");
        }
    }

    fn drop_comma(&mut self) {
        let trimmed = self.out.trim_end();
        if trimmed.ends_with(',') {
            self.out.truncate(trimmed.len() - 1);
            self.done.push("trailing comma");
        }
    }

    fn skip_line(&mut self) {
        self.done.push("comment");
        while self.rest.next_if(|(_, char)| *char != '\n').is_some() {}
    }

    fn skip_comment(&mut self, at: usize) {
        self.done.push("comment");
        let length = self.text.get(at..).and_then(|rest| rest.find("*/"));
        let end = length.map_or(self.text.len(), |length| at + length + 2);
        while self.rest.next_if(|(at, _)| *at < end).is_some() {}
    }

    /// The rest of a string whose opening mark was read.
    fn string(&mut self, close: char) {
        self.out.push('"');
        while let Some((_, char)) = self.rest.next() {
            match char {
                '\\' => match self.rest.peek().map(|(_, next)| *next) {
                    Some(next) if "\"\\/bfnrtu".contains(next) => {
                        self.out.push('\\');
                        self.out.push(next);
                        self.rest.next();
                    }
                    _ => self.replace("\\\\", "bad escape"),
                },
                '\n' => self.replace("\\n", "line break in a string"),
                '\t' => self.replace("\\t", "tab in a string"),
                '\r' => {}
                _ if char == close => break,
                '"' => self.replace("\\\"", "bare quote"),
                _ if char.is_control() => self.done.push("control character"),
                _ => self.out.push(char),
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn repaired(text: &str) -> Option<(Value, Vec<String>)> {
        match read(text) {
            SampleContent::Repaired { value, repairs } => Some((value, repairs)),
            _ => None,
        }
    }

    #[test]
    fn what_people_write_into_json_is_mended() {
        let text = "{\n \"a\": 1, // one\n \"b\"： \"\\d\"，\n \"c\": [1, 2, ...],\n \"d\": {} \"e\": 2,\n}";
        let (value, repairs) = repaired(text).unwrap();
        assert_eq!(value, json!({"a": 1, "b": "\\d", "c": [1, 2], "d": {}, "e": 2}));
        assert_eq!(
            repairs,
            [
                "bad escape",
                "comment",
                "ellipsis",
                "fullwidth colon",
                "fullwidth comma",
                "missing comma",
                "trailing comma"
            ]
        );
    }

    #[test]
    fn what_is_no_json_stays_text() {
        assert!(matches!(read("curl -X GET"), SampleContent::Text { .. }));
        assert!(matches!(read("{ \"a\": "), SampleContent::Text { .. }));
        assert!(matches!(read("{\"a\": \"//\"}"), SampleContent::Json { .. }));
    }
}
