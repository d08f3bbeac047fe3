//! Files are written as a whole: under another name, and then renamed.
//!
//! Nobody ever reads half of a file. A run that ends half way leaves some files new and others old; the next run makes
//! the rest of the changes, since it compares what is there with what should be.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::Builder;

use super::Change;
use crate::error::Error;

/// How the names of files begin that are not complete.
const INCOMPLETE: &str = ".regen-";

/// Makes the changes below `out`, which the caller has [locked](super::lock()).
///
/// # Errors
/// When something cannot be written; what was written before stays.
pub fn write(out: &Path, changes: &[Change]) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(Error::io("create", out))?;
    remove_incomplete(out)?;
    for change in changes {
        let path = out.join(&change.name);
        match &change.after {
            Some(bytes) => {
                if let Some(parent) = path.parent() {
                    fs::create_dir_all(parent).map_err(Error::io("create", parent))?;
                }
                replace(&path, out, bytes).map_err(Error::io("write", &path))?;
            }
            None => {
                fs::remove_file(&path).map_err(Error::io("remove", &path))?;
                remove_empty_directories(&path, out);
            }
        }
    }
    Ok(())
}

/// Removes what a run left that was killed while it wrote a file.
fn remove_incomplete(out: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(out).map_err(Error::io("read", out))? {
        let path = entry.map_err(Error::io("read", out))?.path();
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        if name.starts_with(INCOMPLETE.as_bytes()) && path.is_file() {
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
    }
    Ok(())
}

/// Directories that held nothing but removed files go with them.
fn remove_empty_directories(removed: &Path, out: &Path) {
    for directory in removed.ancestors().skip(1).take_while(|path| *path != out) {
        // Fails for a directory that still holds something.
        if fs::remove_dir(directory).is_err() {
            break;
        }
    }
}

/// Writes one file that the caller named, and its directory. A link stays, and the file that it leads to is written.
///
/// # Errors
/// When it cannot be written; a regular file that was there stays.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let written = match fs::metadata(path) {
        Ok(there) if there.is_file() => fs::canonicalize(path).and_then(|path| replace_here(&path, bytes)),
        Err(_) if !path.is_symlink() => replace_here(path, bytes),
        // A device or a pipe would be lost if it were replaced; a link may lead to nothing yet.
        _ => File::create(path).and_then(|mut file| file.write_all(bytes)),
    };
    written.map_err(Error::io("write", path))
}

fn replace_here(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let directory = directory.unwrap_or(Path::new("."));
    fs::create_dir_all(directory)?;
    replace(path, directory, bytes)
}

/// The incomplete file lies in `directory`, which is on the same file system. Permissions stay as they are.
fn replace(path: &Path, directory: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut builder = Builder::new();
    builder.prefix(INCOMPLETE);
    // Without this, only the user could read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(bytes)?;
    if let Ok(there) = fs::metadata(path) {
        fs::set_permissions(file.path(), there.permissions())?;
    }
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests;
