//! By which field two deliveries of an event are known as one, where the page says that the id of the event does not do.

use crate::ir::{Field, Object, Type};
use crate::page::RawEvent;
use crate::vocabulary::DEDUPLICATED;

/// A JSON pointer in the payload. What the introduction says counts if one field alone has that name.
pub(super) fn read(said: &RawEvent, introduction: &str, payload: &[Field]) -> Option<String> {
    if let Some(stated) = &said.identity {
        return stated.text.starts_with('/').then(|| stated.text.clone());
    }
    DEDUPLICATED
        .iter()
        .find_map(|word| named_before(word, introduction, payload))
}

/// The only field of the payload whose name is the last one before this word.
fn named_before(word: &str, introduction: &str, payload: &[Field]) -> Option<String> {
    let (before, _) = introduction.split_once(word)?;
    let mut words = before.rsplit(|char: char| !(char.is_ascii_alphanumeric() || char == '_'));
    let name = words.find(|word| !word.is_empty())?;
    let mut found = Vec::new();
    find(name, payload, "", &mut found);
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// The pointers to all fields of a name, lists left out.
fn find(name: &str, fields: &[Field], above: &str, found: &mut Vec<String>) {
    for field in fields {
        let pointer = format!("{above}/{}", field.name);
        if field.name == name {
            found.push(pointer.clone());
        }
        if let Type::Object(Object { fields, .. }) = &field.ty {
            find(name, fields, &pointer, found);
        }
    }
}
