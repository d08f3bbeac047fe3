//! Tasks of the server that are followed to their end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, Options, OrMissing, Retry, TaskError};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

async fn serve(totals: &'static [&'static str]) -> (Server, Client) {
    let asked = AtomicUsize::new(0);
    let server = Server::start(move |_| Response::json(totals[asked.fetch_add(1, Ordering::Relaxed)])).await;
    let options = Options::new().retry(Retry::NEVER);
    let builder = Client::builder("cli_test", "secret")
        .base_url(server.url())
        .options(options);
    (server, builder.build().unwrap().with_token("t-test"))
}

/// The total, once there is one that is not 0. A negative one is the end of a task that failed.
fn total(page: node::Page) -> feishu_openapi_runtime::Result<Option<i64>> {
    match page.total.or_missing("total")? {
        0 => Ok(None),
        failed @ ..0 => Err(TaskError::new("demo.v1.node.list", failed, "no room").into()),
        total => Ok(Some(total)),
    }
}

fn request() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

const BUSY: &str = r#"{"code":0,"data":{"total":0}}"#;

#[tokio::test]
async fn it_asks_until_the_task_has_ended() {
    let (server, client) = serve(&[BUSY, BUSY, r#"{"code":0,"data":{"total":7}}"#]).await;
    assert_eq!(client.poll(&request(), total).await.unwrap(), 7);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn it_ends_where_the_task_fails_and_where_a_call_fails() {
    let (server, client) = serve(&[BUSY, r#"{"code":0,"data":{"total":-3}}"#]).await;
    let error = client.poll(&request(), total).await.unwrap_err();
    assert!(matches!(&error, Error::Task(error) if error.status == -3), "{error:?}");
    assert_eq!(
        error.to_string(),
        "demo.v1.node.list: the task ended with status -3: no room"
    );
    assert_eq!(server.requests().len(), 2);

    let (server, client) = serve(&[BUSY, r#"{"code":99,"msg":"no"}"#]).await;
    assert_eq!(client.poll(&request(), total).await.unwrap_err().code(), Some(99));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_timeout_around_it_ends_it() {
    let (server, client) = serve(&[BUSY; 9]).await;
    let (request, pause) = (request(), Duration::from_millis(1200));
    let polled = tokio::time::timeout(pause, client.poll(&request, total));
    assert!(polled.await.is_err());
    assert!(server.requests().len() < 4);
}
