//! Samples: reads JSON, after repairs where people wrote something else into it.

use serde_json::Value;

use crate::ir::SampleContent;

/// Reads a sample that should be JSON: one value, or the several that some pages put into one block.
pub(crate) fn read(text: &str) -> Vec<SampleContent> {
    let trimmed = text.trim();
    if let Ok(value) = serde_json::from_str(trimmed) {
        return vec![SampleContent::Json { value }];
    }
    if trimmed.starts_with(['{', '[', '/', '#', '"', '\u{a0}'])
        && let Some(repaired) = repair(trimmed)
    {
        return repaired;
    }
    vec![SampleContent::Text { text: text.to_owned() }]
}

/// The objects and lists in a text; `None` where there are none, or anything else beside them.
fn repair(text: &str) -> Option<Vec<SampleContent>> {
    let mut repair = Repair::new(text);
    repair.run();
    let values: Result<Vec<Value>, _> = serde_json::Deserializer::from_str(&repair.out).into_iter().collect();
    let values = values
        .ok()
        .filter(|values| values.iter().all(|value| value.is_object() || value.is_array()))?;
    let mut repairs: Vec<_> = repair.done.into_iter().map(ToOwned::to_owned).collect();
    repairs.sort();
    repairs.dedup();
    let content = |value| SampleContent::Repaired {
        value,
        repairs: repairs.clone(),
    };
    Some(values.into_iter().map(content).collect()).filter(|repaired: &Vec<_>| !repaired.is_empty())
}

struct Repair<'a> {
    rest: std::iter::Peekable<std::str::CharIndices<'a>>,
    text: &'a str,
    out: String,
    /// What closes the objects and lists that are open.
    open: Vec<char>,
    done: Vec<&'static str>,
}

impl<'a> Repair<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            rest: text.char_indices().peekable(),
            text,
            out: String::with_capacity(text.len()),
            open: Vec::new(),
            done: Vec::new(),
        }
    }

    fn run(&mut self) {
        while let Some((at, char)) = self.rest.next() {
            match char {
                '"' if self.quotes_json(at) => self.done.push("quotes around a value"),
                '"' => {
                    self.separate();
                    self.string(at, '"');
                }
                '“' | '”' => {
                    self.separate();
                    self.done.push("fullwidth quote");
                    self.string(at, '”');
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
                '}' | ']' => self.close(char),
                ',' if matches!(self.last(), Some(',' | '{' | '[')) => self.done.push("surplus comma"),
                '{' | '[' => {
                    self.separate();
                    self.open.push(if char == '{' { '}' } else { ']' });
                    self.out.push(char);
                }
                ',' | ':' => self.out.push(char),
                _ if char.is_whitespace() => self.out.push(char),
                _ => self.bare(at),
            }
        }
        self.drop_comma();
        while let Some(close) = self.open.pop() {
            self.replace(if close == '}' { "}" } else { "]" }, "missing bracket");
        }
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
        if !self.open.is_empty() && self.last().is_some_and(after_value) {
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

    /// Closes what is open down to the object or list that `char` ends.
    fn close(&mut self, char: char) {
        self.drop_comma();
        if !self.open.contains(&char) {
            self.done.push("surplus bracket");
            return;
        }
        while let Some(close) = self.open.pop() {
            self.out.push(close);
            if close == char {
                return;
            }
            self.done.push("missing bracket");
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

    /// A value without quotes: a number, a literal, or what should have been a string.
    fn bare(&mut self, at: usize) {
        let rest = self.text.get(at..).unwrap_or_default();
        let ends = |char: char| ",，:：{}[]\"“”\n…".contains(char);
        let word = rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or_default();
        let comment = ["//", "/*", ".."].iter().filter_map(|comment| word.find(comment)).min();
        let word = word.get(..comment.unwrap_or(word.len())).unwrap_or_default().trim();
        while self.rest.next_if(|(next, _)| *next < at + word.len()).is_some() {}
        let is_literal = |word: &&str| serde_json::from_str::<Value>(word).is_ok();
        let mut parts = word.split('/').map(str::trim);
        if is_literal(&word) {
            self.out.push_str(word);
        } else if let Some(first) = parts.next().filter(is_literal)
            && parts.all(|part| is_literal(&part))
        {
            self.replace(first, "alternatives");
        } else if word == "-" && self.last() == Some('[') {
            self.done.push("ellipsis");
        } else {
            let value = if word == "-" { Value::Null } else { Value::from(word) };
            self.replace(&value.to_string(), "missing quotes");
        }
    }

    /// Whether the quote at `at` opens or closes a list or object that stands in quotes without being a string.
    fn quotes_json(&self, at: usize) -> bool {
        let mut after = self.text.get(at + 1..).unwrap_or_default().chars();
        let mut next = || after.find(|char| !char.is_whitespace());
        match next() {
            Some('[' | '{') => matches!(next(), Some('"' | '{' | '[')),
            Some(',' | '}' | ']') => matches!(self.last(), Some('}' | ']')),
            _ => false,
        }
    }

    /// The rest of a string whose opening mark, at `at`, was read.
    fn string(&mut self, at: usize, close: char) {
        self.out.push('"');
        let mut after = self.text.get(at + 1..).unwrap_or_default().chars();
        let is_doubled = close == '"'
            && after.next() == Some('"')
            && after
                .next()
                .is_some_and(|char| !",:}]".contains(char) && !char.is_whitespace());
        if is_doubled {
            self.rest.next();
            self.done.push("doubled quote");
        }
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
                _ if char == close => {
                    if is_doubled {
                        self.rest.next_if(|(_, next)| *next == close);
                    }
                    break;
                }
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
        match read(text).as_slice() {
            [SampleContent::Repaired { value, repairs }] => Some((value.clone(), repairs.clone())),
            _ => None,
        }
    }

    fn assert_repaired(text: &str, value: Value, repair: &str) {
        assert_eq!(repaired(text), Some((value, vec![repair.to_owned()])), "{text}");
    }

    #[test]
    fn what_people_write_into_json_is_repaired() {
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
    fn values_without_quotes_are_read() {
        assert_repaired(r#"{"a": [-]}"#, json!({"a": []}), "ellipsis");
        assert_repaired(r#"{"a": and, "b": 1}"#, json!({"a": "and", "b": 1}), "missing quotes");
        assert_repaired(r#"{"a": 1 / 2 / 3}"#, json!({"a": 1}), "alternatives");
        assert_repaired(r#"{"a": 12.doc}"#, json!({"a": "12.doc"}), "missing quotes");
        assert_repaired(r#"{"a": -}"#, json!({"a": null}), "missing quotes");
    }

    #[test]
    fn quotes_too_many_are_dropped() {
        assert_repaired(r#"{"a": ""1"", "b": ""}"#, json!({"a": "1", "b": ""}), "doubled quote");
        assert_repaired(
            r#"{"a": ["["x","y"]"]}"#,
            json!({"a": [["x", "y"]]}),
            "quotes around a value",
        );
        assert_repaired(
            r#"{"a": "[ { "b": "x" } ]"}"#,
            json!({"a": [{"b": "x"}]}),
            "quotes around a value",
        );
    }

    #[test]
    fn brackets_are_balanced() {
        assert_repaired(r#"{"a": {"b": 1}"#, json!({"a": {"b": 1}}), "missing bracket");
        assert_repaired(
            r#"{"a": [{"b": 1], "c": 2}"#,
            json!({"a": [{"b": 1}], "c": 2}),
            "missing bracket",
        );
        assert_repaired(r#"{"a": [1]]}"#, json!({"a": [1]}), "surplus bracket");
    }

    #[test]
    fn several_values_of_one_block_are_several_samples() {
        let found = read("// one\n{\"a\": 1}\n// two\n{\"b\": 2}");
        let values: Vec<_> = found.iter().filter_map(SampleContent::json).cloned().collect();
        assert_eq!(values, [json!({"a": 1}), json!({"b": 2})]);
    }

    #[test]
    fn what_is_no_json_stays_text() {
        let is_text = |text| matches!(read(text).as_slice(), [SampleContent::Text { .. }]);
        assert!(is_text("curl -X GET"));
        assert!(is_text("{ \"a\": "));
        assert!(is_text("// nothing to send"));
        assert!(matches!(
            read("{\"a\": \"//\"}").as_slice(),
            [SampleContent::Json { .. }]
        ));
    }
}
