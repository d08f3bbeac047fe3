//! An endpoint in, the same endpoint without the vendor's sentences out: facts, and nothing that somebody composed.
//!
//! What goes: introductions, descriptions of fields, advice on errors. What is cut to a phrase: titles, and the labels of
//! values and permissions. What stays: names, types, limits, defaults, examples, codes and messages of errors. Samples
//! keep their structure, numbers, ids and documented values; other text in them becomes [`PLACEHOLDER`].
//!
//! Line ends within a fact become blanks, and a sample that had to be mended counts as the JSON that it became.

mod phrase;
mod sample;

pub(crate) use phrase::one_line;
pub use sample::PLACEHOLDER;

use std::collections::HashSet;

use crate::ir::{Body, Endpoint, Field, Object, Quota, RateLimit, Response, Sample, Scope, Type};
use crate::page::announces_section;

/// Longest title, in characters.
const TITLE: usize = 80;
/// Longest label of a value or a permission.
const LABEL: usize = 50;
/// Longest words above a sample.
const CAPTION: usize = 20;

/// The endpoint without the vendor's sentences. Doing it twice changes nothing more. For use before types are shared.
#[must_use]
pub fn without_prose(endpoint: &Endpoint) -> Endpoint {
    let mut endpoint = endpoint.clone();
    let documented: HashSet<String> = documented_values(&endpoint);
    endpoint.title = phrase::phrase(&endpoint.title, TITLE);
    endpoint.text = String::new();
    if let Some(limit) = &mut endpoint.rate_limit {
        limit_without_prose(limit);
    }
    scopes(&mut endpoint.scopes);
    scopes(&mut endpoint.field_scopes);
    fields(&mut endpoint.headers);
    fields(&mut endpoint.path_parameters);
    fields(&mut endpoint.query);
    match &mut endpoint.body {
        Body::Json { fields, root } => object(fields, root.as_mut()),
        Body::Multipart { fields } | Body::Form { fields } => self::fields(fields),
        Body::None => {}
    }
    match &mut endpoint.response {
        Response::Envelope { fields, root, .. } => object(fields, root.as_mut()),
        Response::Flat { fields } | Response::Bare { fields } | Response::EventStream { fields } => {
            self::fields(fields)
        }
        Response::Binary | Response::Redirect => {}
    }
    for error in &mut endpoint.errors {
        error.message = phrase::message(&error.message);
        error.advice = String::new();
    }
    let samples = std::mem::take(&mut endpoint.samples).into_iter();
    endpoint.samples = samples
        .flat_map(|sample| sample_without_prose(sample, &documented))
        .collect();
    endpoint
}

/// Nothing where only words were in it; several where more JSON can be read without them.
fn sample_without_prose(sample: Sample, documented: &HashSet<String>) -> Vec<Sample> {
    let mut caption = phrase::phrase(&sample.caption, CAPTION);
    if announces_section(&caption) {
        caption.clear();
    }
    let contents = sample::redact(sample.content, documented).into_iter();
    let sample = |content| Sample {
        place: sample.place,
        caption: caption.clone(),
        content,
    };
    contents.map(sample).collect()
}

/// Quotas in the one form that says exactly them; other limits by a phrase.
fn limit_without_prose(limit: &mut RateLimit) {
    match limit {
        RateLimit::Quota { text, quotas } => *text = quotas.iter().map(quota).collect::<Vec<_>>().join("、"),
        RateLimit::Special { text } => "特殊频控".clone_into(text),
        RateLimit::Unparsed { text } => *text = phrase::phrase(text, LABEL),
    }
}

fn quota(quota: &Quota) -> String {
    let window = match quota.seconds {
        1 => "秒",
        60 => "分钟",
        3600 => "小时",
        86_400 => "天",
        other => return format!("{} 次/{other} 秒", quota.calls),
    };
    format!("{} 次/{window}", quota.calls)
}

fn scopes(scopes: &mut [Scope]) {
    for scope in scopes {
        scope.label = phrase::phrase(&scope.label, LABEL);
    }
}

/// Fields, or the type that stands in their place.
fn object(fields: &mut [Field], root: Option<&mut Type>) {
    self::fields(fields);
    if let Some(root) = root {
        ty(root);
    }
}

fn fields(fields: &mut [Field]) {
    for field in fields {
        field.text = String::new();
        field.default = field.default.as_deref().and_then(phrase::value);
        field.example = field.example.as_deref().and_then(phrase::value);
        if let Some(pattern) = &mut field.constraints.pattern {
            *pattern = one_line(pattern);
        }
        for scope in &mut field.scopes {
            scope.when = scope.when.as_deref().map(one_line);
            scopes(&mut scope.any_of);
        }
        ty(&mut field.ty);
    }
}

fn ty(ty: &mut Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) => self::ty(inner),
        Type::Object(Object { fields, .. }) => self::fields(fields),
        Type::Enum(set) => {
            let texts: Vec<String> = set.values.iter().map(|value| value.label.clone()).collect();
            for (value, label) in set.values.iter_mut().zip(phrase::labels(&texts, LABEL)) {
                value.label = label;
            }
        }
        _ => {}
    }
}

/// The texts that are documented values somewhere in the endpoint.
fn documented_values(endpoint: &Endpoint) -> HashSet<String> {
    fn visit(ty: &Type, into: &mut HashSet<String>) {
        match ty {
            Type::List(inner) | Type::Map(inner) => visit(inner, into),
            Type::Enum(set) => into.extend(set.values.iter().map(|value| value.key.clone())),
            Type::Object(object) => object.fields.iter().for_each(|field| visit(&field.ty, into)),
            _ => {}
        }
    }
    let mut found = HashSet::new();
    let parameters = [&endpoint.headers, &endpoint.path_parameters, &endpoint.query]
        .into_iter()
        .flatten();
    let fields = parameters
        .chain(endpoint.body.fields())
        .chain(endpoint.response.fields());
    fields.for_each(|field| visit(&field.ty, &mut found));
    if let Body::Json { root: Some(root), .. } = &endpoint.body {
        visit(root, &mut found);
    }
    if let Response::Envelope { root: Some(root), .. } = &endpoint.response {
        visit(root, &mut found);
    }
    found
}
