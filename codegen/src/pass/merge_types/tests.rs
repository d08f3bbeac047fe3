use super::merge_types;
use crate::ir::builders::*;
use crate::ir::*;
use crate::pass::share_types::share_types;

/// The objects that are left of responses with these fields, one an endpoint, with the names of their fields.
fn merged(responses: Vec<Vec<Field>>) -> Vec<String> {
    let objects = of(responses)
        .definitions
        .into_values()
        .filter_map(|definition| match definition.kind {
            DefinitionKind::Object(Object { type_name, fields, .. }) => {
                let names: Vec<_> = fields.iter().map(|field| field.name.as_str()).collect();
                Some(format!("{}: {}", type_name.unwrap_or_default(), names.join(" ")))
            }
            DefinitionKind::Enum(_) => None,
        });
    objects.collect()
}

fn of(responses: Vec<Vec<Field>>) -> Api {
    let endpoints = responses.into_iter().enumerate().map(|(number, fields)| Endpoint {
        response: envelope(fields),
        ..endpoint(&format!("demo.v1.thing_{number}.get"))
    });
    let mut api = api(endpoints.collect());
    share_types(&mut api, &mut Vec::new());
    merge_types(&mut api, &|_| None);
    api
}

fn user(fields: &[&str]) -> Vec<Field> {
    let fields = fields.iter().map(|name| field(name, Type::String)).collect();
    vec![field("user", object("user", fields))]
}

#[test]
fn parts_of_one_object_are_one_type() {
    let found = merged(vec![
        user(&["id", "name"]),
        user(&["name", "id", "email"]),
        user(&["id", "phone"]),
    ]);
    assert_eq!(found, ["user: id name email phone"]);
}

#[test]
fn objects_of_one_name_that_have_little_in_common_stay_apart() {
    let found = merged(vec![user(&["id", "name", "email"]), user(&["id", "x", "y"])]);
    assert_eq!(found, ["user: id name email", "user: id x y"]);
    let number = vec![field(
        "user",
        object("user", vec![field("id", Type::Int), field("name", Type::String)]),
    )];
    assert_eq!(merged(vec![user(&["id", "name", "email"]), number]).len(), 2);
}

#[test]
fn what_stands_inside_of_merged_objects_is_merged_with_them_or_they_are_not() {
    let with = |inner: Type| {
        let fields = vec![field("id", Type::String), field("of", list(inner))];
        vec![field("item", object("item", fields))]
    };
    let part = |fields: &[&str]| object("part", fields.iter().map(|name| field(name, Type::String)).collect());
    assert_eq!(
        merged(vec![with(part(&["a"])), with(part(&["b"]))]),
        ["item: id of", "part: a b"]
    );
    let set = |keys: &[(&str, &str)]| set(EnumBase::String, keys);
    let api = of(vec![
        with(set(&[("a", "")])),
        with(set(&[("b", "")])),
        with(Type::String),
    ]);
    assert_eq!(api.definitions.len(), 2);
    assert_eq!(merged(vec![with(part(&["a"])), with(Type::Int)]).len(), 3);
}

#[test]
fn objects_without_a_name_that_differed_in_merged_types_alone_are_one() {
    let wrapped = |fields: &[&str]| vec![field("data", object("", user(fields)))];
    assert_eq!(
        merged(vec![wrapped(&["id", "name"]), wrapped(&["id"])]),
        [": user", "user: id name"]
    );
}

#[test]
fn every_endpoint_of_an_object_has_the_types_of_its_fields() {
    let with = |more: Option<Field>| {
        let fields = [field("id", Type::String)].into_iter().chain(more).collect();
        vec![field("item", object("item", fields))]
    };
    let inner = object(
        "inner",
        vec![field("deep", object("deep", vec![field("a", Type::Int)]))],
    );
    let api = of(vec![with(None), with(Some(field("inner", inner)))]);
    let endpoints: Vec<usize> = api.definitions.values().map(|found| found.places.len()).collect();
    assert_eq!(endpoints, [2, 2, 2]);
}

/// The object that two pages of requests make, with each field that is required marked, and who lists or requires it.
fn sent(one: Vec<Field>, other: Vec<Field>) -> Vec<String> {
    let request = |id: &str, fields| Endpoint {
        body: json_body(vec![field("user", object("user", fields))]),
        ..endpoint(&format!("demo.v1.{id}.get"))
    };
    let mut both = api(vec![request("a", one), request("b", other)]);
    share_types(&mut both, &mut Vec::new());
    merge_types(&mut both, &|_| None);
    let owners = |owners: &[Owner]| owners.iter().map(|owner| owner.resource()).collect::<String>();
    let shown = |field: &Field| {
        let Listing { by, required_by } = &field.listing;
        let mark = if field.presence == Presence::Required { "!" } else { "" };
        format!("{}{mark} {} {}", field.name, owners(by), owners(required_by))
            .trim()
            .to_owned()
    };
    both.definitions
        .values()
        .map(|definition| match &definition.kind {
            DefinitionKind::Object(object) => object.fields.iter().map(shown).collect::<Vec<_>>().join(", "),
            DefinitionKind::Enum(_) => String::new(),
        })
        .collect()
}

#[test]
fn objects_that_are_sent_require_what_all_pages_require() {
    let (text, given) = (|name| field(name, Type::String), |name| required(name, Type::String));
    assert_eq!(
        sent(vec![given("id"), given("name")], vec![given("id"), given("name")]),
        ["id!, name!"]
    );
    assert_eq!(
        sent(vec![given("id"), given("name")], vec![given("id"), text("name")]),
        ["id!, name  a"]
    );
    assert_eq!(
        sent(vec![given("id"), given("name")], vec![given("id"), text("more")]),
        ["id!, name a a, more b"]
    );
    assert_eq!(sent(vec![given("id")], vec![required("id", Type::Int)]), ["id!", "id!"]);
}

#[test]
fn objects_that_are_sent_and_that_come_back_stay_apart_and_references_follow() {
    let mut both = api(vec![
        Endpoint {
            body: json_body(user(&["id"])),
            response: envelope(user(&["id", "name"])),
            ..endpoint("demo.v1.a.get")
        },
        Endpoint {
            body: json_body(user(&["id", "name"])),
            response: envelope(user(&["id"])),
            ..endpoint("demo.v1.b.get")
        },
    ]);
    share_types(&mut both, &mut Vec::new());
    merge_types(&mut both, &|_| None);
    assert_eq!(both.definitions.len(), 2);
    for endpoint in both.endpoints.values() {
        let fields = endpoint.body.fields().iter().chain(endpoint.response.fields());
        for field in fields {
            assert!(matches!(&field.ty, Type::Named(id) if both.definitions.contains_key(id)));
        }
    }
}

/// The sets that are left of parameters, one an endpoint of a service version, each with its values.
fn sets(parameters: &[(&str, &str, Type)]) -> Vec<String> {
    let endpoints = parameters
        .iter()
        .enumerate()
        .map(|(number, (version, name, set))| Endpoint {
            query: vec![field(name, set.clone())],
            ..endpoint(&format!("demo.{version}.thing_{number}.get"))
        });
    let mut api = api(endpoints.collect());
    share_types(&mut api, &mut Vec::new());
    merge_types(&mut api, &|_| None);
    let value = |value: &EnumValue| format!("{}{}", value.key, value.label);
    let sets = api.definitions.into_values().map(|definition| match definition.kind {
        DefinitionKind::Enum(set) => set.values.iter().map(value).collect::<Vec<_>>().join(" "),
        DefinitionKind::Object(_) => String::new(),
    });
    sets.collect()
}

fn texts(keys: &str) -> Type {
    let values: Vec<_> = keys.split(' ').map(|key| (key, "")).collect();
    set(EnumBase::String, &values)
}

#[test]
fn a_set_of_values_takes_in_its_parts_of_the_same_name() {
    let of = |sets_of: &[(&'static str, &str)]| {
        let parameters: Vec<_> = sets_of.iter().map(|(name, keys)| ("v1", *name, texts(keys))).collect();
        sets(&parameters)
    };
    assert_eq!(
        of(&[
            ("msg_type", "text"),
            ("msg_type", "post text file"),
            ("msg_types", "post text")
        ]),
        ["post text file"]
    );
    assert_eq!(of(&[("msg_type", "text post"), ("msg_type", "text file")]).len(), 2);
    assert_eq!(
        of(&[("msg_type", "text post"), ("kind_type", "text post file")]).len(),
        2
    );
    assert_eq!(of(&[("type", "a b"), ("type", "a b c")]).len(), 2);
    assert_eq!(of(&[("type", "a b c"), ("type", "a b c d")]).len(), 1);
}

#[test]
fn sets_of_numbers_are_one_if_their_labels_say_so() {
    let of = |one: &[(&str, &str)], other: &[(&str, &str)]| {
        let numbers = |values| set(EnumBase::Int, values);
        sets(&[("v1", "gender", numbers(one)), ("v1", "gender", numbers(other))])
    };
    assert_eq!(of(&[("1", "男")], &[("1", "男"), ("2", "女")]), ["1男 2女"]);
    assert_eq!(of(&[("1", "女")], &[("1", "男"), ("2", "女")]).len(), 2);
    assert_eq!(of(&[("1", "")], &[("1", ""), ("2", "")]).len(), 2);
    let most = [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d"), ("5", "e")];
    assert_eq!(
        of(&[("1", "a "), ("2", "b"), ("3", "c"), ("4", "x")], &most),
        ["1a 2b 3c 4d 5e"]
    );
}

#[test]
fn a_type_of_an_object_is_the_type_that_another_field_names_in_full() {
    let of = |one: &[(&str, &str)], other: &[(&str, &str)]| {
        let numbers = |values| set(EnumBase::Int, values);
        sets(&[("v1", "type", numbers(one)), ("v1", "thing_0_type", numbers(other))])
    };
    let both = [("1", "普通"), ("2", "动态")];
    assert_eq!(of(&both, &both), ["1普通 2动态"]);
    assert_eq!(of(&[("1", "普通"), ("2", "暂不支持使用")], &both), ["1普通 2动态"]);
    assert_eq!(of(&[("1", "普通")], &both).len(), 2, "a part may be chance");
    assert_eq!(of(&[("1", "动态"), ("2", "普通")], &both).len(), 2);
}

#[test]
fn a_set_that_many_versions_have_joins_none() {
    let id = |version| (version, "user_id_type", texts("open_id user_id"));
    let more = ("v1", "user_id_type", texts("open_id user_id people_id"));
    let part = ("v1", "user_id_type", texts("open_id"));
    let found = sets(&[id("v1"), id("v2"), id("v3"), more.clone(), part]);
    assert_eq!(
        found,
        [
            "open_id user_id",
            "open_id user_id people_id",
            "open_id user_id",
            "open_id user_id"
        ]
    );
    assert_eq!(sets(&[id("v1"), more]), ["open_id user_id people_id"]);
}

#[test]
fn what_is_no_such_set_any_more_stays_itself_where_a_type_of_the_crate_was() {
    let page = |name: &str, ty: Type| Endpoint {
        query: vec![field("kind", ty)],
        ..endpoint(name)
    };
    let mut api = api(vec![
        page("demo.v1.a.get", texts("x y")),
        page("demo.v2.b.get", set(EnumBase::Int, &[("1", "one")])),
        page("demo.v3.c.get", object("kind", vec![field("id", Type::Int)])),
        page("demo.v4.d.get", texts("x z")),
    ]);
    share_types(&mut api, &mut Vec::new());
    merge_types(&mut api, &|_| Some("types::Kind"));
    let shown = api.definitions.values().map(|definition| match &definition.kind {
        DefinitionKind::Enum(set) => set
            .values
            .iter()
            .map(|value| value.key.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        DefinitionKind::Object(object) => object.fields[0].name.clone(),
    });
    assert_eq!(shown.collect::<Vec<_>>(), ["x y z", "1", "id", "x y z"]);
}
