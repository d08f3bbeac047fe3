//! Identifiers of the fields of one struct.

use std::collections::HashSet;

use super::reserved::is_keyword;
use super::words;
use crate::casing;
use crate::ir::Field;

/// A field that wants a name: the one on the wire, and the word to put before it where another field has that name.
pub(super) struct Wanted<'a> {
    pub(super) wire: &'a str,
    pub(super) section: &'static str,
    /// The name that it has had so far.
    pub(super) published: Option<&'a str>,
}

/// One identifier for each field. A published name stays; then a field whose wire name is an identifier already has the
/// first right to it, then the order decides. `reserved` names, keywords and names that are taken get an underscore at their end.
pub(super) fn identifiers(fields: &[Wanted<'_>], reserved: &[&str]) -> Vec<String> {
    let mut taken: HashSet<String> = reserved.iter().map(|name| (*name).to_owned()).collect();
    let mut names = vec![String::new(); fields.len()];
    let plain: Vec<String> = fields.iter().map(|field| identifier(field.wire)).collect();
    for (field, name) in fields.iter().zip(&mut names) {
        if let Some(published) = field.published
            && taken.insert(published.to_owned())
        {
            *name = published.to_owned();
        }
    }
    for exact in [true, false] {
        for ((field, plain), name) in fields.iter().zip(&plain).zip(&mut names) {
            if name.is_empty() && (field.wire == plain) == exact {
                *name = free(field, plain, &taken, reserved);
                taken.insert(name.clone());
            }
        }
    }
    names
}

fn free(field: &Wanted<'_>, plain: &str, taken: &HashSet<String>, reserved: &[&str]) -> String {
    if !taken.contains(plain) {
        return plain.to_owned();
    }
    let mut name = if field.section.is_empty() || reserved.contains(&plain) {
        format!("{plain}_")
    } else {
        format!("{}_{}", field.section, plain.trim_start_matches('_'))
    };
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

/// A word for each of a struct's required fields, as types that stand for them have it in their names: `Content` for
/// `content`. The same field has the same word in nearly all structs.
pub(crate) fn markers<'a>(fields: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut taken = HashSet::new();
    let unique = |field: &str| {
        let word = casing::camel(&words::split(field));
        let numbered = (2..).map(|number| format!("{word}{number}"));
        let mut all = [word.clone()].into_iter().chain(numbered);
        all.find(|word| taken.insert(word.clone())).unwrap_or(word)
    };
    fields.into_iter().map(unique).collect()
}

/// A name in snake case that is no keyword.
pub(super) fn identifier(wire: &str) -> String {
    let mut words = words::split(wire);
    if words.is_empty() {
        words = casing::spell(wire);
    }
    let mut name = if words.is_empty() {
        "field".to_owned()
    } else {
        casing::snake(&words)
    };
    if is_keyword(&name) {
        name.push('_');
    }
    name
}

/// Names on the wire.
pub(super) fn wires(fields: &[Field]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(wires: &[(&'static str, &'static str)], reserved: &[&str]) -> String {
        let published = None;
        let wanted = |(section, wire): &(&'static str, &'static str)| Wanted {
            wire,
            section,
            published,
        };
        let fields: Vec<_> = wires.iter().map(wanted).collect();
        identifiers(&fields, reserved).join(" ")
    }

    #[test]
    fn keywords_digits_signs_and_methods_of_the_struct_become_names() {
        let wires = [
            ("", "type"),
            ("", "2fa"),
            ("", "X-Request-Id"),
            ("", "姓名"),
            ("", "send"),
            ("", "%"),
        ];
        assert_eq!(named(&wires, &["send"]), "type_ _2fa x_request_id 姓名 send_ percent");
    }

    #[test]
    fn the_name_that_is_an_identifier_keeps_it() {
        assert_eq!(
            named(&[("", "userId"), ("", "user_id"), ("", "user-id")], &[]),
            "user_id_ user_id user_id__"
        );
    }

    #[test]
    fn one_name_in_two_sections_tells_them_apart() {
        assert_eq!(
            named(&[("path", "id"), ("query", "id"), ("body", "id")], &[]),
            "id query_id body_id"
        );
    }

    #[test]
    fn fields_of_one_struct_have_words_of_their_own() {
        assert_eq!(
            markers(["user_id", "user_id_", "type_", "_2fa"]),
            ["UserId", "UserId2", "Type", "2fa"]
        );
    }
}
