//! An endpoint in, an OpenAPI operation out.

use serde_json::{Value, json};

use super::schema::{Place, Schema, Schemas};
use crate::emit::sentences;
use crate::ir::{
    About, Body, Direction, Endpoint, Field, Host, Response, Sample, SampleContent, SamplePlace, Source, Token, Type,
};
use crate::vocabulary::{CODE, CONTENT, MESSAGE};

pub(super) const JSON: &str = "application/json";

/// The operation of `endpoint` on a path whose variables have the names `variables`.
pub(super) fn operation<'a>(endpoint: &'a Endpoint, variables: &'a [String], schemas: &mut Schemas<'a>) -> Value {
    let id = (endpoint.id.to_string(), endpoint.id.project.as_str());
    let is_deprecated = endpoint.deprecated || endpoint.gone.is_some();
    let texts = about(&endpoint.about, &endpoint.title, &endpoint.text);
    let mut operation = head(id, texts, &endpoint.source, is_deprecated);
    let mut put = |key: &str, value: Value| {
        operation.insert(key.to_owned(), value);
    };
    if let Some(server) = server(&endpoint.host) {
        put("servers", json!([{ "url": server }]));
    }
    put("security", security(&endpoint.tokens));
    let parameters = parameters(endpoint, variables, schemas);
    if !parameters.is_empty() {
        put("parameters", Value::Array(parameters));
    }
    if let Some(body) = request_body(endpoint, schemas) {
        put("requestBody", body);
    }
    put("responses", responses(endpoint, schemas));
    put("x-token-types", json!(endpoint.tokens));
    put("x-app-types", json!(endpoint.app_types));
    if let Some(limit) = &endpoint.rate_limit {
        put("x-rate-limit", json!(limit));
    }
    put("x-scopes", json!(endpoint.scopes));
    if !endpoint.field_scopes.is_empty() {
        put("x-field-scopes", json!(endpoint.field_scopes));
    }
    put("x-error-codes", json!(endpoint.errors));
    if let Some(pagination) = &endpoint.pagination {
        put("x-pagination", json!(pagination));
    }
    put("x-page", json!(endpoint.source));
    let texts: Vec<&Sample> = endpoint
        .samples
        .iter()
        .filter(|sample| !has_a_place(sample, endpoint))
        .collect();
    if !texts.is_empty() {
        put("x-samples", json!(texts));
    }
    Value::Object(operation)
}

/// What an operation begins with, of an endpoint or an event: its id and tag, title and text, and its page.
pub(super) fn head(
    (id, tag): (String, &str),
    (title, text): (String, String),
    page: &Source,
    deprecated: bool,
) -> Schema {
    let mut operation = Schema::new();
    let mut put = |key: &str, value: Value| {
        operation.insert(key.to_owned(), value);
    };
    put("operationId", Value::from(id));
    put("tags", json!([tag]));
    put("summary", Value::from(title));
    if !text.is_empty() {
        put("description", Value::from(text));
    }
    if let Some(address) = &page.address {
        put("externalDocs", json!({ "url": address }));
    }
    if deprecated {
        put("deprecated", Value::Bool(true));
    }
    operation
}

/// The summary and description of an operation, in our words where there are some.
pub(super) fn about(about: &About, title: &str, text: &str) -> (String, String) {
    let summary = sentences::text(&about.summary, title);
    let notes = sentences::notes(about);
    let parts: Vec<&str> = [text, notes.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let unlinked = sentences::unlinked;
    (unlinked(summary), unlinked(&parts.join("\n\n")))
}

/// The address of a host that is not the document's own.
pub(super) fn server(host: &Host) -> Option<String> {
    match host {
        Host::Open => None,
        Host::Accounts => Some("https://accounts.feishu.cn".to_owned()),
        Host::Www => Some("https://www.feishu.cn".to_owned()),
        Host::Other(name) => Some(format!("https://{name}")),
    }
}

/// Any one token of the list is enough.
fn security(tokens: &[Token]) -> Value {
    let scheme = |token: &Token| match token {
        Token::Tenant => json!({ "tenant_access_token": [] }),
        Token::User => json!({ "user_access_token": [] }),
        Token::App => json!({ "app_access_token": [] }),
    };
    tokens.iter().map(scheme).collect()
}

fn parameters<'a>(endpoint: &'a Endpoint, variables: &'a [String], schemas: &mut Schemas<'a>) -> Vec<Value> {
    let mut parameters = Vec::new();
    for (variable, own_name) in variables.iter().zip(&endpoint.path.variables) {
        let declared = endpoint.path_parameters.iter().find(|field| field.name == *own_name);
        parameters.push(match declared {
            Some(field) => parameter(variable, "path", field, endpoint, schemas),
            None => json!({ "name": variable, "in": "path", "required": true, "schema": { "type": "string" } }),
        });
    }
    for (place, fields) in [("query", &endpoint.query), ("header", &endpoint.headers)] {
        parameters.extend(
            fields
                .iter()
                .map(|field| parameter(&field.name, place, field, endpoint, schemas)),
        );
    }
    parameters
}

fn parameter<'a>(
    name: &str,
    place: &str,
    field: &'a Field,
    endpoint: &'a Endpoint,
    schemas: &mut Schemas<'a>,
) -> Value {
    let mut schema = schemas.field(field, &mut Place::parameter((&endpoint.id).into(), &field.name));
    let mut parameter = Schema::new();
    parameter.insert("name".to_owned(), Value::from(name));
    parameter.insert("in".to_owned(), Value::from(place));
    let required = place == "path" || field.is_required();
    parameter.insert("required".to_owned(), Value::Bool(required));
    for key in ["description", "deprecated"] {
        if let Some(value) = schema.shift_remove(key) {
            parameter.insert(key.to_owned(), value);
        }
    }
    parameter.insert("schema".to_owned(), Value::Object(schema));
    Value::Object(parameter)
}

fn request_body<'a>(endpoint: &'a Endpoint, schemas: &mut Schemas<'a>) -> Option<Value> {
    let mut place = Place::root((&endpoint.id).into(), Direction::Request);
    let (media_type, schema, required) = match &endpoint.body {
        Body::None => return None,
        Body::Json { root: Some(root), .. } => (JSON, schemas.of_type(root, &mut place), true),
        Body::Json { fields, root: None } => (JSON, schemas.object(fields, None, &mut place), any_required(fields)),
        Body::Multipart { fields } => (
            "multipart/form-data",
            schemas.object(fields, None, &mut place),
            any_required(fields),
        ),
        Body::Form { fields } => {
            let schema = schemas.object(fields, None, &mut place);
            ("application/x-www-form-urlencoded", schema, any_required(fields))
        }
    };
    let content = content(media_type, schema, samples(endpoint, SamplePlace::Request));
    Some(json!({ "required": required, "content": content }))
}

fn any_required(fields: &[Field]) -> bool {
    fields.iter().any(Field::is_required)
}

fn responses<'a>(endpoint: &'a Endpoint, schemas: &mut Schemas<'a>) -> Value {
    let mut place = Place::root((&endpoint.id).into(), Direction::Response);
    let place = &mut place;
    let (media_type, schema) = match &endpoint.response {
        Response::Envelope {
            fields,
            root,
            message_key,
        } => (JSON, envelope(fields, root.as_ref(), message_key, schemas, place)),
        Response::Flat { fields } => {
            let mut schema = schemas.object(fields, None, place);
            beside_code(&mut schema, MESSAGE);
            (JSON, schema)
        }
        Response::Bare { fields } => (JSON, schemas.object(fields, None, place)),
        Response::Binary => ("application/octet-stream", schemas.of_type(&Type::File, place)),
        Response::EventStream { fields } => ("text/event-stream", schemas.object(fields, None, place)),
        Response::Redirect => {
            return json!({
                "302": {
                    "description": "Redirect",
                    "headers": { "Location": { "required": true, "schema": { "type": "string", "format": "uri" } } },
                },
                "default": { "$ref": "#/components/responses/Error" },
            });
        }
    };
    let content = content(media_type, schema, samples(endpoint, SamplePlace::Response));
    json!({
        "200": { "description": "Success", "content": content },
        "default": { "$ref": "#/components/responses/Error" },
    })
}

/// `{code, msg, data}`
fn envelope<'a>(
    fields: &'a [Field],
    root: Option<&'a Type>,
    message_key: &str,
    schemas: &mut Schemas<'a>,
    place: &mut Place<'a>,
) -> Schema {
    let data = match root {
        Some(root) => schemas.of_type(root, place),
        None => schemas.object(fields, None, place),
    };
    let mut schema = Schema::new();
    schema.insert("type".to_owned(), Value::from("object"));
    schema.insert("properties".to_owned(), json!({ CONTENT: data }));
    beside_code(&mut schema, message_key);
    schema
}

/// Puts code and message before the other members of a response.
fn beside_code(schema: &mut Schema, message_key: &str) {
    let mut properties = Schema::new();
    properties.insert(
        CODE.to_owned(),
        json!({ "type": "integer", "format": "int64", "description": "0: success" }),
    );
    properties.insert(message_key.to_owned(), json!({ "type": "string" }));
    if let Some(Value::Object(own)) = schema.shift_remove("properties") {
        for (key, value) in own {
            properties.entry(key).or_insert(value);
        }
    }
    schema.insert("properties".to_owned(), Value::Object(properties));
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Value::Array(names) = required {
        names.insert(0, Value::from(CODE));
    }
}

/// One media type with the samples that show it.
pub(super) fn content<'a>(media_type: &str, schema: Schema, samples: impl Iterator<Item = &'a Sample>) -> Value {
    let mut entry = Schema::new();
    entry.insert("schema".to_owned(), Value::Object(schema));
    let mut examples = Schema::new();
    for sample in samples {
        if let Some(value) = sample.content.json() {
            let mut example = Schema::new();
            if !sample.caption.is_empty() {
                example.insert("summary".to_owned(), Value::from(sample.caption.as_str()));
            }
            example.insert("value".to_owned(), value.clone());
            examples.insert(format!("sample-{}", examples.len() + 1), Value::Object(example));
        }
    }
    if !examples.is_empty() {
        entry.insert("examples".to_owned(), Value::Object(examples));
    }
    json!({ media_type: entry })
}

/// The samples of an endpoint that stand beside a schema.
fn samples(endpoint: &Endpoint, place: SamplePlace) -> impl Iterator<Item = &Sample> {
    let samples = endpoint.samples.iter();
    samples.filter(move |sample| sample.place == place && has_a_place(sample, endpoint))
}

/// Whether the sample can stand beside a schema: JSON, where JSON is carried. The rest goes to `x-samples`.
fn has_a_place(sample: &Sample, endpoint: &Endpoint) -> bool {
    let carried = match sample.place {
        SamplePlace::Request => matches!(endpoint.body, Body::Json { .. }),
        SamplePlace::Response => {
            matches!(
                endpoint.response,
                Response::Envelope { .. } | Response::Flat { .. } | Response::Bare { .. }
            )
        }
        SamplePlace::Event => false,
    };
    carried && !matches!(sample.content, SampleContent::Text { .. })
}
