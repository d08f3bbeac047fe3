//! Readings of an operation that know different things.

use super::*;
use crate::ir::builders::*;
use crate::ir::{Body, EnumBase, ErrorEntry, Field, Presence, Since, Source, Type};

fn reading(fields: Vec<Field>) -> Endpoint {
    Endpoint {
        body: json_body(fields),
        ..endpoint("demo.v1.thing.create")
    }
}

fn scope(history: bool) -> Scope {
    Scope {
        name: "demo:thing".to_owned(),
        label: "Things".to_owned(),
        history,
        ..Scope::default()
    }
}

fn kind() -> Field {
    required("kind", set(EnumBase::String, &[("a", "A"), ("b", "B")]))
}

fn facts(kept: &[Kept]) -> Vec<Fact> {
    kept.iter().map(|kept| kept.fact).collect()
}

#[test]
fn an_id_of_the_explorer_stays_and_a_newer_one_counts() {
    let known = Endpoint {
        id_documented: true,
        ..reading(Vec::new())
    };
    let mut page = Endpoint {
        id_documented: false,
        ..endpoint("demo.v1.things.post")
    };
    assert_eq!(facts(&keep(&mut page, &known, true)), [Fact::Id]);
    assert_eq!((&page.id, page.id_documented), (&known.id, true));
    let mut newer = Endpoint {
        id_documented: true,
        ..endpoint("demo.v2.thing.create")
    };
    assert_eq!(keep(&mut newer, &known, true), []);
    assert_eq!(newer.id.version, "v2");
}

#[test]
fn flags_stay_unless_the_page_shows_flags() {
    let known = Endpoint {
        scopes: vec![scope(true)],
        ..reading(Vec::new())
    };
    let mut page = Endpoint {
        scopes: vec![scope(false)],
        ..known.clone()
    };
    let mut with_flags = page.clone();
    with_flags.scopes.push(Scope {
        name: "demo:all".to_owned(),
        ..scope(true)
    });
    assert!(facts(&keep(&mut page, &known, true)).contains(&Fact::Scope));
    assert_eq!(page.scopes, known.scopes);
    let before = with_flags.scopes.clone();
    keep(&mut with_flags, &known, true);
    assert_eq!(with_flags.scopes, before);
}

#[test]
fn values_stay_that_the_text_still_names() {
    let known = reading(vec![kind()]);
    let text = |text: &str| {
        reading(vec![Field {
            text: text.to_owned(),
            ..required("kind", Type::String)
        }])
    };
    let mut page = text("a one, b another");
    assert!(facts(&keep(&mut page, &known, true)).contains(&Fact::Values));
    assert_eq!(page.body.fields()[0].ty, known.body.fields()[0].ty);
    let mut page = text("a one, b another");
    assert!(facts(&refresh(&mut page, &known, true)).contains(&Fact::Values));
    assert_eq!(page.body.fields()[0].ty, known.body.fields()[0].ty);
    for act in [keep, refresh] {
        let mut page = text("any text");
        act(&mut page, &known, true);
        assert_eq!(page.body.fields()[0].ty, Type::String);
    }
}

#[test]
fn a_page_that_is_read_anew_keeps_what_it_does_not_show_and_its_own_sets() {
    let set = |keys: &[(&str, &str)]| Field {
        text: "a one, b another".to_owned(),
        ..required("kind", set(EnumBase::String, keys))
    };
    let mut sized = field("size", Type::Int);
    sized.constraints.maximum = Some("9".to_owned());
    sized.example = Some("3".to_owned());
    let error = ErrorEntry {
        code: 7,
        ..ErrorEntry::default()
    };
    let known = Endpoint {
        errors: vec![error],
        ..reading(vec![set(&[("a", "A"), ("b", "B")]), sized.clone()])
    };
    let mut page = reading(vec![set(&[("a", "A")]), field("size", Type::Int)]);
    assert_eq!(facts(&refresh(&mut page, &known, true)), [Fact::Error, Fact::Detail]);
    assert_eq!(page.errors, known.errors);
    assert_eq!(page.body.fields(), [set(&[("a", "A")]), sized]);
}

#[test]
fn a_label_that_says_so_is_no_flag() {
    let known = Endpoint {
        scopes: vec![Scope {
            label: "Things（历史版本）".to_owned(),
            offline: true,
            ..scope(true)
        }],
        ..reading(Vec::new())
    };
    let mut page = known.clone();
    page.scopes[0].offline = false;
    assert_eq!(facts(&keep(&mut page, &known, true)), [Fact::Scope]);
    assert_eq!(page.scopes, known.scopes);
}

#[test]
fn depths_stay_where_the_page_shows_none_and_its_facts_count() {
    let inner = |presence: fn(&str, Type) -> Field| presence("id", Type::String);
    let known = reading(vec![field("owner", object("owner", vec![inner(field)]))]);
    let flat = reading(vec![field("owner", Type::AnyObject), inner(required)]);
    let deep = reading(vec![field("owner", object("owner", vec![inner(required)]))]);
    let mut page = flat.clone();
    assert!(facts(&keep(&mut page, &known, false)).contains(&Fact::Depths));
    assert_eq!(page.body, deep.body);
    let mut page = flat;
    assert!(!facts(&keep(&mut page, &known, true)).contains(&Fact::Depths));
}

#[test]
fn two_readings_of_one_page_give_one_thing_in_either_order() {
    let one = Endpoint {
        id_documented: true,
        scopes: vec![scope(true)],
        ..reading(vec![kind(), field("size", Type::Int)])
    };
    let mut sized = field("size", Type::Int);
    sized.default = Some("1".to_owned());
    sized.constraints.maximum = Some("9".to_owned());
    let other = Endpoint {
        id: endpoint("demo.v1.things.post").id,
        id_documented: false,
        scopes: vec![scope(false)],
        ..reading(vec![required("kind", Type::String), sized])
    };
    let (mut first, mut second) = (one.clone(), other.clone());
    assert_eq!(facts(&fill(&mut first, &other, true)), [Fact::Default, Fact::Detail]);
    assert_eq!(
        facts(&fill(&mut second, &one, true)),
        [Fact::Id, Fact::Scope, Fact::Values]
    );
    assert_eq!(first, second);
    assert_eq!(fill(&mut first, &other, true), []);
}

#[test]
fn flags_of_the_scopes_of_a_field_stay_too() {
    let with = |history| {
        let scopes = vec![crate::ir::FieldScope {
            when: None,
            any_of: vec![scope(history)],
        }];
        reading(vec![Field {
            scopes,
            ..field("name", Type::String)
        }])
    };
    let mut page = with(false);
    assert!(facts(&keep(&mut page, &with(true), true)).contains(&Fact::Scope));
    assert_eq!(page.body, with(true).body);
    let mut anew = with(false);
    assert_eq!(facts(&refresh(&mut anew, &with(true), true)), [Fact::Scope]);
    assert_eq!(anew.body, with(true).body);
}

#[test]
fn what_a_newer_page_takes_away_stays_with_the_day_of_its_change() {
    let gone = |field: Field| Field {
        gone: Some(day()),
        ..field
    };
    let known = Endpoint {
        query: vec![field("lang", Type::String)],
        response: envelope(vec![field("items", list(object("item", vec![field("id", Type::Int)])))]),
        ..reading(vec![kind(), field("size", Type::Int)])
    };
    let mut page = Endpoint {
        body: json_body(vec![required("kind", set(EnumBase::String, &[("b", "B")]))]),
        response: envelope(vec![field("items", list(object("item", Vec::new())))]),
        source: newer(),
        ..endpoint("demo.v1.thing.create")
    };
    assert_eq!(facts(&hold(&mut page, &known)), [Fact::Gone; 4]);
    assert_eq!(page.query, [gone(field("lang", Type::String))]);
    assert_eq!(page.body.fields()[1], gone(field("size", Type::Int)));
    let Type::Enum(values) = &page.body.fields()[0].ty else {
        panic!("a set")
    };
    let values: Vec<_> = values
        .values
        .iter()
        .map(|value| (value.key.as_str(), value.gone))
        .collect();
    assert_eq!(values, [("b", None), ("a", Some(day()))]);
    // A later page that still lacks them moves no day; one that has them again has them.
    let mut later = page.clone();
    later.let_go();
    later.source.updated = Some(1_900_000_000_000);
    assert_eq!(hold(&mut later, &page), []);
    assert_eq!(later.body, page.body);
    let mut again = known.clone();
    again.source = newer();
    assert_eq!(hold(&mut again, &page), []);
    assert_eq!(again.body, known.body);
}

#[test]
fn a_body_a_set_and_a_requirement_that_are_lost_stay() {
    let known = reading(vec![required("name", Type::String), kind()]);
    let mut bare = Endpoint {
        source: newer(),
        ..endpoint("demo.v1.thing.create")
    };
    hold(&mut bare, &known);
    assert!(
        bare.body.fields().iter().all(|field| field.gone.is_some()),
        "{:?}",
        bare.body
    );
    bare.let_go();
    assert_eq!(bare.body, Body::None);
    let mut relaxed = Endpoint {
        source: newer(),
        ..reading(vec![field("name", Type::String), required("kind", Type::String)])
    };
    assert_eq!(facts(&hold(&mut relaxed, &known)), [Fact::Held, Fact::Gone, Fact::Gone]);
    let [name, kind] = relaxed.body.fields() else {
        panic!("two fields")
    };
    assert_eq!((name.presence, name.held), (Presence::Required, Some(day())));
    assert!(name.is_parameter() && !name.must_be_set());
    assert!(matches!(&kind.ty, Type::Enum(set) if set.values.len() == 2));
    let let_go = relaxed.let_go();
    assert_eq!(let_go[0].what, "body.name, optional on the page since 2026-05-24");
    assert_eq!(relaxed.body.fields()[1].ty, Type::String);
}

#[test]
fn a_page_that_is_read_anew_keeps_what_is_marked_and_loses_what_was_read_wrong() {
    let known = reading(vec![required("name", Type::String), kind(), field("size", Type::Int)]);
    let mut marked = Endpoint {
        source: newer(),
        ..reading(vec![field("name", Type::String), required("kind", Type::String)])
    };
    hold(&mut marked, &known);
    let mut page = marked.clone();
    page.let_go();
    assert_ne!(page.body, marked.body);
    assert_eq!(refresh(&mut page, &marked, true), []);
    assert_eq!(page.body, marked.body);
    let mut bare = endpoint("demo.v1.thing.create");
    refresh(&mut bare, &known, true);
    assert_eq!(bare.body, Body::None);
}

fn newer() -> Source {
    Source {
        updated: Some(1_779_580_800_000),
        ..Source::default()
    }
}

fn day() -> Since {
    Since::of(newer().updated)
}

#[test]
fn of_two_sets_of_values_the_one_that_has_the_other_fills_a_gap() {
    let more = required("kind", set(EnumBase::String, &[("a", "A"), ("b", "B"), ("c", "C")]));
    let (mut part, mut whole) = (reading(vec![kind()]), reading(vec![more]));
    let (first, second) = (part.clone(), whole.clone());
    assert_eq!(facts(&fill(&mut part, &second, true)), [Fact::Values]);
    assert_eq!(fill(&mut whole, &first, true), []);
    assert_eq!(part, whole);
}

#[test]
fn an_example_that_lost_its_tags_is_known_to_the_other_reading() {
    let with = |example: &str| {
        reading(vec![Field {
            example: Some(example.to_owned()),
            ..field("name", Type::String)
        }])
    };
    let (whole, lost, other) = (with("<b>a</b> c<br>"), with("ac"), with("<i>b</i> and more"));
    let mut page = lost.clone();
    assert_eq!(facts(&fill(&mut page, &whole, true)), [Fact::Detail]);
    assert_eq!(page, whole);
    assert_eq!(fill(&mut page, &lost, true), []);
    assert_eq!(fill(&mut page, &other, true), []);
}

#[test]
fn items_of_lists_are_known_to_the_reading_that_says_more() {
    let of = |item| reading(vec![field("values", list(list(item)))]);
    let (mut any, mut objects) = (of(Type::Any), of(Type::AnyObject));
    assert_eq!(facts(&fill(&mut any, &objects, true)), [Fact::Type]);
    assert_eq!(fill(&mut objects, &any, true), []);
}

#[test]
fn events_keep_flags_values_and_limits_as_endpoints_do() {
    let event = |history, fields| Event {
        scopes: vec![scope(history)],
        ..event("demo.v1.thing.created", fields)
    };
    let known = event(true, vec![kind()]);
    let mut same = event(false, vec![required("kind", Type::String)]);
    let told = Field {
        text: "a one, b another".to_owned(),
        ..required("kind", Type::String)
    };
    let mut newer = event(false, vec![told]);
    assert_eq!(facts(&fill_event(&mut same, &known)), [Fact::Scope, Fact::Values]);
    assert_eq!(same, known);
    assert_eq!(facts(&keep_event(&mut newer, &known)), [Fact::Scope, Fact::Values]);
    assert_eq!(newer.fields[0].ty, known.fields[0].ty);
}
