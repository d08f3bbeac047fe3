//! What `Cargo.toml` of the generated crate says besides its services: versions, the path to the runtime, examples.

use std::collections::BTreeSet;
use std::path::{Path, absolute};

use feishu_openapi_codegen::emit::rust::{self, Manifest};

use crate::workspace;

/// The manifest of a crate in the folder `out`, where people wrote the modules `companions`.
#[must_use]
pub fn of(out: &Path, companions: BTreeSet<String>) -> Manifest {
    let (version, rust_version) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION"));
    Manifest {
        examples: examples(out),
        companions,
        ..Manifest::new(version, rust_version, &runtime_path(out))
    }
}

/// The examples that lie in the crate's folder: people write them, and the manifest says which services they call.
#[must_use]
pub fn examples(out: &Path) -> BTreeSet<String> {
    let names = rust::EXAMPLES.iter().map(|(name, _)| *name);
    let there = names.filter(|name| out.join("examples").join(format!("{name}.rs")).is_file());
    there.map(ToOwned::to_owned).collect()
}

/// The path from the crate to the runtime: relative inside of the workspace, so that it holds on every machine.
fn runtime_path(out: &Path) -> String {
    let root = workspace::root();
    let out = absolute(out).unwrap_or_else(|_| out.to_path_buf());
    match out.strip_prefix(&root) {
        Ok(below) => format!("{}runtime", "../".repeat(below.components().count())),
        Err(_) => root.join("runtime").display().to_string(),
    }
}
