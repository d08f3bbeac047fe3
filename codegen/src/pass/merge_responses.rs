//! Merges objects of responses that show parts of the same thing.
//!
//! Each page lists some fields of an object: the seven pages of contact whose responses have a `user` list seven different
//! sets of fields. Seven types would be of no use, since a function could take only one of them. So two objects of
//! responses of one service version become one type if their pages give them the same type name, one has at least half of
//! the other's fields, and no field has two types. Every field of a response may be missing anyhow.
//!
//! This is for clients only. Other back ends show each response as its page does.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use rayon::prelude::*;

use crate::casing;
use crate::diagnostic::Diagnostic;
use crate::ir::{
    Api, Definition, DefinitionKind, Direction, EnumBase, Field, Object, Type, TypeId, VisitMut, visit_type_mut,
};

/// Merges objects of responses. Types are shared already.
pub(super) fn merge_responses(api: &mut Api, _: &mut Vec<Diagnostic>) {
    let mut versions: BTreeMap<(String, String), Definitions> = BTreeMap::new();
    for (id, definition) in mem::take(&mut api.definitions) {
        let version = (id.owner.project().to_owned(), id.owner.version().to_owned());
        versions.entry(version).or_default().push((id, definition));
    }
    let versions: Vec<_> = versions.into_values().collect();
    let merged: Vec<_> = versions.into_par_iter().map(merge_version).collect();
    let mut moved = HashMap::new();
    for (definitions, other) in merged {
        api.definitions.extend(definitions);
        moved.extend(other);
    }
    let mut follow = Follow(&moved);
    for definition in api.definitions.values_mut() {
        if let DefinitionKind::Object(object) = &mut definition.kind {
            follow.fields(&mut object.fields);
        }
    }
    for endpoint in api.endpoints.values_mut() {
        endpoint.visit_mut(&mut follow);
    }
}

/// Gives merged types their new names, wherever they are named.
struct Follow<'a>(&'a HashMap<TypeId, TypeId>);

impl VisitMut for Follow<'_> {
    fn ty(&mut self, ty: &mut Type) {
        if let Type::Named(id) = ty
            && let Some(other) = self.0.get(id)
        {
            *id = other.clone();
        }
        visit_type_mut(self, ty);
    }
}

type Definitions = Vec<(TypeId, Definition)>;

/// The definitions that are left, and for each of the others the one that it was merged into.
fn merge_version(definitions: Definitions) -> (Definitions, HashMap<TypeId, TypeId>) {
    let merging = Merging::new(&definitions);
    let classes = merging.classes();
    let (mut left, mut moved): (Definitions, HashMap<_, _>) = Default::default();
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for (index, (id, definition)) in definitions.into_iter().enumerate() {
        // The first of a set is the least of its places.
        let number = *numbers.entry(classes.root(index)).or_insert(left.len());
        match left.get_mut(number) {
            Some((first, merged)) => {
                moved.insert(id, first.clone());
                add(merged, definition);
            }
            None => left.push((id, definition)),
        }
    }
    spread(&mut left, &moved);
    left.iter_mut().for_each(|(_, definition)| definition.places.sort());
    (left, moved)
}

/// Where an object stands, the types of its fields do, those too that only another page shows: its places tell which
/// modules can name a type. One place in each endpoint is enough, and all that types have that hold themselves.
fn spread(definitions: &mut [(TypeId, Definition)], moved: &HashMap<TypeId, TypeId>) {
    let numbers: HashMap<TypeId, usize> = definitions
        .iter()
        .enumerate()
        .map(|(number, (id, _))| (id.clone(), number))
        .collect();
    let mut waiting: Vec<usize> = (0..definitions.len()).collect();
    while let Some((id, Definition { places, kind, .. })) = waiting.pop().and_then(|number| definitions.get(number)) {
        let DefinitionKind::Object(object) = kind else { continue };
        if id.direction == Direction::Request {
            continue;
        }
        let mut found = Vec::new();
        for field in &object.fields {
            let Type::Named(inner) = field.ty.innermost() else {
                continue;
            };
            if let Some(number) = numbers.get(moved.get(inner).unwrap_or(inner)) {
                let place = |outer: &TypeId| {
                    let mut place = outer.clone();
                    place.path.push(field.name.clone());
                    (*number, place)
                };
                found.extend(places.iter().map(place));
            }
        }
        for (number, place) in found {
            if let Some((_, inner)) = definitions.get_mut(number)
                && !inner.places.iter().any(|known| known.owner == place.owner)
            {
                inner.places.push(place);
                waiting.push(number);
            }
        }
    }
}

/// Adds what another page shows of the same thing.
fn add(merged: &mut Definition, other: Definition) {
    merged.places.extend(other.places);
    match (&mut merged.kind, other.kind) {
        (DefinitionKind::Object(object), DefinitionKind::Object(other)) => {
            for field in other.fields {
                match object.fields.iter_mut().find(|known| known.name == field.name) {
                    Some(known) => add_field(known, field),
                    None => object.fields.push(field),
                }
            }
        }
        (DefinitionKind::Enum(set), DefinitionKind::Enum(other)) => {
            for value in other.values {
                if !set.values.iter().any(|known| known.key == value.key) {
                    set.values.push(value);
                }
            }
        }
        _ => {}
    }
}

fn add_field(known: &mut Field, other: Field) {
    known.keep_agreed(&other);
    // A set of values tells more than the bare type that it is of.
    if !matches!(known.ty.innermost(), Type::Named(_)) {
        known.ty = other.ty;
    }
}

struct Merging<'a> {
    definitions: &'a [(TypeId, Definition)],
    numbers: HashMap<&'a TypeId, usize>,
}

impl<'a> Merging<'a> {
    fn new(definitions: &'a [(TypeId, Definition)]) -> Self {
        let numbers = definitions.iter().enumerate().map(|(number, (id, _))| (id, number));
        Self {
            definitions,
            numbers: numbers.collect(),
        }
    }

    /// Sets of definitions that are to be one.
    fn classes(&self) -> Classes {
        let mut classes = Classes::new(self.definitions.len());
        let mut by_name: BTreeMap<&str, Vec<(usize, &Object)>> = BTreeMap::new();
        let mut by_fields: BTreeMap<(String, BTreeSet<&str>), Vec<usize>> = BTreeMap::new();
        for number in 0..self.definitions.len() {
            let Some((id, object)) = self.response(number) else {
                continue;
            };
            match &object.type_name {
                Some(name) => by_name.entry(name).or_default().push((number, object)),
                None => {
                    let step = id.path.last().map(|step| casing::split(step)).unwrap_or_default();
                    let word = casing::snake(&casing::singular(&step));
                    by_fields
                        .entry((word, names(object).collect()))
                        .or_default()
                        .push(number);
                }
            }
        }
        for mut group in by_name.into_values() {
            // The fullest first, to which the others are parts.
            group.sort_by_key(|(number, object)| (std::cmp::Reverse(object.fields.len()), *number));
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

    fn response(&self, number: usize) -> Option<(&'a TypeId, &'a Object)> {
        let (id, definition) = self.definitions.get(number)?;
        match &definition.kind {
            DefinitionKind::Object(object) if id.direction == Direction::Response => Some((id, object)),
            _ => None,
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
        let pairs: Vec<_> = classes
            .members(one)
            .flat_map(|one| classes.members(other).map(move |other| (one, other)))
            .collect();
        // Types that refer to themselves agree if nothing else speaks against it.
        classes.merge(one, other);
        pairs.into_iter().all(|(one, other)| self.agree(one, other, classes))
    }

    fn agree(&self, one: usize, other: usize, classes: &mut Classes) -> bool {
        if let (Some((_, one)), Some((_, other))) = (self.response(one), self.response(other)) {
            let same = |field: &Field| other.fields.iter().find(|other| other.name == field.name);
            return one.type_name == other.type_name
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
                matches!(
                    (base, bare),
                    (Some(EnumBase::String), Type::String) | (Some(EnumBase::Int), Type::Int)
                )
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
struct Classes {
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
    fn root(&self, mut number: usize) -> usize {
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

#[cfg(test)]
mod tests;
