//! What the word in the type column says about nesting: whether the row can have fields, and of which type they are.

use super::symbol::{Symbol, symbol};
use crate::vocabulary::{TypeWord, type_word};

/// How likely a row of a type has fields of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// `string`, `int[]`: no fields.
    Scalar,
    /// A word of the page's own: `resource_acceptor`.
    Named,
    /// `object`, `list`, `map`: fields that the word does not name.
    Generic,
    /// A dash or nothing.
    Blank,
}

/// A type word, taken apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) class: Class,
    /// The word without its brackets, so that `user[]` and `user` are one.
    pub(super) symbol: Symbol,
    /// Keys of the value are data, not field names.
    pub(super) map: bool,
}

impl Word {
    pub(super) fn read(word: Option<&str>) -> Self {
        let text = word.unwrap_or_default();
        let word = type_word(text);
        let bare: String = text
            .chars()
            .filter(|char| char.is_alphanumeric() || "_.".contains(*char))
            .collect();
        let bare = bare.to_ascii_lowercase();
        let (class, named) = match word.as_ref().map(TypeWord::innermost) {
            Some(TypeWord::Type(_)) => (Class::Scalar, None),
            Some(TypeWord::Object(Some(name))) => (Class::Named, Some(name.to_ascii_lowercase())),
            Some(TypeWord::File) => (Class::Named, None),
            _ if bare.is_empty() => (Class::Blank, None),
            _ => (Class::Generic, None),
        };
        let map = matches!(word, Some(TypeWord::Map(_))) || bare == "map";
        Self {
            class,
            symbol: symbol(&named.unwrap_or(bare)),
            map,
        }
    }
}
