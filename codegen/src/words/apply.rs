//! Puts the words on the schema.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::ir::{Api, Endpoint, Event, Fact, Field, Level, Type, Words};
use crate::markup::is_mark;
use crate::vocabulary::is_chinese;

use super::fact::{Stated, items};
use super::key::{Key, Section, WHOLE, escape, escape_label};
use super::parse::{Entry, Position, Reference};
use super::templates::Templates;
use super::walk::{self, Kind, Place, Thing, object_of};

/// What was found while words were put on a schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The keys that something has.
    pub used: HashSet<Key>,
    /// The keys of the pages' texts that each entry is the text for; entries of places and types only.
    pub sources: BTreeMap<Key, BTreeSet<Key>>,
    /// Facts that pages state in their own place, so that the line can go.
    pub stated: BTreeSet<(Position, Key)>,
    /// How many things there are of each kind in each service version, by the level of their text.
    pub counts: BTreeMap<(String, Kind), BTreeMap<Level, usize>>,
    /// What has no text and is not said to need none.
    pub missing: Vec<Place>,
}

impl Applied {
    fn and(mut self, other: Self) -> Self {
        self.used.extend(other.used);
        self.stated.extend(other.stated);
        for (key, sources) in other.sources {
            self.sources.entry(key).or_default().extend(sources);
        }
        self.missing.extend(other.missing);
        for (key, levels) in other.counts {
            let counts = self.counts.entry(key).or_default();
            levels
                .into_iter()
                .for_each(|(level, count)| *counts.entry(level).or_default() += count);
        }
        self
    }
}

/// Puts words on the endpoints and events of a schema in which no types are shared yet.
pub fn apply(api: &mut Api, reference: &Reference) -> Applied {
    let templates = Templates::of(reference);
    let by_key: HashMap<_, _> = reference.entries.iter().collect();
    let applying = || Applying {
        reference,
        by_key: &by_key,
        templates: &templates,
        applied: Applied::default(),
    };
    let endpoints = api
        .endpoints
        .par_iter_mut()
        .map(|(_, endpoint)| applying().endpoint(endpoint));
    let endpoints: Vec<_> = endpoints.collect();
    let events = api.events.par_iter_mut().map(|(_, event)| applying().event(event));
    let events: Vec<_> = events.collect();
    let all = endpoints.into_iter().chain(events);
    let mut applied = all.fold(Applied::default(), Applied::and);
    let ids = api.endpoints.keys().chain(api.events.keys());
    let scopes = ids.flat_map(|id| [id.project.clone(), id.service_version()]);
    for scope in scopes.collect::<BTreeSet<_>>() {
        let key = Key {
            scope: scope.clone(),
            section: Section::Service,
            item: WHOLE.to_owned(),
        };
        if let Some(text) = reference.get(&key).and_then(|entry| entry.text.clone()) {
            applied.used.insert(key);
            api.services.insert(scope, text);
        }
    }
    applied
}

struct Applying<'a> {
    reference: &'a Reference,
    /// What is said of a key: each field has several, so that ordered keys, most of which begin alike, take long to find.
    by_key: &'a HashMap<&'a Key, &'a Entry>,
    templates: &'a Templates,
    applied: Applied,
}

impl<'a> Applying<'a> {
    fn get(&self, key: &Key) -> Option<&'a Entry> {
        self.by_key.get(key).copied()
    }

    fn endpoint(mut self, endpoint: &mut Endpoint) -> Applied {
        walk::endpoint(endpoint, |place, thing| self.thing(place, thing));
        endpoint.deprecated |= self.is_deprecated(&Place::of_operation(&endpoint.id, false));
        self.applied
    }

    fn event(mut self, event: &mut Event) -> Applied {
        walk::event(event, |place, thing| self.thing(place, thing));
        event.deprecated |= self.is_deprecated(&Place::of_operation(&event.id, true));
        self.applied
    }

    fn is_deprecated(&self, operation: &Place) -> bool {
        let entry = self.get(&operation.best_key());
        entry.is_some_and(|entry| entry.facts.iter().any(|(stated, _)| *stated == Stated::Deprecated))
    }

    fn thing(&mut self, found: &Place, thing: Thing<'_>) {
        let place = &self.placed(found);
        let keys = place.keys();
        let mut words = self.text(&keys);
        if words.level > Level::Glossary {
            let has_text = |key: &&Key| self.get(key).is_some_and(|entry| entry.text.is_some());
            if let Some(key) = keys.iter().map(|(_, key)| key).find(has_text) {
                let sources = self.applied.sources.entry(key.clone()).or_default();
                sources.insert(found.best_key());
            }
        }
        match thing {
            Thing::Operation(about) => {
                let entry = keys.first().and_then(|(_, key)| self.get(key));
                if let Some(entry) = entry {
                    about.notes = entry.notes.iter().map(|note| note.text.clone()).collect();
                    let successors = entry.facts.iter().filter_map(|(stated, _)| match stated {
                        Stated::Other(Fact::Successor(ids)) => Some(items(ids)),
                        _ => None,
                    });
                    about.successors = successors.flatten().collect();
                }
                about.summary = words.clone();
            }
            Thing::Type(object) => object.words = words.clone(),
            Thing::Field(field) => {
                // Whatever comes of it: what it may be derived from counts as used.
                let derived = self.derived(place, field);
                words.or_nearer(&derived);
                self.facts(&keys, field);
                self.values(&keys, field);
                field.words = words.clone();
            }
            Thing::Value(value) => {
                let of_label = self.of_label(place, &value.label);
                words.or_nearer(&of_label);
                value.words = words.clone();
            }
        }
        self.count(place, words.level);
    }

    /// The nearest text. All keys that are there count as used.
    fn text(&mut self, keys: &[(Level, Key)]) -> Words {
        let mut words = Words::default();
        for (level, key) in keys {
            let Some(entry) = self.get(key) else { continue };
            self.applied.used.insert(key.clone());
            if let Some(text) = entry.text.as_ref().filter(|_| words.is_missing()) {
                words = Words {
                    text: text.clone(),
                    level: *level,
                };
            }
        }
        words
    }

    /// A field that only wraps an object has that one's text; another one what a template makes of its name.
    fn derived(&mut self, place: &Place, field: &Field) -> Words {
        let template = self.templates.text(&place.owner, &field.name);
        if let Some((_, keys)) = &template {
            self.applied.used.extend(keys.iter().cloned());
        }
        if let Some(object) = object_of(&field.ty) {
            let word = object.type_name.as_deref().unwrap_or(&field.name);
            let mut inner = place.clone();
            inner.around.push(escape(word, false));
            inner.kind = Kind::Type;
            let text = self.text(&inner.keys()).text;
            if !text.is_empty() {
                let level = Level::Derived;
                return Words { text, level };
            }
        }
        let level = Level::Derived;
        template.map(|(text, _)| Words { text, level }).unwrap_or_default()
    }

    fn of_label(&mut self, place: &Place, label: &str) -> Words {
        if label.is_empty() {
            return Words::default();
        }
        let level = Level::Derived;
        let id = place.owner.id();
        let key = |scope: String| Key {
            scope,
            section: Section::Labels,
            item: escape_label(label),
        };
        for key in [id.service_version(), id.project.clone(), String::new()].map(key) {
            if let Some(text) = self.get(&key).and_then(|entry| entry.text.clone()) {
                self.applied.used.insert(key);
                return Words { text, level };
            }
        }
        // What Markdown would read as more than text is for the emitter to escape.
        let is_marked_up = |letter| is_mark(letter) || letter == '\n';
        match label.chars().any(|letter| is_marked_up(letter) || is_chinese(letter)) {
            true => Words::default(),
            // A name, or English already.
            false => Words {
                text: format!("{}.", label.trim_end_matches('.')),
                level,
            },
        }
    }

    /// The facts of all keys; of one kind, the nearest.
    fn facts(&mut self, keys: &[(Level, Key)], field: &mut Field) {
        let mut kinds = BTreeSet::new();
        for (_, key) in keys {
            let Some(entry) = self.get(key) else { continue };
            let here: Vec<_> = entry
                .facts
                .iter()
                .filter(|(stated, _)| !kinds.contains(stated.kind()))
                .collect();
            for (stated, position) in &here {
                if stated.put(field) {
                    self.applied.stated.insert((position.clone(), key.clone()));
                }
            }
            kinds.extend(here.into_iter().map(|(stated, _)| stated.kind()));
        }
    }

    /// The values that only words files know, which are facts of a sentence.
    fn values(&mut self, keys: &[(Level, Key)], field: &mut Field) {
        if matches!(field.ty.innermost(), Type::Enum(_)) {
            return;
        }
        let of_this = keys.iter().filter(|(level, _)| *level > Level::Glossary);
        let mut values: Vec<(&Position, &Key, String, String)> = Vec::new();
        for (_, key) in of_this {
            let prefix = format!("{}/", key.item);
            let from = Key {
                item: prefix.clone(),
                ..key.clone()
            };
            let is_value = |other: &Key| other.section == key.section && other.scope == key.scope;
            for (other, entry) in self.reference.entries.range(from..) {
                let Some(value) = other.item.strip_prefix(&prefix).filter(|_| is_value(other)) else {
                    break;
                };
                if let Some(text) = &entry.text {
                    values.push((&entry.position, other, value.to_owned(), text.clone()));
                }
            }
            if !values.is_empty() {
                break;
            }
        }
        values.sort();
        self.applied
            .used
            .extend(values.iter().map(|(_, key, ..)| (*key).clone()));
        let values: Vec<_> = values.into_iter().map(|(.., value, text)| (value, text)).collect();
        if !values.is_empty() {
            field.facts.retain(|fact| !matches!(fact, Fact::Values(_)));
            field.facts.push(Fact::Values(values));
        }
    }

    /// Where it stands, with the type that the words files give its part.
    fn placed(&mut self, place: &Place) -> Place {
        let placed = self.reference.placed(place);
        if placed != *place {
            self.applied.used.insert(place.part_key());
        }
        placed
    }

    fn count(&mut self, place: &Place, level: Level) {
        let version = place.owner.id().service_version();
        let counts = self.applied.counts.entry((version, place.kind)).or_default();
        *counts.entry(level).or_default() += 1;
        if level == Level::Missing {
            self.applied.missing.push(place.clone());
        }
    }
}
