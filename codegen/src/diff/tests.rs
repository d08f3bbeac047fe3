//! Every rule of what a change of the pages does, on a small service.

mod both_ways;
mod causes;
mod event_rules;
mod rules;
mod service;

use std::collections::BTreeSet;

use super::{Diff, Kind, Side, Stay, Upgrade, compare};
use crate::Reading;
use crate::ir::builders::api;
use crate::ir::{Method, Since};
use crate::names::Lock;

use service::{Pages, pages};

fn side(pages: Pages, published: &Lock) -> Side {
    let mut api = api(pages.endpoints);
    let events = pages.events.into_iter();
    api.events = events.map(|event| (event.id.clone(), event)).collect();
    let reading = Reading {
        api,
        ..Reading::default()
    };
    Side::new(reading, published)
}

/// What a change of the pages is found to be; the names of before are published.
fn changed(change: impl FnOnce(&mut Pages)) -> Diff {
    let old = side(pages(), &Lock::default());
    let mut now = pages();
    change(&mut now);
    let new = side(now, old.published());
    compare(&old, &new)
}

fn all_rules() -> impl Iterator<Item = &'static rules::Rule> {
    rules::RULES.iter().chain(event_rules::RULES)
}

#[test]
fn each_rule_is_found_as_what_it_is_and_nothing_else() {
    let mut wrong = String::new();
    for rule in all_rules() {
        let diff = changed(rule.change);
        let kinds: BTreeSet<Kind> = diff.changes.iter().map(|change| change.kind).collect();
        let found = (kinds.into_iter().collect::<Vec<_>>(), diff.stay(), diff.upgrade());
        let mut expected = rule.kinds.to_vec();
        expected.sort();
        if found != (expected, rule.stay, rule.upgrade) {
            let items: Vec<_> = diff.changes.iter().flat_map(|change| &change.items).collect();
            wrong.push_str(&format!("{}: {found:?}\n    {items:?}\n", rule.name));
        }
    }
    assert_eq!(wrong, "");
}

#[test]
fn rules_have_names_of_their_own_and_cover_all_kinds() {
    let names: BTreeSet<&str> = all_rules().map(|rule| rule.name).collect();
    assert_eq!(names.len(), all_rules().count());
    let covered: BTreeSet<Kind> = all_rules().flat_map(|rule| rule.kinds).copied().collect();
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !covered.contains(kind)).collect();
    let elsewhere = [&Kind::RequestTypeLoosened, &Kind::NamesChanged];
    assert_eq!(missing, elsewhere, "names, and both ways, are in tests of their own");
}

#[test]
fn pages_that_say_the_same_differ_in_nothing() {
    assert_eq!(changed(|_| {}).changes, []);
}

#[test]
fn what_is_gone_on_both_sides_is_no_change() {
    let state = |change: fn(&mut Pages), published: &Lock| {
        let mut pages = pages();
        pages.page("thing.delete").gone = Some(Since::default());
        pages.event("created").gone = Some(Since::default());
        change(&mut pages);
        side(pages, published)
    };
    let old = state(|_| {}, &Lock::default());
    let more: fn(&mut Pages) = |pages| pages.fields("thing.get", "query", |fields| fields.push(service::text("more")));
    let diff = compare(&old, &state(more, old.published()));
    let kinds: Vec<Kind> = diff.changes.iter().map(|change| change.kind).collect();
    assert_eq!(
        (kinds, diff.upgrade()),
        (vec![Kind::RequestFieldAdded], Upgrade::NewThings)
    );
}

#[test]
fn what_becomes_gone_stands_for_what_it_stood_for() {
    let diff = changed(|pages| {
        pages.page("thing.delete").gone = Some(Since::default());
        pages.event("created").gone = Some(Since::default());
    });
    let kinds: Vec<Kind> = diff.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(diff.upgrade() < Upgrade::CompileError, "{:#?}", diff.changes);
}

#[test]
fn a_shared_type_changes_once_and_all_operations_see_it() {
    let diff = changed(|pages| {
        for page in ["thing.create", "thing.update"] {
            pages.fields(page, "body.detail", |fields| fields.push(service::text("note")));
        }
    });
    let [change] = diff.changes.as_slice() else {
        panic!("{:#?}", diff.changes)
    };
    let operations: Vec<&str> = change.operations.iter().map(String::as_str).collect();
    assert_eq!(operations, ["demo.v1.thing.create", "demo.v1.thing.update"]);
}

#[test]
fn operations_and_events_that_see_a_change_are_told_apart() {
    let diff = changed(|pages| {
        rules::things(pages, |fields| fields.push(service::text("more")));
    });
    let [change] = diff.changes.as_slice() else {
        panic!("{:#?}", diff.changes)
    };
    assert_eq!((change.operations.len(), change.events.len()), (4, 1), "{change:#?}");
    assert_eq!((diff.touched(), diff.touched_events()), (4, 1));
}

/// What a change of the pages is found to be where people edited the published names as well.
fn renamed(change: impl FnOnce(&mut Pages), edit: [&str; 2]) -> Diff {
    let old = side(pages(), &Lock::default());
    let published = old.published().to_string();
    let [before, after] = edit;
    assert!(published.contains(before), "{published}");
    let mut now = pages();
    change(&mut now);
    compare(
        &old,
        &side(now, &Lock::parse(&published.replace(before, after)).unwrap()),
    )
}

const RENAMED: [&str; 2] = ["thing.delete = delete", "thing.delete = remove"];

#[test]
fn names_that_people_edited_are_a_change_of_names() {
    let diff = renamed(|_| {}, RENAMED);
    assert!(
        diff.changes.iter().all(|change| change.kind == Kind::NamesChanged),
        "{diff:#?}"
    );
    assert_eq!(diff.upgrade(), Upgrade::CompileError);
}

#[test]
fn no_change_of_the_pages_beside_it_is_why_a_name_changed() {
    let alone = renamed(|_| {}, RENAMED).changes;
    let changes: [fn(&mut Pages); 5] = [
        |pages| pages.page("thing.get").errors[0].message = "the name is taken".into(),
        |pages| pages.page("thing.delete").errors[0].message = "the name is taken".into(),
        |pages| pages.page("thing.delete").deprecated = true,
        |pages| pages.page("thing.delete").method = Method::Post,
        |pages| pages.fields("thing.delete", "query", |fields| fields.push(service::text("more"))),
    ];
    for change in changes {
        let found = renamed(change, RENAMED).changes;
        let (names, pages): (Vec<_>, Vec<_>) = found.into_iter().partition(|it| it.kind == Kind::NamesChanged);
        assert_eq!(names, alone);
        assert!(pages.len() == 1 && pages[0].upgrade <= Upgrade::NewThings, "{pages:#?}");
    }
}

#[test]
fn who_accepted_a_change_did_not_accept_what_breaks_because_of_it_later() {
    let of_label = |diff: Diff| {
        let mut changes = diff.changes.into_iter();
        changes.find(|change| change.kind == Kind::ValueLabel).unwrap()
    };
    let relabel: fn(&mut Pages) = |pages| {
        for (page, path) in rules::KINDS {
            pages.values(page, path, |values| values[0].label = "One".into());
        }
    };
    let harmless = of_label(changed(relabel));
    let breaking = of_label(renamed(relabel, ["ThingKind!a = A", "ThingKind!a = One"]));
    assert_eq!(
        (harmless.upgrade, breaking.upgrade),
        (Upgrade::Docs, Upgrade::CompileError)
    );
    assert_ne!(harmless.fingerprint, breaking.fingerprint);
    assert_eq!(
        breaking.fingerprint,
        of_label(renamed(relabel, ["ThingKind!a = A", "ThingKind!a = One"])).fingerprint
    );
}

#[test]
fn fingerprints_depend_neither_on_what_else_changed_nor_on_who_shares_a_type() {
    let one = changed(|pages| pages.field("thing.get", "query.lang", |field| field.default = Some("zh".into())));
    let more = changed(|pages| {
        pages.field("thing.get", "query.lang", |field| field.default = Some("zh".into()));
        pages.field("thing.delete", "query.lang", |field| field.default = Some("zh".into()));
        pages.page("thing.list").title = "Another".into();
    });
    let fingerprint = &one.changes[0].fingerprint;
    let same: Vec<_> = more
        .changes
        .iter()
        .filter(|change| change.fingerprint == *fingerprint)
        .collect();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].operations.len(), 2);
}

#[test]
fn the_step_follows_from_what_upgrading_does() {
    use super::Step;
    let breaking = changed(|pages| pages.fields("thing.get", "query", Vec::clear));
    assert_eq!([breaking.step(0), breaking.step(1)], [Step::Minor, Step::Major]);
    let new = changed(|pages| pages.fields("thing.get", "query", |fields| fields.push(service::text("more"))));
    assert_eq!([new.step(0), new.step(1)], [Step::Patch, Step::Minor]);
    let docs = changed(|pages| pages.page("thing.get").title = "Another".into());
    assert_eq!([docs.step(0), docs.step(1)], [Step::Patch, Step::Patch]);
    assert_eq!(Diff::default().step(1), Step::None);
    assert_eq!(breaking.stay(), Stay::MayFail);
}
