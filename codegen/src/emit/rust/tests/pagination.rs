use super::*;

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
        response: envelope(vec![field("items", list(node)), field("page_token", Type::String)]),
        ..endpoint("demo.v1.node.list")
    };
    let code = emitted(vec![list_nodes]).remove("src/demo/v1/node/list.rs").unwrap();
    assert_has(
        &code,
        &[
            "pub next: Option<Box<Node>>,",
            "pub all: Vec<Node>,",
            ".paged(\"token string query page_token - page_token - items\")",
            "impl Paged for List {}",
            "&mut page.items",
        ],
    );
}

#[test]
fn a_cursor_inside_of_an_object_is_said_by_its_path() {
    let paged = |id: &str, mut object: Type, presence| {
        if let Type::Object(object) = &mut object {
            object.fields.push(field("page_token", Type::String));
        }
        Endpoint {
            body: json_body(vec![Field::new("page", object, presence)]),
            response: envelope(vec![
                field("users", list(Type::String)),
                field("groups", list(Type::String)),
                field("page_token", Type::String),
            ]),
            ..endpoint(id)
        }
    };
    let files = emitted(vec![
        paged("demo.v1.a.list", object("a", vec![]), Presence::Required),
        paged("demo.v1.b.list", object("b", vec![]), Presence::Optional),
    ]);
    for (resource, complete) in [
        ("a", "impl<HasPage: IsGiven> Paged for List<HasPage> {}"),
        ("b", "impl Paged for List {}"),
    ] {
        let code = &files[&format!("src/demo/v1/{resource}/list.rs")];
        let parts = [
            complete,
            ".paged(\"token string body page.page_token - page_token - -\")",
            "pub fn pages(",
        ];
        assert_has(code, &parts);
        assert!(
            !code.contains("PagedList"),
            "which of two lists is paged is not known: {code}"
        );
    }
}
