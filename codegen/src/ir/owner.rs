//! Whose page shows a type: an endpoint's or an event's.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EndpointId;

/// What a type belongs to. Endpoints come first, so that a type that an event has too keeps the name of its endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// An endpoint.
    Endpoint(EndpointId),
    /// An event or callback.
    Event(EndpointId),
}

impl Owner {
    /// The service: `contact`.
    #[must_use]
    pub fn project(&self) -> &str {
        &self.id().project
    }

    /// The service's version: `v3`.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.id().version
    }

    /// What it is about: `app.table.record`. May be empty.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.id().resource
    }

    /// What is done: `batch_create`; of an event, what happened: `receive`.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.id().method
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &EndpointId {
        match self {
            Self::Endpoint(id) | Self::Event(id) => id,
        }
    }

    /// The endpoint, where it is one.
    #[must_use]
    pub fn endpoint(&self) -> Option<&EndpointId> {
        match self {
            Self::Endpoint(id) => Some(id),
            Self::Event(_) => None,
        }
    }
}

impl From<&EndpointId> for Owner {
    fn from(id: &EndpointId) -> Self {
        Self::Endpoint(id.clone())
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id().fmt(formatter)
    }
}
