//! Words files are read, and their texts reach what they are about.

use proptest::prelude::*;

use super::*;
use crate::ir::builders::{endpoint, field, id, list, object, set};
use crate::ir::{Api, Body, Definition, DefinitionKind, EnumBase, Fact, Level, Response, Type};
use crate::pass;

fn file(name: &str, text: &str) -> WordsFile {
    WordsFile {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn reference(texts: &[(&str, &str)]) -> Reference {
    let files: Vec<_> = texts.iter().map(|(name, text)| file(name, text)).collect();
    let (reference, errors) = Reference::parse(&files);
    assert!(errors.is_empty(), "{errors:?}");
    reference
}

/// `get` responds with a user and lists of users; `create` takes one.
fn api() -> Api {
    let user = || {
        let kind = set(EnumBase::Int, &[("1", "甲"), ("2", "乙")]);
        object(
            "user",
            vec![
                field("name", Type::String),
                field("kind", kind),
                field("state", Type::Int),
            ],
        )
    };
    let mut get = endpoint("demo.v1.user.get");
    get.query = vec![field("page_size", Type::Int), field("department_id", Type::String)];
    get.response = Response::Envelope {
        fields: vec![
            field("user", user()),
            field("items", list(user())),
            field("user_count", Type::Int),
        ],
        root: None,
        message_key: "msg".to_owned(),
    };
    let mut create = endpoint("demo.v1.user.create");
    create.body = Body::Json {
        fields: vec![field("name", Type::String)],
        root: None,
    };
    let endpoints = [get, create]
        .into_iter()
        .map(|endpoint| (endpoint.id.clone(), endpoint));
    Api {
        endpoints: endpoints.collect(),
        ..Api::default()
    }
}

#[test]
fn the_example_of_the_format_is_read() {
    let text = include_str!("format.md");
    let example = text.split("```").nth(1).unwrap().trim_start_matches("text");
    let (reference, errors) = Reference::parse(&[file("im/v1/words/message.words", example)]);
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(reference.entries.len(), 29);
    let table = text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| fact"));
    let facts = table.flat_map(|line| line.split('`').skip(1).step_by(2));
    for fact in facts.filter(|fact| !fact.contains('=') || fact.starts_with("needed")) {
        assert_eq!(
            Stated::parse(fact).map(|stated| stated.to_string()).as_deref(),
            Some(fact)
        );
    }
}

#[test]
fn a_line_that_says_nothing_is_an_error_with_its_file_and_number() {
    let text = "a = b\n[x y]\n[a.b]\nnothing\n. = A.\n. = B.\nfact body.x = colour red\n[glossary]\nnote = N.\n";
    let (_, errors) = Reference::parse(&[file("im/v1/words/a.words", text), file("im/v1/message.words", "")]);
    let lines: Vec<_> = errors.iter().map(|error| (error.file.as_str(), error.line)).collect();
    let of_a = [1, 2, 4, 6, 7, 9].map(|line| ("im/v1/words/a.words", line));
    assert_eq!(lines, [of_a.as_slice(), &[("im/v1/message.words", 1)]].concat());
    assert!(
        errors[3]
            .to_string()
            .contains("has a text already, in im/v1/words/a.words:5")
    );
}

#[test]
fn the_nearest_text_counts() {
    let texts = [
        ("words/a.words", "[glossary]\nname = Of the API.\nkind = Of the API.\n"),
        ("demo/words/a.words", "[glossary]\nname = Of the service.\n"),
        (
            "demo/v1/words/a.words",
            "[type user]\nname = Of the type.\n[user.get]\nresp.user.name = Of the place.\n",
        ),
    ];
    let mut api = api();
    let applied = apply(&mut api, &reference(&texts));
    assert_eq!(applied.used.len(), 5 - 1 + 1);
    let name = |api: &Api, path: &str| {
        let get = api.endpoints.get(&id("demo.v1.user.get")).unwrap();
        let field = get.response.fields().iter().find(|field| field.name == path).unwrap();
        let Type::Object(object) = field.ty.innermost() else {
            panic!()
        };
        object
            .fields
            .iter()
            .map(|field| field.words.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(name(&api, "user"), ["Of the place.", "Of the API.", ""]);
    assert_eq!(name(&api, "items"), ["Of the type.", "Of the API.", ""]);
    let create = api.endpoints.get(&id("demo.v1.user.create")).unwrap();
    assert_eq!(create.body.fields()[0].words.text, "Of the service.");
    // Shared, the type has the text that holds for more places.
    pass::run(pass::SCHEMA, &mut api, &mut Vec::new());
    let objects = api
        .definitions
        .values()
        .filter_map(|Definition { kind, .. }| match kind {
            DefinitionKind::Object(object) => Some(object.fields[0].words.clone()),
            DefinitionKind::Enum(_) => None,
        });
    let words: Vec<_> = objects.collect();
    assert_eq!(words.len(), 1);
    assert_eq!((words[0].text.as_str(), words[0].level), ("Of the type.", Level::Type));
}

#[test]
fn a_line_of_a_label_or_a_template_is_used_where_nearer_texts_stand() {
    let texts = [(
        "demo/v1/words/a.words",
        "[user.get]\nquery.department_id = Department to look into.\n[type user]\nkind/1 = Of the type.\n\
         [glossary]\n{object}_id = Id of the {object}.\n[objects]\ndepartment = department\n[labels]\n甲 = First.\n",
    )];
    let reference = reference(&texts);
    let used = apply(&mut api(), &reference).used;
    let unused: Vec<_> = reference.entries.keys().filter(|key| !used.contains(key)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn what_has_no_text_of_its_own_derives_it_or_is_missing() {
    let texts = [(
        "demo/v1/words/a.words",
        "[user.get]\nnone = query.page_size\n[user.create]\ntype body = user\n[type user]\n. = A user.\nname = Name.\nstate/0 = Off.\n\
         [glossary]\n{object}_id = Id of the {object}.\n[objects]\ndepartment = department\n[labels]\n甲 = First.\n",
    )];
    let reference = reference(&texts);
    let mut api = api();
    let applied = apply(&mut api, &reference);
    assert!(
        reference.entries.keys().all(|key| applied.used.contains(key)),
        "{applied:?}"
    );
    let get = api.endpoints.get(&id("demo.v1.user.get")).unwrap();
    let texts =
        |fields: &[crate::ir::Field]| -> Vec<String> { fields.iter().map(|field| field.words.text.clone()).collect() };
    assert_eq!(texts(&get.query), ["", "Id of the department."]);
    assert_eq!(texts(get.response.fields()), ["A user.", "A user.", ""]);
    let Type::Object(user) = &get.response.fields()[0].ty else {
        panic!()
    };
    let Type::Enum(kinds) = &user.fields[1].ty else {
        panic!()
    };
    assert_eq!(kinds.values[0].words.text, "First.");
    assert_eq!(
        user.fields[2].facts,
        [Fact::Values(vec![("0".to_owned(), "Off.".to_owned())])]
    );
    let create = api.endpoints.get(&id("demo.v1.user.create")).unwrap();
    assert_eq!(texts(create.body.fields()), ["Name."]);
    let missing: Vec<_> = applied
        .missing
        .iter()
        .map(|place| place.best_key().to_string())
        .collect();
    let mut missing_once = missing.clone();
    missing_once.sort();
    missing_once.dedup();
    let expected = [
        "demo.v1 [type user] kind",
        "demo.v1 [type user] kind/2",
        "demo.v1 [type user] state",
        "demo.v1 [user.create] .",
        "demo.v1 [user.get] .",
        "demo.v1 [user.get] resp.user_count",
    ];
    assert_eq!(missing_once, expected);
}

#[test]
fn facts_reach_the_field_and_one_that_the_page_states_is_told() {
    let texts = [(
        "demo/v1/words/a.words",
        "[user.get]\nfact query.page_size = range 1..500\nfact query.page_size = default 20\n\
         fact query.department_id = needed if page_size = 1\n",
    )];
    let mut api = api();
    let get = api.endpoints.get_mut(&id("demo.v1.user.get")).unwrap();
    get.query[0].default = Some("10".to_owned());
    let applied = apply(&mut api, &reference(&texts));
    assert_eq!(
        applied
            .stated
            .iter()
            .map(|(position, _)| position.line)
            .collect::<Vec<_>>(),
        [3]
    );
    let get = api.endpoints.get(&id("demo.v1.user.get")).unwrap();
    assert_eq!(get.query[0].constraints.maximum.as_deref(), Some("500"));
    assert_eq!(get.query[0].default.as_deref(), Some("10"));
    assert!(matches!(get.query[1].facts.as_slice(), [Fact::NeededIf(_)]));
}

#[test]
fn a_condition_is_values_of_a_field_or_a_phrase_and_no_mixture() {
    for (condition, is_read) in [
        ("type = chat, user", true),
        ("`type` is `chat` or missing", true),
        ("type = chat, or is missing", false),
        ("type = chat and id = 1", false),
    ] {
        let text = format!("[thing.do]\nfact body.id = needed if {condition}\n");
        let (_, errors) = Reference::parse(&[file("demo/v1/words/a.words", &text)]);
        assert_eq!(errors.is_empty(), is_read, "{condition}");
    }
}

#[test]
fn texts_out_of_form_are_found() {
    let long = format!("[user.get]\n. = {}.\n", "Gets ".repeat(20));
    let texts = [
        ("demo/v1/words/a.words", long.as_str()),
        (
            "demo/v1/words/b.words",
            "[glossary]\na = 中文。\nb = Fine `中文`.\nc = Certain. ?not settled\n",
        ),
    ];
    let faults = style(&reference(&texts));
    let told: Vec<_> = faults
        .iter()
        .map(|fault| (fault.position.line, fault.is_question))
        .collect();
    assert_eq!(told, [(2, false), (2, false), (2, false), (4, true)]);
    assert!(faults[0].message.contains("90 are the most"), "{faults:?}");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_line_by_line(lines in prop::collection::vec("[\\[\\]a-c .=/>`<?*%,-]{0,20}|fact a = [a-z .0-9]{0,12}|note = .*", 0..12)) {
        let text = lines.join("\n");
        let (reference, errors) = Reference::parse(&[file("a/b/words/c.words", &text)]);
        prop_assert!(errors.iter().all(|error| (1..=text.lines().count()).contains(&error.line)));
        for key in reference.entries.keys() {
            prop_assert_eq!(Section::parse(&key.section.to_string()), Some(key.section.clone()));
        }
        let facts = reference.entries.values().flat_map(|entry| &entry.facts);
        for (stated, _) in facts {
            prop_assert_eq!(Stated::parse(&stated.to_string()), Some(stated.clone()));
        }
        // Whatever they say, it can be put on a schema.
        let used = apply(&mut api(), &reference).used;
        prop_assert!(used.iter().all(|key| reference.entries.contains_key(key)));
        prop_assert!(style(&reference).iter().all(|fault| fault.position.line > 0));
    }
}

#[test]
fn a_label_with_an_equals_sign_can_be_a_key() {
    let mut get = endpoint("demo.v1.user.get");
    get.query = vec![field("kind", set(EnumBase::Int, &[("1", "一 = 二")]))];
    let mut api = Api {
        endpoints: [(get.id.clone(), get)].into(),
        ..Api::default()
    };
    let reference = reference(&[("words/labels.words", "[labels]\n一 %3d; 二 = First is second.\n")]);
    apply(&mut api, &reference);
    let get = api.endpoints.get(&id("demo.v1.user.get")).unwrap();
    let Type::Enum(kind) = &get.query[0].ty else { panic!() };
    assert_eq!(kind.values[0].words.text, "First is second.");
}
