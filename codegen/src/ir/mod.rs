//! The schema: what the pages mean. Wire names only; no Rust identifier, no Markdown.
//!
//! `lower` builds one [`Endpoint`] a page, or its [`Event`]s, objects and enumerations inline. `pass::share_types` then moves equal
//! ones of a service version into [`Api::definitions`] and leaves [`Type::Named`] behind.

mod agreement;
#[cfg(test)]
pub(crate) mod builders;
mod content;
mod endpoint;
mod event;
mod field;
mod id;
mod let_go;
mod owner;
mod sample;
mod since;
mod types;
mod visit;
mod words;

pub(crate) use agreement::most_frequent;
pub use content::*;
pub use endpoint::*;
pub use event::*;
pub use field::*;
pub use id::*;
pub use let_go::{LetGo, let_go_lines};
pub use owner::*;
pub use sample::*;
pub use since::*;
pub use types::*;
pub use visit::*;
pub use words::*;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All that the pages of a run describe.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Api {
    /// The endpoints by id.
    pub endpoints: BTreeMap<EndpointId, Endpoint>,
    /// The events and callbacks by id; no endpoint has the id of one.
    #[serde(default)]
    pub events: BTreeMap<EndpointId, Event>,
    /// What the words files say of each service (`wiki`) and version (`wiki.v2`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, String>,
    /// The shared types; filled by `pass::share_types`.
    pub definitions: BTreeMap<TypeId, Definition>,
}

impl Api {
    /// Whether no page describes anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.endpoints.is_empty() && self.events.is_empty()
    }
}
