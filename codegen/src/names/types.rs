//! Names of the shared types of one service version.
//!
//! A type is named by its page's type name, else by its field. Where several types of the version have that name, each
//! goes on with the words of the objects around it, then of its resource and method, until it is alone; a set of values
//! that stands in different objects goes first. Very long names say each word once. Names are unique in the version, so
//! that a type can move between its modules and keep its path.
//! Of a type of requests and one of answers with the same name, the answer keeps it and the other is `…Input`.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::ir::{Definition, DefinitionKind, Direction, Object, Owner, Presence, Type, TypeId};

use super::lock::{Lock, type_key};
use super::reserved;
use crate::casing;

/// Names in the making.
pub(super) struct TypeNaming<'a> {
    definitions: Vec<(&'a TypeId, &'a Definition)>,
    /// Definitions by each of their places.
    at: HashMap<&'a TypeId, &'a TypeId>,
    /// Definitions that stand in a list: their plural names are made singular.
    listed: HashSet<&'a TypeId>,
    /// Names that are given away.
    taken: HashSet<String>,
    /// Names of types among them.
    given: HashSet<String>,
    /// The result.
    pub(super) names: BTreeMap<&'a TypeId, TypeName>,
}

/// The names of one definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    pub(super) name: String,
    /// The struct of required fields, where the type may need one.
    pub(super) required: String,
    /// What names it in the list of published names.
    pub(super) key: String,
}

impl<'a> TypeNaming<'a> {
    pub(super) fn new(definitions: Vec<(&'a TypeId, &'a Definition)>, roots: impl Iterator<Item = &'a Type>) -> Self {
        let mut listed = HashSet::new();
        let nested = definitions.iter().filter_map(|(_, definition)| match &definition.kind {
            DefinitionKind::Object(object) => Some(object.fields.iter().map(|field| &field.ty)),
            DefinitionKind::Enum(_) => None,
        });
        for ty in nested.flatten().chain(roots) {
            if let Type::List(item) = ty
                && let Some(id) = named(item)
            {
                listed.insert(id);
            }
        }
        let at = definitions
            .iter()
            .flat_map(|(id, definition)| definition.places.iter().map(|place| (place, *id)))
            .collect();
        Self {
            definitions,
            at,
            listed,
            taken: HashSet::new(),
            given: HashSet::new(),
            names: BTreeMap::new(),
        }
    }

    /// Whether a name may still be given.
    pub(super) fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name) && !reserved::is_type(name) && name.starts_with(unicode_ident::is_xid_start)
    }

    /// The first of `candidates` that is free, given away.
    pub(super) fn claim(&mut self, candidates: impl IntoIterator<Item = String>) -> String {
        let mut last = String::new();
        for candidate in candidates {
            if self.is_free(&candidate) {
                self.taken.insert(candidate.clone());
                return candidate;
            }
            last = candidate;
        }
        while !self.is_free(&last) {
            last.push('_');
        }
        self.taken.insert(last.clone());
        last
    }

    /// Gives back the names that are published, to the least of their places.
    pub(super) fn published(&mut self, lock: &Lock) {
        for (id, definition) in self.definitions.clone() {
            let known = definition.places.iter().find_map(|place| {
                let key = type_key(place);
                lock.get(&key)
                    .filter(|name| self.is_free(name))
                    .map(|name| (key.clone(), name.to_owned()))
            });
            if let Some((key, name)) = known {
                self.give(id, definition, name, key);
            }
        }
    }

    /// Names all that have no name yet.
    pub(super) fn fresh(&mut self) {
        let mut waiting: Vec<Waiting<'a>> = Vec::new();
        for (id, definition) in &self.definitions {
            if !self.names.contains_key(id) {
                waiting.push(Waiting {
                    id,
                    definition,
                    candidates: self.candidates(id, definition),
                });
            }
        }
        let rounds = waiting
            .iter()
            .map(|waiting| waiting.candidates.len())
            .max()
            .unwrap_or(0);
        for round in 0..rounds {
            let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (index, waiting) in waiting.iter().enumerate() {
                let candidate = waiting.candidates.get(round).or(waiting.candidates.last());
                if let Some(candidate) = candidate {
                    wanted.entry(casing::camel(candidate)).or_default().push(index);
                }
            }
            let mut done = HashSet::new();
            for (name, indexes) in wanted {
                let (asked, answered): (Vec<usize>, Vec<usize>) = indexes
                    .into_iter()
                    .partition(|index| waiting.get(*index).is_some_and(Waiting::is_request_object));
                for side in [answered, asked] {
                    if let Some(index) = first(&waiting, &side)
                        && let Some(Waiting { id, definition, .. }) = waiting.get(index)
                        && let Some(free) = self.free(&name, id.direction)
                    {
                        self.give(id, definition, free, type_key(id));
                        done.insert(index);
                    }
                }
            }
            let mut indexes = 0..;
            waiting.retain(|_| indexes.next().is_some_and(|index| !done.contains(&index)));
        }
        for Waiting {
            id,
            definition,
            candidates,
        } in waiting
        {
            let name = candidates.last().map(|words| casing::camel(words)).unwrap_or_default();
            let directed = with_direction(&name, id.direction);
            let name = self.claim([
                name.clone(),
                directed.clone(),
                format!("Type{name}"),
                format!("Type{directed}"),
            ]);
            self.taken.remove(&name);
            self.give(id, definition, name, type_key(id));
        }
    }

    /// The name itself; where a type has it already, the name with the direction.
    fn free(&self, name: &str, direction: Direction) -> Option<String> {
        if self.is_free(name) {
            return Some(name.to_owned());
        }
        let directed = with_direction(name, direction);
        (self.given.contains(name) && self.is_free(&directed)).then_some(directed)
    }

    fn give(&mut self, id: &'a TypeId, definition: &Definition, name: String, key: String) {
        self.taken.insert(name.clone());
        self.given.insert(name.clone());
        let required = match &definition.kind {
            DefinitionKind::Object(object) if id.direction == Direction::Request && needs_required(object) => {
                self.claim([format!("{name}Required"), format!("{name}RequiredFields")])
            }
            _ => String::new(),
        };
        self.names.insert(id, TypeName { name, required, key });
    }

    /// Ever longer names for a type, each as words.
    fn candidates(&self, id: &TypeId, definition: &Definition) -> Vec<Vec<String>> {
        let mut way: Vec<Vec<String>> = vec![self.own_words(id, definition)];
        let mut whole = way.first().cloned().unwrap_or_default();
        let mut candidates = way.clone();
        for length in (1..id.path.len()).rev() {
            let outer = TypeId {
                path: id.path.iter().take(length).cloned().collect(),
                ..id.clone()
            };
            way.push(self.words_at(&outer));
            if let Some(outer) = way.last() {
                whole = casing::join(outer, &whole);
            }
            candidates.push(whole.clone());
        }
        let own = way.into_iter().next().unwrap_or_default();
        let resource = casing::split(id.owner.resource());
        let method = casing::split(id.owner.method());
        if one_resource(definition) {
            candidates.push(casing::join(&resource, &own));
        }
        if !one_method(definition) {
            // What several methods share is named by none of them if it can be helped.
            candidates.push(casing::join(&resource, &whole));
        }
        candidates.push(casing::join(&method, &own));
        candidates.push(casing::join(&method, &whole));
        candidates.push(casing::join(&resource, &casing::join(&method, &own)));
        candidates.push(casing::join(&resource, &casing::join(&method, &whole)));
        candidates.iter_mut().for_each(shorten);
        candidates.dedup();
        candidates
    }

    fn words_at(&self, place: &TypeId) -> Vec<String> {
        let definition = self.at.get(place).and_then(|id| self.names_of(id));
        definition.unwrap_or_else(|| last_step(place))
    }

    fn names_of(&self, id: &TypeId) -> Option<Vec<String>> {
        let index = self.definitions.binary_search_by(|(known, _)| (*known).cmp(id)).ok()?;
        self.definitions
            .get(index)
            .map(|(id, definition)| self.own_words(id, definition))
    }

    fn own_words(&self, id: &TypeId, definition: &Definition) -> Vec<String> {
        let type_name = match &definition.kind {
            DefinitionKind::Object(object) => object.type_name.as_deref().map(casing::split).map(without_count),
            DefinitionKind::Enum(_) => None,
        };
        type_name.filter(|words| !words.is_empty()).unwrap_or_else(|| {
            let step = last_step(id);
            if self.listed.contains(id) {
                casing::singular(&step)
            } else {
                step
            }
        })
    }
}

fn with_direction(name: &str, direction: Direction) -> String {
    let direction = match direction {
        Direction::Request => "Input",
        Direction::Response => "Output",
    };
    format!("{name}{direction}")
}

/// A page that calls a type `job_recruiter2` tells it from its own `job_recruiter`; where that is taken here too, the way
/// to the type tells more than a number does.
fn without_count(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        let stem = last.trim_end_matches(|letter: char| letter.is_ascii_digit());
        // `v2` and `mp4` are words.
        if stem.chars().count() > 2 {
            last.truncate(stem.len());
        }
    }
    words
}

struct Waiting<'a> {
    id: &'a TypeId,
    definition: &'a Definition,
    candidates: Vec<Vec<String>>,
}

impl Waiting<'_> {
    fn is_request_object(&self) -> bool {
        self.id.direction == Direction::Request && matches!(self.definition.kind, DefinitionKind::Object(_))
    }
}

/// Which of those that want a name gets it: the only one, or the only set of values that stands in different objects, whose
/// words tell of one of its places and not of it. A single word says too little to be given to one of several, unless the
/// set stands in several resources; `Type` always does.
fn first(waiting: &[Waiting<'_>], wanting: &[usize]) -> Option<usize> {
    let goes_first = |index: &&usize| {
        waiting.get(**index).is_some_and(|one| {
            let own = one.candidates.first().map(Vec::as_slice).unwrap_or_default();
            let is_telling = match own {
                [word] => word != "type" && !one_resource(one.definition),
                _ => true,
            };
            is_telling && is_value_set_of_many(one.definition)
        })
    };
    match wanting {
        [one] => Some(*one),
        several => {
            let mut ahead = several.iter().filter(goes_first);
            let only = ahead.next().copied().filter(|_| ahead.next().is_none());
            only.or_else(|| most_used(waiting, several))
        }
    }
}

/// What more endpoints have than each of the others: an object whose page gives it the name, or a set of values whose words
/// say enough.
fn most_used(waiting: &[Waiting<'_>], wanting: &[usize]) -> Option<usize> {
    let uses = |index: &usize| waiting.get(*index).map_or(0, |one| endpoints(one.definition));
    let most = wanting.iter().copied().max_by_key(uses)?;
    let is_alone = wanting.iter().filter(|index| uses(index) == uses(&most)).count() == 1;
    let Waiting {
        definition, candidates, ..
    } = waiting.get(most)?;
    let is_telling = match &definition.kind {
        DefinitionKind::Object(object) => object.type_name.is_some(),
        DefinitionKind::Enum(_) => candidates.first().is_some_and(|words| words.len() > 1),
    };
    (is_telling && is_alone).then_some(most)
}

fn endpoints(definition: &Definition) -> usize {
    let endpoints: HashSet<&Owner> = definition.places.iter().map(|place| &place.owner).collect();
    endpoints.len()
}

fn is_value_set_of_many(definition: &Definition) -> bool {
    let around = |place: &TypeId| match place.path.as_slice() {
        [.., outer, _] => outer.clone(),
        _ => place.owner.resource().to_owned(),
    };
    let mut around = definition.places.iter().map(around);
    let first = around.next();
    matches!(definition.kind, DefinitionKind::Enum(_)) && around.any(|other| Some(other) != first)
}

/// Most letters of a name that may say a word twice.
const LONGEST_WITH_REPETITION: usize = 60;

/// A name that is too long to be read says each word once.
fn shorten(name: &mut Vec<String>) {
    if name.iter().map(String::len).sum::<usize>() > LONGEST_WITH_REPETITION {
        let mut said = HashSet::new();
        name.retain(|word| said.insert(word.clone()));
    }
}

/// The words of the field at a place; of a whole body or answer, what it is.
fn last_step(place: &TypeId) -> Vec<String> {
    let step = place
        .path
        .last()
        .map(|step| casing::split(step))
        .filter(|words| !words.is_empty());
    step.unwrap_or_else(|| {
        let whole = match place.direction {
            Direction::Request => "body",
            Direction::Response => "data",
        };
        vec![whole.to_owned()]
    })
}

fn one_resource(definition: &Definition) -> bool {
    all_equal(definition, Owner::resource)
}

fn one_method(definition: &Definition) -> bool {
    all_equal(definition, Owner::method)
}

fn all_equal(definition: &Definition, part: impl Fn(&Owner) -> &str) -> bool {
    let mut parts = definition.places.iter().map(|place| part(&place.owner));
    parts.next().is_some_and(|first| parts.all(|other| other == first))
}

/// Whether a type of requests has more required fields than one, and so may need a struct of them.
pub(super) fn needs_required(object: &Object) -> bool {
    object
        .fields
        .iter()
        .filter(|field| field.presence == Presence::Required)
        .count()
        > 1
}

fn named(ty: &Type) -> Option<&TypeId> {
    match ty {
        Type::Named(id) => Some(id),
        Type::List(item) | Type::Map(item) => named(item),
        _ => None,
    }
}
