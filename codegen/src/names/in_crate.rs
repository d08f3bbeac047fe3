//! Sets of values that are one type for all service versions: which ones, and their names.
//!
//! `user_id_type` has the same three values in half of the services. A set that three service versions or more have under
//! one name, with the same values, is one type in the crate's `types`, and so is a `target_user_id_type` that has them. A
//! set that was published elsewhere stays there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ir::{Api, Definition, DefinitionKind, EnumBase, Enumeration, TypeId};

use super::candidates::{by_value, last_step};
use super::lock::{IN_CRATE, Lock};
use super::reserved;
use crate::casing;
use crate::pass::LEAST_VERSIONS;

/// Words of the name, kind of the values, values. A number means nothing without its label.
type Key<'a> = (Vec<String>, EnumBase, BTreeSet<(&'a str, &'a str)>);

/// A definition of a set.
type Member<'a> = (&'a TypeId, &'a Definition, &'a Enumeration);

/// The definitions of one set.
struct Group<'a> {
    own: Vec<String>,
    set: &'a Enumeration,
    ids: Vec<&'a TypeId>,
    versions: usize,
    published: Option<String>,
}

impl Group<'_> {
    /// Whether a set is this one by its values, and says so by its name: `target_user_id_type` is a `user_id_type`.
    fn is_named_by(&self, own: &[String], members: &[Member<'_>]) -> bool {
        let keys = |set: &Enumeration| {
            set.values
                .iter()
                .map(|value| value.key.clone())
                .collect::<BTreeSet<_>>()
        };
        let is_equal = |set: &Enumeration| set.base == EnumBase::String && keys(set) == keys(self.set);
        self.own.len() > 1 && own.ends_with(&self.own) && members.first().is_some_and(|(_, _, set)| is_equal(set))
    }
}

/// The sets that are one type of the whole crate.
#[derive(Default)]
pub(super) struct Sets<'a> {
    /// Their names, by definition.
    pub(super) names: HashMap<&'a TypeId, String>,
    /// The sets, with their own words.
    pub(super) sets: Vec<(Vec<String>, &'a Enumeration)>,
}

pub(super) fn sets<'a>(api: &'a Api, published: &Lock) -> Sets<'a> {
    let mut by_key: BTreeMap<Key<'a>, Vec<Member<'a>>> = BTreeMap::new();
    for (id, definition) in &api.definitions {
        if let DefinitionKind::Enum(set) = &definition.kind {
            by_key.entry(key(id, set)).or_default().push((id, definition, set));
        }
    }
    let mut by_length: Vec<_> = by_key.into_iter().collect();
    by_length.sort_by_key(|((own, ..), _)| own.len());
    let mut groups: Vec<Group<'a>> = Vec::new();
    for ((own, ..), members) in by_length {
        match groups.iter_mut().find(|group| group.is_named_by(&own, &members)) {
            Some(group) => group.ids.extend(movable(&members, published).map(|(id, _)| id)),
            None => groups.extend(group(own, &members, published)),
        }
    }
    // What is published goes first, then what is used most.
    groups.sort_by_key(|group| (group.published.is_none(), Reverse(group.versions)));
    let mut named: Vec<(&Group<'a>, String)> = Vec::new();
    for group in &groups {
        let namesakes = named
            .iter()
            .filter(|(other, _)| other.own == group.own)
            .map(|(other, _)| other.set);
        let longer = by_value(group.set, &group.own, namesakes).map(|words| casing::camel(&words));
        let candidates = [group.published.clone(), Some(casing::camel(&group.own)), longer];
        let is_free = |name: &String| reserved::may_name_type(name) && named.iter().all(|(_, taken)| taken != name);
        if let Some(name) = candidates.into_iter().flatten().find(is_free) {
            named.push((group, name));
        }
    }
    let mut sets = Sets::default();
    for (group, name) in named {
        sets.names.extend(group.ids.iter().map(|id| (*id, name.clone())));
        sets.sets.push((group.own.clone(), group.set));
    }
    sets
}

/// The definitions that were not published in their service versions, each with its published name in the crate.
fn movable<'a, 'p>(members: &[Member<'a>], published: &'p Lock) -> impl Iterator<Item = (&'a TypeId, Option<&'p str>)> {
    members.iter().filter_map(move |(id, definition, _)| {
        let mut names = definition
            .places
            .iter()
            .filter_map(|place| published.type_at(place))
            .peekable();
        let is_new = names.peek().is_none();
        let name = names.find_map(|name| name.strip_prefix(IN_CRATE));
        let is_movable = name.is_some() || is_new;
        is_movable.then_some((*id, name))
    })
}

fn key<'a>(id: &TypeId, set: &'a Enumeration) -> Key<'a> {
    let label = |label| match set.base {
        EnumBase::String => "",
        EnumBase::Int => label,
    };
    let values = set
        .values
        .iter()
        .map(|value| (value.key.as_str(), label(value.label.as_str())));
    (casing::singular(&last_step(id)), set.base, values.collect())
}

/// Nothing for a set that stays in its service versions.
fn group<'a>(own: Vec<String>, members: &[Member<'a>], published: &Lock) -> Option<Group<'a>> {
    let set = members.first()?.2;
    let (ids, names): (Vec<_>, Vec<_>) = movable(members, published).unzip();
    let in_crate = names.into_iter().flatten().next().map(str::to_owned);
    // What events alone have makes no type of the crate, since those who receive none would have it too.
    let of_endpoints = members
        .iter()
        .filter(|(id, definition, _)| !definition.is_of_events() && ids.contains(id));
    let versions: BTreeSet<_> = of_endpoints
        .map(|(id, ..)| (id.owner.project(), id.owner.version()))
        .collect();
    let versions = versions.len();
    let says_enough = set.base == EnumBase::String || set.values.iter().all(|value| !value.label.is_empty());
    let is_common = in_crate.is_some() || (versions >= LEAST_VERSIONS && says_enough);
    is_common.then_some(Group {
        own,
        set,
        ids,
        versions,
        published: in_crate,
    })
}
