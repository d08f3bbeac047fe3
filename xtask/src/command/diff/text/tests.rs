//! What the terminal shows of a comparison.

use serde_json::{Value, json};

use super::*;

/// A change at each place, the same of each kind.
fn diff(kinds: &[Kind], places: &[String], said: &str) -> Diff {
    let change = |kind: &Kind, place: &String| {
        json!({
            "fingerprint": "0123456789ab", "kind": kind.name(), "place": place, "old": said, "new": said,
            "operations": [], "events": [], "stay": "may-fail", "upgrade": "docs"
        })
    };
    let changes = kinds
        .iter()
        .flat_map(|kind| places.iter().map(|place| change(kind, place)));
    let changes: Vec<Value> = changes.collect();
    serde_json::from_value(json!({
        "old_operations": 1, "new_operations": 1, "old_events": 0, "new_events": 0, "changes": changes
    }))
    .unwrap()
}

#[test]
fn no_line_is_wider_than_a_terminal_and_no_kind_is_left_out() {
    let places = ["first", "second", "third", "fourth"].map(|service| {
        let nested = ".object".repeat(20);
        format!("a_service_with_a_long_name_{service}.v1.thing.get response{nested}.name")
    });
    let text = of(
        &diff(Kind::ALL, &places, &"名称 or name, ".repeat(50)),
        &BTreeSet::new(),
        true,
    );
    let widest = text.lines().max_by_key(|line| textwrap::core::display_width(line));
    let widest = textwrap::core::display_width(widest.unwrap());
    assert!(widest <= WIDTH + "…".len(), "{widest}: {text}");
    for kind in Kind::ALL {
        let head = text.split("\n\nPrograms").next().unwrap();
        assert!(head.contains(&format!(" 4 {kind}")), "{kind}: {text}");
    }
    assert!(
        text.contains(&format!("\n{}a_service_with", " ".repeat(SERVICES_AT))),
        "{text}"
    );
}

#[test]
fn changes_that_stand_on_one_line_are_counted_with_the_lines() {
    let places = ["a", "b", "c"].map(|name| format!("demo.v1.{name}.get query.x"));
    let text = of(&diff(&[Kind::UnitChanged], &places, "seconds"), &BTreeSet::new(), false);
    assert!(
        text.contains("is used as before: 3 changes in 1 group\n  demo.v1\n    ~ unit"),
        "{text}"
    );
    let text = of(
        &diff(&[Kind::UnitChanged], &places[..1], "seconds"),
        &BTreeSet::new(),
        false,
    );
    assert!(text.contains("is used as before: 1\n"), "{text}");
}

#[test]
fn fields_of_one_name_at_two_places_are_both_shown() {
    let places = ["dependents.id", "contacts.id"].map(|steps| format!("demo.v1.a.get response.{steps}"));
    let text = of(&diff(&[Kind::UnitChanged], &places, "seconds"), &BTreeSet::new(), false);
    for place in ["a.get response.dependents.id  ", "a.get response.contacts.id  "] {
        assert!(text.contains(place), "{place} is missing in:\n{text}");
    }
}

#[test]
fn operations_that_come_are_counted_by_service_and_listed_where_asked_for() {
    let places: Vec<String> = (0..=COME).map(|number| format!("demo.v1.thing{number}.get")).collect();
    let text = |count: usize, all| {
        of(
            &diff(&[Kind::OperationAdded], &places[..count], "GET /"),
            &BTreeSet::new(),
            all,
        )
    };
    let counted = text(places.len(), false);
    let line = format!(
        "\nNew operations: {count}; `--all` lists them\n  demo {count}\n",
        count = places.len()
    );
    assert!(counted.contains(&line) && !counted.contains("thing0.get"), "{counted}");
    for listed in [text(places.len(), true), text(COME, false)] {
        assert!(listed.contains("  demo.v1\n    thing0.get"), "{listed}");
    }
}

#[test]
fn what_was_accepted_is_told_with_the_reason_and_not_among_what_has_to_be_done() {
    let mut diff = diff(&[Kind::UnitChanged], &["demo.v1.a.get query.x".to_owned()], "seconds");
    diff.changes[0].accepted = Some("nobody waits so long".to_owned());
    let text = of(&diff, &BTreeSet::new(), false);
    assert!(text.contains("\naccepted       1\nnext version"), "{text}");
    let shown = "\nAccepted: 1\n  demo.v1\n    ~ unit-changed a.get query.x  seconds -> seconds\n        \
                 accepted: nobody waits so long\n";
    assert!(text.ends_with(shown), "{text}");
    assert!(!text.contains(URGENT), "{text}");
}
