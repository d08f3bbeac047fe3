//! An endpoint of the schema as short text, so that a person can compare a snapshot with its page.

use std::fmt::Write as _;

use feishu_openapi_codegen::ir::{
    Body, Constraints, Endpoint, EnumBase, Enumeration, ErrorEntry, Event, Field, FieldScope, Host, Presence,
    RateLimit, Response, Sample, SampleContent, Scope, Type,
};

/// One fact a line; a field a line, its own fields below it. Empty facts are left out.
pub(crate) fn endpoint(endpoint: &Endpoint) -> String {
    let mut out = String::new();
    let documented = if endpoint.id_documented { "" } else { " (derived)" };
    writeln!(out, "id: {}{documented}", endpoint.id).unwrap();
    writeln!(out, "title: {}", endpoint.title).unwrap();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {}", one_line(&value)).unwrap();
        }
    };
    fact("text", endpoint.text.clone());
    fact("address", endpoint.source.address.clone().unwrap_or_default());
    fact("document id", endpoint.source.document_id.clone().unwrap_or_default());
    fact(
        "updated",
        endpoint.source.updated.map(|at| at.to_string()).unwrap_or_default(),
    );
    let host = match &endpoint.host {
        Host::Open => String::new(),
        host => format!(" on {host:?}"),
    };
    fact(
        "call",
        format!("{} {}{host}", endpoint.method.as_str(), endpoint.path.template),
    );
    fact(
        "tokens",
        join(&endpoint.tokens, |token| format!("{token:?}").to_lowercase()),
    );
    fact(
        "app types",
        join(&endpoint.app_types, |kind| format!("{kind:?}").to_lowercase()),
    );
    fact("scopes", join(&endpoint.scopes, scope));
    fact("field scopes", join(&endpoint.field_scopes, scope));
    fact(
        "rate limit",
        endpoint.rate_limit.as_ref().map(rate_limit).unwrap_or_default(),
    );
    if let Some(pagination) = &endpoint.pagination {
        fact("pagination", serde_json::to_string(pagination).unwrap());
    }
    fact(
        "deprecated",
        if endpoint.deprecated {
            "yes".to_owned()
        } else {
            String::new()
        },
    );
    fact("fixups", endpoint.fixups.join(", "));
    parts(endpoint, &mut out);
    samples_and_errors(&endpoint.errors, &endpoint.samples, &mut out);
    out
}

/// The same of an event.
pub(crate) fn event(event: &Event) -> String {
    let mut out = String::new();
    let version = serde_json::to_value(event.version).unwrap();
    writeln!(out, "event: {} ({})", event.event_type, event.id).unwrap();
    writeln!(out, "title: {}", event.title).unwrap();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {}", one_line(&value)).unwrap();
        }
    };
    fact("version", version.as_str().unwrap().to_owned());
    fact("text", event.text.clone());
    fact("address", event.source.address.clone().unwrap_or_default());
    fact(
        "app types",
        join(&event.app_types, |kind| format!("{kind:?}").to_lowercase()),
    );
    fact("scopes", join(&event.scopes, scope));
    fact("field scopes", join(&event.field_scopes, scope));
    fact("identity", event.identity.clone().unwrap_or_default());
    fact("deprecated", if event.deprecated { "yes" } else { "" }.to_owned());
    section(&mut out, "header", &event.header);
    section(&mut out, "event:", &event.fields);
    if let Some(reply) = &event.reply {
        section(&mut out, "reply:", reply);
    }
    samples_and_errors(&event.errors, &event.samples, &mut out);
    out
}

/// The fields of request and response.
fn parts(endpoint: &Endpoint, out: &mut String) {
    section(out, "headers", &endpoint.headers);
    section(out, "path", &endpoint.path_parameters);
    section(out, "query", &endpoint.query);
    let body = match &endpoint.body {
        Body::None => "body: none".to_owned(),
        Body::Json { root: Some(root), .. } => format!("body: JSON, {}", type_name(root)),
        Body::Json { root: None, .. } => "body: JSON".to_owned(),
        Body::Multipart { .. } => "body: multipart".to_owned(),
        Body::Form { .. } => "body: form".to_owned(),
    };
    section(out, &body, endpoint.body.fields());
    let response = match &endpoint.response {
        Response::Envelope { root: Some(root), .. } => format!("response: envelope, data is {}", type_name(root)),
        Response::Envelope { message_key, .. } => format!("response: envelope with {message_key}"),
        Response::Flat { .. } => "response: flat".to_owned(),
        Response::Bare { .. } => "response: bare".to_owned(),
        Response::Binary => "response: binary".to_owned(),
        Response::EventStream { .. } => "response: event stream".to_owned(),
        Response::Redirect => "response: redirect".to_owned(),
    };
    section(out, &response, endpoint.response.fields());
}

fn samples_and_errors(errors: &[ErrorEntry], samples: &[Sample], out: &mut String) {
    if !errors.is_empty() {
        writeln!(out, "\nerrors").unwrap();
    }
    for error in errors {
        let status = error.status.map_or("-".to_owned(), |status| status.to_string());
        let (message, advice) = (one_line(&error.message), one_line(&error.advice));
        writeln!(out, "  {status} {} | {message} | {advice}", error.code).unwrap();
    }
    for sample in samples {
        let caption = if sample.caption.is_empty() {
            String::new()
        } else {
            format!(" {:?}", sample.caption)
        };
        let (kind, text) = match &sample.content {
            SampleContent::Json { value } => ("JSON".to_owned(), value.to_string()),
            SampleContent::Repaired { value, repairs } => {
                (format!("JSON, repaired: {}", repairs.join(", ")), value.to_string())
            }
            SampleContent::Text { text } => ("text".to_owned(), text.clone()),
        };
        writeln!(out, "\n{:?} sample{caption}, {kind}", sample.place).unwrap();
        text.lines().for_each(|line| writeln!(out, "  | {line}").unwrap());
    }
}

fn section(out: &mut String, name: &str, list: &[Field]) {
    if !list.is_empty() || name.contains(':') {
        writeln!(out, "\n{name}").unwrap();
    }
    fields(out, 1, list);
}

fn fields(out: &mut String, depth: usize, list: &[Field]) {
    for field in list {
        let required = if field.presence == Presence::Required { "!" } else { "" };
        write!(
            out,
            "{}{:?}{required}: {}",
            "  ".repeat(depth),
            field.name,
            type_name(&field.ty)
        )
        .unwrap();
        if let Some(default) = &field.default {
            write!(out, ", default {default:?}").unwrap();
        }
        if let Some(example) = &field.example {
            write!(out, ", example {example:?}").unwrap();
        }
        out.push_str(&constraints(&field.constraints));
        if !field.scopes.is_empty() {
            write!(out, ", needs {}", join(&field.scopes, field_scope)).unwrap();
        }
        if field.deprecated {
            out.push_str(", deprecated");
        }
        if !field.text.is_empty() {
            write!(out, " // {}", one_line(&field.text)).unwrap();
        }
        out.push('\n');
        if let Some(inner) = object_fields(&field.ty) {
            fields(out, depth + 1, inner);
        }
    }
}

fn object_fields(ty: &Type) -> Option<&[Field]> {
    match ty {
        Type::Object(object) => Some(&object.fields),
        Type::List(item) | Type::Map(item) => object_fields(item),
        _ => None,
    }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::List(item) => format!("[{}]", type_name(item)),
        Type::Map(value) => format!("map of {}", type_name(value)),
        Type::Object(object) => format!("object {}", object.type_name.as_deref().unwrap_or("-")),
        Type::Enum(set) => enumeration(set),
        Type::Enclosing(up) => format!("enclosing {up}"),
        Type::Named(id) => format!("type at {}", id.path.join(".")),
        plain => format!("{plain:?}").to_lowercase(),
    }
}

fn enumeration(set: &Enumeration) -> String {
    let values = join(&set.values, |value| {
        format!("{:?} {}", value.key, one_line(&value.label))
    });
    let base = match set.base {
        EnumBase::String => "string",
        EnumBase::Int => "int",
    };
    format!("{base} of {{{values}}}")
}

fn constraints(limits: &Constraints) -> String {
    let mut out = String::new();
    for (name, limit) in [("min length", limits.min_length), ("max length", limits.max_length)] {
        if let Some(limit) = limit {
            write!(out, ", {name} {limit}").unwrap();
        }
    }
    for (name, limit) in [
        ("minimum", &limits.minimum),
        ("maximum", &limits.maximum),
        ("pattern", &limits.pattern),
    ] {
        if let Some(limit) = limit {
            write!(out, ", {name} {limit}").unwrap();
        }
    }
    out
}

fn scope(scope: &Scope) -> String {
    let tags = match (scope.history, scope.offline) {
        (true, true) => " [history, offline]",
        (true, false) => " [history]",
        (false, true) => " [offline]",
        (false, false) => "",
    };
    format!("{} {}{tags}", scope.name, scope.label)
}

fn field_scope(needed: &FieldScope) -> String {
    let when = needed
        .when
        .as_ref()
        .map_or(String::new(), |when| format!(" when {when:?}"));
    format!("({}{when})", join(&needed.any_of, scope))
}

fn rate_limit(limit: &RateLimit) -> String {
    match limit {
        RateLimit::Quota { quotas, .. } => join(quotas, |quota| format!("{} in {} s", quota.calls, quota.seconds)),
        RateLimit::Special { text } => format!("special, {text}"),
        RateLimit::Unparsed { text } => format!("not understood, {text}"),
    }
}

fn join<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ⏎ ")
}
