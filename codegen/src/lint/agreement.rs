//! Pages that say of one thing something else than most others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::{Api, Endpoint};

/// What each page says of one thing, and where.
type Said<'a> = Vec<(&'a Endpoint, Span, String)>;

/// Messages and HTTP statuses of one code within a service version.
pub(super) fn errors(api: &Api, found: &mut Vec<Diagnostic>) {
    let mut messages: BTreeMap<(&str, &str, i64), Said<'_>> = BTreeMap::new();
    let mut statuses: BTreeMap<(&str, &str, i64), Said<'_>> = BTreeMap::new();
    for (id, endpoint) in &api.endpoints {
        for error in &endpoint.errors {
            let key = (id.project.as_str(), id.version.as_str(), error.code);
            if !error.message.is_empty() {
                messages
                    .entry(key)
                    .or_default()
                    .push((endpoint, error.span, error.message.clone()));
            }
            if let Some(status) = error.status {
                statuses
                    .entry(key)
                    .or_default()
                    .push((endpoint, error.span, status.to_string()));
            }
        }
    }
    for ((.., code), said) in messages {
        disagreements(
            &said,
            Code::ErrorMessageDiffers,
            &format!("the message of `{code}`"),
            found,
        );
    }
    for ((.., code), said) in statuses {
        disagreements(
            &said,
            Code::ErrorStatusDiffers,
            &format!("the HTTP status of `{code}`"),
            found,
        );
    }
}

/// Labels of one scope.
pub(super) fn scopes(api: &Api, found: &mut Vec<Diagnostic>) {
    let mut labels: BTreeMap<&str, Said<'_>> = BTreeMap::new();
    for endpoint in api.endpoints.values() {
        for scope in endpoint.scopes.iter().chain(&endpoint.field_scopes) {
            if !scope.label.is_empty() {
                labels
                    .entry(&scope.name)
                    .or_default()
                    .push((endpoint, scope.span, scope.label.clone()));
            }
        }
    }
    for (scope, said) in labels {
        disagreements(
            &said,
            Code::ScopeLabelDiffers,
            &format!("the label of `{scope}`"),
            found,
        );
    }
}

/// Reports each page that says something else than most.
fn disagreements(said: &Said<'_>, code: Code, what: &str, found: &mut Vec<Diagnostic>) {
    // A page may say a thing twice.
    let mut pages: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (endpoint, _, text) in said {
        pages.entry(text).or_default().insert(&endpoint.source.page);
    }
    // Of texts that are as frequent, the first by letters.
    let most = pages.iter().max_by_key(|(text, pages)| (pages.len(), Reverse(**text)));
    let Some((usual, pages)) = most else { return };
    for (endpoint, span, text) in said.iter().filter(|(_, _, text)| text != usual) {
        let others = || pages.iter().filter(|page| **page != endpoint.source.page);
        let elsewhere = match (others().next(), others().count()) {
            (None, _) => "in another row".to_owned(),
            (Some(page), 1) => format!("on `{page}`"),
            (Some(page), count) => format!("on {count} other pages, such as `{page}`"),
        };
        found.push(Diagnostic {
            page: endpoint.source.page.clone(),
            span: if span.is_nowhere() { endpoint.source.span } else { *span },
            code,
            message: format!("{what} is `{text}` here and `{usual}` {elsewhere}"),
            // Of the scopes in a cell, the one with this label; of an error, its row is enough.
            words: if code == Code::ScopeLabelDiffers {
                vec![text.clone()]
            } else {
                Vec::new()
            },
            help: None,
            fixup: None,
        });
    }
}
