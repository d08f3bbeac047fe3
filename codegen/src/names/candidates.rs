//! Candidates for the name of a shared type, as words, each longer than the one before. They depend on the pages alone, not
//! on the order in which types are named.
//!
//! 1. The type's own name: the type name on its page, else the name of its field. Not where it says little, as `Type` does.
//! 2. For a set of values that several resources use: with a word of a value that other sets of this name lack.
//! 3. For a type that several resources use: with what these resources have in common.
//! 4. With the objects around it, from the inside out; with the resource; with the method.
//!
//! A word that the type's own name has is not put in front of it again.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::words;
use crate::casing;
use crate::ir::{Definition, DefinitionKind, Direction, EnumBase, Enumeration, Type, TypeId};
use crate::vocabulary::{CONTENT, says_little, says_nothing};

/// The definitions of a service version, as far as names depend on them.
pub(super) struct Candidates<'a> {
    definitions: HashMap<&'a TypeId, &'a Definition>,
    /// Definitions by each of their places.
    at: HashMap<&'a TypeId, &'a TypeId>,
    /// Definitions that stand in a list: their plural names are made singular.
    listed: HashSet<&'a TypeId>,
    /// Sets of values by their own words.
    namesakes: HashMap<Vec<String>, Vec<&'a Enumeration>>,
}

impl<'a> Candidates<'a> {
    pub(super) fn new(
        definitions: &[(&'a TypeId, &'a Definition)],
        roots: impl Iterator<Item = &'a Type>,
        in_crate: &[(Vec<String>, &'a Enumeration)],
    ) -> Self {
        let nested = definitions.iter().filter_map(|(_, definition)| match &definition.kind {
            DefinitionKind::Object(object) => Some(object.fields.iter().map(|field| &field.ty)),
            DefinitionKind::Enum(_) => None,
        });
        let listed = nested.flatten().chain(roots).filter_map(|ty| match ty {
            Type::List(item) => named(item),
            _ => None,
        });
        let places = definitions
            .iter()
            .flat_map(|(id, definition)| definition.places.iter().map(|place| (place, *id)));
        let mut candidates = Self {
            definitions: definitions.iter().copied().collect(),
            at: places.collect(),
            listed: listed.collect(),
            namesakes: HashMap::new(),
        };
        for (own, set) in in_crate {
            candidates.namesakes.entry(own.clone()).or_default().push(set);
        }
        for (id, definition) in definitions {
            if let DefinitionKind::Enum(set) = &definition.kind {
                let own = candidates.own(id, definition);
                candidates.namesakes.entry(own).or_default().push(set);
            }
        }
        candidates
    }

    /// The candidates for a type, shortest first.
    pub(super) fn of(&self, id: &TypeId, definition: &Definition) -> Vec<Vec<String>> {
        let own = self.own(id, definition);
        let before = |first: &[String], rest: &[String]| words::before(first, rest);
        let mut candidates = vec![own.clone()];
        let owners: BTreeSet<_> = definition.places.iter().map(|place| &place.owner).collect();
        let resources: BTreeSet<&str> = owners.iter().map(|owner| owner.resource()).collect();
        let methods: BTreeSet<&str> = owners.iter().map(|owner| owner.method()).collect();
        if resources.len() > 1 {
            let namesakes = self.namesakes.get(&own).map(Vec::as_slice).unwrap_or_default();
            if let DefinitionKind::Enum(set) = &definition.kind {
                candidates.extend(by_value(set, &own, namesakes.iter().copied()));
            }
            let around: BTreeSet<_> = definition.places.iter().map(|place| self.around(place)).collect();
            if let (Some(Some(around)), 1) = (around.first(), around.len()) {
                candidates.push(before(around, &own));
            }
            candidates.push(before(&in_common(&resources), &own));
        }
        let mut whole = own.clone();
        let mut place = id.clone();
        while place.path.len() > 1 {
            place.path.pop();
            whole = before(&self.words_at(&place), &whole);
            candidates.push(whole.clone());
        }
        let resource = words::split(id.owner.resource());
        let method = words::split(id.owner.method());
        if resources.len() == 1 {
            candidates.push(before(&resource, &own));
        }
        if methods.len() > 1 {
            // What several methods share is named by none of them if it can be helped.
            candidates.push(before(&resource, &whole));
        }
        candidates.push(before(&method, &own));
        candidates.push(before(&method, &whole));
        candidates.push(before(&resource, &before(&method, &own)));
        candidates.push(before(&resource, &before(&method, &whole)));
        candidates.push(before(&fields(id), &own));
        let mut known = HashSet::new();
        if let [word] = own.as_slice()
            && match definition.kind {
                DefinitionKind::Object(_) => says_nothing(word),
                DefinitionKind::Enum(_) => says_little(word),
            }
        {
            known.insert(own.clone());
        }
        candidates.retain(|candidate| known.insert(candidate.clone()));
        if candidates.is_empty() {
            candidates.push(own);
        }
        candidates
    }

    /// The words of the object around a place.
    fn around(&self, place: &TypeId) -> Option<Vec<String>> {
        let mut around = place.clone();
        around.path.pop();
        (!around.path.is_empty()).then(|| self.words_at(&around))
    }

    fn words_at(&self, place: &TypeId) -> Vec<String> {
        let definition = self.at.get(place).and_then(|id| self.definitions.get_key_value(*id));
        definition.map_or_else(|| last_step(place), |(id, definition)| self.own(id, definition))
    }

    fn own(&self, id: &TypeId, definition: &Definition) -> Vec<String> {
        let type_name = match &definition.kind {
            DefinitionKind::Object(object) => object.type_name.as_deref().map(words::split).map(without_count),
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

/// The name of a set of values by the first of its values that none of the others has: where one `user_id_type` knows
/// `people_admin_id` too, `PeopleAdminUserIdType`. Only for sets of types, and values of the same kind, here another id.
pub(super) fn by_value<'a>(
    set: &Enumeration,
    own: &[String],
    mut others: impl Iterator<Item = &'a Enumeration> + Clone,
) -> Option<Vec<String>> {
    if set.base != EnumBase::String || own.last().is_none_or(|word| word != "type") {
        return None;
    }
    let is_known = |key: &str| others.clone().any(|other| other != set && has(other, key));
    let value = set.values.iter().find(|value| !is_known(&value.key))?;
    others.any(|other| other != set).then_some(())?;
    let telling = words::split(&value.key);
    let is_of_the_kind = telling.iter().any(|word| own.contains(word));
    let name = words::before(&telling, own);
    (is_of_the_kind && name.len() > own.len()).then_some(name)
}

/// The words that all resources begin with; where there are none, those that all end in. Only whole parts count: of
/// `user_flow` and `user_task`, none.
fn in_common(resources: &BTreeSet<&str>) -> Vec<String> {
    let mut resources = resources.iter().map(|resource| resource.split('.').collect::<Vec<_>>());
    let first = resources.next().unwrap_or_default();
    let (mut head, mut tail) = (first.len(), first.len());
    for other in resources {
        let same = |(one, other): &(&&str, &&str)| one == other;
        head = head.min(first.iter().zip(&other).take_while(same).count());
        tail = tail.min(first.iter().rev().zip(other.iter().rev()).take_while(same).count());
    }
    let parts = if head > 0 {
        first.get(..head)
    } else {
        first.get(first.len() - tail..)
    };
    parts
        .unwrap_or_default()
        .iter()
        .flat_map(|part| words::split(part))
        .collect()
}

fn has(set: &Enumeration, key: &str) -> bool {
    set.values.iter().any(|value| value.key == key)
}

/// The words of all fields down to a place.
pub(super) fn fields(place: &TypeId) -> Vec<String> {
    place.path.iter().flat_map(|step| words::split(step)).collect()
}

/// A page that calls a type `job_recruiter2` tells it from its own `job_recruiter`; where that is taken here too, the path
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

/// The words of the field at a place; of a whole body or response, what it is.
pub(super) fn last_step(place: &TypeId) -> Vec<String> {
    let step = place.path.last().map(|step| words::split(step));
    step.filter(|words| !words.is_empty()).unwrap_or_else(|| {
        let whole = match place.direction {
            Direction::Request => "body",
            Direction::Response => CONTENT,
        };
        vec![whole.to_owned()]
    })
}

fn named(ty: &Type) -> Option<&TypeId> {
    match ty.innermost() {
        Type::Named(id) => Some(id),
        _ => None,
    }
}
