//! The module `missing`: a type for each name of a required field, which stands for that field until it is set.

use std::collections::BTreeSet;

use crate::ir::{DefinitionKind, Direction};
use crate::names;

use super::draft::missing;
use super::file::marked;
use super::print::{Code, inner_doc};
use super::request::{members, whole_body};
use super::types::Context;

/// The file: one type for each word, so that a field more or less elsewhere changes none.
pub(super) fn module(context: Context<'_>) -> String {
    let mut words = BTreeSet::new();
    for (id, endpoint) in &context.api.endpoints {
        if let Some(names) = context.names.endpoints.get(id) {
            let whole = whole_body(&endpoint.body);
            let members = members(endpoint, whole.as_slice(), names);
            let required = members.iter().filter(|member| member.is_required());
            words.extend(names::markers(required.map(|member| member.name)));
        }
    }
    for (id, definition) in &context.api.definitions {
        if let (Direction::Request, DefinitionKind::Object(object)) = (id.direction, &definition.kind)
            && let Some(names) = context.names.types.get(id)
        {
            let fields = object.fields.iter().zip(&names.members);
            let required = fields.filter(|(field, _)| field.is_parameter());
            words.extend(names::markers(required.map(|(_, name)| name.as_str())));
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
