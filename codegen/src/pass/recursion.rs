//! Marks types that contain themselves, directly or through other types, and the fields that a client must box.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, Definition, DefinitionKind, Type, TypeId};

/// Marks the definitions on a cycle that no list or map breaks, and the fields that lead on along it.
pub(super) fn mark_recursion(api: &mut Api) {
    let held: Held<'_> = api
        .definitions
        .iter()
        .map(|(id, definition)| (id, fields(definition)))
        .collect();
    let cyclic = cyclic(&held);
    let leads_back = |id: &TypeId, field: &TypeId| cyclic.contains(field) && reaches(&held, field, id);
    let mut marked: Vec<(TypeId, Vec<String>)> = Vec::new();
    for id in &cyclic {
        let fields = held.get(id).into_iter().flatten();
        let fields = fields
            .filter(|(_, field)| leads_back(id, field))
            .map(|(name, _)| (*name).to_owned());
        marked.push(((*id).clone(), fields.collect()));
    }
    for (id, names) in marked.into_iter().filter(|(_, names)| !names.is_empty()) {
        let Some(definition) = api.definitions.get_mut(&id) else {
            continue;
        };
        definition.recursive = true;
        if let DefinitionKind::Object(object) = &mut definition.kind {
            let fields = object.fields.iter_mut().filter(|field| names.contains(&field.name));
            fields.for_each(|field| field.recursive = true);
        }
    }
}

/// The objects that each definition holds through a field, with the field's name.
type Held<'a> = BTreeMap<&'a TypeId, Vec<(&'a str, &'a TypeId)>>;

fn fields(definition: &Definition) -> Vec<(&str, &TypeId)> {
    let DefinitionKind::Object(object) = &definition.kind else {
        return Vec::new();
    };
    let direct = object.fields.iter().filter_map(|field| match &field.ty {
        Type::Named(held) => Some((field.name.as_str(), held)),
        _ => None,
    });
    direct.collect()
}

/// What remains when all that leads nowhere is taken away, again and again: cycles, and what leads to them.
fn cyclic<'a>(held: &Held<'a>) -> BTreeSet<&'a TypeId> {
    let mut open: BTreeMap<&TypeId, usize> = BTreeMap::new();
    let mut holders: BTreeMap<&TypeId, Vec<&TypeId>> = BTreeMap::new();
    for (id, fields) in held {
        let count = fields.iter().filter(|(_, field)| held.contains_key(field)).count();
        open.insert(id, count);
        for (_, field) in fields {
            holders.entry(field).or_default().push(id);
        }
    }
    let mut closed: Vec<&TypeId> = open
        .iter()
        .filter(|(_, count)| **count == 0)
        .map(|(id, _)| *id)
        .collect();
    while let Some(id) = closed.pop() {
        open.remove(id);
        for holder in holders.get(id).into_iter().flatten() {
            if let Some(count) = open.get_mut(holder) {
                *count -= 1;
                if *count == 0 {
                    closed.push(holder);
                }
            }
        }
    }
    held.keys().filter(|id| open.contains_key(**id)).copied().collect()
}

fn reaches(held: &Held<'_>, from: &TypeId, to: &TypeId) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(id) = next.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            next.extend(held.get(id).into_iter().flatten().map(|(_, field)| *field));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::mark_recursion;
    use crate::ir::builders::{api_with_response, field, list, object};
    use crate::ir::{Api, DefinitionKind, Type};
    use crate::pass::share_types::share_types;

    /// The marked fields of marked definitions.
    fn marked(mut api: Api) -> Vec<String> {
        share_types(&mut api, &mut Vec::new());
        mark_recursion(&mut api);
        let mut found = Vec::new();
        for definition in api.definitions.into_values() {
            let DefinitionKind::Object(object) = definition.kind else {
                continue;
            };
            let names = object
                .fields
                .into_iter()
                .filter(|field| field.recursive)
                .map(|field| field.name);
            let names: Vec<_> = names.collect();
            assert_eq!(definition.recursive, !names.is_empty());
            found.extend(names);
        }
        found
    }

    #[test]
    fn a_field_of_its_own_type_is_marked_and_a_list_of_it_is_not() {
        let node = object(
            "node",
            vec![
                field("parent", Type::Enclosing(0)),
                field("children", list(Type::Enclosing(0))),
                field("name", Type::String),
            ],
        );
        assert_eq!(marked(api_with_response(vec![field("root", node)])), ["parent"]);
    }

    #[test]
    fn a_cycle_through_two_types_is_marked_on_both_sides_and_what_leads_to_it_is_not() {
        let inner = object("inner", vec![field("outer", Type::Enclosing(1))]);
        let outer = object("outer", vec![field("inner", inner)]);
        let api = api_with_response(vec![field("path", object("path", vec![field("start", outer)]))]);
        assert_eq!(marked(api), ["inner", "outer"]);
    }
}
