//! The findings about pages, kept beside the sheets: who reads a sheet has no page to look at any more.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};
use feishu_openapi_codegen::{Reading, Skip, SkipReason};

use super::follow::Followed;
use crate::error::Error;
use crate::output::write_file;

/// The file's name.
const FILE: &str = "findings.tsv";

const HEADER: &str = "\
# What `cargo xtask import` found about the pages that the sheets were read from: sheet (or page, where it gave none),
# code, message. Lines of a sheet change when its page is read anew. Commit this file.
";

/// Longer words of a page are cut: a finding names a place, and holds no sentence of the vendor's.
const LONGEST: usize = 40;

/// The lines, by sheet or page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Findings(BTreeMap<String, BTreeSet<String>>);

impl Findings {
    /// Those in a directory; `None` where it has no such file.
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, Error> {
        let path = directory.join(FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.map_err(Error::io("read", &path))?,
        };
        let mut findings = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((subject, finding)) = line.split_once('\t') {
                findings
                    .0
                    .entry(subject.to_owned())
                    .or_default()
                    .insert(finding.to_owned());
            }
        }
        Ok(Some(findings))
    }

    /// Those after a run: what was read anew has its own, and the rest stay. Without earlier ones, all are new.
    pub(super) fn after(earlier: Option<Self>, reading: &Reading, followed: &Followed) -> Self {
        let is_first = earlier.is_none();
        let mut findings = earlier.unwrap_or_default();
        let pages: BTreeMap<&str, String> = subjects(reading, followed, is_first);
        for subject in pages.values().chain(&followed.moved) {
            findings.0.remove(subject);
        }
        for found in &reading.diagnostics {
            let Some(subject) = pages.get(found.page.as_str()) else {
                continue;
            };
            // An id that the sheet has from elsewhere, or that no sheet has, is not derived.
            let has_other_id = *subject == found.page || followed.documented.contains(subject);
            if found.code == Code::DerivedId && has_other_id {
                continue;
            }
            findings.0.entry(subject.clone()).or_default().insert(line(found));
        }
        findings
    }

    /// Without those of sheets and pages that are gone.
    pub(super) fn only(mut self, is_there: impl Fn(&str) -> bool) -> Self {
        self.0.retain(|subject, _| is_there(subject));
        self
    }

    /// Keeps them in the directory.
    pub(super) fn write(&self, directory: &Path) -> Result<(), Error> {
        if Self::read(directory)?.as_ref() == Some(self) {
            return Ok(());
        }
        let mut text = HEADER.to_owned();
        for (subject, lines) in &self.0 {
            for line in lines {
                let _ = writeln!(text, "{subject}\t{line}");
            }
        }
        write_file(&directory.join(FILE), text.as_bytes())
    }
}

/// The pages whose findings this run knows better, with the sheet of each, or the page where it gave none.
fn subjects<'r>(reading: &'r Reading, followed: &Followed, is_first: bool) -> BTreeMap<&'r str, String> {
    // Guides and events have no sheet that a finding could be about.
    let is_of_operation = |skip: &&Skip| !matches!(skip.reason, SkipReason::Event | SkipReason::Guide);
    let skipped = reading.skipped.iter().filter(is_of_operation);
    let skipped = skipped.map(|skip| (skip.page.as_str(), skip.page.clone()));
    let read = reading.api.endpoints.values().filter_map(|endpoint| {
        let page = endpoint.source.page.as_str();
        let sheet = followed.read.get(page).cloned();
        let sheet = sheet.or_else(|| followed.followed.get(page).filter(|_| is_first).cloned());
        Some((page, sheet?))
    });
    skipped.chain(read).collect()
}

fn line(found: &Diagnostic) -> String {
    let mut message = String::new();
    for (at, piece) in found.message.split('`').enumerate() {
        if at > 0 {
            message.push('`');
        }
        let is_quoted = at % 2 == 1;
        match piece.char_indices().nth(LONGEST).filter(|_| is_quoted) {
            Some((length, _)) => message.extend([piece.get(..length).unwrap_or_default(), "…"]),
            None => message.push_str(piece),
        }
    }
    let message = message.replace(['\n', '\t', '\r'], " ");
    format!("{}\t{message}", found.code)
}
