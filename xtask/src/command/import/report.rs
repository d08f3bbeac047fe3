//! What an import says at its end.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::arguments::Import;
use crate::list;
use crate::output::{Change, Plan};

/// How many files of a kind are named.
const LISTED: usize = 20;

/// What is new, changed, gone and left alone, with the names of the files.
pub(super) fn of(plan: &Plan, left: &BTreeSet<String>, arguments: &Import) -> String {
    let named = |wanted: fn(&Change) -> bool| -> Vec<&str> {
        let changes = plan.changes.iter().filter(|change| wanted(change));
        changes.map(|change| change.name.as_str()).collect()
    };
    let new = named(|change| change.before.is_none());
    let changed = named(|change| change.before.is_some() && change.after.is_some());
    let gone = named(|change| change.after.is_none());
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    let mut out = String::new();
    let would = if arguments.dry_run { " would be" } else { "" };
    section(&mut out, &new, &format!("new sheets{would} written"));
    section(&mut out, &changed, &format!("changed sheets{would} written"));
    let _ = writeln!(out, "{:>7} sheets unchanged", plan.unchanged);
    if arguments.prune {
        section(
            &mut out,
            &gone,
            &format!("sheets that no page describes any more{would} removed"),
        );
    } else {
        section(
            &mut out,
            &gone,
            "sheets that no page describes any more; `--prune` removes them",
        );
    }
    let what = "pages left alone, written or edited by people; `--overwrite` replaces those in a sheet's place";
    section(&mut out, &left, what);
    out
}

fn section(out: &mut String, names: &[&str], what: &str) {
    if names.is_empty() {
        return;
    }
    let _ = writeln!(out, "{:>7} {what}", names.len());
    out.push_str(&list::lines("          ", names, LISTED));
}
