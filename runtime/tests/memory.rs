//! A download of a gibibyte through a process that may use 64 MiB for it.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/endpoints/mod.rs"]
mod endpoints;

use endpoints::demo::v1::node;
use feishu_openapi_runtime::Client;
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A server that sends a body of that many bytes without ever holding it.
async fn large(length: u64) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let piece = vec![7; 64 * 1024];
        for _ in 0..length / 65_536 {
            stream.write_all(&piece).await.unwrap();
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

/// In a process of its own, since it measures the memory of all of it.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_large_download_is_never_held_whole() {
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
