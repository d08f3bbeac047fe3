//! Diagnostics that are known: a run tells of those that are new.

use std::collections::BTreeMap;
use std::fs;
use std::iter::repeat_n;
use std::path::Path;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};

use super::State;
use super::identity::identity;
use crate::error::Error;
use crate::output::write_file;

const HEADER: &str = "\
# Known diagnostics: code, page, and what it is about; a line for each, so that lines may be the same.
# `cargo xtask lint --write-baseline` writes this file.
";

/// How many there are of each code, page and subject. No line numbers: a page may change around what is known.
pub(super) struct Baseline(BTreeMap<String, usize>);

impl Baseline {
    pub(super) fn of<'d>(found: impl Iterator<Item = &'d Diagnostic>) -> Self {
        Self::count(found.map(line))
    }

    fn count(lines: impl Iterator<Item = String>) -> Self {
        let mut counts = BTreeMap::new();
        for line in lines {
            *counts.entry(line).or_default() += 1;
        }
        Self(counts)
    }

    /// Those of a file that the command line asks for, by code and page.
    pub(super) fn read(path: &Path, is_chosen: impl Fn(Code, &str) -> bool) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let is_chosen = |line: &&str| {
            let mut parts = line.split('\t');
            let code = parts.next().and_then(Code::named);
            // A code that there is no more is gone with all that it found.
            code.is_none_or(|code| is_chosen(code, parts.next().unwrap_or_default()))
        };
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(Self::count(lines.filter(is_chosen).map(ToOwned::to_owned)))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let lines = self.0.iter().flat_map(|(line, count)| repeat_n(line, *count));
        let text: String = lines.map(|line| format!("{line}\n")).collect();
        write_file(path, format!("{HEADER}{text}").as_bytes())
    }

    /// How a diagnostic stands to it that so many of the same identity stand before.
    pub(super) fn state(&self, found: &Diagnostic, before: usize) -> State {
        match self.0.get(&line(found)) {
            Some(known) if before < *known => State::Known,
            _ => State::New,
        }
    }

    /// What is known and was not found any more, each as often as it is missing.
    pub(super) fn gone<'d>(&self, found: impl Iterator<Item = &'d Diagnostic>) -> Vec<String> {
        let Self(found) = Self::of(found);
        let missing = |(line, known): (&String, &usize)| {
            let missing = known.saturating_sub(found.get(line).copied().unwrap_or_default());
            repeat_n(line.clone(), missing)
        };
        self.0.iter().flat_map(missing).collect()
    }
}

fn line(found: &Diagnostic) -> String {
    let (code, page, subject) = identity(found);
    format!("{code}\t{page}\t{}", subject.replace(['\n', '\t', '\r'], " "))
}
