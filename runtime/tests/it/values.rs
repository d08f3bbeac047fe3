//! Values that JSON readers stumble over: texts that are not Unicode, and numbers of many digits.

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::{self, Json};
use feishu_openapi_runtime::{Client, Result};
use futures_util::TryStreamExt;

use crate::endpoints::demo::v1::node::{self, Node};
use crate::server::{Response, Server};

async fn serve(body: impl AsRef<[u8]>) -> Client {
    let server = Server::always(Response::json(body)).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    client.with_token("t")
}

async fn items(items: impl AsRef<[u8]>) -> Result<Vec<Node>> {
    let body = [br#"{"code":0,"data":{"items":["#, items.as_ref(), b"]}}"].concat();
    let list = node::List {
        parent: "root".into(),
        ..node::List::default()
    };
    list.items(&serve(body).await).try_collect().await
}

async fn ids(json: impl AsRef<[u8]>) -> Vec<String> {
    items(json)
        .await
        .unwrap()
        .into_iter()
        .map(|node| node.id.unwrap())
        .collect()
}

#[tokio::test]
async fn a_text_that_is_not_unicode_costs_no_page() {
    let texts =
        br#"{"id":"a\ud83d"},{"id":"\ude00b"},{"id":"\ud83d\ud83d\ude00"},{"id":"\\ud83d"},{"id":"\ud83d\u0041"}"#;
    assert_eq!(
        ids(texts).await,
        ["a\u{fffd}", "\u{fffd}b", "\u{fffd}😀", "\\ud83d", "\u{fffd}A"]
    );
    assert_eq!(
        ids(b"{\"id\":\"a\xffb\"},{\"id\":\"\xe5\x90\"}").await,
        ["a\u{fffd}b", "\u{fffd}"]
    );
    // Also where it is a key, or in JSON of any shape.
    let found = items(b"{\"names\":{\"\xff\":\"x\"},\"extra\":[\"\\udead\"]}")
        .await
        .unwrap();
    assert_eq!(found[0].names.keys().collect::<Vec<_>>(), ["\u{fffd}"]);
    assert_eq!(found[0].extra, Some(Json::from(vec!["\u{fffd}"])));
    assert_eq!(wire::from_str::<String>(r#""\ud83d""#).unwrap(), "\u{fffd}");
}

#[tokio::test]
async fn a_number_for_a_text_keeps_its_digits() {
    let numbers =
        r#"{"id":123456789012345678901234567890},{"id":10.00},{"id" : -1.50E+3},{"id":7},{"id":18446744073709551616}"#;
    let expected = [
        "123456789012345678901234567890",
        "10.00",
        "-1.50E+3",
        "7",
        "18446744073709551616",
    ];
    assert_eq!(ids(numbers).await, expected);
    // What is no text stays what it is.
    let found = items(
        r#"{"tags":["x",1.0],"extra":{"tags":[1.0],"id":1.0},"score":1.0,"names":{"a":2.0,"b":"\\\"2.0,"},
        "kind":3.0,"id":"\" [1.0"}"#,
    );
    let found = found.await.unwrap().remove(0);
    assert_eq!(found.tags, ["x", "1.0"]);
    assert_eq!(found.extra, Some(serde_json::json!({"tags": [1.0], "id": 1.0})));
    assert_eq!((found.score, found.kind.unwrap().as_str()), (Some(1.0), "3.0"));
    assert_eq!(
        (found.names["a"].as_str(), found.names["b"].as_str()),
        ("2.0", "\\\"2.0,")
    );
    assert_eq!(wire::from_str::<String>("10.00").unwrap(), "10.00");
}

#[tokio::test]
async fn a_map_of_many_numbers_is_read_in_few_rounds() {
    let names: Vec<_> = (0..20_000).map(|n| format!(r#""{n}":{n}.50"#)).collect();
    let names = names.join(",");
    let item = format!(r#"{{"names":{{{names}}},"extra":{{"0":1.5}},"parent":{{"names":{{{names}}}}}}}"#);
    let found = items(item).await.unwrap().remove(0);
    for names in [&found.names, &found.parent.unwrap().names] {
        assert_eq!((names.len(), names["19999"].as_str()), (20_000, "19999.50"));
    }
    // What stands elsewhere stays what it is.
    assert_eq!(found.extra, Some(serde_json::json!({"0": 1.5})));
}

#[test]
fn a_map_of_maps_of_numbers_is_read_in_few_rounds() {
    let inner = |n: u32| format!(r#""{n}":{{"a{n}":{n}.50,"b{n}":1.0}}"#);
    let maps: Vec<_> = (0..1000).map(inner).collect();
    let read: wire::Map<wire::Map<String>> = wire::from_str(&format!("{{{}}}", maps.join(","))).unwrap();
    assert_eq!(read.len(), 1000);
    assert_eq!((&*read["999"]["a999"], &*read["999"]["b999"]), ("999.50", "1.0"));
}

#[tokio::test]
async fn an_integer_is_exact_or_does_not_fit() {
    let revision = async |json| items(json).await.unwrap()[0].revision;
    for (json, expected) in [
        (r#"{"revision":9007199254740993.0}"#, 9_007_199_254_740_993),
        (r#"{"revision":"9007199254740993.00"}"#, 9_007_199_254_740_993),
        (r#"{"revision":-9223372036854775808.0}"#, i64::MIN),
        (r#"{"revision":3.0}"#, 3),
    ] {
        assert_eq!(revision(json).await, Some(expected), "{json}");
    }
    for json in [
        r#"{"revision":9007199254740992.5}"#,
        r#"{"revision":9.3e15}"#,
        r#"{"revision":123456789012345678901234567890}"#,
        r#"{"revision":"1.5"}"#,
    ] {
        assert_eq!(revision(json).await, None, "{json}");
    }
}

#[tokio::test]
async fn both_at_once_are_read_in_raw_responses_too() {
    let client = serve(b"{\"code\":0,\"data\":{\"id\":1.0,\"tags\":[\"\\ud83d\"]}}").await;
    let node: Node = client.raw(Method::Get, "/open-apis/demo/v1/raw").send().await.unwrap();
    assert_eq!(
        (node.id.as_deref(), &node.tags[..]),
        (Some("1.0"), &["\u{fffd}".to_owned()][..])
    );
}
