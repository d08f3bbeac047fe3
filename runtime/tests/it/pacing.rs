//! Calls keep to the documented rate limit, and to what the server says of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use feishu_openapi_runtime::spec::{self, Method};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Endpoint, Error, Options, Pacing, Request, Retry};
use futures_util::StreamExt;
use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

pub const SECOND: Duration = Duration::from_secs(1);

/// An endpoint that may be called so often in so many seconds.
#[derive(Clone, Debug)]
pub struct Rated<const CALLS: u32, const SECONDS: u32> {}

impl<const CALLS: u32, const SECONDS: u32> Endpoint for Rated<CALLS, SECONDS> {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.rated",
        path: "/open-apis/demo/v1/rated",
        tokens: spec::TENANT_OR_USER,
        rate_limit: Some(spec::RateLimit::Quotas(
            spec::Quota {
                calls: CALLS,
                seconds: SECONDS,
            },
            None,
        )),
        ..spec::Spec::EMPTY
    };

    fn encode(&self, _: &mut Request) {}
}

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
    let errors = results.iter().filter_map(|result| result.as_ref().err());
    // What a test that fails shows: a refusal, or something else.
    errors.inspect(|error| println!("{error:?}")).count()
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

/// As [`busy_app`], with a client that has a token.
async fn busy(seconds: u64) -> (Server, Client) {
    let (server, client) = busy_app(seconds).await;
    (server, client.with_token("t"))
}

/// A server that refuses its first call to `/flat`, and every other one there in the seconds that it asks to wait, and a
/// client that has to fetch a token, which takes half a second.
async fn busy_app(seconds: u64) -> (Server, Client) {
    let first = OnceLock::new();
    let server = Server::start(move |request| {
        if request.path().starts_with("/open-apis/auth/") {
            return Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#).after(SECOND / 2);
        }
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
    (server, client.with(Options::new().retry(Retry::NEVER)))
}

#[tokio::test]
async fn a_call_that_waits_for_its_token_learns_of_a_pause() {
    let (server, client) = busy_app(2).await;
    let mut waiting = client.send(&node::Flat);
    assert!(futures_util::poll!(&mut waiting).is_pending());
    assert!(client.with_token("t").send(&node::Flat).await.is_err());
    waiting.await.unwrap();
    assert_eq!(paths(&server, "flat"), 2);
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

fn paths(server: &Server, end: &str) -> usize {
    server
        .requests()
        .iter()
        .filter(|request| request.path().ends_with(end))
        .count()
}

/// The largest number of arrivals in any stretch of that length.
pub fn most_within(arrivals: &[Instant], length: Duration) -> usize {
    let within = |from: &Instant| {
        arrivals
            .iter()
            .filter(|at| (*from..*from + length).contains(*at))
            .count()
    };
    arrivals.iter().map(within).max().unwrap_or(0)
}

/// A server that takes so long for each response, and when it was asked.
async fn slow(latency: Duration) -> (Server, Arc<Mutex<Vec<Instant>>>) {
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let noted = arrivals.clone();
    let server = Server::start(move |_| {
        noted.lock().unwrap().push(Instant::now());
        Response::json(r#"{"code":0}"#).after(latency)
    })
    .await;
    (server, arrivals)
}

#[tokio::test]
async fn the_time_that_responses_take_costs_no_calls() {
    for latency in [300, 800] {
        let (server, arrivals) = slow(Duration::from_millis(latency)).await;
        let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
        let client = client.with_token("t");
        let calls = futures_util::stream::iter((0..80).map(|_| client.send(&node::Limited))).buffer_unordered(40);
        let results: Vec<_> = calls.collect().await;
        assert!(results.iter().all(Result::is_ok));
        let arrivals = arrivals.lock().unwrap();
        assert_eq!(most_within(&arrivals, SECOND), 10, "{latency} ms");
        // How long responses take must be seen first.
        let rest = arrivals[79] - arrivals[30];
        assert!(rest < Duration::from_millis(5200), "{latency} ms: {rest:?}");
    }
}

/// The address of a relay to `server` in which nothing moves while `stalled`.
async fn relay(server: &Server, stalled: watch::Receiver<bool>) -> String {
    async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut stalled: watch::Receiver<bool>) {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes).await {
            stalled.wait_for(|stalled| !stalled).await.unwrap();
            to.write_all(&bytes[..count]).await.unwrap();
        }
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = server.address;
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = TcpStream::connect(server).await.unwrap().into_split();
            tokio::spawn(copy(from_client, to_server, stalled.clone()));
            tokio::spawn(copy(from_server, to_client, stalled.clone()));
        }
    });
    url
}

#[tokio::test]
async fn calls_that_a_network_holds_up_do_not_arrive_with_those_that_follow() {
    let (server, arrivals) = slow(Duration::from_millis(50)).await;
    let (stall, stalled) = watch::channel(false);
    let url = relay(&server, stalled).await;
    let client = Client::builder("a", "s").base_url(url).build().unwrap().with_token("t");
    let calls = join_all((0..300).map(|_| client.send(&Rated::<50, 1> {})));
    let network = async {
        tokio::time::sleep(3 * SECOND / 2).await;
        stall.send(true).unwrap();
        tokio::time::sleep(4 * SECOND).await;
        stall.send(false).unwrap();
    };
    let (results, ()) = futures_util::future::join(calls, network).await;
    assert!(results.iter().all(Result::is_ok));
    let arrivals = arrivals.lock().unwrap();
    assert_eq!((arrivals.len(), most_within(&arrivals, SECOND)), (300, 50));
}

#[tokio::test]
async fn calls_can_be_spread_evenly() {
    let (server, arrivals) = slow(Duration::ZERO).await;
    let builder = Client::builder("a", "s")
        .base_url(server.url())
        .pacing(Pacing::Spread(1.0));
    let client = builder.build().unwrap().with_token("t");
    let results = join_all((0..15).map(|_| client.send(&node::Limited))).await;
    assert!(results.iter().all(Result::is_ok));
    let arrivals = arrivals.lock().unwrap();
    assert!(most_within(&arrivals, SECOND / 4) <= 3, "{arrivals:?}");
}

#[test]
fn a_share_that_is_none_is_a_wrong_setting() {
    for share in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        for pacing in [Pacing::Share(share), Pacing::Spread(share)] {
            let error = Client::builder("a", "s").pacing(pacing).build().unwrap_err();
            assert!(
                matches!(&error, Error::Config(_)) && error.to_string().contains("pacing"),
                "{error}"
            );
        }
    }
    for share in [f64::MIN_POSITIVE, 0.5, 1.0, 2.0] {
        assert!(Client::builder("a", "s").pacing(Pacing::Share(share)).build().is_ok());
    }
}

/// A server that asks in this header for a pause of so many seconds, for `length` from its first call on, and a client.
async fn odd(header: &'static str, seconds: String, length: Duration) -> (Server, Client) {
    let first = OnceLock::new();
    let server = Server::start(move |_| {
        if Instant::elapsed(first.get_or_init(Instant::now)) >= length {
            return Response::json(r#"{"code":0}"#);
        }
        let headers = [("content-type", "application/json"), (header, &*seconds)];
        Response::new(
            429,
            &headers,
            r#"{"code":99991400,"msg":"request trigger frequency limit"}"#,
        )
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    (server, client.with_token("t").with(Options::new().retry(Retry::NEVER)))
}

#[tokio::test]
async fn no_pause_that_the_server_asks_for_is_longer_than_the_limit_that_is_documented() {
    let epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 3600;
    for header in ["x-ogw-ratelimit-reset", "retry-after"] {
        for seconds in [
            "4294967295".to_owned(),
            "18446744073709551615".to_owned(),
            epoch.to_string(),
        ] {
            let (server, client) = odd(header, seconds, 3 * SECOND / 2).await;
            let client = client.with(Options::new().timeout(10 * SECOND));
            let results = join_all((0..25).map(|_| client.send(&node::Limited))).await;
            // Ten are let out before the server says anything; then one, to see whether it still refuses.
            let refused = results.iter().filter(|result| result.is_err()).count();
            assert!((10..14).contains(&refused), "{refused}");
            assert_eq!(server.requests().len(), 25);
        }
    }
}

#[tokio::test]
async fn where_no_limit_is_documented_no_pause_is_longer_than_a_minute() {
    let (server, client) = odd("retry-after", "4294967295".to_owned(), 600 * SECOND).await;
    let hasty = client.with(Options::new().timeout(SECOND));
    assert_eq!(hasty.send(&node::Flat).await.unwrap_err().code(), Some(99_991_400));
    let error = hasty.send(&node::Flat).await.unwrap_err();
    let wait = error.retry_after().unwrap();
    assert!(
        matches!(error, Error::Throttled(_)) && wait > 50 * SECOND && wait <= 60 * SECOND,
        "{wait:?}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn the_end_of_a_pause_may_be_a_time_of_the_clock() {
    let epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() + 10;
    let (_server, client) = odd("x-ogw-ratelimit-reset", epoch.to_string(), 600 * SECOND).await;
    let wait = client.send(&node::Flat).await.unwrap_err().retry_after().unwrap();
    assert!(wait > 8 * SECOND && wait <= 10 * SECOND, "{wait:?}");
}
