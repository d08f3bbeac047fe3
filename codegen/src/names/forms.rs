//! What the list of published names says of places that have no type of their own.

use super::TypeNames;
use super::lock::{
    ANY, IN_CRATE, Lock, PLAIN, endpoint_key, escaped, field_key, method_key, set_key, type_key, value_key,
};
use crate::ir::{Direction, Endpoint, EndpointId, Event, Field, Owner, Part, PartContent, Presence, Type, TypeId};
use crate::pass::{Form, Published};

/// Behind the key of an endpoint: the order of its arguments.
const ARGUMENTS: &str = "/*";

/// Behind the key of a request or an object in one: its required fields, in the order of the type's parameters.
const REQUIRED: &str = "+*";

/// The entries of the fields below a key, each given by its step and type.
fn entries<'a>(key: &str, fields: impl Iterator<Item = (String, &'a Type)>) -> Vec<(String, String)> {
    let (mut plain, mut any) = (Vec::new(), Vec::new());
    for (step, ty) in fields {
        match ty.innermost() {
            Type::Bool | Type::Int | Type::Float | Type::String => plain.push(escaped(&step)),
            Type::Any | Type::AnyObject => any.push(format!("{}{}", escaped(&step), around(ty))),
            _ => {}
        }
    }
    let lists = [(PLAIN, plain), (ANY, any)]
        .into_iter()
        .filter(|(_, names)| !names.is_empty());
    lists
        .map(|(mark, mut names)| {
            names.sort();
            (format!("{key}{mark}"), names.join(" "))
        })
        .collect()
}

/// What stands around the innermost type, from the inside out: `[]` for a list, `{}` for a map.
fn around(ty: &Type) -> String {
    match ty {
        Type::List(inner) => format!("{}[]", around(inner)),
        Type::Map(inner) => format!("{}{{}}", around(inner)),
        _ => String::new(),
    }
}

fn wrapped(around: &str) -> Option<Type> {
    if around.is_empty() {
        return Some(Type::Any);
    }
    let list = around
        .strip_suffix("[]")
        .map(|rest| Some(Type::List(Box::new(wrapped(rest)?))));
    let map = || {
        around
            .strip_suffix("{}")
            .map(|rest| Some(Type::Map(Box::new(wrapped(rest)?))))
    };
    list.or_else(map)?
}

/// The entries of an endpoint.
pub(super) fn of_endpoint(endpoint: &Endpoint) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let arguments = endpoint.path_parameters.iter().map(|field| escaped(&field.name));
    found.extend(in_order(&endpoint_key(&endpoint.id), ARGUMENTS, arguments));
    let (mut request, mut response, mut parameters) = (Vec::new(), Vec::new(), Vec::new());
    let mut has_data = false;
    for (part, content) in endpoint.parts() {
        match (part, content) {
            (Part::Response, PartContent::Fields(fields)) => {
                response.extend(fields.iter().map(|field| (field.name.clone(), &field.ty)));
            }
            (Part::Response, PartContent::Whole(_)) => has_data = true,
            (_, PartContent::Fields(fields)) => {
                let step = |field: &Field| format!("{}{}", part.sigil(), field.name);
                if part != Part::Path {
                    parameters.extend(required(fields).map(|field| escaped(&step(field))));
                }
                let fields = fields.iter().map(|field| (step(field), &field.ty));
                // Of texts and numbers, the list has the methods already.
                let is_listed = |ty: &Type| part == Part::Path || matches!(ty.innermost(), Type::Any | Type::AnyObject);
                request.extend(fields.filter(|(_, ty)| is_listed(ty)));
            }
            (_, PartContent::Whole(_)) => {}
        }
    }
    let owner = Owner::from(&endpoint.id);
    let key = part_key(&owner, Direction::Request);
    found.extend(in_order(&key, REQUIRED, parameters.into_iter()));
    found.extend(entries(&key, request.into_iter()));
    let key = part_key(&owner, Direction::Response);
    if has_data {
        found.push((format!("{key}{PLAIN}"), String::from(".")));
    }
    found.extend(entries(&key, response.into_iter()));
    found
}

/// The entries of an event.
pub(super) fn of_event(event: &Event) -> Vec<(String, String)> {
    let key = part_key(&Owner::Event(event.id.clone()), Direction::Response);
    entries(&key, event.fields.iter().map(|field| (field.name.clone(), &field.ty)))
}

/// The entries of an object.
pub(super) fn of_object(id: &TypeId, type_name: &str, fields: &[Field]) -> Vec<(String, String)> {
    let key = field_key(&id.owner, type_name, "");
    let mut found = entries(&key, fields.iter().map(|field| (field.name.clone(), &field.ty)));
    if id.direction == Direction::Request {
        found.extend(in_order(
            &key,
            REQUIRED,
            required(fields).map(|field| escaped(&field.name)),
        ));
    }
    found
}

fn required(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.presence == Presence::Required)
}

/// The entry of names whose order counts, if there are several.
fn in_order(key: &str, mark: &str, names: impl Iterator<Item = String>) -> Option<(String, String)> {
    let names: Vec<String> = names.collect();
    (names.len() > 1).then(|| (format!("{key}{mark}"), names.join(" ")))
}

/// The entry of a set of values: its variants in order, since `as` makes of a variant the number of its place.
pub(super) fn of_set(owner: &Owner, set: &TypeNames) -> (String, String) {
    let around = if set.in_crate { IN_CRATE } else { "" };
    let key = set_key(owner, &format!("{around}{}", set.name));
    (format!("{key}{PLAIN}"), set.members.join(" "))
}

fn part_key(owner: &Owner, direction: Direction) -> String {
    type_key(&TypeId::whole(owner.clone(), direction))
}

impl Lock {
    fn list(&self, key: &str, mark: &str) -> impl Iterator<Item = &str> {
        let list = self.text(&format!("{key}{mark}")).unwrap_or_default();
        list.split(' ').filter(|name| !name.is_empty())
    }

    /// The key of what holds a place, and the place in it.
    fn around(&self, place: &TypeId) -> Option<(String, String)> {
        let (step, outer) = place.path.split_last()?;
        let outer = TypeId {
            path: outer.to_vec(),
            ..place.clone()
        };
        let key = match outer.path.is_empty() {
            true => type_key(&outer),
            false => {
                let name = self.type_at(&outer).filter(|name| !name.starts_with(IN_CRATE))?;
                field_key(&place.owner, name, "")
            }
        };
        Some((key, escaped(step)))
    }
}

impl Published for Lock {
    fn type_at(&self, place: &TypeId) -> Option<&str> {
        self.type_at(place)
    }

    fn form_at(&self, place: &TypeId) -> Option<Form> {
        if !self.has_forms() {
            return None;
        }
        let (key, step) = self.around(place)?;
        let any = self
            .list(&key, ANY)
            .find_map(|entry| wrapped(entry.strip_prefix(&step)?));
        if let Some(any) = any {
            return Some(Form::Any(any));
        }
        let is_own = place.path.len() == 1;
        let is_method = is_own && self.get(&method_key(place)).is_some() && self.text(&type_key(place)).is_none();
        let is_plain = is_method || self.list(&key, PLAIN).any(|entry| entry == step);
        is_plain.then_some(Form::Plain)
    }

    fn is_without_data(&self, endpoint: &EndpointId) -> bool {
        let key = part_key(&endpoint.into(), Direction::Response);
        self.has_forms() && self.get(&endpoint_key(endpoint)).is_some() && !self.has_below(&key)
    }

    fn arguments(&self, endpoint: &EndpointId) -> Option<Vec<&str>> {
        let names: Vec<&str> = self.list(&endpoint_key(endpoint), ARGUMENTS).collect();
        (!names.is_empty()).then_some(names)
    }

    fn position_of_required(&self, place: &TypeId) -> Option<usize> {
        let (key, step) = self.around(place)?;
        self.list(&key, REQUIRED).position(|listed| listed == step)
    }

    fn position_of(&self, value: &str, place: &TypeId) -> Option<usize> {
        let name = self.type_at(place)?;
        let variant = self.get(&value_key(&place.owner, name, value))?;
        self.list(&set_key(&place.owner, name), PLAIN)
            .position(|listed| listed == variant)
    }
}
