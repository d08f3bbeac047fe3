//! One client that is called from several runtimes.

use std::time::Duration;

use feishu_openapi_runtime::{Client, Options, Retry};
use tokio::runtime::{Builder, Runtime};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server on a thread of its own, and a client of it that gives up soon.
fn serve() -> (Runtime, Client) {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::always(Response::json(r#"{"code":0,"id":"a"}"#)));
    let options = Options::new().retry(Retry::NEVER).timeout(Duration::from_secs(5));
    let builder = Client::builder("a", "s").base_url(server.url()).options(options);
    (runtime, builder.build().unwrap().with_token("t"))
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn call(runtime: &Runtime, client: &Client) {
    let node = runtime.block_on(client.send(&node::Flat)).unwrap();
    assert_eq!(node.id.as_deref(), Some("a"));
}

#[test]
fn a_runtime_that_is_not_polled_holds_up_no_call_of_another() {
    let (_server, client) = serve();
    let (still, other) = (runtime(), runtime());
    call(&still, &client);
    call(&other, &client);
    // Nor does it lose its own connections.
    call(&still, &client);
}
