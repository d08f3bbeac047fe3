//! Equal objects and value sets of one service version become one definition, those of its events too.
//!
//! Equal means equal on the wire: the same fields, types and values. Names must be equal too: the type name, or the field's
//! where the page gives none; so the shared type has the name that each of its pages gives it. In requests the same fields
//! must be required, in responses that does not matter. A fact on which the pages disagree is left out of the shared type;
//! its texts are those of its first place.
//!
//! Sets of numbers need more, since `1` means something else in each: their labels must be equal, or the objects around them
//! must have one name. Where only the resource is one, some number must have labels in both that have a character in common.

mod recursive;
mod shape;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::mem;

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::ir::{
    Api, Definition, DefinitionKind, Direction, Endpoint, EndpointId, EnumBase, Enumeration, Event, Field, Object,
    Owner, Part, PartContentMut, Type, TypeId,
};
use crate::vocabulary::is_ideograph;

use shape::{FieldShape, Shape, TypeShape};

/// Moves every object and value set into `api.definitions` and leaves [`Type::Named`] behind.
pub(super) fn share_types(api: &mut Api, _: &mut Vec<Diagnostic>) {
    let mut versions: BTreeMap<(String, String), Version> = BTreeMap::new();
    for (id, endpoint) in mem::take(&mut api.endpoints) {
        let version = versions.entry((id.project, id.version)).or_default();
        version.endpoints.push(endpoint);
    }
    for (id, event) in mem::take(&mut api.events) {
        let version = versions.entry((id.project, id.version)).or_default();
        version.events.push(event);
    }
    let shared: Vec<_> = versions
        .into_values()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(share_version)
        .collect();
    for (Version { endpoints, events }, definitions) in shared {
        let endpoints = endpoints.into_iter();
        api.endpoints
            .extend(endpoints.map(|endpoint| (endpoint.id.clone(), endpoint)));
        api.events
            .extend(events.into_iter().map(|event| (event.id.clone(), event)));
        api.definitions.extend(definitions);
    }
}

/// What shares types: the endpoints and events of a service version.
#[derive(Default)]
struct Version {
    endpoints: Vec<Endpoint>,
    events: Vec<Event>,
}

fn share_version(mut version: Version) -> (Version, Vec<(TypeId, Definition)>) {
    let mut sharing = Sharing::default();
    for endpoint in &mut version.endpoints {
        sharing.endpoint(endpoint);
    }
    // After them, as their places come later.
    for event in &mut version.events {
        sharing.event(event);
    }
    let definitions = sharing
        .shared
        .into_iter()
        .map(|mut shared| {
            shared.definition.places.sort();
            (shared.id, shared.definition)
        })
        .collect();
    (version, definitions)
}

/// What has been shared so far in one service version.
#[derive(Default)]
struct Sharing {
    numbers: HashMap<Shape, usize>,
    shared: Vec<Shared>,
}

/// A definition in the making.
struct Shared {
    id: TypeId,
    definition: Definition,
    /// Definitions that stand inside of this one and refer back to it: the path down to each, and its number.
    inner: Vec<(Vec<String>, usize)>,
}

impl Shared {
    /// Whether it is a set of numbers of which each has a Chinese label here and there, without a common character.
    fn means_other_things(&self, set: &Enumeration) -> bool {
        let DefinitionKind::Enum(own) = &self.definition.kind else {
            return false;
        };
        let letters = |set: &Enumeration, key: &str| -> BTreeSet<char> {
            let value = set.values.iter().find(|value| value.key == key);
            let label = value.map(|value| value.label.chars()).into_iter().flatten();
            label.filter(|letter| is_ideograph(*letter)).collect()
        };
        own.base == EnumBase::Int
            && own.values.iter().all(|value| {
                let (one, other) = (letters(own, &value.key), letters(set, &value.key));
                !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
            })
    }
}

/// A type that was walked through: the objects and sets in it are definitions now.
struct Visited {
    shape: TypeShape,
    /// How many objects up the farthest reference out of this type goes, counted from the object it stands in.
    reach: Option<usize>,
}

impl Visited {
    fn closed(shape: TypeShape) -> Self {
        Self { shape, reach: None }
    }

    fn within(self, wrap: impl FnOnce(Box<TypeShape>) -> TypeShape) -> Self {
        Self {
            shape: wrap(Box::new(self.shape)),
            reach: self.reach,
        }
    }
}

/// Where the walk stands.
struct Place {
    owner: Owner,
    direction: Direction,
    path: Vec<String>,
    /// The words of the objects that enclose this place, outermost first.
    around: Vec<String>,
    /// The resource of the endpoint or event, which is what a whole body or response is about.
    subject: String,
}

impl Place {
    fn new(owner: Owner, id: &EndpointId) -> Self {
        Self {
            owner,
            direction: Direction::Request,
            path: Vec::new(),
            around: Vec::new(),
            subject: id.resource.rsplit('.').next().unwrap_or_default().to_owned(),
        }
    }

    fn id(&self) -> TypeId {
        TypeId {
            owner: self.owner.clone(),
            direction: self.direction,
            path: self.path.clone(),
        }
    }
}

impl Sharing {
    /// Visits the types of an endpoint in the order of their places, so that the first place met is the least.
    fn endpoint(&mut self, endpoint: &mut Endpoint) {
        let mut place = Place::new((&endpoint.id).into(), &endpoint.id);
        for (part, content) in endpoint.parts_mut() {
            place.direction = part.direction();
            match (part, content) {
                (_, PartContentMut::Whole(ty)) => {
                    self.visit(ty, &mut place, "");
                }
                (Part::Body | Part::Response, PartContentMut::Fields(fields)) => self.root(fields, &mut place),
                (_, PartContentMut::Fields(fields)) => {
                    self.fields(fields, &mut place, part.sigil());
                }
            }
        }
    }

    /// Visits the types of an event's payload. What its header has besides what every header has stays where it is, as a
    /// reply does: clients take the one as JSON, and have types of their own for the other.
    fn event(&mut self, event: &mut Event) {
        let mut place = Place::new(Owner::Event(event.id.clone()), &event.id);
        for (part, content) in event.parts_mut() {
            place.direction = part.direction();
            if let (Part::Event, PartContentMut::Fields(fields)) = (part, content) {
                self.root(fields, &mut place);
            }
        }
    }

    /// The fields of a body or response, which is a definition too where types inside of it refer back to it.
    fn root(&mut self, fields: &mut Vec<Field>, place: &mut Place) {
        place.around.push(String::new());
        let (shapes, reach) = self.fields(fields, place, "");
        place.around.pop();
        if reach.is_some() {
            let object = Object::new(None, fields.clone());
            let shape = Shape::object(place.direction, String::new(), shapes);
            let root = self.define(shape, DefinitionKind::Object(object), place);
            recursive::tie(fields, &root);
        }
    }

    /// Shares the types of `fields`; a sigil before their names tells parameters from the fields of a body.
    fn fields(&mut self, fields: &mut [Field], place: &mut Place, sigil: &str) -> (Vec<FieldShape>, Option<usize>) {
        let mut sorted: Vec<_> = fields.iter_mut().collect();
        sorted.sort_by(|one, other| one.name.cmp(&other.name));
        let mut reach = None;
        let shapes = sorted
            .into_iter()
            .map(|field| {
                place.path.push(format!("{sigil}{}", field.name));
                let visited = self.visit(&mut field.ty, place, &field.name);
                place.path.pop();
                reach = reach.max(visited.reach);
                let presence = (place.direction == Direction::Request).then_some(field.presence);
                FieldShape {
                    name: field.name.clone(),
                    ty: visited.shape,
                    presence,
                }
            })
            .collect();
        (shapes, reach)
    }

    /// Shares what stands inside of a type, then the type itself. `name` is the field's.
    fn visit(&mut self, ty: &mut Type, place: &mut Place, name: &str) -> Visited {
        match ty {
            Type::List(item) => self.visit(item, place, name).within(TypeShape::List),
            Type::Map(value) => self.visit(value, place, name).within(TypeShape::Map),
            Type::Enclosing(up) if *up < place.around.len() => Visited {
                shape: TypeShape::Enclosing(*up),
                reach: Some(*up),
            },
            Type::Enclosing(_) => {
                *ty = Type::Any;
                Visited::closed(TypeShape::Any)
            }
            Type::Enum(_) => self.set(ty, place, name),
            Type::Object(_) => self.object(ty, place, name),
            Type::Named(id) => Visited::closed(TypeShape::Named(id.clone())),
            Type::Bool => Visited::closed(TypeShape::Bool),
            Type::Int => Visited::closed(TypeShape::Int),
            Type::Float => Visited::closed(TypeShape::Float),
            Type::String => Visited::closed(TypeShape::String),
            Type::File => Visited::closed(TypeShape::File),
            Type::AnyObject => Visited::closed(TypeShape::AnyObject),
            Type::Any => Visited::closed(TypeShape::Any),
        }
    }

    fn set(&mut self, ty: &mut Type, place: &Place, name: &str) -> Visited {
        let Type::Enum(values) = mem::replace(ty, Type::Any) else {
            return Visited::closed(TypeShape::Any);
        };
        let around = place.around.last().filter(|word| !word.is_empty());
        let mut shape = Shape::enumeration(name, around.unwrap_or(&place.subject), &values);
        let known = self.numbers.get(&shape).and_then(|number| self.shared.get(*number));
        if around.is_none() && known.is_some_and(|known| known.means_other_things(&values)) {
            shape = Shape::enumeration(name, &format!("{}.{}", place.subject, place.owner.method()), &values);
        }
        if let Some(labelled) = Shape::labelled(name, &values) {
            self.merge(&shape, labelled);
        }
        self.replace(ty, shape, DefinitionKind::Enum(values), place)
    }

    /// An object that refers to one around it stays where it is, until that one is shared.
    fn object(&mut self, ty: &mut Type, place: &mut Place, name: &str) -> Visited {
        let Type::Object(object) = ty else {
            return Visited::closed(TypeShape::Any);
        };
        let word = object.type_name.clone().unwrap_or_else(|| name.to_owned());
        place.around.push(word.clone());
        let (shapes, reach) = self.fields(&mut object.fields, place, "");
        place.around.pop();
        let shape = Shape::object(place.direction, word, shapes);
        if let Some(up) = reach.and_then(|reach| reach.checked_sub(1)) {
            return Visited {
                shape: TypeShape::Open(Box::new(shape)),
                reach: Some(up),
            };
        }
        let object = mem::replace(object, Object::new(None, Vec::new()));
        self.replace(ty, shape, DefinitionKind::Object(object), place)
    }

    fn replace(&mut self, ty: &mut Type, shape: Shape, kind: DefinitionKind, place: &Place) -> Visited {
        let id = self.define(shape, kind, place);
        *ty = Type::Named(id.clone());
        Visited::closed(TypeShape::Named(id))
    }

    /// Makes two shapes of one thing the same, unless definitions of both were met before.
    fn merge(&mut self, shape: &Shape, other: Shape) {
        let next = self.shared.len();
        let known = self.numbers.get(shape).or_else(|| self.numbers.get(&other)).copied();
        let number = known.unwrap_or(next);
        self.numbers.entry(shape.clone()).or_insert(number);
        self.numbers.entry(other).or_insert(number);
    }

    /// The definition with this shape: a new one, or one that was met before and now has one more place.
    fn define(&mut self, shape: Shape, mut kind: DefinitionKind, place: &Place) -> TypeId {
        let known = self
            .numbers
            .get(&shape)
            .and_then(|number| self.shared.get(*number))
            .map(|known| known.id.clone());
        let id = known.unwrap_or_else(|| place.id());
        let inner = match &mut kind {
            DefinitionKind::Object(object) => recursive::tie(&mut object.fields, &id),
            DefinitionKind::Enum(_) => Vec::new(),
        };
        let number = *self.numbers.entry(shape).or_insert(self.shared.len());
        self.add(number, kind, place.id());
        for (path, object) in inner {
            let next = self.shared.len();
            let number = match self.shared.get_mut(number) {
                Some(outer) => match outer.inner.iter().find(|(known, _)| *known == path) {
                    Some((_, number)) => *number,
                    None => {
                        outer.inner.push((path.clone(), next));
                        next
                    }
                },
                None => next,
            };
            let mut inside = place.id();
            inside.path.extend(path);
            self.add(number, DefinitionKind::Object(object), inside);
        }
        id
    }

    /// Adds a place to a definition, or the definition.
    fn add(&mut self, number: usize, kind: DefinitionKind, place: TypeId) {
        match self.shared.get_mut(number) {
            Some(shared) => {
                match (&mut shared.definition.kind, &kind) {
                    (DefinitionKind::Object(object), DefinitionKind::Object(other)) => object.keep_agreed(other),
                    (DefinitionKind::Enum(set), DefinitionKind::Enum(other)) => set.keep_agreed(other),
                    _ => {}
                }
                shared.definition.places.push(place);
            }
            None => self.shared.push(Shared {
                id: place.clone(),
                definition: Definition {
                    places: vec![place],
                    kind,
                    recursive: false,
                },
                inner: Vec::new(),
            }),
        }
    }
}

#[cfg(test)]
mod tests;
