//! Names of the shared types of one service version.
//!
//! Each type has a list of candidates, shortest first (`candidates`), and takes the first that no other type wants. Where
//! several want one, a set of values that stands in different objects goes first. Names are unique in the version, so that
//! a type keeps its path when it moves to another module. An object of requests whose name an object of responses has is
//! called `…Input`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::ir::{Definition, DefinitionKind, Direction, Endpoint, Event, Owner, Source, Type, TypeId};

use super::candidates::{self, Candidates};
use super::in_crate::Sets;
use super::lock::{IN_CRATE, Lock};
use super::reserved;
use crate::casing;
use crate::fixup::{self, Change};

/// Whether a page is corrected, which may be new, and when it was changed last.
type Changed = (bool, Option<i64>);

/// Of each page, what tells whether it changed since the names were published.
pub(super) fn changed(endpoints: &[&Endpoint], events: &[&Event]) -> HashMap<Owner, Changed> {
    // A fixup for an id changes no type.
    let is_id = |name: &String| fixup::find(name).is_some_and(|fixup| matches!(fixup.change, Change::Id(_)));
    let changed = |fixups: &[String], page: &Source| (!fixups.iter().all(is_id), page.updated);
    let endpoints = endpoints
        .iter()
        .map(|page| (Owner::from(&page.id), changed(&page.fixups, &page.source)));
    let events = events
        .iter()
        .map(|page| (Owner::Event(page.id.clone()), changed(&page.fixups, &page.source)));
    endpoints.chain(events).collect()
}

/// Names in the making.
pub(super) struct TypeNaming<'a> {
    definitions: Vec<(&'a TypeId, &'a Definition)>,
    candidates: Candidates<'a>,
    /// Names of the crate's types: one name, one type, but for what was published before.
    in_crate: HashSet<&'a str>,
    /// Names that are given away.
    taken: HashSet<String>,
    /// Names of objects of responses among them.
    of_responses: HashSet<String>,
    /// The result.
    pub(super) names: BTreeMap<&'a TypeId, String>,
}

impl<'a> TypeNaming<'a> {
    /// For `definitions`, without those that `in_crate` names. `roots` are the types of fields that stand in no object.
    pub(super) fn new(
        definitions: &[(&'a TypeId, &'a Definition)],
        roots: impl Iterator<Item = &'a Type>,
        in_crate: &'a Sets<'a>,
    ) -> Self {
        let own = definitions.iter().filter(|(id, _)| !in_crate.names.contains_key(id));
        Self {
            definitions: own.copied().collect(),
            candidates: Candidates::new(definitions, roots, &in_crate.sets),
            in_crate: in_crate.names.values().map(String::as_str).collect(),
            taken: HashSet::new(),
            of_responses: HashSet::new(),
            names: BTreeMap::new(),
        }
    }

    /// Whether a name may still be given.
    fn is_free(&self, name: &str) -> bool {
        !self.taken.contains(name) && reserved::may_name_type(name)
    }

    /// The first of `candidates` that is free, given away; the last one with a number, if none is.
    pub(super) fn claim(&mut self, candidates: &[String]) -> String {
        let last = candidates.last().map(String::as_str).unwrap_or_default();
        let last = if reserved::may_name_type(last) {
            last.to_owned()
        } else {
            format!("Type{last}")
        };
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let mut all = candidates.iter().cloned().chain([last.clone()]).chain(numbered);
        let name = all.find(|name| self.is_free(name)).unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }

    /// Gives types their published names. When pages diverge, the page that changed is the one that loses the name: it is
    /// corrected, or newer. So the type of the page that was left alone for longest keeps it; of equals, the type that has it
    /// at most places.
    pub(super) fn published(&mut self, lock: &Lock, changed: &HashMap<Owner, Changed>) {
        let mut claims = Vec::new();
        for (id, definition) in &self.definitions {
            let mut own: BTreeMap<&str, (Changed, Reverse<usize>)> = BTreeMap::new();
            for place in &definition.places {
                let Some(name) = lock.type_at(place).filter(|name| !name.starts_with(IN_CRATE)) else {
                    continue;
                };
                let changed = changed.get(&place.owner).copied().unwrap_or_default();
                let (oldest, places) = own.entry(name).or_insert((changed, Reverse(0)));
                *oldest = changed.min(*oldest);
                places.0 += 1;
            }
            claims.extend(own.into_iter().map(|(name, rank)| (rank, *id, *definition, name)));
        }
        claims.sort_by_key(|(rank, id, _, name)| (*rank, *id, *name));
        for (_, id, definition, name) in claims {
            if !self.names.contains_key(id) && self.is_free(name) {
                self.give(id, definition, name.to_owned());
            }
        }
    }

    /// Names all that have no name yet.
    pub(super) fn fresh(&mut self) {
        let unnamed = self.definitions.iter().filter(|(id, _)| !self.names.contains_key(id));
        let mut waiting: Vec<Waiting<'a>> = unnamed
            .map(|(id, definition)| Waiting {
                id,
                definition,
                candidates: self.candidates.of(id, definition),
            })
            .collect();
        let rounds = waiting.iter().map(|waiting| waiting.candidates.len()).max();
        for round in 0..rounds.unwrap_or(0) {
            let done = self.round(round, &waiting);
            let mut indexes = 0..;
            waiting.retain(|_| indexes.next().is_some_and(|index| !done.contains(&index)));
        }
        // Nothing tells these from others but where they stand.
        waiting.sort_by_key(|waiting| waiting.id.direction == Direction::Request);
        for Waiting {
            id,
            definition,
            candidates,
        } in waiting
        {
            let name = candidates.last().map(|words| casing::camel(words)).unwrap_or_default();
            let input = (id.direction == Direction::Request).then(|| format!("{name}{INPUT}"));
            let whole_path = casing::camel(&candidates::fields(id));
            let names = [name].into_iter().chain(input).chain([whole_path]);
            let names: Vec<_> = names.filter(|name| !self.in_crate.contains(name.as_str())).collect();
            let name = self.claim(&names);
            self.give(id, definition, name);
        }
    }

    /// Gives the names of one length; tells who has got one.
    fn round(&mut self, round: usize, waiting: &[Waiting<'a>]) -> HashSet<usize> {
        let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, waiting) in waiting.iter().enumerate() {
            let candidate = waiting.candidates.get(round).or(waiting.candidates.last());
            if let Some(candidate) = candidate {
                wanted.entry(casing::camel(candidate)).or_default().push(index);
            }
        }
        let mut done = HashSet::new();
        for (name, indexes) in wanted {
            let (requests, others): (Vec<usize>, Vec<usize>) = indexes.into_iter().partition(|index| {
                waiting
                    .get(*index)
                    .is_some_and(|one| is_request_object(one.id, one.definition))
            });
            for side in [others, requests] {
                if let Some(index) = first(waiting, &side)
                    && let Some(waiting) = waiting.get(index)
                    && let Some(free) = self.free(&name, waiting)
                {
                    self.give(waiting.id, waiting.definition, free);
                    done.insert(index);
                }
            }
        }
        done
    }

    /// The name itself; for an object of requests whose name one of responses has, `…Input`.
    fn free(&self, name: &str, waiting: &Waiting<'_>) -> Option<String> {
        if self.is_free(name) && !self.in_crate.contains(name) {
            return Some(name.to_owned());
        }
        let input = format!("{name}{INPUT}");
        let is_counterpart = is_request_object(waiting.id, waiting.definition) && self.of_responses.contains(name);
        (is_counterpart && self.is_free(&input)).then_some(input)
    }

    fn give(&mut self, id: &'a TypeId, definition: &Definition, name: String) {
        self.taken.insert(name.clone());
        if id.direction == Direction::Response && matches!(definition.kind, DefinitionKind::Object(_)) {
            self.of_responses.insert(name.clone());
        }
        self.names.insert(id, name);
    }
}

/// What tells a type of requests from the one of responses with its name.
const INPUT: &str = "Input";

struct Waiting<'a> {
    id: &'a TypeId,
    definition: &'a Definition,
    candidates: Vec<Vec<String>>,
}

fn is_request_object(id: &TypeId, definition: &Definition) -> bool {
    id.direction == Direction::Request && matches!(definition.kind, DefinitionKind::Object(_))
}

/// Which of those that want a name gets it:
/// - the only one that wants it;
/// - else the only set of values that stands in different objects: a longer name would tell of one of these objects, and
///   not of the set. A name of one word is too vague for that, unless several resources use the set;
/// - else the one that far more resources, or more endpoints, use than each other one.
fn first(waiting: &[Waiting<'_>], wanting: &[usize]) -> Option<usize> {
    let goes_first = |index: &usize| {
        waiting.get(*index).is_some_and(|one| {
            let own = one.candidates.first().map(Vec::as_slice).unwrap_or_default();
            let is_telling = match own {
                [_] => resources(one.definition) > 1,
                _ => true,
            };
            is_telling && is_value_set_of_many(one.definition)
        })
    };
    match wanting {
        [one] => Some(*one),
        several => {
            let ahead: Vec<usize> = several.iter().copied().filter(goes_first).collect();
            match ahead.as_slice() {
                [only] => Some(*only),
                _ => by_far(waiting, &ahead).or_else(|| most_used(waiting, several)),
            }
        }
    }
}

/// What at least twice as many resources have as each of the others.
fn by_far(waiting: &[Waiting<'_>], wanting: &[usize]) -> Option<usize> {
    let uses = |index: &usize| waiting.get(*index).map_or(0, |one| resources(one.definition));
    let most = wanting.iter().copied().max_by_key(uses)?;
    let mut others = wanting.iter().filter(|index| **index != most);
    others.all(|other| uses(&most) >= 2 * uses(other)).then_some(most)
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

fn resources(definition: &Definition) -> usize {
    let resources: HashSet<&str> = definition.places.iter().map(|place| place.owner.resource()).collect();
    resources.len()
}
