use std::collections::HashSet;

use super::*;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::builders::{endpoint, field, json_body, list, object};
use crate::ir::{Api, EndpointId, Part, Type};
use crate::reading::{Described, Lowered, LoweredPage, Role};

const PATH: &str = "/open-apis/demo/v1/thing/do";

fn fixup(change: Change) -> Fixup {
    Fixup {
        name: "thing",
        page: "docs/thing",
        operation: (Method::Post, PATH),
        reason: "a test",
        date: "2026-11-26",
        change,
    }
}

fn page(address: &str) -> LoweredPage {
    let mut endpoint = endpoint("demo.v1.thing.do");
    endpoint.id_documented = false;
    endpoint.source.address = Some(format!("https://open.feishu.cn/document/{address}"));
    LoweredPage {
        name: format!("{address}.md"),
        described: Ok(Described::Endpoint(Box::new(Lowered {
            endpoint,
            role: Role::default(),
        }))),
        diagnostics: Diagnostics::new(address),
    }
}

fn lowered(page: LoweredPage) -> Lowered {
    match page.described {
        Ok(Described::Endpoint(lowered)) => *lowered,
        other => panic!("{other:?}"),
    }
}

/// Of each page: its id, its role, its fixups.
fn applied(change: Change, addresses: &[&str]) -> Vec<(String, Role, Vec<String>)> {
    let mut pages: Vec<_> = addresses.iter().map(|address| page(address)).collect();
    apply(&[&[fixup(change)]], &mut pages);
    let lowered = pages.into_iter().map(lowered);
    lowered
        .map(|lowered| (lowered.endpoint.id.to_string(), lowered.role, lowered.endpoint.fixups))
        .collect()
}

fn noted() -> Vec<String> {
    vec!["thing".to_owned()]
}

#[test]
fn a_fixup_changes_its_page_and_no_other() {
    let found = applied(
        Change::Id("demo.v1.thing.act"),
        &["docs/thing", "docs/other", "docs/something"],
    );
    let other = || ("demo.v1.thing.do".to_owned(), Role::Ranked, Vec::new());
    assert_eq!(
        found,
        [
            ("demo.v1.thing.act".to_owned(), Role::Ranked, noted()),
            other(),
            other()
        ]
    );
}

#[test]
fn what_changes_nothing_is_not_noted() {
    let unchanged = [("demo.v1.thing.do".to_owned(), Role::Ranked, Vec::new())];
    for change in [
        Change::Id("demo.v1.thing.do"),
        Change::Edit(|_| false),
        Change::Merge,
        Change::Prefer,
    ] {
        assert_eq!(applied(change, &["docs/thing"]), unchanged, "{change:?}");
    }
}

#[test]
fn pages_of_one_operation_are_merged_or_chosen_from() {
    for (change, role) in [(Change::Merge, Role::Merging), (Change::Prefer, Role::Preferred)] {
        let found = applied(change, &["docs/other", "docs/thing"]);
        let roles: Vec<_> = found.into_iter().map(|(_, role, fixups)| (role, fixups)).collect();
        assert_eq!(roles, [(Role::Ranked, Vec::new()), (role, noted())]);
    }
}

#[test]
fn an_edit_is_noted_once() {
    let mut pages = [page("docs/thing")];
    let edit = fixup(Change::Edit(|endpoint| {
        endpoint.deprecated = true;
        true
    }));
    apply(&[&[edit]], &mut pages);
    apply(&[&[edit]], &mut pages);
    let [page] = pages;
    let endpoint = lowered(page).endpoint;
    assert!(endpoint.deprecated);
    assert_eq!(endpoint.fixups, noted());
}

#[test]
fn an_edit_changes_a_field_wherever_it_is_and_nothing_twice() {
    let count = || field("count", Type::String);
    let mut endpoint = Endpoint {
        query: vec![count()],
        body: json_body(vec![field("items", list(object("item", vec![count()])))]),
        ..endpoint("demo.v1.thing.do")
    };
    let mut to_int = |part, path| edit(&mut endpoint, part, path, |field| field.ty = Type::Int);
    assert!(to_int(Part::Body, "items.count"));
    assert!(!to_int(Part::Body, "items.count"), "the page is right by now");
    for missing in ["count", "items.total", "items.count.count", ""] {
        assert!(!to_int(Part::Body, missing), "{missing}");
    }
    assert!(!to_int(Part::Response, "count"));
    let of_items = json_body(vec![field(
        "items",
        list(object("item", vec![field("count", Type::Int)])),
    )]);
    assert_eq!((&endpoint.body, &endpoint.query), (&of_items, &vec![count()]));
}

#[test]
fn fixups_have_names_of_their_own_dates_and_ids_that_are_such() {
    let mut names = HashSet::new();
    for fixup in ALL.iter().copied().flatten() {
        assert!(names.insert(fixup.name), "{} is there twice", fixup.name);
        assert!(fixup.date.parse::<jiff::civil::Date>().is_ok(), "{}", fixup.name);
        assert!(
            !fixup.reason.is_empty() && !fixup.page.starts_with('/'),
            "{}",
            fixup.name
        );
        if let Change::Id(id) = fixup.change {
            let read = EndpointId::parse(id).map(|id| id.to_string());
            assert_eq!(read.as_deref(), Some(id), "{}", fixup.name);
        }
    }
}

/// What is stale in a run with one endpoint, of the fixup `file-copy-id`.
fn stale(change: impl Fn(&mut Endpoint)) -> Option<String> {
    let fixup = find("file-copy-id").unwrap();
    let mut endpoint = endpoint("drive.v2.explorer.file.copy");
    endpoint.source.address = Some(format!("https://open.feishu.cn/document/{}", fixup.page));
    endpoint.path.template = fixup.operation.1.replace("{}", "{token}");
    change(&mut endpoint);
    let mut api = Api::default();
    api.endpoints.insert(endpoint.id.clone(), endpoint);
    let mut found = Vec::new();
    check_fixups(&mut api, &mut found);
    assert!(found.iter().all(|found| found.code == Code::StaleFixup));
    let mut of_fixup = found.into_iter().filter(|found| found.message.contains(fixup.name));
    of_fixup.next().map(|found| found.message)
}

#[test]
fn a_fixup_that_is_in_no_endpoint_of_a_whole_run_is_stale() {
    assert_eq!(
        stale(|endpoint| endpoint.fixups = vec!["file-copy-id".to_owned()]),
        None
    );
    for (change, expected) in [
        ((|_| {}) as fn(&mut Endpoint), "changes nothing: the page is right now"),
        (
            |endpoint| endpoint.source.address = Some("https://a/moved".to_owned()),
            "does not describe it; `https://a/moved` does",
        ),
        (
            |endpoint| endpoint.method = Method::Get,
            "does not describe it; no page does",
        ),
    ] {
        let message = stale(change).unwrap();
        assert!(message.ends_with(expected), "{message}");
    }
}

#[test]
fn a_fixup_that_a_page_names_and_nobody_knows_is_stale() {
    let mut api = Api::default();
    let mut endpoint = endpoint("demo.v1.thing.do");
    endpoint.fixups = vec!["gone".to_owned()];
    api.endpoints.insert(endpoint.id.clone(), endpoint);
    let mut found = Vec::new();
    check_fixups(&mut api, &mut found);
    let of_page = found.iter().filter(|found| found.page == "demo.v1.thing.do.md");
    assert_eq!(of_page.count(), 1);
}

#[test]
fn a_diagnostic_comes_with_the_lines_of_a_fixup() {
    let mut api = Api::default();
    let endpoint = lowered(page("docs/thing")).endpoint;
    let mut diagnostics = Diagnostics::new(&endpoint.source.page);
    diagnostics.report(
        Code::UnknownType,
        Span::default(),
        "`strin` is not understood as a type",
    );
    diagnostics.report(
        Code::SampleRepaired,
        Span::default(),
        "this sample is JSON only after repairs",
    );
    api.endpoints.insert(endpoint.id.clone(), endpoint);
    let mut found = diagnostics.into_sorted();
    suggest(&api, &mut found);
    let lines: Vec<_> = found.iter().filter_map(|found| found.fixup.as_deref()).collect();
    let expected = r#"Fixup {
    name: "…",
    page: "docs/thing",
    operation: (Method::Post, "/open-apis/demo/v1/thing/do"),
    reason: "`strin` is not understood as a type",
    date: "…",
    change: Change::Edit(|endpoint| edit(endpoint, Part::…, "…", |field| …)),
},"#;
    assert_eq!(lines, [expected]);
}
