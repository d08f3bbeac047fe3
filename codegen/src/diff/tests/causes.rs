//! Of several changes at once, each item of the crate stands with the one that it changed because of.

use super::service::{self, Pages, pages};
use super::{Diff, Kind, Lock, changed, compare, side};
use crate::ir::builders::*;
use crate::ir::*;

/// The changes that have an item whose path ends like this, with their places.
fn causes<'d>(diff: &'d Diff, item: &str) -> Vec<(Kind, &'d str)> {
    let has = |change: &&super::super::Change| change.items.iter().any(|it| it.item.ends_with(item));
    let found = diff.changes.iter().filter(has);
    found.map(|change| (change.kind, change.place.as_str())).collect()
}

/// Adds an operation of another resource.
fn come(pages: &mut Pages, resource: &str, body: Vec<Field>, response: Vec<Field>) {
    let mut page = endpoint(&format!("demo.v1.{resource}.create"));
    page.method = Method::Post;
    page.path.template = format!("/open-apis/demo/v1/{resource}");
    page.body = json_body(body);
    page.response = envelope(response);
    pages.endpoints.push(page);
}

const COME: (Kind, &str) = (Kind::OperationAdded, "demo.v1.copy.create");

#[test]
fn another_order_brings_nothing() {
    let diff = changed(|pages| {
        let mut thing = Type::Any;
        pages.field("thing.get", "response.thing", |field| thing = field.ty.clone());
        service::inside(&mut thing).push(service::text("raw"));
        come(pages, "copy", vec![service::text("name")], vec![field("thing", thing)]);
        pages.fields("thing.get", "response.thing", |fields| fields.reverse());
    });
    let kinds: Vec<Kind> = diff.changes.iter().map(|change| change.kind).collect();
    assert_eq!(kinds, [Kind::OperationAdded, Kind::OrderChanged]);
    assert_eq!(causes(&diff, "::Thing::raw"), [COME], "{diff:#?}");
    assert_eq!(causes(&diff, "::copy::Thing"), [COME], "{diff:#?}");
}

#[test]
fn a_new_operation_brings_the_names_of_its_types_and_not_what_is_new_within_them() {
    let diff = changed(|pages| {
        for page in ["thing.paint", "other.save", "other.load"] {
            pages.fields(page, "body.style", |fields| fields.push(service::text("glyph")));
        }
        let style = pages.page("other.save").body.fields().to_vec();
        come(pages, "copy", style.clone(), Vec::new());
        come(pages, "print", style, Vec::new());
    });
    assert_eq!(causes(&diff, "::copy::Style"), [COME], "{diff:#?}");
    let other = (Kind::OperationAdded, "demo.v1.print.create");
    assert_eq!(causes(&diff, "::print::Style"), [other], "{diff:#?}");
    let glyph = (Kind::RequestFieldAdded, "demo.v1.other.load body.style.glyph");
    assert_eq!(causes(&diff, "::Style::glyph"), [glyph], "{diff:#?}");
}

#[test]
fn pages_come_with_what_leads_from_one_to_the_next() {
    let diff = changed(|pages| {
        pages.fields("other.load", "query", |fields| fields.push(service::text("page_token")));
        pages.fields("other.load", "body", |fields| fields.push(service::text("a_word")));
        pages.fields("other.load", "response", |fields| {
            *fields = vec![
                field("a_list", list(Type::String)),
                field("has_more", Type::Bool),
                service::text("page_token"),
            ];
        });
    });
    let cursor = [
        (Kind::RequestFieldAdded, "demo.v1.other.load query.page_token"),
        (Kind::ResponseFieldAdded, "demo.v1.other.load response.has_more"),
        (Kind::ResponseFieldAdded, "demo.v1.other.load response.page_token"),
    ];
    for method in ["Load::pages", "Load::items"] {
        assert_eq!(causes(&diff, method), cursor, "{diff:#?}");
    }
}

/// Two pages that list an error with other words bring one constant.
#[test]
fn what_two_changes_bring_stands_with_both() {
    let diff = changed(|pages| {
        pages.page("thing.get").errors.push(service::error(1009, "too late"));
        pages
            .page("thing.list")
            .errors
            .push(service::error(1009, "too late now"));
    });
    let error = |place| (Kind::ErrorAdded, place);
    let both = ["demo.v1.thing.get errors.1009", "demo.v1.thing.list errors.1009"].map(error);
    assert_eq!(causes(&diff, ""), both, "{diff:#?}");
}

#[test]
fn a_type_has_other_parameters_because_of_the_fields_that_these_tell_of() {
    let diff = changed(|pages| {
        pages.fields("thing.create", "body", |fields| fields.push(service::text("a_word")));
        pages.field("thing.create", "body.kind", |field| field.presence = Presence::Optional);
        pages.fields("thing.assign", "body", |fields| fields.push(service::text("a_word")));
        pages.field("thing.assign", "body.note", |field| field.presence = Presence::Required);
    });
    let optional = (Kind::RequiredToOptional, "demo.v1.thing.create body.kind");
    assert_eq!(causes(&diff, "::thing::Create"), [optional], "{diff:#?}");
    let required = (Kind::OptionalToRequired, "demo.v1.thing.assign body.note");
    assert_eq!(causes(&diff, "::thing::Assign"), [required], "{diff:#?}");
}

#[test]
fn whether_a_field_must_be_set_says_nothing_of_its_type() {
    let diff = changed(|pages| {
        pages.field("thing.create", "body.kind", |field| {
            (field.presence, field.ty) = (Presence::Optional, Type::Bool);
        });
    });
    let place = "demo.v1.thing.create body.kind";
    assert_eq!(
        causes(&diff, "::Create::kind"),
        [(Kind::RequestType, place)],
        "{diff:#?}"
    );
    assert_eq!(
        causes(&diff, "::thing::Create"),
        [(Kind::RequiredToOptional, place)],
        "{diff:#?}"
    );
}

/// A type that two pages share, with a field that only one of them has: where that page leaves the type, the field goes too.
#[test]
fn what_a_type_loses_as_it_falls_apart_is_no_change_of_names() {
    let with_note = |pages: &mut Pages| {
        pages.fields("thing.create", "response.thing", |fields| {
            fields.push(service::text("note"))
        });
    };
    let mut before = pages();
    with_note(&mut before);
    let before = side(before, &Lock::default());
    let mut now = pages();
    with_note(&mut now);
    now.page("thing.create").source.updated = Some(1);
    now.field("thing.create", "response.thing.name", |field| field.ty = Type::Bool);
    let diff = compare(&before, &side(now, before.published()));
    let [change] = diff.changes.as_slice() else {
        panic!("{diff:#?}")
    };
    assert_eq!(change.kind, Kind::ResponseType);
    let gone = change.items.iter().find(|item| item.item.ends_with("::Thing::note"));
    assert!(gone.is_some_and(|item| item.after.is_none()), "{change:#?}");
}
