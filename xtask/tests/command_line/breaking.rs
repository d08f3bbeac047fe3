//! What `regen --breaking` lets go of, and what is lost without it.

use std::fs;

use crate::import::{SETS, write_newer};
use crate::{Workplace, assert_code, assert_says, page, stdout};

#[test]
fn published_names_are_lost_only_by_a_run_that_breaks_on_purpose() {
    let workplace = Workplace::with_two_services();
    let regen =
        |more: &[&str]| workplace.run(&[["regen", "--docs", "sheets", "--out", "out"].as_slice(), more].concat());
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    assert_code(&regen(&[]), 0);
    let sheet = workplace.path("sheets/task/v2/task/get.md");
    let before = fs::read_to_string(&sheet).unwrap();
    let row = before.lines().find(|line| line.starts_with("| `lang` |")).unwrap();
    let written = workplace.output();
    fs::write(&sheet, before.replace(&format!("{row}\n"), "")).unwrap();
    let lost = regen(&[]);
    assert_code(&lost, 4);
    assert_says(
        &lost,
        &[
            "task.v2.task.get>&lang() = lang",
            "**自 2026-05-24 起移除**",
            "regen --breaking",
        ],
    );
    assert_eq!(workplace.output(), written);

    // Put back as gone, it stays; until that is let go.
    let gone = row.replace("**示例值**", "**自 2026-05-24 起移除**<br>**示例值**");
    fs::write(&sheet, before.replace(row, &gone)).unwrap();
    assert_code(&regen(&[]), 0);
    let code = || fs::read_to_string(workplace.path("out/src/task/v2/task/get.rs")).unwrap();
    assert!(
        code().contains("#[deprecated(note = \"gone from the page since 2026-05-24\")]"),
        "{}",
        code()
    );
    let breaking = regen(&["--breaking"]);
    assert_code(&breaking, 0);
    let told = stdout(&breaking);
    assert!(
        told.contains("- `task.v2.task.get`: query.lang, gone from the page since 2026-05-24\n"),
        "{told}"
    );
    assert!(told.contains("- `task.v2.task.get>&lang() = lang`\n"), "{told}");
    assert!(!code().contains("lang") && !fs::read_to_string(&sheet).unwrap().contains("lang"));
    let names = fs::read_to_string(workplace.path("out/names.lock")).unwrap();
    assert!(!names.contains("task.v2.task.get>&lang()"), "{names}");
    assert!(names.contains("contact.v3.user.delete>&lang()"), "{names}");
    assert_code(&regen(&["--check"]), 0);
}

#[test]
fn a_run_that_breaks_removes_the_sheets_that_no_page_describes() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    fs::remove_file(workplace.path("docs/task/get.md")).unwrap();
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets", "--whole"]), 0);
    assert_code(&workplace.run(&["regen", "--docs", "sheets", "--out", "out"]), 0);
    assert!(workplace.path("out/src/task/v2/task/get.rs").exists());
    let breaking = workplace.run(&["regen", "--docs", "sheets", "--out", "out", "--breaking"]);
    assert_code(&breaking, 0);
    assert!(stdout(&breaking).contains("- `task.v2.task.get`: no page describes it any more since 2024-01-02\n"));
    assert!(!workplace.path("sheets/task/v2/task/get.md").exists());
    assert!(!workplace.path("out/src/task/v2/task/get.rs").exists());
    let digests = fs::read_to_string(workplace.path("sheets/sheets.lock")).unwrap();
    assert!(!digests.contains("task/v2"), "{digests}");
}

#[test]
fn a_run_that_breaks_tells_which_items_have_another_type_now() {
    let workplace = Workplace::with_two_services();
    let regen =
        |more: &[&str]| workplace.run(&[["regen", "--docs", "sheets", "--out", "out"].as_slice(), more].concat());
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    assert_code(&regen(&[]), 0);
    // The page tells of values now, but what was published as a text stays one.
    write_newer(&workplace, "2025-01-02", SETS);
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    assert_code(&regen(&[]), 0);
    let breaking = regen(&["--breaking"]);
    assert_code(&breaking, 0);
    let told = stdout(&breaking);
    let retyped: Vec<&str> = told.lines().filter(|line| line.contains(" → ")).collect();
    assert_eq!(retyped.len(), 1, "{told}");
    assert!(retyped[0].starts_with("- `task::v2::task::Get::lang`: "), "{told}");
    assert!(retyped[0].contains(" → ") && retyped[0].contains("Lang"), "{told}");
    // Nothing is left to let go.
    assert!(!stdout(&regen(&["--breaking"])).contains("- "));
}

#[test]
fn a_run_that_breaks_tells_which_requests_have_other_parameters_of_their_type() {
    let workplace = Workplace::with_two_services();
    let regen =
        |more: &[&str]| workplace.run(&[["regen", "--docs", "sheets", "--out", "out"].as_slice(), more].concat());
    let code = || fs::read_to_string(workplace.path("out/src/task/v2/task/get.rs")).unwrap();
    let page = |date, required| {
        let page = page("GET", "/open-apis/task/v2/tasks/:task_id", date);
        let page = page.replace("lang | string | 否", &format!("lang | string | {required}"));
        workplace.page("task/get.md", page);
        assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
        assert_code(&regen(&[]), 0);
    };
    page("2024-01-02", "是");
    page("2025-01-02", "否");
    assert!(code().contains("pub struct Get<HasLang = Given>"), "{}", code());
    let breaking = regen(&["--breaking"]);
    assert_code(&breaking, 0);
    assert!(code().contains("pub struct Get(wire::Draft)"), "{}", code());
    let told = stdout(&breaking);
    assert!(
        told.contains("- `task.v2.task.get`: query.lang, optional on the page since 2025-01-02\n"),
        "{told}"
    );
    let retyped: Vec<&str> = told.lines().filter(|line| line.contains(" → ")).collect();
    assert_eq!(retyped, ["- `task::v2::task::Get`: `Get<HasLang>` → `Get`"], "{told}");
}
