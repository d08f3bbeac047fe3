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
            let (sign, what) = group.what();
            let kind = group.kind().map_or("", Kind::name);
            // The names of most kinds say whether something came or went, and those of the others do not.
            let what = match (what.is_empty(), sign) {
                (true, _) => String::new(),
                (_, '+') if !kind.ends_with("-added") => format!(": added {}", code(&what)),
                (_, '-') if !kind.ends_with("-removed") => format!(": removed {}", code(&what)),
                _ => format!(": {}", code(&what)),
            };
            let (place, seen_by) = (code(group.shown_place()), group.seen_by());
            writeln!(out, "- {kind} {place}{seen_by}{what}")?;
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_says_what_came_and_what_went() {
        let change = |kind: &str, old: Option<&str>, new: Option<&str>| {
            json!({
                "fingerprint": "0123456789ab", "kind": kind, "place": "demo.v1.a.get query.x", "old": old, "new": new,
                "operations": ["demo.v1.a.get", "demo.v1.b.get"], "events": [], "stay": "may-fail", "upgrade": "docs"
            })
        };
        let diff: Diff = serde_json::from_value(json!({
            "old_operations": 2, "new_operations": 2, "old_events": 0, "new_events": 0,
            "changes": [
                change("example-changed", None, Some("693")),
                change("example-changed", Some("693"), None),
                change("limit-tightened", Some("max 9"), Some("max 5")),
                change("value-added", None, Some("id-ID")),
            ]
        }))
        .unwrap();
        let markdown = of(&diff);
        assert!(markdown.contains("the old crate may fail (4), "), "{markdown}");
        for line in [
            "- example-changed `a.get query.x` (seen by 2 operations): added `693`\n",
            "- example-changed `a.get query.x` (seen by 2 operations): removed `693`\n",
            "- limit-tightened `a.get query.x` (seen by 2 operations): `max 9 -> max 5`\n",
            "- value-added `a.get query.x` (seen by 2 operations): `id-ID`\n",
        ] {
            assert!(markdown.contains(line), "{line} is missing in:\n{markdown}");
        }
    }
}
