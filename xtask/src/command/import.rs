//! `import`: mirrors in, fact sheets out. `--dry-run` is the same run without the writing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::{Endpoint, Operation};
use feishu_openapi_codegen::prose::without_prose;
use feishu_openapi_codegen::{Page, Reading, pipeline};
use rayon::prelude::*;

use super::Outcome;
use crate::arguments::Import;
use crate::error::{Error, Refusal};
use crate::output::{self, Change, Plan, Tree};
use crate::sheets::Digests;
use crate::summary::Summary;
use crate::terminal::{colored, tell};
use crate::{pages, progress, render, workspace};

mod report;

pub(super) fn run(arguments: &Import) -> Result<Outcome, Error> {
    let start = Instant::now();
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| workspace::root().join("docs-src"));
    let pages = pages::read(&arguments.mirrors)?;
    let _lock = output::lock(&out)?;
    let digests = Digests::read(&out)?;
    let tree = Tree::read(&out, |name, bytes| digests.origin(name, bytes))?;

    let mut reading = understand(&pages);
    // `--prune` removes what the mirror lacks, so the mirror must have all pages: then a fixup without its page is stale.
    if arguments.prune {
        pipeline::check_whole(&mut reading);
    }
    let diagnostics = render::diagnostics(&reading.diagnostics, &pages, &arguments.diagnostics, colored());
    tell(format_args!("{diagnostics}{}", Summary::of(&reading)));
    if reading.api.endpoints.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }

    let by_people = if arguments.overwrite {
        BTreeMap::new()
    } else {
        described_by_people(&tree)
    };
    let (described, imported): (Vec<&Endpoint>, Vec<&Endpoint>) = reading
        .api
        .endpoints
        .values()
        .partition(|endpoint| by_people.contains_key(&endpoint.operation()));
    let sheets = sheets(&imported, arguments.prose)?;
    let written = Digests::of(&sheets);
    let mut plan = tree.plan(sheets, |_| true)?;
    let described = described
        .into_iter()
        .filter_map(|endpoint| by_people.get(&endpoint.operation()));
    let mut left: BTreeSet<String> = described.cloned().collect();
    if !arguments.overwrite {
        left.extend(leave(&mut plan));
    }
    let report = report::of(&plan, &left, arguments);
    if !arguments.prune {
        plan.changes.retain(|change| change.after.is_some());
    }
    plan.allow(&out, arguments.overwrite)?;
    if !arguments.dry_run {
        let written = written.only(|name| !left.contains(name));
        write(&out, digests, written, tree, plan)?;
    }
    tell(format_args!(
        "{report}        in {:.1} s\n",
        start.elapsed().as_secs_f64()
    ));
    Ok(Outcome::Done)
}

/// Takes the files of people out of the plan, and names them.
fn leave(plan: &mut Plan) -> Vec<String> {
    let is_left = |change: &mut Change| change.refusal.is_some_and(Refusal::yields_to_force);
    plan.changes.extract_if(.., is_left).map(|change| change.name).collect()
}

/// Makes the changes and keeps the digests. Wherever the run is ended, the sheets that it wrote are known as such: as long
/// as it writes, each sheet may be the old one or the new one.
fn write(out: &Path, digests: Digests, written: Digests, tree: Tree, plan: Plan) -> Result<(), Error> {
    digests.clone().or(&written).write(out)?;
    output::write(out, &plan.changes)?;
    let tree = tree.after(plan);
    let there = digests.only(|name| tree.get(name).is_some());
    there.replaced_by(written).write(out)
}

/// Without the passes over the whole schema: a sheet holds what its page says.
fn understand(pages: &[Page]) -> Reading {
    let spinner = progress::spinner("Understanding");
    let reading = pipeline::endpoints(pages);
    spinner.finish_and_clear();
    reading
}

/// The operations that pages of people describe, and where.
fn described_by_people(tree: &Tree) -> BTreeMap<Operation, String> {
    let page = |(name, bytes): (&str, &[u8])| {
        let is_page = pages::is_page(name.as_ref());
        is_page.then(|| Page {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        })
    };
    let pages: Vec<Page> = tree.of_people().filter_map(page).collect();
    let endpoints = pipeline::endpoints(&pages).api.endpoints.into_values();
    endpoints
        .map(|endpoint| (endpoint.operation(), endpoint.source.page))
        .collect()
}

/// The sheets by name. Ids whose letters no file name tells apart are an error that names the pages.
fn sheets(endpoints: &[&Endpoint], prose: bool) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let sheet = |endpoint: &&Endpoint| {
        if prose {
            fact_sheet::emit(endpoint)
        } else {
            fact_sheet::emit(&without_prose(endpoint))
        }
    };
    let texts: Vec<String> = endpoints.par_iter().map(sheet).collect();
    let mut sheets: BTreeMap<String, (&Endpoint, Vec<u8>)> = BTreeMap::new();
    for (text, endpoint) in texts.into_iter().zip(endpoints) {
        let name = fact_sheet::path(&endpoint.id);
        if let Some((other, _)) = sheets.get(&name) {
            let [one, other] =
                [*other, endpoint].map(|endpoint| format!("{} of {}", endpoint.id, endpoint.source.page));
            return Err(Error::SharedSheet { name, one, other });
        }
        sheets.insert(name, (endpoint, text.into_bytes()));
    }
    Ok(sheets.into_iter().map(|(name, (_, content))| (name, content)).collect())
}
