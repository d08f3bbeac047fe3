//! Finds the fields that hold a value of their own type, directly or through others, and must be boxed.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, DefinitionKind, Type, TypeId};

/// Definition and wire name of each field that must be boxed.
pub type BoxedFields = BTreeSet<(TypeId, String)>;

/// Fields on a cycle of definitions that no list or map breaks.
#[must_use]
pub fn find_recursion(api: &Api) -> BoxedFields {
    let mut held: BTreeMap<&TypeId, Vec<(&str, &TypeId)>> = BTreeMap::new();
    for (id, definition) in &api.definitions {
        if let DefinitionKind::Object(object) = &definition.kind {
            let direct = object.fields.iter().filter_map(|field| match &field.ty {
                Type::Named(held) => Some((field.name.as_str(), held)),
                _ => None,
            });
            held.insert(id, direct.collect());
        }
    }
    let cyclic = cyclic(&held);
    let mut boxed = BoxedFields::new();
    for (id, fields) in &held {
        for (name, field) in fields {
            if cyclic.contains(id) && reaches(&held, field, id) {
                boxed.insert(((*id).clone(), (*name).to_owned()));
            }
        }
    }
    boxed
}

type Held<'a> = BTreeMap<&'a TypeId, Vec<(&'a str, &'a TypeId)>>;

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
    use super::find_recursion;
    use crate::ir::Type;
    use crate::pass::samples::{api_answering, field, list, object};
    use crate::pass::share_types;

    #[test]
    fn a_field_of_its_own_type_is_boxed_and_a_list_of_it_is_not() {
        let node = object(
            "node",
            vec![
                field("parent", Type::Enclosing(0)),
                field("children", list(Type::Enclosing(0))),
                field("name", Type::String),
            ],
        );
        let mut api = api_answering(vec![field("root", node)]);
        share_types(&mut api);
        let boxed: Vec<_> = find_recursion(&api).into_iter().map(|(_, name)| name).collect();
        assert_eq!(boxed, ["parent"]);
    }

    #[test]
    fn a_cycle_through_two_types_is_boxed_on_both_sides_and_what_leads_to_it_is_not() {
        let inner = object("inner", vec![field("outer", Type::Enclosing(1))]);
        let outer = object("outer", vec![field("inner", inner)]);
        let mut api = api_answering(vec![field("way", object("way", vec![field("start", outer)]))]);
        share_types(&mut api);
        let boxed: Vec<_> = find_recursion(&api).into_iter().map(|(_, name)| name).collect();
        assert_eq!(boxed, ["inner", "outer"]);
    }
}
