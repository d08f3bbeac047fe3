//! Pages, rows, values and scopes: each is in the schema, or a diagnostic names it.

use std::collections::BTreeMap;

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::ir::Type;
use feishu_openapi_codegen::page::{RawFieldTable, Section};

use crate::mirror::{each_field, mirror, of_page, visible};

#[test]
fn every_page_is_an_endpoint_or_a_named_skip() {
    let Some((pages, _, reading)) = mirror() else { return };
    assert_eq!(reading.described() + reading.skipped.len(), pages.len());
    // Independent count: a cell that holds these words and nothing else.
    let is_endpoint = |page: &&Page| String::from_utf8_lossy(&page.bytes).contains("<md-th>HTTP URL</md-th>");
    let endpoint_pages = pages.iter().filter(is_endpoint).count();
    let superseded = of_page(reading, Code::DuplicateEndpoint).values().sum::<usize>();
    println!(
        "{} pages: {} endpoints, {} skipped, of them {superseded} superseded",
        pages.len(),
        reading.api.endpoints.len(),
        reading.skipped.len()
    );
    assert!(reading.api.endpoints.len() + superseded >= endpoint_pages);
}

#[test]
fn every_error_row_is_read() {
    let Some((pages, raw, reading)) = mirror() else { return };
    let raw_rows: usize = raw
        .values()
        .flat_map(|raw| &raw.errors)
        .map(|table| table.rows.len())
        .sum();
    let unreadable = of_page(reading, Code::UnreadableErrorRow).values().sum::<usize>();
    let superseded = of_page(reading, Code::DuplicateEndpoint);
    let lost: usize = raw
        .values()
        .filter(|raw| superseded.contains_key(raw.page.as_str()))
        .flat_map(|raw| &raw.errors)
        .map(|table| table.rows.len())
        .sum();
    let entries: usize = reading
        .api
        .endpoints
        .values()
        .map(|endpoint| endpoint.errors.len())
        .chain(reading.api.events.values().map(|event| event.errors.len()))
        .sum();
    println!("{raw_rows} error rows: {entries} in the schema, {unreadable} unreadable, {lost} on superseded pages");
    assert!(entries + unreadable + lost >= raw_rows);
    // Independent count over the tables below the headings of errors.
    for raw in raw.values() {
        let page = pages.iter().find(|page| page.name == raw.page).unwrap();
        let text = visible(&String::from_utf8_lossy(&page.bytes));
        let Some((_, errors)) = text.split_once("### 错误码") else {
            continue;
        };
        let errors = errors.split("\n## ").next().unwrap();
        let rows = errors.matches("<md-tr").count()
            - errors
                .matches("<md-thead>")
                .count()
                .min(errors.matches("<md-tr").count());
        let read: usize = raw.errors.iter().map(|table| table.rows.len()).sum();
        // Headers may be `tr`, so the count may be one a table too low.
        assert!(read + 2 >= rows, "{}: {rows} rows in the text, {read} read", raw.page);
    }
}

#[test]
fn every_value_of_an_enumeration_is_read() {
    let Some((pages, _, reading)) = mirror() else { return };
    let duplicates = of_page(reading, Code::DuplicateValue);
    let mut in_text = 0;
    let mut in_schema = 0;
    for endpoint in reading.api.endpoints.values() {
        let page = pages.iter().find(|page| page.name == endpoint.source.page).unwrap();
        let text = visible(&String::from_utf8_lossy(&page.bytes));
        let written = text.matches("<md-enum-item").count();
        let mut read = duplicates.get(page.name.as_str()).copied().unwrap_or_default();
        each_field(endpoint, &mut |field| {
            let mut ty = &field.ty;
            while let Type::List(inner) | Type::Map(inner) = ty {
                ty = inner;
            }
            read += match ty {
                Type::Enum(set) => set.values.len(),
                // Values that do not fit the type stay in the text.
                _ => field.text.matches("\n- ").count() + usize::from(field.text.starts_with("- ")),
            };
        });
        in_text += written;
        in_schema += read.min(written);
        assert!(
            read >= written,
            "{}: {written} values in the text, {read} read",
            page.name
        );
    }
    println!("{in_text} values of enumerations in the text, {in_schema} of them in the schema");
}

#[test]
fn every_scope_is_read() {
    let Some((pages, _, reading)) = mirror() else { return };
    let mut count = 0;
    for endpoint in reading.api.endpoints.values() {
        let page = pages.iter().find(|page| page.name == endpoint.source.page).unwrap();
        let text = visible(&String::from_utf8_lossy(&page.bytes));
        let mut known: Vec<&str> = Vec::new();
        known.extend(
            endpoint
                .scopes
                .iter()
                .chain(&endpoint.field_scopes)
                .map(|scope| scope.name.as_str()),
        );
        each_field(endpoint, &mut |field| {
            known.extend(
                field
                    .scopes
                    .iter()
                    .flat_map(|scopes| &scopes.any_of)
                    .map(|scope| scope.name.as_str()),
            );
        });
        for (at, _) in text.match_indices("<md-perm name=\"") {
            let name = text[at + 15..].split('"').next().unwrap();
            if name.is_empty() {
                continue;
            }
            count += 1;
            // Some stand in sentences: of the introduction, of an error's advice.
            let in_words = endpoint.text.contains(name)
                || endpoint
                    .errors
                    .iter()
                    .any(|error| error.advice.contains(name) || error.message.contains(name));
            assert!(
                known.contains(&name) || in_words,
                "{}: the scope {name} is lost",
                page.name
            );
        }
    }
    println!("{count} scopes in the text, all of them in the schema");
}

#[test]
fn every_row_of_a_field_is_read() {
    let Some((pages, raw, reading)) = mirror() else { return };
    let mut rows_in_text = 0;
    let mut fields_in_schema = 0;
    for endpoint in reading.api.endpoints.values() {
        let raw = &raw[&endpoint.source.page];
        let page = pages.iter().find(|page| page.name == raw.page).unwrap();
        let text = visible(&String::from_utf8_lossy(&page.bytes));
        // Hop one: rows of the text are rows of the raw page.
        let written = text.matches("<md-dt-tr level=").count();
        let read: usize = raw.tables.iter().map(|table| table.rows.len()).sum();
        assert!(
            read >= written,
            "{}: {written} rows in the text, {read} read",
            page.name
        );
        // Hop two: every name of a row is a field of the schema, or a diagnostic of the page names it.
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        each_field(endpoint, &mut |field| {
            *names.entry(field.name.as_str()).or_default() += 1
        });
        for row in raw.tables.iter().flat_map(|table| &table.rows) {
            rows_in_text += 1;
            let name = row.name.text.as_str();
            if let Some(left) = names.get_mut(name).filter(|left| **left > 0) {
                *left -= 1;
                fields_in_schema += 1;
                continue;
            }
            // The envelope's own fields are a shape, not fields.
            let is_envelope = ["code", "msg", "message", "data", "error", "log_id"].contains(&name);
            let is_reported = reading.diagnostics.iter().any(|diagnostic| {
                diagnostic.page == page.name
                    && (diagnostic.message.contains(&format!("`{name}`"))
                        || matches!(
                            diagnostic.code,
                            Code::UnknownTable | Code::OddFieldName | Code::DuplicateField
                        ))
            });
            // Of several bodies, one is made: what they share is one field.
            let has_it = |table: &&RawFieldTable| table.rows.iter().any(|row| row.name.text == name);
            let is_one_of_several = |table: &&RawFieldTable| {
                table.section == Section::Body && table.heading.ends_with("请求体") && table.heading != "请求体"
            };
            let bodies = raw.tables.iter().filter(is_one_of_several).filter(has_it).count();
            let is_kept = is_envelope || is_reported || bodies > 1;
            assert!(is_kept, "{}: the row `{name}` is lost", page.name);
        }
    }
    println!(
        "{rows_in_text} rows of fields, {fields_in_schema} of them fields of the schema, the rest envelope or reported"
    );
}
