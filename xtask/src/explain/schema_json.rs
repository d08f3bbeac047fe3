//! An endpoint or event and the shared types that it reaches, as JSON.

use std::collections::BTreeSet;

use feishu_openapi_codegen::ir::{Api, DefinitionKind, Endpoint, Event, Type, TypeId, Visit, visit_type};
use serde_json::{Value, json};

/// `{endpoint, definitions: [{id, places, kind}]}`
#[must_use]
pub fn of(api: &Api, endpoint: &Endpoint) -> Value {
    let mut reach = Reach {
        api,
        reached: BTreeSet::new(),
    };
    endpoint.visit(&mut reach);
    json!({ "endpoint": endpoint, "definitions": reach.definitions() })
}

/// `{events, definitions}`, the same of the events of a page.
#[must_use]
pub fn of_events(api: &Api, events: &[&Event]) -> Value {
    let mut reach = Reach {
        api,
        reached: BTreeSet::new(),
    };
    events.iter().for_each(|event| event.visit(&mut reach));
    json!({ "events": events, "definitions": reach.definitions() })
}

/// The shared types that are met, and those inside of them.
struct Reach<'a> {
    api: &'a Api,
    reached: BTreeSet<&'a TypeId>,
}

impl Reach<'_> {
    fn definitions(self) -> Vec<Value> {
        let definition = |id: &TypeId| {
            let definition = self.api.definitions.get(id)?;
            Some(json!({ "id": id, "places": definition.places, "kind": definition.kind }))
        };
        self.reached.into_iter().filter_map(definition).collect()
    }
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
