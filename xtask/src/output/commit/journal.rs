//! What a commit is about to do, written down before it begins: the way back for a run that fails, and for the next run
//! where one was killed.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::output::Change;

/// The name of the journal in a staging directory. As long as it is there, the changes are to be taken back.
const NAME: &str = "journal";

/// The changes of one commit. Together with what lies in the staging directory it tells how far the commit came.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// In the order in which they are made.
    files: Vec<Entry>,
    /// Directories that are created, outer ones first.
    directories: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    /// Relative to the output.
    name: String,
    /// Whether nothing is there before.
    is_new: bool,
}

/// Where the new content of a file lies until it is put in its place.
pub(super) fn new_content(staging: &Path, index: usize) -> PathBuf {
    staging.join(format!("new-{index}"))
}

/// Where the old content of a file lies from just before it is replaced or removed.
pub(super) fn old_content(staging: &Path, index: usize) -> PathBuf {
    staging.join(format!("old-{index}"))
}

/// There is no way back from here: the tree counts as it is.
pub(super) fn end(staging: &Path) -> Result<(), Error> {
    let path = staging.join(NAME);
    fs::remove_file(&path).map_err(Error::io("remove", &path))
}

impl Journal {
    pub(super) fn of(out: &Path, changes: &[Change]) -> Self {
        let files = changes.iter().map(|change| Entry {
            name: change.name.clone(),
            is_new: change.before.is_none(),
        });
        let above = changes
            .iter()
            .flat_map(|change| Path::new(&change.name).ancestors().skip(1));
        let missing = above.filter(|path| !path.as_os_str().is_empty() && !out.join(path).exists());
        let mut directories: Vec<String> = missing.map(|path| path.to_string_lossy().into_owned()).collect();
        directories.sort();
        directories.dedup();
        Self {
            files: files.collect(),
            directories,
        }
    }

    /// Writes it down. It appears as a whole: what can be read can be trusted.
    pub(super) fn begin(&self, staging: &Path) -> Result<(), Error> {
        let (path, part) = (staging.join(NAME), staging.join("journal.part"));
        let text = serde_json::to_vec(self).map_err(io::Error::from);
        text.and_then(|text| fs::write(&part, text))
            .and_then(|()| fs::rename(&part, &path))
            .map_err(Error::io("write", &path))
    }

    /// What an earlier run wrote down; `None` where it had not begun to change anything, or was done with it.
    pub(super) fn read(staging: &Path) -> Result<Option<Self>, Error> {
        let path = staging.join(NAME);
        match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            text => text
                .and_then(|text| Ok(serde_json::from_slice(&text)?))
                .map_err(Error::io("read", &path)),
        }
    }

    /// Takes back what was done, last change first. May be done again where it was not finished.
    ///
    /// # Errors
    /// The files that are not as they were.
    pub(super) fn take_back(&self, out: &Path, staging: &Path) -> Result<(), Vec<String>> {
        let mut left = Vec::new();
        for (index, entry) in self.files.iter().enumerate().rev() {
            let target = out.join(&entry.name);
            if let Err(error) = entry.take_back(&target, staging, index) {
                left.push(format!("{} ({error})", target.display()));
            }
        }
        if !left.is_empty() {
            return Err(left);
        }
        for directory in self.directories.iter().rev().filter(|name| is_below(name)) {
            // One that was not created yet is not there; one in which somebody put something stays.
            let _ = fs::remove_dir(out.join(directory));
        }
        Ok(())
    }
}

impl Entry {
    fn take_back(&self, target: &Path, staging: &Path, index: usize) -> io::Result<()> {
        if !is_below(&self.name) {
            return Err(io::Error::other("lies outside of the output"));
        }
        let old = old_content(staging, index);
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        if !self.is_new {
            // Without an old content the change was not begun.
            return fs::rename(old, target).or_else(|error| if is_missing(&error) { Ok(()) } else { Err(error) });
        }
        if new_content(staging, index).exists() {
            return Ok(());
        }
        fs::remove_file(target).or_else(|error| if is_missing(&error) { Ok(()) } else { Err(error) })
    }
}

/// A journal is a file that anybody could have written: no name in it leads out of the output.
fn is_below(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    parts.all(|part| matches!(part, Component::Normal(_)))
}
