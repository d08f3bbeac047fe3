//! The report of what a run changes, or with `--check` would change.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use feishu_openapi_codegen::diagnostic::noun;
use similar::{ChangeTag, TextDiff};

use crate::error::Refused;
use crate::list;
use crate::output::{Change, Plan};
use crate::workspace::shown;

/// How many files are named.
const LISTED: usize = 50;

/// How many lines of differences are shown in all.
const SHOWN_LINES: usize = 120;

/// The line about files: what was done, or what would be.
#[must_use]
pub fn counts(plan: &Plan, check: bool, time: Duration) -> String {
    let (written, unchanged) = (plan.written(), plan.unchanged);
    let removed = plan.changes.len() - written;
    let would = if check { " would be" } else { "" };
    let seconds = time.as_secs_f64();
    let files = noun(written, "file");
    format!("{written:>7} {files}{would} written, {unchanged} unchanged, {removed}{would} removed, in {seconds:.1} s\n")
}

/// Every changed file with its counts of lines, then the first differences themselves, then what to do.
#[must_use]
pub fn summary(plan: &Plan, out: &Path) -> String {
    if plan.changes.is_empty() {
        return String::new();
    }
    let mut text = list::lines("", plan.changes.iter().map(counts_of_lines), LISTED);
    let mut hunks = plan.changes.iter().flat_map(hunks);
    hunks.by_ref().take(SHOWN_LINES).for_each(|line| text.push_str(&line));
    if hunks.next().is_some() {
        text.push_str("… more lines differ\n");
    }
    let refused: Vec<_> = plan.refusals().map(|(name, why)| (name.to_owned(), why)).collect();
    text.push_str("\nthe output is not what the pages say");
    let _ = if refused.is_empty() {
        writeln!(text, ": run `cargo xtask regen` with the same arguments")
    } else {
        let out = shown(out);
        writeln!(
            text,
            ", and {out} holds files that would be lost:\n{}",
            Refused(refused)
        )
    };
    text
}

fn counts_of_lines(change: &Change) -> String {
    let (before, after) = texts(change);
    let difference = TextDiff::from_lines(&before, &after);
    let count = |tag| difference.iter_all_changes().filter(|line| line.tag() == tag).count();
    let verb = match (&change.before, &change.after) {
        (None, _) => "new",
        (_, None) => "stale",
        _ => "differs",
    };
    let (added, removed) = (count(ChangeTag::Insert), count(ChangeTag::Delete));
    format!("{verb:>9} {} (+{added} -{removed})", change.name)
}

/// The lines of a file that differ; nothing of a file that is new or stale as a whole.
fn hunks(change: &Change) -> Vec<String> {
    if change.before.is_none() || change.after.is_none() {
        return Vec::new();
    }
    let (before, after) = texts(change);
    let difference = TextDiff::from_lines(&before, &after);
    let text = difference.unified_diff().header(&change.name, &change.name).to_string();
    text.lines().map(|line| format!("{line}\n")).collect()
}

fn texts(change: &Change) -> (String, String) {
    let text = |bytes: &Option<Vec<u8>>| String::from_utf8_lossy(bytes.as_deref().unwrap_or_default()).into_owned();
    (text(&change.before), text(&change.after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Refusal;

    fn summary_of(changes: Vec<Change>) -> String {
        let plan = Plan { changes, unchanged: 0 };
        summary(&plan, Path::new("out"))
    }

    #[test]
    fn files_are_listed_and_changed_lines_shown() {
        let text = summary_of(vec![
            Change::of("a.rs", Some("one\ntwo\n"), Some("one\nthree\n")),
            Change::of("b.rs", None, Some("new\n")),
            Change::of("c.rs", Some("old\n"), None),
        ]);
        assert!(text.contains("differs a.rs (+1 -1)"), "{text}");
        assert!(text.contains("new b.rs (+1 -0)"), "{text}");
        assert!(text.contains("stale c.rs (+0 -1)"), "{text}");
        assert!(text.contains("\n-two\n+three\n"), "{text}");
        assert!(text.contains("with the same arguments"), "{text}");
    }

    #[test]
    fn only_so_many_lines_are_shown() {
        let changes = ["a.rs", "b.rs"].map(|name| Change::of(name, Some(&"old\n".repeat(100)), Some("new\n")));
        let text = summary_of(changes.to_vec());
        assert!(text.contains("… more lines differ"), "{text}");
        assert_eq!(
            text.matches("\n-old").count() + text.matches("\n+new").count(),
            SHOWN_LINES - 6
        );
    }

    #[test]
    fn who_wrote_a_file_is_not_sent_to_a_run_that_refuses() {
        let text = summary_of(vec![Change {
            refusal: Some(Refusal::NotGenerated),
            ..Change::of("a.rs", Some("mine"), Some("new"))
        }]);
        assert!(text.contains("  a.rs: was not written by this command\n"), "{text}");
        assert!(
            text.contains("--force") && !text.contains("with the same arguments"),
            "{text}"
        );
    }

    #[test]
    fn nothing_to_change_is_nothing_to_say() {
        assert_eq!(summary_of(Vec::new()), "");
    }
}
