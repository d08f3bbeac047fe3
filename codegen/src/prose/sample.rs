//! Samples without free text.

use std::collections::HashSet;

use serde_json::Value;

use super::text::{has_chinese, one_line};
use crate::ir::SampleContent;
use crate::json;
use crate::vocabulary::is_chinese;

/// Stands for free text in samples.
pub const PLACEHOLDER: &str = "…";

/// No id or address is longer, in characters.
const LONGEST_ID: usize = 256;

/// The sample with its free text replaced. Text that is JSON without its words is read as such.
pub(super) fn redact(content: SampleContent, documented: &HashSet<String>) -> Vec<SampleContent> {
    let contents = match content {
        SampleContent::Text { text } => json::read(&text_redacted(&text)),
        json => vec![json],
    };
    let one = |content| match content {
        SampleContent::Json { value } | SampleContent::Repaired { value, .. } => {
            let value = redacted(&value, &|text| documented.contains(text));
            Some(SampleContent::Json { value })
        }
        SampleContent::Text { text } if text.trim().is_empty() => None,
        text => Some(text),
    };
    contents.into_iter().filter_map(one).collect()
}

/// The value with its free text replaced. `is_documented` says what is no free text, whatever it looks like.
pub(super) fn redacted(value: &Value, is_documented: &dyn Fn(&str) -> bool) -> Value {
    match value {
        Value::String(text) if is_documented(text) => value.clone(),
        Value::String(text) => Value::from(string_redacted(text, is_documented)),
        Value::Array(items) => items.iter().map(|item| redacted(item, is_documented)).collect(),
        Value::Object(members) => {
            let member = |(key, value): (&String, &Value)| (key.clone(), redacted(value, is_documented));
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    }
}

/// Ids, dates, addresses and words stay; JSON within a string is looked into.
fn string_redacted(text: &str, is_documented: &dyn Fn(&str) -> bool) -> String {
    if text.trim_start().starts_with(['{', '['])
        && let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text)
    {
        return redacted(&inner, is_documented).to_string();
    }
    // A date and a time have a blank between them, and no letter in either.
    let has_words = text.contains(char::is_whitespace) && text.contains(char::is_alphabetic);
    if has_words || has_chinese(text) || text.chars().count() > LONGEST_ID {
        PLACEHOLDER.to_owned()
    } else {
        text.to_owned()
    }
}

/// Text that is no JSON: each run of Chinese words is replaced.
fn text_redacted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim_matches(['\n', '\r']).lines() {
        let mut is_run = false;
        for char in line.chars() {
            match (is_chinese(char), is_run) {
                (true, true) => {}
                (true, false) => out.push_str(PLACEHOLDER),
                (false, _) => out.push(char),
            }
            is_run = is_chinese(char);
        }
        out.push('\n');
    }
    // Invisible marks would not survive on any page; the rest of the layout does.
    if one_line(&out).is_empty() { String::new() } else { out }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn structure_ids_numbers_and_documented_values_stay() {
        let value = json!({
            "code": 0, "msg": "success", "ok": true, "none": null, "id": "ou_7dab", "time": "2024-01-02 03:04:05",
            "url": "https://a.b/c?d=e", "name": "张三", "note": "two words", "kind": "是",
            "content": "{\"text\": \"你好\", \"n\": [1]}", "list": ["a", "一"],
        });
        let expected = json!({
            "code": 0, "msg": "success", "ok": true, "none": null, "id": "ou_7dab", "time": "2024-01-02 03:04:05",
            "url": "https://a.b/c?d=e", "name": "…", "note": "…", "kind": "是",
            "content": "{\"text\":\"…\",\"n\":[1]}", "list": ["a", "…"],
        });
        assert_eq!(redacted(&value, &|text| text == "是"), expected);
        assert_eq!(redacted(&expected, &|text| text == "是"), expected);
    }

    #[test]
    fn words_in_other_text_are_replaced() {
        assert_eq!(text_redacted("\ncurl -d '你好，世界' x\n\n"), "curl -d '…' x\n");
        assert_eq!(text_redacted("\n \n"), "");
    }
}
