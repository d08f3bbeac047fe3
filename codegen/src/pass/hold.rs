//! What was published as plain text or a number, as JSON of any shape, or as no data at all stays that, though its pages tell
//! more now: programs name its type. The docs of the field say which values are documented.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::merge_types::Follow;
use super::{Form, Published};
use crate::ir::{
    Api, Definition, DefinitionKind, Direction, Endpoint, EnumValue, Field, Owner, Part, PartContentMut, Presence,
    Type, TypeId, Visit, visit_type,
};

type Definitions = BTreeMap<TypeId, Definition>;

/// Gives places the form in which they were published. Types are shared already.
pub(super) fn hold(api: &mut Api, published: &dyn Published) {
    let mut holding = Holding {
        published,
        held: HashSet::new(),
    };
    let Api {
        endpoints,
        events,
        definitions,
        ..
    } = api;
    for endpoint in endpoints.values_mut() {
        let owner = Owner::from(&endpoint.id);
        holding.arguments(endpoint);
        holding.data(endpoint);
        for (part, content) in endpoint.parts_mut() {
            holding.part(&owner, part, content, definitions);
        }
    }
    for event in events.values_mut() {
        let owner = Owner::Event(event.id.clone());
        for (part, content) in event.parts_mut() {
            if part == Part::Event {
                holding.part(&owner, part, content, definitions);
            }
        }
    }
    holding.objects(definitions);
    holding.sets(definitions);
    if !holding.held.is_empty() {
        forget(&holding.held, api);
    }
}

struct Holding<'p> {
    published: &'p dyn Published,
    /// The places that are less now than their pages say.
    held: HashSet<TypeId>,
}

impl Holding<'_> {
    /// The variables of a URL are arguments, in the order in which they were published.
    fn arguments(&self, endpoint: &mut Endpoint) {
        let Some(order) = self.published.arguments(&endpoint.id) else {
            return;
        };
        let position = |field: &Field| order.iter().position(|name| *name == field.name);
        if endpoint.path_parameters.iter().all(|field| position(field).is_some()) {
            endpoint.path_parameters.sort_by_key(position);
        }
    }

    fn data(&mut self, endpoint: &mut Endpoint) {
        if !self.published.is_without_data(&endpoint.id) {
            return;
        }
        if let Some(fields) = endpoint.response.fields_mut()
            && !fields.is_empty()
        {
            fields.clear();
            self.held
                .insert(TypeId::whole((&endpoint.id).into(), Direction::Response));
        }
    }

    fn part(&mut self, owner: &Owner, part: Part, content: PartContentMut<'_>, definitions: &Definitions) {
        let PartContentMut::Fields(fields) = content else {
            return;
        };
        let whole = TypeId::whole(owner.clone(), part.direction());
        for field in fields {
            let place = whole.within(format!("{}{}", part.sigil(), field.name));
            if let Some((ty, documented)) = self.form(field, &place, definitions) {
                (field.ty, field.documented) = (ty, documented);
                self.held.insert(place);
            }
        }
    }

    fn objects(&mut self, definitions: &mut Definitions) {
        let mut changes = Vec::new();
        for (id, definition) in definitions.iter() {
            let DefinitionKind::Object(object) = &definition.kind else {
                continue;
            };
            let mut published = definition.places.iter();
            let Some(outer) = published.find(|place| self.published.type_at(place).is_some()) else {
                continue;
            };
            for (at, field) in object.fields.iter().enumerate() {
                if let Some(form) = self.form(field, &outer.within(&field.name), definitions) {
                    self.held
                        .extend(definition.places.iter().map(|outer| outer.within(&field.name)));
                    changes.push((id.clone(), at, form));
                }
            }
        }
        for (id, at, (ty, documented)) in changes {
            if let Some(DefinitionKind::Object(object)) = definitions.get_mut(&id).map(|found| &mut found.kind)
                && let Some(field) = object.fields.get_mut(at)
            {
                (field.ty, field.documented) = (ty, documented);
            }
        }
    }

    /// Values stand in the order in which they were published, and new ones at the end: the order is the variants' numbers.
    fn sets(&self, definitions: &mut Definitions) {
        for definition in definitions.values_mut() {
            let DefinitionKind::Enum(set) = &mut definition.kind else {
                continue;
            };
            let mut published = definition.places.iter();
            if let Some(place) = published.find(|place| self.published.type_at(place).is_some()) {
                let position = |value: &EnumValue| self.published.position_of(&value.key, place);
                set.values
                    .sort_by_cached_key(|value| position(value).unwrap_or(usize::MAX));
            }
        }
    }

    /// The published type of a place that has another one now, and the values that are documented for it.
    fn form(&self, field: &Field, place: &TypeId, definitions: &Definitions) -> Option<(Type, Vec<EnumValue>)> {
        match self.published.form_at(place)? {
            Form::Plain => {
                let Type::Named(id) = field.ty.innermost() else {
                    return None;
                };
                let DefinitionKind::Enum(set) = &definitions.get(id)?.kind else {
                    return None;
                };
                Some((with_innermost(&field.ty, set.base.plain()), set.values.clone()))
            }
            Form::Any(ty) => {
                let is_any = matches!(field.ty.innermost(), Type::Any | Type::AnyObject);
                let is_same = is_any && with_innermost(&field.ty, Type::Any) == ty;
                (!is_same).then(|| (ty, Vec::new()))
            }
        }
    }
}

/// Required fields stand in the order in which they were published, and new ones at the end: the order is that of the type's
/// parameters. All other fields stay where they are.
pub(super) fn order_required(api: &mut Api, published: &dyn Published) {
    let order = |fields: &mut [Field], place: &dyn Fn(&Field) -> TypeId| {
        let is_required = |field: &Field| field.presence == Presence::Required;
        let mut required: Vec<Field> = fields.iter().filter(|field| is_required(field)).cloned().collect();
        required.sort_by_cached_key(|field| published.position_of_required(&place(field)).unwrap_or(usize::MAX));
        let places = fields.iter_mut().filter(|field| is_required(field));
        places.zip(required).for_each(|(place, field)| *place = field);
    };
    for endpoint in api.endpoints.values_mut() {
        let whole = TypeId::whole((&endpoint.id).into(), Direction::Request);
        for (part, content) in endpoint.parts_mut() {
            if let PartContentMut::Fields(fields) = content
                && part.direction() == Direction::Request
                && part != Part::Path
            {
                order(fields, &|field| whole.within(format!("{}{}", part.sigil(), field.name)));
            }
        }
    }
    for (id, definition) in &mut api.definitions {
        let mut places = definition.places.iter();
        if let DefinitionKind::Object(object) = &mut definition.kind
            && id.direction == Direction::Request
            && let Some(outer) = places.find(|place| published.type_at(place).is_some())
        {
            order(&mut object.fields, &|field| outer.within(&field.name));
        }
    }
}

fn with_innermost(ty: &Type, innermost: Type) -> Type {
    match ty {
        Type::List(inner) => Type::List(Box::new(with_innermost(inner, innermost))),
        Type::Map(inner) => Type::Map(Box::new(with_innermost(inner, innermost))),
        _ => innermost,
    }
}

/// Takes out what stands at no place any more, and names the rest by places that are left.
fn forget(held: &HashSet<TypeId>, api: &mut Api) {
    let used = used(api);
    let is_held = |place: &TypeId| {
        let mut outer = place.clone();
        loop {
            if held.contains(&outer) {
                return true;
            }
            if outer.path.pop().is_none() {
                return false;
            }
        }
    };
    let mut moved = HashMap::new();
    let mut definitions = Definitions::new();
    for (id, mut definition) in std::mem::take(&mut api.definitions) {
        if !used.contains(&id) {
            continue;
        }
        let left: Vec<TypeId> = definition
            .places
            .iter()
            .filter(|place| !is_held(place))
            .cloned()
            .collect();
        if let Some(first) = left.first().cloned() {
            definition.places = left;
            if is_held(&id) {
                moved.insert(id, first.clone());
                definitions.insert(first, definition);
                continue;
            }
        }
        definitions.insert(id, definition);
    }
    api.definitions = definitions;
    Follow(&moved).all(api);
}

/// All definitions that something leads to.
fn used(api: &Api) -> BTreeSet<TypeId> {
    let mut found = Named::default();
    api.endpoints.values().for_each(|endpoint| endpoint.visit(&mut found));
    api.events.values().for_each(|event| event.visit(&mut found));
    let mut used = BTreeSet::new();
    while let Some(id) = found.0.pop() {
        if used.insert(id.clone())
            && let Some(DefinitionKind::Object(object)) = api.definitions.get(id).map(|found| &found.kind)
        {
            found.fields(&object.fields);
        }
    }
    used
}

#[derive(Default)]
struct Named<'a>(Vec<&'a TypeId>);

impl<'a> Visit<'a> for Named<'a> {
    fn ty(&mut self, ty: &'a Type) {
        if let Type::Named(id) = ty {
            self.0.push(id);
        }
        visit_type(self, ty);
    }
}
