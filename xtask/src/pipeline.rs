//! The order of things: pages, the schema, its passes, the crate.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, absolute};

use feishu_openapi_codegen::emit::rust::{self, Manifest};
use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::{self, Lock};
use feishu_openapi_codegen::{Page, Reading, pass};

use crate::workspace;

/// Reads pages into the schema that every back end starts from.
#[must_use]
pub fn read(pages: &[Page]) -> Reading {
    understand(feishu_openapi_codegen::read(pages))
}

/// The schema that every back end starts from, of pages that were read.
#[must_use]
pub fn understand(mut reading: Reading) -> Reading {
    pass::find_pagination(&mut reading.api);
    reading.diagnostics.extend(pass::check(&reading.api));
    reading.diagnostics.sort();
    pass::share_types(&mut reading.api);
    reading
}

/// Makes of the schema what the crate is made of: pages that show parts of one object share its type.
pub fn prepare_for_crate(api: &mut Api) {
    pass::unite_answers(api);
}

/// The files of the client crate by name, and the names to publish. Names in `published` stay.
#[must_use]
pub fn emit_crate(api: &Api, published: &Lock, out: &Path) -> (BTreeMap<String, String>, Lock) {
    emit_crate_except(api, published, out, |_, _| false)
}

/// As [`emit_crate`], without the files of service versions that `is_known`; see [`rust::emit_except`].
#[must_use]
pub fn emit_crate_except(
    api: &Api,
    published: &Lock,
    out: &Path,
    is_known: impl Fn(&str, &[u8]) -> bool + Sync,
) -> (BTreeMap<String, String>, Lock) {
    let (names, lock) = names::assign(api, published);
    let boxed = pass::find_recursion(api);
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rust_version: env!("CARGO_PKG_RUST_VERSION").to_owned(),
        runtime_path: runtime_path(out),
        runtime_version: env!("CARGO_PKG_VERSION").to_owned(),
        examples: examples(out),
    };
    (rust::emit_except(api, &names, &boxed, &manifest, is_known), lock)
}

/// The examples that lie in the crate's folder: people write them, and the manifest says which services they call.
#[must_use]
pub fn examples(out: &Path) -> BTreeSet<String> {
    let names = rust::EXAMPLES.iter().map(|(name, _)| *name);
    let there = names.filter(|name| out.join("examples").join(format!("{name}.rs")).is_file());
    there.map(ToOwned::to_owned).collect()
}

/// The way from the crate to the runtime: relative inside of the workspace, so that it holds on every machine.
fn runtime_path(out: &Path) -> String {
    let root = workspace::root();
    let out = absolute(out).unwrap_or_else(|_| out.to_path_buf());
    match out.strip_prefix(&root) {
        Ok(below) => format!("{}runtime", "../".repeat(below.components().count())),
        Err(_) => root.join("runtime").display().to_string(),
    }
}
