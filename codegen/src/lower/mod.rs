//! `RawEndpoint` -> `ir::Endpoint`: the words of the pages become meaning; nesting that was lost is recovered.

mod address;
mod alternatives;
mod description;
mod endpoint;
mod endpoint_id;
mod errors;
mod fields;
mod json;
mod limits;
mod nesting;
mod rate_limit;
mod response;
mod samples;
mod type_word;
mod values;
mod words;

pub(crate) use alternatives::unite;
pub use endpoint_id::derive_id;
pub(crate) use json::read as read_json;
pub use nesting::{Evidence, Nesting};

use crate::diagnostic::Diagnostics;
use crate::ir::Endpoint;
use crate::page::{RawEndpoint, RawFieldTable};

/// Reads what a page says as an endpoint. `None`, with a diagnostic, where it names no URL or method to call.
#[must_use]
pub fn lower(raw: &RawEndpoint, nesting: &Nesting, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
    let mut levels = |table: &RawFieldTable, _: &[&serde_json::Value], diagnostics: &mut Diagnostics| {
        nesting.levels(raw, table, diagnostics)
    };
    endpoint::lower(raw, &mut levels, diagnostics)
}
