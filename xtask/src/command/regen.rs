//! `regen`: pages in, the client crate out. `--check` is the same way up to the point where bytes would be written.

use std::collections::BTreeMap;
use std::time::Instant;

use feishu_openapi_codegen::ir::Api;

use super::{Outcome, colored, roots, understand};
use crate::arguments::Regen;
use crate::error::Error;
use crate::fingerprint::{self, Fingerprint};
use crate::output::{self, OnEdited, Plan, Tree};
use crate::pages;
use crate::service::Scope;
use crate::summary::{self, Summary};
use crate::{difference, pipeline, progress, render, workspace};

pub(super) fn run(arguments: &Regen) -> Result<Outcome, Error> {
    let start = Instant::now();
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| workspace::root().join("generated"));
    let pages = pages::read(&roots(&arguments.docs))?;
    let _lock = output::lock(&out)?;
    let tree = Tree::read(&out)?;

    let color = colored();
    let options = format!("{:?} {:?} {color}", arguments.only, arguments.findings);
    let input = fingerprint::of_input(&pages, &options);
    let last = Fingerprint::load(&out)
        .filter(|last| Some(&last.input) == input.as_ref() && last.output == tree.digest())
        .filter(|last| !arguments.strict || last.summary.warnings_and_errors() == 0);
    if let Some(last) = last {
        let plan = Plan {
            unchanged: last.files,
            ..Plan::default()
        };
        eprint!("{}{}", last.findings, last.summary);
        eprintln!("{}", summary::of_files(&plan, arguments.check, start.elapsed()));
        return Ok(Outcome::Done);
    }

    let reading = understand(&pages);
    let findings = render::findings(&reading.diagnostics, &pages, &arguments.findings, color);
    let summary = Summary::of(&reading);
    eprint!("{findings}{summary}");
    let objections = summary.warnings_and_errors();
    if arguments.strict && objections > 0 {
        eprintln!("{objections:>7} warnings and errors, and `--strict` allows none: nothing was written");
        return Ok(Outcome::NotStrict);
    }
    if reading.api.endpoints.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }
    let plan = plan(arguments, &reading.api, &tree)?;
    if !arguments.check {
        output::commit(&out, &plan.changes)?;
    }
    eprintln!("{}", summary::of_files(&plan, arguments.check, start.elapsed()));
    if arguments.check && !plan.changes.is_empty() {
        eprint!("{}", difference::summary(&plan));
        return Ok(Outcome::OutOfDate);
    }
    if let Some(input) = input {
        let files = plan.unchanged + plan.written();
        let output = tree.after(plan).digest();
        Fingerprint {
            input,
            output,
            files,
            findings,
            summary,
        }
        .save(&out);
    }
    Ok(Outcome::Done)
}

/// Emits the crate, and compares it with the tree.
fn plan(arguments: &Regen, api: &Api, tree: &Tree) -> Result<Plan, Error> {
    let scope = match &arguments.only {
        Some(service) => Scope::only(service, api)?,
        None => Scope::Whole,
    };
    let spinner = progress::spinner("Emitting");
    let files = pipeline::emit_crate(api)?;
    spinner.finish_and_clear();
    let mut sealed = BTreeMap::new();
    for (name, content) in files {
        let content = output::seal(&name, &content)?;
        sealed.insert(name, content);
    }
    let on_edited = if arguments.force {
        OnEdited::Overwrite
    } else {
        OnEdited::Refuse
    };
    tree.plan(sealed, |name| scope.contains(name), on_edited)
}
