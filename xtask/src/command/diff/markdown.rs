//! The changes for a pull request or a changelog.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic;
use feishu_openapi_codegen::diff::{Change, Diff, ItemChange, Kind, Upgrade};

use super::group::{Sections, groups};
use super::{held_back, text};

/// The whole text. What changes only docs is folded in.
pub(super) fn of(diff: &Diff, held_back: &BTreeSet<String>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(diff, held_back, folded, &mut out);
    out
}

/// The same for a changelog, which has no room for what changes only docs: it is counted.
pub(in crate::command) fn for_changelog(diff: &Diff, held_back: &BTreeSet<String>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write(diff, held_back, counted, &mut out);
    out
}

/// Writes what changes only docs.
type WriteRest = fn(&mut String, &[&Change]) -> fmt::Result;

fn write(diff: &Diff, held_back: &BTreeSet<String>, rest: WriteRest, out: &mut String) -> fmt::Result {
    let mut line = text::line(diff);
    if let Some(first) = line.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    writeln!(out, "{line}.")?;
    let sections = Sections::of(&diff.changes);
    list(out, "Breaking", &sections.breaking, true)?;
    list(out, "Programs that keep their crate may fail", &sections.urgent, false)?;
    list(out, "Accepted", &sections.accepted, true)?;
    list(out, "New operations", &sections.operations, false)?;
    list(out, "New events", &sections.events, false)?;
    list(out, "New", &sections.new, false)?;
    kept(out, held_back)?;
    match sections.rest.is_empty() {
        true => Ok(()),
        false => rest(out, &sections.rest),
    }
}

fn folded(out: &mut String, rest: &[&Change]) -> fmt::Result {
    writeln!(
        out,
        "\n<details><summary>Docs and facts alone: {}</summary>",
        rest.len()
    )?;
    lines(out, rest, false)?;
    writeln!(out, "\n</details>")
}

fn counted(out: &mut String, rest: &[&Change]) -> fmt::Result {
    writeln!(
        out,
        "\n### Docs and facts alone\n\n{}.",
        diagnostic::counted(rest.len(), "change")
    )
}

fn kept(out: &mut String, held_back: &BTreeSet<String>) -> fmt::Result {
    if held_back.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n### Held back\n\n{}:\n", held_back::UNTIL)?;
    held_back.iter().try_for_each(|line| writeln!(out, "- {line}"))
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
            if let Some(reason) = group.accepted() {
                writeln!(out, "  - accepted: {reason}")?;
            }
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

    fn diff(stay: &str, changes: &[(&str, Option<&str>, Option<&str>)]) -> Diff {
        let change = |(kind, old, new): &(&str, Option<&str>, Option<&str>)| {
            json!({
                "fingerprint": "0123456789ab", "kind": kind, "place": "demo.v1.a.get query.x", "old": old, "new": new,
                "operations": ["demo.v1.a.get", "demo.v1.b.get"], "events": [], "stay": stay, "upgrade": "docs"
            })
        };
        let changes: Vec<_> = changes.iter().map(change).collect();
        serde_json::from_value(json!({
            "old_operations": 2, "new_operations": 2, "old_events": 0, "new_events": 0, "changes": changes
        }))
        .unwrap()
    }

    #[test]
    fn a_line_says_what_came_and_what_went() {
        let diff = diff(
            "may-fail",
            &[
                ("example-changed", None, Some("693")),
                ("example-changed", Some("693"), None),
                ("limit-tightened", Some("max 9"), Some("max 5")),
                ("value-added", None, Some("id-ID")),
            ],
        );
        let markdown = of(&diff, &BTreeSet::new());
        for words in [
            ", the old crate may fail (4), ",
            "- example-changed `a.get query.x` (seen by 2 operations): added `693`\n",
            "- example-changed `a.get query.x` (seen by 2 operations): removed `693`\n",
            "- limit-tightened `a.get query.x` (seen by 2 operations): `max 9 -> max 5`\n",
            "- value-added `a.get query.x` (seen by 2 operations): `id-ID`\n",
        ] {
            assert!(markdown.contains(words), "{words} is missing in:\n{markdown}");
        }
    }

    #[test]
    fn what_was_accepted_is_told_with_the_reason_and_not_among_what_has_to_be_done() {
        let mut diff = diff("may-fail", &[("limit-tightened", Some("max 9"), Some("max 5"))]);
        diff.changes[0].accepted = Some("nobody sends more".to_owned());
        let markdown = of(&diff, &BTreeSet::new());
        assert!(
            markdown.ends_with(
                "\n### Accepted\n\n**demo.v1**\n\n\
                 - limit-tightened `a.get query.x` (seen by 2 operations): `max 9 -> max 5`\n  \
                 - accepted: nobody sends more\n"
            ),
            "{markdown}"
        );
        assert!(markdown.contains(", 1 accepted, "), "{markdown}");
    }

    #[test]
    fn a_changelog_has_what_is_held_back_and_counts_docs() {
        let diff = diff("ok", &[("example-changed", None, Some("693"))]);
        let held_back = BTreeSet::from(["`demo.v1.b.get`: body.y, gone".to_owned()]);
        let kept = format!(
            "\n### Held back\n\n{}:\n\n- `demo.v1.b.get`: body.y, gone\n",
            held_back::UNTIL
        );
        let whole = of(&diff, &held_back);
        assert!(whole.contains(&kept) && whole.contains("- example-changed"), "{whole}");
        let entry = for_changelog(&diff, &held_back);
        assert!(
            entry.ends_with(&format!("{kept}\n### Docs and facts alone\n\n1 change.\n")),
            "{entry}"
        );
    }
}
