//! Many calls at once, large uploads, and servers that fail in every way.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, File, Options, Retry};
use futures_util::StreamExt;

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

#[tokio::test]
async fn ten_thousand_calls_on_a_cold_cache_fetch_one_token() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let counted = fetches.clone();
    let server = Server::start(move |request: &Recorded| {
        if request.path().starts_with("/open-apis/auth/") {
            counted.fetch_add(1, Ordering::Relaxed);
            return Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#)
                .after(Duration::from_millis(50));
        }
        Response::json(r#"{"code":0}"#)
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    // All calls begin before the token is there; the connections are then used by a few at a time.
    let calls: Vec<_> = (0..10_000).map(|_| client.send(&node::Flat)).collect();
    let results = futures_util::stream::iter(calls)
        .buffer_unordered(200)
        .collect::<Vec<_>>()
        .await;
    assert!(
        results.iter().all(Result::is_ok),
        "{:?}",
        results.iter().find(|result| result.is_err())
    );
    assert_eq!((results.len(), fetches.load(Ordering::Relaxed)), (10_000, 1));
}

/// Answers of a server that fails one call in four, in ways that differ.
fn unreliable(number: usize) -> Response {
    let good = Response::json(r#"{"code":0,"data":{"id":"right"}}"#);
    match number % 24 {
        1 => Response::raw(""),
        5 => good.cut(70),
        9 => Response::error(500, r#"{"code":5,"msg":"internal"}"#),
        13 => Response::new(502, &[("content-type", "text/html")], "<html>"),
        17 => Response::new(
            429,
            &[("x-ogw-ratelimit-reset", "0")],
            r#"{"code":99991400,"msg":"slow down"}"#,
        ),
        21 => Response::json("garbage"),
        _ => good,
    }
}

#[tokio::test]
async fn through_all_faults_every_call_ends_rightly_and_no_write_is_sent_twice() {
    const CALLS: usize = 4_000;
    let count = AtomicUsize::new(0);
    let processed = Arc::new(Mutex::new(Vec::new()));
    let seen = processed.clone();
    let server = Server::start(move |request| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        // A call that is told to slow down is not carried out; every other one may have been.
        if request.method == "POST" && number % 24 != 17 {
            seen.lock().unwrap().push(request.text().to_owned());
        }
        unreliable(number)
    })
    .await;
    let quick = Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    };
    let options = Options::new().retry(quick);
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .options(options)
        .build()
        .unwrap()
        .with_token("t");

    let call = |number: usize| {
        let client = client.clone();
        async move {
            if number.is_multiple_of(2) {
                let read = client.send(&node::Flat).await;
                return read.map(|_| ());
            }
            let node = node::Node {
                id: Some(format!("write-{number}")),
                ..node::Node::default()
            };
            client
                .send(&node::Create {
                    nodes: vec![node],
                    uuid: None,
                })
                .await
        }
    };
    let results = futures_util::stream::iter((0..CALLS).map(call))
        .buffer_unordered(50)
        .collect::<Vec<_>>()
        .await;
    assert_eq!(results.len(), CALLS);
    for error in results.iter().filter_map(|result| result.as_ref().err()) {
        let typed = matches!(
            error,
            Error::Transport(_) | Error::Status(_) | Error::Api(_) | Error::Decode(_)
        );
        assert!(typed, "{error:?}");
    }
    let good = results.iter().filter(|result| result.is_ok()).count();
    assert!(good > CALLS * 3 / 4, "{good}");

    let processed = processed.lock().unwrap();
    let distinct: HashSet<_> = processed.iter().collect();
    assert_eq!(distinct.len(), processed.len(), "a write was sent twice");
    assert_eq!(distinct.len(), CALLS / 2, "every write was sent");
}

#[tokio::test]
async fn a_large_upload_is_read_bit_by_bit() {
    let server = Server::always(Response::json(r#"{"code":0,"data":{"id":"up"}}"#)).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    let length = 20 * 1024 * 1024;
    let file = File::reader("zeros", length, tokio::io::repeat(b'z'));
    let kind = node::NodeKind::File;
    let upload = node::Upload {
        file_name: "f".into(),
        size: 0,
        kind,
        extra: None,
        file,
        cover: None,
    };
    assert_eq!(client.send(&upload).await.unwrap().id.as_deref(), Some("up"));
    let sent = server.only_request();
    let zeros = sent.body.iter().filter(|byte| **byte == b'z').count() as u64;
    assert!(zeros >= length, "{zeros}");
}
