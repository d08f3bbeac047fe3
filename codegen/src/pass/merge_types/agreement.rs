//! Which definitions are to be one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::PublishedTypes;
use super::sets::{self, Common};
use crate::casing;
use crate::ir::{Definition, DefinitionKind, Direction, EnumBase, Field, Object, Type, TypeId, most_frequent};

/// Whether a type is sent or comes back, and whether events alone have it.
type Use = (Direction, bool);

/// The definitions of a service version.
pub(super) struct Merging<'a> {
    definitions: &'a [(TypeId, Definition)],
    numbers: HashMap<&'a TypeId, usize>,
    /// The name under which most of its places were published, of each definition.
    published: Vec<Option<&'a str>>,
}

impl<'a> Merging<'a> {
    pub(super) fn new<'p: 'a>(definitions: &'a [(TypeId, Definition)], published: PublishedTypes<'p>) -> Self {
        let numbers = definitions.iter().enumerate().map(|(number, (id, _))| (id, number));
        Self {
            definitions,
            numbers: numbers.collect(),
            published: definitions
                .iter()
                .map(|(_, definition)| most_frequent(definition.places.iter().filter_map(published)))
                .collect(),
        }
    }

    /// Sets of definitions that are to be one.
    pub(super) fn classes(&self, common: &Common) -> Classes {
        let mut classes = Classes::new(self.definitions.len());
        self.merge_published(&mut classes);
        for (one, other) in sets::parts(self.definitions, common) {
            self.try_to_merge(one, other, &mut classes);
        }
        let mut by_name: BTreeMap<(Use, &str), Vec<(usize, &Object)>> = BTreeMap::new();
        let mut by_fields: BTreeMap<(Use, String, BTreeSet<&str>), Vec<usize>> = BTreeMap::new();
        for number in 0..self.definitions.len() {
            let Some((id, object)) = self.object(number) else {
                continue;
            };
            let used = self.used(number);
            match &object.type_name {
                Some(name) => by_name.entry((used, name)).or_default().push((number, object)),
                None => {
                    let step = id.path.last().map(|step| casing::split(step)).unwrap_or_default();
                    let word = casing::snake(&casing::singular(&step));
                    by_fields
                        .entry((used, word, names(object).collect()))
                        .or_default()
                        .push(number);
                }
            }
        }
        for mut group in by_name.into_values() {
            // The fullest first, to which the others are parts.
            group.sort_by_key(|(number, object)| (Reverse(object.fields.len()), *number));
            self.merge_parts(&group, &mut classes);
        }
        // Objects that have no name of their own, and differed in the types of their fields alone.
        for group in by_fields.into_values() {
            for (first, other) in group.iter().zip(group.iter().skip(1)) {
                self.try_to_merge(*first, *other, &mut classes);
            }
        }
        classes
    }

    fn used(&self, number: usize) -> Use {
        let Some((id, definition)) = self.definitions.get(number) else {
            return (Direction::Response, true);
        };
        (id.direction, definition.is_of_events())
    }

    /// What was published as one type stays one, if nothing speaks against it.
    fn merge_published(&self, classes: &mut Classes) {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (number, name) in self.published.iter().enumerate() {
            // A type of the whole crate has definitions of several fields.
            if let Some(name) = name.filter(|name| !name.contains("::")) {
                by_name.entry(name).or_default().push(number);
            }
        }
        for mut group in by_name.into_values() {
            let places = |number: &usize| self.definitions.get(*number).map_or(0, |(_, one)| one.places.len());
            group.sort_by_key(|number| (Reverse(places(number)), *number));
            for (at, other) in group.iter().enumerate() {
                // Where the first page has changed, the others are still one.
                for one in group.iter().take(at) {
                    if self.try_to_merge(*one, *other, classes) {
                        break;
                    }
                }
            }
        }
    }

    /// The name under which a definition was published, or one that it was merged with.
    fn name(&self, number: usize, classes: &Classes) -> Option<&str> {
        classes.members(number).find_map(|member| *self.published.get(member)?)
    }

    fn object(&self, number: usize) -> Option<(&'a TypeId, &'a Object)> {
        let (id, definition) = self.definitions.get(number)?;
        match &definition.kind {
            DefinitionKind::Object(object) => Some((id, object)),
            DefinitionKind::Enum(_) => None,
        }
    }

    fn merge_parts(&self, group: &[(usize, &'a Object)], classes: &mut Classes) {
        let mut merged: Vec<(usize, BTreeSet<&str>)> = Vec::new();
        for (number, object) in group {
            let found = merged.iter_mut().find(|(first, known)| {
                let common = names(object).filter(|name| known.contains(name)).count();
                common * 2 >= object.fields.len().max(1) && self.try_to_merge(*first, *number, classes)
            });
            match found {
                Some((_, known)) => known.extend(names(object)),
                None => merged.push((*number, names(object).collect())),
            }
        }
    }

    /// Merges two definitions, and with them the types of their fields, if all of them agree.
    fn try_to_merge(&self, one: usize, other: usize, classes: &mut Classes) -> bool {
        let mut trial = classes.clone();
        let agree = self.merge(one, other, &mut trial);
        if agree {
            *classes = trial;
        }
        agree
    }

    fn merge(&self, one: usize, other: usize, classes: &mut Classes) -> bool {
        if classes.root(one) == classes.root(other) {
            return true;
        }
        let names = (self.name(one, classes), self.name(other, classes));
        if matches!(names, (Some(one), Some(other)) if one != other) {
            return false;
        }
        let was_one = names.0.is_some() && names.0 == names.1;
        let of_events = |number| classes.members(number).all(|member| self.used(member).1);
        if of_events(one) != of_events(other) && !was_one {
            return false;
        }
        let pairs: Vec<_> = classes
            .members(one)
            .flat_map(|one| classes.members(other).map(move |other| (one, other)))
            .collect();
        // Types that refer to themselves agree if nothing else speaks against it.
        classes.merge(one, other);
        let mut pairs = pairs.into_iter();
        pairs.all(|(one, other)| self.agree(one, other, was_one, classes))
    }

    /// `was_one` says that they were published as one type: then words do not matter.
    fn agree(&self, one: usize, other: usize, was_one: bool, classes: &mut Classes) -> bool {
        if let (Some((_, one)), Some((_, other))) = (self.object(one), self.object(other)) {
            let same = |field: &Field| other.fields.iter().find(|other| other.name == field.name);
            return (was_one || one.type_name == other.type_name)
                && one
                    .fields
                    .iter()
                    .all(|field| same(field).is_none_or(|other| self.types_agree(&field.ty, &other.ty, classes)));
        }
        matches!((self.base(one), self.base(other)), (Some(one), Some(other)) if one == other)
    }

    fn types_agree(&self, one: &Type, other: &Type, classes: &mut Classes) -> bool {
        match (one, other) {
            (Type::List(one), Type::List(other)) | (Type::Map(one), Type::Map(other)) => {
                self.types_agree(one, other, classes)
            }
            (Type::Named(one), Type::Named(other)) => match (self.numbers.get(one), self.numbers.get(other)) {
                (Some(one), Some(other)) => self.merge(*one, *other, classes),
                _ => false,
            },
            (Type::Named(set), bare) | (bare, Type::Named(set)) => {
                let base = self.numbers.get(set).and_then(|number| self.base(*number));
                base.is_some_and(|base| *bare == base.plain())
            }
            (one, other) => one == other,
        }
    }

    /// What the values of a set are on the wire.
    fn base(&self, number: usize) -> Option<EnumBase> {
        match &self.definitions.get(number)?.1.kind {
            DefinitionKind::Enum(set) => Some(set.base),
            DefinitionKind::Object(_) => None,
        }
    }
}

fn names(object: &Object) -> impl Iterator<Item = &str> {
    object.fields.iter().map(|field| field.name.as_str())
}

/// Disjoint sets of definitions.
#[derive(Clone)]
pub(super) struct Classes {
    parents: Vec<usize>,
    /// The next member of the same set; the last leads back to the first.
    next: Vec<usize>,
}

impl Classes {
    fn new(count: usize) -> Self {
        Self {
            parents: (0..count).collect(),
            next: (0..count).collect(),
        }
    }

    /// The least member of a set, which stands for all of it.
    pub(super) fn root(&self, mut number: usize) -> usize {
        while let Some(parent) = self.parents.get(number).filter(|parent| **parent != number) {
            number = *parent;
        }
        number
    }

    fn members(&self, number: usize) -> impl Iterator<Item = usize> {
        let next = move |member: &usize| self.next.get(*member).copied().filter(|next| *next != number);
        std::iter::successors(Some(number), next)
    }

    /// Makes one set of two.
    fn merge(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (least, most) = (one.min(other), one.max(other));
        if let Some(parent) = self.parents.get_mut(most) {
            *parent = least;
        }
        self.next.swap(least, most);
    }
}
