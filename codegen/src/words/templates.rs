//! Texts of the glossary that hold for many nouns: `{object}_id = Id of the {object}.`

use crate::ir::Owner;

use super::key::{Key, Section};
use super::parse::Reference;

const OBJECT: &str = "{object}";
const OBJECTS: &str = "{objects}";

/// The templates, and the nouns that may fill them.
#[derive(Debug, Default)]
pub(super) struct Templates {
    /// What stands before and after the noun in the name, the text, and its key.
    templates: Vec<(String, String, String, Key)>,
    /// The noun on the wire, in words, in the plural, and its key.
    nouns: Vec<(String, String, String, Key)>,
}

impl Templates {
    pub(super) fn of(reference: &Reference) -> Self {
        let mut templates = Self::default();
        for (key, entry) in &reference.entries {
            let Some(text) = entry.text.clone() else { continue };
            match key.section {
                Section::Glossary => {
                    if let Some((before, after)) = key.item.split_once(OBJECT) {
                        let (before, after) = (before.to_owned(), after.to_owned());
                        templates.templates.push((before, after, text, key.clone()));
                    }
                }
                Section::Objects => {
                    let (one, many) = match text.split_once(" / ") {
                        Some((one, many)) => (one.to_owned(), many.to_owned()),
                        None => (text.clone(), format!("{text}s")),
                    };
                    templates.nouns.push((key.item.clone(), one, many, key.clone()));
                }
                _ => {}
            }
        }
        templates
    }

    /// What a template makes of a field's name, and the keys of that.
    pub(super) fn text(&self, owner: &Owner, name: &str) -> Option<(String, [Key; 2])> {
        let (service, version) = (owner.project(), owner.id().service_version());
        let is_of = |key: &Key| key.scope.is_empty() || key.scope == service || key.scope == version;
        // What is more special comes later in the order of keys.
        let templates = self.templates.iter().rev().filter(|(.., key)| is_of(key));
        templates.clone().find_map(|(before, after, text, key)| {
            let noun = name.strip_prefix(before.as_str())?.strip_suffix(after.as_str())?;
            let nouns = self.nouns.iter().rev().filter(|(.., key)| is_of(key));
            let (_, one, many, noun_key) = nouns.clone().find(|(wire, ..)| wire == noun)?;
            let text = text.replace(OBJECTS, many).replace(OBJECT, one);
            Some((text, [key.clone(), noun_key.clone()]))
        })
    }
}
