//! The names that were published with a workspace's crate.

use std::fs;
use std::path::Path;

use feishu_openapi_codegen::names::Lock;

use crate::error::Error;

/// Where a workspace has them.
pub const FILE: &str = "generated/names.lock";

/// Those of a workspace.
///
/// # Errors
/// When they cannot be read, or a line of them is no name.
pub fn names(workspace: &Path) -> Result<Lock, Error> {
    let path = workspace.join(FILE);
    let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
    Lock::parse(&text).map_err(|why| Error::Names { path, why })
}
