//! What `import` writes, leaves alone and says.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use crate::{Workplace, assert_code, assert_says, collect, event_page, page, put};

const USER: &str = "sheets/contact/v3/user/delete.md";
pub(crate) const TASK: &str = "sheets/task/v2/task/get.md";

pub(crate) fn import(workplace: &Workplace, more: &[&str]) -> Output {
    workplace.run(&[["import", "docs", "--out", "sheets"].as_slice(), more].concat())
}

fn sheets(workplace: &Workplace) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(&workplace.path("sheets"), &mut files);
    files
}

pub(crate) fn read(workplace: &Workplace, name: &str) -> String {
    fs::read_to_string(workplace.path(name)).unwrap()
}

pub(crate) fn edit(workplace: &Workplace, name: &str, from: &str, to: &str) -> String {
    let edited = read(workplace, name).replace(from, to);
    fs::write(workplace.path(name), &edited).unwrap();
    edited
}

#[test]
fn sheets_hold_facts_and_a_second_import_changes_nothing() {
    let workplace = Workplace::with_two_services();
    let first = import(&workplace, &[]);
    assert_code(&first, 0);
    assert_says(&first, &["2 new sheets written", "contact/v3/user/delete.md"]);
    let user = read(&workplace, USER);
    assert!(
        user.contains("https://open.feishu.cn/open-apis/contact/v3/users/:user_id"),
        "{user}"
    );
    assert!(user.contains("param error") && user.contains("zh_cn"), "{user}");
    assert!(!user.contains("Language") && !user.contains("Look"), "{user}");

    let written = sheets(&workplace);
    let second = import(&workplace, &[]);
    assert_says(&second, &["2 sheets unchanged"]);
    assert_eq!(sheets(&workplace), written);
    assert_code(&workplace.run(&["regen", "--docs", "sheets", "--out", "out"]), 0);
}

#[test]
fn events_are_imported_explained_and_generated_and_follow_their_pages() {
    const SHEET: &str = "sheets/gates/v1/events/gate.opened.md";
    let workplace = Workplace::with_two_services();
    workplace.page("gates/opened.md", event_page("2024-01-02"));
    assert_says(
        &import(&workplace, &[]),
        &["3 new sheets written", "1 event and callback"],
    );
    assert!(
        !read(&workplace, SHEET).contains("words"),
        "{}",
        read(&workplace, SHEET)
    );
    assert_says(&import(&workplace, &[]), &["3 sheets unchanged"]);

    workplace.page("gates/opened.md", event_page("2024-02-03").replace("gate_id", "gate"));
    assert_says(&import(&workplace, &[]), &["1 changed sheet written", "gate.opened.md"]);
    assert!(read(&workplace, SHEET).contains("`gate`"));
    let edited = edit(&workplace, SHEET, "`gate`", "`door`");
    workplace.page("gates/opened.md", event_page("2024-03-04"));
    assert_says(&import(&workplace, &[]), &["left alone"]);
    assert_eq!(read(&workplace, SHEET), edited);

    for subject in ["gates.gate.opened_v1", "gates.v1.gate.opened"] {
        let explained = workplace.run(&["explain", subject, "--docs", "sheets"]);
        assert_code(&explained, 0);
        assert!(
            crate::stdout(&explained).contains("door: string"),
            "{}",
            crate::stdout(&explained)
        );
    }
    assert_code(&workplace.run(&["regen", "--docs", "sheets", "--out", "out"]), 0);
    assert!(read(&workplace, "out/src/gates/v1/events/gate_opened.rs").contains("pub struct GateOpened"));
}

#[test]
fn texts_are_kept_when_asked_for() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &["--prose"]), 0);
    let user = read(&workplace, USER);
    assert!(user.contains("Language") && user.contains("Look"), "{user}");
}

#[test]
fn texts_of_an_event_stay_when_a_gap_is_filled() {
    let scope = |scope: &str| {
        let row = format!("gates.gate.opened_v1 |\n| 权限要求 | {scope} |");
        event_page("2024-01-02").replace("gates.gate.opened_v1 |", &row)
    };
    let workplace = Workplace::with_two_services();
    workplace.page("gates/opened.md", scope("`gates:gate`"));
    assert_code(&import(&workplace, &["--prose"]), 0);
    workplace.page("gates/opened.md", scope("`gates:gate` See gates"));
    assert_says(
        &import(&workplace, &["--prose"]),
        &["1 label or flag of a scope filled in"],
    );
    let sheet = read(&workplace, "sheets/gates/v1/events/gate.opened.md");
    assert!(sheet.contains("See gates") && sheet.contains("Some words."), "{sheet}");
}

#[test]
fn a_dry_run_writes_nothing() {
    let workplace = Workplace::with_two_services();
    let output = import(&workplace, &["--dry-run"]);
    assert_code(&output, 0);
    assert_says(&output, &["2 new sheets would be written"]);
    assert!(!workplace.path("sheets").exists());
}

#[test]
fn an_edited_sheet_is_left_alone_unless_told_otherwise() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let written = sheets(&workplace);
    let edited = edit(&workplace, USER, "zh_cn", "en_us");
    let output = import(&workplace, &[]);
    assert_code(&output, 0);
    assert_says(&output, &["1 page left alone", "contact/v3/user/delete.md"]);
    assert_eq!(read(&workplace, USER), edited);
    assert_says(&import(&workplace, &["--overwrite"]), &["1 changed sheet written"]);
    assert_eq!(sheets(&workplace), written);
}

#[test]
fn what_a_page_of_somebody_describes_is_not_imported() {
    let workplace = Workplace::with_two_services();
    fs::create_dir_all(workplace.path("sheets/mine")).unwrap();
    let mine = page("GET", "/open-apis/task/v2/tasks/:id", "2020-01-01");
    fs::write(workplace.path("sheets/mine/task.md"), &mine).unwrap();
    let output = import(&workplace, &["--whole"]);
    assert_code(&output, 0);
    assert_says(&output, &["1 new sheet written", "1 page left alone", "mine/task.md"]);
    assert!(!workplace.path(TASK).exists());
    assert_eq!(read(&workplace, "sheets/mine/task.md"), mine);
}

#[test]
fn what_is_gone_is_reported_and_marked_only_when_asked_for() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let task = workplace.path("docs/task/get.md");
    let page = fs::read(&task).unwrap();
    fs::remove_file(&task).unwrap();
    let before = read(&workplace, TASK);
    let output = import(&workplace, &[]);
    assert_says(&output, &["1 sheet that no page describes any more", "--whole"]);
    assert_eq!(read(&workplace, TASK), before);
    let edited = edit(&workplace, TASK, "zh_cn", "en_us");
    assert_says(&import(&workplace, &["--whole"]), &["1 page left alone"]);
    assert_eq!(read(&workplace, TASK), edited, "an edited sheet is nobody's to mark");
    edit(&workplace, TASK, "en_us", "zh_cn");
    assert_says(&import(&workplace, &["--whole"]), &["1 of them marked as gone"]);
    assert!(
        read(&workplace, TASK).contains("| 接口状态 | 自 2024-01-02 起移除 |"),
        "{}",
        read(&workplace, TASK)
    );
    let marked = sheets(&workplace);
    assert_code(&import(&workplace, &["--whole"]), 0);
    assert_eq!(sheets(&workplace), marked);
    fs::write(&task, page).unwrap();
    assert_code(&import(&workplace, &["--whole"]), 0);
    assert_eq!(read(&workplace, TASK), before, "the page is back");
}

#[test]
fn of_several_mirrors_the_newer_page_counts() {
    let workplace = Workplace::with_two_services();
    fs::create_dir(workplace.path("newer")).unwrap();
    let newer = page("GET", "/open-apis/task/v2/tasks/:task_id", "2025-01-02").replace("zh_cn", "en_us");
    fs::write(workplace.path("newer/get.md"), newer).unwrap();
    for mirrors in [["docs", "newer"], ["newer", "docs"]] {
        let output = workplace.run(&["import", mirrors[0], mirrors[1], "--out", "sheets"]);
        assert_code(&output, 0);
        let task = read(&workplace, TASK);
        assert!(task.contains("en_us") && task.contains("2025-01-02"), "{task}");
    }
}

#[test]
fn a_killed_import_is_healed_by_the_next_one_of_any_mirror() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let before = sheets(&workplace);
    fs::rename(workplace.path("docs"), workplace.path("docs-before")).unwrap();
    for (name, method, path) in [
        ("delete.md", "DELETE", "/open-apis/contact/v3/users/:user_id"),
        ("get.md", "GET", "/open-apis/task/v2/tasks/:task_id"),
        ("list.md", "GET", "/open-apis/im/v1/chats"),
    ] {
        workplace.page(name, page(method, path, "2025-01-02"));
    }
    assert_code(&import(&workplace, &[]), 0);
    let after = sheets(&workplace);
    let lock = workplace.path("sheets/sheets.lock");
    let text = |sheets: &BTreeMap<PathBuf, Vec<u8>>| String::from_utf8(sheets[&lock].clone()).unwrap();
    let pages: Vec<&PathBuf> = after.keys().filter(|name| **name != lock).collect();
    for done in 0..=pages.len() {
        fs::remove_dir_all(workplace.path("sheets")).unwrap();
        for (at, name) in pages.iter().enumerate() {
            if let Some(bytes) = if at < done { after.get(*name) } else { before.get(*name) } {
                put(name, bytes);
            }
        }
        fs::write(&lock, text(&before) + &text(&after)).unwrap();
        // Of an older mirror nothing is taken; the rest of the newer one is.
        for mirror in ["docs-before", "docs"] {
            assert_code(&workplace.run(&["import", mirror, "--out", "sheets"]), 0);
        }
        assert_eq!(sheets(&workplace), after, "killed after {done} sheets");
    }
}

#[test]
fn digests_that_cannot_be_read_are_an_error_that_names_the_line() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let lock = read(&workplace, "sheets/sheets.lock");
    fs::write(workplace.path("sheets/sheets.lock"), lock + "<<<<<<< mine\n").unwrap();
    let before = sheets(&workplace);
    let output = import(&workplace, &[]);
    assert_code(&output, 4);
    assert_says(&output, &["sheets.lock: line", "<<<<<<< mine"]);
    assert_eq!(sheets(&workplace), before);
}

#[test]
fn without_its_digests_a_sheet_counts_as_written_by_people() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let written = sheets(&workplace);
    fs::remove_file(workplace.path("sheets/sheets.lock")).unwrap();
    assert_says(
        &import(&workplace, &["--whole"]),
        &["0 sheets unchanged", "2 pages left alone"],
    );
    assert_code(&import(&workplace, &["--overwrite"]), 0);
    assert_eq!(sheets(&workplace), written);
}

/// The page of the task at another time, with another description of its parameter.
pub(crate) fn write_newer(workplace: &Workplace, date: &str, more: &str) {
    let newer = page("GET", "/open-apis/task/v2/tasks/:task_id", date).replace("Language", more);
    workplace.page("task/get.md", newer);
}

pub(crate) const SETS: &str = "Language  \n**可选值有**：  \n- `zh_cn`：Chinese  \n- `en_us`：English";

#[test]
fn a_sheet_follows_a_newer_page_and_no_older_one() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    write_newer(&workplace, "2023-01-02", SETS);
    let output = import(&workplace, &[]);
    assert_says(&output, &["2 sheets unchanged", "of a newer state than the page"]);
    write_newer(&workplace, "2025-01-02", SETS);
    assert_says(
        &import(&workplace, &[]),
        &[
            "1 changed sheet written",
            "task/v2/task/get.md",
            "1 change in 1 operation",
            "~ values-appeared task.get query.lang  string -> string of zh_cn | en_us",
        ],
    );
    assert!(read(&workplace, TASK).contains("- `en_us`：English"));
}

#[test]
fn what_a_newer_page_cannot_say_is_kept_and_reported() {
    let workplace = Workplace::with_two_services();
    write_newer(&workplace, "2024-01-02", SETS);
    assert_code(&import(&workplace, &[]), 0);
    // A page that states the id, as the explorer's link does.
    let explored = read(&workplace, TASK).replace("推导 ID | task.v2.task.get", "API Explorer | task.v2.task.get_one");
    fs::remove_dir_all(workplace.path("sheets")).unwrap();
    workplace.page("task/get.md", &explored);
    assert_code(&import(&workplace, &[]), 0);
    write_newer(&workplace, "2025-01-02", "zh_cn or en_us");
    let output = import(&workplace, &[]);
    assert_says(
        &output,
        &[
            "1 changed sheet written",
            "1 id kept",
            "1 set of values kept",
            "task.v2.task.get_one",
        ],
    );
    let task = read(&workplace, "sheets/task/v2/task/get_one.md");
    assert!(
        task.contains("- `en_us`：English") && task.contains("2025-01-02"),
        "{task}"
    );
    // The text does not name the values any more: the page has changed.
    write_newer(&workplace, "2026-01-02", "Any language");
    assert_code(&import(&workplace, &[]), 0);
    let gone = "**自 2026-01-02 起移除的值**：<br>- `zh_cn`：Chinese<br>- `en_us`：English";
    assert!(read(&workplace, "sheets/task/v2/task/get_one.md").contains(gone));
}

#[test]
fn a_page_of_the_same_time_fills_gaps_or_is_read_anew_when_asked_for() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    write_newer(&workplace, "2024-01-02", SETS);
    let other = fs::read_to_string(workplace.path("docs/task/get.md")).unwrap();
    workplace.page("task/get.md", other.replace("param error", "other error"));
    assert_says(
        &import(&workplace, &[]),
        &["1 changed sheet written", "1 set of values filled in"],
    );
    let task = read(&workplace, TASK);
    assert!(
        task.contains("- `en_us`：English") && task.contains("param error"),
        "{task}"
    );
    assert_says(&import(&workplace, &["--refresh"]), &["1 changed sheet written"]);
    assert!(read(&workplace, TASK).contains("other error"));
}

#[test]
fn diagnostics_lie_beside_the_sheets_and_change_with_them() {
    let workplace = Workplace::with_two_services();
    assert_code(&import(&workplace, &[]), 0);
    let first = read(&workplace, "sheets/diagnostics.tsv");
    assert!(first.contains("task/v2/task/get.md\tderived-id\t"), "{first}");
    write_newer(&workplace, "2025-01-02", "**数据校验规则**：  \n- soft");
    assert_code(&import(&workplace, &[]), 0);
    let second = read(&workplace, "sheets/diagnostics.tsv");
    assert!(second.contains("task/v2/task/get.md\tunknown-constraint\t"), "{second}");
    let of_user = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("contact"));
        lines.map(ToOwned::to_owned).collect()
    };
    assert_eq!(of_user(&first), of_user(&second));
}

#[test]
fn diagnostics_of_a_page_without_a_sheet_go_once_it_has_one_or_is_gone() {
    let workplace = Workplace::with_two_services();
    let right = page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02");
    let wrong = right.replace("HTTP Method | GET", "HTTP Method | NONE");
    let is_told = |content: Option<&str>, more: &[&str]| {
        match content {
            Some(content) => workplace.page("task/get.md", content),
            None => fs::remove_file(workplace.path("docs/task/get.md")).unwrap(),
        }
        assert_code(&import(&workplace, more), 0);
        read(&workplace, "sheets/diagnostics.tsv").contains("\ntask/get.md\t")
    };
    assert!(is_told(Some(&wrong), &[]));
    assert!(is_told(None, &[]), "it may be in another mirror");
    assert!(is_told(Some(&wrong), &["--whole"]));
    assert!(!is_told(None, &["--whole"]));
    assert!(is_told(Some(&wrong), &[]));
    assert!(!is_told(Some(&right), &[]));
}
