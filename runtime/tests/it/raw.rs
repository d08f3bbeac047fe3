//! Calls that are put together by hand.

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use futures_util::StreamExt;
use serde_json::json;

use crate::server::{Response, Server};

async fn client(server: &Server) -> Client {
    Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t")
}

#[tokio::test]
async fn a_raw_call_is_a_call_like_any_other() {
    let server = Server::always(Response::json(r#"{"code":0,"data":{"name":"n"}}"#)).await;
    let client = client(&server).await;
    let data: Json = client
        .raw(Method::Patch, "/open-apis/x/v1/things/:id/parts?fixed=1")
        .path("id", "a/b")
        .query("kinds", &vec!["x".to_owned(), "y".to_owned()])
        .header("X-Demo", "1")
        .json(&json!({ "a": 1 }))
        .send()
        .await
        .unwrap();
    assert_eq!(data, json!({ "name": "n" }));
    let sent = server.only_request();
    assert_eq!((sent.method.as_str(), sent.text()), ("PATCH", r#"{"a":1}"#));
    assert_eq!(
        sent.target,
        "/open-apis/x/v1/things/a%2Fb/parts?fixed=1&kinds=x&kinds=y"
    );
    assert_eq!(
        (sent.header("authorization"), sent.header("x-demo")),
        (Some("Bearer t"), Some("1"))
    );
}

#[tokio::test]
async fn a_response_without_data_is_read_itself() {
    let server = Server::always(Response::json(r#"{"code":0,"msg":"ok","bot":{"a":1}}"#)).await;
    let read: Json = client(&server)
        .await
        .raw(Method::Get, "/open-apis/bot/v3/info")
        .send()
        .await
        .unwrap();
    assert_eq!(read, json!({ "bot": { "a": 1 } }));
}

#[tokio::test]
async fn a_raw_list_begins_at_the_page_that_it_names() {
    let server = Server::start(|request| match request.target.contains("page_token=2") {
        true => Response::json(r#"{"code":0,"data":{"items":["b"],"has_more":true,"page_token":"3"}}"#),
        false => Response::json(r#"{"code":0,"data":{"items":["c"],"has_more":false}}"#),
    })
    .await;
    let list = client(&server).await.raw(Method::Get, "/open-apis/x/v1/things");
    let mut items = list.query("page_token", "2").query("kind", "a&b").items();
    assert_eq!(items.resume_point().unwrap().to_string(), "0/0:2");
    let found: Vec<Json> = items.by_ref().map(Result::unwrap).collect().await;
    assert_eq!((found, items.resume_point()), (vec![json!("b"), json!("c")], None));
    let asked: Vec<String> = server.requests().into_iter().map(|request| request.target).collect();
    let address = |query| format!("/open-apis/x/v1/things?{query}");
    let queries = ["page_token=2&kind=a%26b", "kind=a%26b&page_token=3"];
    assert_eq!(asked, queries.map(address));
}

#[tokio::test]
async fn errors_of_raw_calls_are_typed() {
    let server = Server::always(Response::error(400, r#"{"code":7,"msg":"no"}"#)).await;
    let client = client(&server).await;
    assert_eq!(
        client.raw(Method::Get, "/x").send::<Json>().await.unwrap_err().code(),
        Some(7)
    );
    assert_eq!(
        client.raw(Method::Get, "/x").download().await.unwrap_err().code(),
        Some(7)
    );
    let error = client.raw(Method::Get, "/x/:id").send::<Json>().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "raw: the path `/x/:id` has a parameter that is not filled"
    );
}
