//! The figures at the end of a run.

use std::collections::BTreeMap;
use std::fmt;

use feishu_openapi_codegen::Reading;
use feishu_openapi_codegen::diagnostic::{Code, Severity, noun};
use serde::{Deserialize, Serialize};

/// How many pages were read, and what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Pages read.
    pub pages: usize,
    /// Endpoints in the schema.
    pub endpoints: usize,
    /// Events and callbacks in the schema.
    #[serde(default)]
    pub events: usize,
    /// Pages that gave no endpoint and no event, by reason.
    pub skipped: BTreeMap<String, usize>,
    /// Diagnostics by code.
    pub diagnostics: BTreeMap<String, usize>,
}

impl Summary {
    /// Counts what was made of pages.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        Self {
            pages: reading.pages,
            endpoints: reading.api.endpoints.len(),
            events: reading.api.events.len(),
            skipped: count(reading.skipped.iter().map(|skip| skip.reason.describe().to_owned())),
            diagnostics: count(
                reading
                    .diagnostics
                    .iter()
                    .map(|diagnostic| diagnostic.code.name().to_owned()),
            ),
        }
    }

    /// How many diagnostics `--strict` objects to.
    #[must_use]
    pub fn warnings_and_errors(&self) -> usize {
        let severe = Code::ALL.iter().filter(|code| code.severity() >= Severity::Warning);
        severe.filter_map(|code| self.diagnostics.get(code.name())).sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:>7} {} read", self.pages, noun(self.pages, "page"))?;
        writeln!(out, "{:>7} {}", self.endpoints, noun(self.endpoints, "endpoint"))?;
        let events = [noun(self.events, "event"), noun(self.events, "callback")];
        writeln!(out, "{:>7} {}", self.events, events.join(" and "))?;
        for (reason, pages) in &self.skipped {
            writeln!(out, "{pages:>7} skipped: {reason}")?;
        }
        let mut codes = Code::ALL.to_vec();
        codes.sort_by_key(|code| (std::cmp::Reverse(code.severity()), code.name()));
        for code in codes {
            if let Some(found) = self.diagnostics.get(code.name()) {
                let severity = match code.severity() {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Note => "note",
                };
                writeln!(out, "{found:>7} {severity}[{}]: {}", code.name(), code.explanation())?;
            }
        }
        Ok(())
    }
}

fn count(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}
