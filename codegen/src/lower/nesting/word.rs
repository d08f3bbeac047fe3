//! What the word in the type column says about rows below: whether there can be any, and of which shape.

use super::super::type_word;
use super::symbol::{Symbol, symbol};

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
        let word = type_word::read(text);
        let bare: String = text
            .chars()
            .filter(|char| char.is_alphanumeric() || "_.".contains(*char))
            .collect();
        let bare = bare.to_ascii_lowercase();
        let (class, named) = match word.as_ref().map(type_word::Word::innermost) {
            Some(type_word::Word::Type(_)) => (Class::Scalar, None),
            Some(type_word::Word::Object(Some(name))) => (Class::Named, Some(name.to_ascii_lowercase())),
            Some(type_word::Word::File) => (Class::Named, None),
            _ if bare.is_empty() => (Class::Blank, None),
            _ => (Class::Generic, None),
        };
        let map = matches!(word, Some(type_word::Word::Map(_))) || bare == "map";
        Self {
            class,
            symbol: symbol(&named.unwrap_or(bare)),
            map,
        }
    }
}
