//! The module of what stands for required fields that are not set.

use std::collections::BTreeSet;

use crate::ir::{DefinitionKind, Direction, Field};
use crate::names;

use super::draft::missing;
use super::file::marked;
use super::print::{Code, inner_doc};
use super::request::whole_body;
use super::types::{Context, is_required};

/// The file: one type for each word, so that a field more or less elsewhere changes none.
pub(super) fn module(context: Context<'_>) -> String {
    let mut words = BTreeSet::new();
    let mut add = |fields: &mut dyn Iterator<Item = (&Field, &String)>| {
        let required = fields.filter(|(field, _)| is_required(field));
        words.extend(names::markers(required.map(|(_, name)| name.as_str())));
    };
    for (id, endpoint) in &context.api.endpoints {
        if let Some(names) = context.names.endpoints.get(id) {
            let whole = whole_body(&endpoint.body);
            let body = endpoint.body.fields().iter().chain(&whole);
            let query = endpoint.query.iter().zip(&names.query);
            let headers = endpoint.headers.iter().zip(&names.headers);
            add(&mut query.chain(headers).chain(body.zip(&names.body)));
        }
    }
    for (id, definition) in &context.api.definitions {
        if let (Direction::Request, DefinitionKind::Object(object)) = (id.direction, &definition.kind)
            && let Some(names) = context.names.types.get(id)
        {
            add(&mut object.fields.iter().zip(&names.members));
        }
    }
    let lines: String = words.iter().map(|word| format!("    {},\n", missing(word))).collect();
    let mut code = Code::default();
    code.item(inner_doc(&[
        "What stands in the type of a request for a required field that is not set.",
    ]));
    code.text(&format!("crate::runtime::wire::missing! {{\n{lines}}}\n"));
    marked(code)
}
