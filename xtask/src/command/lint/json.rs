//! The diagnostics for programs.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::identity::subject;
use super::{Finding, Report, State};
use crate::command::pretty;
use crate::error::Error;
use crate::render::Source;

/// Line and column count from 1, and are `null` for what was kept of pages that are not here. `state` is `null` without a
/// baseline, and `gone` lists its lines that nothing stands for any more.
pub(super) fn of(report: &Report<'_>) -> Result<String, Error> {
    let positions = Positions::of(report);
    let entry = |(Finding { diagnostic, state, .. }, position): (&Finding, Option<(usize, usize)>)| -> Value {
        json!({
            "code": diagnostic.code,
            "severity": diagnostic.code.severity(),
            "page": diagnostic.page,
            "line": position.map(|(line, _)| line),
            "column": position.map(|(_, column)| column),
            "subject": subject(diagnostic),
            "message": diagnostic.message,
            "advice": diagnostic.advice(),
            "state": state.map(|state| match state {
                State::New => "new",
                State::Known => "known",
            }),
        })
    };
    let entries: Vec<Value> = report.findings.iter().zip(positions.0).map(entry).collect();
    let gone = report.gone.as_deref().unwrap_or_default();
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
        let positions = report.diagnostics().map(|found| {
            let bytes = pages.get(found.page.as_str()).filter(|_| !found.span.is_nowhere())?;
            let source = sources.entry(&found.page).or_insert_with(|| Source::of(bytes));
            Some(source.position(found))
        });
        Self(positions.collect())
    }
}
