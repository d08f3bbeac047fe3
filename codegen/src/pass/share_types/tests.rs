use super::share_types;
use crate::ir::builders::*;
use crate::ir::*;

fn user() -> Type {
    object("user", vec![field("id", Type::String), field("name", Type::String)])
}

fn paths(api: &Api) -> Vec<String> {
    api.definitions
        .keys()
        .map(|id| format!("{} {}", id.owner, id.path.join(".")))
        .collect()
}

#[test]
fn equal_types_of_one_version_are_one_definition_with_all_places() {
    let mut reordered = user();
    if let Type::Object(object) = &mut reordered {
        object.fields.reverse();
    }
    let mut api = api(vec![
        Endpoint {
            response: envelope(vec![field("user", user())]),
            ..endpoint("demo.v1.user.get")
        },
        Endpoint {
            response: envelope(vec![field("items", list(reordered))]),
            ..endpoint("demo.v1.user.list")
        },
        Endpoint {
            response: envelope(vec![field("user", user())]),
            ..endpoint("demo.v2.user.get")
        },
    ]);
    share_types(&mut api, &mut Vec::new());
    assert_eq!(paths(&api), ["demo.v1.user.get user", "demo.v2.user.get user"]);
    let first = api.definitions.values().next().unwrap();
    assert_eq!(first.places.len(), 2);
    assert_eq!(first.places[1].path, ["items"]);
}

#[test]
fn requests_and_responses_are_apart_and_value_sets_are_not() {
    let kind = || set(EnumBase::String, &[("a", "A"), ("b", "B")]);
    let fields = || vec![field("user", user()), field("kind", kind())];
    let mut api = api(vec![Endpoint {
        body: json_body(fields()),
        response: envelope(fields()),
        ..endpoint("demo.v1.user.echo")
    }]);
    share_types(&mut api, &mut Vec::new());
    assert_eq!(
        paths(&api),
        [
            "demo.v1.user.echo kind",
            "demo.v1.user.echo user",
            "demo.v1.user.echo user"
        ]
    );
}

#[test]
fn what_is_required_tells_types_of_requests_apart_but_not_of_responses() {
    let strict = || object("user", vec![required("id", Type::String), field("name", Type::String)]);
    let both = || vec![field("one", user()), field("other", strict())];
    let mut asked = api(vec![Endpoint {
        body: json_body(both()),
        ..endpoint("demo.v1.user.create")
    }]);
    share_types(&mut asked, &mut Vec::new());
    assert_eq!(asked.definitions.len(), 2);
    let mut from_response = api_with_response(both());
    share_types(&mut from_response, &mut Vec::new());
    assert_eq!(from_response.definitions.len(), 1);
}

#[test]
fn numbers_are_equal_in_objects_of_one_name_or_with_the_same_labels_and_words_everywhere() {
    let with = |name, label| {
        let of = |base| set(base, &[("1", label), ("2", "two")]);
        let own = field(label, Type::String);
        object(
            name,
            vec![field("n", of(EnumBase::Int)), field("s", of(EnumBase::String)), own],
        )
    };
    let enums = |one, other| {
        let mut api = api_with_response(vec![field("a", one), field("b", other)]);
        share_types(&mut api, &mut Vec::new());
        api.definitions
            .values()
            .filter(|found| matches!(found.kind, DefinitionKind::Enum(_)))
            .count()
    };
    assert_eq!(enums(with("x", "one"), with("x", "first")), 2);
    assert_eq!(enums(with("x", "one"), with("y", "first")), 3);
    assert_eq!(enums(with("x", "one"), with("y", "one")), 2);
    assert_eq!(
        enums(with("x", ""), with("y", "")),
        3,
        "without labels nothing tells that they are one"
    );
}

#[test]
fn facts_that_pages_do_not_agree_on_are_left_out() {
    let limited = |max, default: &str| {
        let mut name = field("name", Type::String);
        name.constraints.max_length = Some(max);
        name.constraints.min_length = Some(1);
        name.default = Some(default.to_owned());
        object("user", vec![name])
    };
    let mut api = api_with_response(vec![
        field("a", limited(5, "x")),
        field("b", limited(6, "x")),
        field("c", limited(5, "x")),
    ]);
    share_types(&mut api, &mut Vec::new());
    let definition = api.definitions.values().next().unwrap();
    let DefinitionKind::Object(object) = &definition.kind else {
        panic!("an object")
    };
    assert_eq!(
        object.fields[0].constraints,
        Constraints {
            min_length: Some(1),
            ..Constraints::default()
        }
    );
    assert_eq!(object.fields[0].default.as_deref(), Some("x"));
}

fn tree() -> Type {
    let leaf = object(
        "leaf",
        vec![field("up", Type::Enclosing(1)), field("next", list(Type::Enclosing(0)))],
    );
    object("tree", vec![field("leaf", leaf), field("again", Type::Enclosing(0))])
}

#[test]
fn recursive_types_are_shared_with_what_refers_back_inside_of_them() {
    let mut api = api_with_response(vec![field("one", tree()), field("other", list(tree()))]);
    share_types(&mut api, &mut Vec::new());
    assert_eq!(paths(&api), ["demo.v1.thing.get one", "demo.v1.thing.get one.leaf"]);
    let places: Vec<_> = api.definitions.values().map(|found| found.places.len()).collect();
    assert_eq!(places, [2, 2]);
    assert_every_name_is_defined(&api);
}

#[test]
fn a_body_that_is_referred_to_is_a_definition_itself() {
    let child = object("child", vec![field("root", Type::Enclosing(1))]);
    let mut api = api_with_response(vec![field("child", child), field("name", Type::String)]);
    share_types(&mut api, &mut Vec::new());
    assert_eq!(paths(&api), ["demo.v1.thing.get ", "demo.v1.thing.get child"]);
    assert_every_name_is_defined(&api);
}

#[test]
fn a_reference_to_nothing_is_anything() {
    let mut api = api_with_response(vec![field("a", object("x", vec![field("b", Type::Enclosing(7))]))]);
    share_types(&mut api, &mut Vec::new());
    let DefinitionKind::Object(object) = &api.definitions.values().next().unwrap().kind else {
        panic!("an object")
    };
    assert_eq!(object.fields[0].ty, Type::Any);
}

fn assert_every_name_is_defined(api: &Api) {
    fn named(ty: &Type, into: &mut Vec<TypeId>) {
        match ty {
            Type::List(item) | Type::Map(item) => named(item, into),
            Type::Named(id) => into.push(id.clone()),
            Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) => panic!("not shared: {ty:?}"),
            _ => {}
        }
    }
    let mut names = Vec::new();
    for endpoint in api.endpoints.values() {
        endpoint
            .response
            .fields()
            .iter()
            .for_each(|field| named(&field.ty, &mut names));
    }
    for definition in api.definitions.values() {
        if let DefinitionKind::Object(object) = &definition.kind {
            object.fields.iter().for_each(|field| named(&field.ty, &mut names));
        }
    }
    assert!(!names.is_empty());
    for name in names {
        assert!(api.definitions.contains_key(&name), "{name:?}");
    }
}

#[test]
fn numbers_of_one_resource_that_mean_other_things_are_apart() {
    let act = |id, first, second| Endpoint {
        body: json_body(vec![field(
            "operation",
            set(EnumBase::Int, &[("1", first), ("2", second)]),
        )]),
        ..endpoint(id)
    };
    let mut api = api(vec![
        act("demo.v1.user.onboard", "入职", "离职"),
        act("demo.v1.user.remark", "办理入职", "Resign"),
        act("demo.v1.user.tag", "新增", "删除"),
        act("demo.v1.user.untag", "新增", "删除"),
    ]);
    share_types(&mut api, &mut Vec::new());
    assert_eq!(
        paths(&api),
        ["demo.v1.user.onboard operation", "demo.v1.user.tag operation"]
    );
}
