//! `words`: what writers of the reference are told, and how their texts reach the crate.

use super::*;

const WORDS: &str = "sheets/contact/v3/words/user.words";

/// Sheets of two services, and words for one of them.
fn workplace(words: &str) -> Workplace {
    let workplace = Workplace::with_two_services();
    import(&workplace);
    put(&workplace.path(WORDS), words);
    workplace
}

fn import(workplace: &Workplace) {
    assert_code(&workplace.run(&["import", "docs", "--out", "sheets"]), 0);
}

fn words(workplace: &Workplace, arguments: &[&str]) -> Output {
    workplace.run(&[["words", "--docs", "sheets"].as_slice(), arguments].concat())
}

const RIGHT: &str = "[user.delete]\n. = Deletes a user.\nquery.lang = Language of messages.\nnone = path.user_id\n";

#[test]
fn what_is_wrong_is_told_with_its_line_and_what_is_missing_by_its_key() {
    let workplace = workplace("[user.delete]\nquery.lang = Language\nquery.nothing = Nothing.\n");
    let told = words(&workplace, &["check", "contact"]);
    assert_code(&told, 1);
    let text = stdout(&told);
    for line in [
        "contact/v3/words/user.words:2: contact.v3 [user.delete] query.lang: no full stop at the end",
        "contact/v3/words/user.words:3: contact.v3 [user.delete] query.nothing: no sheet has this key",
        "missing: contact.v3 [user.delete] .",
        "2 wrong, 0 open questions",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert_says(
        &words(&workplace, &["check", "nothing"]),
        &["the pages describe: contact, task"],
    );
}

#[test]
fn texts_reach_the_crate_and_a_key_without_a_sheet_stops_the_run() {
    let workplace = workplace(RIGHT);
    assert_code(&words(&workplace, &["check", "contact"]), 0);
    let regen = |workplace: &Workplace| workplace.run(&["regen", "--docs", "sheets", "--out", "out"]);
    assert_code(&regen(&workplace), 0);
    let code = fs::read_to_string(workplace.generated("user/delete.rs")).unwrap();
    assert!(
        code.contains("/// Deletes a user.") && code.contains("/// Language of messages."),
        "{code}"
    );
    put(&workplace.path(WORDS), "[user.delete]\nno line\n");
    let refused = regen(&workplace);
    assert_code(&refused, 4);
    assert_says(&refused, &["contact/v3/words/user.words:2: `no line` is not"]);
}

#[test]
fn words_are_stale_when_the_page_says_something_else() {
    let workplace = workplace(RIGHT);
    assert!(stdout(&words(&workplace, &["check", "contact"])).contains("0 stale, 2 not stamped"));
    assert_says(
        &words(&workplace, &["stamp", "contact"]),
        &["2 stamped in contact/v3/words/user.words"],
    );
    assert!(stdout(&words(&workplace, &["check", "contact"])).contains("0 stale, 0 not stamped"));

    let page = page("DELETE", "/open-apis/contact/v3/users/:user_id", "2024-03-04");
    workplace.page("contact/delete.md", page.replace("Language", "Another language"));
    import(&workplace);
    let text = stdout(&words(&workplace, &["check", "contact"]));
    assert!(
        text.contains("[user.delete] query.lang: its page has changed") && text.contains("1 stale"),
        "{text}"
    );
    words(&workplace, &["stamp", "contact"]);
    assert!(stdout(&words(&workplace, &["check", "contact"])).contains("1 stale"));
    words(&workplace, &["stamp", "contact", "--stale"]);
    assert!(stdout(&words(&workplace, &["check", "contact"])).contains("0 stale"));
}

#[test]
fn worksheets_show_the_vendors_texts_and_never_lie_in_the_workspace() {
    let workplace = workplace(RIGHT);
    assert_code(
        &words(&workplace, &["sheet", "contact", "--from", "docs", "--out", "private"]),
        0,
    );
    let sheet = fs::read_to_string(workplace.path("private/contact.v3.txt")).unwrap();
    for line in ["error 40001 of user.delete: Look", "= . Deletes a user.", "« Language"] {
        assert!(sheet.contains(line), "{sheet}");
    }
    let inside = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs-src");
    let refused = words(&workplace, &["sheet", "--from", "docs", "--out", inside]);
    assert_code(&refused, 4);
    assert_says(&refused, &["worksheets hold the vendor's texts"]);
}

#[test]
fn what_has_words_is_counted_by_service() {
    let workplace = workplace(RIGHT);
    let text = stdout(&words(&workplace, &["count"]));
    let row = |service: &str| {
        let line = text.lines().find(|line| line.starts_with(service)).unwrap();
        line.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(row("contact")[1], "1/1");
    assert_eq!(row("task")[1], "0/1");
    assert_eq!(row("all")[1], "1/2");
}

#[test]
fn a_link_that_leads_to_no_endpoint_is_wrong_and_lint_tells_of_it() {
    let workplace = workplace(&RIGHT.replace("Deletes a user.", "Deletes a user. Ask [`user::delte`]."));
    put(
        &workplace.path("generated/names.lock"),
        "contact.v3.user.delete = delete\n",
    );
    let line = "contact/v3/words/user.words:2: contact.v3 [user.delete] .: [`user::delte`] is no endpoint; did you mean [`user::delete`]?";
    let told = words(&workplace, &["check", "contact"]);
    assert_code(&told, 1);
    assert!(stdout(&told).contains(line), "{}", stdout(&told));
    let text = stdout(&workplace.run(&["lint", "--docs", "sheets"]));
    for line in [line, "words: 1 wrong, 0 open questions, ", "missing: task.v2 "] {
        assert!(text.contains(line), "{text}");
    }
    let of_task = stdout(&workplace.run(&["lint", "--docs", "sheets", "--service", "task"]));
    assert!(
        !of_task.contains(line) && of_task.contains("words: 0 wrong"),
        "{of_task}"
    );
}

#[test]
fn a_successor_that_is_no_endpoint_is_wrong() {
    for (id, wrong) in [("task.v2.task.get", 0), ("user.delete", 0), ("task.get", 1)] {
        let workplace =
            workplace(&RIGHT.replace("[user.delete]\n", &format!("[user.delete]\nfact . = instead {id}\n")));
        let text = stdout(&words(&workplace, &["check"]));
        assert!(text.contains(&format!("{wrong} wrong")), "{id}: {text}");
        assert_eq!(text.contains(&format!("`{id}` is no endpoint")), wrong == 1, "{text}");
    }
}

#[test]
fn digests_of_texts_are_of_the_pages_that_sheets_were_read_from() {
    let workplace = Workplace::with_two_services();
    let digests = |date, text| digests_after(&workplace, date, text, &[]);
    let first = digests("2024-01-02", "Language");
    assert!(first.contains("[task.get] query.lang "), "{first}");
    // Another crawl of the same state, and one of an older state.
    assert_eq!(digests("2024-01-02", "Tongue"), first);
    assert_eq!(digests("2023-01-02", "Speech"), first);
    assert_ne!(digests("2025-01-02", "Tongue"), first);
}

/// The digests of the texts of `task.v2` after an import of a page of this day with this text.
fn digests_after(workplace: &Workplace, date: &str, text: &str, more: &[&str]) -> String {
    let task = page("GET", "/open-apis/task/v2/tasks/:task_id", date).replace("Language", text);
    workplace.page("task/get.md", task);
    assert_code(&import::import(workplace, more), 0);
    fs::read_to_string(workplace.path("sheets/task/v2/words/pages.digests")).unwrap()
}

#[test]
fn digests_of_texts_change_beside_a_sheet_that_is_gone() {
    let workplace = Workplace::with_two_services();
    let delete = page("DELETE", "/open-apis/task/v2/tasks/:task_id", "2024-01-02");
    workplace.page("task/delete.md", delete);
    let first = digests_after(&workplace, "2024-01-02", "Language", &[]);
    fs::remove_file(workplace.path("docs/task/delete.md")).unwrap();
    let partial = digests_after(&workplace, "2024-01-03", "Speech", &[]);
    assert_eq!(partial, first, "a mirror without the page of a sheet");
    let second = digests_after(&workplace, "2024-01-04", "Speech", &["--whole"]);
    assert_ne!(second, first, "the sheet is marked as gone in the same run");
    assert_ne!(digests_after(&workplace, "2024-01-05", "Tongue", &[]), second);
}

#[test]
fn digests_of_texts_change_with_the_page_of_an_edited_sheet() {
    let workplace = Workplace::with_two_services();
    let first = digests_after(&workplace, "2024-01-02", "Language", &[]);
    import::edit(&workplace, import::TASK, "param error", "my error");
    assert_ne!(digests_after(&workplace, "2025-01-02", "Tongue", &[]), first);
}
