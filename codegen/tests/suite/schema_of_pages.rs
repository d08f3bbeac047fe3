//! What the pages mean: the schema of every page, and everything that was reported.

use std::collections::BTreeSet;

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::ir::Event;
use feishu_openapi_codegen::{Page, Reading, SkipReason, pipeline};

use crate::{pages, render, schema_text};

/// The endpoints, their types where their fields are, and the diagnostics of all steps.
fn read(pages: &[Page]) -> Reading {
    Reading {
        diagnostics: pipeline::schema(pages).diagnostics,
        ..pipeline::endpoints(pages)
    }
}

fn assert_schema(reading: &Reading, page: &Page) {
    let endpoint = reading
        .api
        .endpoints
        .values()
        .find(|endpoint| endpoint.source.page == page.name);
    let of_page = |event: &&Event| event.source.page == page.name;
    let events: Vec<&Event> = reading.api.events.values().filter(of_page).collect();
    let skip = reading.skipped.iter().find(|skip| skip.page == page.name);
    let meant = match (endpoint, events.as_slice(), skip) {
        (Some(endpoint), [], None) => schema_text::endpoint(endpoint),
        (None, [_, ..], None) => events
            .iter()
            .map(|event| schema_text::event(event))
            .collect::<Vec<_>>()
            .join("\n"),
        (None, [], Some(skip)) => format!("skipped: {}\n", skip.reason.describe()),
        _ => panic!("{} has to be an endpoint, events, or skipped", page.name),
    };
    let found: Vec<_> = reading
        .diagnostics
        .iter()
        .filter(|found| found.page == page.name)
        .cloned()
        .collect();
    let found = render::diagnostics(&found, &pages::text(page));
    pages::assert_snapshot("schema", &pages::snapshot_name(page), &render::joined(&[meant, found]));
}

#[test]
fn documented_pages_mean_what_they_say() {
    let documented = pages::documented_pages();
    let reading = read(&documented);
    documented.iter().for_each(|page| assert_schema(&reading, page));
}

/// Each alone, so that a new page changes no snapshot of another.
#[test]
fn miniature_pages_mean_what_they_say() {
    for page in pages::miniature_pages() {
        assert_schema(&read(std::slice::from_ref(&page)), &page);
    }
}

#[test]
fn every_diagnostic_is_shown_by_a_page() {
    let mut pages = pages::miniature_pages();
    pages.extend(pages::contradictions());
    let alone = pages
        .iter()
        .flat_map(|page| read(std::slice::from_ref(page)).diagnostics);
    let mut together = pipeline::endpoints(&pages);
    pipeline::lint(&mut together);
    let mut together = pipeline::refine(together);
    pipeline::check_whole(&mut together);
    let found: BTreeSet<Code> = alone.chain(together.diagnostics).map(|found| found.code).collect();
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !found.contains(code)).collect();
    assert!(missing.is_empty(), "no page of tests/pages gives {missing:?}");
}

#[test]
fn diagnostics_point_at_the_row_that_they_are_about() {
    let in_elements = ["/:kiln_id", "robot", ">row_id<", ">glaze<", ">string<", ">state<"];
    let in_a_sheet = ["/:oven_id", "机器人", "`row_id`", "`crust`", "`msg`", "└ `state`"];
    for (name, rows) in [
        ("mistakes-in-elements.md", in_elements),
        ("mistakes-in-a-sheet.md", in_a_sheet),
    ] {
        let page = pages::miniature_pages()
            .into_iter()
            .find(|page| page.name == name)
            .unwrap();
        let found = read(std::slice::from_ref(&page)).diagnostics;
        let lines: Vec<_> = found.iter().map(|found| render::line(&page, found)).collect();
        for (line, row) in lines.iter().zip(rows) {
            assert!(line.contains(row), "{lines:#?} {found:#?}");
        }
        assert_eq!(found.len(), rows.len(), "{found:#?}");
    }
}

fn pair(one: &str, other: &str) -> Vec<Page> {
    let mut found = pages::miniature_pages();
    found.retain(|page| page.name == one || page.name == other);
    assert_eq!(found.len(), 2);
    found
}

#[test]
fn of_two_pages_for_one_url_the_newer_is_used_and_the_other_reported() {
    let reading = read(&pair("duplicate-old.md", "duplicate-new.md"));
    let pages: Vec<_> = reading
        .api
        .endpoints
        .values()
        .map(|endpoint| endpoint.source.page.as_str())
        .collect();
    assert_eq!(pages, ["duplicate-new.md"]);
    let skipped: Vec<_> = reading
        .skipped
        .iter()
        .map(|skip| (skip.page.as_str(), skip.reason))
        .collect();
    assert_eq!(skipped, [("duplicate-old.md", SkipReason::Superseded)]);
    let found = reading
        .diagnostics
        .iter()
        .find(|found| found.code == Code::DuplicateEndpoint)
        .unwrap();
    assert_eq!(found.page, "duplicate-old.md");
    assert!(found.message.contains("duplicate-new.md"), "{}", found.message);
}

#[test]
fn of_two_pages_with_one_id_the_newer_keeps_it() {
    let reading = read(&pair("duplicate-id-a.md", "duplicate-id-b.md"));
    let ids: Vec<_> = reading
        .api
        .endpoints
        .iter()
        .map(|(id, endpoint)| (id.to_string(), endpoint.source.page.as_str()))
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(
        ids.contains(&("pins.v1.pin.list".to_owned(), "duplicate-id-b.md")),
        "{ids:?}"
    );
    let found = reading
        .diagnostics
        .iter()
        .find(|found| found.code == Code::DuplicateId)
        .unwrap();
    assert_eq!(found.page, "duplicate-id-a.md");
}

#[test]
fn every_page_is_an_endpoint_or_events_or_skipped() {
    let all = pages::all_pages();
    let reading = read(&all);
    assert_eq!(reading.pages, all.len());
    assert_eq!(reading.described() + reading.skipped.len(), all.len());
}
