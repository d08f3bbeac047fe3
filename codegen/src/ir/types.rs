//! The types of values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, Owner, Part, Since, Words};

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// A boolean.
    Bool,
    /// A 64-bit signed integer.
    Int,
    /// A number with a fraction.
    Float,
    /// Text.
    String,
    /// A file: a part of a multipart body.
    File,
    /// A list.
    List(Box<Type>),
    /// A map from text.
    Map(Box<Type>),
    /// An object whose fields stand here; only before types are shared.
    Object(Object),
    /// A value of a documented set; only before types are shared. The set is open.
    Enum(Enumeration),
    /// The object that encloses this one so many objects up: 0 is the object that this field belongs to.
    /// Only before types are shared.
    Enclosing(usize),
    /// A shared type.
    Named(TypeId),
    /// An object of which the page shows no field.
    AnyObject,
    /// Anything: the page does not say.
    Any,
}

impl Type {
    /// The type of the items, through all lists and maps; the type itself where it is neither.
    #[must_use]
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.innermost(),
            other => other,
        }
    }
}

/// An object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Object {
    /// The word in the page's type column (`user_id[]` gives `user_id`), where it is a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_name: Option<String>,
    /// Its fields, in the page's order; names are unique.
    pub fields: Vec<Field>,
    /// What the words files say about it.
    #[serde(default, skip_serializing_if = "Words::is_missing")]
    pub words: Words,
}

impl Object {
    /// An object of these fields, of which nothing more is known.
    #[must_use]
    pub fn new(type_name: Option<String>, fields: Vec<Field>) -> Self {
        Self {
            type_name,
            fields,
            words: Words::default(),
        }
    }
}

/// A documented set of values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Enumeration {
    /// What a value is on the wire.
    pub base: EnumBase,
    /// The values, in the page's order; keys are unique.
    pub values: Vec<EnumValue>,
}

/// How the values of a set are written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnumBase {
    /// Text.
    String,
    /// A number.
    Int,
}

impl EnumBase {
    /// The type of a value that no set is documented for.
    #[must_use]
    pub fn plain(self) -> Type {
        match self {
            Self::String => Type::String,
            Self::Int => Type::Int,
        }
    }
}

/// One documented value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EnumValue {
    /// The value as text: `open_id`, `1`.
    pub key: String,
    /// What it means.
    pub label: String,
    /// What the words files say about it.
    #[serde(default, skip_serializing_if = "Words::is_missing")]
    pub words: Words,
    /// Since when the page does not list it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
}

impl EnumValue {
    /// A value with the label that its page gives it.
    #[must_use]
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            label: label.into(),
            words: Words::default(),
            gone: None,
        }
    }
}

/// Where a value goes. A type of requests knows what is required; a type of responses is tolerant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To the server.
    Request,
    /// From the server.
    Response,
}

/// The identity of a shared type: the first of its places, in sorted order. So it does not depend on the order of pages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct TypeId {
    /// The endpoint or event whose page shows it.
    pub owner: Owner,
    /// Request or response.
    pub direction: Direction,
    /// Field names from the body or response down to the type. The name of a parameter bears the [sigil](super::Part::sigil)
    /// of its part.
    pub path: Vec<String>,
}

impl TypeId {
    /// A whole body or response.
    #[must_use]
    pub fn whole(owner: Owner, direction: Direction) -> Self {
        Self {
            owner,
            direction,
            path: Vec::new(),
        }
    }

    /// The place of a field of the object that stands here. A parameter has the sigil of its part before its name.
    #[must_use]
    pub fn within(&self, step: impl Into<String>) -> Self {
        let mut place = self.clone();
        place.path.push(step.into());
        place
    }

    /// The field whose type it is, or the type of whose items; none for a whole body or response.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        let step = self.path.last()?;
        let sigils = [Part::Headers, Part::Query, Part::Path].map(Part::sigil);
        let without = |sigil: &str| step.strip_prefix(sigil);
        Some(sigils.into_iter().find_map(without).unwrap_or(step))
    }
}

/// A shared type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Definition {
    /// Every place where it stands, sorted; the first is its id.
    pub places: Vec<TypeId>,
    /// Its fields or values.
    pub kind: DefinitionKind,
    /// Whether an object of it can hold another of it, through fields alone. Marked by a pass, for clients.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recursive: bool,
}

impl Definition {
    /// Whether events alone have it.
    #[must_use]
    pub fn is_of_events(&self) -> bool {
        self.places.iter().all(|place| place.owner.endpoint().is_none())
    }
}

/// The two kinds of types that are shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DefinitionKind {
    /// An object with its fields. Requests and responses share none.
    Object(Object),
    /// A set of values; equal in both directions.
    Enum(Enumeration),
}
