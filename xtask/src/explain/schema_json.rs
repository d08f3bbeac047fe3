//! An endpoint and the shared types that it reaches, as JSON.

use std::collections::BTreeSet;

use feishu_openapi_codegen::ir::{Api, DefinitionKind, Endpoint, Field, Type, TypeId};
use serde_json::{Value, json};

/// `{endpoint, definitions: [{id, places, kind}]}`
#[must_use]
pub fn of(api: &Api, endpoint: &Endpoint) -> Value {
    let mut reached = BTreeSet::new();
    for field in fields_of(endpoint) {
        reach(api, &field.ty, &mut reached);
    }
    let definitions: Vec<Value> = reached
        .into_iter()
        .filter_map(|id| {
            let definition = api.definitions.get(id)?;
            Some(json!({ "id": id, "places": definition.places, "kind": definition.kind }))
        })
        .collect();
    json!({ "endpoint": endpoint, "definitions": definitions })
}

fn fields_of(endpoint: &Endpoint) -> impl Iterator<Item = &Field> {
    let outer = endpoint
        .headers
        .iter()
        .chain(&endpoint.path_parameters)
        .chain(&endpoint.query);
    outer.chain(endpoint.body.fields()).chain(endpoint.response.fields())
}

fn reach<'a>(api: &'a Api, ty: &'a Type, reached: &mut BTreeSet<&'a TypeId>) {
    match ty {
        Type::List(inner) | Type::Map(inner) => reach(api, inner, reached),
        Type::Object(object) => object.fields.iter().for_each(|field| reach(api, &field.ty, reached)),
        Type::Named(id) if reached.insert(id) => {
            if let Some(DefinitionKind::Object(object)) = api.definitions.get(id).map(|definition| &definition.kind) {
                object.fields.iter().for_each(|field| reach(api, &field.ty, reached));
            }
        }
        _ => {}
    }
}
