//! Names of the constants for an endpoint's error codes.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::ir::ErrorEntry;

use super::words;

/// Words of a message that name an error well enough.
const MOST_WORDS: usize = 6;

/// One constant for each code: its message in capitals where that is a short English text that no other code of the
/// endpoint has, else `CODE_` and the number. `published` names stay.
pub(super) fn constants(errors: &[ErrorEntry], published: &HashMap<i64, &str>) -> BTreeMap<i64, String> {
    let mut messages: BTreeMap<i64, Option<String>> = BTreeMap::new();
    for error in errors {
        messages
            .entry(error.code)
            .or_insert_with(|| from_message(&error.message));
    }
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in messages.values().flatten() {
        *count.entry(name).or_default() += 1;
    }
    let kept: HashSet<&str> = published.values().copied().collect();
    messages
        .iter()
        .map(|(code, message)| {
            let from_message = message
                .as_ref()
                .filter(|name| count.get(name.as_str()) == Some(&1) && !kept.contains(name.as_str()));
            let name = match (published.get(code), from_message) {
                (Some(published), _) => (*published).to_owned(),
                (None, Some(name)) => name.clone(),
                (None, None) => by_code(*code),
            };
            (*code, name)
        })
        .collect()
}

/// Whether the name says no more than the code.
pub(super) fn by_code(code: i64) -> String {
    if code < 0 {
        format!("CODE_MINUS_{}", code.unsigned_abs())
    } else {
        format!("CODE_{code}")
    }
}

fn from_message(message: &str) -> Option<String> {
    let message = message.trim().trim_end_matches(['.', '!', ',']);
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_' | '-' | '\'' | '/' | ',');
    if !message.chars().all(plain) {
        return None;
    }
    let words = words::split(&message.replace('\'', ""));
    let telling = words.iter().filter(|word| word.len() > 2).count();
    let begins_with_letter = message.starts_with(|first: char| first.is_ascii_alphabetic());
    let usable = begins_with_letter && telling > 0 && words.len() <= MOST_WORDS && words.join("_") != "spec";
    usable.then(|| words::constant(&words))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::constants;
    use crate::ir::ErrorEntry;

    fn error(code: i64, message: &str) -> ErrorEntry {
        ErrorEntry {
            code,
            status: None,
            message: message.to_owned(),
            advice: String::new(),
        }
    }

    fn named(errors: &[ErrorEntry], published: &[(i64, &str)]) -> Vec<String> {
        let published: HashMap<_, _> = published.iter().copied().collect();
        constants(errors, &published).into_values().collect()
    }

    #[test]
    fn short_english_messages_name_their_code() {
        let errors = [
            error(1, "no user authority error."),
            error(2, "参数错误"),
            error(3, "value of field {x} is wrong"),
            error(4, "one two three four five six seven"),
            error(-5, "404"),
        ];
        assert_eq!(
            named(&errors, &[]),
            ["CODE_MINUS_5", "NO_USER_AUTHORITY_ERROR", "CODE_2", "CODE_3", "CODE_4"]
        );
    }

    #[test]
    fn a_message_of_two_codes_names_none_of_them_unless_published() {
        let errors = [
            error(1, "param error"),
            error(2, "Param Error"),
            error(1, "param error"),
        ];
        assert_eq!(named(&errors, &[]), ["CODE_1", "CODE_2"]);
        assert_eq!(named(&errors, &[(2, "PARAM_ERROR")]), ["CODE_1", "PARAM_ERROR"]);
        assert_eq!(named(&errors[..1], &[(9, "PARAM_ERROR")]), ["CODE_1"]);
    }
}
