//! What fits where a request takes a value, and what becomes of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use feishu_openapi_runtime::wire::{self, Draft, Json, Map};
use feishu_openapi_runtime::{Cursor, Fits, spec};
use serde_json::json;

use crate::endpoints::contact::v3::user;

fn written<T>(value: impl Fits<T>) -> Json {
    let draft: Draft = Draft::<()>::new().field("value", value);
    let mut seen = Seen(Json::Null);
    draft.write(&mut seen);
    seen.0
}

struct Seen(Json);

impl wire::Sink for Seen {
    fn field<T: wire::Encode + ?Sized>(&mut self, _: &'static str, value: &T) {
        self.0 = serde_json::to_value(wire::Written(value)).unwrap();
    }
}

#[test]
fn texts_and_numbers_of_any_type_fit() {
    let text = String::from("x");
    for value in [
        written::<String>("x"),
        written::<String>(&text),
        written::<String>(text.clone()),
        written::<String>(Cow::Borrowed("x")),
    ] {
        assert_eq!(value, json!("x"));
    }
    let length: usize = 7;
    for value in [
        written::<i64>(7),
        written::<i64>(7u32),
        written::<i64>(length),
        written::<i64>(&length),
    ] {
        assert_eq!(value, json!(7));
    }
    assert_eq!(written::<i64>(u64::MAX), json!(u64::MAX));
    assert_eq!([written::<f64>(1), written::<f64>(0.5)], [json!(1), json!(0.5)]);
    assert_eq!(written::<bool>(true), json!(true));
}

#[test]
fn all_that_can_be_iterated_over_fits_a_list_or_a_map() {
    let words = vec!["a".to_owned(), "b".to_owned()];
    let slice: &[&str] = &["a", "b"];
    for value in [
        written::<Vec<String>>(["a", "b"]),
        written::<Vec<String>>(slice),
        written::<Vec<String>>(&words),
        written::<Vec<String>>(words.iter().map(String::as_str)),
        written::<Vec<String>>(words),
    ] {
        assert_eq!(value, json!(["a", "b"]));
    }
    let row: &[Json] = &[json!(1), json!("x")];
    assert_eq!(written::<Vec<Vec<Json>>>([row]), json!([[1, "x"]]));
    for value in [
        written::<Map<i64>>([("a", 1)]),
        written::<Map<i64>>(HashMap::from([("a".to_owned(), 1usize)])),
        written::<Map<i64>>(&BTreeMap::from([("a", 1)])),
    ] {
        assert_eq!(value, json!({ "a": 1 }));
    }
    assert_eq!(written::<Vec<String>>([""; 0]), json!([]));
}

#[test]
fn sets_of_values_take_documented_ones_and_what_stands_on_the_wire() {
    use user::UserIdType;
    for value in [
        written::<wire::Open<UserIdType>>(UserIdType::OpenId),
        written::<wire::Open<UserIdType>>("open_id"),
        written::<wire::Open<UserIdType>>("open_id".to_owned()),
        written::<wire::Open<UserIdType>>(&"open_id".to_owned()),
        written::<wire::Open<UserIdType>>(wire::Open::Known(UserIdType::OpenId)),
    ] {
        assert_eq!(value, json!("open_id"));
    }
}

#[test]
fn objects_stand_in_objects_and_in_lists() {
    let acceptor = || user::ResourceAcceptor::new().processing_type("1");
    let expected = json!({ "processing_type": "1" });
    assert_eq!(written::<user::ResourceAcceptor>(acceptor()), expected);
    assert_eq!(written::<Vec<user::ResourceAcceptor>>([acceptor()]), json!([expected]));
    assert_eq!(serde_json::to_value(wire::Written(&acceptor())).unwrap(), expected);
    assert_eq!(written::<Json>(wire::Written(&acceptor())), expected);
}

#[test]
fn a_stored_request_can_be_cloned_and_changed() {
    let first = user::delete("ou_1").docs_acceptor_user_id("a");
    let second = first.clone().docs_acceptor_user_id("b");
    assert_eq!(
        format!("{first:?} {second:?}"),
        r#"Delete { user_id: "ou_1", docs_acceptor_user_id: "a" } Delete { user_id: "ou_1", docs_acceptor_user_id: "b" }"#
    );
}

#[test]
fn a_cursor_may_stand_in_an_object() {
    let paged = |in_body| spec::Spec {
        pagination: Some(spec::Pagination {
            style: spec::PaginationStyle::Offset,
            request_cursor: "page.offset",
            cursor_in_body: in_body,
            request_size: None,
            response_cursor: None,
            has_more: None,
            items: None,
        }),
        ..spec::Spec::EMPTY
    };
    let spec = paged(true);
    let mut draft: Draft = Draft::json();
    assert_eq!(draft.cursor(&spec), Cursor::default());
    draft = draft.field::<Json, ()>("page", json!({ "size": 2, "offset": 4 }));
    assert_eq!(draft.cursor(&spec), Cursor::of(&4));
    draft.set_cursor::<i64>(&spec, &Cursor::of(&6));
    assert_eq!(format!("{draft:?}"), r#"Draft { page: {"size": 2, "offset": 6} }"#);
    draft.set_cursor::<i64>(&spec, &Cursor::of("no number"));
    assert_eq!(draft.cursor(&spec), Cursor::of(&6), "an int cannot hold that");
    let mut empty: Draft = Draft::new();
    empty.set_cursor::<i64>(&paged(false), &Cursor::of(&6));
    assert_eq!(format!("{empty:?}"), r#"Draft { page.offset: 6 }"#);
}
