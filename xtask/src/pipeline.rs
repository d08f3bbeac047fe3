//! The order of things: pages, the schema, its passes, the crate.

use std::collections::BTreeMap;

use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::{Page, Reading};

use crate::error::Error;

/// Reads pages into the schema that every back end starts from.
#[must_use]
pub fn read(pages: &[Page]) -> Reading {
    feishu_openapi_codegen::read(pages)
}

/// The files of the client crate, by name.
///
/// # Errors
/// When the generator fails.
pub fn emit_crate(api: &Api) -> Result<BTreeMap<String, String>, Error> {
    let endpoints = api.endpoints.len();
    Err(Error::Emission(format!(
        "no back end for the crate of {endpoints} endpoints is built in"
    )))
}
