//! The lines of a fixup to paste, for diagnostics that a person may have to settle.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Api, Endpoint};

/// Adds to diagnostics about pages of endpoints the fixup that would correct the page.
pub(crate) fn suggest(api: &Api, diagnostics: &mut [Diagnostic]) {
    let endpoints = api
        .endpoints
        .values()
        .map(|endpoint| (endpoint.source.page.as_str(), endpoint));
    let endpoints: HashMap<&str, &Endpoint> = endpoints.collect();
    for diagnostic in diagnostics {
        let endpoint = endpoints.get(diagnostic.page.as_str());
        if let (Some(change), Some(endpoint)) = (change(diagnostic.code), endpoint) {
            diagnostic.fixup = Some(lines(endpoint, diagnostic, change));
        }
    }
}

/// The change that would settle a diagnostic; nothing where none would, as of a page that is cut off.
fn change(code: Code) -> Option<&'static str> {
    match code {
        Code::DerivedId | Code::DuplicateId => Some("Change::Id(\"…\")"),
        // About a field: its type, presence, values or limits.
        Code::EmptyObject
        | Code::OddFieldName
        | Code::OddValue
        | Code::PrimitiveWithChildren
        | Code::SampleTypeMismatch
        | Code::UncertainNesting
        | Code::UnknownConstraint
        | Code::UnknownPresence
        | Code::UnknownType
        | Code::Untyped
        | Code::ValueTypeMismatch => Some("Change::Edit(|endpoint| edit(endpoint, Part::…, \"…\", |field| …))"),
        // About something else that the endpoint has, or should have.
        Code::RaggedRow
        | Code::UndeclaredPathParameter
        | Code::UnknownRateLimit
        | Code::UnknownTable
        | Code::UnknownToken
        | Code::UnnamedScope
        | Code::UnreadableErrorRow => Some("Change::Edit(|endpoint| …)"),
        _ => None,
    }
}

fn lines(endpoint: &Endpoint, diagnostic: &Diagnostic, change: &str) -> String {
    let (_, path, method) = endpoint.operation();
    let address = endpoint.source.address.as_deref().unwrap_or_default();
    // Two parts tell most pages from all others.
    let page = address
        .rmatch_indices('/')
        .nth(1)
        .and_then(|(slash, _)| address.get(slash + 1..));
    let page = page.unwrap_or(address);
    let fields = [
        ("name", "\"…\"".to_owned()),
        ("page", format!("{page:?}")),
        ("operation", format!("(Method::{method:?}, {path:?})")),
        ("reason", format!("{:?}", diagnostic.message)),
        ("date", "\"…\"".to_owned()),
        ("change", change.to_owned()),
    ];
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("    {name}: {value},"))
        .collect();
    format!("Fixup {{\n{}\n}},", fields.join("\n"))
}
