//! The text of words files, line by line.

use std::collections::BTreeMap;

use super::fact::{self, Stated};
use super::key::{Key, Section, WHOLE};
use super::walk::Place;

/// A words file: its path below the folder of the sheets, as `im/v1/words/message.words`, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsFile {
    /// Its path below the folder of the sheets, with `/`.
    pub name: String,
    /// All that is in it.
    pub text: String,
}

/// What is wrong with a line of a words file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {why}")]
pub struct WordsError {
    /// The file's path.
    pub file: String,
    /// The line's number, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub why: Why,
}

/// The ways in which a line can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The path of the file does not say whose words it has.
    #[error(
        "words stand in `words/`, `SERVICE/words/` or `SERVICE/VERSION/words/` below the sheets, in files that end in `.words`"
    )]
    Place,
    /// The line is of no known form.
    #[error(
        "`{0}` is not `KEY = TEXT`, `note = TEXT`, `fact KEY = FACT`, `none = KEY, …`, `type PART = WORD`, a `[section]` or a `# comment`"
    )]
    Form(String),
    /// The section is none.
    #[error(
        "`[{0}]` is no section: there are `[resource.method]`, `[event resource.name]`, `[type WORD]`, `[glossary]`, `[labels]`, `[objects]` and `[service]`"
    )]
    Section(String),
    /// A line stands before the first section.
    #[error("this line stands in no section")]
    NoSection,
    /// A key has a text already.
    #[error("`{key}` has a text already, in {file}:{line}")]
    Twice {
        /// What both texts are for.
        key: Box<str>,
        /// The file of the text that came first.
        file: String,
        /// Its line there, counted from 1.
        line: usize,
    },
    /// A note stands where there is no endpoint and no event.
    #[error("only endpoints and events have notes")]
    Note,
    /// The fact is none.
    #[error("`{0}` is no fact: they begin with {kinds}", kinds = fact::KINDS)]
    Fact(String),
}

/// What the lines for one key say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The text; empty where the line says that none is due.
    pub text: Option<String>,
    /// What its writer could not settle.
    pub question: Option<String>,
    /// Of an endpoint or event.
    pub notes: Vec<Line>,
    /// The type whose words the fields of this part have: a body or response that is an object without saying so.
    pub like: Option<String>,
    /// In the order of the lines.
    pub facts: Vec<(Stated, Position)>,
    /// Where its text stands; where there is none, or notes stand before it, the first of its lines.
    pub position: Position,
}

/// A text with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What stands behind the key, or in a line that goes on.
    pub text: String,
    /// The file and line that it was read from.
    pub position: Position,
}

/// Where a line stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file's path.
    pub file: String,
    /// The line's number, from 1.
    pub line: usize,
}

/// All that the words files say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reference {
    /// By what it is about.
    pub entries: BTreeMap<Key, Entry>,
}

/// Stands for "no text is due".
const NONE: &str = "-";

impl Reference {
    /// Reads words files, and all that is wrong with them: what is right is read all the same.
    #[must_use]
    pub fn parse(files: &[WordsFile]) -> (Self, Vec<WordsError>) {
        let (mut reference, mut errors) = (Self::default(), Vec::new());
        for file in files {
            reference.add(file, &mut errors);
        }
        (reference, errors)
    }

    fn add(&mut self, file: &WordsFile, errors: &mut Vec<WordsError>) {
        let error = |line, why| WordsError {
            file: file.name.clone(),
            line,
            why,
        };
        let Some(scope) = scope(&file.name) else {
            errors.push(error(1, Why::Place));
            return;
        };
        let mut section = None;
        for (index, text) in file.text.lines().enumerate() {
            let position = Position {
                file: file.name.clone(),
                line: index + 1,
            };
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let read = match text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
                Some(inner) => {
                    section = Section::parse(inner.trim());
                    section
                        .as_ref()
                        .map(|_| ())
                        .ok_or_else(|| Why::Section(inner.to_owned()))
                }
                None => match &section {
                    Some(section) => self.line(&scope, section, text, &position),
                    None => Err(Why::NoSection),
                },
            };
            errors.extend(read.err().map(|why| error(position.line, why)));
        }
    }

    fn line(&mut self, scope: &str, section: &Section, text: &str, position: &Position) -> Result<(), Why> {
        let form = || Why::Form(text.to_owned());
        let (left, right) = text.split_once(" = ").ok_or_else(form)?;
        let (left, right) = (left.trim(), right.trim());
        if right.is_empty() {
            return Err(form());
        }
        if let Some(item) = left.strip_prefix("fact ") {
            let stated = Stated::parse(right).ok_or_else(|| Why::Fact(right.to_owned()))?;
            self.entry(scope, section, item.trim(), position)
                .facts
                .push((stated, position.clone()));
            return Ok(());
        }
        if let Some(part) = left.strip_prefix("type ") {
            self.entry(scope, section, part.trim(), position).like = Some(right.to_owned());
            return Ok(());
        }
        match left {
            "note" if !matches!(section, Section::Operation(_)) => return Err(Why::Note),
            "note" => self.entry(scope, section, WHOLE, position).notes.push(Line {
                text: right.to_owned(),
                position: position.clone(),
            }),
            "none" => {
                for item in right.split(',').map(str::trim) {
                    set_text(self.entry(scope, section, item, position), item, NONE, position)?;
                }
            }
            _ if matches!(section, Section::Labels | Section::Objects) => {
                set_text(self.entry(scope, section, left, position), left, right, position)?;
            }
            item if item.is_empty() || item.contains(char::is_whitespace) => return Err(form()),
            item => set_text(self.entry(scope, section, item, position), item, right, position)?,
        }
        Ok(())
    }

    fn entry(&mut self, scope: &str, section: &Section, item: &str, position: &Position) -> &mut Entry {
        let key = Key {
            scope: scope.to_owned(),
            section: section.clone(),
            item: item.to_owned(),
        };
        let new = || Entry {
            position: position.clone(),
            ..Entry::default()
        };
        self.entries.entry(key).or_insert_with(new)
    }

    /// The place, with what the words files say of its part: whether that is a type with words of its own.
    #[must_use]
    pub fn placed(&self, place: &Place) -> Place {
        let mut place = place.clone();
        if place.around.is_empty() && place.path.len() <= 1 {
            let entry = self.get(&place.part_key());
            place.around.extend(entry.and_then(|entry| entry.like.clone()));
        }
        place
    }

    /// What is said of a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<&Entry> {
        self.entries.get(key)
    }
}

fn set_text(entry: &mut Entry, item: &str, text: &str, position: &Position) -> Result<(), Why> {
    if entry.text.is_some() {
        return Err(Why::Twice {
            key: item.into(),
            file: entry.position.file.clone(),
            line: entry.position.line,
        });
    }
    let (text, question) = without_question(text);
    entry.text = Some(if text == NONE { String::new() } else { text.to_owned() });
    entry.question = question.map(ToOwned::to_owned);
    if entry.notes.is_empty() {
        entry.position = position.clone();
    }
    Ok(())
}

/// A text, and the open question behind it: `Who made it. ?the pages differ`.
pub(super) fn without_question(text: &str) -> (&str, Option<&str>) {
    if let Some(question) = text.strip_prefix('?') {
        return ("", Some(question.trim()));
    }
    match text.split_once(" ?") {
        Some((text, question)) => (text.trim(), Some(question.trim())),
        None => (text, None),
    }
}

/// Whose words a file has.
fn scope(name: &str) -> Option<String> {
    let parts: Vec<&str> = name.strip_suffix(".words")?.split('/').collect();
    match parts.as_slice() {
        ["words", _] => Some(String::new()),
        [service, "words", _] => Some((*service).to_owned()),
        [service, version, "words", _] => Some(format!("{service}.{version}")),
        _ => None,
    }
}
