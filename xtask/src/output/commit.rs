//! A plan in; all of its changes made, or none.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir};

use super::Change;
use crate::error::Error;

/// Makes the changes below `out`. New contents are complete on disk before the first file is replaced; each file is
/// replaced by a rename, so that nobody ever reads half of one.
///
/// # Errors
/// When something cannot be written; the tree is then as it was, unless the error says otherwise.
pub fn commit(out: &Path, changes: &[Change]) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut undo = Undo::default();
    match stage_and_apply(out, changes, &mut undo) {
        Ok(staging) => {
            drop(staging);
            remove_emptied_directories(out, changes);
            Ok(())
        }
        Err((cause, staging)) => undo.roll_back(cause, staging),
    }
}

type Failure = (Error, Option<TempDir>);

fn stage_and_apply(out: &Path, changes: &[Change], undo: &mut Undo) -> Result<TempDir, Failure> {
    undo.create_directories(out).map_err(|error| (error, None))?;
    let staging = Builder::new()
        .prefix(".regen-")
        .tempdir_in(out)
        .map_err(Error::io("write to", out))
        .map_err(|error| (error, None))?;
    let staged = |index: usize| staging.path().join(format!("new-{index}"));
    let result = changes
        .iter()
        .enumerate()
        .try_for_each(|(index, change)| stage(out, change, &staged(index)))
        .and_then(|()| {
            changes.iter().enumerate().try_for_each(|(index, change)| {
                let backup = staging.path().join(format!("old-{index}"));
                apply(out, change, &staged(index), &backup, undo)
            })
        });
    match result {
        Ok(()) => Ok(staging),
        Err(error) => Err((error, Some(staging))),
    }
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

fn apply(out: &Path, change: &Change, staged: &Path, backup: &Path, undo: &mut Undo) -> Result<(), Error> {
    let target = out.join(&change.name);
    if let Some(parent) = target.parent() {
        undo.create_directories(parent)?;
    }
    if change.before.is_some() {
        fs::hard_link(&target, backup)
            .or_else(|_| fs::copy(&target, backup).map(drop))
            .map_err(Error::io("back up", &target))?;
    }
    if change.after.is_some() {
        fs::rename(staged, &target).map_err(Error::io("write", &target))?;
    } else {
        fs::remove_file(&target).map_err(Error::io("remove", &target))?;
    }
    undo.steps.push(match change.before {
        Some(_) => Step::PutBack {
            target,
            backup: backup.to_path_buf(),
        },
        None => Step::Remove(target),
    });
    Ok(())
}

/// How to get back to where a run began.
#[derive(Debug, Default)]
struct Undo {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    PutBack { target: PathBuf, backup: PathBuf },
    Remove(PathBuf),
    RemoveDirectory(PathBuf),
}

impl Undo {
    /// Creates the directory and those above it, and remembers which of them are new.
    fn create_directories(&mut self, directory: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = directory
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
            .collect();
        for path in missing.into_iter().rev() {
            fs::create_dir(path).map_err(Error::io("create", path))?;
            self.steps.push(Step::RemoveDirectory(path.to_path_buf()));
        }
        Ok(())
    }

    /// Takes everything back, last step first. `Err` in any case: with the cause, or with what could not be undone too.
    fn roll_back(self, cause: Error, staging: Option<TempDir>) -> Result<(), Error> {
        let (directories, files): (Vec<_>, Vec<_>) = self
            .steps
            .into_iter()
            .rev()
            .partition(|step| matches!(step, Step::RemoveDirectory(_)));
        let mut left: Vec<String> = files.into_iter().filter_map(|step| step.undo().err()).collect();
        if !left.is_empty() {
            let kept = staging.map(TempDir::keep).unwrap_or_default();
            return Err(Error::NotUndone {
                cause: Box::new(cause),
                left,
                kept,
            });
        }
        drop(staging);
        left.extend(directories.into_iter().filter_map(|step| step.undo().err()));
        if left.is_empty() {
            Err(cause)
        } else {
            Err(Error::NotUndone {
                cause: Box::new(cause),
                left,
                kept: PathBuf::new(),
            })
        }
    }
}

impl Step {
    fn undo(self) -> Result<(), String> {
        let (result, path): (io::Result<()>, PathBuf) = match self {
            Self::PutBack { target, backup } => (fs::rename(backup, &target), target),
            Self::Remove(target) => (fs::remove_file(&target), target),
            Self::RemoveDirectory(target) => (fs::remove_dir(&target), target),
        };
        result.map_err(|error| format!("{} ({error})", path.display()))
    }
}

/// Directories that held nothing but removed files go with them.
fn remove_emptied_directories(out: &Path, changes: &[Change]) {
    for change in changes.iter().filter(|change| change.after.is_none()) {
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
