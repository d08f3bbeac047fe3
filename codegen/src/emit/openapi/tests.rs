use super::*;
use crate::ir::builders::{self, field};
use crate::ir::*;

fn object(fields: Vec<Field>) -> Type {
    builders::object("", fields)
}

fn endpoint(method: &str, template: &str, variables: &[&str]) -> Endpoint {
    Endpoint {
        title: "A thing".to_owned(),
        source: Source::default(),
        path: PathTemplate {
            template: template.to_owned(),
            variables: variables.iter().map(|name| (*name).to_owned()).collect(),
        },
        tokens: vec![Token::Tenant, Token::User],
        ..builders::endpoint(&format!("demo.v1.thing.{method}"))
    }
}

fn api(endpoints: impl IntoIterator<Item = Endpoint>) -> Api {
    builders::api(endpoints.into_iter().collect())
}

fn at<'v>(value: &'v Value, pointer: &str) -> &'v Value {
    value
        .pointer(pointer)
        .unwrap_or_else(|| panic!("{pointer} is missing in {value:#}"))
}

/// Every `$ref` of the document.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                match member {
                    Value::String(target) if key == "$ref" => found.push(target),
                    member => references(member, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

/// The document, once it holds what OpenAPI asks for and no schema of JSON can check.
fn checked(api: &Api) -> Value {
    let document = emit(api);
    let mut found = Vec::new();
    references(&document, &mut found);
    for target in found {
        at(&document, target.trim_start_matches('#'));
    }
    let mut ids = BTreeSet::new();
    let others = document["x-other-servers"].as_array().unwrap().iter().map(|other| {
        let item = other["pathItem"]["$ref"].as_str().unwrap().trim_start_matches('#');
        (other["path"].as_str().unwrap(), at(&document, item))
    });
    let paths = document["paths"].as_object().unwrap().iter();
    for (path, item) in paths.map(|(path, item)| (path.as_str(), item)).chain(others) {
        for operation in item.as_object().unwrap().values() {
            let alternatives = operation.get("x-alternatives").and_then(Value::as_array);
            for operation in alternatives.into_iter().flatten().chain([operation]) {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} stands twice");
                assert_eq!(declared(operation), variables(path), "variables of {path}");
            }
        }
    }
    assert_eq!(ids.len(), api.endpoints.len(), "every endpoint is an operation");
    document
}

/// The path variables that an operation declares.
fn declared(operation: &Value) -> Vec<&str> {
    let parameters = operation.get("parameters").and_then(Value::as_array);
    let path = parameters
        .into_iter()
        .flatten()
        .filter(|parameter| parameter["in"] == "path");
    path.map(|parameter| parameter["name"].as_str().unwrap()).collect()
}

/// The variables of a template.
fn variables(path: &str) -> Vec<&str> {
    path.split('{')
        .skip(1)
        .map(|rest| rest.split('}').next().unwrap())
        .collect()
}

#[test]
fn an_object_that_contains_itself_becomes_a_component() {
    let node = object(vec![
        field("name", Type::String),
        field("children", Type::List(Box::new(Type::Enclosing(0)))),
        field("holder", object(vec![field("above", Type::Enclosing(1))])),
    ]);
    let mut tree = endpoint("tree", "/open-apis/demo/v1/tree", &[]);
    tree.body = Body::Json {
        fields: vec![field("node", node)],
        root: None,
    };
    let document = checked(&api([tree]));
    let name = "demo.v1.thing.tree.request.node";
    let body = "/paths/~1open-apis~1demo~1v1~1tree/post/requestBody/content/application~1json/schema";
    let reference = format!("#/components/schemas/{name}");
    assert_eq!(
        at(&document, &format!("{body}/properties/node/$ref")),
        &json!(reference)
    );
    let component = at(&document, "/components/schemas").get(name).unwrap();
    assert_eq!(at(component, "/properties/children/items/$ref"), &json!(reference));
    assert_eq!(
        at(component, "/properties/holder/properties/above/$ref"),
        &json!(reference)
    );
}

#[test]
fn shared_types_are_components_and_fields_keep_what_they_say_beside_the_reference() {
    let mut first = endpoint("first", "/open-apis/demo/v1/first", &[]);
    let shared = TypeId {
        owner: Owner::Endpoint(builders::id("demo.v1.thing.first")),
        direction: Direction::Request,
        path: vec!["kind".to_owned()],
    };
    let mut kind = field("kind", Type::Named(shared.clone()));
    kind.default = Some("1".to_owned());
    kind.text = "Which kind".to_owned();
    first.query = vec![kind];
    let mut api = api([first]);
    let value = |key: &str| EnumValue::new(key, format!("label {key}"));
    let kinds = Enumeration {
        base: EnumBase::Int,
        values: vec![value("1"), value("-2")],
    };
    let definition = Definition {
        places: vec![shared.clone()],
        kind: DefinitionKind::Enum(kinds),
        recursive: false,
    };
    api.definitions.insert(shared, definition);

    let document = checked(&api);
    let parameter = at(&document, "/paths/~1open-apis~1demo~1v1~1first/post/parameters/0");
    assert_eq!(at(parameter, "/description"), &json!("Which kind"));
    assert_eq!(at(parameter, "/schema/default"), &json!(1));
    let component = at(&document, "/components/schemas/demo.v1.thing.first.request.kind");
    assert_eq!(at(component, "/enum"), &json!([1, -2]));
    assert_eq!(at(component, "/x-enum-descriptions"), &json!(["label 1", "label -2"]));
    let reference = at(parameter, "/schema/$ref");
    assert_eq!(
        reference,
        &json!("#/components/schemas/demo.v1.thing.first.request.kind")
    );
}

#[test]
fn limits_and_values_take_the_keyword_of_their_type() {
    let limited = |name: &str, ty: Type, example: &str| {
        let mut field = field(name, ty);
        field.constraints = Constraints {
            min_length: Some(1),
            max_length: None,
            minimum: None,
            maximum: Some("10".to_owned()),
            pattern: Some("^a$".to_owned()),
        };
        field.example = Some(example.to_owned());
        field
    };
    let mut limits = endpoint("limits", "/open-apis/demo/v1/limits", &[]);
    limits.body = Body::Json {
        fields: vec![
            limited("text", Type::String, "\"a\""),
            limited("list", Type::List(Box::new(Type::Int)), "many"),
            limited("count", Type::Int, "3"),
        ],
        root: None,
    };
    let document = checked(&api([limits]));
    let pointer = "/paths/~1open-apis~1demo~1v1~1limits/post/requestBody/content/application~1json/schema/properties";
    let expected = json!({
        "text": { "type": "string", "minLength": 1, "x-maximum": "10", "pattern": "^a$", "examples": ["a"] },
        "list": {
            "type": "array", "items": { "type": "integer", "format": "int64" },
            "minItems": 1, "x-maximum": "10", "x-pattern": "^a$", "x-example": "many",
        },
        "count": {
            "type": "integer", "format": "int64",
            "x-min-length": 1, "maximum": 10, "x-pattern": "^a$", "examples": [3],
        },
    });
    assert_eq!(at(&document, pointer), &expected);
}

#[test]
fn endpoints_on_one_path_share_an_item_and_lose_nothing() {
    let mut named_otherwise = endpoint("delete", "/open-apis/demo/v1/{thingId}/parts", &["thingId"]);
    named_otherwise.method = Method::Delete;
    let mut replaced = endpoint("a_first_by_id", "/open-apis/demo/v1/{thing_id}/parts", &["thing_id"]);
    replaced.deprecated = true;
    let main = endpoint("create", "/open-apis/demo/v1/{thing_id}/parts", &["thing_id"]);
    let document = checked(&api([named_otherwise, replaced, main]));
    assert_eq!(document["paths"].as_object().unwrap().len(), 1);
    let item = at(&document, "/paths/~1open-apis~1demo~1v1~1{thing_id}~1parts");
    assert_eq!(at(item, "/post/operationId"), &json!("demo.v1.thing.create"));
    assert_eq!(
        at(item, "/post/x-alternatives/0/operationId"),
        &json!("demo.v1.thing.a_first_by_id")
    );
    assert_eq!(at(item, "/delete/parameters/0/name"), &json!("thing_id"));
    assert_eq!(at(item, "/delete/parameters/0/required"), &json!(true));
}

#[test]
fn endpoints_on_other_hosts_stand_apart_and_whole() {
    let mut elsewhere = endpoint("create", "/openapi/demo/{thing_id}", &["thing_id"]);
    elsewhere.host = Host::Www;
    let document = checked(&api([elsewhere]));
    assert_eq!(document["paths"], json!({}));
    assert_eq!(
        at(&document, "/x-other-servers/0/server"),
        &json!("https://www.feishu.cn")
    );
    let operation = at(&document, "/components/pathItems/demo.v1.thing.create/post");
    assert_eq!(at(operation, "/servers/0/url"), &json!("https://www.feishu.cn"));
}

#[test]
fn responses_are_described_with_their_envelope() {
    let mut flat = endpoint("flat", "/flat", &[]);
    flat.response = Response::Flat {
        fields: vec![field("token", Type::String)],
    };
    let mut binary = endpoint("binary", "/binary", &[]);
    binary.response = Response::Binary;
    let mut stream = endpoint("stream", "/stream", &[]);
    stream.response = Response::EventStream {
        fields: vec![field("text", Type::String)],
    };
    let mut redirect = endpoint("redirect", "/redirect", &[]);
    redirect.response = Response::Redirect;
    let envelope = endpoint("envelope", "/envelope", &[]);
    let document = checked(&api([flat, binary, stream, redirect, envelope]));

    let keys = |pointer: &str| -> Vec<String> { at(&document, pointer).as_object().unwrap().keys().cloned().collect() };
    let json_body = "responses/200/content/application~1json/schema/properties";
    assert_eq!(
        keys(&format!("/paths/~1flat/post/{json_body}")),
        ["code", "msg", "token"]
    );
    assert_eq!(
        keys(&format!("/paths/~1envelope/post/{json_body}")),
        ["code", "msg", "data"]
    );
    let file = "/paths/~1binary/post/responses/200/content/application~1octet-stream/schema";
    assert_eq!(at(&document, file), &json!({ "type": "string", "format": "binary" }));
    assert_eq!(
        keys("/paths/~1stream/post/responses/200/content"),
        ["text/event-stream"]
    );
    assert_eq!(keys("/paths/~1redirect/post/responses/302/headers"), ["Location"]);
}

#[test]
fn samples_stand_beside_the_schema_and_others_are_kept() {
    let mut sampled = endpoint("sampled", "/sampled", &[]);
    let sample = |place, content| Sample {
        place,
        caption: "Short".to_owned(),
        content,
    };
    sampled.samples = vec![
        sample(
            SamplePlace::Response,
            SampleContent::Json {
                value: json!({ "code": 0 }),
            },
        ),
        sample(
            SamplePlace::Request,
            SampleContent::Text {
                text: "curl".to_owned(),
            },
        ),
    ];
    let document = checked(&api([sampled]));
    let examples = at(
        &document,
        "/paths/~1sampled/post/responses/200/content/application~1json/examples",
    );
    assert_eq!(
        examples,
        &json!({ "sample-1": { "summary": "Short", "value": { "code": 0 } } })
    );
    assert_eq!(
        at(&document, "/paths/~1sampled/post/x-samples/0/content/text"),
        &json!("curl")
    );
}

#[test]
fn every_variable_of_a_path_is_declared_in_order() {
    let mut undeclared = endpoint("get", "/a/{one}/b/{two}", &["one", "two"]);
    undeclared.path_parameters = vec![field("two", Type::Int)];
    let document = checked(&api([undeclared]));
    let parameters = at(&document, "/paths/~1a~1{one}~1b~1{two}/post/parameters")
        .as_array()
        .unwrap();
    let names: Vec<&Value> = parameters.iter().map(|parameter| &parameter["name"]).collect();
    assert_eq!(names, [&json!("one"), &json!("two")]);
    assert_eq!(at(&parameters[1], "/schema/type"), &json!("integer"));
}

#[test]
fn a_default_that_the_page_itself_forbids_is_kept_beside_the_schema() {
    let with_default = |name: &str, ty: Type, default: &str| {
        let mut field = field(name, ty);
        field.default = Some(default.to_owned());
        field.constraints.maximum = Some("100".to_owned());
        field.constraints.max_length = Some(3);
        field
    };
    let mut defaults = endpoint("defaults", "/defaults", &[]);
    defaults.query = vec![
        with_default("high", Type::Int, "1000"),
        with_default("fine", Type::Int, "100"),
        with_default("long", Type::String, "long"),
    ];
    let document = checked(&api([defaults]));
    let schema = |index: usize| at(&document, &format!("/paths/~1defaults/post/parameters/{index}/schema"));
    assert_eq!(schema(0)["x-default"], json!("1000"));
    assert_eq!(schema(1)["default"], json!(100));
    assert_eq!(schema(2)["x-default"], json!("long"));
    assert_eq!(schema(2).get("default"), None);
}
