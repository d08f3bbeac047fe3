//! What earlier runs made of pages and of service versions, so that a run after a small change is short.
//!
//! It is used only if this same program made it of the same bytes.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use feishu_openapi_codegen::{Page, ReadPage, read_page};
use rayon::prelude::*;

use crate::digest::{self, digest};
use crate::fingerprint::{Fingerprint, VersionFingerprint, keep};
use crate::output::Tree;

/// What was read of pages, by their digests. Its bytes begin with the digest of the program that read them; then comes a line
/// for each page: its digest, which is as long, and what was read.
#[derive(Default)]
pub struct KeptPages<'b> {
    lines: HashMap<&'b [u8], &'b [u8]>,
    is_ours: bool,
}

impl<'b> KeptPages<'b> {
    /// What this program kept; nothing, if another one did.
    #[must_use]
    pub fn of(bytes: &'b [u8], program: &str) -> Self {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        let is_ours = lines.next() == Some(program.as_bytes());
        let lines = lines
            .filter(|_| is_ours)
            .filter_map(|line| line.split_at_checked(program.len()));
        Self {
            lines: lines.collect(),
            is_ours,
        }
    }

    /// What was read of the page with this digest.
    #[must_use]
    pub fn get(&self, digest: &str) -> Option<ReadPage> {
        let line = self.lines.get(digest.as_bytes())?;
        serde_json::from_slice(line).ok()
    }
}

/// Reads each page, or takes from `file` what an earlier run read of it, and keeps there what this one read.
///
/// `digests` are those of the pages. Where the file cannot be read or written, runs take longer, and nothing else.
#[must_use]
pub fn read_pages(pages: &[Page], digests: &[String], program: &str, file: &Path) -> Vec<ReadPage> {
    let bytes = fs::read(file).unwrap_or_default();
    let kept = KeptPages::of(&bytes, program);
    let (read, new): (Vec<ReadPage>, Vec<Option<String>>) = pages
        .par_iter()
        .zip(digests)
        .map(|(page, digest)| {
            if let Some(read) = kept.get(digest) {
                return (read, None);
            }
            let read = read_page(page);
            let line = serde_json::to_string(&read).map(|read| format!("\n{digest}{read}"));
            (read, line.ok())
        })
        .unzip();
    let new: String = new.into_iter().flatten().collect();
    if kept.is_ours && kept.lines.len() < 2 * pages.len() {
        append(file, new.as_bytes());
    } else {
        // Another program's, or most of it is of pages that have changed since.
        keep(file, format!("{program}{new}").as_bytes());
    }
    read
}

fn append(file: &Path, lines: &[u8]) {
    if !lines.is_empty() {
        let _ = OpenOptions::new()
            .append(true)
            .open(file)
            .and_then(|mut file| file.write_all(lines));
    }
}

/// Digest of the input of each version that was asked about, and of its code where that is known. By module.
pub type Seen = BTreeMap<String, (String, Option<String>)>;

/// The service versions whose code lies in a tree already.
pub struct Versions<'a> {
    tree: &'a Tree,
    last: Option<&'a BTreeMap<String, VersionFingerprint>>,
    seen: Mutex<Seen>,
}

impl<'a> Versions<'a> {
    /// Those of the tree that the last run left, which was of this same program.
    #[must_use]
    pub fn new(tree: &'a Tree, last: Option<&'a Fingerprint>) -> Self {
        Self {
            tree,
            last: last.map(|last| &last.versions),
            seen: Mutex::default(),
        }
    }

    /// Whether the tree holds, unchanged, what an earlier run made of this input.
    pub fn is_known(&self, module: &str, input: &[u8]) -> bool {
        let input = digest(input);
        let last = self.last.and_then(|last| last.get(module));
        let known = last.filter(|last| last.input == input && last.output == digest_of(self.tree, module));
        let output = known.map(|known| known.output.clone());
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(module.to_owned(), (input, output));
        known.is_some()
    }

    /// The files of the versions that are known.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.iter().filter(|(_, (_, output))| output.is_some());
        known
            .flat_map(|(module, _)| files_of(self.tree, module))
            .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
            .collect()
    }

    /// What was asked about, without the tree.
    #[must_use]
    pub fn into_seen(self) -> Seen {
        self.seen.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What to keep for the next run, where the code lies in `tree` now.
#[must_use]
pub fn fingerprints(seen: Seen, tree: &Tree) -> BTreeMap<String, VersionFingerprint> {
    seen.into_par_iter()
        .map(|(module, (input, known))| {
            let output = known.unwrap_or_else(|| digest_of(tree, &module));
            (module, VersionFingerprint { input, output })
        })
        .collect()
}

/// The generated files of a module: those in its folder, or the one where it has none.
fn files_of<'a>(tree: &'a Tree, module: &str) -> Vec<(&'a str, &'a [u8])> {
    let [folder, file] = ["/", ".rs"].map(|ending| format!("{module}{ending}"));
    tree.generated_below(&folder)
        .chain(tree.generated_below(&file))
        .collect()
}

fn digest_of(tree: &Tree, module: &str) -> String {
    digest::of_files(files_of(tree, module))
}
