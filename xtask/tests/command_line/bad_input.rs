//! Bad input gets a clear error, and nothing is lost.

use std::fs;

use crate::{Workplace, assert_code, assert_says, page, stderr};

#[test]
fn an_empty_directory_is_an_error() {
    let workplace = Workplace::new();
    let output = workplace.regen(&[]);
    assert_code(&output, 4);
    assert_says(&output, &["no pages in docs", ".md"]);
}

#[test]
fn a_missing_path_is_an_error_that_names_it() {
    let workplace = Workplace::with_two_services();
    let output = workplace.run(&["regen", "--docs", "docs", "--docs", "nowhere", "--out", "out"]);
    assert_code(&output, 4);
    assert_says(&output, &["no such file or directory: nowhere", "--docs"]);
}

#[test]
fn pages_without_any_endpoint_do_not_empty_the_output() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let before = workplace.output();
    fs::remove_dir_all(workplace.path("docs")).unwrap();
    workplace.page("guide.md", "# A guide\n\nNo table at all.\n");
    let output = workplace.regen(&[]);
    assert_code(&output, 4);
    assert_says(
        &output,
        &["no endpoint is described in 1 page", "1 page read", "1 skipped"],
    );
    assert_eq!(workplace.output(), before);
}

#[test]
fn a_binary_file_is_reported_and_the_others_are_read() {
    let workplace = Workplace::with_two_services();
    workplace.page("picture.md", [0x89, b'P', b'N', b'G', 0, 0, 0, 1]);
    let output = workplace.regen(&[]);
    assert_code(&output, 0);
    assert_says(
        &output,
        &["error[binary-file]", "picture.md", "2 endpoints", "3 pages read"],
    );
}

#[test]
fn invalid_utf8_is_reported_and_the_page_is_read() {
    let workplace = Workplace::new();
    let mut bytes = page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02").into_bytes();
    let place = bytes.windows(8).position(|window| window == b"Language").unwrap();
    bytes.splice(place..place, [0xe5, 0x88]);
    workplace.page("task.md", bytes);
    let output = workplace.regen(&[]);
    assert_code(&output, 0);
    assert_says(&output, &["warning[invalid-utf8]", "task.md", "1 endpoint"]);
}

#[test]
fn of_two_pages_for_one_endpoint_the_newer_is_used_and_the_other_reported() {
    let workplace = Workplace::new();
    let path = "/open-apis/task/v2/tasks/:task_id";
    workplace.page("a_new.md", page("GET", path, "2025-01-02").replace("lang |", "newer |"));
    workplace.page("b_old.md", page("GET", path, "2023-01-02").replace("lang |", "older |"));
    let output = workplace.regen(&[]);
    assert_code(&output, 0);
    assert_says(
        &output,
        &["warning[duplicate-endpoint]", "b_old.md", "1 endpoint", "1 skipped"],
    );
    let text = workplace
        .output()
        .into_values()
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect::<String>();
    assert!(text.contains("newer") && !text.contains("older"));
}

#[test]
fn a_page_cut_inside_of_a_table_is_reported() {
    let workplace = Workplace::with_two_services();
    let whole = "# Cut\n\n:::html\n<md-table><md-thead><md-tr><md-th>HTTP URL</md-th><md-th>https://open.feishu.cn/open-apis/im/v1/chats</md-th></md-tr></md-thead><md-tbody><md-tr><md-td>HTTP Method</md-td><md-td>GET</md-";
    workplace.page("cut.md", whole);
    let output = workplace.regen(&["--level", "note"]);
    assert_code(&output, 0);
    assert_says(&output, &["[truncated-page]", "cut.md"]);
}

#[test]
fn a_page_of_20_megabytes_is_read() {
    let workplace = Workplace::with_two_services();
    let line = "A line of a long introduction, as long as they come on pages that people wrote.\n";
    let lines = line.repeat(20 * 1024 * 1024 / line.len());
    let page = page("GET", "/open-apis/im/v1/chats", "2024-01-02");
    workplace.page("large.md", page.replace("## 请求\n", &format!("{lines}\n## 请求\n")));
    let output = workplace.regen(&[]);
    assert_code(&output, 0);
    assert_says(&output, &["3 endpoints"]);
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_before_anything_changes() {
    let workplace = Workplace::with_two_services();
    fs::write(workplace.path("out"), "mine").unwrap();
    let output = workplace.regen(&[]);
    assert_code(&output, 4);
    assert_says(&output, &["out", "Not a directory"]);
    assert_eq!(fs::read(workplace.path("out")).unwrap(), b"mine");
}

#[test]
fn a_file_without_the_marker_stops_the_run_and_force_overwrites_it() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let intact = workplace.output();
    fs::write(workplace.generated("lib.rs"), "// by hand\n").unwrap();
    let before = workplace.output();

    let refused = ["src/lib.rs: was not written by this command", "--force"];
    let output = workplace.regen(&[]);
    assert_code(&output, 4);
    assert_says(&output, &refused);
    let check = workplace.regen(&["--check"]);
    assert_code(&check, 1);
    assert_says(&check, &refused);
    assert_says(&check, &["differs src/lib.rs", "-// by hand"]);
    let text = stderr(&check);
    assert!(!text.contains("with the same arguments"), "{text}");
    assert_eq!(workplace.output(), before);

    assert_code(&workplace.regen(&["--force"]), 0);
    assert_eq!(workplace.output(), intact);

    // Nor is it taken for a companion.
    fs::write(workplace.generated("v3/user/mod.rs"), "// by hand\n").unwrap();
    fs::write(workplace.generated("v3/user/delete.rs"), "// by hand\n").unwrap();
    assert_code(&workplace.regen(&["--force"]), 0);
    assert_eq!(workplace.output(), intact);
}

#[test]
fn a_wrong_command_line_is_told_apart_from_failures() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.run(&["regen", "--nonsense"]), 2);
    assert_code(&workplace.regen(&["--show", "some"]), 2);
    let output = workplace.regen(&["--only", "nonsense"]);
    assert_code(&output, 2);
    assert_says(&output, &["no page describes the service `nonsense`", "contact, task"]);
}

#[test]
fn odd_ids_are_written_and_stop_no_other() {
    let workplace = Workplace::with_two_services();
    workplace.page("one.md", page("GET", "/open-apis/target/v1/lists", "2024-01-02"));
    workplace.page("two.md", page("GET", "/open-apis/im/v1/target/:id", "2024-01-02"));
    let long = "x".repeat(300);
    let path = format!("/open-apis/im/v1/{long}/{long}/:id");
    workplace.page("three.md", page("GET", &path, "2024-01-02"));
    let id = format!("HTTP Method | GET\nAPI Explorer | im.v1.{long}.get\n");
    let stated = page("GET", "/open-apis/im/v1/chats/:id", "2024-01-02").replace("HTTP Method | GET\n", &id);
    workplace.page("four.md", stated);
    for _ in 0..2 {
        let import = workplace.run(&["import", "docs", "--out", "sheets"]);
        assert_code(&import, 0);
        assert_says(&import, &["6 endpoints", "four.md", "is too long to name files"]);
        for (docs, out) in [("docs", "of-docs"), ("sheets", "of-sheets")] {
            let regen = workplace.run(&["regen", "--docs", docs, "--out", out]);
            assert_code(&regen, 0);
            assert_says(&regen, &["6 endpoints"]);
        }
    }
    assert_code(
        &workplace.run(&["regen", "--check", "--docs", "sheets", "--out", "of-sheets"]),
        0,
    );
    for name in [
        "sheets/_target/v1/list/list.md",
        "of-docs/src/target/v1/list",
        "of-docs/src/im/v1/target",
    ] {
        assert!(workplace.path(name).exists(), "{name}");
    }
}
