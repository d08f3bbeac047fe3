//! `regen`: pages in, the client crate out. `--check` is the same way up to the point where bytes would be written.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::Instant;

use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::{self, Lock};
use feishu_openapi_codegen::pipeline::{self, Client};

use super::{Outcome, roots, understand};
use crate::arguments::Regen;
use crate::error::Error;
use crate::fingerprint::{self, Fingerprint};
use crate::output::{self, OnEdited, Plan, Tree};
use crate::pages;
use crate::reuse::{self, Versions};
use crate::service::Service;
use crate::summary::{self, Summary};
use crate::terminal::{colored, tell};
use crate::{difference, manifest, progress, render, workspace};

/// The list of published names, in the output.
const NAMES: &str = "names.lock";

pub(super) fn run(arguments: &Regen) -> Result<Outcome, Error> {
    let start = Instant::now();
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| workspace::root().join("generated"));
    let pages = pages::read(&roots(&arguments.docs))?;
    let _lock = output::lock(&out)?;
    if !arguments.check {
        output::recover(&out)?;
    }
    let tree = Tree::read(&out, output::MARKER)?;

    let color = colored();
    let examples = manifest::examples(&out);
    let options = format!("{:?} {:?} {color} {examples:?}", arguments.only, arguments.findings);
    let digests = fingerprint::of_pages(&pages);
    let input = fingerprint::of_input(&digests, &options);
    // Where the program cannot be told from others, no run is like any other.
    let program = fingerprint::of_program();
    let last = Fingerprint::load(&out).filter(|last| Some(&last.program) == program.as_ref());
    let same = last
        .as_ref()
        .filter(|last| last.input == input && last.output == digest(&tree))
        .filter(|last| !arguments.strict || last.summary.warnings_and_errors() == 0);
    if let Some(last) = same {
        let plan = Plan {
            unchanged: last.files,
            ..Plan::default()
        };
        let files = summary::of_files(&plan, arguments.check, start.elapsed());
        tell(format_args!("{}{}{files}", last.findings, last.summary));
        return Ok(Outcome::Done);
    }

    // Ends with the process: freeing all that was read would be a tenth of a run after a small change.
    let mut reading = ManuallyDrop::new(match &program {
        Some(program) => understand(|| {
            let read = reuse::read_pages(&pages, &digests, program, &fingerprint::state_file(&out, "pages"));
            pipeline::refine(pipeline::assemble(read))
        }),
        None => understand(|| pipeline::schema(&pages)),
    });
    let findings = render::findings(&reading.diagnostics, &pages, &arguments.findings, color);
    let summary = Summary::of(&reading);
    tell(format_args!("{findings}{summary}"));
    let objections = summary.warnings_and_errors();
    if arguments.strict && objections > 0 {
        tell(format_args!(
            "{objections:>7} warnings and errors, and `--strict` allows none: nothing was written\n"
        ));
        return Ok(Outcome::NotStrict);
    }
    if reading.api.endpoints.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }
    pipeline::prepare_client(&mut reading.api);
    let versions = Versions::new(&tree, last.as_ref());
    let plan = plan(arguments, &reading.api, &out, &tree, &versions)?;
    let seen = versions.into_seen();
    if !arguments.check {
        output::commit(&out, &plan.changes)?;
    }
    tell(summary::of_files(&plan, arguments.check, start.elapsed()));
    if arguments.check && !plan.changes.is_empty() {
        tell(difference::summary(&plan));
        return Ok(Outcome::OutOfDate);
    }
    if let Some(program) = program {
        let files = plan.unchanged + plan.written();
        let tree = tree.after(plan);
        Fingerprint {
            program,
            input,
            versions: reuse::fingerprints(seen, &tree),
            output: digest(&tree),
            files,
            findings,
            summary,
        }
        .save(&out);
    }
    Ok(Outcome::Done)
}

/// Emits the crate, and compares it with the tree.
fn plan(arguments: &Regen, api: &Api, out: &Path, tree: &Tree, versions: &Versions<'_>) -> Result<Plan, Error> {
    let spinner = progress::spinner("Emitting");
    let published = published_names(out, tree)?;
    let service = match &arguments.only {
        Some(name) => Some(Service::find(name, api, &names::assign(api, &published).0, tree)?),
        None => None,
    };
    let manifest = manifest::of(out);
    let client = match &service {
        // Names of other services stay as they are published, as their files do.
        Some(service) => Client {
            published: names::assign(&service.alone, &published).1,
            ..pipeline::client(&service.among_others, &published, &manifest, |_, _| false)
        },
        None => pipeline::client(api, &published, &manifest, |module, input| {
            versions.is_known(module, input)
        }),
    };
    spinner.finish_and_clear();
    let mut sealed: BTreeMap<String, Vec<u8>> = versions.files().into_iter().collect();
    for (name, content) in client.files {
        let content = output::seal(&name, &content, output::MARKER)?;
        sealed.insert(name, content);
    }
    let on_edited = match (arguments.force, arguments.check) {
        (true, _) => OnEdited::Overwrite,
        (_, true) => OnEdited::Show,
        _ => OnEdited::Refuse,
    };
    let mut plan = tree.plan(
        sealed,
        |name| service.as_ref().is_none_or(|service| service.may_touch(name)),
        on_edited,
    )?;
    plan.put(NAMES, tree.get(NAMES), client.published.to_string().into_bytes());
    Ok(plan)
}

/// The names that earlier runs gave: a file that people may edit and merge, so it bears no mark.
fn published_names(out: &Path, tree: &Tree) -> Result<Lock, Error> {
    let text = String::from_utf8_lossy(tree.get(NAMES).unwrap_or_default());
    Lock::parse(&text).map_err(|why| Error::Names {
        path: out.join(NAMES),
        why,
    })
}

/// Stands for what the last run left: the generated files and the names.
fn digest(tree: &Tree) -> String {
    tree.digest_below("") + &fingerprint::digest(tree.get(NAMES).unwrap_or_default())
}
