//! What the last run read and wrote, so that a run with nothing new to say is short.
//!
//! A fingerprint is trusted only where the digests of the pages, of this program and of every generated file agree.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::Page;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::summary::Summary;
use crate::workspace::state_directory;

/// SHA-256 in hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Stands for files, their names and contents, in this order.
#[must_use]
pub fn digest_of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let files: Vec<_> = files.into_iter().collect();
    let digests: Vec<String> = files
        .into_par_iter()
        .map(|(name, bytes)| digest_of_file(name, bytes))
        .collect();
    digest(digests.concat().as_bytes())
}

fn digest_of_file(name: &str, bytes: &[u8]) -> String {
    digest((digest(name.as_bytes()) + &digest(bytes)).as_bytes())
}

/// Stands for each page, its name and its bytes.
#[must_use]
pub fn of_pages(pages: &[Page]) -> Vec<String> {
    let pages = pages.par_iter();
    pages.map(|page| digest_of_file(&page.name, &page.bytes)).collect()
}

/// Stands for this program. `None` where it cannot be read.
#[must_use]
pub fn of_program() -> Option<String> {
    let program = fs::read(std::env::current_exe().ok()?).ok()?;
    Some(digest(&program))
}

/// Stands for what the code of a service version was made of, and for the code.
#[derive(Debug, Serialize, Deserialize)]
pub struct VersionFingerprint {
    /// Stands for its part of the schema and the names in it.
    pub input: String,
    /// Stands for its generated files.
    pub output: String,
}

/// What a run has to say when nothing changed since.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Stands for this program.
    pub program: String,
    /// Stands for the pages and the arguments.
    pub input: String,
    /// By module, for [`reuse`](crate::reuse).
    pub versions: BTreeMap<String, VersionFingerprint>,
    /// Stands for the generated files.
    pub output: String,
    /// How many files the run had to do with.
    pub files: usize,
    /// The findings, as they were printed.
    pub findings: String,
    /// The figures.
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

/// Stands for all that a run's result depends on, beside the program.
#[must_use]
pub fn of_input(pages: &[String], arguments: &str) -> String {
    digest(format!("{}\n{arguments}", pages.join("\n")).as_bytes())
}

/// A file of this command's own about the output directory `out`.
#[must_use]
pub fn state_file(out: &Path, ending: &str) -> PathBuf {
    let absolute = fs::canonicalize(out)
        .or_else(|_| std::path::absolute(out))
        .unwrap_or_else(|_| out.to_path_buf());
    let mut name = digest(absolute.as_os_str().as_encoded_bytes());
    name.truncate(16);
    state_directory().join(format!("{name}.{ending}"))
}
