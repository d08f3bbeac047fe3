use super::lint;
use crate::diagnostic::{Code, Span};
use crate::ir::builders::*;
use crate::ir::*;

fn messages(pages: Vec<Endpoint>) -> Vec<(Code, String)> {
    let mut found = Vec::new();
    lint(&api(pages), &mut found);
    found.into_iter().map(|found| (found.code, found.message)).collect()
}

fn with_error(name: &str, message: &str, status: u16) -> Endpoint {
    Endpoint {
        errors: vec![ErrorEntry {
            code: 7,
            status: Some(status),
            message: message.to_owned(),
            ..ErrorEntry::default()
        }],
        ..endpoint(name)
    }
}

#[test]
fn a_page_that_says_something_else_of_an_error_than_most_of_its_version_is_reported() {
    let found = messages(vec![
        with_error("a.v1.x.get", "no", 400),
        with_error("a.v1.x.list", "no", 400),
        with_error("a.v1.x.set", "never", 403),
        with_error("a.v2.x.set", "never", 403),
    ]);
    let expected = [
        (
            Code::ErrorMessageDiffers,
            "the message of `7` is `never` here and `no` on 2 other pages, such as `a.v1.x.get.md`",
        ),
        (
            Code::ErrorStatusDiffers,
            "the HTTP status of `7` is `403` here and `400` on 2 other pages, such as `a.v1.x.get.md`",
        ),
    ];
    assert_eq!(found, expected.map(|(code, message)| (code, message.to_owned())));
}

#[test]
fn what_a_page_says_twice_is_one_page_and_its_own_row_is_shown() {
    let mut odd = with_error("a.v1.x.set", "never", 400);
    odd.errors[0].span = Span::new(40, 41);
    let mut twice = with_error("a.v1.x.get", "no", 400);
    twice.errors.push(twice.errors[0].clone());
    let mut found = Vec::new();
    lint(
        &api(vec![odd, twice.clone(), with_error("a.v1.x.list", "ever", 400)]),
        &mut found,
    );
    let shown: Vec<_> = found.iter().map(|found| (found.span, found.message.as_str())).collect();
    let message = |text: &str| format!("the message of `7` is `{text}` here and `ever` on `a.v1.x.list.md`");
    assert_eq!(
        shown,
        [
            (Span::default(), message("no").as_str()),
            (Span::default(), message("no").as_str()),
            (Span::new(40, 41), message("never").as_str())
        ]
    );
    twice.errors[1].message = "never".to_owned();
    let message = "the message of `7` is `no` here and `never` in another row";
    assert_eq!(messages(vec![twice]), [(Code::ErrorMessageDiffers, message.to_owned())]);
}

#[test]
fn a_scope_has_one_label_in_all_services() {
    let with = |name: &str, label: &str| Endpoint {
        scopes: vec![Scope {
            name: "x:read".to_owned(),
            label: label.to_owned(),
            ..Scope::default()
        }],
        ..endpoint(name)
    };
    let found = messages(vec![
        with("a.v1.x.get", "Read"),
        with("b.v1.x.get", "Read"),
        with("c.v1.x.get", "See"),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, Code::ScopeLabelDiffers);
}

fn body(fields: Vec<Field>, sample: &str) -> Endpoint {
    Endpoint {
        body: json_body(fields),
        samples: vec![Sample {
            place: SamplePlace::Request,
            caption: String::new(),
            content: SampleContent::Json {
                value: serde_json::from_str(sample).unwrap(),
            },
        }],
        ..endpoint("a.v1.x.set")
    }
}

#[test]
fn defaults_and_examples_are_values_that_the_field_allows() {
    let values = || set(EnumBase::String, &[("a", ""), ("b", "")]);
    let limits = Constraints {
        max_length: Some(3),
        maximum: Some("5".to_owned()),
        ..Constraints::default()
    };
    let stated = |name: &str, ty: Type, default: &str, example: &str| Field {
        default: Some(default.to_owned()),
        example: Some(example.to_owned()),
        constraints: limits.clone(),
        ..field(name, ty)
    };
    let found = messages(vec![body(
        vec![
            stated("right", values(), "a", "\"b\""),
            stated("wrong", values(), "c", "\"d\""),
            stated("all", list(values()), "[\"a\"]", "[\"b\", \"e\"]"),
            stated("text", Type::String, "", "\"long\""),
            stated("count", Type::Int, "0", "6"),
        ],
        "{}",
    )]);
    let codes: Vec<Code> = found.iter().map(|(code, _)| *code).collect();
    assert_eq!(
        codes,
        [
            Code::DefaultOutsideSet,
            Code::ExampleOutsideSet,
            Code::ExampleOutsideSet,
            Code::ExampleOutsideLimits,
            Code::ExampleOutsideLimits
        ],
        "{found:#?}"
    );
}

#[test]
fn samples_have_what_is_required_and_only_what_is_allowed() {
    let number = Field {
        constraints: Constraints {
            minimum: Some("1".to_owned()),
            ..Constraints::default()
        },
        ..field("count", Type::Int)
    };
    let inner = object(
        "",
        vec![
            required("id", Type::String),
            field("kind", set(EnumBase::Int, &[("1", "One")])),
        ],
    );
    let fields = vec![required("name", Type::String), number, field("items", list(inner))];
    let sample = r#"{"count": 0, "items": [{"id": "x", "kind": 1}, {"kind": 2}, {"kind": 3}]}"#;
    let found: Vec<Code> = messages(vec![body(fields, sample)])
        .into_iter()
        .map(|(code, _)| code)
        .collect();
    let expected = [
        Code::SampleLacksRequired,
        Code::SampleLacksRequired,
        Code::SampleOutsideLimits,
        Code::SampleOutsideSet,
    ];
    let mut sorted = found.clone();
    sorted.sort_by_key(|code| code.name());
    assert_eq!(sorted, expected);
}
