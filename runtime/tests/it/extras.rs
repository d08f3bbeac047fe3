//! Parameters that no page has, beside those of a request.

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::{Client, ConfigError, Error, File, Options, Retry, wire};
use futures_util::StreamExt;
use serde_json::json;

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

async fn serve(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> (Server, Client) {
    let server = Server::start(respond).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    (server, client.with_token("t"))
}

async fn always(body: &'static str) -> (Server, Client) {
    serve(move |_| Response::json(body)).await
}

fn upload() -> node::Upload {
    node::Upload {
        file_name: "a".into(),
        size: 1,
        kind: "doc".into(),
        extra: None,
        file: File::bytes("a.txt", "content"),
        cover: None,
    }
}

#[tokio::test]
async fn they_stand_beside_those_of_a_request_and_in_place_of_the_same_name() {
    let (server, client) = always("{}").await;
    let request = user::delete("ou_1")
        .user_id_type("open_id")
        .docs_acceptor_user_id("ou_2");
    let extended = client
        .extra_query("user_id_type", "new_id")
        .extra_query("flags", ["a b", "c"])
        .extra_query("deep", json!({"n": 1}))
        .extra_body("docs_acceptor_user_id", json!({"id": "ou_3"}))
        .extra_body("keep", 18_446_744_073_709_551_615_u64)
        .extra_header("X-Trace", "t 1")
        .extra_query("count", 1)
        .extra_query("count", 2);
    request.send(&extended).await.unwrap();
    request.send(&client).await.unwrap();

    let sent = server.requests();
    let query = "user_id_type=new_id&flags=a%20b&flags=c&deep=%7B%22n%22%3A1%7D&count=2";
    assert_eq!(sent[0].target, format!("/open-apis/contact/v3/users/ou_1?{query}"));
    assert_eq!(
        sent[0].text(),
        r#"{"docs_acceptor_user_id":{"id":"ou_3"},"keep":18446744073709551615}"#
    );
    assert_eq!(sent[0].header("x-trace"), Some("t 1"));
    assert_eq!(sent[1].target, "/open-apis/contact/v3/users/ou_1?user_id_type=open_id");
    assert_eq!(sent[1].header("x-trace"), None);
}

#[tokio::test]
async fn a_query_that_stands_in_the_path_is_replaced_and_every_page_has_them() {
    let (server, client) = serve(|request| {
        Response::json(match request.target.contains("page_token") {
            false => r#"{"data":{"items":[{"id":"a"}],"page_token":"p","has_more":true}}"#,
            true => r#"{"data":{"items":[{"id":"b"}],"has_more":false}}"#,
        })
    })
    .await;
    let list = node::List {
        parent: "root".into(),
        trace: Some("own".into()),
        ..node::List::default()
    };
    let client = client.extra_query("depth", 9).extra_header("x-demo-trace", "extra");
    assert_eq!(list.items(&client).count().await, 2);
    assert_eq!(list.pages(&client).count().await, 2);
    for (sent, query) in server
        .requests()
        .iter()
        .zip(["depth=9", "page_token=p&depth=9"].iter().cycle())
    {
        assert_eq!(sent.target, format!("/open-apis/demo/v1/nodes/root/children?{query}"));
        assert_eq!(sent.header("x-demo-trace"), Some("extra"));
    }
}

#[tokio::test]
async fn forms_have_them_as_text_and_what_has_no_body_gets_one() {
    let (server, client) = always("{}").await;
    let client = client.extra_body("size", 7).extra_body("more", json!({"n": [1]}));
    client.send(&upload()).await.unwrap();
    client
        .send(&node::Form {
            grant: "g".into(),
            scopes: vec![],
        })
        .await
        .unwrap();
    client.send(&node::Flat).await.unwrap();

    let [multipart, form, none] = server.requests().try_into().unwrap();
    let parts: Vec<_> = multipart
        .text()
        .split("form-data; name=\"")
        .skip(1)
        .map(|part| part.split('"').next().unwrap())
        .collect();
    assert_eq!(parts.iter().filter(|name| **name == "size").count(), 1);
    assert_eq!(parts.last(), Some(&"file"), "files come last: {parts:?}");
    assert!(multipart.text().contains("\r\n\r\n{\"n\":[1]}\r\n"));
    assert_eq!(form.text(), "grant=g&size=7&more=%7B%22n%22%3A%5B1%5D%7D");
    assert_eq!(none.text(), r#"{"size":7,"more":{"n":[1]}}"#);
    assert_eq!(none.header("content-type"), Some("application/json; charset=utf-8"));
}

#[tokio::test]
async fn files_events_and_calls_by_hand_have_them() {
    let (server, client) = always(r#"{"id":"a"}"#).await;
    let client = client.extra_query("x", "y");
    let file = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
    assert_eq!(file.bytes(100).await.unwrap(), r#"{"id":"a"}"#);
    assert_eq!(client.events(&node::Watch).await.unwrap().count().await, 1);
    let raw = client.raw(Method::Get, "/open-apis/demo/v1/raw").query("x", "z");
    let _: wire::Json = raw.send().await.unwrap();
    let sent = server.requests();
    assert_eq!(sent.len(), 3);
    assert!(sent.iter().all(|sent| sent.target.ends_with("?x=y")), "{sent:?}");
}

#[tokio::test]
async fn what_cannot_be_sent_ends_the_call() {
    let (server, client) = always("{}").await;
    for (client, name) in [
        (client.extra_header("Authorization", "Bearer hush"), "authorization"),
        (client.extra_header("content-length", 1), "content-length"),
        (client.extra_header("host", "elsewhere"), "host"),
        (client.extra_header("a b", 1), "a b"),
        (client.extra_header("x-a", "a\nb"), "x-a"),
        (client.extra_query("x", None::<&str>), "x"),
        (
            client.extra_body("x", std::collections::HashMap::from([((1, 2), 3)])),
            "x",
        ),
    ] {
        let Error::Config(error) = client.send(&node::Flat).await.unwrap_err() else {
            panic!("{name}")
        };
        assert!(
            matches!(&*error, ConfigError::InvalidParameter { operation: "demo.v1.node.flat", name: found, .. } if *found == name),
            "{error:?}"
        );
        assert!(!format!("{error} {error:?} {client:?}").contains("hush"));
    }
    let list = node::Create::default();
    let error = client.extra_body("x", 1).send(&list).await.unwrap_err();
    assert!(error.to_string().contains("no JSON object"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn they_make_a_write_no_safer_to_repeat_unless_they_are_its_key() {
    let (server, client) = serve(|_| Response::new(502, &[], "")).await;
    let once = Retry {
        attempts: 2,
        ..Retry::default()
    };
    let client = client.with(Options::new().retry(once));
    let with_key = node::Create {
        uuid: Some("k".into()),
        ..node::Create::default()
    };
    for (client, request, attempts) in [
        (client.extra_query("x", "y"), node::Create::default(), 1),
        (client.extra_query("x", "y"), with_key.clone(), 2),
        (client.extra_query("uuid", "k"), node::Create::default(), 2),
        (client.extra_query("uuid", ""), with_key, 1),
    ] {
        let before = server.requests().len();
        client.send(&request).await.unwrap_err();
        assert_eq!(server.requests().len() - before, attempts, "{client:?}");
    }
}
