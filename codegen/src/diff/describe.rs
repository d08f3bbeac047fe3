//! Facts as short text, for the old and new side of a change.

use std::collections::BTreeSet;

use crate::ir::{
    AppType, Body, Constraints, EnumBase, Enumeration, Field, FieldScope, Presence, RateLimit, Response, Scope, Token,
    Type, Unit,
};

/// How many values of a set are named.
const SHOWN_VALUES: usize = 12;

pub(super) fn token(token: Token) -> &'static str {
    match token {
        Token::Tenant => "tenant_access_token",
        Token::User => "user_access_token",
        Token::App => "app_access_token",
    }
}

pub(super) fn app_type(app_type: AppType) -> &'static str {
    match app_type {
        AppType::Custom => "custom",
        AppType::Isv => "isv",
    }
}

pub(super) fn scope(scope: &Scope) -> String {
    let mut text = format!("{} {}", scope.name, scope.label);
    for (is_so, word) in [
        (scope.history, " (historic)"),
        (scope.offline, " (no longer given out)"),
    ] {
        if is_so {
            text.push_str(word);
        }
    }
    text.trim_end().to_owned()
}

pub(super) fn rate_limit(limit: &RateLimit) -> String {
    match limit {
        RateLimit::Quota { quotas, .. } => {
            let quotas = quotas
                .iter()
                .map(|quota| format!("{} in {} s", quota.calls, quota.seconds));
            quotas.collect::<Vec<_>>().join(", ")
        }
        RateLimit::Special { text } | RateLimit::Unparsed { text } => text.clone(),
    }
}

pub(super) fn field_scopes(scopes: &[FieldScope]) -> String {
    let one = |needed: &FieldScope| {
        let names: BTreeSet<&str> = needed.any_of.iter().map(|scope| scope.name.as_str()).collect();
        let names = names.into_iter().collect::<Vec<_>>().join(" or ");
        match &needed.when {
            Some(when) => format!("{names} when {when}"),
            None => names,
        }
    };
    let all: BTreeSet<String> = scopes.iter().map(one).collect();
    all.into_iter().collect::<Vec<_>>().join(", ")
}

pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => "milliseconds",
        Unit::Seconds => "seconds",
    }
}

pub(super) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::Required => "required",
        Presence::Optional => "optional",
    }
}

pub(super) fn body(body: &Body) -> &'static str {
    match body {
        Body::None => "none",
        Body::Json { .. } => "JSON",
        Body::Multipart { .. } => "multipart",
        Body::Form { .. } => "pairs",
    }
}

pub(super) fn response(response: &Response) -> &'static str {
    match response {
        Response::Envelope { .. } => "in data",
        Response::Flat { .. } => "beside the code",
        Response::Bare { .. } => "without a code",
        Response::Binary => "a file",
        Response::EventStream { .. } => "events",
        Response::Redirect => "a redirect",
    }
}

/// A field that is new or gone: its type, whether it is required, and its limits.
pub(super) fn field(field: &Field) -> String {
    let mut text = ty(&field.ty);
    if field.presence == Presence::Required {
        text.push_str(", required");
    }
    let limits = limits(&field.constraints);
    if !limits.is_empty() {
        text = format!("{text}, {limits}");
    }
    text
}

pub(super) fn limits(limits: &Constraints) -> String {
    let number = |number: &Option<u64>| number.map(|number| number.to_string());
    let all = [
        ("length from", number(&limits.min_length)),
        ("length to", number(&limits.max_length)),
        ("from", limits.minimum.clone()),
        ("to", limits.maximum.clone()),
    ];
    let stated = all
        .into_iter()
        .filter_map(|(label, limit)| Some(format!("{label} {}", limit?)));
    stated.collect::<Vec<_>>().join(", ")
}

pub(super) fn ty(of: &Type) -> String {
    match of {
        Type::Bool => "bool".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::String => "string".to_owned(),
        Type::File => "file".to_owned(),
        Type::List(item) => format!("list of {}", ty(item)),
        Type::Map(value) => format!("map of {}", ty(value)),
        Type::Object(_) | Type::Named(_) | Type::AnyObject => "object".to_owned(),
        Type::Enum(set) => values(set),
        Type::Enclosing(_) => "object around it".to_owned(),
        Type::Any => "anything".to_owned(),
    }
}

fn values(set: &Enumeration) -> String {
    let base = match set.base {
        EnumBase::String => "string",
        EnumBase::Int => "int",
    };
    let mut keys: Vec<&str> = set
        .values
        .iter()
        .map(|value| value.key.as_str())
        .take(SHOWN_VALUES)
        .collect();
    if set.values.len() > SHOWN_VALUES {
        keys.push("…");
    }
    format!("{base} of {}", keys.join(" | "))
}
