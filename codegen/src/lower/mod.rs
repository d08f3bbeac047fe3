//! `RawEndpoint` -> `ir::Endpoint`: the words of the pages become meaning; nesting that was lost is recovered.

mod address;
mod description;
mod endpoint;
mod errors;
mod fields;
mod json;
mod limits;
mod rate_limit;
mod response;
mod samples;
mod type_word;
mod values;
mod words;

pub use address::derive_id as derived_id;

use crate::diagnostic::Diagnostics;
use crate::ir::Endpoint;
use crate::page::RawEndpoint;

/// What the pages of a run that show their levels say of types; for those that do not.
#[derive(Debug, Default)]
pub struct Dictionary;

/// Collects it.
pub fn dictionary<'r>(_pages: impl Iterator<Item = &'r RawEndpoint>) -> Dictionary {
    Dictionary
}

/// Reads what a page says as an endpoint. `None`, with a diagnostic, where it names no URL or method to call.
#[must_use]
pub fn lower(raw: &RawEndpoint, _dictionary: &Dictionary, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
    let mut levels = |table: &crate::page::RawFieldTable, _: &[&serde_json::Value], _: &mut Diagnostics| {
        table.rows.iter().map(|row| row.level).collect()
    };
    endpoint::lower(raw, &mut levels, diagnostics)
}
