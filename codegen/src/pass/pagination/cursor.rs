//! What stands for the place where a page begins.

use crate::ir::{Endpoint, Field, Pagination, Part, PartContentMut, Type};

/// A cursor may be what the server says: the values that a page lists for it are told, and make no type.
pub(super) fn may_be_any(endpoint: &mut Endpoint, pagination: &Pagination) {
    let request = if pagination.cursor_in_body {
        Part::Body
    } else {
        Part::Query
    };
    for (part, content) in endpoint.parts_mut() {
        let cursor = match part {
            Part::Response => pagination.response_cursor.as_ref(),
            part => (part == request).then_some(&pagination.request_cursor),
        };
        if let (Some(path), PartContentMut::Fields(fields)) = (cursor, content) {
            any_value(fields, path);
        }
    }
}

fn any_value(fields: &mut [Field], path: &str) {
    let (name, rest) = path
        .split_once('.')
        .map_or((path, None), |(name, rest)| (name, Some(rest)));
    let Some(field) = fields.iter_mut().find(|field| field.name == name) else {
        return;
    };
    match (&mut field.ty, rest) {
        (Type::Object(object), Some(rest)) => any_value(&mut object.fields, rest),
        (Type::Enum(set), None) => {
            field.documented = std::mem::take(&mut set.values);
            field.ty = set.base.plain();
        }
        _ => {}
    }
}
