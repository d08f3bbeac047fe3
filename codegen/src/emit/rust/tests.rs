mod gone;
mod known;
mod pagination;

use std::collections::BTreeMap;

use super::Manifest;
use crate::Reading;
use crate::ir::builders::*;
use crate::ir::*;
use crate::names::Lock;
use crate::pipeline;

fn emitted(endpoints: Vec<Endpoint>) -> BTreeMap<String, String> {
    emitted_beside(endpoints, &[])
}

/// The crate, where people wrote these modules.
fn emitted_beside(endpoints: Vec<Endpoint>, companions: &[&str]) -> BTreeMap<String, String> {
    let endpoints = Reading {
        api: api(endpoints),
        ..Reading::default()
    };
    let mut api = pipeline::refine(endpoints).api;
    pipeline::prepare_client(&mut api, &Lock::default());
    let manifest = Manifest {
        companions: companions.iter().copied().map(ToOwned::to_owned).collect(),
        ..manifest()
    };
    pipeline::client(&api, &Lock::default(), &manifest, |_, _| false).files
}

fn manifest() -> Manifest {
    Manifest::new("0.1.0", "1.88", "../runtime")
}

fn creating(body: Vec<Field>) -> String {
    let create = Endpoint {
        body: json_body(body),
        ..endpoint("demo.v1.user.create")
    };
    emitted(vec![create]).remove("src/demo/v1/user/create.rs").unwrap()
}

#[track_caller]
fn assert_has(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(code.contains(part), "no `{part}` in:\n{code}");
    }
}

#[test]
fn ids_of_the_url_are_arguments_and_all_else_has_a_method() {
    let update = Endpoint {
        path_parameters: vec![required("team_id", Type::String), required("user_id", Type::Int)],
        query: vec![required("user_id", Type::String)],
        headers: vec![field("X-Trace", Type::String)],
        body: json_body(vec![
            required("name", Type::String),
            required("tags", list(Type::String)),
            field("send", Type::Bool),
        ]),
        ..endpoint("demo.v1.user.update")
    };
    let code = emitted(vec![update]).remove("src/demo/v1/user/update.rs").unwrap();
    assert_has(
        &code,
        &[
            "use crate::prelude::*;",
            "pub struct Update<HasUserId = Given, HasName = Given, HasTags = Given>(",
            "    team_id: impl Fits<String>,\n    user_id: impl Fits<i64>,\n) -> Update<missing::MissingUserId, missing::MissingName, missing::MissingTags> {",
            "Update(wire::Draft::json().path(\"team_id\", team_id).path(\"user_id\", user_id))",
            "/// Required: [`user_id`](Update::user_id), [`name`](Update::name), [`tags`](Update::tags).",
            "    /// Required.\n    pub fn user_id(self, value: impl Fits<String>) -> Update<Given, HasName, HasTags> {",
            "Update(self.0.query::<String>(\"user_id\", value).given())",
            "pub fn tags(\n        self,\n        value: impl Fits<Vec<String>>,\n    ) -> Update<HasUserId, HasName, Given> {",
            "Self(self.0.header::<String>(\"X-Trace\", value))",
            "pub fn send_(self, value: bool) -> Self {",
            "        HasUserId: IsGiven,\n        HasName: IsGiven,\n        HasTags: IsGiven,\n    {\n        client.send(self)",
            "wire::request!(Update<HasUserId, HasName, HasTags>);",
        ],
    );
}

#[test]
fn an_object_of_a_request_is_made_empty_and_what_it_requires_stands_in_its_type() {
    let point = |presence| {
        let fields = vec![required("x", Type::Int), Field::new("y", Type::Int, presence)];
        object("point", fields)
    };
    let code = creating(vec![
        field("at", point(Presence::Required)),
        field("free", object("free", vec![field("x", Type::Int)])),
        required("file", object("file", vec![])),
    ]);
    assert_has(
        &code,
        &[
            "pub struct Point<HasX = Given, HasY = Given>(wire::Draft<(HasX, HasY)>);",
            "impl Point<missing::MissingX, missing::MissingY> {\n    /// With nothing set.",
            "pub fn x(self, value: impl Fits<i64>) -> Point<Given, HasY> {",
            "#[must_use]\npub struct Free(wire::Draft);",
            "pub fn at(self, value: impl Fits<Point>) -> Self {",
            "pub fn free(self, value: Free) -> Self {",
        ],
    );
}

#[test]
fn all_that_stands_for_required_fields_is_in_one_module() {
    let create = |id: &str| Endpoint {
        query: vec![required("id", Type::String), field("free", Type::String)],
        body: json_body(vec![field("at", object("point", vec![required("x", Type::Int)]))]),
        ..endpoint(id)
    };
    let files = emitted(vec![create("demo.v1.user.create"), create("other.v1.user.create")]);
    assert_has(
        &files["src/missing.rs"],
        &["crate::runtime::wire::missing! {\n    MissingId,\n    MissingX,\n}\n"],
    );
    assert_has(&files["src/lib.rs"], &["#[doc(hidden)]\npub mod missing;"]);
}

fn responding(id: &str, types: &[&str]) -> Endpoint {
    let inside = |ty: &&str| field(ty, object(ty, vec![field("id", Type::String)]));
    Endpoint {
        response: envelope(types.iter().map(inside).collect()),
        ..endpoint(id)
    }
}

#[test]
fn a_type_stands_in_the_narrowest_file_of_all_its_users() {
    let files = emitted(vec![
        responding("demo.v1.a.get", &["both", "all", "own"]),
        responding("demo.v1.a.list", &["both", "all"]),
        responding("demo.v1.b.get", &["all"]),
    ]);
    assert_has(
        &files["src/demo/v1/a/get.rs"],
        &["pub struct Own {", "use super::{All, Both};"],
    );
    assert_has(&files["src/demo/v1/a/types.rs"], &["pub struct Both {"]);
    assert_has(&files["src/demo/v1/types.rs"], &["pub struct All {"]);
    let exported = [
        "pub use get::*;\npub use list::*;\npub use types::*;",
        "pub use super::types::All;",
    ];
    assert_has(&files["src/demo/v1/a/mod.rs"], &exported);
}

#[test]
fn a_module_that_people_wrote_is_declared_by_the_module_beside_it() {
    let companions = [
        "src/demo/tools",
        "src/demo/v1/cell",
        "src/demo/v1/user/name",
        "src/demo/v1/cell/date",
    ];
    let endpoints = || vec![endpoint("demo.v1.user.create")];
    let files = emitted_beside(endpoints(), &companions);
    assert_has(&files["src/demo/mod.rs"], &["pub mod tools;\npub mod v1;\n"]);
    assert_has(&files["src/demo/v1/mod.rs"], &["pub mod cell;\npub mod user;\n"]);
    assert_has(&files["src/demo/v1/user/mod.rs"], &["pub mod name;\n\nmod create;\n"]);
    assert_eq!(files.values().filter(|code| code.contains("mod date;")).count(), 0);
    // What can be no module, stands beside none, or in the place of a generated one, changes nothing.
    let others = [
        "src/demo/v1",
        "src/demo/v1/user",
        "src/demo/v1/user/create",
        "src/demo/v1/my-notes",
        "src/demo/v1/type",
        "src/demo/v9/cell",
        "src/other",
    ];
    assert_eq!(emitted_beside(endpoints(), &others), emitted(endpoints()));
}

#[test]
fn a_set_of_values_of_three_versions_stands_in_the_crate_once() {
    let kind = || set(EnumBase::String, &[("a", "A"), ("b", "B")]);
    let asking = |id: &str| Endpoint {
        query: vec![field("id_type", kind())],
        ..endpoint(id)
    };
    let files = emitted(["demo.v1.a.get", "demo.v2.a.get", "other.v1.a.get"].map(asking).into());
    assert_has(
        &files["src/types.rs"],
        &["pub enum IdType {", "IdType: String {\n        A = \"a\",\n"],
    );
    assert_has(&files["src/lib.rs"], &["pub mod types;"]);
    let user = &files["src/other/v1/a/get.rs"];
    assert_has(user, &["impl Fits<wire::Open<types::IdType>>"]);
    assert!(!user.contains("enum IdType"), "{user}");
    let files = emitted(["demo.v1.a.get", "demo.v2.a.get"].map(asking).into());
    assert!(!files.contains_key("src/types.rs"), "two versions are too few");
}

#[test]
fn typos_are_corrected_in_names_and_kept_on_the_wire() {
    let code = creating(vec![field("socre", Type::Int)]);
    assert_has(
        &code,
        &[
            "pub fn score(self, value: impl Fits<i64>) -> Self {",
            "self.0.field::<i64>(\"socre\", value)",
        ],
    );
}

#[test]
fn files_of_endpoints_have_names_that_no_other_module_can_have() {
    let files = emitted(vec![
        endpoint("demo.v1.token"),
        endpoint("demo.v1.token.refresh"),
        responding("demo.v1.a.types", &["both"]),
        responding("demo.v1.a.get", &["both"]),
        endpoint("demo.v1.a.types_endpoint"),
        endpoint("demo.v1.a.move"),
        endpoint("demo.v1.a.gen"),
        endpoint("demo.v1.a.self"),
    ]);
    assert_has(
        &files["src/demo/v1/mod.rs"],
        &["pub mod token;", "mod token_endpoint;", "pub use token_endpoint::*;"],
    );
    assert_has(
        &files["src/demo/v1/a/mod.rs"],
        &["mod r#move;", "pub use r#move::*;", "mod r#gen;", "mod self_endpoint;"],
    );
    for (file, function) in [
        ("token_endpoint", "token() -> Token"),
        ("a/types_endpoint", "types() -> Types"),
        ("a/types_endpoint_endpoint", "types_endpoint() -> TypesEndpoint"),
        ("a/move", "move_() -> Move"),
        ("a/gen", "gen_() -> Gen"),
        ("a/self_endpoint", "self_() -> "),
    ] {
        assert_has(
            &files[&format!("src/demo/v1/{file}.rs")],
            &[&format!("pub fn {function}")],
        );
    }
    assert_has(&files["src/demo/v1/a/types.rs"], &["pub struct Both {"]);
}

#[test]
fn an_endpoint_that_grows_or_is_added_changes_no_other_file_of_code() {
    let fields = |count: usize| {
        (0..count)
            .map(|index| field(&format!("f{index}"), Type::String))
            .collect()
    };
    let with = |count, more: Option<Endpoint>| {
        let grown = Endpoint {
            response: envelope(vec![field("it", object("it", fields(count)))]),
            ..endpoint("demo.v1.a.get")
        };
        emitted([grown, endpoint("demo.v1.a.list")].into_iter().chain(more).collect())
    };
    let before = with(1, None);
    let changed = |after: BTreeMap<String, String>| -> Vec<String> {
        let changed = after.into_iter().filter(|(path, text)| before.get(path) != Some(text));
        changed.map(|(path, _)| path).collect()
    };
    assert_eq!(changed(with(5000, None)), ["src/demo/v1/a/get.rs"]);
    assert_eq!(
        changed(with(1, Some(endpoint("demo.v1.a.patch")))),
        ["src/demo/v1/a/mod.rs", "src/demo/v1/a/patch.rs", "src/lib.rs"]
    );
}

#[test]
fn errors_are_rows_of_a_table_and_constants_of_the_version() {
    let error = |code, status, message: &str| ErrorEntry {
        code,
        status,
        message: message.to_owned(),
        ..ErrorEntry::default()
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
        &files["src/demo/v1/node/list.rs"],
        &[
            "            errors\\n\\\n            1 400 - no \\\"node\\\"\\n\\\n            2 - - a \\\\ b\\n\\\n            \\n\\\n",
            "/// - Errors: [`send`](Self::send)\n",
            "    /// Documented errors:\n    ///\n    /// - 1 [`NO_NODE`](crate::demo::v1::code::NO_NODE)\n",
            "    /// - 2 [`CODE_2`](crate::demo::v1::code::CODE_2): a \\\\ b\n",
        ],
    );
    assert_has(
        &files["src/demo/v1/leaf/list.rs"],
        &["            3 - permission no access\\n\\\n"],
    );
    assert_has(
        &files["src/demo/v1/code.rs"],
        &[
            "/// 1: no \"node\" (HTTP 400)\n#[cfg_attr(doc, doc(alias(\"1\")))]\npub const NO_NODE: i64 = 1;\n",
            "/// 3: no access\n#[cfg_attr(doc, doc(alias(\"3\")))]\npub const NO_ACCESS: i64 = 3;\n",
        ],
    );
    assert_has(&files["src/demo/v1/mod.rs"], &["pub mod code;"]);
    assert!(!files.contains_key("src/demo/v2/code.rs"));
}

#[test]
fn an_object_of_a_request_may_hold_one_of_its_kind() {
    let node = object(
        "node",
        vec![required("next", Type::Enclosing(0)), field("name", Type::String)],
    );
    let code = creating(vec![field("node", node)]);
    assert_has(
        &code,
        &[
            "pub fn next(self, value: Node) -> Self {",
            "pub struct Node(wire::Draft);",
        ],
    );
}

#[test]
fn the_manifest_lists_examples_that_are_there_and_whose_services_are() {
    let services = BTreeMap::from([("im", super::plan::Count::default())]);
    let manifest = |examples: &[(&str, &str)]| {
        let examples = examples.iter();
        let manifest = Manifest {
            examples: examples
                .map(|(name, calls)| ((*name).to_owned(), format!("use feishu_openapi::{calls};")))
                .collect(),
            ..manifest()
        };
        super::manifest::cargo_toml(&manifest, &services)
    };
    let text = manifest(&[("send_message", "im::v1"), ("list_users", "contact::v3")]);
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
    let first = |file: &str| files[file].lines().nth(1).unwrap_or_default().to_owned();
    let purpose = first("src/contact/v3/mod.rs");
    assert!(purpose.starts_with("//! Current interface: users, "), "{purpose}");
    assert_eq!(first("src/demo/v1/mod.rs"), "//! Service `demo`, version v1.");
}
