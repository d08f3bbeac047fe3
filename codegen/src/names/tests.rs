mod properties;
mod published;

use std::collections::BTreeSet;

use super::{Lock, Names, assign};
use crate::ir::builders::*;
use crate::ir::*;
use crate::pass;

fn named(endpoints: Vec<Endpoint>, published: &Lock) -> (Names, Lock) {
    let mut api = api(endpoints);
    pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
    assign(&api, published)
}

fn type_names(names: &Names) -> Vec<&str> {
    let mut found: Vec<_> = names.types.values().map(|names| names.name.as_str()).collect();
    found.sort_unstable();
    found
}

fn user(extra: &str) -> Type {
    object("user", vec![required("id", Type::String), field(extra, Type::String)])
}

#[test]
fn a_module_path_is_the_id() {
    let ids = [
        "contact.v3.user.delete",
        "bitable.v1.app.table.batch_get",
        "auth.v3.token",
        "core.v1.types.move",
    ];
    let (names, _) = named(ids.into_iter().map(endpoint).collect(), &Lock::default());
    let paths: Vec<String> = names
        .endpoints
        .values()
        .map(|names| {
            let module = &names.module;
            let resource = module
                .resource
                .as_deref()
                .map(|resource| format!("::{resource}"))
                .unwrap_or_default();
            format!("{}::{}{resource}::{}", module.service, module.version, names.function)
        })
        .collect();
    let expected = [
        "auth::v3::token",
        "bitable::v1::app_table::batch_get",
        "contact::v3::user::delete",
        "core_::v1::types_::move_",
    ];
    assert_eq!(
        paths.iter().map(String::as_str).collect::<BTreeSet<_>>(),
        BTreeSet::from(expected)
    );
}

#[test]
fn a_type_is_named_by_its_page_and_by_its_way_where_that_is_not_unique() {
    let with = |name: &str, extra| Endpoint {
        response: envelope(vec![field("user", user(extra))]),
        ..endpoint(name)
    };
    let (names, _) = named(vec![with("demo.v1.user.get", "a")], &Lock::default());
    assert_eq!(type_names(&names), ["User"]);
    let both = vec![
        with("demo.v1.user.get", "a"),
        with("demo.v1.user.list", "b"),
        with("demo.v1.team.get", "c"),
    ];
    let (names, _) = named(both, &Lock::default());
    assert_eq!(type_names(&names), ["GetUser", "ListUser", "TeamUser"]);
}

#[test]
fn a_number_at_the_end_of_a_type_is_no_part_of_its_name() {
    let with = |name: &str, type_name: &str, of: &str| Endpoint {
        response: envelope(vec![field("info", object(type_name, vec![field(of, Type::String)]))]),
        ..endpoint(name)
    };
    let numbered = with("demo.v1.job.get", "job_recruiter2", "a");
    let (names, _) = named(vec![numbered.clone()], &Lock::default());
    assert_eq!(type_names(&names), ["JobRecruiter"]);
    let (names, _) = named(
        vec![numbered, with("demo.v1.team.get", "job_recruiter", "b")],
        &Lock::default(),
    );
    assert_eq!(type_names(&names), ["GetJobRecruiter", "TeamJobRecruiter"]);
    let (names, _) = named(vec![with("demo.v1.job.get", "user_v2", "a")], &Lock::default());
    assert_eq!(type_names(&names), ["UserV2"]);
}

#[test]
fn of_one_name_the_response_keeps_it_and_the_request_is_input() {
    let echo = Endpoint {
        body: json_body(vec![field("user", user("a"))]),
        response: envelope(vec![field("user", user("a"))]),
        ..endpoint("demo.v1.user.echo")
    };
    let (names, _) = named(vec![echo], &Lock::default());
    assert_eq!(type_names(&names), ["User", "UserInput"]);
}

#[test]
fn no_type_ends_in_two_suffixes() {
    let pair = |ty: &str| object(ty, vec![required("a", Type::Int), required("b", Type::Int)]);
    let both = Endpoint {
        body: json_body(vec![field("user", pair("user")), field("move", pair("move_request"))]),
        response: envelope(vec![field("user", pair("user"))]),
        ..endpoint("demo.v1.user.copy")
    };
    let (names, _) = named(vec![both], &Lock::default());
    assert_eq!(type_names(&names), ["MoveRequest", "User", "UserInput"]);
    let copy = names.endpoints.values().next().unwrap();
    let structs = [&copy.request, &copy.response];
    assert_eq!(structs, ["CopyRequest", "CopyResponse"], "`Copy` is taken");
}

fn with_ids(id: &str, values: &[&str]) -> Endpoint {
    let values: Vec<_> = values.iter().map(|value| (*value, "")).collect();
    Endpoint {
        query: vec![field("id_type", set(EnumBase::String, &values))],
        ..endpoint(id)
    }
}

#[test]
fn sets_of_many_versions_are_named_once_and_their_namesakes_by_what_they_add() {
    let versions = ["demo.v1", "demo.v2", "other.v1"];
    let endpoints = |resource: &str, values: &[&str]| {
        versions.map(|version| with_ids(&format!("{version}.{resource}.get"), values))
    };
    let (usual, longer) = (endpoints("a", &["x", "y"]), endpoints("b", &["x", "y", "people_id"]));
    let also_usual = with_ids("third.v1.a.get", &["x", "y"]);
    let other = with_ids("third.v1.b.get", &["x"]);
    let all = usual.into_iter().chain(longer).chain([also_usual, other]).collect();
    let (names, lock) = named(all, &Lock::default());
    assert_eq!(
        type_names(&names).into_iter().collect::<BTreeSet<_>>(),
        BTreeSet::from(["BIdType", "IdType", "PeopleIdType"])
    );
    let in_crate = names.types.values().filter(|names| names.in_crate).count();
    assert_eq!(in_crate, 7, "all but the set that one version has");
    assert!(
        lock.to_string().contains("\nthird.v1.a.get>&id_type = types::IdType\n"),
        "{lock}"
    );
}

#[test]
fn a_set_whose_name_adds_a_word_to_that_of_a_common_one_is_the_same_type() {
    let mut all = ["a.v1", "b.v1", "c.v1"].map(|version| with_ids(&format!("{version}.a.get"), &["x", "y"]));
    let longer = field("target_id_type", set(EnumBase::String, &[("y", ""), ("x", "")]));
    all[0].query.push(longer);
    let (_, published) = named(all.to_vec(), &Lock::default());
    for lock in [Lock::default(), published] {
        let (names, _) = named(all.to_vec(), &lock);
        assert!(type_names(&names).iter().all(|name| *name == "IdType"), "{names:?}");
    }
}

#[test]
fn a_set_stays_where_it_was_published() {
    let of = |versions: &[&str]| -> Vec<Endpoint> {
        versions
            .iter()
            .map(|version| with_ids(&format!("{version}.a.get"), &["x", "y"]))
            .collect()
    };
    let in_crate = |versions: &[&str], published: &Lock| {
        let (names, lock) = named(of(versions), published);
        let in_crate = names.types.into_iter().filter(|(_, names)| names.in_crate);
        (
            in_crate
                .map(|(id, _)| id.owner.project().to_owned())
                .collect::<Vec<_>>(),
            lock,
        )
    };
    let (none, lock) = in_crate(&["a.v1", "b.v1"], &Lock::default());
    assert!(none.is_empty());
    let (none, _) = in_crate(&["a.v1", "b.v1", "c.v1"], &lock);
    assert!(none.is_empty(), "two of the three are published elsewhere");
    let (all, lock) = in_crate(&["a.v1", "b.v1", "c.v1"], &Lock::default());
    assert_eq!(all, ["a", "b", "c"]);
    let (still, _) = in_crate(&["a.v1", "b.v1"], &lock);
    assert_eq!(still, ["a", "b"]);
}

#[test]
fn names_of_the_prelude_and_of_requests_are_not_given_to_types() {
    let inside = vec![
        field("option", object("", vec![field("a", Type::String)])),
        field("delete", object("", vec![field("b", Type::String)])),
    ];
    let response = envelope(vec![field("poll", object("", inside))]);
    let (names, _) = named(
        vec![Endpoint {
            response,
            ..endpoint("demo.v1.user.delete")
        }],
        &Lock::default(),
    );
    assert_eq!(type_names(&names), ["Poll", "PollDelete", "PollOption"]);
}

#[test]
fn names_of_types_that_stand_for_required_fields_are_not_given_to_others() {
    let inside = |name| field(name, object("", vec![field(name, Type::String)]));
    let response = envelope(vec![
        inside("has_content"),
        inside("missing_content"),
        inside("hash_tag"),
        inside("draft"),
    ]);
    let (names, _) = named(
        vec![Endpoint {
            response,
            ..endpoint("demo.v1.user.delete")
        }],
        &Lock::default(),
    );
    assert_eq!(
        type_names(&names),
        ["Draft", "HashTag", "UserHasContent", "UserMissingContent"]
    );
}

#[test]
fn plural_fields_of_lists_name_one() {
    let items = list(object("", vec![field("a", Type::String)]));
    let (names, _) = named(
        vec![Endpoint {
            response: envelope(vec![field("custom_attrs", items)]),
            ..endpoint("demo.v1.user.get")
        }],
        &Lock::default(),
    );
    assert_eq!(type_names(&names), ["CustomAttr"]);
}

#[test]
fn a_set_of_values_in_different_objects_has_the_name_before_one_in_a_single_object() {
    let of = |values: &[(&str, &str)]| set(EnumBase::String, values);
    let both = |own: &str| {
        let many = || vec![field(own, of(&[("a", "A"), ("b", "B")]))];
        let fields = vec![
            field("one", object("one", many())),
            field("other", object("other", many())),
            field(
                "third",
                object("third", vec![field(own, of(&[("c", "C"), ("d", "D")]))]),
            ),
        ];
        let endpoints = vec![Endpoint {
            response: envelope(fields),
            ..endpoint("demo.v1.user.get")
        }];
        let (names, _) = named(endpoints, &Lock::default());
        type_names(&names).join(" ")
    };
    assert_eq!(
        both("marital_status"),
        "MaritalStatus One Other Third ThirdMaritalStatus"
    );
    assert_eq!(
        both("status"),
        "One OneStatus Other Third ThirdStatus",
        "one word tells too little"
    );
}

#[test]
fn a_run_over_other_services_keeps_their_published_names() {
    let published = Lock::parse("other.v1.a.b = b\ndemo.v1.user.gone = gone\n").unwrap();
    let (_, lock) = named(vec![endpoint("demo.v1.user.get")], &published);
    let lock = lock.with_others(&published, &api(vec![endpoint("demo.v1.user.get")]));
    let lines: Vec<_> = lock.to_string().lines().skip(1).map(str::to_owned).collect();
    assert_eq!(lines, ["* = .", "demo.v1.user.get = get", "other.v1.a.b = b"]);
}
