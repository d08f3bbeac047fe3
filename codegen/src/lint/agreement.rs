//! Pages that say of one thing something else than most others.

use std::collections::BTreeMap;

use super::about;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Endpoint};

/// What each page says of one thing.
type Said<'a> = Vec<(&'a Endpoint, String)>;

/// Messages and HTTP statuses of one code within a service version.
pub(super) fn errors(api: &Api, found: &mut Vec<Diagnostic>) {
    let mut messages: BTreeMap<(&str, &str, i64), Said<'_>> = BTreeMap::new();
    let mut statuses: BTreeMap<(&str, &str, i64), Said<'_>> = BTreeMap::new();
    for (id, endpoint) in &api.endpoints {
        for error in &endpoint.errors {
            let key = (id.project.as_str(), id.version.as_str(), error.code);
            if !error.message.is_empty() {
                messages.entry(key).or_default().push((endpoint, error.message.clone()));
            }
            if let Some(status) = error.status {
                statuses.entry(key).or_default().push((endpoint, status.to_string()));
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
                    .push((endpoint, scope.label.clone()));
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
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, text) in said {
        *counts.entry(text).or_default() += 1;
    }
    // Of texts that are as frequent, the first by letters.
    let most = counts
        .iter()
        .max_by_key(|(text, count)| (**count, std::cmp::Reverse(**text)));
    let Some((usual, count)) = most else { return };
    for (endpoint, text) in said.iter().filter(|(_, text)| text != usual) {
        let message = format!("{what} is `{text}` here and `{usual}` on {count} other pages");
        found.push(about(endpoint, code, message));
    }
}
