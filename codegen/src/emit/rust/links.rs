//! Links of our texts to endpoints: [`task::get`] becomes one that rustdoc finds.

use std::collections::{BTreeMap, BTreeSet};

use crate::names::{EndpointNames, Names};

/// The functions that make requests, by their paths in the crate: `wiki::v2::task::get`.
#[derive(Debug, Default)]
pub(super) struct Links {
    paths: BTreeSet<String>,
    /// By the id of the endpoint: `wiki.v2.task.get`.
    by_id: BTreeMap<String, String>,
}

impl Links {
    pub(super) fn of(names: &Names) -> Self {
        let path = |names: &EndpointNames| names.module.path(&names.function);
        let by_id = names.endpoints.iter().map(|(id, names)| (id.to_string(), path(names)));
        Self {
            paths: names.endpoints.values().map(path).collect(),
            by_id: by_id.collect(),
        }
    }

    /// The endpoint with an id, or with the end of one of this version, as a link; what is none stays a name.
    pub(super) fn endpoint(&self, id: &str, service: &str, version: &str) -> String {
        let of_version = format!("{service}.{version}.{id}");
        match [of_version.as_str(), id].into_iter().find_map(|id| self.by_id.get(id)) {
            Some(path) => {
                let own = format!("{service}::{version}::");
                link(path, path.strip_prefix(&own).unwrap_or(path), service)
            }
            None => format!("`{id}`"),
        }
    }

    /// The text with its links; what is no function stays a name.
    pub(super) fn resolve(&self, text: &str, service: &str, version: &str) -> String {
        let mut parts = text.split("[`");
        let mut resolved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let Some((name, rest)) = part.split_once("`]").filter(|(name, rest)| is_link(name, rest)) else {
                resolved.push_str("[`");
                resolved.push_str(part);
                continue;
            };
            let own = format!("{service}::{version}::{name}");
            match [own.as_str(), name].into_iter().find(|path| self.paths.contains(*path)) {
                Some(path) => resolved.push_str(&link(path, name, service)),
                None => resolved.push_str(&format!("`{name}`")),
            }
            resolved.push_str(rest);
        }
        resolved
    }
}

/// Whether a name between brackets and code marks is meant as a link: brackets may be in code, as in `[` and `]`.
fn is_link(name: &str, rest: &str) -> bool {
    !name.contains(char::is_whitespace) && !rest.starts_with('(')
}

/// A link to a function, as the parentheses say: a module may have the name too. Of another service only the name is shown: a
/// build may be without it.
fn link(path: &str, name: &str, service: &str) -> String {
    match path.starts_with(&format!("{service}::")) {
        true => format!("[`{name}`](crate::{path}())"),
        false => format!("`{name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_within_the_service_and_is_a_name_elsewhere() {
        let links = Links {
            paths: ["wiki::v2::task::get", "im::v1::image::create"]
                .map(ToOwned::to_owned)
                .into(),
            by_id: [("wiki.v2.task.get".to_owned(), "wiki::v2::task::get".to_owned())].into(),
        };
        let endpoint = |id| links.endpoint(id, "wiki", "v2");
        assert_eq!(endpoint("task.get"), "[`task::get`](crate::wiki::v2::task::get())");
        assert_eq!(links.endpoint("wiki.v2.task.get", "im", "v1"), "`wiki::v2::task::get`");
        assert_eq!(endpoint("open_id"), "`open_id`");
        let resolve = |text| links.resolve(text, "wiki", "v2");
        assert_eq!(
            resolve("Ask [`task::get`]."),
            "Ask [`task::get`](crate::wiki::v2::task::get())."
        );
        assert_eq!(resolve("[`im::v1::image::create`]"), "`im::v1::image::create`");
        assert_eq!(resolve("[`nothing`] `a`"), "`nothing` `a`");
        assert_eq!(resolve("Not `[` and `]`."), "Not `[` and `]`.");
        assert_eq!(resolve("[`send`](Self::send) [`"), "[`send`](Self::send) [`");
    }
}
