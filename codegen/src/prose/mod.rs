//! An endpoint or event in, the same one without the vendor's sentences out: only the facts.
//!
//! What goes: introductions, descriptions of fields, advice on errors. What is cut to a phrase: titles, messages of errors in
//! Chinese, and the labels of values and permissions. These and examples have 19 Chinese characters at most ([`brief`]): more
//! would be a sentence. What stays: names, types, limits, defaults, codes. Samples
//! keep their structure, numbers, ids and documented values; other text in them becomes [`PLACEHOLDER`].
//!
//! Line ends within a fact become blanks, and a sample that had to be repaired counts as the JSON that it became.

mod phrase;
mod sample;
mod text;

pub use sample::PLACEHOLDER;
pub use text::brief;
pub(crate) use text::one_line;

use std::collections::HashSet;

use crate::ir::{
    Endpoint, ErrorEntry, Event, Field, Quota, RateLimit, Sample, SamplePlace, Scope, Type, Unit, Visit, VisitMut,
    visit_type, visit_type_mut,
};
use crate::page::{announces_event_section, announces_section};
use crate::vocabulary;

/// Longest title, in characters.
const TITLE: usize = 80;
/// Longest label of a value or a permission.
const LABEL: usize = 50;
/// Longest words above a sample.
const CAPTION: usize = 20;

/// The endpoint without the vendor's sentences. Doing it twice changes nothing more. For use before types are shared.
#[must_use]
pub fn without_prose(mut endpoint: Endpoint) -> Endpoint {
    let mut documented = DocumentedValues::default();
    endpoint.visit(&mut documented);
    endpoint.title = phrase::phrase(&endpoint.title, TITLE);
    endpoint.text = String::new();
    if let Some(limit) = &mut endpoint.rate_limit {
        limit_without_prose(limit);
    }
    scopes(&mut endpoint.scopes);
    scopes(&mut endpoint.field_scopes);
    endpoint.visit_mut(&mut WithoutProse);
    errors(&mut endpoint.errors);
    endpoint.samples = samples(std::mem::take(&mut endpoint.samples), &documented);
    endpoint
}

/// The event without the vendor's sentences, as an endpoint.
#[must_use]
pub fn event_without_prose(mut event: Event) -> Event {
    let mut documented = DocumentedValues::default();
    event.visit(&mut documented);
    event.title = phrase::phrase(&event.title, TITLE);
    event.text = String::new();
    scopes(&mut event.scopes);
    scopes(&mut event.field_scopes);
    event.visit_mut(&mut WithoutProse);
    errors(&mut event.errors);
    event.samples = samples(std::mem::take(&mut event.samples), &documented);
    event
}

fn errors(errors: &mut [ErrorEntry]) {
    for error in errors {
        error.message = phrase::message(&error.message);
        error.advice = String::new();
    }
}

fn samples(samples: Vec<Sample>, documented: &DocumentedValues) -> Vec<Sample> {
    let samples = samples.into_iter();
    samples
        .flat_map(|sample| sample_without_prose(sample, &documented.0))
        .collect()
}

/// Nothing where only words were in it; several where more JSON can be read without them.
fn sample_without_prose(sample: Sample, documented: &HashSet<String>) -> Vec<Sample> {
    let mut caption = phrase::phrase(&sample.caption, CAPTION);
    let is_heading = match sample.place {
        SamplePlace::Event => announces_event_section(&caption),
        SamplePlace::Request | SamplePlace::Response => {
            announces_section(&caption) || announces_event_section(&caption)
        }
    };
    if is_heading {
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
        RateLimit::Special { text } => vocabulary::special_limit().clone_into(text),
        RateLimit::Unparsed { text } => *text = phrase::phrase(text, LABEL),
    }
}

fn quota(quota: &Quota) -> String {
    let Quota { calls, seconds } = quota;
    let window = vocabulary::window(*seconds).map(ToOwned::to_owned);
    let window = window.unwrap_or_else(|| format!("{seconds} {}", vocabulary::unit_word(Unit::Seconds)));
    format!("{calls} {}/{window}", vocabulary::CALLS)
}

fn scopes(scopes: &mut [Scope]) {
    for scope in scopes {
        scope.label = phrase::phrase(&scope.label, LABEL);
    }
}

struct WithoutProse;

impl VisitMut for WithoutProse {
    fn field(&mut self, field: &mut Field) {
        field.text = String::new();
        field.default = field.default.as_deref().and_then(phrase::value);
        field.example = field.example.as_deref().and_then(phrase::example);
        if let Some(pattern) = &mut field.constraints.pattern {
            *pattern = one_line(pattern);
        }
        for scope in &mut field.scopes {
            scope.when = scope.when.as_deref().map(one_line);
            scopes(&mut scope.any_of);
        }
        self.ty(&mut field.ty);
    }

    fn ty(&mut self, ty: &mut Type) {
        if let Type::Enum(set) = ty {
            let texts: Vec<String> = set.values.iter().map(|value| value.label.clone()).collect();
            for (value, label) in set.values.iter_mut().zip(phrase::labels(&texts, LABEL)) {
                value.label = label;
            }
        }
        visit_type_mut(self, ty);
    }
}

/// The texts that are documented values somewhere in the endpoint.
#[derive(Default)]
struct DocumentedValues(HashSet<String>);

impl Visit<'_> for DocumentedValues {
    fn ty(&mut self, ty: &Type) {
        if let Type::Enum(set) = ty {
            self.0.extend(set.values.iter().map(|value| value.key.clone()));
        }
        visit_type(self, ty);
    }
}
