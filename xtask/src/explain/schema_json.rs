//! An endpoint and the shared types that it reaches, as JSON.

use std::collections::BTreeSet;

use feishu_openapi_codegen::ir::{Api, DefinitionKind, Endpoint, Type, TypeId, Visit, visit_type};
use serde_json::{Value, json};

/// `{endpoint, definitions: [{id, places, kind}]}`
#[must_use]
pub fn of(api: &Api, endpoint: &Endpoint) -> Value {
    let mut reach = Reach {
        api,
        reached: BTreeSet::new(),
    };
    endpoint.visit(&mut reach);
    let definitions: Vec<Value> = reach
        .reached
        .into_iter()
        .filter_map(|id| {
            let definition = api.definitions.get(id)?;
            Some(json!({ "id": id, "places": definition.places, "kind": definition.kind }))
        })
        .collect();
    json!({ "endpoint": endpoint, "definitions": definitions })
}

/// The shared types that are met, and those inside of them.
struct Reach<'a> {
    api: &'a Api,
    reached: BTreeSet<&'a TypeId>,
}

impl<'a> Visit<'a> for Reach<'a> {
    fn ty(&mut self, ty: &'a Type) {
        if let Type::Named(id) = ty
            && self.reached.insert(id)
            && let Some(definition) = self.api.definitions.get(id)
            && let DefinitionKind::Object(object) = &definition.kind
        {
            self.fields(&object.fields);
        }
        visit_type(self, ty);
    }
}
