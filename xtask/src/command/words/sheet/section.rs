//! A section of a worksheet: an endpoint, an event or a type, with a row for each key.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use feishu_openapi_codegen::ir::{EnumBase, Field, Level, Presence, Type, Words};
use feishu_openapi_codegen::words::{Key, Place, Section as Name, Stated, Thing, WHOLE};
use indexmap::IndexMap;

use super::vendor::Texts;

/// So many places of a text are named.
const PLACES: usize = 4;
/// Longest example that is shown, in characters.
const EXAMPLE: usize = 60;

/// A section, as it is to be written.
pub(super) struct Section {
    name: Name,
    /// The resource of the first place.
    pub(super) resource: String,
    /// What is said of the whole.
    pub(super) about: String,
    /// What its page advises on errors, by code.
    pub(super) advice: Vec<(i64, String)>,
    words: Words,
    notes: Vec<String>,
    places: BTreeSet<String>,
    rows: IndexMap<String, Row>,
}

/// A field, in all places of its key.
#[derive(Default)]
struct Row {
    facts: BTreeSet<String>,
    /// The vendor's texts, each with the places that have it.
    texts: BTreeMap<String, BTreeSet<String>>,
    words: Words,
    values: Vec<(String, String, Words)>,
}

impl Section {
    pub(super) fn new(key: &Key, resource: &str) -> Self {
        Self {
            name: key.section.clone(),
            resource: resource.to_owned(),
            about: String::new(),
            advice: Vec::new(),
            words: Words::default(),
            notes: Vec::new(),
            places: BTreeSet::new(),
            rows: IndexMap::new(),
        }
    }

    pub(super) fn to_name(&self) -> String {
        self.name.to_string()
    }

    pub(super) fn is_type(&self) -> bool {
        matches!(self.name, Name::Type { .. })
    }

    /// Adds a thing whose key is `item` in this section.
    pub(super) fn add(&mut self, place: &Place, item: &str, thing: &Thing<'_>, texts: &Texts) {
        let operation = match place.owner.resource() {
            "" => place.owner.method().to_owned(),
            resource => format!("{resource}.{}", place.owner.method()),
        };
        match thing {
            Thing::Operation(about) => {
                self.words = about.summary.clone();
                self.notes.clone_from(&about.notes);
            }
            Thing::Type(object) => {
                self.words.or_nearer(&object.words);
                let name = place.path.last().map(String::as_str).unwrap_or_default();
                self.places.insert(format!("{operation} {name}"));
            }
            Thing::Field(field) => {
                let row = self.row(item);
                row.facts.insert(facts(field));
                row.words.or_nearer(&field.words);
                row.texts
                    .entry(texts.at(place).to_owned())
                    .or_default()
                    .insert(operation);
            }
            Thing::Value(value) => {
                let of = item.split_once('/').map_or(item, |(field, _)| field);
                let label = match texts.at(place) {
                    "" => value.label.clone(),
                    label => label.to_owned(),
                };
                let row = self.row(of);
                match row.values.iter_mut().find(|(key, ..)| *key == value.key) {
                    Some((.., words)) => words.or_nearer(&value.words),
                    None => row.values.push((value.key.clone(), label, value.words.clone())),
                }
            }
        }
    }

    fn row(&mut self, item: &str) -> &mut Row {
        self.rows.entry(item.to_owned()).or_default()
    }
}

/// `string, required, default 20, 1..50, e.g. 20`
fn facts(field: &Field) -> String {
    let mut facts = vec![word(&field.ty)];
    if field.presence == Presence::Required {
        facts.push("required".to_owned());
    }
    let limits = &field.constraints;
    let range = |least: Option<String>, most: Option<String>, what: &str| {
        let is_given = least.is_some() || most.is_some();
        is_given.then(|| format!("{what} {}..{}", least.unwrap_or_default(), most.unwrap_or_default()))
    };
    facts.extend(range(limits.minimum.clone(), limits.maximum.clone(), "range"));
    let [least, most] = [limits.min_length, limits.max_length].map(|end| end.map(|end| end.to_string()));
    facts.extend(range(least, most, "length"));
    facts.extend(field.default.as_ref().map(|default| format!("default {default}")));
    facts.extend(field.unit.map(|unit| format!("unit {unit:?}").to_lowercase()));
    facts.extend(field.deprecated.then(|| "deprecated".to_owned()));
    facts.extend(field.facts.iter().map(|fact| Stated::Other(fact.clone()).to_string()));
    let example = field.example.as_deref().unwrap_or_default().replace('\n', " ");
    if !example.is_empty() {
        facts.push(format!("e.g. {}", example.chars().take(EXAMPLE).collect::<String>()));
    }
    facts.join(", ")
}

fn word(ty: &Type) -> String {
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::String => "string".to_owned(),
        Type::File => "file".to_owned(),
        Type::List(item) => format!("{}[]", word(item)),
        Type::Map(value) => format!("map of {}", word(value)),
        Type::Object(object) => object.type_name.clone().unwrap_or_else(|| "object".to_owned()),
        Type::Enum(set) if set.base == EnumBase::Int => "int set".to_owned(),
        Type::Enum(_) => "set".to_owned(),
        Type::Enclosing(_) => "the object around".to_owned(),
        Type::Named(_) | Type::AnyObject => "object".to_owned(),
        Type::Any => "any".to_owned(),
    }
}

/// The sign of a state, and the text.
fn state(words: &Words) -> (char, &str) {
    let sign = match words.level {
        Level::Missing => '!',
        Level::Derived | Level::Glossary => '~',
        Level::Type | Level::Place => '=',
    };
    (sign, &words.text)
}

impl fmt::Display for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "[{}]", self.name)?;
        formatter.write_str(&self.about)?;
        if self.is_type() {
            writeln!(formatter, "  in {}", named(&self.places))?;
        }
        let (sign, text) = state(&self.words);
        writeln!(formatter, "{sign} {WHOLE} {text}")?;
        for note in &self.notes {
            writeln!(formatter, "= note {note}")?;
        }
        self.rows.iter().try_for_each(|(item, row)| row.write(item, formatter))
    }
}

impl Row {
    fn write(&self, item: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, text) = state(&self.words);
        let facts: Vec<_> = self.facts.iter().map(String::as_str).collect();
        write!(formatter, "{sign} {item} ({})", facts.join("; or "))?;
        match text {
            "" => writeln!(formatter)?,
            text => writeln!(formatter, " = {text}")?,
        }
        for (text, places) in self.texts.iter().filter(|(text, _)| !text.is_empty()) {
            match self.texts.len() {
                1 => writeln!(formatter, "    « {text}")?,
                _ => writeln!(formatter, "    « {text} « {}", named(places))?,
            }
        }
        if !self.values.is_empty() {
            let value = |(key, label, words): &(String, String, Words)| {
                let (sign, text) = state(words);
                match text {
                    "" => format!("{sign}/{key} {label}"),
                    text => format!("{sign}/{key} {label} = {text}"),
                }
            };
            let values: Vec<_> = self.values.iter().map(value).collect();
            writeln!(formatter, "    {}", values.join("  "))?;
        }
        Ok(())
    }
}

fn named(places: &BTreeSet<String>) -> String {
    let mut named: Vec<_> = places.iter().take(PLACES).cloned().collect();
    if places.len() > PLACES {
        named.push(format!("{} more", places.len() - PLACES));
    }
    named.join(", ")
}
