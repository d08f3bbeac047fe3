//! A parameter, or a field of a body or response.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{EnumValue, Fact, Owner, Since, Type, Words};
use crate::diagnostic::Span;

/// Whether a value must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// 是, 必填
    Required,
    /// 否, 选填; and wherever the page does not say.
    Optional,
}

/// A permission.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// `contact:contact`
    pub name: String,
    /// The label beside it.
    pub label: String,
    /// 历史版本: kept for old applications, new ones should not ask for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub history: bool,
    /// No longer given out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub offline: bool,
    /// Where an endpoint's scope stands on the page, for diagnostics. Nowhere for scopes of fields, and as spans of fields.
    #[serde(default, skip_serializing_if = "Span::is_nowhere")]
    pub span: Span,
}

/// A field that comes only with a permission.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct FieldScope {
    /// The value of the field for which it holds; for all of them where not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Any of these is enough.
    pub any_of: Vec<Scope>,
}

/// The documented limits of a value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Constraints {
    /// Least length: characters of a string, items of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Greatest length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Least number, as the page writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// Greatest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// A regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
}

impl Constraints {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 毫秒
    Milliseconds,
    /// 秒
    Seconds,
}

/// Which endpoints list a field of an object that they share, sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Listing {
    /// Those whose page lists it; none where all do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Owner>,
    /// Those whose page requires it, where others do not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required_by: Vec<Owner>,
}

impl Listing {
    /// Whether all pages say the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A named value of a request or response.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether a request must have it; in responses every field may be missing.
    pub presence: Presence,
    /// What the page says about it besides the facts below, plain text, lines separated by `\n`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the words files say about it.
    #[serde(default, skip_serializing_if = "Words::is_missing")]
    pub words: Words,
    /// Facts that only sentences of the page state.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<Fact>,
    /// The value that the server assumes, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// An example, as written (quotes around it kept).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// The limits of its values.
    #[serde(default, skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
    /// What it counts, where it is a time or a span of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Permissions that the field needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<FieldScope>,
    /// 废弃, says the page.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Whether a value of it can hold another object of the type that the field belongs to, through fields alone: where
    /// an object lies within another in memory, such a field needs a box. Marked by a pass, for clients.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recursive: bool,
    /// Since when the page does not list it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// Since when the page calls it optional. It stays required here, so that types keep their parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Since>,
    /// The values that the page documents, where the type is published without them. Set by a pass, for clients.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documented: Vec<EnumValue>,
    /// What pages say differently of it that show the same object. Set by a pass, for clients.
    #[serde(default, skip_serializing_if = "Listing::is_empty")]
    pub listing: Listing,
    /// Where its name stands on the page, for diagnostics. Nowhere once several pages share the types in a schema.
    #[serde(default, skip_serializing_if = "Span::is_nowhere")]
    pub span: Span,
}

impl Field {
    /// Whether its page requires it.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.presence == Presence::Required && self.held.is_none() && self.gone.is_none()
    }

    /// Whether it must be set before a request can be made. An object that holds one of its own kind would never be whole.
    #[must_use]
    pub fn must_be_set(&self) -> bool {
        self.is_required() && !self.recursive
    }

    /// Whether the type of what holds it has a parameter for it, which tells whether it is set. Also where its page requires
    /// it no more: the parameter is published.
    #[must_use]
    pub fn is_parameter(&self) -> bool {
        self.presence == Presence::Required && !self.recursive
    }

    /// A field of which nothing more is known.
    #[must_use]
    pub fn new(name: &str, ty: Type, presence: Presence) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            presence,
            text: String::new(),
            words: Words::default(),
            facts: Vec::new(),
            default: None,
            example: None,
            constraints: Constraints::default(),
            unit: None,
            scopes: Vec::new(),
            deprecated: false,
            recursive: false,
            gone: None,
            held: None,
            documented: Vec::new(),
            listing: Listing::default(),
            span: Span::default(),
        }
    }
}
