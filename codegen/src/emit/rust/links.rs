//! Links of our texts to endpoints: [`task::get`] becomes one that rustdoc finds.

use std::collections::BTreeSet;

use crate::names::{Module, Names};

/// The functions that make requests, by their paths in the crate: `wiki::v2::task::get`.
#[derive(Debug, Default)]
pub(super) struct Links(BTreeSet<String>);

impl Links {
    pub(super) fn of(names: &Names) -> Self {
        Self(
            names
                .endpoints
                .values()
                .map(|names| path(&names.module, &names.function))
                .collect(),
        )
    }

    /// The text with its links. Of another service only the path is shown: a build may be without it.
    pub(super) fn resolve(&self, text: &str, service: &str, version: &str) -> String {
        let mut parts = text.split("[`");
        let mut resolved = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let Some((name, rest)) = part.split_once("`]").filter(|(_, rest)| !rest.starts_with('(')) else {
                resolved.push_str("[`");
                resolved.push_str(part);
                continue;
            };
            let own = format!("{service}::{version}::{name}");
            match [own.as_str(), name].into_iter().find(|path| self.0.contains(*path)) {
                Some(path) if path.starts_with(&format!("{service}::")) => {
                    resolved.push_str(&format!("[`{name}`](crate::{path})"));
                }
                _ => resolved.push_str(&format!("`{name}`")),
            }
            resolved.push_str(rest);
        }
        resolved
    }
}

fn path(module: &Module, function: &str) -> String {
    let Module {
        service,
        version,
        resource,
    } = module;
    let function = function.trim_start_matches("r#");
    match resource {
        Some(resource) => format!("{service}::{version}::{resource}::{function}"),
        None => format!("{service}::{version}::{function}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_within_the_service_and_is_a_name_elsewhere() {
        let links = Links(
            ["wiki::v2::task::get", "im::v1::image::create"]
                .map(ToOwned::to_owned)
                .into(),
        );
        let resolve = |text| links.resolve(text, "wiki", "v2");
        assert_eq!(
            resolve("Ask [`task::get`]."),
            "Ask [`task::get`](crate::wiki::v2::task::get)."
        );
        assert_eq!(resolve("[`im::v1::image::create`]"), "`im::v1::image::create`");
        assert_eq!(resolve("[`nothing`] `a`"), "`nothing` `a`");
        assert_eq!(resolve("[`send`](Self::send) [`"), "[`send`](Self::send) [`");
    }
}
