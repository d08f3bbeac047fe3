//! The changes for a terminal: figures on less than a screen, then what matters, worst first.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic::{counted, noun};
use feishu_openapi_codegen::diff::{Change, Diff, Kind, Stay, Step, Upgrade};

use super::group::{Sections, groups, services};
use crate::version;

/// How many kinds the figures name.
const KINDS: usize = 12;
/// How many services a line names.
const SERVICES: usize = 6;
/// How many items of the crate are shown for one change.
const ITEMS: usize = 3;
/// The longest text of a line, in characters.
const WIDTH: usize = 110;

/// The whole text. What changes only docs is counted, and listed with `all`.
pub(super) fn of(diff: &Diff, all: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = figures(diff, &mut text);
    let _ = details(diff, all, true, &mut text);
    text
}

/// Every change without its items, worst first, on so many lines at most: for the end of other commands.
pub(in crate::command) fn brief(diff: &Diff, most: usize) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = details(diff, true, false, &mut text);
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
    if diff.stay() > Stay::Ok {
        parts.push(format!("the old crate {}", diff.stay()));
    }
    parts.push(format!("next version: {}", next(diff)));
    parts.join(", ")
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
    writeln!(out, "next version   {}\n", next(diff))?;
    let mut kinds: Vec<_> = diff.counts().into_iter().collect();
    kinds.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    for (kind, count) in kinds.iter().take(KINDS) {
        let of_kind = diff.changes.iter().filter(|change| change.kind == *kind);
        writeln!(out, "{count:>7} {:<24} {}", kind.name(), services(of_kind, SERVICES))?;
    }
    let rest: Vec<String> = kinds
        .iter()
        .skip(KINDS)
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    if !rest.is_empty() {
        writeln!(out, "        and {}", rest.join(", "))?;
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

fn details(diff: &Diff, all: bool, with_items: bool, out: &mut String) -> fmt::Result {
    let sections = Sections::of(&diff.changes);
    section(
        out,
        "Programs that take the new crate have to change",
        &sections.breaking,
        with_items,
    )?;
    section(
        out,
        "Programs that keep their crate may fail; the new one is used as before",
        &sections.urgent,
        false,
    )?;
    come(out, "New operations", &sections.operations)?;
    come(out, "New events", &sections.events)?;
    section(out, "New things", &sections.new, false)?;
    match all {
        true => section(out, "Docs and facts alone", &sections.rest, false),
        false if sections.rest.is_empty() => Ok(()),
        false => writeln!(
            out,
            "\n{} of docs and facts alone; `--all` lists them",
            counted(sections.rest.len(), "change")
        ),
    }
}

fn section(out: &mut String, title: &str, changes: &[&Change], with_items: bool) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}: {}", changes.len())?;
    for (version, groups) in groups(changes.iter().copied()) {
        writeln!(out, "  {version}")?;
        for group in groups {
            let (sign, what) = group.what();
            let kind = group.kind().map_or("", Kind::name);
            let place = group.shown_place();
            writeln!(out, "{}", cut(format!("    {sign} {kind} {place}  {what}").trim_end()))?;
            if with_items {
                group.changes.iter().try_for_each(|change| items(out, change))?;
            }
        }
    }
    Ok(())
}

/// The items that programs have to change for, as they were and are used.
fn items(out: &mut String, change: &Change) -> fmt::Result {
    let breaking = change.items.iter().filter(|item| item.upgrade >= Upgrade::CompileError);
    let count = breaking.clone().count();
    writeln!(out, "        to accept it: {}", change.fingerprint)?;
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
        writeln!(out, "          before  {}", cut(before))?;
        writeln!(out, "          after   {}", cut(after))?;
    }
    if count > ITEMS {
        writeln!(out, "        and {} more", count - ITEMS)?;
    }
    Ok(())
}

fn come(out: &mut String, title: &str, changes: &[&Change]) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
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
            let what = change.new.as_deref().unwrap_or_default();
            writeln!(out, "{}", cut(&format!("    {id:<40} {what}")))?;
        }
    }
    Ok(())
}

/// One line of no more than a terminal's width.
fn cut(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
