//! Links of our texts to endpoints: [`task::get`] becomes one that rustdoc finds.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher as _};

use crate::names::{EndpointNames, EventNames, Names};

/// The functions that make requests, by their paths in the crate: `wiki::v2::task::get`.
#[derive(Debug, Default, Hash)]
pub(super) struct Links {
    paths: BTreeSet<String>,
    /// What links lead to, by the id of the endpoint or event: `wiki::v2::task::get()` by `wiki.v2.task.get`. A function has
    /// its parentheses, since a module may have the name too.
    by_id: BTreeMap<String, String>,
}

impl Links {
    pub(super) fn of(names: &Names) -> Self {
        let path = |names: &EndpointNames| names.module.path(&names.function);
        let event = |EventNames { module, name, .. }: &EventNames| {
            format!("{}::{}::events::{name}", module.service, module.version)
        };
        let events = names.events.iter().map(|(id, names)| (id.to_string(), event(names)));
        let endpoints = names
            .endpoints
            .iter()
            .map(|(id, names)| (id.to_string(), format!("{}()", path(names))));
        Self {
            paths: names.endpoints.values().map(path).collect(),
            by_id: events.chain(endpoints).collect(),
        }
    }

    /// Another one where a link may lead elsewhere.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }

    /// The endpoint or event with an id, or with the end of one of this version, as a link; what is none stays a name.
    pub(super) fn operation(&self, id: &str, service: &str, version: &str) -> String {
        match self.target(id, service, version) {
            Some(target) => {
                let own = format!("{service}::{version}::");
                let path = target.trim_end_matches("()");
                link(target, path.strip_prefix(&own).unwrap_or(path), service)
            }
            None => format!("`{id}`"),
        }
    }

    /// Its path in the crate, in code; what is none stays a name.
    pub(super) fn path(&self, id: &str, service: &str, version: &str) -> String {
        let target = self.target(id, service, version);
        format!("`{}`", target.unwrap_or(id).trim_end_matches("()"))
    }

    fn target(&self, id: &str, service: &str, version: &str) -> Option<&str> {
        let of_version = format!("{service}.{version}.{id}");
        let found = [of_version.as_str(), id].into_iter().find_map(|id| self.by_id.get(id));
        found.map(String::as_str)
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
                Some(path) => resolved.push_str(&link(&format!("{path}()"), name, service)),
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

/// Of another service only the name is shown: a build may be without it.
fn link(target: &str, name: &str, service: &str) -> String {
    match target.starts_with(&format!("{service}::")) {
        true => format!("[`{name}`](crate::{target})"),
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
            by_id: [
                ("wiki.v2.task.get", "wiki::v2::task::get()"),
                ("wiki.v2.node.moved", "wiki::v2::events::NodeMoved"),
            ]
            .map(|(id, target)| (id.to_owned(), target.to_owned()))
            .into(),
        };
        let operation = |id| links.operation(id, "wiki", "v2");
        assert_eq!(operation("task.get"), "[`task::get`](crate::wiki::v2::task::get())");
        assert_eq!(links.operation("wiki.v2.task.get", "im", "v1"), "`wiki::v2::task::get`");
        assert_eq!(
            operation("node.moved"),
            "[`events::NodeMoved`](crate::wiki::v2::events::NodeMoved)"
        );
        assert_eq!(operation("open_id"), "`open_id`");
        assert_eq!(links.path("task.get", "wiki", "v2"), "`wiki::v2::task::get`");
        assert_eq!(links.path("open_id", "wiki", "v2"), "`open_id`");
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
