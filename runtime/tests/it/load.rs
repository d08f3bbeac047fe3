//! Many calls at once, and large uploads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{Client, File};
use futures_util::StreamExt;
use tokio::io::AsyncReadExt;

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
    let mut calls: Vec<_> = (0..10_000).map(|_| client.send(&node::Flat)).collect();
    // All calls begin before the token is there; the connections are then used by a few at a time.
    for call in &mut calls {
        assert!(futures_util::poll!(call).is_pending());
    }
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

#[tokio::test]
async fn a_large_upload_is_read_bit_by_bit() {
    let server = Server::always(Response::json(r#"{"code":0,"data":{"id":"up"}}"#)).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    let length = 20 * 1024 * 1024;
    let file = File::reader("zeros", length, tokio::io::repeat(b'z').take(length));
    let kind = node::NodeKind::File.into();
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
