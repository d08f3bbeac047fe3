//! Merges objects that show parts of the same thing, and sets of values.
//!
//! Each page lists some fields of an object: the seven pages of contact whose responses have a `user` list seven different
//! sets of fields, and six pages of docx take a `Block`. Several types would be of no use, since a function could take only
//! one of them. So two objects of one service version become one type if both are sent or both come back, their pages give
//! them the same type name, one has at least half of the other's fields, and no field has two types. So do those that were
//! published as one type, and those without a type name whose fields have the same names, if nothing speaks against it.
//!
//! Every field of a response may be missing anyhow. A field of a request is required where all pages require it: one that
//! some pages leave out or call optional could not be asked for without harm to them, and types that differ in nothing else
//! would be names to guess. The field's docs say which endpoints list it, and which require it.
//!
//! Sets of values are open, so the fullest serves where a part of it is documented (`sets`).
//!
//! What events alone have takes part with its like, and makes no type of endpoints larger, unless both were published as one
//! type: who receives no event is to have nothing of theirs.
//!
//! This is for clients only. Other back ends show each page as it is.

mod agreement;
mod sets;
mod union;

use std::collections::{BTreeMap, HashMap};
use std::mem;

use rayon::prelude::*;

use crate::ir::{Api, Definition, DefinitionKind, EnumBase, Type, TypeId, VisitMut, visit_type_mut};

use agreement::Merging;
use sets::Common;
pub(crate) use sets::LEAST_VERSIONS;

/// The names of the types that were published for places on the wire.
pub(super) type PublishedTypes<'a> = &'a (dyn Fn(&TypeId) -> Option<&'a str> + Sync);

/// Merges objects and sets of values. Types are shared already.
pub(super) fn merge_types(api: &mut Api, published: PublishedTypes<'_>) {
    align(&mut api.definitions, published);
    let mut versions: BTreeMap<(String, String), Definitions> = BTreeMap::new();
    for (id, definition) in mem::take(&mut api.definitions) {
        let version = (id.owner.project().to_owned(), id.owner.version().to_owned());
        versions.entry(version).or_default().push((id, definition));
    }
    let versions: Vec<_> = versions.into_values().collect();
    let common = Common::of(&versions);
    let merged = versions
        .into_par_iter()
        .map(|version| merge_version(version, &common, published));
    let merged: Vec<_> = merged.collect();
    let mut moved = HashMap::new();
    for (definitions, other) in merged {
        api.definitions.extend(definitions);
        moved.extend(other);
    }
    Follow(&moved).all(api);
}

/// The sets of values that were published as one type for all service versions have the same values in all of them.
fn align(definitions: &mut BTreeMap<TypeId, Definition>, published: PublishedTypes<'_>) {
    // What is no set of that kind any more only stands where one was.
    let of_crate = |definition: &Definition| {
        let DefinitionKind::Enum(set) = &definition.kind else {
            return None;
        };
        let mut names = definition.places.iter().filter_map(published);
        let name = names.find(|name| name.contains("::"))?;
        Some((name, set.base))
    };
    let names: Vec<Option<(&str, EnumBase)>> = definitions.values().map(of_crate).collect();
    let mut sets: BTreeMap<(&str, EnumBase), Definition> = BTreeMap::new();
    for (definition, name) in definitions.values().zip(&names) {
        if let Some(name) = name {
            let parts = sets.remove(name).into_iter().chain([definition.clone()]);
            let united = union::union(parts.collect());
            sets.extend(united.map(|united| (*name, united)));
        }
    }
    for (definition, name) in definitions.values_mut().zip(&names) {
        if let Some(united) = name.as_ref().and_then(|name| sets.get(name)) {
            definition.kind = united.kind.clone();
        }
    }
}

/// Gives merged types their new names, wherever they are named.
pub(super) struct Follow<'a>(pub(super) &'a HashMap<TypeId, TypeId>);

impl Follow<'_> {
    pub(super) fn all(mut self, api: &mut Api) {
        for definition in api.definitions.values_mut() {
            if let DefinitionKind::Object(object) = &mut definition.kind {
                self.fields(&mut object.fields);
            }
        }
        for endpoint in api.endpoints.values_mut() {
            endpoint.visit_mut(&mut self);
        }
        for event in api.events.values_mut() {
            event.visit_mut(&mut self);
        }
    }
}

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
fn merge_version(
    definitions: Definitions,
    common: &Common,
    published: PublishedTypes<'_>,
) -> (Definitions, HashMap<TypeId, TypeId>) {
    let classes = Merging::new(&definitions, published).classes(common);
    let (mut parts, mut moved): (Vec<(TypeId, Vec<Definition>)>, HashMap<_, _>) = Default::default();
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    for (index, (id, definition)) in definitions.into_iter().enumerate() {
        // The first of a set is the least of its places.
        let number = *numbers.entry(classes.root(index)).or_insert(parts.len());
        match parts.get_mut(number) {
            Some((first, parts)) => {
                moved.insert(id, first.clone());
                parts.push(definition);
            }
            None => parts.push((id, vec![definition])),
        }
    }
    let united = parts
        .into_iter()
        .filter_map(|(id, parts)| Some((id, union::union(parts)?)));
    let mut left: Definitions = united.collect();
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
    while let Some((_, Definition { places, kind, .. })) = waiting.pop().and_then(|number| definitions.get(number)) {
        let DefinitionKind::Object(object) = kind else { continue };
        let mut found = Vec::new();
        for field in &object.fields {
            let Type::Named(inner) = field.ty.innermost() else {
                continue;
            };
            if let Some(number) = numbers.get(moved.get(inner).unwrap_or(inner)) {
                found.extend(places.iter().map(|outer| (*number, outer.within(&field.name))));
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

#[cfg(test)]
mod tests;
