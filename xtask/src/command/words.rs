//! `words`: the reference in words of our own, for those who write it.

use std::path::Path;

use feishu_openapi_codegen::{Reading, pipeline};

use super::Outcome;
use crate::arguments::{Words, WordsCommand};
use crate::error::Error;
use crate::{pages, workspace};

mod check;
mod count;
mod faults;
mod links;
mod sheet;
mod stamp;

pub(super) use faults::Faults;

pub(super) fn run(arguments: &Words) -> Result<Outcome, Error> {
    let docs = arguments
        .docs
        .clone()
        .unwrap_or_else(|| workspace::root().join("docs-src"));
    match &arguments.command {
        WordsCommand::Check(arguments) => check::run(&docs, arguments),
        WordsCommand::Sheet(arguments) => sheet::run(&docs, arguments),
        WordsCommand::Stamp(arguments) => stamp::run(&docs, arguments),
        WordsCommand::Count(arguments) => count::run(&docs, arguments),
    }
}

/// What the sheets of a service say, or all of them.
fn sheets(docs: &Path, service: Option<&str>) -> Result<Reading, Error> {
    let root = match service {
        None => docs.to_path_buf(),
        Some(service) if docs.join(service).is_dir() => docs.join(service),
        Some(service) => return Err(unknown(service, docs)),
    };
    Ok(pipeline::endpoints(&pages::read(&[root])?))
}

fn unknown(service: &str, root: &Path) -> Error {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut known: Vec<_> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    known.retain(|name| !name.contains('.') && name != "words");
    known.sort();
    Error::UnknownService {
        service: service.to_owned(),
        known: known.join(", "),
    }
}
