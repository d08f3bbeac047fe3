//! Changes a field of an endpoint, found by its path: what most [`Change::Edit`](super::Change::Edit)s call.

use crate::ir::{Endpoint, Field, Part, PartContentMut, Type};

/// Changes one field, and tells whether that changed anything: a page that is right by now makes the fixup stale. The path
/// goes through objects, lists and maps: `items.count`.
pub fn edit(endpoint: &mut Endpoint, part: Part, path: &str, change: impl FnOnce(&mut Field)) -> bool {
    let Some(field) = field(endpoint, part, path) else {
        return false;
    };
    let before = field.clone();
    change(field);
    *field != before
}

/// By hand and not with a visitor, which shows every field: this follows one path, and hands the field at its end out.
fn field<'a>(endpoint: &'a mut Endpoint, part: Part, path: &str) -> Option<&'a mut Field> {
    let parts = endpoint.parts_mut();
    let (_, content) = parts.into_iter().find(|(found, _)| *found == part)?;
    let mut fields = match content {
        PartContentMut::Fields(fields) => fields,
        PartContentMut::Whole(ty) => fields_of(ty)?,
    };
    let mut names = path.split('.').peekable();
    loop {
        let name = names.next()?;
        let field = fields.iter_mut().find(|field| field.name == name)?;
        if names.peek().is_none() {
            return Some(field);
        }
        fields = fields_of(&mut field.ty)?;
    }
}

fn fields_of(ty: &mut Type) -> Option<&mut Vec<Field>> {
    match ty {
        Type::List(inner) | Type::Map(inner) => fields_of(inner),
        Type::Object(object) => Some(&mut object.fields),
        _ => None,
    }
}
