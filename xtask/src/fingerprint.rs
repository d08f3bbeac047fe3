//! What the last run read and wrote, so that a run with nothing new to say is short.
//!
//! A fingerprint is trusted only where the digests of the pages, of this program and of every generated file agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use feishu_openapi_codegen::Page;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::digest::{self, digest};
use crate::summary::Summary;
use crate::workspace::state_file;

/// A digest for each page, of its name and its bytes.
#[must_use]
pub fn of_pages(pages: &[Page]) -> Vec<String> {
    let pages = pages.par_iter();
    pages.map(|page| digest::of_file(&page.name, &page.bytes)).collect()
}

/// A digest of this program. `None` where its file cannot be read.
#[must_use]
pub fn of_program() -> Option<String> {
    let program = fs::read(std::env::current_exe().ok()?).ok()?;
    Some(digest(&program))
}

/// Two digests of a service version: of what its code was made of, and of the code.
#[derive(Debug, Serialize, Deserialize)]
pub struct VersionFingerprint {
    /// Stands for its part of the schema and the names in it.
    pub input: String,
    /// Stands for its generated files.
    pub output: String,
}

/// What a run leaves for the next one, which repeats it if nothing has changed.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Stands for this program.
    pub program: String,
    /// Stands for the pages, the words, the arguments, the names that were published before and what people wrote beside the
    /// generated files.
    pub input: String,
    /// By module, for [`reuse`](crate::reuse).
    pub versions: BTreeMap<String, VersionFingerprint>,
    /// Stands for the generated files.
    pub output: String,
    /// How many files the run had to do with.
    pub files: usize,
    /// The diagnostics, as they were printed.
    pub diagnostics: String,
    /// The figures that were printed below them.
    pub summary: Summary,
}

impl Fingerprint {
    /// What the last run into `out` left, if it can be read.
    #[must_use]
    pub fn load(out: &Path) -> Option<Self> {
        let text = fs::read(state_file(out, "json")).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Keeps it for the next run. Where that fails, the next run takes longer, and nothing else.
    pub fn save(&self, out: &Path) {
        if let Ok(text) = serde_json::to_vec(self) {
            keep(&state_file(out, "json"), &text);
        }
    }
}

/// Writes a file of this command's own, if that is possible.
pub(crate) fn keep(path: &Path, content: &[u8]) {
    if let Some(directory) = path.parent() {
        let _ = fs::create_dir_all(directory).and_then(|()| fs::write(path, content));
    }
}

/// A digest of all that the result of a run depends on, apart from the program.
#[must_use]
pub fn of_input(pages: &[String], arguments: &str) -> String {
    digest(format!("{}\n{arguments}", pages.join("\n")).as_bytes())
}
