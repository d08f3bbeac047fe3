//! Going through pages, also where the server counts badly.

use feishu_openapi_runtime::spec::{self, Method, Pagination, PaginationStyle, Spec};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Cursor, Endpoint, Error, Paged, PagedList, Request};
use futures_util::{StreamExt, TryStreamExt};

use crate::endpoints::demo::v1::node::{self, Node};
use crate::server::{Recorded, Response, Server};

/// A server whose response depends on a parameter of the query.
async fn serve(
    parameter: &'static str,
    respond: impl Fn(&str) -> Response + Send + Sync + 'static,
) -> (Server, Client) {
    let server = Server::start(move |request| respond(&value(request, parameter))).await;
    let client = Client::builder("cli_test", "secret")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    (server, client)
}

pub fn value(request: &Recorded, parameter: &str) -> String {
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    let pair = query
        .split('&')
        .find_map(|pair| pair.strip_prefix(parameter)?.strip_prefix('='));
    pair.unwrap_or_default().to_owned()
}

fn page(ids: &[&str], rest: &str) -> Response {
    let items: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}"}}"#)).collect();
    Response::json(format!(
        r#"{{"code":0,"data":{{"items":[{}]{rest}}}}}"#,
        items.join(",")
    ))
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

fn ids(items: Vec<Node>) -> String {
    items.into_iter().map(|item| item.id.unwrap()).collect()
}

#[tokio::test]
async fn items_of_all_pages_come_in_order_and_empty_pages_are_no_end() {
    let (server, client) = serve("page_token", |token| match token {
        "" => page(&["a", "b"], r#","has_more":true,"page_token":"1""#),
        "1" => page(&[], r#","has_more":true,"page_token":"2""#),
        "2" => page(&["c"], r#","has_more":false,"page_token":"3""#),
        other => panic!("{other}"),
    })
    .await;
    assert_eq!(ids(list().items(&client).try_collect().await.unwrap()), "abc");
    assert_eq!(server.requests().len(), 3);
    assert_eq!(list().pages(&client).count().await, 3);
}

#[tokio::test]
async fn an_empty_or_absent_token_or_zero_is_the_end_whatever_has_more_says() {
    for rest in [
        r#","has_more":true,"page_token":"""#,
        r#","has_more":true"#,
        r#","page_token":null"#,
        // An integer has no other way to be empty.
        r#","page_token":0"#,
        r#","has_more":true,"page_token":"0""#,
        r#","page_token":-1"#,
        "",
    ] {
        let (_server, client) = serve("page_token", move |_| page(&["a"], rest)).await;
        assert_eq!(ids(list().items(&client).try_collect().await.unwrap()), "a", "{rest}");
    }
}

#[tokio::test]
async fn a_token_without_has_more_goes_on() {
    let (_server, client) = serve("page_token", |token| match token {
        "" => page(&["a"], r#","page_token":"1""#),
        _ => page(&["b"], ""),
    })
    .await;
    assert_eq!(ids(list().items(&client).try_collect().await.unwrap()), "ab");
}

#[tokio::test]
async fn pages_are_called_for_when_they_are_wanted() {
    let (server, client) = serve("page_token", |_| {
        page(&["a", "b"], r#","has_more":true,"page_token":"1""#)
    })
    .await;
    let mut items = list().items(&client);
    assert_eq!(server.requests().len(), 0);
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_token_that_comes_again_is_an_error_after_its_page() {
    let (server, client) = serve("page_token", |token| match token {
        "" => page(&["a"], r#","has_more":true,"page_token":"1""#),
        "1" => page(&["b"], r#","has_more":true,"page_token":"2""#),
        _ => page(&["c"], r#","has_more":true,"page_token":"1""#),
    })
    .await;
    let items: Vec<_> = list().items(&client).collect().await;
    assert_eq!(items.len(), 4);
    assert!(matches!(&items[3], Err(Error::Paging(error)) if error.cursor.as_str() == Some("1")));
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn after_an_error_the_stream_ends_and_can_be_taken_up_again() {
    let (_server, client) = serve("page_token", |token| match token {
        "" => page(&["a"], r#","has_more":true,"page_token":"1""#),
        _ => Response::error(400, r#"{"code":7,"msg":"no"}"#),
    })
    .await;
    let mut items = list().items(&client);
    assert_eq!(items.next().await.unwrap().unwrap().id.as_deref(), Some("a"));
    assert_eq!(items.next().await.unwrap().unwrap_err().code(), Some(7));
    assert!(items.next().await.is_none());
    let point = items.resume_point().unwrap();
    assert_eq!(point.to_string(), "0/0:1");

    let (server, client) = serve("page_token", |_| page(&["b"], "")).await;
    let resumed = list().items(&client).resume(&point).unwrap();
    assert_eq!(ids(resumed.try_collect().await.unwrap()), "b");
    assert_eq!(value(&server.only_request(), "page_token"), "1");
}

#[tokio::test]
async fn offsets_are_counted_until_a_page_is_empty() {
    let (server, client) = serve("offset", |offset| match offset {
        "" => page(&["a", "b"], ""),
        "2" => page(&["c"], ""),
        _ => page(&[], ""),
    })
    .await;
    assert_eq!(
        ids(client.items(&node::Slice::default()).try_collect().await.unwrap()),
        "abc"
    );
    assert_eq!(server.requests().len(), 3);
    let pages = client.pages(&node::Slice { offset: Some(2) });
    assert_eq!(pages.cursor(), Some(Cursor::of(&2)));
    assert_eq!(pages.count().await, 2);
}

/// Asks for pages by number, in the body.
#[derive(Clone, Debug, Default)]
pub struct Numbered {
    page: Option<i64>,
}

impl Endpoint for Numbered {
    type Output = node::Page;

    const SPEC: Spec = Spec {
        id: "demo.v1.node.numbered",
        method: Method::Post,
        pagination: Some(Pagination {
            style: PaginationStyle::PageNumber,
            cursor_is_number: true,
            request_cursor: "page",
            cursor_in_body: true,
            request_size: None,
            response_cursor: None,
            has_more: Some("has_more"),
            items: Some("items"),
        }),
        response: spec::Response::Envelope { message_key: "msg" },
        ..node::Flat::SPEC
    };

    fn encode(&self, request: &mut Request) {
        request.json().field("page", &self.page);
    }
}

impl Paged for Numbered {}

impl PagedList for Numbered {
    type Item = Node;

    fn items(page: &mut node::Page) -> &mut Vec<Node> {
        &mut page.items
    }
}

#[tokio::test]
async fn pages_are_numbered_from_one_also_in_a_body() {
    let server = Server::start(|request| match request.text() {
        "{}" => page(&["a"], r#","has_more":true"#),
        r#"{"page":2}"# => page(&[], r#","has_more":true"#),
        r#"{"page":3}"# => page(&["b"], r#","has_more":false"#),
        _ => Response::error(400, r#"{"code":1,"msg":"no such page"}"#),
    })
    .await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    let items = client.items(&Numbered::default()).try_collect().await.unwrap();
    assert_eq!(ids(items), "ab");
}

#[tokio::test]
async fn a_raw_list_goes_through_its_pages() {
    let (server, client) = serve("page_token", |token| match token {
        "" => page(&["a", "b"], r#","has_more":true,"page_token":"p2""#),
        _ => page(&["c"], r#","has_more":false"#),
    })
    .await;
    let list = client
        .raw(Method::Get, "/open-apis/demo/v1/raw")
        .query("parent", "root")
        .items();
    let items: Vec<Json> = list.try_collect().await.unwrap();
    assert_eq!(
        items.iter().filter_map(|item| item["id"].as_str()).collect::<String>(),
        "abc"
    );
    let second = server.requests().pop().unwrap();
    assert_eq!(second.target, "/open-apis/demo/v1/raw?parent=root&page_token=p2");
}
