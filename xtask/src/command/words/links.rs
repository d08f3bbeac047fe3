//! Links of words that lead to no endpoint.

use std::collections::BTreeSet;
use std::path::Path;

use feishu_openapi_codegen::ir::Fact;
use feishu_openapi_codegen::names::published_functions;
use feishu_openapi_codegen::words::{Applied, Fault, Key, Reference, Section, Stated, WHOLE};

use crate::error::Error;
use crate::published;

/// The links to functions that the crate beside the sheets does not have. Without a crate there, nothing is known of links.
pub(super) fn dead(docs: &Path, reference: &Reference) -> Result<Vec<Fault>, Error> {
    let root = docs.parent().unwrap_or(docs);
    if !root.join(published::FILE).is_file() {
        return Ok(Vec::new());
    }
    let functions = published_functions(&published::names(root)?);
    let mut faults = Vec::new();
    for (key, entry) in &reference.entries {
        let text = entry.text.iter().map(|text| (text, &entry.position));
        let notes = entry.notes.iter().map(|note| (&note.text, &note.position));
        for (text, position) in text.chain(notes) {
            let dead = names(text).filter(|name| !leads(name, &key.scope, &functions));
            faults.extend(dead.map(|name| Fault {
                position: position.clone(),
                key: key.clone(),
                message: format!("[`{name}`] is no endpoint{}", near(name, &key.scope, &functions)),
                is_question: false,
            }));
        }
    }
    Ok(faults)
}

/// What endpoints and events have in their place that is none. Only where the words of all services were put on sheets.
pub(super) fn dead_successors(reference: &Reference, applied: &Applied) -> Vec<Fault> {
    let operation = |key: &Key| match &key.section {
        Section::Operation(name) if key.item == WHOLE => {
            Some(format!("{}.{}", key.scope, name.trim_start_matches("event ")))
        }
        _ => None,
    };
    let without_words = applied.missing.iter().filter_map(|place| operation(&place.best_key()));
    let known: BTreeSet<String> = applied.used.iter().filter_map(operation).chain(without_words).collect();
    let is_known = |scope: &str, id: &str| known.contains(id) || known.contains(&format!("{scope}.{id}"));
    let mut faults = Vec::new();
    for (key, entry) in reference.entries.iter().filter(|(key, _)| operation(key).is_some()) {
        for (stated, position) in &entry.facts {
            let Stated::Other(Fact::Successor(ids)) = stated else {
                continue;
            };
            let dead = ids.split(',').map(str::trim).filter(|id| !is_known(&key.scope, id));
            faults.extend(dead.map(|id| Fault {
                position: position.clone(),
                key: key.clone(),
                message: format!("`{id}` is no endpoint and no event"),
                is_question: false,
            }));
        }
    }
    faults
}

/// What the links of a text name.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split("[`").skip(1).filter_map(|part| part.split_once("`]"));
    let is_link = |name: &str, rest: &str| !name.contains(char::is_whitespace) && !rest.starts_with('(');
    parts
        .filter(move |(name, rest)| is_link(name, rest))
        .map(|(name, _)| name)
}

/// Whether a name is that of a function, in full or within its version. A text for all versions of a service may mean any.
fn leads(name: &str, scope: &str, functions: &BTreeSet<String>) -> bool {
    functions.contains(name) || functions.iter().any(|function| within(function, scope) == Some(name))
}

/// The path of a function as texts of its own service write it: `task::get`.
fn within<'a>(function: &'a str, scope: &str) -> Option<&'a str> {
    let (service, version) = scope.split_once('.').unwrap_or((scope, ""));
    let rest = function.strip_prefix(service)?.strip_prefix("::")?;
    let (of, name) = rest.split_once("::")?;
    (version.is_empty() || of == version).then_some(name)
}

/// The function whose path is most like a name, as a text writes it.
fn near(name: &str, scope: &str, functions: &BTreeSet<String>) -> String {
    let own = functions.iter().filter_map(|function| within(function, scope));
    let known: Vec<&str> = own.chain(functions.iter().map(String::as_str)).collect();
    match similar::get_close_matches(name, &known, 1, 0.5).first() {
        Some(near) => format!("; did you mean [`{near}`]?"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_function_of_its_version_or_by_its_whole_path() {
        let functions = ["wiki::v2::task::get", "im::v1::image::create"]
            .map(ToOwned::to_owned)
            .into();
        for (name, scope, is_link) in [
            ("task::get", "wiki.v2", true),
            ("task::get", "wiki", true),
            ("task::get", "wiki.v1", false),
            ("task::get", "", false),
            ("im::v1::image::create", "wiki.v2", true),
            ("image::create", "wiki.v2", false),
        ] {
            assert_eq!(leads(name, scope, &functions), is_link, "{name} in {scope}");
        }
        assert_eq!(
            near("task::gets", "wiki.v2", &functions),
            "; did you mean [`task::get`]?"
        );
        assert_eq!(near("nothing at all", "wiki.v2", &functions), "");
        let text = "Ask [`task::get`], `[` and `]`, `b` or [`send`](Self::send).";
        assert_eq!(names(text).collect::<Vec<_>>(), ["task::get"]);
    }
}
