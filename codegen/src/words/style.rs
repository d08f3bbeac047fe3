//! Whether texts have the form that they should have.

use super::key::{Key, Section, WHOLE};
use super::parse::{Position, Reference};
use crate::diagnostic::counted;
use crate::vocabulary::is_chinese;

/// Longest summary, in characters.
const SUMMARY: usize = 90;
/// Longest summary with a second sentence: what may go on after the call says so.
const TWO_SENTENCES: usize = 140;
/// Longest text of a field, type or value.
const TEXT: usize = 240;
/// Longest note.
const NOTE: usize = 160;
/// Longest text of a service or version.
const SERVICE: usize = 800;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The line of the words file to mend.
    pub position: Position,
    /// The text that is at fault.
    pub key: Key,
    /// What is wrong.
    pub message: String,
    /// Whether it only keeps the texts from being released: an open question.
    pub is_question: bool,
}

/// Looks at all texts: their length, their end, Chinese outside of code, words that say nothing, open questions.
#[must_use]
pub fn style(reference: &Reference) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, entry) in &reference.entries {
        let mut fault = |position: &Position, message: String, is_question| {
            faults.push(Fault {
                position: position.clone(),
                key: key.clone(),
                message,
                is_question,
            });
        };
        if let Some(question) = &entry.question {
            fault(&entry.position, format!("open question: {question}"), true);
        }
        let is_due = |text: &&str| !text.is_empty() && key.section != Section::Objects;
        let text = entry.text.as_deref().filter(is_due);
        let text = text.map(|text| (text, &entry.position, longest(key, text)));
        let notes = entry
            .notes
            .iter()
            .map(|note| (note.text.as_str(), &note.position, NOTE));
        for (text, position, longest) in text.into_iter().chain(notes) {
            for message in objections(text, longest) {
                fault(position, message, false);
            }
        }
    }
    faults.sort();
    faults
}

fn longest(key: &Key, text: &str) -> usize {
    match &key.section {
        Section::Service => SERVICE,
        Section::Operation(_) if key.item == WHOLE && text.trim_end_matches('.').contains(". ") => TWO_SENTENCES,
        Section::Operation(_) if key.item == WHOLE => SUMMARY,
        _ => TEXT,
    }
}

/// Words that say nothing, with a blank before and after them.
const EMPTY_WORDS: [&str; 9] = [
    " please ",
    " simply ",
    " allows you to ",
    " is used to ",
    " used to ",
    " this field ",
    " represents ",
    " corresponding ",
    " unique identifier of ",
];

fn objections(text: &str, longest: usize) -> Vec<String> {
    let mut objections = Vec::new();
    let length = text.chars().count();
    if length > longest {
        objections.push(format!("{}, and {longest} are the most", counted(length, "character")));
    }
    if !text.ends_with('.') {
        objections.push("no full stop at the end".to_owned());
    }
    let plain: Vec<&str> = text.split('`').step_by(2).collect();
    if text.matches('`').count() % 2 == 1 {
        objections.push("a code span is not closed".to_owned());
    }
    if plain.iter().any(|part| part.chars().any(is_chinese)) {
        objections.push("Chinese outside of code".to_owned());
    }
    let lower = format!(" {} ", plain.concat().to_lowercase());
    objections.extend(
        EMPTY_WORDS
            .iter()
            .filter(|word| lower.contains(*word))
            .map(|word| format!("`{}` says nothing", word.trim())),
    );
    objections
}
