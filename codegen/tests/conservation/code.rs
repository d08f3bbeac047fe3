//! What the pages document is sent and typed by the code.

use std::collections::BTreeMap;

use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::ir::{Api, Body};
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::page::Section;
use feishu_openapi_codegen::{Reading, pipeline};

use crate::mirror::mirror;

/// The schema of the mirror with all that the passes find, and the files of its crate, without line breaks.
fn emitted(reading: &Reading) -> (Api, Vec<String>) {
    let endpoints = Reading {
        api: reading.api.clone(),
        ..Reading::default()
    };
    let mut api = pipeline::refine(endpoints).api;
    pipeline::prepare_client(&mut api, &Lock::default());
    let manifest = Manifest::new("0.1.0", "1.88", "../runtime");
    let client = pipeline::client(&api, &Lock::default(), &manifest, |_, _| false);
    let files = client.files.into_values();
    let files = files.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    (api, files.collect())
}

/// The file of each endpoint, by its id.
fn files_of_endpoints(files: &[String]) -> BTreeMap<&str, &str> {
    let with_id = files.iter().filter_map(|text| {
        let (_, page) = text.split_once("spec::Spec::new(")?;
        Some((page.split('"').nth(1).unwrap(), text.as_str()))
    });
    with_id.collect()
}

#[test]
fn documented_bodies_are_sent_and_documented_responses_typed() {
    let Some((_, raw, reading)) = mirror() else { return };
    let (_, files) = emitted(reading);
    let files = files_of_endpoints(&files);
    let (mut responses, mut untyped) = (0, Vec::new());
    let (mut sent, mut missing) = (0, Vec::new());
    for (id, endpoint) in &reading.api.endpoints {
        let file = files[id.to_string().as_str()];
        let raw = &raw[&endpoint.source.page];
        let rows = |section| {
            let tables = raw.tables.iter().filter(move |table| table.section == section);
            tables.flat_map(|table| &table.rows)
        };
        // What stands beside `code` in a response, or inside of `data`.
        let envelope = ["code", "msg", "message", "data", "error", "log_id", "-", ""];
        let fields = rows(Section::Response).filter(|row| !envelope.contains(&row.name.text.as_str()));
        let is_documented = fields.count() > 0;
        responses += usize::from(is_documented);
        let output = file.split("type Output = ").nth(1).unwrap();
        let output = output.split(';').next().unwrap();
        if is_documented && ["()", "wire::Json"].contains(&output) {
            untyped.push(format!("{id}: {output}"));
        }
        let Body::Json { fields, root: None } = &endpoint.body else {
            continue;
        };
        for row in rows(Section::Body).filter(|row| row.level == 0) {
            sent += 1;
            let name = &row.name.text;
            // Rows without levels may stand inside of others; a nested field of the schema is sent with these.
            let is_top = raw
                .tables
                .iter()
                .all(|table| table.levels_shown || table.section != Section::Body);
            let sets = |text: &str| {
                text.contains(&format!("(\"{name}\", value")) || text.contains(&format!("( \"{name}\", value"))
            };
            if is_top && !sets(file) {
                missing.push(format!("{id}: {name} of {} fields", fields.len()));
            }
        }
    }
    println!("{responses} documented responses, {} untyped", untyped.len());
    println!("{sent} documented fields of bodies, {} missing", missing.len());
    assert!(untyped.is_empty(), "untyped: {untyped:#?}");
    assert!(missing.is_empty(), "missing: {missing:#?}");
}

#[test]
fn every_response_that_comes_in_pages_can_be_gone_through() {
    let Some((_, _, reading)) = mirror() else { return };
    let (api, files) = emitted(reading);
    let count = |of: &str| files.iter().map(|text| text.matches(of).count()).sum::<usize>();
    let paged = api
        .endpoints
        .values()
        .filter_map(|endpoint| endpoint.pagination.as_ref());
    let (mut paged_count, mut lists) = (0, 0);
    for pagination in paged {
        paged_count += 1;
        lists += usize::from(pagination.items.is_some());
    }
    println!("{paged_count} paged endpoints, {lists} of them of one list");
    assert_eq!(count(" Paged for "), paged_count);
    assert_eq!(count(" PagedList for "), lists);
}
