//! What can go wrong in a command. Every message says what, where, and what to do.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use feishu_openapi_codegen::names::LockError;

use crate::output::{Refusal, remedy};
use crate::workspace::shown;

/// How many files an error lists by name.
const LISTED: usize = 10;

/// A command that failed; the tree is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path given for pages does not exist.
    #[error("no such file or directory: {}\n  give the directory of the pages with `--docs DIR`", shown(.0))]
    MissingDocs(PathBuf),
    /// There is nothing to read.
    #[error("no pages in {}\n  pages are files with the ending .md, .txt or .html", .0.iter().map(|root| shown(root)).collect::<Vec<_>>().join(", "))]
    NoPages(Vec<PathBuf>),
    /// There are pages, but no endpoint.
    #[error(
        "none of the {pages} pages describes an endpoint, so there is nothing to write\n  a page describes one when a table of it has a row `HTTP URL`"
    )]
    NoEndpoints {
        /// How many pages were read.
        pages: usize,
    },
    /// A service that no page describes.
    #[error("no page describes the service `{service}`\n  the pages describe: {known}")]
    UnknownService {
        /// As given.
        service: String,
        /// What there is.
        known: String,
    },
    /// Neither an id nor a page.
    #[error("`{subject}` is neither an endpoint's id nor a page{hint}")]
    UnknownSubject {
        /// As given.
        subject: String,
        /// Near ones.
        hint: String,
    },
    /// A page that gave no endpoint.
    #[error("no endpoint came out of {page}: {why}\n  without `--json` this command shows what the page says")]
    NoEndpointOnPage {
        /// The page.
        page: String,
        /// The reason.
        why: String,
    },
    /// Files that a run will not overwrite or remove.
    #[error("{}", refused(.0))]
    Refused(Vec<(PathBuf, Refusal)>),
    /// The generator gave a file that cannot be written safely.
    #[error("the generator wants to write `{name}`, {why}; this is a mistake in the generator")]
    UnwritableName {
        /// Relative to the output.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// Two ids that file names do not tell apart.
    #[error(
        "{one} and {other} would share the sheet {name}\n  change one of the ids on its page, or leave one page out"
    )]
    SharedSheet {
        /// Relative to the output.
        name: String,
        /// An endpoint and its page.
        one: String,
        /// The other one.
        other: String,
    },
    /// The list of published names cannot be read.
    #[error("{}: {why}\n  it keeps names from changing: put it back from version control, or mend the line", shown(.path))]
    Names {
        /// The list.
        path: PathBuf,
        /// What is wrong with it.
        why: LockError,
    },
    /// Cargo failed at something that is measured.
    #[error("`cargo {arguments}` failed:\n{stderr}")]
    Cargo {
        /// What was asked of it.
        arguments: String,
        /// What it said.
        stderr: String,
    },
    /// The file system said no.
    #[error("cannot {action} {}: {source}", shown(.path))]
    Io {
        /// `read`, `write`, …
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Writing failed half way, and undoing it failed too.
    #[error("{cause}\n  and some files could not be put back: {}\n  what they held is kept in {}", .left.join(", "), shown(.kept))]
    NotUndone {
        /// The first failure.
        cause: Box<Error>,
        /// What is not as it was.
        left: Vec<String>,
        /// Where the old contents are.
        kept: PathBuf,
    },
    /// What a run that was killed had changed cannot be taken back.
    #[error(
        "an earlier run was ended half way, and some files could not be put back: {}\n  what they held is kept in {}; run the command again once they can be written",
        .left.join(", "), shown(.kept)
    )]
    NotRecovered {
        /// What is not as it was.
        left: Vec<String>,
        /// Where the old contents are.
        kept: PathBuf,
    },
}

impl Error {
    /// For `map_err` on what the file system answers.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::UnknownService { .. } | Self::UnknownSubject { .. } => ExitCode::from(2),
            _ => ExitCode::from(4),
        }
    }
}

fn refused(files: &[(PathBuf, Refusal)]) -> String {
    let mut message = String::from("the output holds files that would be lost; nothing was written");
    for (path, refusal) in files.iter().take(LISTED) {
        let _ = write!(message, "\n  {}: {refusal}", shown(path));
    }
    if files.len() > LISTED {
        let _ = write!(message, "\n  and {} more", files.len() - LISTED);
    }
    let _ = write!(message, "\n{}", remedy(files.iter().map(|(_, refusal)| *refusal)));
    message
}
