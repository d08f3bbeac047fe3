//! What an import says at its end.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::arguments::Import;
use crate::output::{Change, Plan};

/// How many files of a kind are named.
const LISTED: usize = 20;

/// What is new, changed, gone and left alone, with the names of the files.
pub(super) fn of(plan: &Plan, left: &BTreeSet<&str>, arguments: &Import) -> String {
    let named = |wanted: fn(&Change) -> bool| -> Vec<&str> {
        let changes = plan.changes.iter().filter(|change| wanted(change));
        changes.map(|change| change.name.as_str()).collect()
    };
    let new = named(|change| change.before.is_none());
    let changed = named(|change| change.before.is_some() && change.after.is_some());
    let gone = named(|change| change.after.is_none());
    let left: Vec<&str> = left.iter().copied().collect();
    let mut out = String::new();
    let would = if arguments.dry_run { " would be" } else { "" };
    list(&mut out, &new, &format!("new sheets{would} written"));
    list(&mut out, &changed, &format!("changed sheets{would} written"));
    let _ = writeln!(out, "{:>7} sheets unchanged", plan.unchanged);
    if arguments.prune {
        list(
            &mut out,
            &gone,
            &format!("sheets that no page describes any more{would} removed"),
        );
    } else {
        list(
            &mut out,
            &gone,
            "sheets that no page describes any more; `--prune` removes them",
        );
    }
    let what = "pages left alone, written or edited by people; `--overwrite` replaces those in a sheet's place";
    list(&mut out, &left, what);
    out
}

fn list(out: &mut String, names: &[&str], what: &str) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(out, "{:>7} {what}", names.len());
    for name in names.iter().take(LISTED) {
        let _ = writeln!(out, "          {name}");
    }
    if names.len() > LISTED {
        let _ = writeln!(out, "          … and {} more", names.len() - LISTED);
    }
}
