//! What of a type decides whether it equals another.

use crate::ir::{Direction, EnumBase, Enumeration, Presence, TypeId};

/// An object or value set, its parts already shared.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Object {
        direction: Direction,
        word: String,
        fields: Vec<FieldShape>,
    },
    Enum {
        word: String,
        base: EnumBase,
        values: Vec<(String, String)>,
    },
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct FieldShape {
    pub(super) name: String,
    pub(super) ty: TypeShape,
    /// Only where it matters: in requests.
    pub(super) presence: Option<Presence>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum TypeShape {
    Bool,
    Int,
    Float,
    String,
    File,
    Any,
    AnyObject,
    List(Box<TypeShape>),
    Map(Box<TypeShape>),
    /// A shared definition.
    Named(TypeId),
    /// An object that refers to one that encloses it, and is no definition of its own for that reason.
    Open(Box<Shape>),
    /// The object so many up: de Bruijn's indices make equal recursive types literally equal.
    Enclosing(usize),
}

impl Shape {
    /// `fields` come sorted by name: their order on the page means nothing on the wire.
    pub(super) fn object(direction: Direction, word: String, fields: Vec<FieldShape>) -> Self {
        Self::Object {
            direction,
            word,
            fields,
        }
    }

    /// Labels count for numbers, which mean nothing without them; keys in words speak for themselves.
    pub(super) fn enumeration(word: String, set: &Enumeration) -> Self {
        let mut values: Vec<_> = set
            .values
            .iter()
            .map(|value| {
                let label = if set.base == EnumBase::Int {
                    value.label.clone()
                } else {
                    String::new()
                };
                (value.key.clone(), label)
            })
            .collect();
        values.sort();
        Self::Enum {
            word,
            base: set.base,
            values,
        }
    }
}
