//! A plan in; all of its changes made, or none.
//!
//! New contents and the old ones lie in a staging directory in the output while the tree is between two states, with a
//! journal of what is being done. Whether a change fails or the run is killed, the same journal leads back.

mod journal;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir};

use self::journal::Journal;
use super::{Change, lock};
use crate::error::Error;
use crate::terminal::tell;
use crate::workspace::shown;

/// How the names of staging directories begin.
const STAGING: &str = ".regen-";

/// Makes the changes below `out`, which the caller has [locked](super::lock()). New contents are complete on disk before
/// the first file is replaced; each file is replaced by a rename, so that nobody ever reads half of one.
///
/// # Errors
/// When something cannot be written; the tree is then as it was, unless the error says otherwise.
pub fn commit(out: &Path, changes: &[Change]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let created = create_directories(out)?;
    let result = stage_and_apply(out, changes);
    match &result {
        Ok(()) => remove_empty_directories(out, changes.iter().filter(|change| change.after.is_none())),
        // Fails where something is left in one, which is then in use.
        Err(_) => created
            .iter()
            .rev()
            .for_each(|directory| drop(fs::remove_dir(directory))),
    }
    result
}

/// Puts back what a run that was killed had begun to change, or removes what it had only staged, and says so. The caller
/// has [locked](super::lock()) `out`, so that no such run is still at work.
///
/// # Errors
/// When something cannot be put back or removed.
pub fn recover(out: &Path) -> Result<(), Error> {
    let entries = match fs::read_dir(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(Error::io("read", out))?,
    };
    for entry in entries {
        let entry = entry.map_err(Error::io("read", out))?;
        let is_directory = entry.file_type().is_ok_and(|file_type| file_type.is_dir());
        if is_directory && entry.file_name().to_string_lossy().starts_with(STAGING) {
            recover_from(out, &entry.path())?;
        }
    }
    Ok(())
}

fn recover_from(out: &Path, staging: &Path) -> Result<(), Error> {
    let out_shown = shown(out);
    let what = match Journal::read(staging)? {
        None => {
            format!("an earlier run for {out_shown} was ended: what it had only staged is removed\n")
        }
        Some(journal) => {
            journal.take_back(out, staging).map_err(|left| Error::NotRecovered {
                left,
                kept: staging.to_path_buf(),
            })?;
            journal::end(staging)?;
            format!("an earlier run for {out_shown} was ended half way: its changes are taken back\n")
        }
    };
    fs::remove_dir_all(staging).map_err(Error::io("remove", staging))?;
    tell(what);
    Ok(())
}

fn stage_and_apply(out: &Path, changes: &[Change]) -> Result<(), Error> {
    let (staging, journal) = stage_all(out, changes)?;
    let mut changes = changes.iter().enumerate();
    let applied = changes
        .try_for_each(|(index, change)| apply(out, change, staging.path(), index))
        // Once the journal is gone, the new tree is the one that counts.
        .and_then(|()| journal::end(staging.path()));
    let Err(cause) = applied else { return Ok(()) };
    match journal.take_back(out, staging.path()) {
        Ok(()) => {
            let _ = journal::end(staging.path());
            Err(cause)
        }
        Err(left) => Err(Error::NotUndone {
            cause: Box::new(cause),
            left,
            kept: staging.keep(),
        }),
    }
}

/// All new contents, and the journal of what is to be done with them.
fn stage_all(out: &Path, changes: &[Change]) -> Result<(TempDir, Journal), Error> {
    let staging = Builder::new()
        .prefix(STAGING)
        .tempdir_in(out)
        .map_err(Error::io("write to", out))?;
    for (index, change) in changes.iter().enumerate() {
        stage(out, change, &journal::new_content(staging.path(), index))?;
    }
    let journal = Journal::of(out, changes);
    journal.begin(staging.path())?;
    Ok((staging, journal))
}

/// Writes the new content beside the tree, with the permissions of the file that it replaces.
fn stage(out: &Path, change: &Change, staged: &Path) -> Result<(), Error> {
    let Some(after) = &change.after else {
        return Ok(());
    };
    let target = out.join(&change.name);
    fs::write(staged, after).map_err(Error::io("write", &target))?;
    if change.before.is_some() {
        let permissions = fs::metadata(&target).map_err(Error::io("read", &target))?.permissions();
        fs::set_permissions(staged, permissions).map_err(Error::io("write", &target))?;
    }
    Ok(())
}

fn apply(out: &Path, change: &Change, staging: &Path, index: usize) -> Result<(), Error> {
    let target = out.join(&change.name);
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
    }
    if change.before.is_some() {
        let backup = journal::old_content(staging, index);
        back_up(&target, &backup).map_err(Error::io("back up", &target))?;
    }
    if change.after.is_some() {
        fs::rename(journal::new_content(staging, index), &target).map_err(Error::io("write", &target))
    } else {
        fs::remove_file(&target).map_err(Error::io("remove", &target))
    }
}

/// A backup is there as a whole or not at all, since it is what a run that was killed is taken back to.
fn back_up(target: &Path, backup: &Path) -> io::Result<()> {
    fs::hard_link(target, backup).or_else(|_| {
        let part = backup.with_extension("part");
        fs::copy(target, &part)?;
        fs::rename(part, backup)
    })
}

/// Creates the directory and those above it. Says which of them are new, outer ones first.
fn create_directories(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let missing = directory
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists());
    let mut missing: Vec<PathBuf> = missing.map(Path::to_path_buf).collect();
    missing.reverse();
    for path in &missing {
        fs::create_dir(path).map_err(Error::io("create", path))?;
    }
    Ok(missing)
}

/// Directories that held nothing but removed files go with them.
fn remove_empty_directories<'a>(out: &Path, removed: impl Iterator<Item = &'a Change>) {
    for change in removed {
        let target = out.join(&change.name);
        for directory in target.ancestors().skip(1).take_while(|path| *path != out) {
            // Fails for a directory that still holds something, which is what ends the way up.
            if fs::remove_dir(directory).is_err() {
                break;
            }
        }
    }
}

/// Writes one file that the caller named: all of it or nothing. A link stays, and the file that it leads to is written.
/// What is no regular file (a device, a pipe) cannot be replaced without being lost: it is opened and written to.
///
/// # Errors
/// When it cannot be written; a regular file that was there stays.
pub fn write_file(path: &Path, bytes: Vec<u8>) -> Result<(), Error> {
    let write = Error::io("write", path);
    match fs::metadata(path) {
        Ok(there) if there.is_file() => {
            let file = fs::canonicalize(path).map_err(write)?;
            replace(&file, Some(Vec::new()), bytes)
        }
        Ok(_) => write_into(File::options().write(true).open(path), &bytes).map_err(write),
        // A link that leads to nothing yet.
        Err(_) if path.is_symlink() => write_into(File::create(path), &bytes).map_err(write),
        Err(_) => replace(path, None, bytes),
    }
}

fn write_into(file: io::Result<File>, bytes: &[u8]) -> io::Result<()> {
    file?.write_all(bytes)
}

fn replace(path: &Path, before: Option<Vec<u8>>, bytes: Vec<u8>) -> Result<(), Error> {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let _lock = lock(directory)?;
    commit(
        directory,
        &[Change {
            name,
            before,
            after: Some(bytes),
        }],
    )
}

#[cfg(test)]
mod tests;
