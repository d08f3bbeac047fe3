use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Manifest;
use crate::Reading;
use crate::ir::builders::*;
use crate::ir::*;
use crate::names::Lock;
use crate::pipeline;

fn emitted(endpoints: Vec<Endpoint>) -> BTreeMap<String, String> {
    let endpoints = Reading {
        api: api(endpoints),
        ..Reading::default()
    };
    let mut api = pipeline::refine(endpoints).api;
    pipeline::prepare_client(&mut api);
    pipeline::client(&api, &Lock::default(), &manifest(), |_, _| false).files
}

fn manifest() -> Manifest {
    Manifest {
        version: "0.1.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.1.0".to_owned(),
        examples: Default::default(),
    }
}

fn creating(body: Vec<Field>) -> String {
    let create = Endpoint {
        body: json_body(body),
        ..endpoint("demo.v1.user.create")
    };
    emitted(vec![create]).remove("src/demo/v1/user.rs").unwrap()
}

#[track_caller]
fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "no `{part}` in:\n{code}");
    }
}

#[test]
fn an_answer_that_equals_another_of_its_module_is_the_same_type() {
    let answering = |method: &str, example: &str| Endpoint {
        response: answer(vec![Field {
            example: Some(example.to_owned()),
            ..field("name", Type::String)
        }]),
        ..endpoint(&format!("demo.v1.user.{method}"))
    };
    let endpoints = ["cancel", "get", "patch"].map(|method| answering(method, "a")).into();
    let code = emitted(endpoints).remove("src/demo/v1/user.rs").unwrap();
    let aliases = [
        "pub type CancelResponse = GetResponse;",
        "pub type PatchResponse = GetResponse;",
    ];
    assert_has(&code, &aliases);
    assert_has(&code, &["pub struct GetResponse {", "-> Call<PatchResponse> {"]);
    // What a reader would see is not equal.
    let endpoints = vec![answering("get", "a"), answering("patch", "b")];
    let code = emitted(endpoints).remove("src/demo/v1/user.rs").unwrap();
    assert_has(&code, &["pub struct GetResponse {", "pub struct PatchResponse {"]);
}

#[test]
fn few_required_values_are_arguments_and_the_rest_are_setters() {
    let code = creating(vec![
        required("name", Type::String),
        required("age", Type::Int),
        field("tags", list(Type::String)),
        field("send", Type::Bool),
    ]);
    assert_has(
        &code,
        &[
            "pub fn create(name: impl Into<String>, age: i64) -> Create {",
            "pub fn tags(mut self, values: impl IntoIterator<Item = impl Into<String>>) -> Self {",
            "pub fn send_(mut self, value: bool) -> Self {",
            "body.field(\"send\", &self.send_);",
        ],
    );
}

#[test]
fn many_required_values_or_two_neighbours_of_one_type_are_named() {
    let neighbours = creating(vec![required("from", Type::String), required("to", Type::String)]);
    assert_has(
        &neighbours,
        &[
            "pub fn create(required: CreateRequired) -> Create {",
            "pub struct CreateRequired {",
        ],
    );
    let apart = creating(vec![
        required("a", Type::String),
        required("b", Type::Int),
        required("c", Type::String),
    ]);
    assert_has(
        &apart,
        &["pub fn create(a: impl Into<String>, b: i64, c: impl Into<String>) -> Create {"],
    );
    let nested = object("point", vec![required("x", Type::Int), required("y", Type::Int)]);
    assert_has(
        &creating(vec![field("at", nested)]),
        &["pub fn new(required: PointRequired) -> Self {"],
    );
}

#[test]
fn types_of_one_resource_live_there_and_others_are_shared_and_exported_from_each() {
    let with = |name: &str, ty: &str| {
        let inside = object(ty, vec![field("id", Type::String)]);
        Endpoint {
            response: answer(vec![field("it", inside)]),
            ..endpoint(name)
        }
    };
    let files = emitted(vec![
        with("demo.v1.a.get", "both"),
        with("demo.v1.b.get", "both"),
        with("demo.v1.c.get", "one"),
    ]);
    assert_has(&files["src/demo/v1/types.rs"], &["pub struct Both {"]);
    assert_has(&files["src/demo/v1/a.rs"], &["pub use super::types::Both;"]);
    assert_has(&files["src/demo/v1/c.rs"], &["pub struct One {"]);
}

#[test]
fn no_file_is_longer_than_three_thousand_lines() {
    let fields = |start: usize| {
        (start..start + 150)
            .map(|index| field(&format!("f{index}"), Type::String))
            .collect()
    };
    let endpoints = (0..20).map(|index| Endpoint {
        response: answer(vec![field("it", object(&format!("thing_{index}"), fields(index)))]),
        ..endpoint(&format!("demo.v1.big.get_{index}"))
    });
    let files = emitted(endpoints.collect());
    assert!(files.len() > 6, "{:?}", files.keys());
    for (path, text) in &files {
        assert!(text.lines().count() <= 3000, "{path}");
    }
}

#[test]
fn a_recursive_field_is_boxed_and_lists_page() {
    let node = object(
        "node",
        vec![
            field("next", Type::Enclosing(0)),
            field("all", list(Type::Enclosing(0))),
        ],
    );
    let list_nodes = Endpoint {
        query: vec![field("page_token", Type::String)],
        response: answer(vec![field("items", list(node)), field("page_token", Type::String)]),
        ..endpoint("demo.v1.node.list")
    };
    let code = emitted(vec![list_nodes]).remove("src/demo/v1/node.rs").unwrap();
    assert_has(
        &code,
        &[
            "pub next: Option<Box<Node>>,",
            "pub all: Vec<Node>,",
            "impl Paged for List {",
            "&mut page.items",
            "Next::new(&page.page_token, &())",
        ],
    );
}

#[test]
fn a_cursor_inside_of_an_object_is_read_and_written_there() {
    let paged = |id: &str, mut object: Type, presence| {
        if let Type::Object(object) = &mut object {
            object.fields.push(field("page_token", Type::String));
        }
        Endpoint {
            body: json_body(vec![Field::new("page", object, presence)]),
            response: answer(vec![
                field("users", list(Type::String)),
                field("groups", list(Type::String)),
                field("page_token", Type::String),
            ]),
            ..endpoint(id)
        }
    };
    let size = |presence| Field::new("size", Type::Int, presence);
    let files = emitted(vec![
        paged("demo.v1.a.list", object("a", vec![]), Presence::Required),
        paged(
            "demo.v1.b.list",
            object("b", vec![size(Presence::Optional)]),
            Presence::Optional,
        ),
        paged(
            "demo.v1.c.list",
            object("c", vec![size(Presence::Required)]),
            Presence::Optional,
        ),
    ]);
    let put = [
        (
            "a",
            "Cursor::of(&self.page.page_token)",
            "cursor.put(&mut self.page.page_token);",
        ),
        (
            "b",
            "Some(within) => Cursor::of(&within.page_token),",
            "cursor.put(&mut self.page.get_or_insert_default().page_token);",
        ),
        (
            "c",
            "Some(within) => Cursor::of(&within.page_token),",
            "if let Some(within) = &mut self.page {\n            cursor.put(&mut within.page_token);",
        ),
    ];
    for (resource, read, put) in put {
        let code = &files[&format!("src/demo/v1/{resource}.rs")];
        assert_has(code, &[read, put, "impl Paged for List {", "pub fn pages("]);
        assert!(
            !code.contains("PagedList"),
            "which of two lists is paged is not known: {code}"
        );
    }
}

#[test]
fn errors_are_rows_of_a_table_and_constants_of_the_version() {
    let error = |code, status, message: &str| ErrorEntry {
        code,
        status,
        message: message.to_owned(),
        advice: String::new(),
    };
    let with_errors = |id, errors| Endpoint { errors, ..endpoint(id) };
    let files = emitted(vec![
        with_errors(
            "demo.v1.node.list",
            vec![error(1, Some(400), "no \"node\""), error(2, None, "a \\\n  b")],
        ),
        with_errors(
            "demo.v1.leaf.list",
            vec![error(1, Some(400), "no \"node\""), error(3, None, "no access")],
        ),
        with_errors("demo.v2.leaf.list", vec![]),
    ]);
    assert_has(
        &files["src/demo/v1/node.rs"],
        &[
            "        errors: \"\\\n            1 400 no \\\"node\\\"\\n\\\n            2 - a \\\\ b\\n\\\n        \",",
            "///\n/// Errors, by their [constants](crate::demo::v1::code):\n/// - `CODE_1`: no \"node\"\n/// - `CODE_2`: a \\\\ b\n",
        ],
    );
    assert_has(
        &files["src/demo/v1/code.rs"],
        &[
            "/// no \"node\" (HTTP 400)\npub const CODE_1: i64 = 1;\n",
            "/// no access\npub const NO_ACCESS: i64 = 3;\n",
        ],
    );
    assert_has(&files["src/demo/v1/mod.rs"], &["pub mod code;"]);
    assert!(!files.contains_key("src/demo/v2/code.rs"));
}

#[test]
fn a_boxed_object_of_a_request_is_written_through_its_box() {
    let node = object(
        "node",
        vec![field("next", Type::Enclosing(0)), field("name", Type::String)],
    );
    let add_nodes = Endpoint {
        method: Method::Post,
        body: Body::Json {
            fields: vec![field("node", node)],
            root: None,
        },
        ..endpoint("demo.v1.node.add")
    };
    let code = emitted(vec![add_nodes]).remove("src/demo/v1/node.rs").unwrap();
    assert_has(
        &code,
        &[
            "pub next: Option<Box<Node>>,",
            "self.next = Some(Box::new(value));",
            "impl wire::Fields for Box<Node> {",
        ],
    );
}

/// Names and labels of every length up to about that of the longest on the pages, so that each rule meets its limit.
fn of_all_lengths() -> Vec<Endpoint> {
    (1..39)
        .map(|length| {
            let long = |stem: &str| format!("{stem}_{}", "x".repeat(length));
            let scope = |label: &str| Scope {
                name: long("contact:contact"),
                label: label.repeat(length),
                history: false,
                offline: false,
            };
            let kind = set(EnumBase::String, &[("a", "A"), ("b", "B")]);
            let inner = object(
                &long("inner"),
                vec![required("x", kind.clone()), field(&long("y"), list(Type::String))],
            );
            Endpoint {
                method: Method::Get,
                scopes: vec![scope("a")],
                field_scopes: vec![scope("权"), scope("限")],
                errors: vec![ErrorEntry {
                    code: 1,
                    status: Some(400),
                    message: "错 ".repeat(length),
                    advice: String::new(),
                }],
                query: vec![field("page_token", Type::String), required(&long("kind"), kind.clone())],
                body: json_body(vec![
                    field(&long("inner"), list(inner.clone())),
                    field(&long("map"), Type::Map(Box::new(Type::String))),
                    field(&long("kinds"), list(kind)),
                ]),
                response: answer(vec![
                    field(&long("items"), list(inner)),
                    field("page_token", Type::String),
                ]),
                ..endpoint(&format!(
                    "demo.v1.{}.{}",
                    if length % 2 == 0 { "even" } else { "odd" },
                    long("list")
                ))
            }
        })
        .collect()
}

#[test]
fn rustfmt_leaves_the_code_alone() {
    if Command::new("rustfmt")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_err()
    {
        eprintln!("rustfmt is not installed: nothing to compare with");
        return;
    }
    let files = emitted(of_all_lengths());
    let config: Vec<_> = files["rustfmt.toml"]
        .lines()
        .skip(1)
        .map(|line| line.replace([' ', '"'], ""))
        .collect();
    let config = config.join(",");
    for (path, text) in files {
        // Declarations of modules would make rustfmt look for their files.
        let Some(text) = path.ends_with(".rs").then(|| without_modules(&text)) else {
            continue;
        };
        let mut rustfmt = Command::new("rustfmt")
            .args(["--edition", "2024", "--config", &config])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = rustfmt.stdin.take().unwrap();
        let source = text.clone();
        let writer = std::thread::spawn(move || input.write_all(source.as_bytes()));
        let formatted = rustfmt.wait_with_output().unwrap();
        writer.join().unwrap().unwrap();
        let formatted = String::from_utf8(formatted.stdout).unwrap();
        let differing = text
            .lines()
            .zip(formatted.lines())
            .find(|(ours, theirs)| ours != theirs);
        assert_eq!(differing, None, "{path}");
        assert_eq!(text, formatted, "{path}");
    }
}

fn without_modules(text: &str) -> String {
    let is_declaration = |line: &str| line.starts_with("pub mod ") || line.starts_with("mod ");
    let kept: Vec<_> = text
        .lines()
        .filter(|line| !is_declaration(line) && !line.starts_with("#[cfg("))
        .collect();
    // What stood around the declarations must not leave two empty lines behind.
    let mut joined = kept.join("\n") + "\n";
    while joined.contains("\n\n\n") {
        joined = joined.replace("\n\n\n", "\n\n");
    }
    joined.trim_end().to_owned() + "\n"
}

#[test]
fn the_manifest_lists_examples_that_are_there_and_whose_services_are() {
    let services = BTreeMap::from([("im", 1)]);
    let manifest = |examples: &[&str]| {
        let manifest = Manifest {
            examples: examples.iter().map(|name| (*name).to_owned()).collect(),
            ..manifest()
        };
        super::manifest::cargo_toml(&manifest, &services)
    };
    let text = manifest(&["send_message", "list_users"]);
    assert_has(
        &text,
        &["[[example]]\nname = \"send_message\"\nrequired-features = [\"im\"]\n"],
    );
    assert_has(&text, &["[dev-dependencies]\n"]);
    assert!(!text.contains("list_users"), "`contact` is no service here:\n{text}");
    let without = manifest(&[]);
    assert!(
        !without.contains("[[example]]") && !without.contains("dev-dependencies"),
        "{without}"
    );
}

#[test]
fn a_version_says_what_it_is_for_where_there_are_several() {
    let files = emitted(vec![endpoint("contact.v3.user.get"), endpoint("demo.v1.user.get")]);
    let lines = |file: &str| -> Vec<String> {
        let lines = files[file].lines().skip(1).take(3);
        lines.map(ToOwned::to_owned).collect()
    };
    let [purpose, blank, count] = lines("src/contact/v3/mod.rs").try_into().unwrap();
    assert!(purpose.starts_with("//! Current interface: users, "), "{purpose}");
    assert_eq!(
        [blank.as_str(), count.as_str()],
        ["//!", "//! Service `contact`, version v3. Endpoints: 1."]
    );
    assert_eq!(
        lines("src/demo/v1/mod.rs")[0],
        "//! Service `demo`, version v1. Endpoints: 1."
    );
}
