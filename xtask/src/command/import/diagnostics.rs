//! The diagnostics that are kept after a run.

use std::collections::BTreeMap;

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::{Reading, Skip, SkipReason};

use super::follow::Followed;
use crate::arguments::Import;
use crate::kept_diagnostics::KeptDiagnostics;
use crate::output::Tree;

/// What was read anew has its own, and the rest stay. Without earlier ones, all are new.
pub(super) fn after(
    earlier: Option<KeptDiagnostics>,
    reading: &Reading,
    followed: &Followed,
    tree: &Tree,
    arguments: &Import,
) -> KeptDiagnostics {
    let is_first = earlier.is_none();
    // A page that gave no sheet gives one by now, or it is gone; if it still gives none, it is told of again. An older crawl
    // may have it as it was before.
    let is_known_better = |subject: &str| arguments.whole || followed.read.contains_key(subject);
    let kept = earlier.unwrap_or_default();
    let mut kept = kept.only(|subject| tree.get(subject).is_some() || !is_known_better(subject));
    let pages: BTreeMap<&str, String> = subjects(reading, followed, is_first);
    for subject in pages.values().chain(&followed.moved) {
        kept.remove(subject);
    }
    for found in &reading.diagnostics {
        let Some(subject) = pages.get(found.page.as_str()) else {
            continue;
        };
        // An id that the sheet has from elsewhere, or that no sheet has, is not derived.
        let has_other_id = *subject == found.page || followed.documented.contains(subject);
        if found.code == Code::DerivedId && has_other_id {
            continue;
        }
        kept.insert(subject, found);
    }
    kept
}

/// The pages whose diagnostics this run knows better, with the sheet of each, or the page where it gave none.
fn subjects<'r>(reading: &'r Reading, followed: &Followed, is_first: bool) -> BTreeMap<&'r str, String> {
    // Guides have no sheet that a diagnostic could be about.
    let is_of_operation = |skip: &&Skip| skip.reason != SkipReason::Guide;
    let skipped = reading.skipped.iter().filter(is_of_operation);
    let skipped = skipped.map(|skip| (skip.page.as_str(), skip.page.clone()));
    let endpoints = reading.api.endpoints.values().map(|endpoint| &endpoint.source);
    let events = reading.api.events.values().map(|event| &event.source);
    let read = endpoints.chain(events).filter_map(|source| {
        let page = source.page.as_str();
        let sheet = followed.read.get(page).cloned();
        let sheet = sheet.or_else(|| followed.followed.get(page).filter(|_| is_first).cloned());
        Some((page, sheet?))
    });
    skipped.chain(read).collect()
}
