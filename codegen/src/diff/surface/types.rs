//! Rust types, as text.

use crate::ir::{DefinitionKind, Field, Type, TypeId};
use crate::names::TypeNames;

use super::Surface;

impl Surface<'_> {
    /// The Rust type of a value, as the back end writes it. Only a part of a form is a file.
    pub(super) fn plain(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::String | Type::File => "String".to_owned(),
            Type::List(item) => format!("Vec<{}>", self.plain(item)),
            Type::Map(value) => format!("wire::Map<{}>", self.plain(value)),
            Type::Named(id) => match self.names.types.get(id) {
                Some(names) => self.named(id, names),
                None => "wire::Json".to_owned(),
            },
            Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) | Type::AnyObject | Type::Any => {
                "wire::Json".to_owned()
            }
        }
    }

    fn named(&self, id: &TypeId, names: &TypeNames) -> String {
        let place = if names.in_crate { "types::" } else { "" };
        match self.api.definitions.get(id).map(|definition| &definition.kind) {
            Some(DefinitionKind::Enum(_)) => format!("wire::Open<{place}{}>", names.name),
            _ => format!("{place}{}", names.name),
        }
    }

    /// What a part of a form takes.
    pub(super) fn part(&self, ty: &Type) -> String {
        match ty {
            Type::File => "File".to_owned(),
            Type::List(item) if **item == Type::File => "impl IntoIterator<Item = File>".to_owned(),
            ty => self.fits(ty),
        }
    }

    pub(super) fn fits(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => self.plain(ty),
            ty => format!("impl Fits<{}>", self.plain(ty)),
        }
    }

    pub(super) fn optional(&self, field: &Field) -> String {
        let plain = self.plain(&field.ty);
        match field.ty {
            _ if field.recursive => format!("Option<Box<{plain}>>"),
            Type::List(_) | Type::Map(_) => plain,
            _ => format!("Option<{plain}>"),
        }
    }
}
