//! What a program can write with the crate, and what each item stands for on the wire.

mod item;
mod types;

use std::collections::HashMap;

use super::operations::ERRORS;
use super::walk::place;
use crate::ir::{
    Api, Body, DefinitionKind, Direction, Endpoint, EndpointId, Event, Field, Part, Presence, Response, Type, TypeId,
};
use crate::names::{EndpointNames, EventNames, Module, Names, TypeNames};

pub(super) use item::{Item, Origin, Parameter};
use item::{Member, members};

/// All items, by a key that stays when a type moves to another module from which it is exported as well.
pub(super) type Items<'a> = HashMap<String, Item<'a>>;

/// The items of a crate. `id_of` gives the id by which both crates know an operation.
pub(super) fn items<'a>(api: &'a Api, names: &'a Names, id_of: impl Fn(&EndpointId) -> String) -> Items<'a> {
    let mut surface = Surface {
        api,
        names,
        items: HashMap::new(),
    };
    for (id, endpoint) in &api.endpoints {
        if let Some(names) = names.endpoints.get(id) {
            surface.endpoint(endpoint, names, id_of(id));
        }
    }
    for (id, event) in &api.events {
        if let Some(names) = names.events.get(id) {
            surface.event(event, names, id_of(id));
        }
    }
    for (id, type_names) in &names.types {
        if let Some(definition) = api.definitions.get(id) {
            surface.definition(id, &definition.kind, type_names);
        }
    }
    surface.items
}

struct Surface<'a> {
    api: &'a Api,
    names: &'a Names,
    items: Items<'a>,
}

fn path(module: &Module) -> String {
    let Module {
        service,
        version,
        resource,
    } = module;
    match resource {
        Some(resource) => format!("{service}::{version}::{resource}"),
        None => format!("{service}::{version}"),
    }
}

impl<'a> Surface<'a> {
    fn add(&mut self, key: String, item: Item<'a>) {
        self.items.entry(key).or_insert(item);
    }

    /// An item below another one.
    fn member(&mut self, around: &str, name: &str, usage: String, binding: String, origin: Origin<'a>) {
        let path = self.items.get(around).map_or(around, |item| &item.path);
        let item = Item {
            path: format!("{path}::{name}"),
            usage,
            binding,
            around: Some(around.to_owned()),
            origins: vec![origin],
            ..Item::default()
        };
        self.add(format!("{around}::{name}"), item);
    }

    fn endpoint(&mut self, endpoint: &'a Endpoint, names: &'a EndpointNames, id: String) {
        let module = path(&names.module);
        let origin = |steps: &[&str]| {
            let steps = steps.iter().map(|step| (*step).to_owned()).collect();
            Origin::Operation(&endpoint.id, steps)
        };
        let arguments = endpoint.path_parameters.iter().map(|field| self.fits(&field.ty));
        let arguments = arguments.collect::<Vec<_>>().join(", ");
        let mut variables: Vec<&str> = endpoint
            .path_parameters
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let in_order = variables.join(" ");
        variables.sort_unstable();
        self.add(
            format!("{module}::{}", names.function),
            Item {
                path: format!("{module}::{}", names.function),
                usage: format!("{}({arguments})", names.function),
                binding: format!("{id}\n{}\n{in_order}", variables.join(" ")),
                origins: vec![origin(&[])],
                ..Item::default()
            },
        );
        let request = format!("{module}::{}", names.request);
        let body = Field::new("body", Type::Any, Presence::Required);
        self.add(
            request.clone(),
            Item {
                path: request.clone(),
                usage: format!("{}({arguments})", names.function),
                origins: vec![origin(&[])],
                ..Item::default()
            }
            .with_members(&members(endpoint, names, &body)),
        );
        self.setters(&request, endpoint, names);
        let output = self.output(endpoint, names);
        self.member(
            &request,
            "send",
            format!("send() -> {output}"),
            String::new(),
            origin(&["response"]),
        );
        self.pages(&request, endpoint, names, &output);
        self.response(&module, endpoint, names);
        self.codes(endpoint, names);
    }

    fn setters(&mut self, request: &str, endpoint: &'a Endpoint, names: &'a EndpointNames) {
        let whole = match &endpoint.body {
            Body::Json { root: Some(root), .. } => Some(root),
            _ => None,
        };
        for (part, fields, names) in [
            (Part::Query, endpoint.query.as_slice(), &names.query),
            (Part::Headers, &endpoint.headers, &names.headers),
            (Part::Body, endpoint.body.fields(), &names.body),
        ] {
            let is_form = part == Part::Body && matches!(endpoint.body, Body::Multipart { .. });
            for (field, name) in fields.iter().zip(names) {
                let steps = vec![part.name().to_owned(), field.name.clone()];
                let binding = steps.join(" ");
                let argument = match is_form {
                    true => self.part(&field.ty),
                    false => self.fits(&field.ty),
                };
                let usage = format!("{name}({argument})");
                self.member(request, name, usage, binding, Origin::Operation(&endpoint.id, steps));
            }
        }
        if let (Some(root), Some(name)) = (whole, names.body.first()) {
            let steps = vec![Part::Body.name().to_owned()];
            let usage = format!("{name}({})", self.fits(root));
            self.member(
                request,
                name,
                usage,
                "body".to_owned(),
                Origin::Operation(&endpoint.id, steps),
            );
        }
    }

    fn output(&self, endpoint: &Endpoint, names: &EndpointNames) -> String {
        let own = |empty: &str| match endpoint.response.fields().is_empty() {
            true => empty.to_owned(),
            false => names.response.clone(),
        };
        match &endpoint.response {
            Response::Envelope { root: Some(root), .. } => self.plain(root),
            Response::Envelope { .. } | Response::Flat { .. } | Response::Bare { .. } => own("()"),
            Response::Binary => "Download".to_owned(),
            Response::EventStream { .. } => format!("EventStream<{}>", own("wire::Json")),
            Response::Redirect => "Redirect".to_owned(),
        }
    }

    fn pages(&mut self, request: &str, endpoint: &'a Endpoint, names: &EndpointNames, output: &str) {
        let Some(pagination) = &endpoint.pagination else { return };
        let items = pagination.items.as_ref().map(|items| {
            let fields = endpoint.response.fields().iter().zip(&names.response_fields);
            let mut named = fields.filter(|(field, _)| field.name == *items);
            let item = named.next().map(|(field, _)| self.plain(&field.ty));
            (items, item.unwrap_or_else(|| items.clone()))
        });
        // A list has pages when both its request and its response speak of them.
        let request_part = if pagination.cursor_in_body {
            Part::Body
        } else {
            Part::Query
        };
        let response = Part::Response.name().to_owned();
        let told = [&pagination.response_cursor, &pagination.has_more]
            .into_iter()
            .flatten();
        let told = told.map(|field| vec![response.clone(), field.clone()]);
        let asked = vec![request_part.name().to_owned(), pagination.request_cursor.clone()];
        let places = [asked, vec![response.clone()]].into_iter().chain(told);
        let origins: Vec<_> = places.map(|steps| Origin::Operation(&endpoint.id, steps)).collect();
        let mut add = |name: &str, usage: String, binding: &str| {
            let item = Item {
                path: format!("{request}::{name}"),
                usage,
                binding: binding.to_owned(),
                around: Some(request.to_owned()),
                origins: origins.clone(),
                ..Item::default()
            };
            self.add(item.path.clone(), item);
        };
        let cursor = &pagination.request_cursor;
        add("pages", format!("pages() -> stream of {output}"), cursor);
        if let Some((items, item)) = items {
            add("items", format!("items() -> stream of the items of {item}"), items);
        }
    }

    fn response(&mut self, module: &str, endpoint: &'a Endpoint, names: &'a EndpointNames) {
        if endpoint.response.fields().is_empty() {
            return;
        }
        let key = format!("{module}::{}", names.response);
        self.add(
            key.clone(),
            Item {
                path: key.clone(),
                origins: vec![Origin::Operation(&endpoint.id, vec!["response".to_owned()])],
                ..Item::default()
            },
        );
        for (field, name) in endpoint.response.fields().iter().zip(&names.response_fields) {
            let steps = vec!["response".to_owned(), field.name.clone()];
            let usage = format!("{name}: {}", self.optional(field));
            self.member(
                &key,
                name,
                usage,
                field.name.clone(),
                Origin::Operation(&endpoint.id, steps),
            );
        }
    }

    fn event(&mut self, event: &'a Event, names: &'a EventNames, id: String) {
        let key = format!("{}::{}", path(&names.module), names.name);
        let origin = |steps: Vec<String>| Origin::Operation(&event.id, steps);
        let item = Item {
            path: key.clone(),
            usage: names.name.clone(),
            origins: vec![origin(Vec::new())],
            ..Item::default()
        };
        self.add(key.clone(), item);
        let reply = match event.reply {
            Some(_) => "Reply, which a handler gives back",
            None => "Reply = ()",
        };
        let part = Part::Event.name();
        self.member(&key, "Reply", reply.to_owned(), id, origin(Vec::new()));
        for (field, name) in event.fields.iter().zip(&names.fields) {
            let usage = format!("{name}: {}", self.optional(field));
            let steps = vec![part.to_owned(), field.name.clone()];
            self.member(&key, name, usage, field.name.clone(), origin(steps));
        }
    }

    fn codes(&mut self, endpoint: &'a Endpoint, names: &'a EndpointNames) {
        let Module { service, version, .. } = &names.module;
        for (code, name) in names.errors.iter().chain(&names.numbered) {
            let key = format!("{service}::{version}::code::{name}");
            let item = self.items.entry(key.clone()).or_insert_with(|| Item {
                path: key,
                usage: format!("{name}: i64"),
                binding: code.to_string(),
                ..Item::default()
            });
            let steps = vec![ERRORS.to_owned(), code.to_string()];
            item.origins.push(Origin::Operation(&endpoint.id, steps));
        }
    }

    fn definition(&mut self, id: &'a TypeId, kind: &'a DefinitionKind, names: &'a TypeNames) {
        let Some(first) = names.modules.first() else { return };
        let Module { service, version, .. } = first;
        let paths: Vec<(String, Option<&Module>)> = match (names.in_crate, names.modules.as_slice()) {
            (true, _) => vec![("types".to_owned(), None)],
            (false, [_]) => vec![(path(first), None)],
            (false, modules) => {
                let of_version = format!("{service}::{version}::types");
                let of_modules = modules.iter().map(|module| (path(module), Some(module)));
                [(of_version, None)].into_iter().chain(of_modules).collect()
            }
        };
        let key = match names.in_crate {
            true => format!("types::{}", names.name),
            false => format!("{service}::{version}::*::{}", names.name),
        };
        let at = |path: &str| format!("{path}::{}", names.name);
        let members: Vec<Member<'_>> = match (kind, id.direction) {
            (DefinitionKind::Object(object), Direction::Request) => {
                let named = object.fields.iter().zip(&names.members);
                named.map(|(field, name)| (None, field, name)).collect()
            }
            _ => Vec::new(),
        };
        let item = self.items.entry(key.clone()).or_insert_with(|| {
            let item = Item {
                path: paths.first().map(|(path, _)| at(path)).unwrap_or_default(),
                usage: format!("{}::new()", names.name),
                ..Item::default()
            };
            item.with_members(&members)
        });
        item.origins.push(Origin::Type(id, None));
        for (path, module) in &paths {
            let path = at(path);
            let item = Item {
                path: path.clone(),
                around: Some(key.clone()),
                origins: module.map_or_else(|| vec![Origin::Type(id, None)], |module| self.exported(id, module)),
                ..Item::default()
            };
            self.add(format!("use {path}"), item);
        }
        self.members(&key, id, kind, names);
    }

    /// Where a type comes from as a module exports it: from the operations there.
    fn exported(&self, id: &TypeId, module: &Module) -> Vec<Origin<'a>> {
        let places = self
            .api
            .definitions
            .get(id)
            .map_or(&[][..], |definition| &definition.places);
        let is_there = |at: &&TypeId| {
            let names = self.names.endpoints.get(at.owner.id());
            names.is_some_and(|names| names.module == *module)
        };
        let origin = |at: &'a TypeId| Origin::Operation(at.owner.id(), place(at, None).split_off(1));
        places.iter().filter(is_there).map(origin).collect()
    }

    fn members(&mut self, key: &str, id: &'a TypeId, kind: &'a DefinitionKind, names: &'a TypeNames) {
        match kind {
            DefinitionKind::Object(object) => {
                for (field, name) in object.fields.iter().zip(&names.members) {
                    let usage = match id.direction {
                        Direction::Request => format!("{name}({})", self.fits(&field.ty)),
                        Direction::Response => format!("{name}: {}", self.optional(field)),
                    };
                    let origin = Origin::Type(id, Some(field.name.clone()));
                    self.member(key, name, usage, field.name.clone(), origin);
                }
            }
            DefinitionKind::Enum(set) => {
                for (value, name) in set.values.iter().zip(&names.members) {
                    let origin = Origin::Type(id, Some(value.key.clone()));
                    self.member(key, name, name.clone(), value.key.clone(), origin);
                }
            }
        }
    }
}
