//! `Api` and its names in, the API's surface as text out: what a reviewer compares when pages change.
//!
//! There is one text for each service version: first each endpoint as a tree of what it takes and returns, then each event
//! as one of what it holds, then each named type. Prose, examples and samples are left out, since they do not change how a call is written.

mod facts;
mod tree;

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use crate::ir::{Api, Definition, DefinitionKind, Endpoint, Event, TypeId};
use crate::names::{EVENTS, Module, Names, TypeNames};

use tree::Tree;

/// The surface of every service version, by `service.version`: `contact.v3`. What belongs to no version is `types`.
#[must_use]
pub fn emit(api: &Api, names: &Names) -> BTreeMap<String, String> {
    let mut versions: BTreeMap<String, Version<'_>> = BTreeMap::new();
    let key = |module: &Module| format!("{}.{}", module.service, module.version);
    for (id, endpoint_names) in &names.endpoints {
        if let Some(endpoint) = api.endpoints.get(id) {
            let module = &endpoint_names.module;
            let path = module.resource.iter().chain([&endpoint_names.function]);
            let path = path.map(String::as_str).collect::<Vec<_>>().join("::");
            let version = versions.entry(key(module)).or_default();
            version.endpoints.insert(path, endpoint);
        }
    }
    for (id, event_names) in &names.events {
        if let Some(event) = api.events.get(id) {
            let version = versions.entry(key(&event_names.module)).or_default();
            version.events.insert(format!("{EVENTS}::{}", event_names.name), event);
        }
    }
    for (id, type_names) in &names.types {
        if let (Some(definition), Some(module)) = (api.definitions.get(id), type_names.modules.first()) {
            if type_names.in_crate {
                let of_crate = versions.entry("types".to_owned()).or_default();
                // One of all versions that have it tells what it is.
                if of_crate.types.keys().all(|(name, _)| *name != type_names.name) {
                    of_crate.types.insert((&type_names.name, id), (definition, type_names));
                }
                continue;
            }
            let version = versions.entry(key(module)).or_default();
            version.types.insert((&type_names.name, id), (definition, type_names));
        }
    }
    let text = |(name, version): (String, Version<'_>)| {
        let mut tree = Tree::named(api, names);
        // Writing to a string cannot fail.
        let _ = version.write(&name, &mut tree);
        (name, tree.out)
    };
    versions.into_iter().map(text).collect()
}

/// The tree of one endpoint, with examples. Instead of names of types it has their fields.
#[must_use]
pub fn endpoint(api: &Api, endpoint: &Endpoint) -> String {
    let mut tree = Tree::expanded(api);
    let _ = tree.endpoint(endpoint);
    tree.out
}

/// The tree of one event, as that of an endpoint.
#[must_use]
pub fn event(api: &Api, event: &Event) -> String {
    let mut tree = Tree::expanded(api);
    let _ = tree.event(event);
    tree.out
}

#[derive(Default)]
struct Version<'a> {
    /// By the path of the function: `user::delete`.
    endpoints: BTreeMap<String, &'a Endpoint>,
    /// By the path of the type: `events::UserUpdated`.
    events: BTreeMap<String, &'a Event>,
    /// By name; two modules may have a type of one name.
    types: BTreeMap<(&'a str, &'a TypeId), (&'a Definition, &'a TypeNames)>,
}

impl<'a> Version<'a> {
    fn write(&self, name: &str, tree: &mut Tree<'a>) -> fmt::Result {
        let (endpoints, types) = (self.endpoints.len(), self.types.len());
        let events = match self.events.len() {
            0 => String::new(),
            events => format!("events {events}, "),
        };
        writeln!(tree.out, "{name}: endpoints {endpoints}, {events}types {types}")?;
        for (path, endpoint) in &self.endpoints {
            writeln!(tree.out, "\n{path}")?;
            tree.endpoint(endpoint)?;
        }
        for (path, event) in &self.events {
            writeln!(tree.out, "\n{path}")?;
            tree.event(event)?;
        }
        for ((name, _), (definition, type_names)) in &self.types {
            match &definition.kind {
                DefinitionKind::Object(object) => {
                    writeln!(tree.out, "\n{name}")?;
                    tree.fields(&object.fields, 1)?;
                }
                DefinitionKind::Enum(enumeration) => {
                    writeln!(tree.out, "\n{name}: {}", facts::base(enumeration.base))?;
                    for (value, variant) in enumeration.values.iter().zip(&type_names.members) {
                        let label = facts::short(value.label.lines().next().unwrap_or_default());
                        let gone = facts::gone(value.gone)
                            .map(|gone| format!("  ({gone})"))
                            .unwrap_or_default();
                        writeln!(
                            tree.out,
                            "{}",
                            format!("  {variant} = {}  {label}{gone}", value.key).trim_end()
                        )?;
                    }
                }
            }
        }
        Ok(())
    }
}
