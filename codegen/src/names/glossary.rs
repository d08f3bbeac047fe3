//! English names for the labels of values that have none of their own.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words;
use crate::casing;

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

/// The name that a label gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    /// The label says nothing else.
    pub(super) is_whole: bool,
}

/// The labels of a set of values.
pub(super) struct Labels {
    /// The last word of the field whose values they are.
    field: String,
    /// Most of them say the same in two languages.
    are_bilingual: bool,
}

impl Labels {
    pub(super) fn of<'a>(labels: impl Iterator<Item = &'a str>, field: &str) -> Self {
        let (mut count, mut bilingual) = (0, 0);
        for label in labels {
            count += 1;
            bilingual += usize::from(phrase(label).and_then(english_part).is_some());
        }
        Self {
            field: words::split(field).pop().unwrap_or_default(),
            are_bilingual: bilingual * 2 > count,
        }
    }

    /// The name of what a label says; the label itself where it is a short English name, or its English part where it says
    /// the same in two languages.
    pub(super) fn name(&self, label: &str) -> Option<Name> {
        let whole = phrase(label)?;
        let is_whole = whole == label.trim();
        let phrase = whole.trim_matches(['"', '“', '”', '`', '.']);
        let own = NAMES.get(format!("{}/{phrase}", self.field).as_str());
        let text = match own.or_else(|| NAMES.get(phrase)) {
            Some(name) => (*name).to_owned(),
            None => english(phrase).or_else(|| english(english_part(phrase).filter(|_| self.are_bilingual)?))?,
        };
        Some(Name { text, is_whole })
    }
}

/// A label up to its first remark.
fn phrase(label: &str) -> Option<&str> {
    let line = label.trim().lines().next()?;
    let phrase = line.split(['（', '(', '。', '；', ';', '，', ',', '：', ':']).next()?;
    Some(phrase.trim())
}

fn english(phrase: &str) -> Option<String> {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '_' | '-');
    let is_name = phrase.starts_with(|first: char| first.is_ascii_alphabetic()) && phrase.chars().all(is_word);
    let words = words::split(phrase);
    (is_name && phrase.len() <= MOST_LETTERS && words.len() <= MOST_WORDS).then(|| casing::camel(&words))
}

/// Of `Round 四舍五入` or `文本 Text`, the English.
fn english_part(phrase: &str) -> Option<&str> {
    let is_other = |letter: char| !letter.is_ascii();
    let english = match (phrase.find(is_other)?, phrase.rfind(char::is_whitespace)) {
        (0, Some(blank)) => phrase.get(blank..)?,
        (other, _) => phrase
            .get(..other)
            .filter(|english| english.ends_with(char::is_whitespace))?,
    };
    let rest = phrase.replace(english, "");
    // Words of another language between that have letters of ours are part of its phrase.
    let tells = english.trim().len() > 2 && !rest.contains(|letter: char| letter.is_ascii_alphanumeric());
    tells.then_some(english.trim())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Labels, TEXT, lines};

    fn text(label: &str, field: &str) -> Option<String> {
        Labels::of([label].into_iter(), field).name(label).map(|name| name.text)
    }

    fn name(label: &str) -> Option<String> {
        text(label, "kind")
    }

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
            let (field, label) = label.split_once('/').unwrap_or(("kind", label));
            assert_eq!(text(label, field).as_deref(), Some(name), "`{label}` is cut");
        }
    }

    #[test]
    fn a_label_counts_up_to_its_first_remark() {
        assert_eq!(name("男").as_deref(), Some("Male"));
        assert_eq!(name("停用（仅管理员可见）").as_deref(), Some("Deactivated"));
        assert_eq!(name("Zoom").as_deref(), Some("Zoom"));
        assert_eq!(name("Round 四舍五入").as_deref(), Some("Round"));
        assert_eq!(name("文本 Text").as_deref(), Some("Text"));
        let mixed = Labels::of(["接受其他 Offer", "个人原因"].into_iter(), "reason");
        assert_eq!(mixed.name("接受其他 Offer"), None);
        assert_eq!(text("保密", "gender").as_deref(), Some("Undisclosed"));
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
