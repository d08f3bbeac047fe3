//! A raw endpoint -> an endpoint of the schema.

use std::collections::HashSet;

use serde_json::Value;

use super::alternatives::Alternatives;
use super::fields::{self, Place};
use super::{address, description, endpoint_id, errors, rate_limit, response, samples, words};
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{
    AppType, Body, Endpoint, Field, Method, PathTemplate, Presence, Sample, SamplePlace, Scope, Source, Token, Type,
};
use crate::markup::ScopeTag;
use crate::page::{RawEndpoint, RawFieldTable, Section, is_alternative};

/// Gives the depths of a table's rows; the values are the samples that show what the table describes.
pub(super) type Levels<'l> = dyn FnMut(&RawFieldTable, &[&Value], &mut Diagnostics) -> Vec<u32> + 'l;

/// Reads what a page says as an endpoint. `levels` gives the depths of a table's rows. `None`, with a diagnostic,
/// where the page names no URL or method that can be called.
pub(super) fn lower(raw: &RawEndpoint, levels: &mut Levels<'_>, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
    let address = address::read(&raw.url, diagnostics)?;
    let method = method(raw, diagnostics)?;
    let samples = samples::read(raw, diagnostics);
    let (samples, sample_spans): (Vec<Sample>, Vec<_>) = samples.into_iter().unzip();
    let values = |place| -> Vec<&Value> {
        samples
            .iter()
            .filter(|sample| sample.place == place)
            .filter_map(|sample| sample.content.json())
            .collect()
    };
    let request_values = values(SamplePlace::Request);
    let response_values = values(SamplePlace::Response);

    let mut tables = Tables::default();
    for table in &raw.tables {
        let section = section(table, method);
        let shown = match section {
            Section::Body => request_values.as_slice(),
            Section::Response => response_values.as_slice(),
            _ => &[],
        };
        let levels = levels(table, shown, diagnostics);
        let place = match section {
            Section::Path => Place::Path,
            Section::Query | Section::Headers | Section::Parameters | Section::ResponseHeaders => Place::Parameter,
            Section::Body => Place::Body,
            Section::Response | Section::Other => Place::Response,
        };
        let mut objects: Vec<_> = shown.iter().flat_map(|value| fields::items_of(value)).collect();
        // A table may show the content of `data` alone; the samples show the whole answer.
        if section == Section::Response && !table.rows.iter().any(|row| row.name.text.trim() == "data") {
            let content: Vec<_> = objects.iter().filter_map(|object| object.get("data")).collect();
            objects.extend(content);
        }
        let fields = fields::build(table, &levels, place, &objects, diagnostics);
        tables.add(section, table, fields, diagnostics);
    }
    tables.add_alternatives(diagnostics);
    let mut path_parameters = tables.path;
    let mut query = tables.query;
    let elsewhere = [&mut query, &mut tables.body];
    path_variables(&address.path, &mut path_parameters, elsewhere, raw, diagnostics);
    for (name, value) in &address.query {
        if !query.iter().any(|field| field.name == *name) {
            query.push(Field {
                example: Some(value.clone()).filter(|value| !value.is_empty()),
                ..string_field(name, Presence::Optional)
            });
        }
    }

    let mut definitions = tables.definitions;
    fields::collect_definitions(&tables.body, &mut definitions);
    fields::collect_definitions(&tables.response, &mut definitions);
    let span = raw.url.span;
    let mut used = HashSet::new();
    for fields in [&mut tables.body, &mut query, &mut tables.response] {
        used.extend(fields::resolve(fields, &definitions, span, diagnostics));
    }
    report_unplaced(&tables.unplaced, &used, diagnostics);
    let body = body(tables.body, raw, &request_values, diagnostics);
    let reply = tables.response;
    let response = response::shape(reply, raw, &response_values, diagnostics);
    for (sample, span) in samples.iter().zip(&sample_spans) {
        let Some(value) = sample.content.json() else { continue };
        match sample.place {
            SamplePlace::Request if !body.fields().is_empty() => {
                samples::compare(value, body.fields(), *span, diagnostics)
            }
            SamplePlace::Response => samples::compare_answer(value, &response, *span, diagnostics),
            SamplePlace::Request => {}
        }
    }
    let (id, id_documented) = endpoint_id::id(raw, &address.path, method, diagnostics);
    let text: Vec<_> = raw
        .introduction
        .iter()
        .map(|content| without_explorer(&content.plain()))
        .collect();
    let text = text
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    let title = raw
        .front
        .title
        .clone()
        .or_else(|| raw.heading.as_ref().map(|heading| heading.text.clone()));
    let rate_limit = raw
        .rate_limit
        .as_ref()
        .map(|limit| rate_limit::read(limit, diagnostics));
    let title = title.unwrap_or_default();
    let source = Source {
        page: raw.page.clone(),
        address: raw.front.address.as_deref().map(address::page_address),
        document_id: raw.front.document_id.clone(),
        updated: raw.front.updated,
    };
    let says_so = |word: &&str| title.contains(*word) || text.contains(*word);
    Some(Endpoint {
        id,
        id_documented,
        deprecated: raw.deprecated || source.is_historic() || words::DEPRECATED_ENDPOINT.iter().any(says_so),
        title,
        text,
        source,
        method,
        host: address.host,
        path: address.path,
        tokens: tokens(raw, diagnostics),
        app_types: app_types(raw, diagnostics),
        scopes: scopes(&raw.scopes, diagnostics),
        field_scopes: scopes(&raw.field_scopes, diagnostics),
        rate_limit,
        headers: tables.headers,
        path_parameters,
        query,
        body,
        response,
        pagination: None,
        idempotency_key: None,
        errors: errors::read(&raw.errors, diagnostics),
        samples,
        fixups: raw.front.fixups.clone(),
    })
}

/// The fields of a page by section.
#[derive(Default)]
struct Tables {
    headers: Vec<Field>,
    path: Vec<Field>,
    query: Vec<Field>,
    body: Vec<Field>,
    response: Vec<Field>,
    definitions: fields::Definitions,
    /// Tables of no section, which may show the fields of a type that another table names.
    unplaced: Vec<Unplaced>,
    bodies: Alternatives,
    answers: Alternatives,
}

/// A table of fields that belongs to no part of the request or answer.
struct Unplaced {
    heading: String,
    rows: usize,
    /// Whether it gives a name's fields once more.
    is_repeated: bool,
    span: Span,
}

fn report_unplaced(tables: &[Unplaced], used: &HashSet<String>, diagnostics: &mut Diagnostics) {
    let is_lost = |table: &&Unplaced| table.is_repeated || !used.contains(&table.heading);
    for table in tables.iter().filter(is_lost) {
        let message = format!(
            "a table of {} fields below `{}` belongs to no part of the request or answer",
            table.rows, table.heading
        );
        diagnostics.report(Code::UnknownTable, table.span, message);
    }
}

impl Tables {
    fn add(&mut self, section: Section, table: &RawFieldTable, fields: Vec<Field>, diagnostics: &mut Diagnostics) {
        if is_alternative(&table.heading) {
            match section {
                Section::Body => return self.bodies.add(&table.heading, fields, table.span),
                Section::Response => return self.answers.add(&table.heading, fields, table.span),
                _ => {}
            }
        }
        self.place(
            section,
            table.rows.len(),
            &table.heading,
            fields,
            table.span,
            diagnostics,
        );
    }

    /// Adds the bodies of which there are several.
    fn add_alternatives(&mut self, diagnostics: &mut Diagnostics) {
        let bodies = std::mem::take(&mut self.bodies);
        let answers = std::mem::take(&mut self.answers);
        for (section, alternatives) in [(Section::Body, bodies), (Section::Response, answers)] {
            if let Some((fields, span)) = alternatives.united(diagnostics) {
                self.place(section, fields.len(), "", fields, span, diagnostics);
            }
        }
    }

    fn place(
        &mut self,
        section: Section,
        rows: usize,
        heading: &str,
        fields: Vec<Field>,
        span: Span,
        diagnostics: &mut Diagnostics,
    ) {
        let into = match section {
            Section::Headers => &mut self.headers,
            Section::Path => &mut self.path,
            Section::Query => &mut self.query,
            Section::Body => &mut self.body,
            Section::Response => &mut self.response,
            Section::Parameters | Section::ResponseHeaders | Section::Other => {
                let name = heading.trim().to_owned();
                let object = crate::ir::Object {
                    type_name: Some(name.clone()),
                    fields,
                };
                self.unplaced.push(Unplaced {
                    heading: name.clone(),
                    rows,
                    is_repeated: self.definitions.contains_key(&name),
                    span,
                });
                self.definitions.entry(name).or_insert(object);
                return;
            }
        };
        let mut known: HashSet<String> = into.iter().map(|field| field.name.clone()).collect();
        for field in fields {
            if known.insert(field.name.clone()) {
                into.push(field);
            } else {
                let message = format!("`{}` stands in two tables of one section; the first stays", field.name);
                diagnostics.report(Code::DuplicateField, span, message);
            }
        }
    }
}

/// What a table describes: 请求参数 alone does not say whether query or body.
fn section(table: &RawFieldTable, method: Method) -> Section {
    match (table.section, method) {
        (Section::Parameters, Method::Get | Method::Delete) => Section::Query,
        (Section::Parameters, _) => Section::Body,
        (section, _) => section,
    }
}

fn string_field(name: &str, presence: Presence) -> Field {
    Field::new(name, Type::String, presence)
}

/// Brings declared path parameters and the variables of the URL together, in the URL's order. Some pages declare them
/// among the parameters of the query or the fields of the body.
fn path_variables(
    path: &PathTemplate,
    declared: &mut Vec<Field>,
    mut elsewhere: [&mut Vec<Field>; 2],
    raw: &RawEndpoint,
    diagnostics: &mut Diagnostics,
) {
    let mut ordered = Vec::with_capacity(path.variables.len());
    for variable in &path.variables {
        let found = declared
            .iter()
            .position(|field| field.name == *variable)
            .map(|at| declared.remove(at));
        let found = found.or_else(|| {
            elsewhere.iter_mut().find_map(|fields| {
                let at = fields.iter().position(|field| field.name == *variable)?;
                Some(fields.remove(at))
            })
        });
        let field = found.unwrap_or_else(|| {
            let message = format!("the variable `{variable}` of the path is in no table; it is taken as text");
            diagnostics.report(Code::UndeclaredPathParameter, raw.url.span, message);
            string_field(variable, Presence::Required)
        });
        ordered.push(Field {
            presence: Presence::Required,
            ..field
        });
    }
    for unused in declared.drain(..) {
        let message = format!(
            "the path parameter `{}` is no part of the URL; it is left out",
            unused.name
        );
        diagnostics.report(Code::UnusedPathParameter, raw.url.span, message);
    }
    *declared = ordered;
}

fn method(raw: &RawEndpoint, diagnostics: &mut Diagnostics) -> Option<Method> {
    let word = raw
        .method
        .text
        .split(|char: char| !char.is_ascii_alphabetic())
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    let method = match word.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => {
            let (message, span) = match raw.method.text.as_str() {
                "" => ("there is no HTTP method beside the URL".to_owned(), raw.url.span),
                text => (format!("`{text}` is no HTTP method"), raw.method.span),
            };
            diagnostics.report_with_help(
                Code::MissingBasics,
                span,
                message,
                "give GET, POST, PUT, PATCH or DELETE in row `HTTP Method`",
            );
            return None;
        }
    };
    Some(method)
}

fn tokens(raw: &RawEndpoint, diagnostics: &mut Diagnostics) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in &raw.tokens {
        let token = match word.text.trim_start_matches("token-").split(['_', '-']).next() {
            Some("tenant") => Token::Tenant,
            Some("user") => Token::User,
            Some("app") => Token::App,
            _ => {
                diagnostics.report(
                    Code::UnknownToken,
                    word.span,
                    format!("`{}` is no kind of token", word.text),
                );
                continue;
            }
        };
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens.sort_unstable();
    tokens
}

fn app_types(raw: &RawEndpoint, diagnostics: &mut Diagnostics) -> Vec<AppType> {
    let mut types = Vec::new();
    for word in &raw.app_types {
        let ty = match word.as_str() {
            "custom" | "自建应用" | "企业自建应用" | "Custom App" => AppType::Custom,
            "isv" | "商店应用" | "应用商店应用" | "Store App" => AppType::Isv,
            _ => {
                diagnostics.report(
                    Code::UnknownFact,
                    raw.url.span,
                    format!("`{word}` is no kind of application"),
                );
                continue;
            }
        };
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    types.sort_unstable();
    types
}

fn scopes(tags: &[ScopeTag], diagnostics: &mut Diagnostics) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for tag in tags {
        if let Some(scope) = description::scope(tag.clone(), diagnostics)
            && !scopes.iter().any(|known| known.name == scope.name)
        {
            scopes.push(scope);
        }
    }
    scopes
}

fn body(fields: Vec<Field>, raw: &RawEndpoint, samples: &[&Value], diagnostics: &mut Diagnostics) -> Body {
    let content_type = raw
        .content_type
        .as_ref()
        .map(|value| value.text.as_str())
        .unwrap_or_default();
    let has_file = fields.iter().any(|field| matches!(field.ty, Type::File));
    if content_type.contains("multipart/form-data") || has_file {
        return Body::Multipart { fields };
    }
    if content_type.contains("x-www-form-urlencoded") {
        return Body::Form { fields };
    }
    if let Some(word) = &raw.body_type {
        let root = fields::root(word, fields, diagnostics);
        return Body::Json {
            fields: Vec::new(),
            root: Some(root),
        };
    }
    if fields.is_empty() {
        return Body::None;
    }
    // A body that is a list is shown as one; its table gives the fields of an item.
    let is_list = !samples.is_empty() && samples.iter().all(|sample| sample.is_array());
    if is_list {
        let item = Type::Object(crate::ir::Object {
            type_name: None,
            fields,
        });
        return Body::Json {
            fields: Vec::new(),
            root: Some(Type::List(Box::new(item))),
        };
    }
    Body::Json { fields, root: None }
}

/// The text without the link to the API explorer.
fn without_explorer(text: &str) -> String {
    match text.split_once('{') {
        Some((before, rest)) if rest.contains("api_explore_config") => {
            let after = rest.split_once(')').map(|(_, after)| after).unwrap_or_default();
            format!("{before}{after}").trim().to_owned()
        }
        _ => text.trim().to_owned(),
    }
}
