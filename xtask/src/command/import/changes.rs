//! What a run changes of what the sheets say, as `diff` tells it.

use std::collections::BTreeSet;

use feishu_openapi_codegen::Reading;
use feishu_openapi_codegen::diff::{self, Side};
use feishu_openapi_codegen::ir::{Api, Source};

use super::follow::{Followed, Stated};
use crate::command::diff::{brief, summary_of};
use crate::output::Plan;
use crate::{progress, published, workspace};

/// How many lines of changes are shown.
const LINES: usize = 30;

/// The figures, then the changes; nothing where there were no sheets, since all is new then.
pub(super) fn of(before: Api, plan: &Plan, followed: &Followed) -> String {
    if before.is_empty() || plan.changes.is_empty() {
        return String::new();
    }
    let names = match published::names(&workspace::root()) {
        Ok(names) => names,
        Err(why) => return format!("        not compared with the sheets before: {why}\n"),
    };
    let spinner = progress::spinner("Comparing");
    let (before, after) = states(before, plan, followed);
    let before = Side::new(before, &names);
    let after = Side::new(after, before.published());
    let diff = diff::compare(&before, &after);
    spinner.finish_and_clear();
    format!("        {}\n{}", summary_of(&diff), brief(&diff, LINES))
}

/// What the sheets said and what they say after the run, of the services in which a sheet changes.
fn states(mut before: Api, plan: &Plan, followed: &Followed) -> (Reading, Reading) {
    let changed: BTreeSet<&str> = plan.changes.iter().map(|change| change.name.as_str()).collect();
    let is_changed = |source: &Source| changed.contains(source.page.as_str());
    let stated: Vec<&Stated> = followed
        .sheets
        .iter()
        .filter(|(name, _)| changed.contains(name.as_str()))
        .filter_map(|(_, stated)| stated.as_ref())
        .collect();

    let of_endpoints = before
        .endpoints
        .values()
        .map(|endpoint| (&endpoint.id, &endpoint.source));
    let of_events = before.events.values().map(|event| (&event.id, &event.source));
    let old = of_endpoints.chain(of_events).filter(|(_, source)| is_changed(source));
    let old = old.map(|(id, _)| id.project.clone());
    let new = stated.iter().map(|stated| stated.id().project.clone());
    let services: BTreeSet<String> = old.chain(new).collect();
    before.endpoints.retain(|id, _| services.contains(&id.project));
    before.events.retain(|id, _| services.contains(&id.project));

    let mut after = before.clone();
    after.endpoints.retain(|_, endpoint| !is_changed(&endpoint.source));
    after.events.retain(|_, event| !is_changed(&event.source));
    for stated in stated {
        match stated {
            Stated::Endpoint(endpoint) => drop(after.endpoints.insert(endpoint.id.clone(), (**endpoint).clone())),
            Stated::Event(event) => drop(after.events.insert(event.id.clone(), (**event).clone())),
        }
    }
    let reading = |api: Api| Reading {
        api,
        ..Reading::default()
    };
    (reading(before), reading(after))
}
