//! English names for the labels of values that have none of their own.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;

const TEXT: &str = include_str!("glossary.txt");

/// Longer labels are descriptions, and no names.
const MOST_WORDS: usize = 4;
const MOST_LETTERS: usize = 32;

static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| lines().collect());

/// The lines of the glossary: label and name.
fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = "))
}

/// The name of what a label says; the label itself where it is a short English name.
pub(super) fn name(label: &str) -> Option<String> {
    let line = label.trim().lines().next()?;
    let phrase = line.split(['（', '(', '。', '；', ';', '，', ',', '：', ':']).next()?;
    let phrase = phrase.trim().trim_matches(['"', '“', '”', '`', '.']);
    if let Some(name) = NAMES.get(phrase) {
        return Some((*name).to_owned());
    }
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_' | '-');
    let is_name = phrase.starts_with(|first: char| first.is_ascii_alphabetic()) && phrase.chars().all(is_word);
    let words = words::split(phrase);
    (is_name && phrase.len() <= MOST_LETTERS && words.len() <= MOST_WORDS).then(|| words::camel(&words))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{TEXT, lines, name};

    #[test]
    fn every_line_gives_one_label_one_name() {
        let says_something = |line: &&str| !line.is_empty() && !line.starts_with('#');
        assert_eq!(lines().count(), TEXT.lines().filter(says_something).count());
        let mut labels = HashSet::new();
        for (label, name) in lines() {
            assert!(labels.insert(label), "`{label}` stands twice");
            assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "`{name}` is no identifier");
            assert!(
                name.starts_with(|first: char| first.is_ascii_uppercase()),
                "`{name}` is no variant"
            );
            assert_eq!(super::name(label).as_deref(), Some(name), "`{label}` is cut");
        }
    }

    #[test]
    fn a_label_counts_up_to_its_first_remark() {
        assert_eq!(name("男").as_deref(), Some("Male"));
        assert_eq!(name("停用（仅管理员可见）").as_deref(), Some("Deactivated"));
        assert_eq!(name("Zoom").as_deref(), Some("Zoom"));
        assert_eq!(name("not started yet").as_deref(), Some("NotStartedYet"));
    }

    #[test]
    fn descriptions_are_no_names() {
        assert_eq!(name("未知的标签"), None);
        assert_eq!(name("what is shown when nothing else is there"), None);
        assert_eq!(name("1st"), None);
        assert_eq!(name(""), None);
    }
}
