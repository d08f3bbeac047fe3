//! What a process needs of memory for a download of a gibibyte, and for an error of many small parts.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/endpoints/mod.rs"]
mod endpoints;

use endpoints::demo::v1::node;
use feishu_openapi_runtime::Client;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A server that sends a body of that many bytes without ever holding it.
async fn large(length: u64) -> Client {
    let piece = vec![7; 64 * 1024];
    serve("application/octet-stream", vec![(piece, length / 65_536)]).await
}

/// A server that sends a body of these pieces, each so many times.
async fn serve(kind: &'static str, pieces: Vec<(Vec<u8>, u64)>) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let length: u64 = pieces.iter().map(|(piece, count)| piece.len() as u64 * count).sum();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        for (piece, count) in pieces {
            for _ in 0..count {
                stream.write_all(&piece).await.unwrap();
            }
        }
    });
    Client::builder("a", "s")
        .base_url(format!("http://{address}"))
        .build()
        .unwrap()
        .with_token("t")
}

/// The largest amount of memory that this process has held so far, in bytes.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// In a process of its own, since it measures the memory of all of it; one after the other.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_long_is_not_held_whole_or_many_times() {
    a_large_download().await;
    an_error_of_many_parts().await;
}

async fn a_large_download() {
    const LENGTH: u64 = 1 << 30;
    let before = peak_memory();
    let mut download = node::Fetch { id: "f".into() }.send(&large(LENGTH).await).await.unwrap();
    let mut received = 0;
    while let Some(chunk) = download.next().await {
        received += chunk.unwrap().len() as u64;
    }
    assert_eq!(received, LENGTH);
    let grown = peak_memory() - before;
    assert!(grown < 64 << 20, "{grown} bytes more");
}

/// The response itself is held, and may be twice while it comes.
async fn an_error_of_many_parts() {
    const LENGTH: u64 = 48 << 20;
    for name in ["error", "code", "msg"] {
        let before = peak_memory();
        let parts = "[],".repeat(16 * 1024).into_bytes();
        let count = LENGTH / parts.len() as u64;
        let begin = format!("{{\"{name}\":[").into_bytes();
        let end = b"[]],\"code\":5}".to_vec();
        let client = serve("application/json", vec![(begin, 1), (parts, count), (end, 1)]).await;
        let error = client.send(&node::Flat).await.unwrap_err();
        assert!(matches!(error, feishu_openapi_runtime::Error::Api(_)), "{error:?}");
        let grown = peak_memory() - before;
        assert!(grown < 3 * LENGTH, "{name}: {grown} bytes more");
    }
}
