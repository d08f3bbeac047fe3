//! The diagnostics as SARIF 2.1.0, which code hosts show beside the pages.

use std::collections::BTreeSet;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic, Severity};
use serde_json::{Value, json};

use super::json::Positions;
use super::{Report, State, identity};
use crate::command::pretty;
use crate::digest::digest;
use crate::error::Error;

pub(super) fn of(report: &Report<'_>) -> Result<String, Error> {
    let positions = Positions::of(report);
    let found = report.chosen.iter().zip(positions.0);
    let results: Vec<Value> = found.map(|(found, position)| result(report, found, position)).collect();
    let codes: BTreeSet<Code> = report.chosen.iter().map(|found| found.code).collect();
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

fn result(report: &Report<'_>, found: &Diagnostic, position: Option<(usize, usize)>) -> Value {
    let (code, page, subject) = identity(found);
    // Nothing of the line is in it, so that the result stays the same while the page changes around it.
    let fingerprint = digest(format!("{code}\n{page}\n{subject}").as_bytes());
    let mut location = json!({ "artifactLocation": { "uri": uri(&page) } });
    if let (Some((line, column)), Some(location)) = (position, location.as_object_mut()) {
        location.insert("region".to_owned(), json!({ "startLine": line, "startColumn": column }));
    }
    let mut result = json!({
        "ruleId": code.name(),
        "level": level(code),
        "message": { "text": found.message },
        "locations": [{ "physicalLocation": location }],
        "partialFingerprints": { "codePageSubject/v1": fingerprint },
    });
    if let (Some(state), Some(result)) = (report.state(found), result.as_object_mut()) {
        let state = match state {
            State::New => "new",
            State::Known => "unchanged",
        };
        result.insert("baselineState".to_owned(), Value::from(state));
    }
    result
}

/// The page as a relative reference: letters that mean something in one are written as their bytes.
fn uri(page: &str) -> String {
    let mut uri = String::new();
    for byte in page.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
