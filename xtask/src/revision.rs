//! The pages and the published names of a git revision of this workspace.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Stdio};

use feishu_openapi_codegen::Page;

use crate::error::Error;
use crate::{pages, workspace};

const PAGES: &str = "docs-src";
const NAMES: &str = crate::published::FILE;

/// What a revision has of both.
pub struct Revision {
    /// The pages of `docs-src`, as [`pages::read`] names and sorts them.
    pub pages: Vec<Page>,
    /// The text of `generated/names.lock`.
    pub names: String,
}

/// Reads a revision, such as `HEAD`, a tag or a commit.
///
/// # Errors
/// When git is not there, knows no such revision, or the revision has no pages.
pub fn read(revision: &str) -> Result<Revision, Error> {
    let arguments = ["archive", "--format=tar", "--end-of-options", revision, PAGES, NAMES];
    let archive = git(revision, &arguments)?;
    unpack(&archive).map_err(Error::io("read the pages of", Path::new(revision)))
}

/// Whether there is such a revision.
///
/// # Errors
/// When git is not there.
pub fn is_there(revision: &str) -> Result<bool, Error> {
    let commit = format!("{revision}^{{commit}}");
    match git(
        revision,
        &["rev-parse", "--quiet", "--verify", "--end-of-options", &commit],
    ) {
        Ok(_) => Ok(true),
        Err(Error::Revision { .. }) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Whether pages or published names, as they lie in the workspace, are others than those of `HEAD`.
///
/// # Errors
/// When git is not there, or the workspace is in no repository.
pub fn is_changed() -> Result<bool, Error> {
    let changed = git(
        "HEAD",
        &["status", "--porcelain", "--untracked-files=all", "--", PAGES, NAMES],
    )?;
    Ok(!changed.is_empty())
}

/// What git prints in the workspace. `revision` is what it is asked about.
fn git(revision: &str, arguments: &[&str]) -> Result<Vec<u8>, Error> {
    let mut git = Command::new("git");
    git.arg("-C").arg(workspace::root()).args(arguments);
    let output = git.stdin(Stdio::null()).output();
    let output = output.map_err(Error::io("run", Path::new("git")))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Error::Revision {
            revision: revision.to_owned(),
            why: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}

fn unpack(archive: &[u8]) -> std::io::Result<Revision> {
    let (mut found, mut names) = (Vec::new(), String::new());
    for entry in tar::Archive::new(archive).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.into_owned();
        if path == Path::new(NAMES) {
            entry.read_to_string(&mut names)?;
        } else if entry.header().entry_type().is_file() && pages::is_page(&path) {
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes)?;
            let name = pages::relative_name(&path, Path::new(PAGES));
            found.push(Page { name, bytes });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Revision { pages: found, names })
}
