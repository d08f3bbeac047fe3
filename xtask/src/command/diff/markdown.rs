//! The changes for a pull request or a changelog.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diff::{Change, Diff, ItemChange, Kind, Upgrade};

use super::group::{Sections, groups};
use super::text;

pub(in crate::command) fn of(diff: &Diff) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(diff, &mut out);
    out
}

fn write(diff: &Diff, out: &mut String) -> fmt::Result {
    let mut line = text::line(diff);
    if let Some(first) = line.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    writeln!(out, "{line}.")?;
    let sections = Sections::of(&diff.changes);
    list(out, "Breaking", &sections.breaking, true)?;
    list(out, "Programs that keep their crate may fail", &sections.urgent, false)?;
    list(out, "New operations", &sections.operations, false)?;
    list(out, "New events", &sections.events, false)?;
    list(out, "New", &sections.new, false)?;
    if sections.rest.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n<details><summary>Docs and facts alone: {}</summary>",
        sections.rest.len()
    )?;
    lines(out, &sections.rest, false)?;
    writeln!(out, "\n</details>")
}

fn list(out: &mut String, title: &str, changes: &[&Change], with_items: bool) -> fmt::Result {
    if changes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### {title}")?;
    lines(out, changes, with_items)
}

fn lines(out: &mut String, changes: &[&Change], with_items: bool) -> fmt::Result {
    for (version, groups) in groups(changes.iter().copied()) {
        writeln!(out, "\n**{version}**\n")?;
        for group in groups {
            let (_, what) = group.what();
            let kind = group.kind().map_or("", Kind::name);
            let what = match what.is_empty() {
                true => String::new(),
                false => format!(": {}", code(&what)),
            };
            writeln!(out, "- {kind} {}{what}", code(&group.shown_place()))?;
            if with_items {
                group.changes.iter().try_for_each(|change| items(out, change))?;
            }
        }
    }
    Ok(())
}

/// Each item as a list below the change.
fn items(out: &mut String, change: &Change) -> fmt::Result {
    change
        .breaking_items()
        .try_for_each(|item| writeln!(out, "  - {}", line(item)))
}

/// The items for which programs have to change, or which stand for something else now, a line each.
pub(in crate::command) fn broken_items(diff: &Diff) -> Vec<String> {
    let items: BTreeSet<&ItemChange> = diff.changes.iter().flat_map(Change::breaking_items).collect();
    items.into_iter().map(line).collect()
}

/// An item, how it was used, and how it is used now.
fn line(item: &ItemChange) -> String {
    let silent = if item.upgrade == Upgrade::Silent {
        " compiles, and does something else"
    } else {
        ""
    };
    let before = code(item.before.as_deref().unwrap_or("-"));
    let after = item.after.as_deref().map_or_else(|| "gone".to_owned(), code);
    format!("{}{silent}: {before} → {after}", code(&item.item))
}

/// A text as it is, on one line.
fn code(text: &str) -> String {
    let text = text.replace('\n', " ");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}
