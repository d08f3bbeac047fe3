//! What pages say that contradicts itself, or what other pages say. Nothing that is made of the schema depends on it, so only
//! `lint` looks for it.

mod agreement;
mod gone;
mod samples;
mod values;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ir::{Api, EnumBase, Enumeration};

/// Reports it. For use before types are shared, as long as fields know where they stand.
pub(crate) fn lint(api: &Api, found: &mut Vec<Diagnostic>) {
    agreement::errors(api, found);
    agreement::scopes(api, found);
    for endpoint in api.endpoints.values() {
        let mut page = Diagnostics::new(&endpoint.source.page);
        values::check(endpoint, &mut page);
        samples::check(endpoint, &mut page);
        gone::endpoint(endpoint, &mut page);
        found.extend(page.into_sorted());
    }
    for event in api.events.values() {
        let mut page = Diagnostics::new(&event.source.page);
        gone::event(event, &mut page);
        found.extend(page.into_sorted());
    }
}

/// Whether a text is none of the documented values.
fn is_outside(set: &Enumeration, text: &str) -> bool {
    let is_number = || text.parse::<i64>().is_ok();
    let can_tell = match set.base {
        EnumBase::String => true,
        EnumBase::Int => is_number(),
    };
    can_tell && set.values.iter().all(|value| value.key != text)
}

/// The documented values, as a message names them.
fn documented(set: &Enumeration) -> String {
    const SHOWN: usize = 8;
    let mut keys: Vec<String> = set
        .values
        .iter()
        .take(SHOWN)
        .map(|value| format!("`{}`", value.key))
        .collect();
    if set.values.len() > SHOWN {
        keys.push("…".to_owned());
    }
    keys.join(", ")
}

#[cfg(test)]
mod tests;
