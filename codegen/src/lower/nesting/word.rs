//! What the word in the type column says about rows below: whether there can be any, and of which shape.

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

/// Words of values without fields, in lower case.
const SCALARS: &[&str] = &[
    "string", "str", "text_string", "int", "int32", "int64", "integer", "uint64", "uint32", "long", "short", "double",
    "float", "decimal", "number", "number(float)", "number(int)", "number(double)", "boolean", "bool", "timestamp",
    "date", "datetime", "time", "byte", "bytes", "binary", "url", "any",
];
/// Words of values whose fields they do not name.
const GENERICS: &[&str] = &["object", "list", "array", "map", "struct", "json", "dict", "interface", "union"];

impl Word {
    pub(super) fn read(word: Option<&str>) -> Self {
        let mut text: String = word.unwrap_or_default().chars().filter(|c| !c.is_whitespace() && *c != '\\').collect();
        text.make_ascii_lowercase();
        let mut rest = text.as_str();
        let mut map = false;
        loop {
            rest = rest.trim_end_matches("[]").trim_end_matches('>');
            let inner = ["array<", "list<", "map<"].into_iter().find_map(|outer| rest.strip_prefix(outer).map(|inner| (outer, inner)));
            match inner {
                Some(("map<", inner)) => {
                    map = true;
                    rest = inner.split_once(',').map_or(inner, |(_, value)| value);
                }
                Some((_, inner)) => rest = inner,
                None => break,
            }
        }
        map |= rest == "map";
        let class = match rest {
            "" | "-" | "--" | "/" | "—" => Class::Blank,
            _ if SCALARS.contains(&rest) => Class::Scalar,
            _ if GENERICS.contains(&rest) => Class::Generic,
            _ => Class::Named,
        };
        Self { class, symbol: symbol(rest), map }
    }

    /// The parts of a type word: of `app.table.field` these are three.
    pub(super) fn parts(word: Option<&str>) -> Vec<Symbol> {
        let parts = word.unwrap_or_default().split(|c: char| !c.is_alphanumeric());
        parts.filter(|part| !part.is_empty()).map(symbol).collect()
    }
}
