//! What can go wrong in a command. Every message says what, where, and what to do.

mod refusal;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use feishu_openapi_codegen::names::LockError;

use crate::workspace::shown;

pub use refusal::{Refusal, Refused};

/// A command that failed.
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
    #[error("{} holds files that would be lost; nothing was written\n{files}", shown(.out))]
    Refused {
        /// The output.
        out: PathBuf,
        /// The files.
        files: Refused,
    },
    /// The generator gave a file that the next run would not know for its own.
    #[error("the generator wants to write `{name}`, {why}; this is a mistake in the generator")]
    Unwritable {
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
    /// The digests of the sheets cannot be read.
    #[error("{}: line {line} is no digest of a sheet: {text}\n  it tells which sheets were edited: put it back from version control, or mend the line", shown(.path))]
    Digests {
        /// The list.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
        /// The line.
        text: String,
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
}

impl Error {
    /// For `map_err` on errors of the file system.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// For `map_err` on what a walk below `root` answers.
    pub fn walk(root: &Path) -> impl FnOnce(walkdir::Error) -> Self {
        move |error| {
            let path = error.path().unwrap_or(root).to_path_buf();
            Self::io("read", &path)(error.into())
        }
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
