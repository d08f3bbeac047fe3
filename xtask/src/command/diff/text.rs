//! The changes for a terminal: figures on less than a screen, then what matters, worst first.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic::{counted, noun};
use feishu_openapi_codegen::diff::{Change, Diff, Kind, Stay, Step, Upgrade};
use textwrap::{Options, WordSplitter};

use super::group::{Sections, groups, services};
use super::held_back;
use crate::version;

/// How many kinds the figures name.
const KINDS: usize = 12;
/// The column at which the services of a kind start.
const SERVICES_AT: usize = 33;
/// How many services a line names.
const SERVICES: usize = 5;
/// How many items of the crate are shown for one change.
const ITEMS: usize = 3;
/// The longest line, in columns of a terminal.
const WIDTH: usize = 100;
/// A blank at which no line ends.
const TOGETHER: &str = "\u{a0}";
/// How many operations or events that come are listed unasked; of more, each service has its count.
const COME: usize = 9;
/// On how many lines a text goes on before it is cut.
const LINES: usize = 3;

const BREAKING: &str = "Programs that take the new crate have to change";
const URGENT: &str = "Programs that keep their crate may fail; the new one is used as before";
const ACCEPTED: &str = "Accepted";
const NEW: &str = "New things";
const REST: &str = "Docs and facts alone";

/// The whole text. What changes only docs is counted, and listed with `all`.
pub(super) fn of(diff: &Diff, held_back: &BTreeSet<String>, all: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = figures(diff, &mut text);
    let _ = details(diff, held_back, all, &mut text);
    text
}

/// What changed of operations and events that were there already, without the items of the crate, worst first, on so many
/// lines at most: for the end of other commands.
pub(in crate::command) fn brief(diff: &Diff, most: usize) -> String {
    let sections = Sections::of(&diff.changes);
    let mut text = String::new();
    for (title, changes) in [
        (BREAKING, &sections.breaking),
        (URGENT, &sections.urgent),
        (NEW, &sections.new),
        (REST, &sections.rest),
    ] {
        // Writing to a string cannot fail.
        let _ = section(&mut text, title, changes, false);
    }
    let count = text.lines().count();
    if count <= most {
        return text;
    }
    let first: String = text.lines().take(most).map(|line| format!("{line}\n")).collect();
    format!(
        "{first}  … {} more lines; `cargo xtask diff --all` shows all\n",
        count - most
    )
}

/// The figures in one line, for the end of other commands.
pub(in crate::command) fn line(diff: &Diff) -> String {
    if diff.changes.is_empty() {
        return "no change of what the pages say".to_owned();
    }
    let count = |upgrade| diff.changes.iter().filter(|change| change.upgrade == upgrade).count();
    let mut parts = vec![format!(
        "{} in {}",
        counted(diff.changes.len(), "change"),
        counted(diff.touched(), "operation")
    )];
    if diff.touched_events() > 0 {
        parts.push(counted(diff.touched_events(), "event"));
    }
    let whole = |kind| diff.changes.iter().filter(|change| change.kind == kind).count();
    let operations = [whole(Kind::OperationAdded), whole(Kind::OperationRemoved)];
    let events = [whole(Kind::EventAdded), whole(Kind::EventRemoved)];
    for ([added, removed], what) in [(operations, "operation"), (events, "event")] {
        if added + removed > 0 {
            parts.push(format!("+{added} -{removed} {}", noun(added + removed, what)));
        }
    }
    for upgrade in [Upgrade::Silent, Upgrade::CompileError, Upgrade::NewThings] {
        if count(upgrade) > 0 {
            parts.push(upgrade.counted(count(upgrade)));
        }
    }
    for stay in [Stay::Fails, Stay::SendsSomethingElse, Stay::MayFail] {
        let count = diff.changes.iter().filter(|change| change.stay == stay).count();
        if count > 0 {
            parts.push(format!("the old crate {stay} ({count})"));
        }
    }
    if accepted(diff) > 0 {
        parts.push(format!("{} accepted", accepted(diff)));
    }
    parts.push(format!("next version: {}", next(diff)));
    parts.join(", ")
}

fn accepted(diff: &Diff) -> usize {
    diff.changes.iter().filter(|change| change.accepted.is_some()).count()
}

/// The step, and the version after it.
pub(super) fn next(diff: &Diff) -> String {
    let now = env!("CARGO_PKG_VERSION");
    let step = diff.step(version::major(now));
    let next = version::after(now, step);
    match step {
        Step::None => format!("{next}, nothing to release"),
        step => format!("{next} ({})", version::step_name(step)),
    }
}

fn figures(diff: &Diff, out: &mut String) -> fmt::Result {
    if diff.changes.is_empty() {
        let (operations, events) = (diff.new_operations, diff.new_events);
        let (operations, events) = (counted(operations, "operation"), counted(events, "event"));
        return writeln!(out, "{operations} and {events}, no change");
    }
    let count = |kind| diff.changes.iter().filter(|change| change.kind == kind).count();
    let (added, removed) = (count(Kind::OperationAdded), count(Kind::OperationRemoved));
    let (before, after) = (diff.old_operations, diff.new_operations);
    let touched = diff.touched();
    writeln!(
        out,
        "operations     {before} -> {after}: {added} new, {removed} gone, {touched} changed"
    )?;
    let (added, removed) = (count(Kind::EventAdded), count(Kind::EventRemoved));
    let (before, after) = (diff.old_events, diff.new_events);
    let touched = diff.touched_events();
    writeln!(
        out,
        "events         {before} -> {after}: {added} new, {removed} gone, {touched} changed"
    )?;
    let upgrades = [
        Upgrade::Silent,
        Upgrade::CompileError,
        Upgrade::NewThings,
        Upgrade::Docs,
        Upgrade::Nothing,
    ];
    let upgrades = figures_of(diff, &upgrades, |change| change.upgrade, Upgrade::counted);
    writeln!(out, "the new crate  {upgrades}")?;
    let stays = [Stay::Fails, Stay::SendsSomethingElse, Stay::MayFail, Stay::Ok];
    let stays = figures_of(
        diff,
        &stays,
        |change| change.stay,
        |stay, count| format!("{count} {stay}"),
    );
    writeln!(out, "the old crate  {stays}")?;
    if accepted(diff) > 0 {
        writeln!(out, "accepted       {}", accepted(diff))?;
    }
    writeln!(out, "next version   {}\n", next(diff))?;
    let mut kinds: Vec<_> = diff.counts().into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    for (kind, count) in kinds.iter().take(KINDS) {
        let of_kind = diff.changes.iter().filter(|change| change.kind == *kind);
        let services = services(of_kind, SERVICES);
        let line = format!("{count:>7} {:<24} {services}", kind.name());
        write!(out, "{}", fold_below("", &" ".repeat(SERVICES_AT), &line, usize::MAX))?;
    }
    let rest: Vec<String> = kinds
        .iter()
        .skip(KINDS)
        // A line ends behind a kind, and not behind its count.
        .map(|(kind, count)| format!("{count}{TOGETHER}{kind}"))
        .collect();
    if !rest.is_empty() {
        let rest = format!("and {}", rest.join(", "));
        write!(out, "{}", fold("        ", &rest, usize::MAX))?;
    }
    Ok(())
}

fn figures_of<T: PartialEq + Copy>(
    diff: &Diff,
    all: &[T],
    of: impl Fn(&Change) -> T,
    counted: impl Fn(T, usize) -> String,
) -> String {
    let counts = all
        .iter()
        .map(|one| (*one, diff.changes.iter().filter(|change| of(change) == *one).count()));
    let shown = counts
        .filter(|(_, count)| *count > 0)
        .map(|(one, count)| counted(one, count));
    shown.collect::<Vec<_>>().join(", ")
}

fn details(diff: &Diff, held_back: &BTreeSet<String>, all: bool, out: &mut String) -> fmt::Result {
    let sections = Sections::of(&diff.changes);
    section(out, BREAKING, &sections.breaking, true)?;
    section(out, URGENT, &sections.urgent, false)?;
    section(out, ACCEPTED, &sections.accepted, true)?;
    come(out, "New operations", &sections.operations, all)?;
    come(out, "New events", &sections.events, all)?;
    section(out, NEW, &sections.new, false)?;
    kept(out, held_back)?;
    match all {
        true => section(out, REST, &sections.rest, false),
        false if sections.rest.is_empty() => Ok(()),
        false => writeln!(
            out,
            "\n{} of docs and facts alone; `--all` lists them",
            counted(sections.rest.len(), "change")
        ),
    }
}

fn kept(out: &mut String, held_back: &BTreeSet<String>) -> fmt::Result {
    if held_back.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nHeld back: {}", held_back.len())?;
    write!(out, "{}", fold("  ", &held_back::plain(held_back::UNTIL), LINES))?;
    held_back
        .iter()
        .try_for_each(|line| write!(out, "{}", fold("    ", &held_back::plain(line), LINES)))
}

fn section(out: &mut String, title: &str, changes: &[&Change], with_items: bool) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
    }
    let groups = groups(changes.iter().copied());
    // What several places say alike is one line.
    let count = match groups.values().map(Vec::len).sum::<usize>() {
        lines if lines == changes.len() => lines.to_string(),
        lines => format!("{} changes in {}", changes.len(), counted(lines, "group")),
    };
    writeln!(out, "\n{title}: {count}")?;
    for (version, groups) in groups {
        writeln!(out, "  {version}")?;
        for group in groups {
            let (sign, what) = group.what();
            let kind = group.kind().map_or("", Kind::name);
            let (place, seen_by) = (group.shown_place(), group.seen_by());
            write!(
                out,
                "{}",
                fold("    ", &format!("{sign} {kind} {place}{seen_by}  {what}"), LINES)
            )?;
            if let Some(reason) = group.accepted() {
                write!(out, "{}", fold("        ", &format!("accepted: {reason}"), LINES))?;
            }
            if with_items {
                group.changes.iter().try_for_each(|change| items(out, change))?;
            }
        }
    }
    Ok(())
}

/// The items that programs have to change for, as they were and are used.
fn items(out: &mut String, change: &Change) -> fmt::Result {
    let breaking = change.breaking_items();
    let count = breaking.clone().count();
    if change.accepted.is_none() {
        writeln!(out, "        to accept it: {}", change.fingerprint)?;
    }
    for item in breaking.take(ITEMS) {
        let (before, after) = (
            item.before.as_deref().unwrap_or("-"),
            item.after.as_deref().unwrap_or("gone"),
        );
        let silent = if item.upgrade == Upgrade::Silent {
            "compiles, but: "
        } else {
            ""
        };
        writeln!(out, "        {silent}{}", item.item)?;
        write!(out, "{}", fold("          ", &format!("before  {before}"), LINES))?;
        write!(out, "{}", fold("          ", &format!("after   {after}"), LINES))?;
    }
    if count > ITEMS {
        writeln!(out, "        and {} more", count - ITEMS)?;
    }
    Ok(())
}

fn come(out: &mut String, title: &str, changes: &[&Change], all: bool) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
    }
    if !all && changes.len() > COME {
        writeln!(out, "\n{title}: {}; `--all` lists them", changes.len())?;
        let services = services(changes.iter().copied(), usize::MAX);
        return write!(out, "{}", fold_below("  ", "  ", &services, usize::MAX));
    }
    writeln!(out, "\n{title}: {}", changes.len())?;
    let mut by_version: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_version.entry(change.version()).or_default().push(change);
    }
    for (version, changes) in by_version {
        writeln!(out, "  {version}")?;
        for change in changes {
            let id = change.place.trim_start_matches(&version).trim_start_matches('.');
            // A method stands on the line of its URL.
            let what = change.new.as_deref().unwrap_or_default().replacen(' ', TOGETHER, 1);
            write!(out, "{}", fold("    ", &format!("{id:<40} {what}"), LINES))?;
        }
    }
    Ok(())
}

/// A text on lines of no more than a terminal's width, those after the first further in; what takes more than `most` is cut.
fn fold(indent: &str, text: &str, most: usize) -> String {
    fold_below(indent, &format!("{indent}    "), text, most)
}

/// The same, with the lines after the first as far in as `further`.
fn fold_below(indent: &str, further: &str, text: &str, most: usize) -> String {
    let options = Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(further)
        .word_splitter(WordSplitter::NoHyphenation);
    let text = text.replace('\n', " ");
    let mut lines = textwrap::wrap(text.trim_end(), options).into_iter();
    let mut folded = lines.by_ref().take(most).collect::<Vec<_>>().join("\n");
    if lines.next().is_some() {
        folded.push('…');
    }
    folded.push('\n');
    folded.replace(TOGETHER, " ")
}

#[cfg(test)]
mod tests;
