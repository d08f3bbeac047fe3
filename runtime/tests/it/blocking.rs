//! The client for programs that are not asynchronous.

use feishu_openapi_runtime::{Options, blocking};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server on a thread of its own, and a client of it.
fn client(response: Response) -> (tokio::runtime::Runtime, blocking::Client) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::always(response));
    let client = feishu_openapi_runtime::Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap();
    (runtime, blocking::Client::new(client.with_token("t")).unwrap())
}

#[test]
fn calls_pages_and_files_are_waited_for() {
    let (_runtime, client) = client(Response::json(r#"{"code":0,"data":{"items":[{"id":"a"},{"id":"b"}]}}"#));
    let list = node::List {
        parent: "root".into(),
        ..node::List::default()
    };
    assert_eq!(client.send(&list).unwrap().items.len(), 2);
    let ids: Vec<_> = client
        .items(list.clone())
        .map(|item| item.unwrap().id.unwrap())
        .collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        client.derive(|client| client.with(Options::new())).pages(list).count(),
        1
    );
}

#[test]
fn a_file_is_waited_for() {
    let (_runtime, client) = client(Response::new(
        200,
        &[("content-disposition", "attachment; filename=f")],
        "bytes",
    ));
    let fetch = node::Fetch { id: "x".into() };
    let download = client.download(&fetch).unwrap();
    assert_eq!(download.get_ref().file_name().as_deref(), Some("f"));
    assert_eq!(download.bytes(10).unwrap(), "bytes");
    let pieces: usize = client.download(&fetch).unwrap().map(|piece| piece.unwrap().len()).sum();
    assert_eq!(pieces, 5);
}

#[tokio::test]
async fn inside_of_an_asynchronous_program_a_call_is_an_error() {
    let client = feishu_openapi_runtime::Client::builder("a", "s")
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap();
    let client = blocking::Client::new(client.with_token("t")).unwrap();
    let error = client.send(&node::Bare).unwrap_err();
    assert!(
        error.to_string().contains("inside of an asynchronous program"),
        "{error}"
    );
}
