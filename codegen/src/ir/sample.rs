//! Examples on a page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An example on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// Request or response.
    pub place: SamplePlace,
    /// The words that stand above it, where there are several.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub caption: String,
    /// What could be made of it.
    pub content: SampleContent,
}

/// What a sample shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SamplePlace {
    /// A request's body.
    Request,
    /// A response; of a callback, the reply.
    Response,
    /// An event, with its envelope.
    Event,
}

/// The sample's text, read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SampleContent {
    /// Strict JSON.
    Json {
        /// As read; key order kept.
        value: serde_json::Value,
    },
    /// Became JSON by repairs.
    Repaired {
        /// As read after the repairs.
        value: serde_json::Value,
        /// What had to be done, by name.
        repairs: Vec<String>,
    },
    /// No JSON (curl, Go, an event stream), or beyond repair.
    Text {
        /// As on the page.
        text: String,
    },
}

impl SampleContent {
    /// The JSON, strict or repaired.
    #[must_use]
    pub fn json(&self) -> Option<&serde_json::Value> {
        match self {
            Self::Json { value } | Self::Repaired { value, .. } => Some(value),
            Self::Text { .. } => None,
        }
    }
}
