//! The word in a type column -> a type without its fields.

use super::words;
use crate::ir::Type;

/// What a type's word says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    /// A complete type.
    Type(Type),
    /// An object; its name, where it has one.
    Object(Option<String>),
    /// A part of a form, or an object of that name.
    File,
    /// Anything.
    Any,
    /// A list.
    List(Box<Word>),
    /// A map from text.
    Map(Box<Word>),
}

impl Word {
    /// The innermost word.
    pub(super) fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The type, with `inner` for the innermost word.
    pub(super) fn around(&self, inner: Type) -> Type {
        match self {
            Self::List(item) => Type::List(Box::new(item.around(inner))),
            Self::Map(value) => Type::Map(Box::new(value.around(inner))),
            _ => inner,
        }
    }
}

/// Reads a type's word. `None` where it is not understood.
pub(super) fn read(text: &str) -> Option<Word> {
    let word: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '\\' && *char != '`')
        .collect();
    parse(&word, 0)
}

fn parse(word: &str, depth: u8) -> Option<Word> {
    if depth > 8 {
        return None;
    }
    let list = |inner: &str| parse(inner, depth + 1).map(|inner| Word::List(Box::new(inner)));
    if let Some(inner) = word.strip_suffix("[]").or_else(|| word.strip_prefix("[]")) {
        return list(inner);
    }
    if let Some((outer, inner)) = word.strip_suffix('>').and_then(|word| word.split_once('<')) {
        if outer.eq_ignore_ascii_case("map") {
            let value = inner.split_once(',').map_or(inner, |(_, value)| value);
            return parse(value, depth + 1).map(|value| Word::Map(Box::new(value)));
        }
        // `option<string>` names an object of which one part is text.
        return if words::is_list_of(outer) {
            list(inner)
        } else {
            Some(Word::Object(name(outer)))
        };
    }
    if let Some(ty) = words::primitive(word) {
        return Some(Word::Type(ty));
    }
    if words::is_any(word) {
        return Some(Word::Any);
    }
    if words::is_anonymous_list(word) {
        return Some(Word::List(Box::new(Word::Any)));
    }
    if words::is_anonymous_object(word) {
        return Some(Word::Object(None));
    }
    if word.eq_ignore_ascii_case("file") {
        return Some(Word::File);
    }
    name(word).map(|name| Word::Object(Some(name)))
}

/// A type's name: letters, digits, `_`, `.`, `-`.
fn name(word: &str) -> Option<String> {
    let legal = |char: char| char.is_alphanumeric() || "_.-".contains(char);
    let is_name = word.chars().all(legal) && word.chars().any(char::is_alphabetic) && word.len() <= 120;
    is_name.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_pages_are_read() {
        let list = |word| Word::List(Box::new(word));
        let map = |word| Word::Map(Box::new(word));
        assert_eq!(read("string\\[\\]"), Some(list(Word::Type(Type::String))));
        assert_eq!(read("int[][]"), Some(list(list(Word::Type(Type::Int)))));
        assert_eq!(
            read("map<string, map<string, int>>"),
            Some(map(map(Word::Type(Type::Int))))
        );
        assert_eq!(read("array<interface>"), Some(list(Word::Any)));
        assert_eq!(read("number(float)\\[\\]"), Some(list(Word::Type(Type::Float))));
        assert_eq!(
            read("app.table.record"),
            Some(Word::Object(Some("app.table.record".into())))
        );
        assert_eq!(read("\\-"), Some(Word::Any));
        assert_eq!(read("file"), Some(Word::File));
        assert_eq!(read("是否需要，默认为false"), None);
    }
}
