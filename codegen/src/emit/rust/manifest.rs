//! The files around the code: `Cargo.toml`, `rustfmt.toml`, `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};

use quote::quote;

use super::file::{MARKER, marked};
use super::print::{Code, ident, inner_doc};
use super::services;

/// What the crate's manifest says besides the services.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The crate's version.
    pub version: String,
    /// The oldest Rust that compiles it.
    pub rust_version: String,
    /// Path of the runtime from the crate's folder.
    pub runtime_path: String,
    /// The runtime's version.
    pub runtime_version: String,
    /// Which of [`EXAMPLES`] lie in the crate's folder.
    pub examples: BTreeSet<String>,
}

/// Programs that people wrote for the crate's `examples`, and the services that they call.
pub const EXAMPLES: &[(&str, &[&str])] = &[
    ("list_users", &["contact"]),
    ("send_message", &["im"]),
    ("transfer_file", &["im"]),
];

/// What the examples need.
const EXAMPLE_DEPENDENCIES: &str = r#"
[dev-dependencies]
futures-util = { version = "0.3.34", default-features = false, features = ["std"] }
serde_json = "1.0.154"
tokio = { version = "1.54.1", features = ["macros", "rt"] }
"#;

/// Services that are on without asking, where the pages describe them.
const DEFAULT: &[&str] = &["auth", "contact", "im"];

pub(super) fn cargo_toml(manifest: &Manifest, services: &BTreeMap<&str, usize>) -> String {
    let Manifest {
        version,
        rust_version,
        runtime_path,
        runtime_version,
        examples,
    } = manifest;
    let list = |names: &[&str]| {
        names
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let default: Vec<&str> = DEFAULT
        .iter()
        .copied()
        .filter(|name| services.contains_key(name))
        .collect();
    let all: Vec<&str> = services.keys().copied().collect();
    let features: String = all.iter().map(|service| format!("{service} = []\n")).collect();
    let examples = EXAMPLES
        .iter()
        .filter(|(name, calls)| examples.contains(*name) && calls.iter().all(|service| services.contains_key(service)));
    let mut examples: String = examples
        .map(|(name, calls)| {
            format!(
                "\n[[example]]\nname = \"{name}\"\nrequired-features = [{}]\n",
                list(calls)
            )
        })
        .collect();
    if !examples.is_empty() {
        examples.insert_str(0, EXAMPLE_DEPENDENCIES);
    }
    let full = all.iter().map(|name| format!("    \"{name}\",\n")).collect::<String>();
    format!(
        "# {MARKER}
[package]
name = \"feishu-openapi\"
description = \"Client for the Feishu and Lark Open Platform\"
version = \"{version}\"
edition = \"2024\"
rust-version = \"{rust_version}\"
license = \"MIT OR Apache-2.0\"
documentation = \"https://docs.rs/feishu-openapi\"
readme = \"README.md\"
keywords = [\"feishu\", \"lark\", \"api\", \"client\", \"openapi\"]
categories = [\"api-bindings\", \"web-programming::http-client\"]
# What only the generator and its formatter read.
exclude = [\"/names.lock\", \"/rustfmt.toml\"]

[package.metadata.docs.rs]
features = [\"full\", \"blocking\", \"redis\", \"serde\"]

[dependencies]
feishu-openapi-runtime = {{ path = {runtime_path:?}, version = \"{runtime_version}\" }}

[features]
# The client for programs that are not asynchronous, and tokens in Redis, for several processes.
blocking = [\"feishu-openapi-runtime/blocking\"]
redis = [\"feishu-openapi-runtime/redis\"]
# serde's traits for objects: what is written is what stands on the wire. They make the crate slower to compile.
serde = [\"feishu-openapi-runtime/serde\"]
# Each service is a feature: what is off is not even read by the compiler.
default = [{}]
full = [
{full}]
{features}{examples}",
        list(&default)
    )
}

pub(super) fn rustfmt_toml() -> String {
    format!("# {MARKER}\ndisable_all_formatting = true\n")
}

pub(super) fn lib_rs(services: &BTreeMap<&str, usize>) -> String {
    let mut code = Code::default();
    let table = services.iter().map(|(service, endpoints)| {
        let purpose = services::purpose(service).unwrap_or_default();
        format!("| `{service}` | {endpoints} | {purpose} |\n")
    });
    let table: String = table.collect();
    let doc = inner_doc(&[
        "Client for the Feishu and Lark Open Platform, generated from its documentation.",
        "Every service is a module behind a feature of the same name, every endpoint a function in the module that its id\n\
         names: `contact.v3.user.delete` is `contact::v3::user::delete`. It takes what the endpoint requires and returns a\n\
         request, plain data whose methods set the rest; `send` sends it. What holds for calls rather than endpoints (the\n\
         user to act for, tenants, timeouts) is set on the [`Client`].",
        "What the documentation says of an endpoint is in its [`Endpoint::SPEC`]; its error codes are constants in the module\n\
         `code` of its service version.",
        &format!("| service | endpoints | what it is for |\n| --- | --- | --- |\n{table}"),
    ]);
    code.item(quote! {
        #doc
        #![allow(missing_docs, reason = "texts come from pages, and not every field has one")]
    });
    code.item(quote! {
        pub use feishu_openapi_runtime as runtime;
        pub use runtime::{Client, Endpoint, Error, Open, Result};
    });
    let services = services.keys().map(|service| {
        let module = ident(service);
        quote! {
            #[cfg(feature = #service)]
            pub mod #module;
        }
    });
    code.item(services.collect());
    marked(code)
}
