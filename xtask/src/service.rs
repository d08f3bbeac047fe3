//! `--only SERVICE`: which files a run may touch, and which services the crate around them has.

use std::collections::BTreeMap;

use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::Names;

use crate::error::Error;
use crate::output::Tree;

/// One service in the crate of all.
#[derive(Debug)]
pub struct Service {
    /// Where its files lie in the crate: `src/contact/`.
    folder: String,
    /// The schema of this service alone.
    pub alone: Api,
    /// The schema of this service and of those that the tree holds already.
    pub among_others: Api,
}

impl Service {
    /// The service called `name` on the wire.
    ///
    /// # Errors
    /// When no endpoint and no event belongs to it.
    pub fn find(name: &str, api: &Api, names: &Names, tree: &Tree) -> Result<Self, Error> {
        let endpoints = names.endpoints.iter().map(|(id, names)| (id, &names.module));
        let events = names.events.iter().map(|(id, names)| (id, &names.module));
        let folders: BTreeMap<&str, String> = endpoints
            .chain(events)
            .map(|(id, module)| (id.project.as_str(), format!("src/{}/", module.service)))
            .collect();
        let Some(folder) = folders.get(name).cloned() else {
            let known = folders.into_keys().collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownService {
                service: name.to_owned(),
                known,
            });
        };
        let narrowed = |keep: &dyn Fn(&str) -> bool| {
            let keep = |project: &str| folders.get(project).is_some_and(|folder| keep(folder));
            let mut api = api.clone();
            api.endpoints.retain(|id, _| keep(&id.project));
            api.events.retain(|id, _| keep(&id.project));
            api.definitions.retain(|id, _| keep(id.owner.project()));
            api
        };
        Ok(Self {
            alone: narrowed(&|other| other == folder),
            among_others: narrowed(&|other| other == folder || tree.generated_below(other).next().is_some()),
            folder,
        })
    }

    /// Whether a file is the service's, or belongs to no service.
    #[must_use]
    pub fn may_touch(&self, file: &str) -> bool {
        let of_a_service = file.strip_prefix("src/").is_some_and(|rest| rest.contains('/'));
        !of_a_service || file.starts_with(&self.folder)
    }
}
