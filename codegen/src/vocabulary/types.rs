//! The words of type columns: the words themselves, and how they are put together.

use crate::ir::Type;

/// The type that a word names, where it is one of the primitive ones.
fn primitive(word: &str) -> Option<Type> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "sting" | "strng" | "stirng" | "字符串" | "datetime" | "date" | "timestamp" | "url"
        | "char" => Type::String,
        "int" | "integer" | "int32" | "int64" | "i32" | "i64" | "uint" | "uint32" | "uint64" | "long" | "short"
        | "byte" | "整数" | "整型" => Type::Int,
        "float" | "double" | "decimal" | "float32" | "float64" | "number" | "number(float)" | "number(double)"
        | "浮点数" | "数字" => Type::Float,
        "bool" | "boolean" | "bollean" | "布尔" | "布尔值" => Type::Bool,
        _ => return None,
    })
}

/// Words for an object of which nothing is said.
fn is_anonymous_object(word: &str) -> bool {
    const WORDS: &[&str] = &["object", "obj", "map", "json", "struct", "dict", "对象", "jsonobject"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words for a value of any kind.
fn is_any(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "",
        "-",
        "/",
        "/-",
        "--",
        "any",
        "interface",
        "interface{}",
        "union",
        "mixed",
        "无",
        "null",
        "void",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words for a list of which the items are not named.
fn is_anonymous_list(word: &str) -> bool {
    const WORDS: &[&str] = &["list", "array", "arr", "数组", "列表", "slice"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Words before `<…>` that make a list.
fn is_list_of(word: &str) -> bool {
    const WORDS: &[&str] = &["list", "array", "aray", "arrary", "lsit", "set", "slice"];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What a type's word says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeWord {
    /// A complete type.
    Type(Type),
    /// An object; its name, where it has one.
    Object(Option<String>),
    /// A part of a form, or an object of that name.
    File,
    /// Anything.
    Any,
    /// A list.
    List(Box<TypeWord>),
    /// A map from text.
    Map(Box<TypeWord>),
}

impl TypeWord {
    /// The innermost word.
    pub(crate) fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }

    /// The type, with `inner` for the innermost word.
    pub(crate) fn around(&self, inner: Type) -> Type {
        match self {
            Self::List(item) => Type::List(Box::new(item.around(inner))),
            Self::Map(value) => Type::Map(Box::new(value.around(inner))),
            _ => inner,
        }
    }
}

/// Reads a type's word. `None` where it is not understood.
pub(crate) fn type_word(text: &str) -> Option<TypeWord> {
    let word: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '\\' && *char != '`')
        .collect();
    parse(&word, 0)
}

fn parse(word: &str, depth: u8) -> Option<TypeWord> {
    if depth > 8 {
        return None;
    }
    let list = |inner: &str| parse(inner, depth + 1).map(|inner| TypeWord::List(Box::new(inner)));
    if let Some(inner) = word.strip_suffix("[]").or_else(|| word.strip_prefix("[]")) {
        return list(inner);
    }
    // `array<array<x>>`, of which a converter took the inner part for a tag.
    if let Some(outer) = word.strip_suffix('>').filter(|outer| is_list_of(outer)) {
        return parse(outer, depth).map(|list| TypeWord::List(Box::new(list)));
    }
    if let Some((outer, inner)) = word.strip_suffix('>').and_then(|word| word.split_once('<')) {
        if outer.eq_ignore_ascii_case("map") {
            let value = inner.split_once(',').map_or(inner, |(_, value)| value);
            return parse(value, depth + 1).map(|value| TypeWord::Map(Box::new(value)));
        }
        // `option<string>` names an object of which one part is text.
        return if is_list_of(outer) {
            list(inner)
        } else {
            Some(TypeWord::Object(name(outer)))
        };
    }
    if let Some(ty) = primitive(word) {
        return Some(TypeWord::Type(ty));
    }
    if is_any(word) {
        return Some(TypeWord::Any);
    }
    if is_anonymous_list(word) {
        return Some(TypeWord::List(Box::new(TypeWord::Any)));
    }
    if is_anonymous_object(word) {
        return Some(TypeWord::Object(None));
    }
    if word.eq_ignore_ascii_case("file") {
        return Some(TypeWord::File);
    }
    name(word).map(|name| TypeWord::Object(Some(name)))
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
        let list = |word| TypeWord::List(Box::new(word));
        let map = |word| TypeWord::Map(Box::new(word));
        assert_eq!(type_word("string\\[\\]"), Some(list(TypeWord::Type(Type::String))));
        assert_eq!(type_word("int[][]"), Some(list(list(TypeWord::Type(Type::Int)))));
        assert_eq!(
            type_word("map<string, map<string, int>>"),
            Some(map(map(TypeWord::Type(Type::Int))))
        );
        assert_eq!(type_word("array<interface>"), Some(list(TypeWord::Any)));
        assert_eq!(
            type_word("number(float)\\[\\]"),
            Some(list(TypeWord::Type(Type::Float)))
        );
        assert_eq!(
            type_word("app.table.record"),
            Some(TypeWord::Object(Some("app.table.record".into())))
        );
        assert_eq!(type_word("array>"), Some(list(list(TypeWord::Any))));
        assert_eq!(type_word("\\-"), Some(TypeWord::Any));
        assert_eq!(type_word("file"), Some(TypeWord::File));
        assert_eq!(type_word("是否需要，默认为false"), None);
    }
}
