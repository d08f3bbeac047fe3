//! What can go wrong in a command. Every message says what, where, and what to do.

mod refusal;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use feishu_openapi_codegen::diagnostic::counted;
use feishu_openapi_codegen::names::LockError;

use crate::list;
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
        "no endpoint is described in {}, so there is nothing to write\n  a page describes one when a table of it has a row `HTTP URL`",
        counted(*.pages, "page")
    )]
    NoEndpoints {
        /// The number of pages that were read.
        pages: usize,
    },
    /// Corrections of pages that correct nothing.
    #[error(
        "stale fixups: {count}; nothing was written\n  look at their pages, then correct the fixups or take them out of codegen/src/fixup"
    )]
    StaleFixups {
        /// Of the fixups that apply to no page.
        count: usize,
    },
    /// Lines of words files that say nothing, or of nothing.
    #[error("{}\n  `cargo xtask words check` shows what is right", .0.join("\n"))]
    Words(Vec<String>),
    /// A directory for worksheets that would be published.
    #[error("{} lies in the workspace, and worksheets hold the vendor's texts\n  give a directory outside with `--out`", shown(.0))]
    Published(PathBuf),
    /// Published names of things that no page has any more.
    #[error(
        "of nothing that the pages say any more: {}; nothing was written\n{}  put the rows back and mark them as gone, as `import` does: `**自 2026-05-24 起移除**` in the description of a field (codegen/src/emit/fact_sheet says how elsewhere)\n  or let go of them, which breaks programs: `cargo xtask regen --breaking`",
        counted(.lost.len(), "published name"), list::lines("    ", .lost, 20)
    )]
    LostNames {
        /// Their lines in the list.
        lost: Vec<String>,
    },
    /// A service that no page describes.
    #[error("no page describes the service `{service}`\n  the pages describe: {known}")]
    UnknownService {
        /// As it was given to `--only`.
        service: String,
        /// Names of services, with commas between.
        known: String,
    },
    /// Nothing that can be explained.
    #[error("`{subject}` is no id of an endpoint, type of an event, page, or code of a diagnostic{hint}")]
    UnknownSubject {
        /// What the command line names.
        subject: String,
        /// Ids, pages or codes that could be meant, as further lines; empty where there are none.
        hint: String,
    },
    /// A page that gave no endpoint.
    #[error("no endpoint came out of {page}: {why}\n  without `--json` this command shows what the page says")]
    NoEndpointOnPage {
        /// The page, by its path below the mirror.
        page: String,
        /// Why the page was skipped, in words.
        why: String,
    },
    /// Files that a run will not overwrite or remove.
    #[error("{} holds files that would be lost; nothing was written\n{files}", shown(.out))]
    Refused {
        /// The directory that the run writes to.
        out: PathBuf,
        /// By name in that directory.
        files: Refused,
    },
    /// A module that a person wrote has the name of a generated one.
    #[error(
        "{file} was written by people, and the module {generated} is generated\n  give yours another name; nothing was written"
    )]
    Clash {
        /// Of the person, relative to the output.
        file: String,
        /// Relative to the output.
        generated: String,
    },
    /// A module that a person wrote is part of nothing.
    #[error(
        "no generated module declares {file}; nothing was written\n  put it beside the `mod.rs` of a service, version or resource, under a name that a module can have"
    )]
    Undeclared {
        /// Relative to the output.
        file: String,
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
        /// Id and page of an endpoint.
        one: String,
        /// Id and page of another endpoint.
        other: String,
    },
    /// The list of published names cannot be read.
    #[error("{}: {why}\n  it keeps names from changing: put it back from version control, or correct the line", shown(.path))]
    Names {
        /// `names.lock` of the output.
        path: PathBuf,
        /// The line that is none.
        why: LockError,
    },
    /// The digests of the sheets cannot be read.
    #[error("{}: line {line} is no digest of a sheet: {text}\n  it tells which sheets were edited: put it back from version control, or correct the line", shown(.path))]
    Digests {
        /// `sheets.lock` of the output.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What the line says.
        text: String,
    },
    /// A git revision that cannot be read.
    #[error(
        "cannot read the pages of the revision `{revision}`: {why}\n  name a commit, branch or tag of this workspace, or a file or directory that is there"
    )]
    Revision {
        /// As it was given.
        revision: String,
        /// What git said.
        why: String,
    },
    /// A saved state that cannot be read.
    #[error("{}: {why}\n  this is no file that `cargo xtask diff --save` wrote with this program", shown(.path))]
    Saved {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file that a release changes, and that is not as it should be.
    #[error("{}: {why}", shown(.path))]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A crate without the address of its source.
    #[error("{} has no `repository`, so whoever finds the crate would not find its source\n  set `repository` in `[workspace.package]` of Cargo.toml, `repository.workspace = true` in the packages runtime and xtask, then run `cargo xtask regen`", shown(.0))]
    NoRepository(PathBuf),
    /// What cargo or the registry would not take.
    #[error("the crates cannot be packed: {why}")]
    Package {
        /// What cargo said, or which limit of the registry is passed.
        why: String,
    },
    /// A crate that breaks programs in a way that `diff` does not see, or that could not be looked at.
    #[error("cargo-semver-checks asks for more than a {step} step, or cannot look at the crate:\n{said}")]
    Semver {
        /// The step that `diff` found.
        step: &'static str,
        /// What the program said.
        said: String,
    },
    /// A line that accepts no change.
    #[error("{}: line {line} is no fingerprint and reason: {text}\n  write the 12 digits that `cargo xtask diff --json` prints, a blank, and why the change is accepted", shown(.path))]
    Accepted {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What the line says.
        text: String,
    },
    /// Accepted changes that are none.
    #[error("{}: nothing changed that has the fingerprint {stale}\n  take the lines out: they would accept the change when it comes back", shown(.path))]
    StaleAccepted {
        /// The file.
        path: PathBuf,
        /// Fingerprints, with commas between.
        stale: String,
    },
    /// The file system said no.
    #[error("cannot {action} {}: {source}", shown(.path))]
    Io {
        /// A verb for the message: `read`, `write`, …
        action: &'static str,
        /// File or directory that it was about.
        path: PathBuf,
        /// The system's own error.
        source: io::Error,
    },
}

impl Error {
    /// For `map_err` on errors of the file system.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// For `map_err` on errors of a walk below `root`.
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
