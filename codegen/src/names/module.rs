//! Modules of the crate, and what is in them.

use std::collections::{BTreeSet, HashMap};

use super::fields::identifier;
use super::lock::Lock;
use super::reserved::{self, ENDPOINT_FILE};
use crate::ir::{Api, EndpointId};

/// The module of a resource: `contact::v3::user`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Module {
    /// `contact`; the feature has this name too.
    pub service: String,
    /// `v3`
    pub version: String,
    /// `user`; nothing where endpoints stand directly below the version.
    pub resource: Option<String>,
}

impl Module {
    /// The path in the crate of a function of this module: `wiki::v2::task::get`.
    #[must_use]
    pub fn path(&self, function: &str) -> String {
        let Self {
            service,
            version,
            resource,
        } = self;
        let function = function.trim_start_matches("r#");
        match resource {
            Some(resource) => format!("{service}::{version}::{resource}::{function}"),
            None => format!("{service}::{version}::{function}"),
        }
    }
}

/// The functions that were published, by their paths in the crate: `wiki::v2::task::get`.
#[must_use]
pub fn published_functions(published: &Lock) -> BTreeSet<String> {
    let functions = published.functions();
    functions.map(|(id, name)| module(&id).path(name)).collect()
}

/// The module of every endpoint. Services whose names become equal share a module; so do versions and resources.
pub(super) fn modules(api: &Api) -> HashMap<&EndpointId, Module> {
    api.endpoints.keys().map(|id| (id, module(id))).collect()
}

fn module(id: &EndpointId) -> Module {
    Module {
        resource: (!id.resource.is_empty()).then(|| plain(&id.resource, reserved::RESOURCES)),
        ..version_module(id)
    }
}

/// The module of a service version.
pub(super) fn version_module(id: &EndpointId) -> Module {
    Module {
        service: plain(&id.project, reserved::SERVICES),
        version: plain(&id.version, &[]),
        resource: None,
    }
}

fn plain(name: &str, reserved: &[&str]) -> String {
    let mut name = identifier(name);
    if reserved.contains(&name.as_str()) || name.ends_with(ENDPOINT_FILE) {
        name.push('_');
    }
    name
}
