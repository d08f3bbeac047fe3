//! The diagnostics for programs.

use std::collections::HashMap;

use feishu_openapi_codegen::diagnostic::Diagnostic;
use serde_json::{Value, json};

use super::{Report, State, subject};
use crate::command::pretty;
use crate::error::Error;
use crate::render::Source;

/// Line and column count from 1, and are `null` for what was kept of pages that are not here. `state` is `null` without a
/// baseline, and `gone` lists its lines that nothing stands for any more.
pub(super) fn of(report: &Report<'_>) -> Result<String, Error> {
    let positions = Positions::of(report);
    let entry = |(found, position): (&'_ Diagnostic, Option<(usize, usize)>)| -> Value {
        json!({
            "code": found.code,
            "severity": found.code.severity(),
            "page": found.page,
            "line": position.map(|(line, _)| line),
            "column": position.map(|(_, column)| column),
            "subject": subject(&found.message),
            "message": found.message,
            "advice": found.advice(),
            "state": report.state(found).map(|state| match state {
                State::New => "new",
                State::Known => "known",
            }),
        })
    };
    let entries: Vec<Value> = report.chosen.iter().zip(positions.0).map(entry).collect();
    let gone = report
        .baseline
        .as_ref()
        .map_or_else(Vec::new, |baseline| baseline.gone(&report.chosen));
    pretty(&json!({ "format": 1, "diagnostics": entries, "gone": gone }))
}

/// Line and column of each diagnostic, where it stands on its page.
pub(super) struct Positions(pub(super) Vec<Option<(usize, usize)>>);

impl Positions {
    pub(super) fn of(report: &Report<'_>) -> Self {
        let pages: HashMap<&str, &[u8]> = report
            .pages
            .iter()
            .map(|page| (page.name.as_str(), page.bytes.as_slice()))
            .collect();
        let mut sources: HashMap<&str, Source<'_>> = HashMap::new();
        let positions = report.chosen.iter().map(|found| {
            let bytes = pages.get(found.page.as_str()).filter(|_| !found.span.is_nowhere())?;
            let source = sources.entry(&found.page).or_insert_with(|| Source::of(bytes));
            Some(source.position(found))
        });
        Self(positions.collect())
    }
}
