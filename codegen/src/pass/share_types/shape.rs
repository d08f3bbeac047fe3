//! The parts of a type that decide whether it is equal to another.

use crate::casing;
use crate::ir::{Direction, EnumBase, EnumValue, Enumeration, Presence, TypeId};

/// An object or value set, its parts already shared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    Object {
        direction: Direction,
        word: String,
        fields: Vec<FieldShape>,
    },
    Enum {
        word: String,
        base: EnumBase,
        keys: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct FieldShape {
    pub(super) name: String,
    pub(super) ty: TypeShape,
    /// Only where it matters: in requests.
    pub(super) presence: Option<Presence>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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

    /// `name` is the field's, `around` the word of the object it stands in. Labels do not count.
    pub(super) fn enumeration(name: &str, around: &str, set: &Enumeration) -> Self {
        let word = match set.base {
            EnumBase::String => name.to_owned(),
            EnumBase::Int => format!("{around}.{name}"),
        };
        Self::values(word, set, |value| value.key.clone())
    }

    /// The same set of numbers in whatever object, one or a list of them, where every number has a label to tell it by.
    pub(super) fn labelled(name: &str, set: &Enumeration) -> Option<Self> {
        let is_labelled = set.base == EnumBase::Int && set.values.iter().all(|value| !value.label.is_empty());
        let label = |value: &EnumValue| format!("{} {}", value.key, value.label);
        let word = casing::snake(&casing::singular(&casing::split(name)));
        is_labelled.then(|| Self::values(word, set, label))
    }

    fn values(word: String, set: &Enumeration, key: impl Fn(&EnumValue) -> String) -> Self {
        let mut keys: Vec<_> = set.values.iter().map(key).collect();
        keys.sort();
        Self::Enum {
            word,
            base: set.base,
            keys,
        }
    }
}
