//! `regen`: pages in, the client crate out. `--check` is the same run without the writing.

mod breaking;

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::Instant;

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic, noun};
use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::{self, Lock};
use feishu_openapi_codegen::pipeline::{self, Client};
use feishu_openapi_codegen::words::{Entry, Key, Position, Reference};
use feishu_openapi_codegen::{Page, Reading};

use super::{Outcome, is_whole, roots, understand};
use crate::arguments::Regen;
use crate::companion;
use crate::digest;
use crate::error::Error;
use crate::fingerprint::{self, Fingerprint};
use crate::output::{self, Origin, Plan, Tree};
use crate::pages;
use crate::reuse::{self, Versions};
use crate::service::Service;
use crate::summary::Summary;
use crate::terminal::{colored, tell};
use crate::{difference, manifest, marker, progress, render, words, workspace};

/// The list of published names, in the output.
const NAMES: &str = "names.lock";

pub(super) fn run(arguments: &Regen) -> Result<Outcome, Error> {
    let start = Instant::now();
    let let_go = breaking::let_go(arguments)?;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| workspace::root().join("generated"));
    let pages = pages::read(&roots(&arguments.docs))?;
    let reference = words::read(&roots(&arguments.docs))?;
    let _lock = output::lock(&out)?;
    let tree = Tree::read(&out, origin)?;
    let input = Input::of(arguments, &pages, &reference, &out, &tree);
    let last = Fingerprint::load(&out).filter(|last| Some(&last.program) == input.program.as_ref());
    let same = last
        .as_ref()
        .filter(|last| !arguments.breaking && input.is_of(last, &tree));
    if let Some(last) = same.filter(|last| !arguments.strict || last.summary.warnings_and_errors() == 0) {
        repeat(last, arguments, start);
        tell_changes(arguments);
        return Ok(Outcome::Done);
    }

    // Ends with the process: freeing all that was read would be a tenth of a run after a small change.
    let mut reading = ManuallyDrop::new(read(&pages, &reference, is_whole(&arguments.docs), &input, &out)?);
    if is_whole(&arguments.docs) {
        pipeline::check_whole(&mut reading);
    }
    let diagnostics = render::diagnostics(&reading.diagnostics, &pages, &arguments.diagnostics, colored());
    let summary = Summary::of(&reading);
    tell(format_args!("{diagnostics}{summary}"));
    let objections = summary.warnings_and_errors();
    if arguments.strict && objections > 0 {
        tell(format_args!(
            "{objections:>7} {}, and `--strict` allows none: nothing was written\n",
            ["warning", "error"].map(|one| noun(objections, one)).join(" or ")
        ));
        return Ok(Outcome::NotStrict);
    }
    allow(&reading)?;
    let published = published_names(arguments, &out, &tree)?;
    pipeline::prepare_client(&mut reading.api, &published);
    let versions = Versions::new(&tree, last.as_ref());
    let (plan, lost) = plan(arguments, &reading.api, &out, &tree, &versions, &published)?;
    let seen = versions.into_seen();
    if !arguments.check {
        plan.allow(&out, arguments.force)?;
        output::write(&out, &plan.changes)?;
    }
    tell(difference::counts(&plan, arguments.check, start.elapsed()));
    if let Some(let_go) = let_go {
        let_go.print(&lost, &pages, names_of(&out, &tree)?)?;
    }
    if arguments.check && !plan.changes.is_empty() {
        tell(difference::summary(&plan, &out));
        return Ok(Outcome::OutOfDate);
    }
    input.keep(&out, diagnostics, summary, seen, tree, plan);
    tell_changes(arguments);
    Ok(Outcome::Done)
}

/// Says what the last run said, which had the same input.
fn repeat(last: &Fingerprint, arguments: &Regen, start: Instant) {
    let plan = Plan {
        unchanged: last.files,
        ..Plan::default()
    };
    let files = difference::counts(&plan, arguments.check, start.elapsed());
    tell(format_args!("{}{}{files}", last.diagnostics, last.summary));
}

/// Ends a run that wrote the crate of this repository with what the pages say else than those of the last commit. The crate
/// is written, with or without git.
fn tell_changes(arguments: &Regen) {
    if !is_whole(&arguments.docs) || arguments.out.is_some() || arguments.check {
        return;
    }
    match super::diff::summary() {
        Ok(line) => tell(format_args!("        {line}\n")),
        Err(why) => tell(format_args!("        not compared with HEAD: {why}\n")),
    }
}

/// Whether a crate may be made of what was read.
fn allow(reading: &Reading) -> Result<(), Error> {
    if reading.api.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }
    let is_stale = |diagnostic: &&Diagnostic| diagnostic.code == Code::StaleFixup;
    match reading.diagnostics.iter().filter(is_stale).count() {
        0 => Ok(()),
        count => Err(Error::StaleFixups { count }),
    }
}

/// What the result depends on, as digests.
struct Input {
    /// One for each page, in the order of the pages.
    pages: Vec<String>,
    /// One for all that decides what a run says and writes: pages, words, arguments, published names, files that people wrote.
    all: String,
    /// Of this program; `None` where it cannot be told from others, so that no run is like any other.
    program: Option<String>,
}

impl Input {
    fn of(arguments: &Regen, pages: &[Page], reference: &Reference, out: &Path, tree: &Tree) -> Self {
        let pages = fingerprint::of_pages(pages);
        let (only, shown) = (&arguments.only, &arguments.diagnostics);
        let whole = is_whole(&arguments.docs);
        let (examples, companions) = (manifest::examples(out), companion::of(tree));
        let words = digest::digest(format!("{reference:?}").as_bytes());
        // A run that publishes names is not the same as one that finds them published.
        let names = digest::digest(tree.get(NAMES).unwrap_or_default());
        let options = format!(
            "{only:?} {shown:?} {} {examples:?} {companions:?} {whole} {words} {names}",
            colored()
        );
        Self {
            all: fingerprint::of_input(&pages, &options),
            pages,
            program: fingerprint::of_program(),
        }
    }

    /// Whether the last run had this input too, and its output is still there.
    fn is_of(&self, last: &Fingerprint, tree: &Tree) -> bool {
        last.input == self.all && last.output == digest::of_files(tree.generated_below(""))
    }

    /// Keeps for the next run what this one said and did.
    fn keep(self, out: &Path, diagnostics: String, summary: Summary, seen: reuse::Seen, tree: Tree, plan: Plan) {
        let Some(program) = self.program else { return };
        let files = plan.unchanged + plan.written();
        let tree = tree.after(plan);
        Fingerprint {
            program,
            input: self.all,
            versions: reuse::fingerprints(seen, &tree),
            output: digest::of_files(tree.generated_below("")),
            files,
            diagnostics,
            summary,
        }
        .save(out);
    }
}

/// Pages into the schema, with what earlier runs kept of them, and the words.
fn read(pages: &[Page], reference: &Reference, whole: bool, input: &Input, out: &Path) -> Result<Reading, Error> {
    let mut unused = Vec::new();
    let reading = understand(|| {
        let read = match &input.program {
            Some(program) => {
                let kept = workspace::state_file(out, "pages");
                reuse::read_pages(pages, &input.pages, program, &kept)
            }
            None => pipeline::read(pages),
        };
        let mut reading = pipeline::assemble(read);
        let used = pipeline::put_words(&mut reading, reference).used;
        let entries = reference.entries.iter().filter(|(key, _)| whole && !used.contains(key));
        let line = |(key, entry): (&Key, &Entry)| {
            let Position { file, line } = &entry.position;
            format!("{file}:{line}: no sheet has the key {key}")
        };
        unused.extend(entries.map(line));
        pipeline::refine(reading)
    });
    match unused.is_empty() {
        true => Ok(reading),
        false => Err(Error::Words(unused)),
    }
}

/// Emits the crate, and compares it with the tree. Also the published names that no page has any more.
fn plan(
    arguments: &Regen,
    api: &Api,
    out: &Path,
    tree: &Tree,
    versions: &Versions<'_>,
    published: &Lock,
) -> Result<(Plan, Vec<String>), Error> {
    let spinner = progress::spinner("Emitting");
    let service = match &arguments.only {
        Some(name) => Some(Service::find(name, api, &names::assign(api, published).0, tree)?),
        None => None,
    };
    let manifest = manifest::of(out, companion::of(tree));
    let client = match &service {
        Some(service) => Client {
            published: names::assign(&service.alone, published).1,
            ..pipeline::client(&service.among_others, published, &manifest, |_, _| false)
        },
        None => pipeline::client(api, published, &manifest, |module, input| {
            versions.is_known(module, input)
        }),
    };
    spinner.finish_and_clear();
    let emitted = client.files.into_iter().map(|(name, text)| (name, text.into_bytes()));
    let mut files: BTreeMap<String, Vec<u8>> = versions.files().into_iter().chain(emitted).collect();
    let is_whole = is_whole(&arguments.docs) && service.is_none();
    let covered = service.as_ref().map_or(api, |service| &service.alone);
    let lost = client.published.lacks(published, covered, is_whole);
    if !lost.is_empty() && !arguments.breaking {
        return Err(Error::LostNames { lost });
    }
    let names = match is_whole {
        true => client.published,
        // Names of other services stay as they are published, as their files do.
        false => client.published.with_others(published, covered),
    };
    files.insert(NAMES.to_owned(), names.to_string().into_bytes());
    let scope = |name: &str| service.as_ref().is_none_or(|service| service.may_touch(name));
    companion::check(tree, &files, scope)?;
    Ok((tree.plan(files, scope)?, lost))
}

/// Who wrote a file: the list of names bears no marker, since people merge and edit it.
fn origin(name: &str, bytes: &[u8]) -> Origin {
    if name == NAMES {
        Origin::Command
    } else {
        marker::origin(bytes)
    }
}

/// The names that earlier runs gave.
fn names_of(out: &Path, tree: &Tree) -> Result<Lock, Error> {
    let text = String::from_utf8_lossy(tree.get(NAMES).unwrap_or_default());
    Lock::parse(&text).map_err(|why| Error::Names {
        path: out.join(NAMES),
        why,
    })
}

/// Those to start from. A run that breaks on purpose keeps no form of what has no type of its own.
fn published_names(arguments: &Regen, out: &Path, tree: &Tree) -> Result<Lock, Error> {
    let names = names_of(out, tree)?;
    Ok(match arguments.breaking {
        true => names.without_forms(),
        false => names,
    })
}
