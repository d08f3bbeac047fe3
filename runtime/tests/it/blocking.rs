//! The client for programs that are not asynchronous.

use std::time::Duration;

use feishu_openapi_runtime::{Options, Retry, blocking};

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
    let ids: Vec<_> = client.items(&list).map(|item| item.unwrap().id.unwrap()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        client.derive(|client| client.with(Options::new())).pages(&list).count(),
        1
    );
}

#[test]
fn a_parameter_that_no_page_has_is_sent() {
    let (runtime, client) = client(Response::json("{}"));
    let server = runtime.block_on(Server::always(Response::json("{}")));
    let other = feishu_openapi_runtime::Client::builder("a", "s").base_url(server.url());
    let other = other.build().unwrap().with_token("t").extra_query("x", "y");
    client.derive(|_| other).send(&node::Flat).unwrap();
    assert_eq!(server.only_request().target, "/open-apis/demo/v1/flat?x=y");
}

#[test]
fn a_list_is_gone_on_with_where_it_was_left() {
    let (_runtime, client) = client(Response::json(r#"{"code":0,"data":{"items":[{"id":"a"},{"id":"b"}]}}"#));
    let list = node::List {
        parent: "root".into(),
        ..node::List::default()
    };
    let mut items = client.items(&list);
    assert!(items.next().is_some());
    let point = items.get_ref().resume_point().unwrap();
    let rest = client.items(&list).resume(&point).unwrap();
    let ids: Vec<_> = rest.map(|item| item.unwrap().id.unwrap()).collect();
    assert_eq!(ids, ["b"]);
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

#[test]
fn threads_that_may_wait_can_call() {
    let (runtime, client) = client(Response::json(r#"{"code":0}"#));
    let call = {
        let client = client.clone();
        move || client.send(&node::Bare).map(|_| ())
    };
    {
        let _inside = runtime.enter();
        call().unwrap();
    }
    let single = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for runtime in [&runtime, &single] {
        let called = runtime.block_on(async { tokio::task::spawn_blocking(call.clone()).await });
        called.unwrap().unwrap();
    }
    let called = runtime.block_on(runtime.spawn(async move { tokio::task::block_in_place(call) }));
    called.unwrap().unwrap();
    // A call in a call: the thread waits already.
    client.call(async |_| client.send(&node::Bare)).unwrap();
}

/// A call that would hold up the task, which is refused.
fn refused() {
    let (elsewhere, client) = std::thread::spawn(|| client(Response::json(r#"{"code":0}"#)))
        .join()
        .unwrap();
    let error = client.send(&node::Bare).unwrap_err();
    assert!(error.to_string().contains("inside of an asynchronous task"), "{error}");
    let slice = node::Slice::default();
    assert_eq!(client.items(&slice).filter(|item| item.is_err()).count(), 1);
    elsewhere.shutdown_background();
}

#[test]
fn a_call_that_would_hold_up_a_task_is_an_error() {
    let single = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let several = tokio::runtime::Runtime::new().unwrap();
    for runtime in [&single, &several] {
        runtime.block_on(async { refused() });
        runtime.block_on(runtime.spawn(async { refused() })).unwrap();
        tokio::task::LocalSet::new().block_on(runtime, async { refused() });
        // The check takes nothing from the task.
        runtime.block_on(async {
            (0..10).for_each(|_| refused());
            assert!(tokio::task::coop::has_budget_remaining());
        });
    }
}

#[test]
fn an_iterator_ends_after_an_error() {
    let (_runtime, client) = client(Response::error(500, "{}"));
    let client = client.derive(|client| client.with(Options::new().retry(Retry::NEVER)));
    let mut items = client.items(&node::Slice::default());
    assert!(items.next().unwrap().is_err());
    assert!(items.next().is_none());
}

#[test]
fn a_call_in_a_call_wakes_both() {
    let (_runtime, client) = client(Response::json(r#"{"code":0}"#));
    let (first, is_first) = tokio::sync::oneshot::channel::<()>();
    let (second, is_second) = tokio::sync::oneshot::channel::<()>();
    let (done, is_done) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let both = client.call(async |_| {
            // What the outer call waits for comes while the thread waits for the inner one.
            let inner = async { client.call(async |_| Ok(is_second.await)) };
            Ok(futures_util::join!(is_first, inner))
        });
        done.send(both.map(drop))
    });
    std::thread::sleep(Duration::from_millis(200));
    first.send(()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    second.send(()).unwrap();
    is_done
        .recv_timeout(Duration::from_secs(10))
        .expect("both are woken")
        .unwrap();
}
