//! The name of an operation.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `project.version.resource.method`, the name under which the vendor's API explorer knows an operation.
/// A resource may itself have dots (`app.table.field` is one resource of bitable).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct EndpointId {
    /// The service: `contact`.
    pub project: String,
    /// Its version: `v3`.
    pub version: String,
    /// The resource: `user`, `app.table.record`. May be empty for endpoints that stand directly below a version.
    pub resource: String,
    /// The operation on it: `delete`, `batch_create`.
    pub method: String,
}

impl EndpointId {
    /// Reads what `Display` writes: the first two parts and the last are project, version and method.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (project, rest) = text.split_once('.')?;
        let (version, rest) = rest.split_once('.')?;
        let (resource, method) = rest.rsplit_once('.').unwrap_or(("", rest));
        let is_whole = [project, version, method].iter().all(|part| !part.is_empty());
        is_whole.then(|| Self {
            project: project.to_owned(),
            version: version.to_owned(),
            resource: resource.to_owned(),
            method: method.to_owned(),
        })
    }

    /// The service and its version: `contact.v3`.
    #[must_use]
    pub fn service_version(&self) -> String {
        format!("{}.{}", self.project, self.version)
    }
}

impl fmt::Display for EndpointId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.project, self.version)?;
        if !self.resource.is_empty() {
            write!(formatter, ".{}", self.resource)?;
        }
        write!(formatter, ".{}", self.method)
    }
}
