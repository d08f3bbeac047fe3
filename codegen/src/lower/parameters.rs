//! The variables and parameters of a URL, and those that tables declare -> the parameters of the endpoint.

use super::address::Address;
use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Field, PathTemplate, Presence, Type};

/// Adds what only the URL shows, and brings path parameters into its order.
pub(super) fn complete(tables: &mut Tables, address: &Address, span: Span, diagnostics: &mut Diagnostics) {
    path_variables(tables, &address.path, span, diagnostics);
    for (name, value) in &address.query {
        if !tables.query.iter().any(|field| field.name == *name) {
            tables.query.push(Field {
                example: Some(value.clone()).filter(|value| !value.is_empty()),
                span,
                ..Field::new(name, Type::String, Presence::Optional)
            });
        }
    }
}

/// Some pages declare the variables of the path among the parameters of the query or the fields of the body.
fn path_variables(tables: &mut Tables, path: &PathTemplate, span: Span, diagnostics: &mut Diagnostics) {
    let mut ordered: Vec<Field> = Vec::with_capacity(path.variables.len());
    for variable in &path.variables {
        if ordered.iter().any(|field| field.name == *variable) {
            let message = format!("the variable `{variable}` stands twice in the path; one value is sent for both");
            diagnostics.report(Code::DuplicateField, span, message);
            continue;
        }
        let sections = [&mut tables.path, &mut tables.query, &mut tables.body];
        let declared = sections.into_iter().find_map(|fields| take(fields, variable));
        let field = declared.unwrap_or_else(|| {
            let message = format!("the variable `{variable}` of the path is in no table; it is taken as text");
            diagnostics.report(Code::UndeclaredPathParameter, span, message);
            Field {
                span,
                ..Field::new(variable, Type::String, Presence::Required)
            }
        });
        ordered.push(Field {
            presence: Presence::Required,
            ..field
        });
    }
    for unused in std::mem::replace(&mut tables.path, ordered) {
        let message = format!(
            "the path parameter `{}` is no part of the URL; it is left out",
            unused.name
        );
        diagnostics.report(Code::UnusedPathParameter, unused.span, message);
    }
}

fn take(fields: &mut Vec<Field>, name: &str) -> Option<Field> {
    let at = fields.iter().position(|field| field.name == name)?;
    Some(fields.remove(at))
}
