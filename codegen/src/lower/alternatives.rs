//! Several bodies on a page, each below a heading of its own -> one body with the fields of all.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Field, Presence, Type};

/// Bodies, each below a heading of its own: 通用模板请求体, 自定义模板请求体.
#[derive(Default)]
pub(super) struct Alternatives {
    bodies: Vec<Body>,
}

struct Body {
    heading: String,
    fields: Vec<Field>,
}

impl Alternatives {
    /// Adds the fields of a table; tables below one heading are one body.
    pub(super) fn add(&mut self, heading: &str, fields: Vec<Field>) {
        match self.bodies.last_mut() {
            Some(last) if last.heading == heading => last.fields.extend(fields),
            _ => self.bodies.push(Body {
                heading: heading.to_owned(),
                fields,
            }),
        }
    }

    /// The fields of all of them, merged.
    pub(super) fn merged(self, diagnostics: &mut Diagnostics) -> Vec<Field> {
        let bodies = self.bodies.into_iter().map(|body| body.fields).collect();
        merge(bodies, diagnostics)
    }
}

/// Merges the fields of several bodies. A field stays required if every body requires it, and keeps its default if they all
/// have the same.
pub(crate) fn merge(bodies: Vec<Vec<Field>>, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let count = bodies.len();
    let mut merged: Vec<(Field, usize)> = Vec::new();
    for field in bodies.into_iter().flatten() {
        let required = usize::from(field.presence == Presence::Required);
        match merged.iter_mut().find(|(known, _)| known.name == field.name) {
            Some((known, times)) => {
                *times += required;
                if known.default != field.default {
                    known.default = None;
                }
                let inner = names_in(&field.ty);
                if !merge_type(&mut known.ty, field.ty, diagnostics) {
                    let mut message = format!("`{}` has another type in each body; the first stays", field.name);
                    if !inner.is_empty() {
                        message.push_str(&format!(", without `{}`", inner.join("`, `")));
                    }
                    diagnostics.report(Code::DuplicateField, field.span, message);
                }
            }
            None => merged.push((field, required)),
        }
    }
    let weakened = |(mut field, times): (Field, usize)| {
        if times < count {
            field.presence = Presence::Optional;
        }
        field
    };
    merged.into_iter().map(weakened).collect()
}

/// The names of the fields of an object, or of the objects in a list.
fn names_in(ty: &Type) -> Vec<String> {
    match ty.innermost() {
        Type::Object(object) => object.fields.iter().map(|field| field.name.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Merges `other` into a type; false where the two are of different kinds, so that the first stays.
fn merge_type(known: &mut Type, other: Type, diagnostics: &mut Diagnostics) -> bool {
    match (known, other) {
        (Type::List(known), Type::List(other)) | (Type::Map(known), Type::Map(other)) => {
            merge_type(known, *other, diagnostics)
        }
        (Type::Object(known), Type::Object(other)) => {
            let fields = std::mem::take(&mut known.fields);
            known.fields = merge(vec![fields, other.fields], diagnostics);
            true
        }
        (Type::Enum(known), Type::Enum(other)) if known.base == other.base => {
            for value in other.values {
                if !known.values.iter().any(|found| found.key == value.key) {
                    known.values.push(value);
                }
            }
            true
        }
        (known, other) => *known == other,
    }
}
