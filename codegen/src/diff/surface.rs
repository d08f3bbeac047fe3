//! What a program can write with the crate, and what each item stands for on the wire.

mod types;

use std::collections::{BTreeSet, HashMap};

use super::operations::ERRORS;
use crate::ir::{
    Api, Body, DefinitionKind, Direction, Endpoint, EndpointId, Event, Field, Part, Presence, Response, Type, TypeId,
};
use crate::names::{self, EndpointNames, EventNames, Module, Names, TypeNames};

/// Where an item comes from.
#[derive(Clone, Debug)]
pub(super) enum Origin<'a> {
    /// An operation or event, and the steps in it.
    Operation(&'a EndpointId, Vec<String>),
    /// A shared type, and a field or value of it.
    Type(&'a TypeId, Option<String>),
}

/// An item of the crate.
#[derive(Default)]
pub(super) struct Item<'a> {
    /// Its path, as a program writes it.
    pub(super) path: String,
    /// How it is used: `delete(impl Fits<String>)`.
    pub(super) usage: String,
    /// What it stands for on the wire.
    pub(super) binding: String,
    /// What the parameters of its type tell of, in their order.
    pub(super) parameters: Vec<String>,
    /// The methods that must be called before it is complete.
    pub(super) needs: BTreeSet<String>,
    /// The key of the item that it belongs to.
    pub(super) around: Option<String>,
    pub(super) origins: Vec<Origin<'a>>,
}

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
        let parts = [Part::Query, Part::Body, Part::Response].map(|part| vec![part.name().to_owned()]);
        let origins = parts.map(|steps| Origin::Operation(&endpoint.id, steps));
        let mut add = |name: &str, usage: String, binding: &str| {
            let item = Item {
                path: format!("{request}::{name}"),
                usage,
                binding: binding.to_owned(),
                around: Some(request.to_owned()),
                origins: origins.to_vec(),
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
        let paths: Vec<String> = match (names.in_crate, names.modules.as_slice()) {
            (true, _) => vec!["types".to_owned()],
            (false, [_]) => vec![path(first)],
            (false, modules) => {
                let of_version = format!("{service}::{version}::types");
                [of_version].into_iter().chain(modules.iter().map(path)).collect()
            }
        };
        let key = match names.in_crate {
            true => format!("types::{}", names.name),
            false => format!("{service}::{version}::*::{}", names.name),
        };
        let at = |path: &String| format!("{path}::{}", names.name);
        let members: Vec<Member<'_>> = match (kind, id.direction) {
            (DefinitionKind::Object(object), Direction::Request) => object.fields.iter().zip(&names.members).collect(),
            _ => Vec::new(),
        };
        let item = self.items.entry(key.clone()).or_insert_with(|| {
            let item = Item {
                path: paths.first().map(at).unwrap_or_default(),
                usage: format!("{}::new()", names.name),
                ..Item::default()
            };
            item.with_members(&members)
        });
        item.origins.push(Origin::Type(id, None));
        for path in paths.iter().map(at) {
            let item = Item {
                path: path.clone(),
                around: Some(key.clone()),
                origins: vec![Origin::Type(id, None)],
                ..Item::default()
            };
            self.add(format!("use {path}"), item);
        }
        self.members(&key, id, kind, names);
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

/// A field with its method.
type Member<'a> = (&'a Field, &'a String);

/// The fields of a request, with `whole` for a body that is a single value.
fn members<'a>(endpoint: &'a Endpoint, names: &'a EndpointNames, whole: &'a Field) -> Vec<Member<'a>> {
    let body = match &endpoint.body {
        Body::Json { root: Some(_), .. } => std::slice::from_ref(whole),
        body => body.fields(),
    };
    let parts = [
        (endpoint.query.as_slice(), &names.query),
        (&endpoint.headers, &names.headers),
        (body, &names.body),
    ];
    let named = parts.into_iter().flat_map(|(fields, names)| fields.iter().zip(names));
    named.collect()
}

impl Item<'_> {
    /// Has the parameters of a type with these members, and needs those of them that must be set.
    fn with_members(self, members: &[Member<'_>]) -> Self {
        let required = members.iter().filter(|(field, _)| field.is_parameter());
        let needs = required.clone().filter(|(field, _)| field.must_be_set());
        Self {
            parameters: names::markers(required.map(|(_, name)| name.as_str())),
            needs: needs.map(|(_, name)| (*name).clone()).collect(),
            ..self
        }
    }
}
