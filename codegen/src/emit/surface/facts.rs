//! Facts of an endpoint or field on one line.

use crate::ir::{AppType, EnumBase, Enumeration, ErrorEntry, Field, FieldScope, RateLimit, Scope, Since, Token, Unit};

/// How much of a text is shown.
const SHOWN: usize = 60;
/// How many values of a set are named on the line of a field.
const SHOWN_VALUES: usize = 8;

pub(super) fn token(token: &Token) -> &'static str {
    match token {
        Token::Tenant => "tenant",
        Token::User => "user",
        Token::App => "app",
    }
}

pub(super) fn app_type(app_type: &AppType) -> &'static str {
    match app_type {
        AppType::Custom => "custom",
        AppType::Isv => "isv",
    }
}

pub(super) fn base(base: EnumBase) -> &'static str {
    match base {
        EnumBase::String => "string",
        EnumBase::Int => "int",
    }
}

/// The base of a set and its first values.
pub(super) fn values(enumeration: &Enumeration) -> String {
    let values = enumeration.values.iter().filter(|value| value.gone.is_none());
    let keys = values.map(|value| value.key.as_str());
    let mut keys: Vec<&str> = keys.take(SHOWN_VALUES).collect();
    if enumeration.values.len() > SHOWN_VALUES {
        keys.push("…");
    }
    format!("{} {}", base(enumeration.base), keys.join(" | "))
}

pub(super) fn rate_limit(limit: &RateLimit) -> String {
    match limit {
        RateLimit::Quota { quotas, .. } => join(quotas, |quota| format!("{} in {} s", quota.calls, quota.seconds)),
        RateLimit::Special { text } | RateLimit::Unparsed { text } => one_line(text),
    }
}

pub(super) fn scopes(scopes: &[Scope]) -> String {
    join(scopes, |scope| {
        let tag = match (scope.history, scope.offline) {
            (false, false) => "",
            (true, false) => " (historic)",
            (_, true) => " (no longer given out)",
        };
        format!("{}{tag}", scope.name)
    })
}

/// Codes with their HTTP status and kind.
pub(super) fn errors(errors: &[ErrorEntry]) -> String {
    join(errors, |error| {
        let status = error.status.map(|status| status.to_string());
        let kind = error.kind.map(|kind| kind.word().to_owned());
        let known: Vec<String> = status.into_iter().chain(kind).chain(gone(error.gone)).collect();
        match known.is_empty() {
            true => error.code.to_string(),
            false => format!("{} ({})", error.code, known.join(" ")),
        }
    })
}

/// What is known of a field besides its type: `  (default 10, from 1, to 100)`.
pub(super) fn field(field: &Field, with_example: bool) -> String {
    let limits = &field.constraints;
    let mut facts = Vec::new();
    let mut add =
        |label: &str, value: Option<String>| facts.extend(value.map(|value| format!("{label} {}", short(&value))));
    add("default", field.default.clone());
    add("example", field.example.clone().filter(|_| with_example));
    add("length from", limits.min_length.map(|length| length.to_string()));
    add("length to", limits.max_length.map(|length| length.to_string()));
    add("from", limits.minimum.clone());
    add("to", limits.maximum.clone());
    add("pattern", limits.pattern.clone());
    facts.extend(field.unit.map(|unit| match unit {
        Unit::Milliseconds => "milliseconds".to_owned(),
        Unit::Seconds => "seconds".to_owned(),
    }));
    facts.extend(field.scopes.iter().map(field_scope));
    if field.deprecated {
        facts.push("deprecated".to_owned());
    }
    if !field.documented.is_empty() {
        facts.push(format!(
            "documented {}",
            join(&field.documented, |value| value.key.clone())
        ));
    }
    facts.extend(gone(field.gone));
    facts.extend(field.held.map(|since| format!("optional on the page{since}")));
    if facts.is_empty() {
        String::new()
    } else {
        format!("  ({})", facts.join(", "))
    }
}

/// That a page says something no longer.
pub(super) fn gone(gone: Option<Since>) -> Option<String> {
    gone.map(|since| format!("gone{since}"))
}

fn field_scope(needed: &FieldScope) -> String {
    let when = needed.when.as_ref().map(|when| format!(" when {}", short(when)));
    format!("needs {}{}", scopes(&needed.any_of), when.unwrap_or_default())
}

pub(super) fn join<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

/// Lines and runs of blanks become one blank.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, on one line.
pub(super) fn short(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
