//! How a client gets to its server: proxies, HTTP clients of the caller, timeouts, calls that are given up.

use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, Options, Retry};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

const OK: &str = r#"{"code":0}"#;

#[tokio::test]
async fn a_proxy_is_asked_in_place_of_the_server() {
    let proxy = Server::always(Response::json(OK)).await;
    let builder = Client::builder("a", "s")
        .base_url("http://open.example")
        .proxy(proxy.url());
    let client = builder.build().unwrap().with_token("t");
    client.send(&node::Flat).await.unwrap();
    assert_eq!(
        proxy.only_request().target,
        "http://open.example/open-apis/demo/v1/flat"
    );

    let refused = Client::builder("a", "s").proxy("no address").build().unwrap_err();
    assert!(matches!(refused, Error::Config(_)), "{refused:?}");
}

#[tokio::test]
async fn what_the_caller_tells_the_http_client_counts() {
    let server = Server::always(Response::json(OK)).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.http(|http| http.user_agent("own/1")).build().unwrap();
    client.with_token("t").send(&node::Flat).await.unwrap();
    assert_eq!(server.only_request().header("user-agent"), Some("own/1"));
}

#[tokio::test]
async fn connecting_may_not_take_longer_than_its_timeout() {
    // The system completes no more connections than the queue of this socket holds.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let full = socket.listen(1).unwrap();
    let address = full.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) =
        tokio::time::timeout(Duration::from_millis(200), tokio::net::TcpStream::connect(address)).await
    {
        waiting.push(stream);
    }
    let builder = Client::builder("a", "s").base_url(format!("http://{address}"));
    let client = builder.connect_timeout(Duration::from_millis(50)).build().unwrap();
    let client = client.with_token("t").with(Options::new().retry(Retry::NEVER));
    let error = client.send(&node::Flat).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if !error.sent && error.after.is_none()),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_call_that_is_dropped_hangs_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let client = Client::builder("a", "s")
        .base_url(base)
        .build()
        .unwrap()
        .with_token("t");
    let call = tokio::spawn(async move { client.send(&node::Flat).await });
    let (stream, _) = listener.accept().await.unwrap();
    stream.readable().await.unwrap();
    call.abort();
    let mut bytes = [0; 4096];
    loop {
        stream.readable().await.unwrap();
        match stream.try_read(&mut bytes) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
    assert!(call.await.unwrap_err().is_cancelled());
}
