//! What `Cargo.toml` of the generated crate says besides its services: versions, the path to the runtime, examples.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, absolute};

use feishu_openapi_codegen::emit::rust::Manifest;

use crate::workspace;

/// The manifest of a crate in the folder `out`, where people wrote the modules `companions`.
#[must_use]
pub fn of(out: &Path, companions: BTreeSet<String>) -> Manifest {
    let (version, rust_version) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_RUST_VERSION"));
    let repository = Some(env!("CARGO_PKG_REPOSITORY")).filter(|address| !address.is_empty());
    Manifest {
        repository: repository.map(str::to_owned),
        examples: examples(out),
        companions,
        ..Manifest::new(version, rust_version, &runtime_path(out))
    }
}

/// The sources of the programs that people wrote in the crate's `examples`, by name. What cannot be read is none.
#[must_use]
pub fn examples(out: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(out.join("examples")).into_iter().flatten().flatten();
    let sources = files.filter_map(|file| {
        let path = file.path();
        let name = path.file_name()?.to_str()?.strip_suffix(".rs")?.to_owned();
        Some((name, fs::read_to_string(path).ok()?))
    });
    sources.collect()
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
