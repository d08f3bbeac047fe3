//! The diagnostics as SARIF 2.1.0, which code hosts show beside the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::diagnostic::{Code, Severity};
use serde_json::{Value, json};

use super::identity::identity;
use super::json::Positions;
use super::{Finding, Report, State};
use crate::command::pretty;
use crate::digest::digest;
use crate::error::Error;
use crate::{kept_diagnostics, pages, workspace};

/// What locations are relative to. Its address is left to the reader: a code host has another one than this machine.
const ROOT: &str = "ROOT";

pub(super) fn of(report: &Report<'_>, roots: &[PathBuf]) -> Result<String, Error> {
    let places = Places::of(roots, &workspace::root())?;
    let positions = Positions::of(report);
    let found = report.findings.iter().zip(positions.0);
    let results: Vec<Value> = found
        .map(|(found, position)| result(found, position, &places))
        .collect();
    let codes: BTreeSet<Code> = report.diagnostics().map(|found| found.code).collect();
    pretty(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo xtask lint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.into_iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository" } } },
            "results": results,
        }],
    }))
}

fn level(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": { "text": code.explanation() },
        "help": { "text": code.advice() },
        "defaultConfiguration": { "level": level(code) },
    })
}

fn result(found: &Finding, position: Option<(usize, usize)>, places: &Places) -> Value {
    let (code, page, subject) = identity(&found.diagnostic);
    // Nothing of the line is in it, so that the result stays the same while the page changes around it.
    let fingerprint = digest(format!("{code}\n{page}\n{subject}\n{}", found.before).as_bytes());
    let message = &found.diagnostic.message;
    let line = position.map_or(String::new(), |(line, _)| format!(", line {line}"));
    let elsewhere = || format!("{message} (on a page outside of this repository: {page}{line})");
    let (message, place) = match places.pages.get(&page) {
        Some(Some(uri)) => (message.clone(), Some(location(uri, position))),
        Some(None) => (elsewhere(), None),
        // A code host refuses the document when one result has no place.
        None => (elsewhere(), places.kept.as_deref().map(|uri| location(uri, None))),
    };
    let mut result = json!({
        "ruleId": code.name(),
        "level": level(code),
        "message": { "text": message },
        "locations": place.into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "codePageSubject/v2": fingerprint },
    });
    if let (Some(state), Some(result)) = (found.state, result.as_object_mut()) {
        let state = match state {
            State::New => "new",
            State::Known => "unchanged",
        };
        result.insert("baselineState".to_owned(), Value::from(state));
    }
    result
}

fn location(uri: &str, position: Option<(usize, usize)>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri, "uriBaseId": ROOT } });
    if let (Some((line, column)), Some(location)) = (position, location.as_object_mut()) {
        location.insert("region".to_owned(), json!({ "startLine": line, "startColumn": column }));
    }
    json!({ "physicalLocation": location })
}

/// Where things stand in the repository, as references relative to its root; `None` outside of it.
struct Places {
    /// The pages that were read, by name.
    pages: BTreeMap<String, Option<String>>,
    /// The file of what `import` kept of pages that are not here.
    kept: Option<String>,
}

impl Places {
    fn of(roots: &[PathBuf], repository: &Path) -> Result<Self, Error> {
        let root = whole(repository)?;
        let in_repository = |path: &Path| {
            let path = whole(path)?;
            Ok(path
                .starts_with(&root)
                .then(|| uri(&pages::relative_name(&path, &root))))
        };
        let files = pages::find(roots)?.into_iter();
        let pages = files.map(|(name, path)| Ok((name, in_repository(&path)?)));
        let kept = roots.iter().map(|root| root.join(kept_diagnostics::FILE));
        let kept = kept.filter(|path| path.is_file()).map(|path| in_repository(&path));
        Ok(Self {
            pages: pages.collect::<Result<_, Error>>()?,
            kept: kept.collect::<Result<Vec<_>, Error>>()?.into_iter().flatten().next(),
        })
    }
}

/// The path without links and `..`.
fn whole(path: &Path) -> Result<PathBuf, Error> {
    fs::canonicalize(path).map_err(Error::io("read", path))
}

/// A path as a relative reference: letters that mean something in one are written as their bytes.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_relative_to_the_root_of_the_repository_and_none_is_outside() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        for name in [
            "repository/docs/a b.md",
            "repository/docs/diagnostics.tsv",
            "mirror/c.md",
        ] {
            fs::create_dir_all(path(name).parent().unwrap()).unwrap();
            fs::write(path(name), "").unwrap();
        }
        let places = Places::of(&[path("mirror"), path("repository/docs")], &path("repository")).unwrap();
        let pages = places.pages.iter().map(|(name, uri)| (name.as_str(), uri.as_deref()));
        assert_eq!(
            pages.collect::<Vec<_>>(),
            [("docs/a b.md", Some("docs/a%20b.md")), ("mirror/c.md", None)]
        );
        assert_eq!(places.kept.as_deref(), Some("docs/diagnostics.tsv"));
    }
}
