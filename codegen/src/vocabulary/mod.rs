//! The words of the pages, by what they mean. Data; the reader and the writer of fact sheets share it.

mod columns;
mod envelope;
mod errors;
mod events;
mod facts;
mod headings;
mod labels;
mod letters;
mod presence;
mod remarks;
mod since;
mod types;
mod units;
mod vague;

pub(crate) use columns::*;
pub(crate) use envelope::*;
pub(crate) use errors::*;
pub(crate) use events::*;
pub(crate) use facts::*;
pub(crate) use headings::*;
pub(crate) use labels::*;
pub(crate) use letters::*;
pub(crate) use presence::*;
pub(crate) use remarks::*;
pub(crate) use since::*;
pub(crate) use types::*;
pub(crate) use units::*;
pub(crate) use vague::*;

/// Words by what they mean. The first of each meaning is what fact sheets write.
type Table<T> = &'static [(T, &'static [&'static str])];

/// What a text means, by its words without blanks.
fn find<T: Copy>(table: Table<T>, squeezed: &str) -> Option<T> {
    let is_it = |word: &&str| {
        let mut word = word.bytes().filter(|byte| *byte != b' ');
        let mut text = squeezed.bytes();
        loop {
            match (word.next(), text.next()) {
                (None, None) => return true,
                (Some(one), Some(other)) if one.eq_ignore_ascii_case(&other) => {}
                _ => return false,
            }
        }
    };
    let found = table.iter().find(|(_, words)| words.iter().any(is_it));
    found.map(|(meaning, _)| *meaning)
}

/// The first word that means this.
fn first<T: Copy + PartialEq>(table: Table<T>, meaning: T) -> &'static str {
    let found = table.iter().find(|(known, _)| *known == meaning);
    found.and_then(|(_, words)| words.first()).copied().unwrap_or_default()
}

/// The text without blanks, emphasis and colons.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '*' | ':' | '：' | '`' | '\u{200b}'))
        .collect()
}
