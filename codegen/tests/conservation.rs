//! Nothing of a page is lost in silence: what an independent count finds in the text is in the schema, or a diagnostic
//! names it. Runs over a full mirror, by `FEISHU_DOCS_MIRROR`.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::ir::{Api, Body, Endpoint, Field, Type, Visit};
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::page::{RawEndpoint, RawFieldTable, Section};
use feishu_openapi_codegen::{Page, Reading, pipeline, read_raw};

/// The mirror's pages, what each endpoint's page says, by page, and what they give.
type Mirror = (Vec<Page>, BTreeMap<String, RawEndpoint>, Reading);

/// The mirror, read once for all tests; `None`, said aloud, without one.
fn mirror() -> Option<&'static Mirror> {
    static MIRROR: OnceLock<Option<Mirror>> = OnceLock::new();
    let mirror = MIRROR.get_or_init(|| {
        let root = std::env::var_os("FEISHU_DOCS_MIRROR").map(PathBuf::from)?;
        let mut pages = Vec::new();
        collect(&root, &root, &mut pages);
        let said = |page: &Page| Some((page.name.clone(), read_raw(page)?));
        let raw = pages.iter().filter_map(said).collect();
        let reading = pipeline::endpoints(&pages);
        Some((pages, raw, reading))
    });
    if mirror.is_none() {
        println!("skipped: FEISHU_DOCS_MIRROR names no mirror");
    }
    mirror.as_ref()
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<Page>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            pages.push(Page {
                name,
                bytes: std::fs::read(&path).unwrap(),
            });
        }
    }
}

/// What stands in a text outside of comments and samples, counted without the reader.
fn visible(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let marks = [
        ("<!--", "-->"),
        ("<md-code-json>", "</md-code-json>"),
        ("\n```", "\n```"),
    ];
    while let Some((at, open, close)) = marks
        .iter()
        .filter_map(|(open, close)| rest.find(open).map(|at| (at, *open, *close)))
        .min()
    {
        out.push_str(&rest[..at]);
        rest = &rest[at + open.len()..];
        rest = rest.find(close).map_or("", |end| &rest[end + close.len()..]);
    }
    out + rest
}

fn of_page(reading: &Reading, code: Code) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in reading.diagnostics.iter().filter(|diagnostic| diagnostic.code == code) {
        *counts.entry(diagnostic.page.as_str()).or_default() += 1;
    }
    counts
}

/// Every field of an endpoint, nested ones too.
fn each_field<'a>(endpoint: &'a Endpoint, visit: &mut dyn FnMut(&'a Field)) {
    struct Each<'v, 'a>(&'v mut dyn FnMut(&'a Field));
    impl<'a> Visit<'a> for Each<'_, 'a> {
        fn field(&mut self, field: &'a Field) {
            self.0(field);
            self.ty(&field.ty);
        }
    }
    endpoint.visit(&mut Each(visit));
}

#[test]
fn every_page_is_an_endpoint_or_a_named_skip() {
    let Some((pages, _, reading)) = mirror() else { return };
    assert_eq!(reading.api.endpoints.len() + reading.skipped.len(), pages.len());
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

/// The schema of the mirror with all that the passes find, and the text of its crate.
fn emitted(reading: &Reading) -> (Api, String) {
    let endpoints = Reading {
        api: reading.api.clone(),
        ..Reading::default()
    };
    let mut api = pipeline::refine(endpoints).api;
    pipeline::prepare_client(&mut api);
    let manifest = Manifest {
        version: "0.0.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.0.0".to_owned(),
        examples: Default::default(),
    };
    let client = pipeline::client(&api, &Lock::default(), &manifest, |_, _| false);
    let text = client.files.into_values().collect::<Vec<_>>().join("\n");
    (api, text)
}

/// Of each endpoint by its id, the code that says what is sent and what comes back.
fn implementations(code: &str) -> BTreeMap<String, String> {
    let texts = code
        .split("\nimpl Endpoint for ")
        .skip(1)
        .map(|text| text.split("\n}\n").next().unwrap());
    let with_id = texts.map(|text| {
        let id = text.split("id: \"").nth(1).unwrap().split('"').next().unwrap();
        (id.to_owned(), text.to_owned())
    });
    with_id.collect()
}

#[test]
fn documented_bodies_are_sent_and_documented_answers_typed() {
    let Some((_, raw, reading)) = mirror() else { return };
    let (_, code) = emitted(reading);
    let implementations = implementations(&code);
    let (mut answers, mut untyped) = (0, Vec::new());
    let (mut sent, mut missing) = (0, Vec::new());
    for (id, endpoint) in &reading.api.endpoints {
        let implementation = &implementations[&id.to_string()];
        let raw = &raw[&endpoint.source.page];
        let rows = |section| {
            let tables = raw.tables.iter().filter(move |table| table.section == section);
            tables.flat_map(|table| &table.rows)
        };
        // What stands beside `code` in an answer, or inside of `data`.
        let envelope = ["code", "msg", "message", "data", "error", "log_id", "-", ""];
        let fields = rows(Section::Response).filter(|row| !envelope.contains(&row.name.text.as_str()));
        let is_documented = fields.count() > 0;
        answers += usize::from(is_documented);
        let output = implementation.split("type Output = ").nth(1).unwrap();
        let output = output.split(';').next().unwrap();
        if is_documented && ["()", "wire::Json"].contains(&output) {
            untyped.push(format!("{id}: {output}"));
        }
        let Body::Json { fields, root: None } = &endpoint.body else {
            continue;
        };
        let encode = implementation.split("fn encode(").nth(1).unwrap();
        for row in rows(Section::Body).filter(|row| row.level == 0) {
            sent += 1;
            let name = &row.name.text;
            // Rows without levels may stand inside of others; a nested field of the schema is sent with these.
            let is_top = raw
                .tables
                .iter()
                .all(|table| table.levels_shown || table.section != Section::Body);
            if is_top && !encode.contains(&format!("\"{name}\",")) {
                missing.push(format!("{id}: {name} of {} fields", fields.len()));
            }
        }
    }
    println!("{answers} documented answers, {} untyped", untyped.len());
    println!("{sent} documented fields of bodies, {} missing", missing.len());
    assert!(untyped.is_empty(), "untyped: {untyped:#?}");
    assert!(missing.is_empty(), "missing: {missing:#?}");
}

#[test]
fn every_answer_that_comes_in_pages_can_be_gone_through() {
    let Some((_, _, reading)) = mirror() else { return };
    let (api, code) = emitted(reading);
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
    assert_eq!(code.matches("\nimpl Paged for ").count(), paged_count);
    assert_eq!(code.matches("\nimpl PagedList for ").count(), lists);
}

/// Pages whose table of fields below the request is of no body, and why.
const WITHOUT_BODY: &[(&str, &str)] = &[];

#[test]
fn a_table_of_the_request_becomes_a_body_or_is_explained() {
    let Some((pages, _, reading)) = mirror() else { return };
    let texts: BTreeMap<&str, String> = pages
        .iter()
        .map(|page| (page.name.as_str(), visible(&String::from_utf8_lossy(&page.bytes))))
        .collect();
    let writes = |endpoint: &&Endpoint| matches!(endpoint.method.as_str(), "POST" | "PUT" | "PATCH");
    let mut unexplained = Vec::new();
    for endpoint in reading.api.endpoints.values().filter(writes) {
        let page = endpoint.source.page.as_str();
        let tables = tables_of_request(&texts[page]);
        if !tables.is_empty() && matches!(endpoint.body, Body::None) {
            let is_explained = WITHOUT_BODY.iter().any(|(known, _)| *known == page);
            if !is_explained {
                unexplained.push(format!("{page}: {}", tables.join(", ")));
            }
        }
    }
    assert!(
        unexplained.is_empty(),
        "tables without a body:\n{}",
        unexplained.join("\n")
    );
}

/// The headings before the answer that stand above a table of fields and speak neither of headers nor of parameters in
/// the URL, found without the reader.
fn tables_of_request(text: &str) -> Vec<String> {
    let mut heading = "";
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim();
            if heading.starts_with("响应") || heading.starts_with("返回") || heading.starts_with("错误") {
                break;
            }
        }
        let is_name = [
            "名称</md-dt-th>",
            "名称</md-th>",
            "参数</md-th>",
            "|名称|",
            "|参数|",
            "| 名称 |",
            "| 参数 |",
        ]
        .iter()
        .any(|title| line.contains(title));
        let is_elsewhere = ["请求头", "Header", "路径", "Path", "查询", "Query"]
            .iter()
            .any(|word| heading.contains(word));
        if is_name && !heading.is_empty() && !is_elsewhere && found.last().is_none_or(|last| last != heading) {
            found.push(heading.to_owned());
        }
    }
    found
}
