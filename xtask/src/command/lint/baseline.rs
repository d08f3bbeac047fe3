//! Diagnostics that are known: a run tells of those that are new.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use feishu_openapi_codegen::diagnostic::Diagnostic;

use super::identity;
use crate::error::Error;
use crate::output::write_file;

const HEADER: &str = "\
# Known diagnostics: code, page, and what it is about. `cargo xtask lint --write-baseline` writes this file.
";

/// Code, page and subject of each, as lines. No line numbers: a page may change around what is known.
pub(super) struct Baseline(BTreeSet<String>);

impl Baseline {
    pub(super) fn of(found: &[Diagnostic]) -> Self {
        Self(found.iter().map(line).collect())
    }

    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(Self(lines.map(ToOwned::to_owned).collect()))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let mut text = HEADER.to_owned();
        for line in &self.0 {
            text.push_str(line);
            text.push('\n');
        }
        write_file(path, text.as_bytes())
    }

    pub(super) fn has(&self, found: &Diagnostic) -> bool {
        self.0.contains(&line(found))
    }

    /// What is known and was not found any more.
    pub(super) fn gone(&self, found: &[Diagnostic]) -> Vec<String> {
        let found: BTreeSet<String> = found.iter().map(line).collect();
        self.0.difference(&found).cloned().collect()
    }
}

fn line(found: &Diagnostic) -> String {
    let (code, page, subject) = identity(found);
    format!("{code}\t{page}\t{}", subject.replace(['\n', '\t', '\r'], " "))
}
