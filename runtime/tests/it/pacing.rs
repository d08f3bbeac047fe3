//! Calls keep to the documented rate limit, and to what the server says of it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Endpoint, Error, Options, Pacing, Retry};
use futures_util::future::join_all;

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

const SECOND: Duration = Duration::from_secs(1);

fn slow_down(seconds: &str) -> Response {
    Response::new(
        429,
        &[("content-type", "application/json"), ("x-ogw-ratelimit-reset", seconds)],
        r#"{"code":99991400,"msg":"request trigger frequency limit"}"#,
    )
}

/// A server that allows so many calls in any second, and takes its time to hand out a token.
async fn serve(limit: usize) -> Server {
    let past = Mutex::new(VecDeque::<Instant>::new());
    Server::start(move |request: &Recorded| {
        if request.path().starts_with("/open-apis/auth/") {
            return Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#).after(SECOND / 2);
        }
        let mut past = past.lock().unwrap();
        let now = Instant::now();
        while past.front().is_some_and(|call| now - *call >= SECOND) {
            past.pop_front();
        }
        if past.len() == limit {
            return slow_down("1");
        }
        past.push_back(now);
        Response::json(r#"{"code":0}"#)
    })
    .await
}

/// The number of calls that the server refuses.
async fn refusals<E: Endpoint<Output = ()>>(endpoint: E, calls: usize, limit: usize, pacing: Pacing) -> usize {
    let server = serve(limit).await;
    let options = Options::new().retry(Retry::NEVER);
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.options(options).pacing(pacing).build().unwrap();
    let results = join_all((0..calls).map(|_| client.send(&endpoint))).await;
    results.iter().filter(|result| result.is_err()).count()
}

#[tokio::test]
async fn a_burst_draws_no_refusal() {
    assert_eq!(refusals(node::Limited, 25, 10, Pacing::default()).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_calls_at_once_draw_no_refusal() {
    assert_eq!(refusals(node::Busy, 10_000, 1000, Pacing::default()).await, 0);
}

#[tokio::test]
async fn pacing_can_be_switched_off() {
    assert_ne!(refusals(node::Limited, 25, 10, Pacing::Off).await, 0);
}

/// A server that refuses its first call to `/flat`, and every other one there in the seconds that it asks to wait.
async fn busy(seconds: u64) -> (Server, Client) {
    let first = OnceLock::new();
    let server = Server::start(move |request| {
        if request.path() != "/open-apis/demo/v1/flat" {
            return Response::json(r#"{"code":0}"#);
        }
        match first.get() {
            Some(first) if Instant::elapsed(first) >= Duration::from_secs(seconds) => Response::json(r#"{"code":0}"#),
            _ => {
                first.get_or_init(Instant::now);
                slow_down(&seconds.to_string())
            }
        }
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    let options = Options::new().retry(Retry::NEVER);
    (server, client.with_token("t").with(options))
}

#[tokio::test]
async fn whoever_calls_the_endpoint_waits_as_the_server_asks() {
    let (server, client) = busy(1).await;
    assert_eq!(client.send(&node::Flat).await.unwrap_err().retry_after(), Some(SECOND));
    let calls = join_all((0..20).map(|_| client.send(&node::Flat)));
    let others = join_all((0..20).map(|_| client.send(&node::Bare)));
    let others = tokio::select! {
        _ = calls => panic!("other endpoints are not concerned"),
        others = others => others,
    };
    assert!(others.iter().all(Result::is_ok));
    // None of those that were dropped was sent.
    assert_eq!(paths(&server, "flat"), 1);
    let calls = join_all((0..20).map(|_| client.send(&node::Flat))).await;
    assert!(calls.iter().all(Result::is_ok));
    assert_eq!(paths(&server, "flat"), 21);
}

#[tokio::test]
async fn raw_calls_wait_for_their_own_path() {
    let (server, client) = busy(1).await;
    let call = |path: &str| client.raw(Method::Get, path).send::<Json>();
    assert!(call("/open-apis/demo/v1/flat").await.is_err());
    assert!(call("/open-apis/demo/v1/other").await.is_ok());
    assert!(call("/open-apis/demo/v1/flat").await.is_ok());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_call_that_may_not_take_so_long_is_not_sent() {
    let (server, client) = busy(3600).await;
    let first = client.send(&node::Flat).await.unwrap_err();
    assert_eq!(first.code(), Some(99_991_400));
    let second = client.send(&node::Flat).await.unwrap_err();
    assert!(
        matches!(&second, Error::Throttled(_)) && second.is_retryable(),
        "{second:?}"
    );
    assert!(second.retry_after().unwrap() > Duration::from_secs(3000), "{second}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn who_may_not_wait_is_not_kept_in_line_by_who_may() {
    let (server, client) = busy(1).await;
    assert!(client.send(&node::Flat).await.is_err());
    let mut patient = client.send(&node::Flat);
    let hasty = client.with(Options::new().timeout(Duration::from_millis(200)));
    let error = tokio::select! {
        biased;
        _ = &mut patient => panic!("nobody is let out"),
        result = hasty.send(&node::Flat) => result.unwrap_err(),
    };
    assert!(matches!(&error, Error::Throttled(_)), "{error:?}");
    assert_eq!(paths(&server, "flat"), 1);
    patient.await.unwrap();
    assert_eq!(paths(&server, "flat"), 2);
}

#[tokio::test]
async fn a_call_that_is_repeated_may_wait_for_its_turn_longer_than_it_may_take() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Response::new(503, &[], ""),
        _ => Response::json(r#"{"code":0}"#),
    })
    .await;
    let options = Options::new().timeout(SECOND).retry(Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    });
    let client = Client::builder("a", "s").base_url(server.url()).options(options);
    let client = client.build().unwrap().with_token("t");
    // Three seconds of calls wait before the first one's second attempt.
    let calls = join_all((0..35).map(|_| client.send(&node::Limited))).await;
    assert!(calls.iter().all(Result::is_ok), "{calls:?}");
    assert_eq!(server.requests().len(), 36);
}

fn paths(server: &Server, end: &str) -> usize {
    server
        .requests()
        .iter()
        .filter(|request| request.path().ends_with(end))
        .count()
}
