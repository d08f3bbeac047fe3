//! What `import` shows of sheets that people edited and whose pages have changed since.

use std::process::Command;

use crate::import::{SETS, TASK, edit, import, read, write_newer};
use crate::{Workplace, assert_code, assert_says, event_page, stderr, stdout};

#[test]
fn an_edited_sheet_whose_page_has_changed_is_shown_with_both_differences() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let edited = edit(&workplace, TASK, "param error", "my error");
    write_newer(&workplace, "2025-01-02", SETS);
    let output = import(&workplace, &[]);
    assert_code(&output, 0);
    assert_says(
        &output,
        &[
            "task/v2/task/get.md: people edited this sheet, and its page has changed since",
            "-| 400 | 40001 | my error",
        ],
    );
    assert_eq!(read(&workplace, TASK), edited);
}

/// Keeps the sheets, as they are, in a history of their own.
fn commit_sheets(workplace: &Workplace) {
    let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    for arguments in [
        ["init", "--quiet"].as_slice(),
        &["add", "."],
        &["commit", "--quiet", "--message", "Sheets"],
    ] {
        let mut git = Command::new("git");
        git.current_dir(workplace.path("sheets")).args(author).args(arguments);
        assert!(git.status().unwrap().success());
    }
}

#[test]
fn with_the_history_of_the_sheets_the_changes_of_people_and_of_the_page_are_shown_apart() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    commit_sheets(&workplace);
    edit(&workplace, TASK, "param error", "my error");
    write_newer(&workplace, "2025-01-02", SETS);
    let output = import(&workplace, &[]);
    assert_says(
        &output,
        &[
            "-| 400 | 40001 | param error",
            "+| 400 | 40001 | my error",
            "as people edited it",
            "+updated: 2025-01-02",
        ],
    );
    let text = stderr(&output) + &stdout(&output);
    assert!(!text.contains("-| 400 | 40001 | my error"), "{text}");
}

#[test]
fn what_people_edited_is_not_shown_as_if_the_page_said_it() {
    const GATE: &str = "sheets/gates/v1/events/gate.opened.md";
    for has_history in [true, false] {
        let workplace = Workplace::with_two_services();
        workplace.page("gates/opened.md", event_page("2024-01-02"));
        assert_code(&import(&workplace, &[]), 0);
        if has_history {
            commit_sheets(&workplace);
        }
        let required = edit(
            &workplace,
            TASK,
            "| `lang` | `string` | 否 |",
            "| `lang` | `string` | 是 |",
        );
        let own = edit(&workplace, GATE, "`gate_id`", "`my_gate`");
        assert!(
            required.contains("| 是 |") && own.contains("`my_gate`"),
            "{required}{own}"
        );
        write_newer(&workplace, "2025-01-02", SETS);
        workplace.page("gates/opened.md", event_page("2025-01-02"));
        let output = import(&workplace, &[]);
        assert_code(&output, 0);
        let text = stderr(&output);
        let of_page: Vec<&str> = text.split("+++ as the page is now").skip(1).collect();
        assert_eq!(of_page.len(), 2, "{text}");
        for difference in of_page {
            let difference = difference.split("bring the changes").next().unwrap();
            assert!(difference.contains("+updated: 2025-01-02"), "{text}");
            let said = difference.lines().filter(|line| line.starts_with('+'));
            for line in said {
                assert!(!line.contains("| 是 |") && !line.contains("my_gate"), "{text}");
            }
        }
    }
}
