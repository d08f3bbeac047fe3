//! `import`: mirrors in, fact sheets out. `--dry-run` is the same way up to the point where bytes would be written.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::{Endpoint, Operation};
use feishu_openapi_codegen::prose::without_prose;
use feishu_openapi_codegen::{Page, Reading, pipeline};
use rayon::prelude::*;

use super::Outcome;
use crate::arguments::Import;
use crate::error::Error;
use crate::output::{self, OnEdited, Tree};
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
    if !arguments.dry_run {
        output::recover(&out)?;
    }
    let tree = Tree::read(&out, fact_sheet::MARK)?;

    let reading = understand(&pages);
    let findings = render::findings(&reading.diagnostics, &pages, &arguments.findings, colored());
    tell(format_args!("{findings}{}", Summary::of(&reading)));
    if reading.api.endpoints.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }

    let kept = if arguments.overwrite {
        BTreeMap::new()
    } else {
        of_people(&tree)
    };
    let (described, imported): (Vec<&Endpoint>, Vec<&Endpoint>) = reading
        .api
        .endpoints
        .values()
        .partition(|endpoint| kept.contains_key(&endpoint.operation()));
    let sheets = sheets(&imported, arguments.prose)?;
    let on_edited = if arguments.overwrite {
        OnEdited::Overwrite
    } else {
        OnEdited::Leave
    };
    let mut plan = tree.plan(sheets, |_| true, on_edited)?;
    let kept = described
        .into_iter()
        .filter_map(|endpoint| kept.get(&endpoint.operation()));
    let left: BTreeSet<&str> = kept
        .map(String::as_str)
        .chain(plan.left.iter().map(|(name, _)| name.as_str()))
        .collect();
    let report = report::of(&plan, &left, arguments);
    if !arguments.prune {
        plan.changes.retain(|change| change.after.is_some());
    }
    if !arguments.dry_run {
        output::commit(&out, &plan.changes)?;
    }
    tell(format_args!(
        "{report}        in {:.1} s\n",
        start.elapsed().as_secs_f64()
    ));
    Ok(Outcome::Done)
}

/// Without the passes over the whole schema: a sheet holds what its page says.
fn understand(pages: &[Page]) -> Reading {
    let spinner = progress::spinner("Understanding");
    let reading = pipeline::endpoints(pages);
    spinner.finish_and_clear();
    reading
}

/// The operations that pages of people describe, and where.
fn of_people(tree: &Tree) -> BTreeMap<Operation, String> {
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

/// The sealed sheets by name. Ids whose letters no file name tells apart are an error that names the pages.
fn sheets(endpoints: &[&Endpoint], prose: bool) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let sheet = |endpoint: &&Endpoint| {
        let name = fact_sheet::path(&endpoint.id);
        let text = if prose {
            fact_sheet::emit(endpoint)
        } else {
            fact_sheet::emit(&without_prose(endpoint))
        };
        let sealed = output::seal(&name, &text, fact_sheet::MARK)?;
        Ok((name, sealed))
    };
    let sealed = endpoints.par_iter().map(sheet).collect::<Result<Vec<_>, Error>>()?;
    let mut sheets: BTreeMap<String, (&Endpoint, Vec<u8>)> = BTreeMap::new();
    for ((name, content), endpoint) in sealed.into_iter().zip(endpoints) {
        if let Some((other, _)) = sheets.get(&name) {
            let [one, other] =
                [*other, endpoint].map(|endpoint| format!("{} of {}", endpoint.id, endpoint.source.page));
            return Err(Error::SharedSheet { name, one, other });
        }
        sheets.insert(name, (endpoint, content));
    }
    Ok(sheets.into_iter().map(|(name, (_, content))| (name, content)).collect())
}
