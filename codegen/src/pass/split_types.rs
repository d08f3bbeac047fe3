//! Places that were published with types of different names keep them.
//!
//! When a page comes to list what another one lists, their objects are equal, and would become one type: programs that name
//! the other one would lose it. So a definition is split where its places have several published names.

use std::collections::{BTreeMap, HashMap};
use std::mem;

use super::merge_types::PublishedTypes;
use crate::ir::{Api, Definition, DefinitionKind, Field, Owner, Part, PartContentMut, Type, TypeId};

/// Splits definitions. Types are shared already, and not yet merged.
pub(super) fn split_types(api: &mut Api, published: PublishedTypes<'_>) {
    let mut moved = Moved::default();
    for (id, definition) in mem::take(&mut api.definitions) {
        for part in parts(definition, published) {
            let Some(first) = part.places.first().cloned() else {
                continue;
            };
            if first != id {
                let places = part.places.iter().cloned();
                moved.0.extend(places.map(|place| (place, first.clone())));
            }
            api.definitions.insert(first, part);
        }
    }
    if moved.0.is_empty() {
        return;
    }
    for (id, definition) in &mut api.definitions {
        if let DefinitionKind::Object(object) = &mut definition.kind {
            moved.fields(id, "", &mut object.fields);
        }
    }
    for endpoint in api.endpoints.values_mut() {
        let owner = Owner::from(&endpoint.id);
        for (part, content) in endpoint.parts_mut() {
            moved.content(&owner, part, content);
        }
    }
    for event in api.events.values_mut() {
        let owner = Owner::Event(event.id.clone());
        for (part, content) in event.parts_mut() {
            moved.content(&owner, part, content);
        }
    }
}

/// One definition for each published name. Places that have none go with the name that most places have.
fn parts(definition: Definition, published: PublishedTypes<'_>) -> Vec<Definition> {
    let mut by_name: BTreeMap<Option<&str>, Vec<TypeId>> = BTreeMap::new();
    for place in &definition.places {
        by_name.entry(published(place)).or_default().push(place.clone());
    }
    let nameless = by_name.remove(&None).unwrap_or_default();
    if by_name.len() <= 1 {
        return vec![definition];
    }
    // Of equals, the first.
    let most = by_name.values_mut().rev().max_by_key(|places| places.len());
    if let Some(most) = most {
        most.extend(nameless);
        most.sort();
    }
    let part = |places: Vec<TypeId>| Definition {
        places,
        ..definition.clone()
    };
    by_name.into_values().map(part).collect()
}

/// The new ids of types, by place.
#[derive(Default)]
struct Moved(HashMap<TypeId, TypeId>);

impl Moved {
    fn content(&self, owner: &Owner, part: Part, content: PartContentMut<'_>) {
        let place = TypeId::whole(owner.clone(), part.direction());
        match content {
            PartContentMut::Fields(fields) => self.fields(&place, part.sigil(), fields),
            PartContentMut::Whole(ty) => self.ty(&place, ty),
        }
    }

    fn fields(&self, around: &TypeId, sigil: &str, fields: &mut [Field]) {
        for field in fields {
            self.ty(&around.within(format!("{sigil}{}", field.name)), &mut field.ty);
        }
    }

    fn ty(&self, place: &TypeId, ty: &mut Type) {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.ty(place, inner),
            Type::Named(id) => {
                if let Some(other) = self.0.get(place) {
                    *id = other.clone();
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{SCHEMA, run};
    use super::*;
    use crate::ir::builders::*;

    /// Two operations whose requests have the same objects.
    fn shared() -> Api {
        let page = |name: &str| {
            let user = object("user", vec![field("id", Type::String)]);
            let meeting = object("meeting", vec![field("host", user.clone()), field("users", list(user))]);
            let mut page = endpoint(name);
            page.body = json_body(vec![field("meeting", meeting)]);
            page
        };
        let mut api = api(vec![page("demo.v1.meeting.end"), page("demo.v1.meeting.start")]);
        run(SCHEMA, &mut api, &mut Vec::new());
        api
    }

    fn is_of(place: &TypeId, method: &str) -> bool {
        place.owner.method() == method
    }

    #[test]
    fn types_that_had_names_of_their_own_stay_two_when_pages_become_alike() {
        let mut api = shared();
        assert_eq!(api.definitions.len(), 2);
        split_types(&mut api, &|place| {
            let name = if is_of(place, "start") { "Started" } else { "Ended" };
            Some(name)
        });
        assert_eq!(api.definitions.len(), 4);
        for method in ["end", "start"] {
            let page = &api.endpoints[&id(&format!("demo.v1.meeting.{method}"))];
            let Type::Named(meeting) = &page.body.fields()[0].ty else {
                panic!("a shared type")
            };
            assert!(is_of(meeting, method));
            let definition = &api.definitions[meeting];
            assert!(definition.places.iter().all(|place| is_of(place, method)));
            let DefinitionKind::Object(object) = &definition.kind else {
                panic!("an object")
            };
            for field in &object.fields {
                assert!(matches!(field.ty.innermost(), Type::Named(user) if is_of(user, method)));
            }
        }
    }

    #[test]
    fn a_place_without_a_name_goes_with_the_others() {
        let mut api = shared();
        let before = api.clone();
        split_types(&mut api, &|place| is_of(place, "start").then_some("Meeting"));
        assert_eq!(api, before);
        split_types(&mut api, &|_| None);
        assert_eq!(api, before);
    }
}
