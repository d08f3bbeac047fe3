//! The commands, each in a file of its own, and what they have in common.

mod diff;
mod explain;
mod import;
mod lint;
mod openapi;
mod regen;
mod release;
mod stats;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use feishu_openapi_codegen::{Page, Reading, pipeline};
use serde::Serialize;

use crate::arguments::{Arguments, Command, Docs};
use crate::error::Error;
use crate::pages;
use crate::{progress, workspace};

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What was asked for is done.
    Done,
    /// `--check` found differences.
    OutOfDate,
    /// `--strict` found warnings.
    NotStrict,
    /// `--fail-on` found what it names, or `--baseline` what it does not know.
    Objection,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::OutOfDate | Outcome::Objection => 1,
            Outcome::NotStrict => 3,
        })
    }
}

/// Runs the command that the command line names.
///
/// # Errors
/// When the command fails. The message says what to do.
pub fn run(arguments: &Arguments) -> Result<Outcome, Error> {
    match &arguments.command {
        Command::Regen(arguments) => regen::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Release(arguments) => release::run(arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Openapi(arguments) => openapi::run(arguments),
        Command::Stats(arguments) => stats::run(arguments),
        Command::Words(arguments) => words::run(arguments),
    }
}

/// A document for programs, as it is printed.
fn pretty(document: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(document);
    let text = text.map_err(|why| Error::io("write to", Path::new("standard output"))(why.into()))?;
    Ok(format!("{text}\n"))
}

/// The roots of the pages: as given, or the workspace's own.
fn roots(docs: &Docs) -> Vec<PathBuf> {
    if docs.roots.is_empty() {
        vec![workspace::root().join("docs-src")]
    } else {
        docs.roots.clone()
    }
}

/// Pages into a schema, with a sign of life.
fn understand(read: impl FnOnce() -> Reading) -> Reading {
    let spinner = progress::spinner("Understanding");
    let reading = read();
    spinner.finish_and_clear();
    reading
}

fn read_docs(docs: &Docs) -> Result<(Vec<Page>, Reading), Error> {
    let pages = pages::read(&roots(docs))?;
    let reference = crate::words::read(&roots(docs))?;
    let mut reading = understand(|| {
        let mut reading = pipeline::endpoints(&pages);
        pipeline::put_words(&mut reading, &reference);
        pipeline::refine(reading)
    });
    if is_whole(docs) {
        pipeline::check_whole(&mut reading);
    }
    Ok((pages, reading))
}

/// Whether a run reads all pages that there are. Only of the workspace's own pages is that known.
fn is_whole(docs: &Docs) -> bool {
    docs.roots.is_empty()
}
