//! `Api` in, an OpenAPI 3.1 document out.
//!
//! - Facts that OpenAPI has no place for are in `x-` members.
//! - Endpoints that differ in their query only are one operation for OpenAPI. The first is that operation; the others are
//!   complete operations in its `x-alternatives`.
//! - Events and callbacks are `webhooks`, by their type; the body is the envelope around the event.
//! - `paths` has only paths of the document's own servers, since many tools ignore `servers` of single paths. Endpoints on
//!   other hosts are in `components/pathItems`, and `x-other-servers` lists them.

mod components;
mod literal;
mod operation;
mod schema;
mod webhook;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::ir::{Api, Endpoint, Host};
use schema::Schemas;

/// The version of this document's layout; the pages themselves have no common version.
const DOCUMENT_VERSION: &str = "1.0.0";

/// The document for all of `api`. Works before and after types are shared.
#[must_use]
pub fn emit(api: &Api) -> Value {
    let mut schemas = Schemas::new(api);
    let mut paths = Map::new();
    let mut other_items = Map::new();
    let mut other_servers = Vec::new();
    for group in by_path(api).into_values() {
        let Some(first) = group.first() else { continue };
        // The first one names the variables of all: the wire does not carry the names.
        let item = path_item(&group, &first.path.variables, &mut schemas);
        let path = first.path.template.clone();
        let Some(server) = operation::server(&first.host) else {
            paths.insert(path, item);
            continue;
        };
        let name = first.id.to_string();
        let reference = format!("#/components/pathItems/{name}");
        other_servers.push(json!({ "server": server, "path": path, "pathItem": { "$ref": reference } }));
        other_items.insert(name, item);
    }
    let webhooks: Map<String, Value> = api
        .events
        .values()
        .map(|event| (event.event_type.clone(), webhook::item(event, &mut schemas)))
        .collect();
    let mut components = schemas.into_components();
    if let (Some(components), false) = (components.as_object_mut(), other_items.is_empty()) {
        components.insert("pathItems".to_owned(), Value::Object(other_items));
    }
    let ids = api.endpoints.keys().chain(api.events.keys());
    let tags: BTreeSet<&str> = ids.map(|id| id.project.as_str()).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Feishu Open Platform",
            "version": DOCUMENT_VERSION,
            "description": "Read from the public documentation pages. Every `enum` is open: the server may send and \
                            accept values that no page lists yet.",
        },
        "servers": [
            { "url": "https://open.feishu.cn", "description": "Feishu" },
            { "url": "https://open.larksuite.com", "description": "Lark" },
        ],
        "tags": tags.into_iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
        "paths": paths,
        "webhooks": webhooks,
        "components": components,
        "x-other-servers": other_servers,
    })
}

/// Endpoints by host and path, variables without their names: OpenAPI holds two paths that differ only in those for one.
fn by_path(api: &Api) -> BTreeMap<(&Host, String), Vec<&Endpoint>> {
    let mut groups: BTreeMap<_, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in api.endpoints.values() {
        groups
            .entry((&endpoint.host, shape_of(&endpoint.path.template)))
            .or_default()
            .push(endpoint);
    }
    for group in groups.values_mut() {
        group.sort_by(|left, right| precedence(left, right));
    }
    groups
}

/// Which endpoint stands first: current before deprecated, then by id.
fn precedence(left: &Endpoint, right: &Endpoint) -> Ordering {
    left.deprecated
        .cmp(&right.deprecated)
        .then_with(|| left.id.cmp(&right.id))
}

/// The template with the names of its variables taken out.
fn shape_of(template: &str) -> String {
    let mut shape = String::with_capacity(template.len());
    let mut inside = false;
    for character in template.chars() {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ if inside => continue,
            _ => {}
        }
        shape.push(character);
    }
    shape
}

/// The path item of endpoints that share a path, its variables called `variables`.
fn path_item<'a>(group: &[&'a Endpoint], variables: &'a [String], schemas: &mut Schemas<'a>) -> Value {
    let mut operations: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for endpoint in group {
        let operation = operation::operation(endpoint, variables, schemas);
        operations.entry(endpoint.method.as_str()).or_default().push(operation);
    }
    let item = operations.into_iter().map(|(method, operations)| {
        let mut operations = operations.into_iter();
        let mut main = operations.next().unwrap_or_default();
        let alternatives: Vec<Value> = operations.collect();
        if let (Some(main), false) = (main.as_object_mut(), alternatives.is_empty()) {
            main.insert("x-alternatives".to_owned(), Value::Array(alternatives));
        }
        (method.to_ascii_lowercase(), main)
    });
    Value::Object(item.collect())
}

#[cfg(test)]
mod tests;
