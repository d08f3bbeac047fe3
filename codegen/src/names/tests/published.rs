//! Names that were published stay, whatever pages do.

use super::*;

fn page((method, word, fields): &(&str, &str, Vec<Field>)) -> Endpoint {
    Endpoint {
        response: envelope(vec![field("user", object(word, fields.clone()))]),
        ..endpoint(&format!("demo.v1.user.{method}"))
    }
}

/// The name of the type of `user` in the response of each endpoint.
fn users(pages: &[(&str, &str, Vec<Field>)], published: &Lock) -> (Vec<String>, Lock) {
    users_of(pages.iter().map(page).collect(), published)
}

fn users_of(pages: Vec<Endpoint>, published: &Lock) -> (Vec<String>, Lock) {
    let mut api = api(pages);
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
fn of_two_pages_the_one_that_a_fixup_or_the_vendor_changed_gets_the_new_name() {
    let user = |ty| page(&("a", "user", fields("id", &ty)));
    let other = || Endpoint {
        source: Source {
            updated: Some(1),
            ..endpoint("demo.v1.user.b").source
        },
        ..page(&("b", "user", fields("id", &Type::String)))
    };
    let (names, lock) = users_of(vec![user(Type::String), other()], &Lock::default());
    assert_eq!(names, ["User", "User"]);
    let mut corrected = user(Type::Int);
    corrected.fixups = vec!["an-edit".to_owned()];
    let mut newer = user(Type::Int);
    newer.source.updated = Some(2);
    let mut older = user(Type::Int);
    older.source.updated = Some(0);
    older.fixups = vec!["values-append-id".to_owned()];
    for (changed, keeps) in [(corrected, 1), (newer, 1), (older, 0)] {
        let (names, _) = users_of(vec![changed, other()], &lock);
        assert_eq!(names[keeps], "User");
        assert_ne!(names[1 - keeps], "User");
    }
}

#[test]
fn what_was_published_as_one_type_with_a_page_that_changed_stays_one_without_it() {
    let same = |method| (method, "user", fields("id", &Type::String));
    let (_, lock) = users(&[same("a"), same("b"), same("c")], &Lock::default());
    let changed = [
        ("a", "user", fields("id", &Type::Int)),
        ("b", "person", fields("id x", &Type::String)),
        ("c", "member", fields("id y", &Type::String)),
    ];
    let (names, _) = users(&changed, &lock);
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

/// The crate of one endpoint.
fn client(endpoint: &Endpoint, published: &Lock) -> (Api, Lock) {
    let mut api = api(vec![endpoint.clone()]);
    pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
    pass::client(&mut api, published);
    let (_, lock) = assign(&api, published);
    (api, lock)
}

#[test]
fn what_was_published_without_a_type_of_its_own_gets_none() {
    let values = || set(EnumBase::String, &[("a", "First"), ("b", "")]);
    let thing = |name: Type, extra: Type| object("thing", vec![field("name", name), field("extra", extra)]);
    let page = |text: Type, any: Type| Endpoint {
        query: vec![field("kind", text.clone()), field("raw", any.clone())],
        response: envelope(vec![
            field("names", list(text.clone())),
            field("things", list(thing(text, any.clone()))),
            field("rest", list(any)),
        ]),
        ..endpoint("demo.v1.thing.list")
    };
    let (before, lock) = client(&page(Type::String, Type::Any), &Lock::default());
    let lock = Lock::parse(&lock.to_string()).unwrap();
    let told = page(values(), object("extra", vec![field("deep", values())]));
    let (held, again) = client(&told, &lock);
    assert_eq!(again, lock);
    assert_eq!(
        held.definitions.keys().collect::<Vec<_>>(),
        before.definitions.keys().collect::<Vec<_>>()
    );
    let [before, held] = [&before, &held].map(|api| api.endpoints.values().next().unwrap());
    let types = |fields: &[Field]| fields.iter().map(|field| field.ty.clone()).collect::<Vec<_>>();
    assert_eq!(types(&held.query), types(&before.query));
    assert_eq!(types(held.response.fields()), types(before.response.fields()));
    let documented: Vec<_> = held.query[0]
        .documented
        .iter()
        .map(|value| value.key.as_str())
        .collect();
    assert_eq!(documented, ["a", "b"]);
    // Who breaks on purpose gets the types.
    let (free, _) = client(&told, &lock.without_forms());
    assert!(matches!(
        free.endpoints.values().next().unwrap().query[0].ty,
        Type::Named(_)
    ));
}

#[test]
fn no_data_stays_no_data_and_arguments_keep_their_order() {
    let page = |names: [&str; 2], data: Vec<Field>| Endpoint {
        path_parameters: names.map(|name| required(name, Type::String)).to_vec(),
        response: envelope(data),
        ..endpoint("demo.v1.thing.delete")
    };
    let (_, lock) = client(&page(["a", "b"], Vec::new()), &Lock::default());
    let (api, again) = client(&page(["b", "a"], vec![field("id", Type::String)]), &lock);
    let held = api.endpoints.values().next().unwrap();
    assert!(held.response.fields().is_empty());
    let order: Vec<_> = held.path_parameters.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!(again, lock);
    // A list of names without forms says nothing of what is not in it.
    let (api, _) = client(
        &page(["b", "a"], vec![field("id", Type::String)]),
        &lock.without_forms(),
    );
    assert_eq!(api.endpoints.values().next().unwrap().response.fields().len(), 1);
}

#[test]
fn required_fields_keep_their_order_and_new_ones_come_last() {
    let page = |query: &str, object_fields: Vec<Field>| Endpoint {
        query: query.split(' ').map(|name| required(name, Type::String)).collect(),
        body: json_body(vec![field("thing", object("thing", object_fields))]),
        ..endpoint("demo.v1.thing.create")
    };
    let [a, b, c] = ["a", "b", "c"].map(|name| required(name, Type::String));
    let optional = field("optional", Type::String);
    let (_, lock) = client(&page("x y", vec![b.clone(), a.clone()]), &Lock::default());
    let lock = Lock::parse(&lock.to_string()).unwrap();
    // Breaking on purpose is no reason for another order.
    for published in [lock.clone(), lock.without_forms()] {
        let fields = vec![optional.clone(), c.clone(), a.clone(), b.clone()];
        let (held, next) = client(&page("w y x", fields), &published);
        let order = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
        let endpoint = held.endpoints.values().next().unwrap();
        assert_eq!(order(&endpoint.query), ["x", "y", "w"]);
        let DefinitionKind::Object(thing) = &held.definitions.values().next().unwrap().kind else {
            panic!("{:?}", held.definitions);
        };
        assert_eq!(order(&thing.fields), ["optional", "b", "a", "c"]);
        let text = next.to_string();
        for line in ["demo.v1.thing.create>+* = &x &y &w", "demo.v1:Thing.+* = b a c"] {
            assert!(text.lines().any(|other| other == line), "{text}");
        }
    }
}

#[test]
fn what_one_page_alone_requires_stays_where_it_is() {
    let page = |method: &str, major: Field| Endpoint {
        body: json_body(vec![field(
            "range",
            object(
                "range",
                vec![major, required("start", Type::Int), required("end", Type::Int)],
            ),
        )]),
        ..endpoint(&format!("demo.v1.thing.{method}"))
    };
    let major = |presence| Field::new("major", Type::String, presence);
    let pages = || {
        let required = page("insert", major(Presence::Required));
        vec![required, page("update", major(Presence::Optional))]
    };
    let run = |published: &Lock| {
        let mut api = api(pages());
        pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
        pass::client(&mut api, published);
        let (_, lock) = assign(&api, published);
        (api.definitions, lock)
    };
    let (first, lock) = run(&Lock::default());
    assert_eq!(first.len(), 1);
    assert_eq!(run(&lock), (first, lock));
}

#[test]
fn values_keep_their_order_and_new_ones_come_last() {
    let page = |version: &str, keys: &[&str]| {
        let values: Vec<_> = keys.iter().map(|key| (*key, "")).collect();
        Endpoint {
            query: vec![field("kind", set(EnumBase::String, &values))],
            ..endpoint(&format!("{version}.thing.list"))
        }
    };
    // A set of one version, and one of the whole crate.
    for versions in [&["a.v1"][..], &["a.v1", "b.v1", "c.v1"]] {
        let order = |keys: &[&str], published: &Lock| {
            let mut api = api(versions.iter().map(|version| page(version, keys)).collect());
            pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
            pass::client(&mut api, published);
            let (names, lock) = assign(&api, published);
            let orders: Vec<String> = names.types.values().map(|names| names.members.join(" ")).collect();
            (orders, lock)
        };
        let (_, lock) = order(&["b", "*", "c"], &Lock::default());
        let lock = Lock::parse(&lock.to_string()).unwrap();
        let (now, next) = order(&["c", "a", "*", "b", "d"], &lock);
        assert!(now.iter().all(|order| order == "B Star C A D"), "{now:?}");
        let (again, _) = order(&["d", "c", "b", "a", "*"], &next);
        assert_eq!(again, now);
        // Breaking on purpose is no reason for other numbers.
        let (free, _) = order(&["d", "c", "b", "a", "*"], &next.without_forms());
        assert_eq!(free, now);
    }
}

#[test]
fn names_of_what_no_page_has_any_more_are_lost() {
    let with = |names: &str| Endpoint {
        query: fields(names, &Type::String),
        ..endpoint("demo.v1.thing.get")
    };
    let (_, lock) = client(&with("a b"), &Lock::default());
    let (api, own) = client(&with("a"), &lock);
    assert_eq!(own.lacks(&lock, &api, false), ["demo.v1.thing.get>&b() = b"]);
    let other = Lock::parse("demo.v2.thing.get = get\n").unwrap();
    assert_eq!(own.lacks(&other, &api, false), [""; 0]);
    assert_eq!(own.lacks(&other, &api, true), ["demo.v2.thing.get = get"]);
}
