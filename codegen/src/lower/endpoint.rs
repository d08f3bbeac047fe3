//! The steps from a raw endpoint to an endpoint of the schema.

use super::samples::Samples;
use super::{address, body, endpoint_id, errors, facts, parameters, rate_limit, references, response, tables};
use crate::diagnostic::Diagnostics;
use crate::ir::{About, Endpoint, SamplePlace};
use crate::page::RawPage;

/// Reads what a page says as an endpoint. `None`, with a diagnostic, where it names no URL or method to call.
#[must_use]
pub fn lower(raw: &RawPage, diagnostics: &mut Diagnostics) -> Option<Endpoint> {
    let span = raw.url.span;
    // Without these there is nothing to call.
    let address = address::read(&raw.url, diagnostics)?;
    let method = facts::method(raw, diagnostics)?;
    // Samples type what the tables leave open.
    let samples = Samples::read(raw, diagnostics);
    let mut tables = tables::read(raw, method, &samples, diagnostics);
    // The URL has variables and parameters that tables may lack.
    parameters::complete(&mut tables, &address, span, diagnostics);
    // Rows that only name an object mean one that stands somewhere else on the page.
    references::resolve(&mut tables, diagnostics);
    let body = body::read(tables.body, raw, &samples, diagnostics);
    let response = response::read(tables.response, raw, &samples.json(SamplePlace::Response), diagnostics);
    samples.compare(&body, &response, diagnostics);
    let (id, id_documented) = endpoint_id::read(raw, &address.path, method, diagnostics);
    let title = facts::title(raw);
    let text = facts::text(raw);
    let source = facts::source(raw);
    Some(Endpoint {
        id,
        id_documented,
        gone: raw.gone,
        deprecated: facts::is_deprecated(raw, &title, &text, &source),
        title,
        text,
        about: About::default(),
        source,
        method,
        host: address.host,
        path: address.path,
        tokens: facts::tokens(raw, diagnostics),
        app_types: facts::app_types(raw, diagnostics),
        scopes: facts::scopes(&raw.scopes, diagnostics),
        field_scopes: facts::scopes(&raw.field_scopes, diagnostics),
        rate_limit: raw
            .rate_limit
            .as_ref()
            .map(|limit| rate_limit::read(limit, diagnostics)),
        headers: tables.headers,
        path_parameters: tables.path,
        query: tables.query,
        body,
        response,
        pagination: None,
        idempotency_key: None,
        errors: errors::read(&raw.errors, diagnostics),
        samples: samples.into_samples(),
        fixups: raw.front.fixups.clone(),
    })
}
