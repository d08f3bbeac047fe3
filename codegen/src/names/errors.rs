//! Names of the constants for the error codes of a service version.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use super::lock::{Lock, code_keys, version_key};
use super::words;
use crate::ir::{Endpoint, ErrorEntry, most_frequent};

use crate::casing;

/// Names for messages in Chinese, and for long ones.
const GLOSSARY: &str = include_str!("errors.txt");

static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| glossary().collect());

fn glossary() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = GLOSSARY.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = "))
}

/// Words of a message that name an error well enough.
const MOST_WORDS: usize = 8;

/// Words that tell nothing in a name.
const ARTICLES: &[&str] = &["a", "an", "the", "your", "please"];

/// Words that a long name does without.
const FILLERS: &[&str] = &["is", "are", "be", "been", "was", "this", "that", "of", "for", "you"];

/// Words that begin what a long name does without: what to do, after a comma.
const ADVICE: &[&str] = &[
    "please",
    "check",
    "make",
    "should",
    "wait",
    "if",
    "no",
    "maybe",
    "such",
    "value",
    "the value",
];

/// Words that begin what a long name does without: when, and why.
const CIRCUMSTANCES: &[&str] = &["because", "due", "since", "under", "when", "while"];

/// Words that no name ends in: what they go on with was no word.
const OPEN_ENDS: &[&str] = &["and", "by", "contain", "in", "include", "of", "on", "or", "to", "with"];

/// Fewest words before one of them.
const LEAST_WORDS: usize = 3;

/// The constants for the error codes of a service version.
#[derive(Default)]
pub(super) struct Codes {
    pub(super) names: BTreeMap<i64, String>,
    /// Those that were published for the number alone, where there is a better one now.
    pub(super) numbered: BTreeMap<i64, String>,
}

impl Codes {
    /// The constants, and what to publish of them.
    pub(super) fn of(endpoints: &[&Endpoint], published: &Lock) -> (Self, Vec<(String, String)>) {
        let Some(first) = endpoints.first() else {
            return Default::default();
        };
        let version = version_key(&first.id.project, &first.id.version);
        let known: HashMap<i64, &str> = published.errors(&version).collect();
        let names = constants(endpoints.iter().flat_map(|endpoint| &endpoint.errors), &known);
        let (mut numbered, mut entries) = (BTreeMap::new(), Vec::new());
        for (code, name) in &names {
            let [key, of_number] = code_keys(&version, *code);
            let replaced = known.get(code).copied().filter(|known| known != name);
            if let Some(published) = replaced.or_else(|| published.get(&of_number)) {
                numbered.insert(*code, published.to_owned());
                entries.push((of_number, published.to_owned()));
            }
            entries.push((key, name.clone()));
        }
        (Self { names, numbered }, entries)
    }
}

/// The constants of the codes that an endpoint has.
pub(super) fn own(constants: &BTreeMap<i64, String>, endpoint: &Endpoint) -> BTreeMap<i64, String> {
    let own = endpoint
        .errors
        .iter()
        .filter_map(|error| Some((error.code, constants.get(&error.code)?.clone())));
    own.collect()
}

/// One constant for each code: the short English message that most pages give it, in capitals, with the number behind
/// it where another code has that message too; else `CODE_` and the number. `published` names stay, but for
/// those that say no more than the number.
///
/// Where most pages give a message that makes no name, a third of them has to agree on one that does.
fn constants<'a>(
    errors: impl IntoIterator<Item = &'a ErrorEntry>,
    published: &HashMap<i64, &str>,
) -> BTreeMap<i64, String> {
    let mut messages: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
    for error in errors {
        messages.entry(error.code).or_default().push(&error.message);
    }
    let messages: BTreeMap<i64, Option<String>> = messages
        .into_iter()
        .map(|(code, messages)| (code, name_of(&messages)))
        .collect();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in messages.values().flatten() {
        *count.entry(name).or_default() += 1;
    }
    let mut taken: HashSet<String> = published.values().map(|name| (*name).to_owned()).collect();
    let mut name = |code: i64, message: &Option<String>| {
        if let Some(published) = published.get(&code).filter(|name| !says_the_code(code, name)) {
            return (*published).to_owned();
        }
        let candidates = message.iter().flat_map(|name| {
            let alone = (count.get(name.as_str()) == Some(&1)).then(|| name.clone());
            alone.into_iter().chain([format!("{name}_{}", digits(code))])
        });
        let free = candidates.into_iter().find(|name| taken.insert(name.clone()));
        free.unwrap_or_else(|| by_code(code))
    };
    messages
        .iter()
        .map(|(code, message)| (*code, name(*code, message)))
        .collect()
}

fn name_of(messages: &[&str]) -> Option<String> {
    let names =
        |messages: &[&str]| -> Vec<String> { messages.iter().filter_map(|message| from_message(message)).collect() };
    let message = |message: &&str| message.trim().to_lowercase();
    let usual = most_frequent(messages.iter().map(message))?;
    let usual: Vec<&str> = messages.iter().copied().filter(|one| message(one) == usual).collect();
    most_frequent(names(&usual)).or_else(|| {
        let all = names(messages);
        let most = most_frequent(all.clone())?;
        let agree = all.iter().filter(|name| **name == most).count();
        (agree * 3 >= messages.len()).then_some(most)
    })
}

/// Whether a constant's name says no more than its code.
pub(crate) fn says_the_code(code: i64, constant: &str) -> bool {
    constant == by_code(code)
}

/// A name that says no more than the code.
pub(super) fn by_code(code: i64) -> String {
    format!("CODE_{}", digits(code))
}

fn digits(code: i64) -> String {
    let sign = if code < 0 { "MINUS_" } else { "" };
    format!("{sign}{}", code.unsigned_abs())
}

fn from_message(message: &str) -> Option<String> {
    // What follows says where, or what to do.
    let end = [". ", ": ", ":", "(", "（", "；", "; ", "，", "。"]
        .iter()
        .filter_map(|end| message.find(end))
        .min();
    let message = end.and_then(|end| message.get(..end)).unwrap_or(message);
    let message = message.trim().trim_end_matches(['.', '!', ',']);
    if let Some(name) = NAMES.get(message) {
        return Some((*name).to_owned());
    }
    let is_variable =
        message.contains(['{', '<', '\\', '%']) || message.starts_with(|first: char| !first.is_ascii_alphabetic());
    if is_variable || !message.is_ascii() {
        return None;
    }
    let message = message.replace('\'', "");
    let clause = without_advice(&message);
    let words = [&message, clause].map(told);
    let words = words.into_iter().find(|words| words.len() <= MOST_WORDS);
    let words = words.or_else(|| without_circumstances(told(clause)))?;
    let is_whole = words.last().is_some_and(|last| !OPEN_ENDS.contains(&last.as_str()));
    let is_telling = words.iter().any(|word| word.len() > 2) && words.join("_") != "spec";
    (is_whole && is_telling).then(|| casing::constant(&words))
}

/// What stands before a comma and advice, if that says what is wrong.
fn without_advice(message: &str) -> &str {
    let begins = |text: &str, words: &[&str]| {
        let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
        words.contains(&first.as_str())
    };
    let commas = message.match_indices(',').map(|(at, _)| message.split_at(at));
    let mut parts = commas.filter(|(_, after)| begins(after.trim_start_matches(','), ADVICE));
    match parts.next() {
        Some((before, _)) if !begins(before, CIRCUMSTANCES) => before,
        _ => message,
    }
}

/// The words that tell something.
fn told(message: &str) -> Vec<String> {
    let mut words = words::split(message);
    words.retain(|word| !ARTICLES.contains(&word.as_str()));
    if words.len() > MOST_WORDS {
        words.retain(|word| !FILLERS.contains(&word.as_str()));
    }
    words
}

/// What stands before the circumstances, if that is short enough.
fn without_circumstances(mut words: Vec<String>) -> Option<Vec<String>> {
    let end = words.iter().position(|word| CIRCUMSTANCES.contains(&word.as_str()))?;
    words.truncate(end);
    (LEAST_WORDS..=MOST_WORDS).contains(&words.len()).then_some(words)
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::{GLOSSARY, constants, glossary};
    use crate::ir::ErrorEntry;

    fn error(code: i64, message: &str) -> ErrorEntry {
        ErrorEntry {
            code,
            message: message.to_owned(),
            ..ErrorEntry::default()
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
            error(2, "具体错误信息"),
            error(3, "value of field {x} is wrong"),
            error(4, "one two three four five six seven eight nine"),
            error(-5, "404"),
        ];
        assert_eq!(
            named(&errors, &[]),
            ["CODE_MINUS_5", "NO_USER_AUTHORITY_ERROR", "CODE_2", "CODE_3", "CODE_4"]
        );
    }

    #[test]
    fn a_message_of_two_codes_names_both_with_their_numbers_unless_published() {
        let errors = [
            error(1, "param error"),
            error(2, "Param Error"),
            error(1, "param error"),
        ];
        assert_eq!(named(&errors, &[]), ["PARAM_ERROR_1", "PARAM_ERROR_2"]);
        assert_eq!(named(&errors, &[(2, "PARAM_ERROR")]), ["PARAM_ERROR_1", "PARAM_ERROR"]);
        assert_eq!(named(&errors[..1], &[(9, "PARAM_ERROR")]), ["PARAM_ERROR_1"]);
        let numbered = [
            error(1, "param error"),
            error(1, "param error"),
            error(2, "param error"),
            error(3, "param error 1"),
        ];
        assert_eq!(
            named(&numbered, &[]),
            ["PARAM_ERROR_1", "PARAM_ERROR_2", "PARAM_ERROR_1_3"]
        );
    }

    #[test]
    fn a_published_name_that_says_the_number_alone_gives_way() {
        assert_eq!(named(&[error(1, "not found")], &[(1, "CODE_1")]), ["NOT_FOUND"]);
        assert_eq!(named(&[error(1, "没有")], &[(1, "CODE_1")]), ["CODE_1"]);
    }

    #[test]
    fn the_message_of_most_pages_names_the_code() {
        let errors = [error(1, "not found"), error(1, "no such user"), error(1, "not found")];
        assert_eq!(named(&errors, &[]), ["NOT_FOUND"]);
        assert_eq!(named(&errors[..2], &[]), ["NO_SUCH_USER"]);
    }

    #[test]
    fn a_message_of_few_pages_does_not_name_what_most_call_otherwise() {
        let usual = error(1, "机器人不在群里");
        let errors = [usual.clone(), usual.clone(), usual, error(1, "expired message")];
        assert_eq!(named(&errors, &[]), ["CODE_1"]);
        assert_eq!(named(&errors[1..], &[]), ["EXPIRED_MESSAGE"]);
    }

    #[test]
    fn what_a_long_message_does_without_is_left_out() {
        for (message, name) in [
            ("param error: {x}", "PARAM_ERROR"),
            ("The bot can not be outside the group.", "BOT_CAN_NOT_BE_OUTSIDE_GROUP"),
            (
                "page_size is out of range, should be between 1 and 50",
                "PAGE_SIZE_IS_OUT_OF_RANGE",
            ),
            (
                "can not update the password when the user already has one",
                "CAN_NOT_UPDATE_PASSWORD",
            ),
            (
                "When calculating the leave of all users, no plan version for them was found",
                "CODE_1",
            ),
            ("the name of a group can not contain '/'", "CODE_1"),
            ("a %s is wrong", "CODE_1"),
        ] {
            assert_eq!(named(&[error(1, message)], &[]), [name], "{message}");
        }
    }

    #[test]
    fn messages_in_chinese_have_names_of_their_own() {
        assert_eq!(named(&[error(1, "员工不存在。请检查")], &[]), ["EMPLOYEE_NOT_FOUND"]);
        let lines = GLOSSARY
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(lines.count(), glossary().count(), "a line is no `message = NAME`");
        let mut messages = HashSet::new();
        for (message, name) in glossary() {
            assert!(messages.insert(message), "`{message}` stands twice");
            let is_plain = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
            assert!(name.chars().all(is_plain), "`{name}` is no constant");
            assert_eq!(named(&[error(1, message)], &[]), [name], "`{message}` is cut");
        }
    }
}
