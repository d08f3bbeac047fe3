//! `release`: makes ready what a release needs. A person looks at it, publishes and tags.

use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::diff::{self, Diff, Side, Step};
use feishu_openapi_codegen::emit::openapi;
use toml_edit::{DocumentMut, TomlError};

use super::diff::{Source, markdown, read_sides, save, summary_of};
use super::{Outcome, read_docs};
use crate::arguments::{self, Docs};
use crate::error::Error;
use crate::output::write_file;
use crate::revision;
use crate::terminal::tell;
use crate::{version, workspace};

mod changelog;
mod package;
mod versions;

pub(super) fn run(arguments: &arguments::Release) -> Result<Outcome, Error> {
    let root = workspace::root();
    let now = env!("CARGO_PKG_VERSION");
    let last = last(arguments, now)?;
    let (new, diff) = compare(last.as_deref())?;
    let step = diff.as_ref().map(|diff| diff.step(version::major(now)));
    let next = versions::next(now, step);
    match (&last, &diff) {
        (Some(last), Some(diff)) => tell(format_args!("        since {last}: {}\n", summary_of(diff))),
        _ => tell(format_args!(
            "        no release is known, neither a tag v{now} nor a file of `--since`: this is the first\n"
        )),
    }
    if step == Some(Step::None) {
        tell(format_args!(
            "        nothing changed for programs: a release would be of the generator alone\n"
        ));
    }
    let files = write_files(&arguments.files, &new)?;
    let mut changed = versions::set(&root, now, &next)?;
    let entry = diff.as_ref().map(markdown::of);
    changed.push(changelog::release(&root, &next, entry.as_deref())?);
    if !arguments.dry_run {
        for (path, text) in &changed {
            write_file(path, text.as_bytes())?;
        }
    }
    let would = if arguments.dry_run { "would write" } else { "wrote" };
    let changed: Vec<String> = changed.iter().map(|(path, _)| workspace::shown(path)).collect();
    tell(format_args!(
        "        version {next}: {would} {}\n{files}",
        changed.join(", ")
    ));
    tell(package::check(&root)?);
    tell(format_args!("{}", rest(&next, last.as_deref(), diff.as_ref())));
    Ok(Outcome::Done)
}

/// The last release: as the command line says, else the tag of the version that stands in the manifests.
fn last(arguments: &arguments::Release, now: &str) -> Result<Option<String>, Error> {
    if let Some(since) = &arguments.since {
        return Ok(Some(since.clone()));
    }
    let tag = format!("v{now}");
    Ok(revision::is_there(&tag)?.then_some(tag))
}

fn compare(last: Option<&str>) -> Result<(Side, Option<Diff>), Error> {
    let source = last.map_or(Source::WorkingTree, Source::parse);
    let (old, new) = read_sides(&source, &Source::WorkingTree)?;
    let diff = last.map(|_| diff::compare(&old, &new));
    Ok((new, diff))
}

/// Writes the state of the pages, to compare the next release with, and the OpenAPI document.
fn write_files(directory: &Path, side: &Side) -> Result<String, Error> {
    fs::create_dir_all(directory).map_err(Error::io("create", directory))?;
    let [state, document] = ["api.json", "openapi.json"].map(|name| directory.join(name));
    save(side, &state)?;
    let (_, reading) = read_docs(&Docs { roots: Vec::new() })?;
    write_file(&document, format!("{:#}\n", openapi::emit(&reading.api)).as_bytes())?;
    let shown = [state, document].map(|path| workspace::shown(&path));
    Ok(format!("        files of the release: {}\n", shown.join(", ")))
}

/// What is left to do by hand.
fn rest(next: &str, last: Option<&str>, diff: Option<&Diff>) -> String {
    let mut steps = vec!["cargo xtask regen && .ci/run".to_owned()];
    if let (Some(last), Some(diff)) = (last.filter(|last| !Path::new(last).exists()), diff) {
        let step = version::step_name(diff.step(1).max(Step::Patch));
        steps.push(format!(
            "cargo semver-checks -p feishu-openapi --all-features --baseline-rev {last} --release-type {step}"
        ));
    }
    steps.extend([
        format!("git commit -am \"Version {next}\" && git tag v{next}"),
        "cargo publish -p feishu-openapi-runtime -p feishu-openapi".to_owned(),
    ]);
    let steps: String = steps.iter().map(|step| format!("          {step}\n")).collect();
    format!("        nothing is published or tagged; what is left:\n{steps}")
}

/// A file with its new text.
type Changed = (PathBuf, String);

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::io("read", path))
}

fn read_manifest(path: &Path) -> Result<DocumentMut, Error> {
    read(path)?.parse().map_err(|why: TomlError| Error::Manifest {
        path: path.to_path_buf(),
        why: why.to_string(),
    })
}
