//! Which sets of values stand for one thing: of one field name in a service version, the one with all values of the other.
//!
//! Each page documents the values that it knows of: two pages of im know a `msg_type` of eleven values, two of ten, two of
//! `post` and `text`. Numbers must also mean the same, by their labels. Where a field's name says little, as `type` does,
//! two values of another `type` are chance. There the object around counts too, for sets of
//! the same values: the `type` of a `group` is a `group_type`.
//!
//! A set that many service versions have as it is, such as `user_id_type`, takes others in and joins none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::casing;
use crate::ir::{Definition, DefinitionKind, EnumBase, TypeId};
use crate::vocabulary::{is_not_supported, says_little};

/// In so many service versions a set stands for the same in all of them.
pub(crate) const LEAST_VERSIONS: usize = 3;

/// Of so many values a set with a name that says little is no chance.
const LEAST_VALUES: usize = 3;

/// The name of the field, kind of the values.
type Name = (String, EnumBase);

/// A set of a service version.
#[derive(Clone)]
struct Set<'a> {
    number: usize,
    /// Labels by values.
    values: BTreeMap<&'a str, &'a str>,
    places: usize,
    is_of_events: bool,
    /// Whether it stands here by the object around its field, and not by the field's name alone.
    by_object: bool,
}

impl<'a> Set<'a> {
    fn of(number: usize, id: &TypeId, definition: &'a Definition) -> Option<(Name, Self)> {
        let DefinitionKind::Enum(set) = &definition.kind else {
            return None;
        };
        let values = set
            .values
            .iter()
            .map(|value| (value.key.as_str(), value.label.as_str()));
        let words = casing::split(id.field().unwrap_or_default());
        let name = (casing::snake(&casing::singular(&words)), set.base);
        let places = definition.places.len();
        let set = Self {
            number,
            values: values.collect(),
            places,
            is_of_events: definition.is_of_events(),
            by_object: false,
        };
        Some((name, set))
    }

    /// Whether `other` has all its values, and means the same by them.
    fn is_part_of(&self, other: &Self, (name, base): &Name) -> bool {
        // A set of endpoints has no value that events alone know of.
        let may_join = self.is_of_events || !other.is_of_events;
        let may_have_more = !self.by_object && !other.by_object;
        let has_all = self.values.keys().all(|key| other.values.contains_key(key))
            && (may_have_more || self.values.len() == other.values.len());
        let is_telling = self.values.len() >= LEAST_VALUES || !says_little(name);
        may_join
            && has_all
            && match base {
                EnumBase::String => is_telling,
                EnumBase::Int => self.labels_agree(other),
            }
    }

    /// Whether the labels of its values are equal; of four and more, three of four. A number without a label means nothing
    /// that another could agree with; a label that says only that the value may not be used yet speaks against none.
    fn labels_agree(&self, other: &Self) -> bool {
        let bare = |label: &str| {
            label
                .chars()
                .filter(|letter| letter.is_alphanumeric())
                .collect::<String>()
        };
        let agrees = |(key, label): &(&&str, &&str)| {
            other.values.get(**key).is_some_and(|other| {
                let same = bare(other) == bare(label);
                (same && !label.is_empty()) || is_not_supported(label) || is_not_supported(other)
            })
        };
        let (agreed, all) = (self.values.iter().filter(agrees).count(), self.values.len());
        agreed == all || (all >= 4 && agreed * 4 >= all * 3)
    }
}

/// The object around a field, or the resource where there is none.
fn around(id: &TypeId) -> String {
    let outer = match id.path.as_slice() {
        [.., outer, _] => outer.as_str(),
        _ => id.owner.resource().rsplit('.').next().unwrap_or_default(),
    };
    casing::snake(&casing::singular(&casing::split(outer)))
}

/// The sets of text that many service versions have.
pub(super) struct Common(HashSet<(String, Vec<String>)>);

impl Common {
    pub(super) fn of(versions: &[Vec<(TypeId, Definition)>]) -> Self {
        let mut count: HashMap<(String, Vec<String>), usize> = HashMap::new();
        for version in versions {
            let sets = version.iter().filter_map(|(id, definition)| Set::of(0, id, definition));
            let sets = sets.filter(|(_, set)| !set.is_of_events);
            let sets: BTreeSet<_> = sets.filter_map(|(name, set)| Self::key(&name, &set)).collect();
            sets.into_iter().for_each(|set| *count.entry(set).or_default() += 1);
        }
        count.retain(|_, versions| *versions >= LEAST_VERSIONS);
        Self(count.into_keys().collect())
    }

    fn key((name, base): &Name, set: &Set<'_>) -> Option<(String, Vec<String>)> {
        let keys = set.values.keys().map(|key| (*key).to_owned());
        (*base == EnumBase::String).then(|| (name.clone(), keys.collect()))
    }

    fn has(&self, name: &Name, set: &Set<'_>) -> bool {
        Self::key(name, set).is_some_and(|key| self.0.contains(&key))
    }
}

/// Pairs of definitions: a set, and the least that it is a part of.
pub(super) fn parts(definitions: &[(TypeId, Definition)], common: &Common) -> Vec<(usize, usize)> {
    let mut by_name: BTreeMap<Name, Vec<Set<'_>>> = BTreeMap::new();
    for (number, (id, definition)) in definitions.iter().enumerate() {
        if let Some((name, set)) = Set::of(number, id, definition) {
            if says_little(&name.0) {
                let fuller = (format!("{}_{}", around(id), name.0), name.1);
                let set = Set {
                    by_object: true,
                    ..set.clone()
                };
                by_name.entry(fuller).or_default().push(set);
            }
            by_name.entry(name).or_default().push(set);
        }
    }
    let mut pairs = Vec::new();
    for (name, mut sets) in by_name {
        sets.sort_by_key(|set| (set.values.len(), set.places, Reverse(set.number)));
        for (at, set) in sets.iter().enumerate().filter(|(_, set)| !common.has(&name, set)) {
            let fuller = sets.iter().skip(at + 1).filter(|other| set.is_part_of(other, &name));
            let least = fuller.min_by_key(|other| (other.values.len(), Reverse(other.places)));
            pairs.extend(least.map(|other| (set.number, other.number)));
        }
    }
    pairs
}
