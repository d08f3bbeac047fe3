//! Events: pages, rows, types and samples, each in the schema, or in a diagnostic.

use std::collections::{BTreeMap, BTreeSet};

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::ir::{Event, EventVersion, Field, SampleContent, SamplePlace, Type, Visit};
use feishu_openapi_codegen::page::Section;

use crate::mirror::{mirror, of_page, visible};

/// What stands around each event, and is in the schema once for all.
const ENVELOPE: [&str; 13] = [
    "schema",
    "header",
    "event",
    "event_id",
    "event_type",
    "create_time",
    "token",
    "app_id",
    "tenant_key",
    "ts",
    "uuid",
    "type",
    "key",
];

fn text_of(page: &Page) -> String {
    String::from_utf8_lossy(&page.bytes).into_owned()
}

#[test]
fn every_type_that_a_row_names_is_an_event() {
    let Some((pages, _, reading)) = mirror() else { return };
    let types: BTreeSet<&str> = reading
        .api
        .events
        .values()
        .map(|event| event.event_type.as_str())
        .collect();
    let mut stated = 0;
    for page in pages {
        let text = text_of(page);
        for title in [
            "<md-th>事件类型</md-th>",
            "<md-th>回调类型</md-th>",
            "\n| 事件类型 |",
            "\n| 回调类型 |",
        ] {
            let Some((_, rest)) = text.split_once(title) else {
                continue;
            };
            let cell = rest
                .trim_start()
                .trim_start_matches("<md-td>")
                .split(['<', '|'])
                .next()
                .unwrap();
            stated += 1;
            assert!(
                types.contains(cell.trim()),
                "{}: {} is no event",
                page.name,
                cell.trim()
            );
        }
    }
    let events = reading.api.events.values();
    let of_pages: BTreeSet<&str> = events.map(|event| event.source.page.as_str()).collect();
    println!(
        "{stated} rows with a type, {} types on {} pages",
        types.len(),
        of_pages.len()
    );
    assert_eq!(types.len(), reading.api.events.len(), "one type, one event");
}

#[test]
fn every_row_of_an_event_is_read() {
    let Some((pages, raw, reading)) = mirror() else { return };
    let mut by_page: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in reading.api.events.values() {
        by_page.entry(event.source.page.as_str()).or_default().push(event);
    }
    let (mut rows, mut kept, mut corrected) = (0, 0, 0);
    let fixups: usize = by_page.values().flatten().map(|event| event.fixups.len()).sum();
    for (name, events) in by_page {
        let page = pages.iter().find(|page| page.name == name).unwrap();
        let (raw, text) = (&raw[name], visible(&text_of(page)));
        // Hop one: rows of the text are rows of the raw page.
        let written = text.matches("<md-dt-tr level=").count();
        let read: usize = raw.tables.iter().map(|table| table.rows.len()).sum();
        assert!(read >= written, "{name}: {written} rows in the text, {read} read");
        // Hop two: rows of the raw page are fields of an event, or a diagnostic names them.
        let names: BTreeSet<String> = events.iter().flat_map(|event| names(event)).collect();
        let is_named = |row: &str| {
            let quoted = format!("`{row}`");
            let mut of_page = reading.diagnostics.iter().filter(|found| found.page == name);
            of_page.any(|found| found.message.contains(&quoted))
        };
        for row in raw.tables.iter().flat_map(|table| &table.rows) {
            let row_name = row.name.text.as_str();
            rows += 1;
            kept += usize::from(names.contains(row_name));
            let is_there = names.contains(row_name) || ENVELOPE.contains(&row_name) || is_named(row_name);
            let in_map = row_name == "value";
            if !is_there && !in_map {
                // A fixup may correct a name.
                let is_corrected = events.iter().any(|event| !event.fixups.is_empty());
                assert!(is_corrected, "{name}: the row `{row_name}` is lost");
                corrected += 1;
            }
        }
        assert!(raw.tables.iter().all(|table| table.section != Section::Body), "{name}");
    }
    assert!(
        corrected <= fixups,
        "{corrected} rows are lost on pages with {fixups} fixups"
    );
    println!("{rows} rows of events, {kept} of them fields of the schema, the rest envelope or reported");
}

fn names(event: &Event) -> Vec<String> {
    struct Names(Vec<String>);
    impl<'a> Visit<'a> for Names {
        fn field(&mut self, field: &'a Field) {
            self.0.push(field.name.clone());
            self.ty(&field.ty);
        }
    }
    let mut names = Names(Vec::new());
    event.visit(&mut names);
    names.0
}

#[test]
fn the_link_to_the_explorer_and_the_type_give_one_id() {
    let Some((_, raw, reading)) = mirror() else { return };
    let mut links = 0;
    for event in reading.api.events.values() {
        let Some(explorer) = &raw[&event.source.page].explorer else {
            continue;
        };
        links += 1;
        let linked = [
            &explorer.project,
            &explorer.version,
            &explorer.resource,
            &explorer.method,
        ];
        let own = [
            &event.id.project,
            &event.id.version,
            &event.id.resource,
            &event.id.method,
        ];
        assert_eq!(own, linked, "{}", event.source.page);
    }
    println!("{links} links to the explorer");
}

#[test]
fn samples_show_the_envelope_of_their_event() {
    let Some((_, _, reading)) = mirror() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for event in reading.api.events.values() {
        for sample in event.samples.iter().filter(|sample| sample.place == SamplePlace::Event) {
            let kind = match &sample.content {
                SampleContent::Json { .. } => "strict",
                SampleContent::Repaired { .. } => "repaired",
                SampleContent::Text { text } => {
                    println!(
                        "not JSON: {}: {}",
                        event.source.page,
                        text.lines().next().unwrap_or_default()
                    );
                    "text"
                }
            };
            *counts.entry(kind).or_default() += 1;
            let Some(value) = sample.content.json() else { continue };
            let is_v2 = value.get("header").is_some();
            let is_v1 = value.get("type").is_some_and(|kind| kind == "event_callback");
            let is_other = value.get("code").is_some();
            let shown = match event.version {
                EventVersion::V1 => is_v1,
                EventVersion::V2 => is_v2,
            };
            assert!(shown || is_other, "{}: {value}", event.source.page);
        }
    }
    println!("samples of events: {counts:?}");
}

#[test]
fn every_value_and_scope_of_an_event_is_read() {
    let Some((pages, _, reading)) = mirror() else { return };
    let duplicates = of_page(reading, Code::DuplicateValue);
    let mut by_page: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for event in reading.api.events.values() {
        by_page.entry(event.source.page.as_str()).or_default().push(event);
    }
    let (mut values, mut scopes) = (0, 0);
    for (name, events) in by_page {
        let page = pages.iter().find(|page| page.name == name).unwrap();
        let text = visible(&text_of(page));
        let mut found = Found::default();
        events.iter().for_each(|event| event.visit(&mut found));
        let own = events
            .iter()
            .flat_map(|event| event.scopes.iter().chain(&event.field_scopes));
        found.scopes.extend(own.map(|scope| scope.name.clone()));
        let written = text.matches("<md-enum-item").count();
        let read = found.values + duplicates.get(name).copied().unwrap_or_default();
        assert!(read >= written, "{name}: {written} values in the text, {read} read");
        values += written;
        for (at, _) in text.match_indices("<md-perm name=\"") {
            let scope = text[at + 15..].split('"').next().unwrap();
            let in_words = events.iter().any(|event| event.text.contains(scope));
            assert!(
                scope.is_empty() || in_words || found.scopes.contains(scope),
                "{name}: the scope {scope} is lost"
            );
            scopes += 1;
        }
    }
    println!("{values} values and {scopes} scopes on pages of events");
}

/// Values and scopes of fields.
#[derive(Default)]
struct Found {
    values: usize,
    scopes: BTreeSet<String>,
}

impl<'a> Visit<'a> for Found {
    fn field(&mut self, field: &'a Field) {
        let of_field = field.scopes.iter().flat_map(|scopes| &scopes.any_of);
        self.scopes.extend(of_field.map(|scope| scope.name.clone()));
        self.values += match field.ty.innermost() {
            Type::Enum(set) => set.values.len(),
            // Values that do not fit the type stay in the text.
            _ => field.text.matches("\n- ").count() + usize::from(field.text.starts_with("- ")),
        };
        self.ty(&field.ty);
    }
}
