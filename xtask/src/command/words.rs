//! `words`: the reference in words of our own, for those who write it.

use feishu_openapi_codegen::{Reading, pipeline};

use super::Outcome;
use crate::arguments::{Words, WordsCommand};
use crate::error::Error;
use crate::{pages, workspace};

mod check;
mod sheet;

pub(super) fn run(arguments: &Words) -> Result<Outcome, Error> {
    match &arguments.command {
        WordsCommand::Check(arguments) => check::run(arguments),
        WordsCommand::Sheet(arguments) => sheet::run(arguments),
    }
}

/// What the sheets of a service say, or all of them.
fn sheets(service: Option<&str>) -> Result<Reading, Error> {
    let root = workspace::root().join("docs-src");
    let root = match service {
        None => root,
        Some(service) if root.join(service).is_dir() => root.join(service),
        Some(service) => return Err(unknown(service, &root)),
    };
    Ok(pipeline::endpoints(&pages::read(&[root])?))
}

fn unknown(service: &str, root: &std::path::Path) -> Error {
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
