//! `lint`: what is told, to whom, and what is known already.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;

/// A page whose example is none of its values.
fn wrong() -> String {
    let page = page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02");
    let values = "Language  \n**示例值**：`ja`  \n**可选值有**：  \n- `zh`：Chinese  \n- `en`：English  \n";
    page.replace("Language  \n**示例值**：\"zh_cn\"", values.trim_end())
}

fn workplace() -> Workplace {
    let workplace = Workplace::with_two_services();
    workplace.page("task/get.md", wrong());
    workplace
}

fn lint(workplace: &Workplace, more: &[&str]) -> Output {
    workplace.run(&[["lint", "--docs", "docs", "--level", "note"].as_slice(), more].concat())
}

fn codes(output: &Output) -> Vec<String> {
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = document["diagnostics"].as_array().unwrap().iter();
    found.map(|found| found["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn diagnostics_are_chosen_by_code_and_service() {
    let workplace = workplace();
    let all = codes(&lint(&workplace, &["--json"]));
    assert!(all.contains(&"example-outside-set".to_owned()), "{all:?}");
    assert!(all.contains(&"derived-id".to_owned()), "{all:?}");
    let one = codes(&lint(&workplace, &["--json", "--code", "example-outside-set"]));
    assert_eq!(one, ["example-outside-set"]);
    let other = codes(&lint(&workplace, &["--json", "--service", "contact"]));
    assert!(
        !other.is_empty() && !other.contains(&"example-outside-set".to_owned()),
        "{other:?}"
    );
    assert_code(&lint(&workplace, &["--code", "no-such-code"]), 2);
}

#[test]
fn sarif_is_valid() {
    let schema: Value = serde_json::from_str(include_str!("../sarif-2.1.0.json")).unwrap();
    let workplace = workplace();
    let output = lint(&workplace, &["--sarif"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, [""; 0]);
    let results = document["runs"][0]["results"].as_array().unwrap();
    let is_wanted = |result: &&Value| result["ruleId"] == "example-outside-set";
    let result = results.iter().find(is_wanted).unwrap();
    // The page is outside of the repository: no code host could show it.
    assert_eq!(result["locations"], Value::Array(Vec::new()));
    let message = result["message"]["text"].as_str().unwrap();
    assert!(
        message.contains("(on a page outside of this repository: task/get.md, line "),
        "{message}"
    );
}

#[test]
fn sarif_names_pages_from_the_root_of_the_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let docs = root.join("docs-src/face_verify");
    let output = Workplace::new().run(&["lint", "--docs", docs.to_str().unwrap(), "--level", "note", "--sarif"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = document["runs"][0]["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(
            uri.starts_with("docs-src/face_verify/") && root.join(uri).is_file(),
            "{uri}"
        );
    }
    let fingerprints = results.iter().map(|it| it["partialFingerprints"].to_string());
    assert_eq!(fingerprints.collect::<BTreeSet<_>>().len(), results.len());
}

#[test]
fn a_baseline_knows_what_stands_on_another_line_and_tells_what_is_new_and_gone() {
    let workplace = workplace();
    assert_code(&lint(&workplace, &["--write-baseline", "known.tsv"]), 0);
    workplace.page(
        "task/get.md",
        wrong().replace("## 请求\n", "Words.\n\nMore words.\n\n## 请求\n"),
    );
    let moved = lint(&workplace, &["--baseline", "known.tsv"]);
    assert_code(&moved, 0);
    assert!(stdout(&moved).contains("0 new, "), "{}", stdout(&moved));
    workplace.page("task/get.md", wrong().replace("`ja`", "`ko`"));
    let changed = lint(&workplace, &["--baseline", "known.tsv"]);
    assert_code(&changed, 1);
    let text = stdout(&changed);
    assert!(
        text.contains("1 new, ") && text.contains(" 1 gone") && text.contains("`ko`"),
        "{text}"
    );
}

#[test]
fn one_more_of_what_is_known_is_new() {
    let workplace = workplace();
    let of_twice = |text: &str| wrong().replace("`zh`：Chinese", &format!("`zh`：Chinese  \n{text}"));
    let again = "- `zh`：Chinese  \n";
    workplace.page("task/get.md", of_twice(again));
    assert_code(&lint(&workplace, &["--write-baseline", "known.tsv"]), 0);
    assert_code(&lint(&workplace, &["--baseline", "known.tsv"]), 0);
    workplace.page("task/get.md", of_twice(&again.repeat(2)));
    let more = lint(&workplace, &["--baseline", "known.tsv"]);
    assert_code(&more, 1);
    assert!(stdout(&more).contains("1 new, "), "{}", stdout(&more));
    let sarif: Value = serde_json::from_slice(&lint(&workplace, &["--sarif"]).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let fingerprints = results.iter().map(|it| it["partialFingerprints"].to_string());
    assert_eq!(fingerprints.collect::<BTreeSet<_>>().len(), results.len());
}

#[test]
fn a_part_of_the_diagnostics_is_compared_with_the_same_part_of_the_baseline() {
    let workplace = workplace();
    assert_code(&lint(&workplace, &["--write-baseline", "known.tsv"]), 0);
    for part in [
        ["--service", "contact"],
        ["--code", "example-outside-set"],
        ["--level", "warning"],
    ] {
        let all = ["lint", "--docs", "docs", "--baseline", "known.tsv"];
        let arguments = [all.as_slice(), &part].concat();
        let output = workplace.run(&arguments);
        assert_code(&output, 0);
        assert!(
            stdout(&output).contains("0 new, ") && stdout(&output).contains(" 0 gone"),
            "{}",
            stdout(&output)
        );
    }
}

#[test]
fn writers_get_the_pages_with_what_to_write() {
    let text = stdout(&lint(&workplace(), &["--by-page"]));
    assert!(
        text.contains("the example `ja` of `query.lang` is none of its values: `zh`, `en`"),
        "{text}"
    );
    assert!(
        text.contains("Correct the example, or add the value to the list."),
        "{text}"
    );
    assert!(!text.contains("codegen"), "{text}");
}

#[test]
fn writers_get_a_summary_and_the_address_of_an_event() {
    let workplace = workplace();
    let event =
        event_page("2024-01-02").replace("---\ntitle", "---\nsource: https://open.feishu.cn/document/gate\ntitle");
    workplace.page("gates/opened.md", event.replace("`string`", "`object`"));
    let text = stdout(&lint(&workplace, &["--by-page"]));
    assert!(
        text.contains("\nGate opened\nhttps://open.feishu.cn/document/gate\n  - "),
        "{text}"
    );
    let (summary, _) = text.split_once("\n\n").unwrap();
    let kinds: Vec<&str> = summary
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().nth(1))
        .collect();
    assert_eq!(kinds.first(), Some(&"undeclared-path-parameter"), "{summary}");
    assert!(kinds.contains(&"example-outside-set"), "{summary}");
}

#[test]
fn what_import_kept_of_the_pages_is_told_of_their_sheets() {
    let workplace = workplace();
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    let output = workplace.run(&["lint", "--docs", "sheets", "--level", "note", "--json"]);
    let codes = codes(&output);
    // A sheet has a row for the variable.
    assert!(codes.contains(&"undeclared-path-parameter".to_owned()), "{codes:?}");
}
