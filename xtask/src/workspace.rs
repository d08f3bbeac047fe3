//! Where things are by default.

use std::env;
use std::fs;
use std::path::{Path, PathBuf, absolute};

use crate::digest::digest;

/// The directory of this workspace, as it was when the program was compiled.
#[must_use]
pub fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// `path` as a person would write it: relative to the current directory where it lies below that.
#[must_use]
pub fn shown(path: &Path) -> String {
    let shown = env::current_dir()
        .ok()
        .and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    shown.unwrap_or_else(|| path.to_path_buf()).display().to_string()
}

/// A file of this command's own about the output directory `out`: nothing is lost when it is deleted.
#[must_use]
pub fn state_file(out: &Path, ending: &str) -> PathBuf {
    let absolute = fs::canonicalize(out)
        .or_else(|_| absolute(out))
        .unwrap_or_else(|_| out.to_path_buf());
    let mut name = digest(absolute.as_os_str().as_encoded_bytes());
    name.truncate(16);
    state_directory().join(format!("{name}.{ending}"))
}

/// Where such files, and what benchmarks build, are kept.
#[must_use]
pub fn state_directory() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("xtask")
}
