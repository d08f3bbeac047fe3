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
use crate::{pages, workspace};

/// What locations are relative to. Its address is left to the reader: a code host has another one than this machine.
const ROOT: &str = "ROOT";
const ELSEWHERE: &str = "on a page outside of this repository";

/// `files` are the pages by name.
pub(super) fn of(report: &Report<'_>, files: &BTreeMap<String, PathBuf>) -> Result<String, Error> {
    let uris = uris(files, &workspace::root())?;
    let positions = Positions::of(report);
    let found = report.findings.iter().zip(positions.0);
    let results: Vec<Value> = found.map(|(found, position)| result(found, position, &uris)).collect();
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

fn result(found: &Finding, position: Option<(usize, usize)>, uris: &BTreeMap<&str, String>) -> Value {
    let (code, page, subject) = identity(&found.diagnostic);
    // Nothing of the line is in it, so that the result stays the same while the page changes around it.
    let fingerprint = digest(format!("{code}\n{page}\n{subject}\n{}", found.before).as_bytes());
    let message = &found.diagnostic.message;
    let (message, locations) = match (uris.get(page.as_str()), position) {
        (Some(uri), position) => (message.clone(), vec![location(uri, position)]),
        (None, Some((line, _))) => (format!("{message} ({ELSEWHERE}: {page}, line {line})"), Vec::new()),
        (None, None) => (format!("{message} ({ELSEWHERE}: {page})"), Vec::new()),
    };
    let mut result = json!({
        "ruleId": code.name(),
        "level": level(code),
        "message": { "text": message },
        "locations": locations,
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

/// The pages that stand in the repository, by name, as references relative to its root.
fn uris<'f>(files: &'f BTreeMap<String, PathBuf>, root: &Path) -> Result<BTreeMap<&'f str, String>, Error> {
    let whole = |path: &Path| fs::canonicalize(path).map_err(Error::io("read", path));
    let root = whole(root)?;
    let mut uris = BTreeMap::new();
    for (name, path) in files {
        let path = whole(path)?;
        if path.starts_with(&root) {
            uris.insert(name.as_str(), uri(&pages::relative_name(&path, &root)));
        }
    }
    Ok(uris)
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
