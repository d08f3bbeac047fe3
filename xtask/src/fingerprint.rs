//! What the last run read and wrote, so that a run with nothing new to say is short.
//!
//! A fingerprint is trusted only where the digests of the pages, of this program and of every generated file agree.

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
        .map(|(name, bytes)| digest(name.as_bytes()) + &digest(bytes))
        .collect();
    digest(digests.concat().as_bytes())
}

/// What a run has to say when nothing changed since.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Stands for the pages, the arguments and this program.
    pub input: String,
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
        let path = state_file(out, "json");
        if let (Ok(text), Some(directory)) = (serde_json::to_vec(self), path.parent()) {
            let _ = fs::create_dir_all(directory).and_then(|()| fs::write(&path, text));
        }
    }
}

/// Stands for all that a run's result depends on. `None` where this program cannot be read.
#[must_use]
pub fn of_input(pages: &[Page], arguments: &str) -> Option<String> {
    let program = fs::read(std::env::current_exe().ok()?).ok()?;
    let pages = digest_of_files(pages.iter().map(|page| (page.name.as_str(), page.bytes.as_slice())));
    Some(digest(format!("{}\n{pages}\n{arguments}", digest(&program)).as_bytes()))
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
