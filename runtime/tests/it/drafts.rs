//! What fits where a request takes a value, and what becomes of it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use feishu_openapi_runtime::Fits;
use feishu_openapi_runtime::wire::{self, Draft, Json, Map};
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
    fn field<T: wire::Encode + ?Sized>(&mut self, _: &str, value: &T) {
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
    assert_eq!(
        [written::<bool>(true), written::<bool>(&true)],
        [json!(true), json!(true)]
    );
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
    let values: &[UserIdType] = &[UserIdType::OpenId];
    let open: &[wire::Open<UserIdType>] = &["open_id".into()];
    let texts: &[&str] = &["open_id"];
    let owned = vec!["open_id".to_owned()];
    for value in [
        written::<Vec<wire::Open<UserIdType>>>(values),
        written::<Vec<wire::Open<UserIdType>>>(open),
        written::<Vec<wire::Open<UserIdType>>>(texts),
        written::<Vec<wire::Open<UserIdType>>>(&owned),
        written::<Vec<wire::Open<UserIdType>>>([Cow::Borrowed("open_id")]),
    ] {
        assert_eq!(value, json!(["open_id"]));
    }
    use crate::endpoints::values::Status;
    let numbers: &[i64] = &[1];
    for value in [
        written::<Vec<wire::Open<Status>>>([1]),
        written::<Vec<wire::Open<Status>>>([1u8]),
        written::<Vec<wire::Open<Status>>>([1i64]),
        written::<Vec<wire::Open<Status>>>(&[1u32]),
        written::<Vec<wire::Open<Status>>>(numbers),
    ] {
        assert_eq!(value, json!([1]));
    }
}

#[test]
fn objects_stand_in_objects_and_in_lists() {
    let acceptor = || user::ResourceAcceptor::new().processing_type("1");
    let expected = json!({ "processing_type": "1" });
    assert_eq!(written::<user::ResourceAcceptor>(acceptor()), expected);
    assert_eq!(written::<Vec<user::ResourceAcceptor>>([acceptor()]), json!([expected]));
    let slice: &[user::ResourceAcceptor] = &[acceptor()];
    for value in [
        written::<Vec<user::ResourceAcceptor>>(slice.iter().cloned()),
        written::<Vec<user::ResourceAcceptor>>(slice.iter().map(wire::Verbatim::of)),
    ] {
        assert_eq!(value, json!([expected]));
    }
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
fn an_object_may_be_json_that_nobody_looks_into() {
    let json = json!({ "processing_type": "1", "new": [{ "a": null }], "empty": [] });
    let request = user::delete("ou_1").email_acceptor(wire::Verbatim::of(&json));
    assert_eq!(sent_acceptor(&request), json);
    let shown = format!("{:?}", wire::Verbatim::of(&json!({ "app_secret": "x", "a": 1 })));
    assert_eq!(shown, r#"Verbatim({"app_secret": …, "a": 1})"#);
}

fn sent_acceptor(request: &user::Delete) -> Json {
    let shown = format!("{request:?}");
    let (_, json) = shown.split_once("email_acceptor: ").unwrap();
    serde_json::from_str(json.trim_end_matches(" }")).unwrap_or_else(|_| panic!("{json}"))
}

#[tokio::test]
async fn what_is_no_object_fails_its_call() {
    let client = feishu_openapi_runtime::Client::builder("a", "s")
        .build()
        .unwrap()
        .with_token("t");
    for json in [json!([1]), json!("x"), json!(null)] {
        let request = user::delete("ou_1").email_acceptor(wire::Verbatim::of(&json));
        let error = request.send(&client).await.unwrap_err();
        assert!(matches!(error, feishu_openapi_runtime::Error::Config(_)), "{error:?}");
    }
    assert!(wire::to_string(&wire::Verbatim::of(&1)).is_err());
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::*;

    fn read(json: &Json) -> serde_json::Result<user::ResourceAcceptor> {
        serde_json::from_value(json.clone())
    }

    #[test]
    fn an_object_of_a_request_is_read_with_all_that_is_in_it() {
        let json = json!({ "new": { "b": 1, "a": [] }, "processing_type": "1", "acceptor_user_id": null });
        let read = read(&json).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), json);
        assert_eq!(sent_acceptor(&user::delete("ou_1").email_acceptor(read.clone())), json);
        assert!(
            format!("{read:?}").starts_with(r#"ResourceAcceptor { new: {"b": 1, "a": []}"#),
            "{read:?}"
        );
        let changed = read.processing_type("2");
        assert_eq!(
            serde_json::to_value(&changed).unwrap(),
            json!({ "processing_type": "2", "new": { "b": 1, "a": [] }, "acceptor_user_id": null })
        );
    }

    #[test]
    fn what_is_missing_of_an_object_is_named() {
        let error = read(&json!({ "acceptor_user_id": "ou_1" })).unwrap_err();
        assert_eq!(error.to_string(), "missing fields `processing_type`");
        assert!(read(&json!([])).is_err());
    }
}
