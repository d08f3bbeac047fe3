//! `import`: mirrors in, fact sheets out. `--dry-run` is the same run without the writing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::{Page, Reading, pipeline, words};
use rayon::prelude::*;

use super::Outcome;
use crate::arguments::Import;
use crate::error::{Error, Refusal};
use crate::kept_diagnostics::KeptDiagnostics;
use crate::output::{self, Change, Plan, Tree};
use crate::sheets::Digests;
use crate::summary::Summary;
use crate::terminal::{colored, tell};
use crate::{pages, progress, render, stamps, workspace};

mod changes;
mod diagnostics;
mod events;
mod follow;
mod report;
mod three_way;

use follow::{Followed, Stated};

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
    // With all pages in the mirror, a fixup without its page is stale.
    if arguments.whole {
        pipeline::check_whole(&mut reading);
    }
    let told = render::diagnostics(&reading.diagnostics, &pages, &arguments.diagnostics, colored());
    tell(format_args!("{told}{}", Summary::of(&reading)));
    if reading.api.is_empty() {
        return Err(Error::NoEndpoints { pages: reading.pages });
    }

    let beside = follow::beside(&tree);
    let followed = follow::follow(&reading, &beside, &tree, &digests, arguments);
    let sheets = sheets(&followed, &tree)?;
    let written = Digests::of(&sheets);
    let mut plan = tree.plan(sheets, |_| true)?;
    let mut left = followed.left.clone();
    if !arguments.overwrite {
        left.extend(leave(&mut plan));
    }
    let report = report::of(&plan, &followed, &left, arguments);
    let conflicts = three_way::show(&followed.conflicts, &tree, &digests, &out, arguments);
    let is_of_run = |change: &Change| change.after.is_some() || followed.moved.contains(&change.name);
    plan.changes.retain(is_of_run);
    plan.allow(&out, arguments.overwrite)?;
    let gone = gone(&beside, &reading.api, &followed);
    let changes = changes::of(beside, &plan, &followed);
    if !arguments.dry_run {
        let is_removed = |name: &str| {
            plan.changes
                .iter()
                .any(|change| change.name == name && change.after.is_none())
        };
        let kept = diagnostics::after(KeptDiagnostics::read(&out)?, &reading, &followed, &tree, arguments);
        // Before the sheets: a run that was ended does not read again what is written.
        kept.only(|name| !is_removed(name)).write(&out)?;
        let written = written.only(|name| !left.contains(name));
        write_digests(&out, &tree, &gone, &followed, &mut reading.api)?;
        write(&out, digests, written, tree, plan)?;
    }
    tell(format_args!(
        "{conflicts}{report}{changes}        in {:.1} s\n",
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

/// Keeps digests of the vendor's texts, for those who write words: of the service versions of which the mirror has every sheet,
/// none of them in an older state, but for those that are gone. Where no page is newer than its sheet, the digests stay:
/// another crawl of the same states has other line ends.
fn write_digests(
    out: &Path,
    tree: &Tree,
    gone: &BTreeSet<String>,
    followed: &Followed,
    api: &mut Api,
) -> Result<(), Error> {
    let mut described: BTreeMap<String, usize> = BTreeMap::new();
    for id in api.endpoints.keys().chain(api.events.keys()) {
        *described.entry(id.service_version()).or_default() += 1;
    }
    for (version, digests) in words::digests(api) {
        let described = described.get(&version).copied().unwrap_or_default();
        let folder = format!("{}/", version.replacen('.', "/", 1));
        let file = stamps::pages_file(out, &version);
        let is_of_version = |sheet: &String| sheet.starts_with(&folder);
        // The page of an edited sheet is not written, and its texts have changed all the same.
        let mut read = followed
            .read
            .values()
            .chain(followed.conflicts.iter().map(|it| &it.name));
        let is_read = !file.is_file() || read.any(is_of_version);
        let is_older = followed.older.iter().any(is_of_version);
        let there = tree.generated_below(&folder).filter(|(name, _)| !gone.contains(*name));
        if there.count() <= described && is_read && !is_older {
            let digests = digests
                .iter()
                .map(|(key, digest)| (stamps::line_key(key), digest.clone()));
            stamps::write(&file, &digests.collect())?;
        }
    }
    Ok(())
}

/// The sheets that say that no page describes them any more, those that say so since this run with them. One whose page is
/// back is none.
fn gone(beside: &Api, api: &Api, followed: &Followed) -> BTreeSet<String> {
    let endpoints = beside.endpoints.values();
    let endpoints = endpoints.filter(|it| it.gone.is_some() && !api.endpoints.contains_key(&it.id));
    let events = beside.events.values();
    let events = events.filter(|it| it.gone.is_some() && !api.events.contains_key(&it.id));
    let sources = endpoints.map(|it| &it.source).chain(events.map(|it| &it.source));
    let names = sources.map(|source| &source.page);
    names.chain(&followed.gone).cloned().collect()
}

/// Without the passes over the whole schema: a sheet holds what its page says.
fn understand(pages: &[Page]) -> Reading {
    let spinner = progress::spinner("Understanding");
    let reading = pipeline::endpoints(pages);
    spinner.finish_and_clear();
    reading
}

/// The sheets by name. Ids whose letters no file name tells apart are an error that names the pages.
fn sheets(followed: &Followed, tree: &Tree) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let sheet = |(name, stated): &(String, Option<Stated>)| match stated {
        Some(stated) => stated.emit().into_bytes(),
        None => tree.get(name).unwrap_or_default().to_vec(),
    };
    let texts: Vec<Vec<u8>> = followed.sheets.par_iter().map(sheet).collect();
    let mut sheets: BTreeMap<String, (&Option<Stated>, Vec<u8>)> = BTreeMap::new();
    for (text, (name, stated)) in texts.into_iter().zip(&followed.sheets) {
        if let Some((other, _)) = sheets.get(name) {
            let page = |stated: &Option<Stated>| stated.as_ref().map_or_else(|| name.clone(), Stated::describe);
            let (one, other) = (page(other), page(stated));
            let name = name.clone();
            return Err(Error::SharedSheet { name, one, other });
        }
        sheets.insert(name.clone(), (stated, text));
    }
    Ok(sheets.into_iter().map(|(name, (_, content))| (name, content)).collect())
}
