//! What `--check` shows of the changes that a run would make.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use crate::output::{Plan, remedy};

/// How many files are named.
const LISTED: usize = 50;

/// How many lines of differences are shown in all.
const SHOWN_LINES: usize = 120;

/// Every changed file with its counts of lines, then the first differences themselves.
#[must_use]
pub fn summary(plan: &Plan) -> String {
    let mut list = String::new();
    let mut hunks = String::new();
    let mut shown = 0;
    for change in plan.changes.iter().take(LISTED) {
        let before = String::from_utf8_lossy(change.before.as_deref().unwrap_or_default());
        let after = String::from_utf8_lossy(change.after.as_deref().unwrap_or_default());
        let difference = TextDiff::from_lines(&before, &after);
        let count = |tag| difference.iter_all_changes().filter(|line| line.tag() == tag).count();
        let verb = match (&change.before, &change.after) {
            (None, _) => "new",
            (_, None) => "stale",
            _ => "differs",
        };
        let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
        let _ = writeln!(list, "{verb:>9} {} (+{added} -{removed})", change.name);
        if change.before.is_some() && change.after.is_some() && shown < SHOWN_LINES {
            let text = difference.unified_diff().header(&change.name, &change.name).to_string();
            for line in text.lines().take(SHOWN_LINES - shown) {
                let _ = writeln!(hunks, "{line}");
                shown += 1;
            }
        }
    }
    if plan.changes.len() > LISTED {
        let _ = writeln!(list, "        … and {} more files", plan.changes.len() - LISTED);
    }
    if shown == SHOWN_LINES {
        let _ = writeln!(hunks, "… more lines differ");
    }
    if !plan.left.is_empty() {
        let _ = writeln!(
            hunks,
            "\nthe output is not what the pages say, and holds files that would be lost:"
        );
        for (name, refusal) in plan.left.iter().take(LISTED) {
            let _ = writeln!(hunks, "  {name}: {refusal}");
        }
        if plan.left.len() > LISTED {
            let _ = writeln!(hunks, "  … and {} more", plan.left.len() - LISTED);
        }
        let _ = writeln!(hunks, "{}", remedy(plan.left.iter().map(|(_, refusal)| *refusal)));
    } else if !plan.changes.is_empty() {
        let _ = writeln!(
            hunks,
            "\nthe output is not what the pages say: run `cargo xtask regen` with the same arguments"
        );
    }
    list + &hunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Change, Refusal};

    #[test]
    fn files_are_listed_and_changed_lines_shown() {
        let bytes = |text: &str| Some(text.as_bytes().to_vec());
        let change = |name: &str, before, after| Change {
            name: name.to_owned(),
            before,
            after,
        };
        let plan = Plan {
            changes: vec![
                change("a.rs", bytes("one\ntwo\n"), bytes("one\nthree\n")),
                change("b.rs", None, bytes("new\n")),
                change("c.rs", bytes("old\n"), None),
            ],
            ..Plan::default()
        };
        let text = summary(&plan);
        assert!(text.contains("differs a.rs (+1 -1)"), "{text}");
        assert!(text.contains("new b.rs (+1 -0)"), "{text}");
        assert!(text.contains("stale c.rs (+0 -1)"), "{text}");
        assert!(text.contains("\n-two\n+three\n"), "{text}");
    }

    #[test]
    fn who_edited_a_file_is_not_sent_to_a_run_that_refuses() {
        let plan = Plan {
            changes: vec![Change {
                name: "a.rs".to_owned(),
                before: Some(b"mine".to_vec()),
                after: None,
            }],
            left: vec![("a.rs".to_owned(), Refusal::Edited)],
            ..Plan::default()
        };
        let text = summary(&plan);
        assert!(text.contains("  a.rs: was edited after it was generated\n"), "{text}");
        assert!(
            text.contains("--force") && !text.contains("with the same arguments"),
            "{text}"
        );
    }

    #[test]
    fn nothing_to_change_is_nothing_to_say() {
        assert_eq!(summary(&Plan::default()), "");
    }
}
