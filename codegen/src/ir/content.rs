//! What a request carries, and what comes back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, Type};

/// The body of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Body {
    /// The request has no body.
    None,
    /// A JSON object with these fields; or, where `root` is given, a JSON value of that type.
    Json {
        /// The fields of the object; empty where `root` is given.
        fields: Vec<Field>,
        /// The whole body's type where it is no object (a list, say).
        #[serde(skip_serializing_if = "Option::is_none")]
        root: Option<Type>,
    },
    /// `multipart/form-data`
    Multipart {
        /// One for each part of the form; some are files.
        fields: Vec<Field>,
    },
    /// `application/x-www-form-urlencoded`
    Form {
        /// One for each pair of name and value.
        fields: Vec<Field>,
    },
}

impl Body {
    /// The named fields of the body, none where it has no named ones.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Json { fields, .. } | Self::Multipart { fields } | Self::Form { fields } => fields,
            Self::None => &[],
        }
    }

    /// The same, to be changed; nothing where there is no body.
    pub fn fields_mut(&mut self) -> Option<&mut Vec<Field>> {
        match self {
            Self::Json { fields, .. } | Self::Multipart { fields } | Self::Form { fields } => Some(fields),
            Self::None => None,
        }
    }
}

/// The response, by its form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Response {
    /// `{code, msg, data: {…fields}}`; no field means that `data` is empty or absent.
    Envelope {
        /// Fields of `data`.
        fields: Vec<Field>,
        /// The whole of `data` where it is no object.
        #[serde(skip_serializing_if = "Option::is_none")]
        root: Option<Type>,
        /// `msg`, or `message` on a few.
        message_key: String,
    },
    /// `{code, msg, …fields}`: the fields stand beside the code.
    Flat {
        /// Fields beside code and msg.
        fields: Vec<Field>,
    },
    /// The fields are the whole response: no code.
    Bare {
        /// Fields of the response.
        fields: Vec<Field>,
    },
    /// A file.
    Binary,
    /// Server-sent events; each one carries these fields.
    EventStream {
        /// Fields of an event's data.
        fields: Vec<Field>,
    },
    /// A redirect: the response is the `Location` header.
    Redirect,
}

impl Response {
    /// The documented fields of the response.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Envelope { fields, .. }
            | Self::Flat { fields }
            | Self::Bare { fields }
            | Self::EventStream { fields } => fields,
            Self::Binary | Self::Redirect => &[],
        }
    }

    /// The same, to be changed; nothing where a response of this form has none.
    pub fn fields_mut(&mut self) -> Option<&mut Vec<Field>> {
        match self {
            Self::Envelope { fields, .. }
            | Self::Flat { fields }
            | Self::Bare { fields }
            | Self::EventStream { fields } => Some(fields),
            Self::Binary | Self::Redirect => None,
        }
    }
}
