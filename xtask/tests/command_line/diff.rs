//! `diff`: two states in, figures, Markdown or JSON out, and exit codes for CI.

use serde_json::Value;

use super::*;

/// Two directories of pages: the second has a field more, one less, and an event.
fn workplace() -> Workplace {
    let workplace = Workplace::with_two_services();
    put(
        &workplace.path("new/contact/delete.md"),
        fs::read(workplace.path("docs/contact/delete.md")).unwrap(),
    );
    let changed =
        page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-03-04").replace("lang | string", "language | int");
    put(&workplace.path("new/task/get.md"), changed);
    put(&workplace.path("new/gates/opened.md"), event_page("2024-01-02"));
    workplace
}

fn diff(workplace: &Workplace, more: &[&str]) -> Output {
    workplace.run(&[["diff", "docs", "new"].as_slice(), more].concat())
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|why| panic!("{why}: {}", stdout(output)))
}

#[test]
fn what_changed_is_told_with_how_calls_were_written_and_are_now() {
    let workplace = workplace();
    let output = diff(&workplace, &[]);
    assert_code(&output, 0);
    let text = stdout(&output);
    for words in [
        "operations     2 -> 2: 0 new, 0 gone, 1 changed",
        "events         0 -> 1: 1 new, 0 gone, 0 changed",
        "New events: 1\n  gates.v1\n    gate.opened ",
        "next version   0.2.0 (minor)",
        "request-field-removed",
        "before  lang(impl Fits<String>)",
        "after   gone",
    ] {
        assert!(text.contains(words), "`{words}` is missing in:\n{text}");
    }
    let markdown = stdout(&diff(&workplace, &["--markdown"]));
    assert!(markdown.contains("### Breaking\n\n**task.v2**\n"), "{markdown}");
}

#[test]
fn pages_that_say_the_same_differ_in_nothing() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    let output = workplace.run(&["diff", "docs", "sheets", "--fail-on", "new"]);
    assert_code(&output, 0);
    assert!(
        stdout(&output).starts_with("2 operations and 0 events, no change"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn a_change_of_an_event_counts_in_saved_states_too() {
    let workplace = workplace();
    assert_code(&workplace.run(&["diff", "docs", "new", "--save", "api.json"]), 0);
    let page = workplace.path("new/gates/opened.md");
    put(&page, event_page("2024-01-02").replace("gate_id", "gate"));
    let document = json(&workplace.run(&["diff", "api.json", "new", "--json"]));
    let [change] = document["changes"].as_array().unwrap().as_slice() else {
        panic!("{document}")
    };
    assert_eq!(change["kind"], "response-field-renamed");
    assert_eq!(change["place"], "gates.v1.gate.opened event.gate");
    assert_eq!(change["events"], serde_json::json!(["gates.v1.gate.opened"]));
    assert_eq!(change["operations"], serde_json::json!([]));
}

fn errors(schema: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    validator.iter_errors(document).map(|error| error.to_string()).collect()
}

#[test]
fn json_is_as_its_schema_says() {
    let document = json(&diff(&workplace(), &["--json"]));
    assert_eq!(errors(include_str!("../../schema/diff.json"), &document), [""; 0]);
    assert_eq!(document["changes"].as_array().unwrap().len(), 3);
}

#[test]
fn what_stays_although_the_pages_took_it_away_is_told_once() {
    let workplace = workplace();
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    assert_code(
        &workplace.run(&["diff", "sheets", "sheets", "--save", "before.json"]),
        0,
    );
    assert_code(&workplace.run(&["import", "new", "--out", "sheets"]), 0);
    let diff = |more: &str| workplace.run(&["diff", "before.json", "sheets", "--save", "after.json", more]);
    let document = json(&diff("--json"));
    assert_eq!(errors(include_str!("../../schema/diff.json"), &document), [""; 0]);
    let [line] = document["held_back"].as_array().unwrap().as_slice() else {
        panic!("{document}")
    };
    let line = line.as_str().unwrap();
    assert!(
        line.starts_with("task.v2.task.get: query.lang, gone from the page"),
        "{line}"
    );
    for (form, title) in [("--all", "Held back: 1\n"), ("--markdown", "### Held back\n")] {
        let text = stdout(&diff(form));
        assert!(text.contains(title) && text.contains("query.lang, gone"), "{text}");
    }
    let again = json(&workplace.run(&["diff", "after.json", "sheets", "--json"]));
    assert_eq!(again["held_back"], serde_json::json!([]));
}

#[test]
fn changes_that_nobody_accepted_fail() {
    let workplace = workplace();
    assert_code(&diff(&workplace, &["--fail-on", "silent"]), 0);
    assert_code(&diff(&workplace, &["--fail-on", "breaking"]), 1);
    let document = json(&diff(&workplace, &["--json"]));
    let breaking = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["upgrade"] == "compile-error");
    let fingerprint = breaking.unwrap()["fingerprint"].as_str().unwrap().to_owned();
    let accepted = |text: String| put(&workplace.path("accepted"), text);
    accepted(format!("# reviewed\n{fingerprint} nobody used it\n"));
    let arguments = ["--fail-on", "breaking", "--accepted", "accepted"];
    let text = diff(&workplace, &arguments);
    assert_code(&text, 0);
    let text = stdout(&text);
    assert!(!text.contains("have to change"), "{text}");
    assert!(
        text.contains("\nAccepted: 1\n") && text.contains("        accepted: nobody used it\n"),
        "{text}"
    );
    let document = json(&diff(&workplace, &[&arguments[..], &["--json"]].concat()));
    assert_eq!(errors(include_str!("../../schema/diff.json"), &document), [""; 0]);
    let reasons: Vec<&Value> = document["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["accepted"])
        .collect();
    assert_eq!(
        reasons.iter().filter(|reason| **reason == "nobody used it").count(),
        1,
        "{reasons:?}"
    );
    accepted(format!("{fingerprint} nobody used it\n000000000000 long gone\n"));
    let stale = diff(&workplace, &arguments);
    assert_code(&stale, 4);
    assert_says(&stale, &["nothing changed that has the fingerprint 000000000000"]);
}

#[test]
fn a_saved_state_is_as_the_pages_were() {
    let workplace = workplace();
    assert_code(&workplace.run(&["diff", "docs", "docs", "--save", "api.json"]), 0);
    fs::remove_dir_all(workplace.path("docs")).unwrap();
    let document = json(&workplace.run(&["diff", "api.json", "new", "--json"]));
    assert_eq!(document["changes"].as_array().unwrap().len(), 3);
    put(&workplace.path("api.json"), "{}");
    assert_code(&workplace.run(&["diff", "api.json", "new"]), 4);
}

#[test]
fn a_saved_state_is_as_its_schema_says() {
    let workplace = workplace();
    // Of all that pages can say, some.
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/../codegen/tests/pages");
    assert_code(&workplace.run(&["diff", pages, pages, "--save", "api.json"]), 0);
    let mut document: Value = serde_json::from_slice(&fs::read(workplace.path("api.json")).unwrap()).unwrap();
    let schema = include_str!("../../schema/api.json");
    assert!(document["endpoints"].as_array().unwrap().len() > 50);
    assert_eq!(errors(schema, &document), [""; 0]);
    document["endpoints"][0]["method"] = "FETCH".into();
    assert_eq!(errors(schema, &document).len(), 1);
}

#[test]
fn a_revision_is_read_from_git() {
    let workplace = workplace();
    let output = workplace.run(&["diff", "HEAD", "HEAD"]);
    assert_code(&output, 0);
    assert!(stdout(&output).ends_with(" events, no change\n"), "{}", stdout(&output));
    let unknown = workplace.run(&["diff", "no-such-revision"]);
    assert_code(&unknown, 4);
    assert_says(&unknown, &["`no-such-revision`"]);
}

#[test]
fn crawls_in_two_formats_are_said_to_be_such() {
    let workplace = workplace();
    let elements = "# Get\n\n:::html\n<md-table><tr><md-th>HTTP URL</md-th></tr></md-table>\n:::\n";
    put(&workplace.path("elements/get.md"), elements);
    let note =
        |old: &str, new: &str| stderr(&workplace.run(&["diff", old, new])).contains("these crawls are in two formats");
    assert!(note("docs", "elements") && note("elements", "docs"));
    assert!(!note("docs", "new"));
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
    assert!(!note("sheets", "elements"));
}
