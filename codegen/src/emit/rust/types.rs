//! Rust types of values, and how a caller hands one in.

use std::collections::BTreeSet;

use crate::ir::{Api, DefinitionKind, Direction, Field, Presence, Type, TypeId};
use crate::names::Names;
use crate::pass::BoxedFields;

/// Everything that emission reads.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The schema, its types shared.
    pub api: &'a Api,
    /// The identifiers of it.
    pub names: &'a Names,
    /// The fields that must be boxed.
    pub boxed: &'a BoxedFields,
}

/// What a piece of code names from elsewhere.
#[derive(Default)]
pub(super) struct Uses {
    /// Of the runtime.
    pub(super) runtime: BTreeSet<&'static str>,
    /// Shared types.
    pub(super) types: BTreeSet<TypeId>,
}

impl Uses {
    pub(super) fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }
}

/// Where a value stands, as far as its type depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// In the form of an upload, where files can stand.
    Form,
    /// Elsewhere in a request.
    Request,
    /// In an answer.
    Answer,
}

impl Site {
    pub(super) fn of(direction: Direction) -> Self {
        match direction {
            Direction::Request => Self::Request,
            Direction::Response => Self::Answer,
        }
    }
}

/// How a value is handed in: the type of the argument, and the expression that makes the field's value of it.
pub(super) struct Argument {
    pub(super) ty: String,
    pub(super) value: String,
}

impl Context<'_> {
    /// Whether a field of a shared type must be boxed.
    pub(super) fn is_boxed(&self, id: &TypeId, field: &Field) -> bool {
        !self.boxed.is_empty() && self.boxed.contains(&(id.clone(), field.name.clone()))
    }

    /// The type of a value that is there.
    pub(super) fn plain(&self, ty: &Type, site: Site, uses: &mut Uses) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::File if site == Site::Form => {
                uses.runtime("File");
                "File".to_owned()
            }
            Type::String | Type::File => "String".to_owned(),
            Type::List(item) => format!("Vec<{}>", self.plain(item, site, uses)),
            Type::Map(value) => {
                uses.runtime("wire");
                format!("wire::Map<{}>", self.plain(value, site, uses))
            }
            Type::Named(id) => match self.names.types.get(id) {
                Some(names) => {
                    uses.types.insert(id.clone());
                    names.name.clone()
                }
                None => self.any(uses),
            },
            Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) | Type::AnyObject | Type::Any => self.any(uses),
        }
    }

    fn any(&self, uses: &mut Uses) -> String {
        uses.runtime("wire");
        "wire::Json".to_owned()
    }

    /// The type of a field. In answers lists and maps are empty where they are missing; all else is optional.
    pub(super) fn field(&self, field: &Field, site: Site, boxed: bool, uses: &mut Uses) -> String {
        let plain = self.plain(&field.ty, site, uses);
        let many = matches!(field.ty, Type::List(_) | Type::Map(_));
        match (site, field.presence) {
            _ if boxed => format!("Option<Box<{plain}>>"),
            (Site::Answer, _) if many => plain,
            (Site::Form, _) if is_file_list(&field.ty) => plain,
            (Site::Form | Site::Request, Presence::Required) => plain,
            _ => format!("Option<{plain}>"),
        }
    }

    /// Whether a field must be handed in before a request can be made.
    pub(super) fn is_required(&self, field: &Field, boxed: bool) -> bool {
        field.presence == Presence::Required && !boxed
    }

    /// How a value of the type is handed in, under the name `name`.
    pub(super) fn argument(&self, ty: &Type, site: Site, name: &str, uses: &mut Uses) -> Argument {
        let plain = self.plain(ty, site, uses);
        match ty {
            Type::List(item) => {
                let inner = self.plain(item, site, uses);
                if self.converts(item, site) {
                    Argument {
                        ty: format!("impl IntoIterator<Item = impl Into<{inner}>>"),
                        value: format!("{name}.into_iter().map(Into::into).collect()"),
                    }
                } else {
                    Argument {
                        ty: format!("impl IntoIterator<Item = {inner}>"),
                        value: format!("{name}.into_iter().collect()"),
                    }
                }
            }
            Type::Map(value) => {
                let inner = self.plain(value, site, uses);
                let (ty, value) = match self.converts(value, site) {
                    true => (format!("impl Into<{inner}>"), "value.into()"),
                    false => (inner, "value"),
                };
                Argument {
                    ty: format!("impl IntoIterator<Item = (impl Into<String>, {ty})>"),
                    value: format!("{name}.into_iter().map(|(key, value)| (key.into(), {value})).collect()"),
                }
            }
            _ if self.converts(ty, site) => Argument {
                ty: format!("impl Into<{plain}>"),
                value: format!("{name}.into()"),
            },
            _ => Argument {
                ty: plain,
                value: name.to_owned(),
            },
        }
    }

    /// Whether callers have such a value in other forms: text as `&str`, a documented value as text.
    fn converts(&self, ty: &Type, site: Site) -> bool {
        match ty {
            Type::String => true,
            Type::File => site != Site::Form,
            Type::Named(id) => match self.api.definitions.get(id) {
                Some(definition) => matches!(definition.kind, DefinitionKind::Enum(_)),
                None => true,
            },
            Type::Any | Type::AnyObject | Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) => true,
            Type::Bool | Type::Int | Type::Float | Type::List(_) | Type::Map(_) => false,
        }
    }
}

pub(super) fn is_file_list(ty: &Type) -> bool {
    matches!(ty, Type::List(item) if **item == Type::File)
}
