//! The files around the code: `Cargo.toml`, `rustfmt.toml`, `src/lib.rs`.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::names;

use super::examples;
use super::file::{MARKER, marked};
use super::plan::Count;
use super::print::{Code, ident, inner_doc};
use super::services;

/// What the crate is besides its services: what its manifest says, and what people wrote in its folder.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The crate's version.
    pub version: String,
    /// The oldest Rust that compiles it.
    pub rust_version: String,
    /// The address of its source, where it has one.
    pub repository: Option<String>,
    /// Path of the runtime from the crate's folder.
    pub runtime_path: String,
    /// The runtime's version.
    pub runtime_version: String,
    /// Programs that people wrote in the crate's folder `examples`: the source of each, by its name.
    pub examples: BTreeMap<String, String>,
    /// Modules that people wrote, by path without the ending, as `src/im/v1/content`. The `mod.rs` beside one declares it.
    pub companions: BTreeSet<String>,
}

impl Manifest {
    /// For a crate in whose folder people wrote nothing. The runtime has the crate's version.
    #[must_use]
    pub fn new(version: &str, rust_version: &str, runtime_path: &str) -> Self {
        Self {
            version: version.to_owned(),
            rust_version: rust_version.to_owned(),
            repository: None,
            runtime_path: runtime_path.to_owned(),
            runtime_version: version.to_owned(),
            examples: BTreeMap::new(),
            companions: BTreeSet::new(),
        }
    }
}

/// Services that are on without asking, where the pages describe them.
const DEFAULT: &[&str] = &["auth", "contact", "im"];

pub(super) fn cargo_toml(manifest: &Manifest, services: &BTreeMap<&str, Count>) -> String {
    let examples = manifest.examples.iter();
    let examples = examples.filter_map(|(name, source)| Some((name, examples::features(source, services)?)));
    let examples: Vec<_> = examples.collect();
    let runtime = [
        ("path", Value::from(&manifest.runtime_path)),
        ("version", Value::from(&manifest.runtime_version)),
    ];
    let dependencies = Table::from_iter([("feishu-openapi-runtime", InlineTable::from_iter(runtime))]);
    let mut document = DocumentMut::new();
    document.decor_mut().set_prefix(format!("# {MARKER}\n"));
    document.insert("package", Item::Table(package(manifest)));
    document.insert("dependencies", Item::Table(dependencies));
    document.insert("features", Item::Table(features(services)));
    if !examples.is_empty() {
        document.insert("dev-dependencies", Item::Table(example_dependencies()));
    }
    for (name, features) in &examples {
        let tables = document
            .entry("example")
            .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(tables) = tables.as_array_of_tables_mut() {
            let example = [
                ("name", Value::from(name.as_str())),
                ("required-features", list(features.iter().map(String::as_str))),
            ];
            tables.push(Table::from_iter(example));
        }
    }
    document.to_string()
}

fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> Value {
    Value::Array(Array::from_iter(items))
}

fn package(manifest: &Manifest) -> Table {
    let mut package = Table::from_iter([
        ("name", Value::from("feishu-openapi")),
        (
            "description",
            Value::from("Client for the Feishu and Lark Open Platform"),
        ),
        ("version", Value::from(&manifest.version)),
        ("edition", Value::from("2024")),
        ("rust-version", Value::from(&manifest.rust_version)),
        ("license", Value::from("MIT OR Apache-2.0")),
        ("documentation", Value::from("https://docs.rs/feishu-openapi")),
        ("readme", Value::from("README.md")),
        ("keywords", list(["feishu", "lark", "api", "client", "openapi"])),
        ("categories", list(["api-bindings", "web-programming::http-client"])),
        ("exclude", list(["/names.lock", "/rustfmt.toml"])),
    ]);
    if let Some(repository) = &manifest.repository {
        package.insert("repository", Item::Value(Value::from(repository)));
    }
    explain(
        &mut package,
        "exclude",
        "What only the generator and its formatter read.",
    );
    let docs = Table::from_iter([(
        "features",
        list(["full", "blocking", "long-connection", "redis", "serde"]),
    )]);
    let metadata = parent("docs", parent("rs", docs));
    package.insert("metadata", Item::Table(metadata));
    package
}

/// A table that holds another one, and nothing else.
fn parent(name: &str, child: Table) -> Table {
    let mut table = Table::from_iter([(name, Item::Table(child))]);
    table.set_implicit(true);
    table
}

fn features(services: &BTreeMap<&str, Count>) -> Table {
    let default = DEFAULT.iter().copied().filter(|name| services.contains_key(name));
    let mut full = Array::from_iter(services.keys().copied());
    full.iter_mut()
        .for_each(|service| service.decor_mut().set_prefix("\n    "));
    full.set_trailing("\n");
    full.set_trailing_comma(true);
    let mut features = Table::from_iter([
        ("blocking", list(["feishu-openapi-runtime/blocking"])),
        ("events", list(["feishu-openapi-runtime/events"])),
        (
            "long-connection",
            list(["events", "feishu-openapi-runtime/long-connection"]),
        ),
        ("redis", list(["feishu-openapi-runtime/redis"])),
        ("serde", list(["feishu-openapi-runtime/serde"])),
        ("default", list(default)),
        ("full", Value::Array(full)),
    ]);
    for service in services.keys() {
        features.insert(service, Item::Value(list([])));
    }
    for (feature, comment) in [
        (
            "blocking",
            "The client for programs that are not asynchronous; types of events, and a connection that they come over; tokens in Redis, for several processes.",
        ),
        (
            "serde",
            "serde's traits for objects: what is written is what stands on the wire. They make the crate slower to compile.",
        ),
        (
            "default",
            "Each service is a feature: what is off is not even read by the compiler.",
        ),
    ] {
        explain(&mut features, feature, comment);
    }
    features
}

/// What the examples need besides the crate.
fn example_dependencies() -> Table {
    let with = |version: &str, is_small: bool, features: &[&str]| {
        let mut fields = vec![("version", Value::from(version))];
        fields.extend(is_small.then(|| ("default-features", Value::from(false))));
        fields.push(("features", list(features.iter().copied())));
        Value::InlineTable(InlineTable::from_iter(fields))
    };
    Table::from_iter([
        ("axum", with("0.8.9", true, &["http1", "tokio"])),
        ("futures-util", with("0.3.34", true, &["std"])),
        ("serde_json", Value::from("1.0.154")),
        (
            "tokio",
            with("1.54.1", false, &["macros", "net", "rt", "signal", "time"]),
        ),
        ("tracing-subscriber", with("0.3.23", true, &["fmt"])),
    ])
}

/// Puts a comment above a key.
fn explain(table: &mut Table, key: &str, comment: &str) {
    if let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(format!("# {comment}\n"));
    }
}

pub(super) fn rustfmt_toml() -> String {
    format!("# {MARKER}\ndisable_all_formatting = true\n")
}

/// A call, for whoever opens the crate's documentation first.
const EXAMPLE: &str = r#"```no_run
# #[cfg(feature = "im")]
# async fn run() -> feishu_openapi::Result<()> {
use feishu_openapi::Client;
use feishu_openapi::im::v1::message;

let client = Client::builder("cli_…", "app secret").build()?;
let sent = message::create()
    .receive_id_type("open_id")
    .receive_id("ou_…")
    .message("Hello")
    .send(&client)
    .await?;
println!("sent {:?}", sent.message_id);
# Ok(()) }
# fn main() {}
```"#;

/// What the crate says of itself.
fn crate_doc(services: &BTreeMap<&str, Count>) -> TokenStream {
    let table = services.iter().map(|(service, Count { endpoints, events })| {
        let purpose = services::purpose(service).unwrap_or_default();
        // No link of rustdoc's own, which a service that is off would break.
        format!("| [`{service}`]({service}/index.html) | {endpoints} | {events} | {purpose} |\n")
    });
    let table: String = table.collect();
    inner_doc(&[
        "Client for the Feishu and Lark Open Platform, generated from its documentation.",
        EXAMPLE,
        "Every service is a module behind a feature of the same name, every endpoint a function in the module that its id\n\
         names: `contact.v3.user.delete` is `contact::v3::user::delete`. It takes the ids that stand in the URL, in the URL's\n\
         order, and returns a request; all else has a method of its name, and `send` sends it. What the endpoint requires must\n\
         be set before: the compiler names what is missing. A request can be kept, cloned and changed; its type without\n\
         parameters is the one that has all it needs. What a method takes, [`Fits`](runtime::Fits) says. What holds for calls\n\
         rather than endpoints (the user to act for, tenants, timeouts) is set on the [`Client`].",
        "With the feature `events`, each event is a type in the module `events` of its service version, which a handler takes:\n\
         `im.message.receive_v1` is `im::v1::events::MessageReceive`. The module `receive` of [`runtime`] says how events are\n\
         received.",
        "What the documentation says of an endpoint (token, scopes, rate limit) stands on the type of its request, and in its\n\
         [`Endpoint::SPEC`] for programs; its errors stand on `send`, and their codes are constants in the module\n\
         `code` of its service version. Sets of values that many services share are in the module `types`.",
        &format!("| service | endpoints | events | what it is for |\n| --- | --- | --- | --- |\n{table}"),
    ])
}

pub(super) fn lib_rs(services: &BTreeMap<&str, Count>, has_types: bool) -> String {
    let mut code = Code::default();
    let doc = crate_doc(services);
    code.item(quote! {
        #doc
        #![allow(missing_docs, reason = "texts come from pages, and not every field has one")]
        #![allow(deprecated, reason = "what pages say no longer is deprecated, and still sent and read")]
        #![allow(
            clippy::new_without_default,
            clippy::type_complexity,
            reason = "objects have a parameter for each required field, and no default before all are set"
        )]
        #![allow(rustdoc::redundant_explicit_links, reason = "links have the names that texts give them")]
        #![allow(clippy::should_implement_trait, reason = "methods have the names of fields, such as `add`")]
    });
    code.item(quote! {
        pub use feishu_openapi_runtime as runtime;
        pub use runtime::{Client, Endpoint, Error, MaybeOpen, Open, OrMissing, Result, or_missing};
    });
    let services = services.keys().map(|service| {
        let module = ident(service);
        quote! {
            #[cfg(feature = #service)]
            pub mod #module;
        }
    });
    code.item(services.collect());
    code.item(quote! {
        #[doc(hidden)]
        pub mod missing;
    });
    let types = has_types.then(|| {
        code.item(quote!(
            pub mod types;
        ));
        quote!(types,)
    });
    let prelude = names::PRELUDE.iter().map(|name| ident(name));
    code.item(quote! {
        /// What generated modules name of the runtime and of this crate. Importing each name in each file costs the
        /// compiler five times as much.
        #[allow(unused_imports, reason = "some services alone need fewer")]
        mod prelude {
            #[cfg(feature = "events")]
            pub(crate) use crate::runtime::receive;
            pub(crate) use crate::runtime::{#(#prelude,)* spec, wire};
            pub(crate) use crate::{#types missing};
        }
    });
    marked(code)
}
