//! What an import says at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use feishu_openapi_codegen::diagnostic::noun;
use feishu_openapi_codegen::known::Fact;

use super::follow::Followed;
use crate::arguments::Import;
use crate::list;
use crate::output::{Change, Plan};

/// How many files of a kind are named.
const LISTED: usize = 20;
/// How many facts of a kind are named.
const LISTED_FACTS: usize = 3;

/// What is new, changed, gone and left alone, with the names of the files; and what sheets took over.
pub(super) fn of(plan: &Plan, followed: &Followed, left: &BTreeSet<String>, arguments: &Import) -> String {
    let named = |wanted: &dyn Fn(&Change) -> bool| -> Vec<&str> {
        let changes = plan.changes.iter().filter(|change| wanted(change));
        changes.map(|change| change.name.as_str()).collect()
    };
    let new = named(&|change| change.before.is_none());
    let changed = named(&|change| change.before.is_some() && change.after.is_some());
    let moved = named(&|change| change.after.is_none() && followed.moved.contains(&change.name));
    let gone = named(&|change| change.after.is_none() && !followed.moved.contains(&change.name));
    let marked: Vec<&str> = followed.gone.iter().map(String::as_str).collect();
    let older: Vec<&str> = followed.older.iter().map(String::as_str).collect();
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    let mut out = String::new();
    let would = if arguments.dry_run { " would be" } else { "" };
    section(&mut out, &new, "new sheet", &format!("{would} written"));
    section(&mut out, &changed, "changed sheet", &format!("{would} written"));
    facts(&mut out, &followed.kept, "kept, which their pages do not say");
    facts(
        &mut out,
        &followed.filled,
        "filled in, from pages that are not newer than their sheets",
    );
    section(
        &mut out,
        &moved,
        "sheet",
        &format!("{would} moved, to the id that their page has now"),
    );
    let _ = writeln!(out, "{:>7} {} unchanged", plan.unchanged, noun(plan.unchanged, "sheet"));
    section(&mut out, &older, "", "of them of a newer state than the page");
    section(
        &mut out,
        &marked,
        "",
        "of them marked as gone, since no page describes them any more",
    );
    let what = " that no page describes any more; `--whole` marks them as gone";
    section(&mut out, &gone, "sheet", what);
    let what = " left alone, written or edited by people; `--overwrite` replaces those in a sheet's place";
    section(&mut out, &left, "page", what);
    out
}

/// `one` of them, or several, and what is said of them.
fn section(out: &mut String, names: &[&str], one: &str, what: &str) {
    if names.is_empty() {
        return;
    }
    let counted = match one {
        "" => String::new(),
        one => noun(names.len(), one),
    };
    let _ = writeln!(out, "{:>7} {counted}{what}", names.len());
    out.push_str(&list::lines("          ", names, LISTED));
}

fn facts(out: &mut String, facts: &BTreeMap<Fact, Vec<String>>, what: &str) {
    for (fact, places) in facts {
        let count = places.len();
        let _ = writeln!(out, "{count:>7} {} {what}", fact.noun(count));
        out.push_str(&list::lines("          ", places, LISTED_FACTS));
    }
}
