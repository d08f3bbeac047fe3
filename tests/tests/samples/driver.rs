//! A program against a generated crate: one entry for each endpoint's response, one for each request that is built, and a
//! handler for each event.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_openapi_codegen::ir::{Api, Endpoint, Response};
use feishu_openapi_codegen::names::{self, EndpointNames, Lock, Module, Names};
use feishu_openapi_codegen::{Page, pipeline};
use serde_json::Value;

use crate::driver_source::PRELUDE;

/// A generated crate, and a driver of it in a folder of its own.
pub(crate) struct Driver {
    pub(crate) api: Api,
    pub(crate) names: Names,
    client: PathBuf,
    folder: PathBuf,
}

impl Driver {
    /// Generates the crate.
    pub(crate) fn new(name: &str, pages: &[Page]) -> Self {
        let api = pipeline::client_schema(pages);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let client = folder.join("client");
        let manifest = xtask::manifest::of(&client, BTreeSet::new());
        let made = pipeline::client(&api, &Lock::default(), &manifest, |_, _| false);
        for (path, text) in &made.files {
            write(&client.join(path), text);
        }
        Self {
            api,
            names: made.names,
            client,
            folder,
        }
    }

    /// The crate of this repository, which was generated from `pages`.
    pub(crate) fn of_committed(name: &str, pages: &[Page]) -> Self {
        let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
        let published = Lock::parse(&fs::read_to_string(client.join("names.lock")).unwrap()).unwrap();
        let mut api = pipeline::schema(pages).api;
        pipeline::prepare_client(&mut api, &published);
        let (names, _) = names::assign(&api, &published);
        Self {
            api,
            names,
            client,
            folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name),
        }
    }

    /// Compiles the driver with these requests, and gives it the cases. An outcome for each case.
    pub(crate) fn run(&self, requests: &[String], cases: &[Value]) -> Vec<Result<Value, String>> {
        let client = self.client.canonicalize().unwrap();
        let manifest = MANIFEST.replace("{client}", &client.display().to_string());
        let manifest = manifest.replace("{runtime}", &runtime().display().to_string());
        write(&self.folder.join("Cargo.toml"), &manifest);
        write(&self.folder.join("src/main.rs"), &self.source(requests));
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::copy(root.join("Cargo.lock"), self.folder.join("Cargo.lock")).unwrap();
        let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
        write(&self.folder.join("cases.jsonl"), &lines);
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--", "cases.jsonl"])
            .current_dir(&self.folder)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
            )
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "the driver failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let outcomes: Vec<_> = String::from_utf8(output.stdout).unwrap().lines().map(outcome).collect();
        assert_eq!(outcomes.len(), cases.len());
        outcomes
    }

    fn source(&self, requests: &[String]) -> String {
        let mut source = PRELUDE.to_owned();
        let mut responses: Vec<String> = self
            .api
            .endpoints
            .values()
            .filter_map(|endpoint| self.response(endpoint))
            .collect();
        responses.sort();
        writeln!(
            source,
            "\nstatic RESPONSES: &[(&str, fn(&Caller) -> Outcome)] = &[\n{}];",
            responses.concat()
        )
        .unwrap();
        writeln!(source, "\n{}", self.receiving()).unwrap();
        let table: String = (0..requests.len()).map(|at| format!("    request_{at},\n")).collect();
        writeln!(source, "\nstatic REQUESTS: &[fn(&Caller) -> Outcome] = &[\n{table}];").unwrap();
        for (at, request) in requests.iter().enumerate() {
            writeln!(
                source,
                "\nfn request_{at}(caller: &Caller) -> Outcome {{\n    sent(caller, &{request})\n}}"
            )
            .unwrap();
        }
        source
    }

    /// A handler for each event, and the server's side of a long connection.
    fn receiving(&self) -> String {
        let handlers = self.names.events.values().map(|names| {
            let ty = format!("{}::{}", path_of(&names.module), names.name);
            format!("\n        .on(read::<{ty}>)")
        });
        let handlers: String = handlers.collect();
        let runtime = runtime();
        let module = |name: &str, path: &str| format!("#[path = {:?}]\nmod {name};\n", runtime.join(path));
        format!(
            "{}{}\nfn handlers(state: Seen) -> Handlers<Seen> {{\n    Handlers::new(state)\n        .without_claims(){handlers}\n}}",
            module("frame", "src/receive/connection/frame.rs"),
            module("gateway", "tests/receive/gateway.rs"),
        )
    }

    fn response(&self, endpoint: &Endpoint) -> Option<String> {
        let names = self.names.endpoints.get(&endpoint.id)?;
        let module = path_of(&names.module);
        let call = match &endpoint.response {
            Response::EventStream { fields } if !fields.is_empty() => format!("event::<{module}::{}>", names.response),
            Response::Envelope { .. } | Response::Flat { .. } | Response::Bare { .. } => {
                format!("response::<{module}::{}>", names.request)
            }
            Response::EventStream { .. } | Response::Binary | Response::Redirect => return None,
        };
        Some(format!("    ({:?}, {call}),\n", endpoint.id.to_string()))
    }

    pub(crate) fn endpoint_names(&self, endpoint: &Endpoint) -> &EndpointNames {
        &self.names.endpoints[&endpoint.id]
    }
}

fn runtime() -> PathBuf {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime");
    runtime.canonicalize().unwrap()
}

/// `feishu_openapi::contact::v3::user`
pub(crate) fn path_of(module: &Module) -> String {
    let resource = module
        .resource
        .as_ref()
        .map_or(String::new(), |resource| format!("::{resource}"));
    format!("feishu_openapi::{}::{}{resource}", module.service, module.version)
}

fn outcome(line: &str) -> Result<Value, String> {
    let mut outcome: Value = serde_json::from_str(line).unwrap();
    match outcome.get_mut("value") {
        Some(value) => Ok(value.take()),
        None => Err(outcome["error"].as_str().unwrap().to_owned()),
    }
}

/// Leaves a file alone whose text is the same, so that cargo need not build again.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

const MANIFEST: &str = r#"[workspace]

[package]
name = "driver"
version = "0.0.0"
edition = "2024"

[dependencies]
base64 = "*"
bytes = "1"
feishu-openapi = { path = "{client}", features = ["full", "long-connection"] }
feishu-openapi-runtime = { path = "{runtime}" }
futures-util = { version = "*", features = ["sink"] }
rcgen = { version = "*", default-features = false, features = ["aws_lc_rs"] }
serde = "1"
serde_json = { version = "1", features = ["preserve_order"] }
thiserror = "*"
tokio = { version = "1", features = ["rt", "net", "time", "macros", "io-util", "sync"] }
tokio-rustls = { version = "*", default-features = false, features = ["aws_lc_rs"] }
tokio-tungstenite = { version = "*", default-features = false, features = ["handshake"] }

[profile.dev]
debug = false
"#;
