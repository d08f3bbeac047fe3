//! Chooses every Rust identifier of the client. No other module does.

mod candidates;
mod errors;
mod events;
mod fields;
mod forms;
mod functions;
mod glossary;
mod in_crate;
mod lock;
mod module;
mod reserved;
mod types;
mod variants;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::casing;
use crate::ir::{
    Api, Body, Definition, DefinitionKind, Direction, Endpoint, EndpointId, EnumValue, Event, Field, Part, PartContent,
    Type, TypeId,
};

use errors::Codes;
use fields::{Wanted, identifiers, wires};
use in_crate::Sets;
use lock::{IN_CRATE, endpoint_key, field_key, method_key, type_key, value_key};
use module::modules;
use types::TypeNaming;

pub(crate) use errors::says_the_code;
pub(crate) use fields::markers;
pub use lock::{Lock, LockError};
pub use module::{Module, published_functions};
pub(crate) use reserved::{ENDPOINT_FILE, EVENTS, PRELUDE, is_keyword};

/// All identifiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// By endpoint.
    pub endpoints: BTreeMap<EndpointId, EndpointNames>,
    /// By event.
    pub events: BTreeMap<EndpointId, EventNames>,
    /// By definition.
    pub types: BTreeMap<TypeId, TypeNames>,
}

/// The identifiers of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointNames {
    /// Where it lives.
    pub module: Module,
    /// The function that makes a request: `delete`.
    pub function: String,
    /// The request: `Delete`.
    pub request: String,
    /// The response: `DeleteResponse`.
    pub response: String,
    /// Path parameters, the arguments of the function.
    pub path: Vec<String>,
    /// Query parameters. These and the others are methods of the request.
    pub query: Vec<String>,
    /// Headers that the page lists as parameters.
    pub headers: Vec<String>,
    /// Fields of the body; one name where the body is a single value.
    pub body: Vec<String>,
    /// Fields of the response.
    pub response_fields: Vec<String>,
    /// Constants for error codes, which the version's endpoints share.
    pub errors: BTreeMap<i64, String>,
    /// Constants that were published for the number alone, before a page said more.
    pub numbered: BTreeMap<i64, String>,
}

/// The identifiers of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventNames {
    /// Where it lives: the module of the version's events, which no resource has.
    pub module: Module,
    /// Its type: `MessageReceive`.
    pub name: String,
    /// Its file, without the ending: `message_receive`.
    pub file: String,
    /// Fields of the payload.
    pub fields: Vec<String>,
}

/// The identifiers of a shared type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeNames {
    /// The type: `UserStatus`.
    pub name: String,
    /// Whether it is one type for all service versions, and lives in the crate's `types`.
    pub in_crate: bool,
    /// The modules whose endpoints use it, sorted; where there are none, that of the events. Where there is one, the type
    /// lives there; else in `types` of the version.
    pub modules: Vec<Module>,
    /// Fields or variants, in the order of the schema.
    pub members: Vec<String>,
}

/// Chooses all identifiers. Names in `published` stay. The second value is what to publish next, of this schema alone.
#[must_use]
pub fn assign(api: &Api, published: &Lock) -> (Names, Lock) {
    let mut versions: BTreeMap<(&str, &str), Version<'_>> = BTreeMap::new();
    for (id, endpoint) in &api.endpoints {
        versions
            .entry((&id.project, &id.version))
            .or_default()
            .endpoints
            .push(endpoint);
    }
    for (id, event) in &api.events {
        let version = versions.entry((&id.project, &id.version)).or_default();
        version.events.push(event);
    }
    for (id, definition) in &api.definitions {
        let key = (id.owner.project(), id.owner.version());
        versions.entry(key).or_default().definitions.push((id, definition));
    }
    let modules = modules(api);
    let in_crate = in_crate::sets(api, published);
    let versions: Vec<_> = versions.into_values().collect();
    let named: Vec<_> = versions
        .into_par_iter()
        .map(|version| version.assign(&modules, &in_crate, published))
        .collect();
    let (mut names, mut lock) = (Names::default(), Lock::default());
    for (endpoints, events, types, entries) in named {
        names.endpoints.extend(endpoints);
        names.events.extend(events);
        names.types.extend(types);
        entries.into_iter().for_each(|(key, name)| lock.insert(key, name));
    }
    // A type of the whole crate is written as its first place has it, which comes last here.
    for (id, names) in names.types.iter().rev() {
        if let Some(DefinitionKind::Enum(_)) = api.definitions.get(id).map(|found| &found.kind) {
            let (key, variants) = forms::of_set(&id.owner, names);
            lock.insert(key, variants);
        }
    }
    lock.list_forms();
    (names, lock)
}

/// What is named together: the endpoints, events and types of one service version.
#[derive(Default)]
struct Version<'a> {
    endpoints: Vec<&'a Endpoint>,
    events: Vec<&'a Event>,
    definitions: Vec<(&'a TypeId, &'a Definition)>,
}

type Assigned = (
    Vec<(EndpointId, EndpointNames)>,
    Vec<(EndpointId, EventNames)>,
    Vec<(TypeId, TypeNames)>,
    Vec<(String, String)>,
);

impl<'a> Version<'a> {
    fn assign(self, modules: &HashMap<&EndpointId, Module>, in_crate: &Sets<'a>, published: &Lock) -> Assigned {
        let roots = self.endpoints.iter().flat_map(|endpoint| root_types(endpoint));
        let of_events = self.events.iter().flat_map(|event| &event.fields);
        let roots = roots.chain(of_events.map(|field| &field.ty));
        let mut naming = TypeNaming::new(&self.definitions, roots, in_crate);
        naming.published(published, &types::changed(&self.endpoints, &self.events));
        let functions = functions::functions(&self.endpoints, modules, published);
        let mut endpoints = Vec::new();
        let (codes, mut entries) = Codes::of(&self.endpoints, published);
        let mut requests: HashMap<String, [String; 2]> = HashMap::new();
        for endpoint in &self.endpoints {
            let (Some(module), Some(function)) = (modules.get(&endpoint.id), functions.get(&endpoint.id)) else {
                continue;
            };
            // Requests of one name live in different modules, and share the right to it.
            let name = casing::camel(&words::split(function));
            let structs = requests.entry(name.clone()).or_insert_with(|| {
                [
                    naming.claim(&[name.clone(), format!("{name}Request")]),
                    naming.claim(&[format!("{name}Response"), format!("{name}ResponseBody")]),
                ]
            });
            let key = endpoint_key(&endpoint.id);
            let (names, methods) = endpoint_names(endpoint, module, function, structs.clone(), &codes, published);
            entries.push((key, names.function.clone()));
            entries.extend(methods);
            entries.extend(forms::of_endpoint(endpoint));
            endpoints.push((endpoint.id.clone(), names));
        }
        let events = events::names(&self.events, &mut naming, published);
        entries.extend(
            events
                .iter()
                .map(|(id, names)| (lock::event_key(id), names.name.clone())),
        );
        entries.extend(self.events.iter().flat_map(|event| forms::of_event(event)));
        naming.fresh();
        let of_crate = in_crate
            .names
            .iter()
            .map(|(id, name)| (*id, format!("{IN_CRATE}{name}")));
        let own = naming.names.iter().map(|(id, name)| (*id, name.clone()));
        let listed: HashMap<&TypeId, String> = of_crate.chain(own).collect();
        let mut types = Vec::new();
        for (id, definition) in &self.definitions {
            let Some(listed_as) = listed.get(id) else { continue };
            let own_places = definition.places.iter().filter(|place| place.path.len() <= 1);
            entries.extend(own_places.map(|place| (type_key(place), listed_as.clone())));
            let (members, given) = members(id, definition, listed_as, &listed, published);
            entries.extend(given);
            let of_crate = listed_as.strip_prefix(IN_CRATE);
            let names = TypeNames {
                name: of_crate.unwrap_or(listed_as).to_owned(),
                in_crate: of_crate.is_some(),
                modules: users(definition, modules),
                members,
            };
            types.push(((*id).clone(), names));
        }
        (endpoints, events, types, entries)
    }
}

/// The modules whose endpoints have a type; the one of events, if only events do.
fn users(definition: &Definition, modules: &HashMap<&EndpointId, Module>) -> Vec<Module> {
    let owners = || definition.places.iter().map(|place| &place.owner);
    let users: BTreeSet<&Module> = owners().filter_map(|owner| modules.get(owner.endpoint()?)).collect();
    if !users.is_empty() {
        return users.into_iter().cloned().collect();
    }
    let events: BTreeSet<Module> = owners().filter_map(events::module_of).collect();
    events.into_iter().collect()
}

/// The types of all fields that stand in no object, and of whole parts.
fn root_types(endpoint: &Endpoint) -> impl Iterator<Item = &Type> {
    endpoint.parts().into_iter().flat_map(|(_, content)| {
        let (fields, whole): (&[Field], _) = match content {
            PartContent::Fields(fields) => (fields, None),
            PartContent::Whole(ty) => (&[], Some(ty)),
        };
        fields.iter().map(|field| &field.ty).chain(whole)
    })
}

fn endpoint_names(
    endpoint: &Endpoint,
    module: &Module,
    function: &str,
    [request, response]: [String; 2],
    codes: &Codes,
    published: &Lock,
) -> (EndpointNames, Vec<(String, String)>) {
    let whole = match &endpoint.body {
        Body::Json { root: Some(_), .. } => Some("body"),
        _ => None,
    };
    let sections: [(Part, Vec<&str>); 3] = [
        (Part::Query, wires(&endpoint.query)),
        (Part::Headers, wires(&endpoint.headers)),
        (
            Part::Body,
            wires(endpoint.body.fields()).into_iter().chain(whole).collect(),
        ),
    ];
    let members = || {
        let sections = sections.iter();
        sections.flat_map(|(part, wires)| wires.iter().map(|wire| (*part, *wire)))
    };
    let keys: Vec<String> = members().map(|(part, wire)| method_of(endpoint, part, wire)).collect();
    let wanted: Vec<Wanted<'_>> = members()
        .zip(&keys)
        .map(|((part, wire), key)| Wanted {
            wire,
            section: part.name(),
            published: published.get(key),
        })
        .collect();
    let mut reserved = reserved::REQUEST_METHODS.to_vec();
    if endpoint.pagination.is_some() {
        reserved.extend(reserved::PAGED_METHODS);
    }
    let names = identifiers(&wanted, &reserved);
    let entries = keys.iter().cloned().zip(names.iter().cloned()).collect();
    let mut names = names.into_iter();
    let mut section = |index: usize| -> Vec<String> {
        let count = sections.get(index).map_or(0, |(_, wires)| wires.len());
        names.by_ref().take(count).collect()
    };
    let names = EndpointNames {
        module: module.clone(),
        function: function.to_owned(),
        request,
        response,
        path: struct_fields(&endpoint.path_parameters, &[]),
        query: section(0),
        headers: section(1),
        body: section(2),
        response_fields: struct_fields(endpoint.response.fields(), &[]),
        errors: errors::own(&codes.names, endpoint),
        numbered: errors::own(&codes.numbered, endpoint),
    };
    (names, entries)
}

/// What names the method of a parameter or field of the body in the list.
fn method_of(endpoint: &Endpoint, part: Part, wire: &str) -> String {
    let request = TypeId::whole((&endpoint.id).into(), Direction::Request);
    method_key(&request.within(format!("{}{wire}", part.sigil())))
}

fn struct_fields(fields: &[Field], reserved: &[&str]) -> Vec<String> {
    let wanted: Vec<_> = fields
        .iter()
        .map(|field| Wanted {
            wire: &field.name,
            section: "",
            published: None,
        })
        .collect();
    identifiers(&wanted, reserved)
}

/// The names of fields or variants, and what is to be published with the type: types of fields, names of variants.
fn members(
    id: &TypeId,
    definition: &Definition,
    listed_as: &str,
    listed: &HashMap<&TypeId, String>,
    published: &Lock,
) -> (Vec<String>, Vec<(String, String)>) {
    match &definition.kind {
        DefinitionKind::Object(object) => {
            let methods = match id.direction {
                Direction::Request => reserved::OBJECT_METHODS,
                Direction::Response => &[],
            };
            let types = object.fields.iter().filter_map(|field| match field.ty.innermost() {
                Type::Named(ty) => Some((field_key(&id.owner, listed_as, &field.name), listed.get(ty)?.clone())),
                _ => None,
            });
            let entries = types.chain(forms::of_object(id, listed_as, &object.fields));
            (struct_fields(&object.fields, methods), entries.collect())
        }
        DefinitionKind::Enum(set) => {
            let key = |value: &EnumValue| value_key(&id.owner, listed_as, &value.key);
            let keys: Vec<String> = set.values.iter().map(key).collect();
            let field = id.path.last().map_or("", String::as_str);
            let names = variants::identifiers(set, variants::given(set, field, &keys, published));
            let entries = keys.into_iter().zip(names.iter().cloned()).collect();
            (names, entries)
        }
    }
}
