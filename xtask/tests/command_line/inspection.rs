//! `explain`, `openapi` and `stats`.

use std::fs;

use serde_json::Value;

use crate::{Workplace, assert_code, assert_says, page, stdout};

#[test]
fn explain_shows_the_page_the_diagnostics_and_the_schema() {
    let workplace = Workplace::with_two_services();
    let by_page = workplace.run(&["explain", "task/get.md", "--docs", "docs"]);
    assert_code(&by_page, 0);
    let text = stdout(&by_page);
    for part in [
        "The page task/get.md says",
        "/open-apis/task/v2/tasks/:task_id",
        "Diagnostics: ",
        "lang: string",
        "task_id*: ",
    ] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
    let json = workplace.run(&["explain", "task/get", "--docs", "docs", "--json"]);
    assert_code(&json, 0);
    let schema: Value = serde_json::from_str(&stdout(&json)).unwrap();
    let id = &schema["endpoint"]["id"];
    let parts = ["project", "version", "resource", "method"].map(|part| id[part].as_str().unwrap());
    let by_id = workplace.run(&["explain", &parts.join("."), "--docs", "docs"]);
    assert_eq!(stdout(&by_id), text);
}

#[test]
fn explain_shows_a_row_of_any_depth() {
    let workplace = Workplace::new();
    let row = "<md-dt-tr level=\"4000000000\"><md-dt-td>deep</md-dt-td><md-dt-td>string</md-dt-td></md-dt-tr>";
    let table = format!(
        "### 响应体\n\n<md-dt-table><md-dt-thead><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th></md-dt-tr>\
         </md-dt-thead><md-dt-tbody>{row}</md-dt-tbody></md-dt-table>\n\n### 响应体示例"
    );
    let page = page("GET", "/open-apis/task/v2/tasks", "2024-01-02");
    workplace.page("deep.md", page.replace("### 响应体示例", &table));
    let output = workplace.run(&["explain", "deep.md", "--docs", "docs"]);
    assert_code(&output, 0);
    let text = stdout(&output);
    let shown = text.lines().find(|line| line.trim_start().starts_with("deep"));
    assert!(shown.is_some_and(|line| line.len() < 200), "{text}");
}

#[test]
fn explain_shows_the_corrections_and_how_to_add_one() {
    let workplace = Workplace::new();
    let page = page("GET", "/open-apis/task/v2/tasks", "2024-01-02");
    let corrected = format!("---\nfixups: file-copy-id, no-such\n---\n{page}");
    workplace.page("list.md", corrected);
    let output = workplace.run(&["explain", "list.md", "--docs", "docs"]);
    assert_code(&output, 0);
    let text = stdout(&output);
    for part in [
        "Corrections in it",
        "file-copy-id (2026-11-22): `copy` is what is done",
        "no-such: no fixup has this name",
        "operation: (Method::Get, \"/open-apis/task/v2/tasks\"),",
    ] {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

#[test]
fn explain_offers_what_could_be_meant() {
    let workplace = Workplace::with_two_services();
    let output = workplace.run(&["explain", "tasks", "--docs", "docs"]);
    assert_code(&output, 2);
    assert_says(&output, &["no id of an endpoint", "did you mean", "task.v2"]);
    let output = workplace.run(&["explain", "ragged-rows", "--docs", "docs"]);
    assert_code(&output, 2);
    assert_says(&output, &["did you mean", "ragged-row"]);
}

#[test]
fn explain_says_why_a_page_gave_no_endpoint() {
    let workplace = Workplace::with_two_services();
    workplace.page("guide.md", "# A guide\n");
    let output = workplace.run(&["explain", "guide.md", "--docs", "docs"]);
    assert_code(&output, 0);
    assert!(
        stdout(&output).contains("No endpoint and no event came out of it"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn openapi_goes_to_standard_output_or_a_file() {
    let workplace = Workplace::with_two_services();
    let output = workplace.run(&["openapi", "--docs", "docs"]);
    assert_code(&output, 0);
    let document: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let error = document.pointer("/paths/~1open-apis~1task~1v2~1tasks~1{task_id}/get/x-error-codes/0/code");
    assert_eq!(error, Some(&Value::from(40001)));
    let to_file = workplace.run(&["openapi", "--docs", "docs", "-o", "api.json"]);
    assert_code(&to_file, 0);
    assert_eq!(fs::read_to_string(workplace.path("api.json")).unwrap(), stdout(&output));
    let to_standard_output = workplace.run(&["openapi", "--docs", "docs", "-o", "-"]);
    assert_eq!(stdout(&to_standard_output), stdout(&output));
    assert!(!workplace.path("-").exists());
}

#[test]
fn stats_count_what_the_pages_hold() {
    let workplace = Workplace::with_two_services();
    let output = workplace.run(&["stats", "--docs", "docs", "--json"]);
    assert_code(&output, 0);
    let figures: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let expected = [
        ("/pages", 2),
        ("/endpoints", 2),
        ("/fields/query", 2),
        ("/fields/path", 2),
        ("/errors", 2),
        ("/samples/json", 2),
    ];
    for (pointer, count) in expected {
        assert_eq!(
            figures.pointer(pointer),
            Some(&Value::from(count)),
            "{pointer} in {figures:#}"
        );
    }
    let text = stdout(&workplace.run(&["stats", "--docs", "docs"]));
    assert!(text.contains("2 error rows"), "{text}");
}
