//! Names that were published stay, whatever pages do.

use super::*;

/// The name of the type of `user` in the response of each endpoint.
fn users(pages: &[(&str, &str, Vec<Field>)], published: &Lock) -> (Vec<String>, Lock) {
    let endpoints = pages.iter().map(|(method, word, fields)| Endpoint {
        response: envelope(vec![field("user", object(word, fields.clone()))]),
        ..endpoint(&format!("demo.v1.user.{method}"))
    });
    let mut api = api(endpoints.collect());
    pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
    pass::client(&mut api, published);
    let (names, lock) = assign(&api, published);
    let named = api
        .endpoints
        .values()
        .map(|endpoint| match &endpoint.response.fields()[0].ty {
            Type::Named(id) => names.types[id].name.clone(),
            other => panic!("{other:?}"),
        });
    (named.collect(), lock)
}

fn fields(names: &str, ty: &Type) -> Vec<Field> {
    names.split(' ').map(|name| field(name, ty.clone())).collect()
}

#[test]
fn the_page_that_changes_gets_a_new_name_and_the_others_keep_theirs() {
    let pages = |ty| {
        [
            ("a", "user", fields("id", &ty)),
            ("b", "user", fields("id", &Type::String)),
            ("c", "user", fields("id", &Type::String)),
        ]
    };
    let (names, lock) = users(&pages(Type::String), &Lock::default());
    assert_eq!(names, ["User", "User", "User"]);
    let (names, _) = users(&pages(Type::Int), &lock);
    assert_ne!(names[0], "User");
    assert_eq!(names[1..], ["User", "User"]);
}

#[test]
fn what_was_published_as_one_type_stays_one_whatever_its_word_and_fields() {
    let pages = |word, names: &str| {
        [
            ("a", word, fields(names, &Type::String)),
            ("b", "user", fields("id name", &Type::String)),
        ]
    };
    let (_, lock) = users(&pages("user", "id name"), &Lock::default());
    let now = pages("person", "id x y z");
    assert_ne!(users(&now, &Lock::default()).0[0], "User");
    assert_eq!(users(&now, &lock).0, ["User", "User"]);
}

#[test]
fn what_was_published_as_two_types_stays_two() {
    let pages = |names: &str| {
        [
            ("a", "user", fields(names, &Type::String)),
            ("b", "user", fields("id p q", &Type::String)),
        ]
    };
    let (before, lock) = users(&pages("id x y"), &Lock::default());
    assert_ne!(before[0], before[1]);
    assert_eq!(users(&pages("id x y p q"), &lock).0, before);
}

#[test]
fn a_name_that_says_little_has_a_word_of_what_it_belongs_to() {
    let set = || set(EnumBase::String, &[("a", "")]);
    let thing = object(
        "thing",
        vec![
            field("status", set()),
            field("gender", set()),
            field("item", object("item", vec![field("id", Type::Int)])),
        ],
    );
    let (names, _) = named(
        vec![Endpoint {
            query: vec![field("type", set())],
            response: envelope(vec![field("thing", thing)]),
            ..endpoint("demo.v1.part.get")
        }],
        &Lock::default(),
    );
    assert_eq!(
        type_names(&names),
        ["Gender", "PartType", "Thing", "ThingItem", "ThingStatus"]
    );
}
