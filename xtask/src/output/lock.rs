//! One run at a time for one output directory.

use std::fs::{self, File};
use std::path::Path;

use fs4::{FileExt, TryLockError};

use crate::error::Error;
use crate::terminal::tell;
use crate::workspace::{shown, state_file};

/// Waits until no other run works on `out`. The lock ends when the file is dropped, or with the process.
///
/// # Errors
/// When the lock's file cannot be made.
pub fn lock(out: &Path) -> Result<File, Error> {
    let path = state_file(out, "lock");
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory).map_err(Error::io("create", directory))?;
    }
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(Error::io("open", &path))?;
    match FileExt::try_lock(&file) {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            tell(format_args!("waiting for another run that writes {}\n", shown(out)));
            FileExt::lock(&file).map_err(Error::io("lock", &path))?;
        }
        Err(TryLockError::Error(error)) => return Err(Error::io("lock", &path)(error)),
    }
    Ok(file)
}
