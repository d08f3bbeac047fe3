//! One client that is used in all ways at once: streams of calls, calls that are given up or not polled, runtimes that end in
//! the middle of their calls, threads that wait. Nothing panics, and nothing takes longer than it may.
//!
//! It takes five seconds, or as many as `FEISHU_SOAK_SECONDS` says.

#![cfg(feature = "blocking")]
#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/endpoints/mod.rs"]
mod endpoints;
#[path = "it/server.rs"]
mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use feishu_openapi_runtime::spec::{Quota, RateLimit, Spec, TENANT_OR_USER};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{AccessToken, Call, Client, Endpoint, Error, Options, Request, Retry, blocking};
use futures_util::{StreamExt, poll, stream};
use tokio::runtime::{Builder, Runtime};

use endpoints::demo::v1::node;
use server::{Recorded, Response, Server};

/// How long a call may take.
const TIMEOUT: Duration = Duration::from_millis(500);

/// How much longer it may wait for its turn: not at all, where a timeout is set.
const MAX_WAIT: Duration = Duration::ZERO;

/// How late a machine may notice that time is up which has a hundred tests to run.
const LATE: Duration = Duration::from_secs(4);

/// After this, a call has not ended when it should have.
const HANGS: Duration = TIMEOUT.saturating_add(MAX_WAIT).saturating_add(LATE);

fn main_runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

/// Hands out tokens that live for two seconds, slowly, and not always; revokes some, and is silent at times.
fn respond(requests: &AtomicUsize, request: &Recorded) -> Response {
    let number = requests.fetch_add(1, Ordering::Relaxed);
    let pause = Duration::from_millis((number % 7) as u64 * 3);
    let is_grant = request.path().contains("/oauth/");
    if is_grant || request.path().contains("/auth/") {
        if number.is_multiple_of(5) {
            return Response::error(500, r#"{"code":5,"msg":"busy"}"#).after(pause);
        }
        let tokens = format!(r#""tenant_access_token":"t-{number}","access_token":"u-{number}","refresh_token":"r""#);
        return Response::json(format!(r#"{{"code":0,{tokens},"expire":2,"expires_in":2}}"#)).after(pause * 4);
    }
    match number % 97 {
        0 => Response::json(r#"{"code":0}"#).after(Duration::from_secs(30)),
        1 => Response::error(400, r#"{"code":99991663,"msg":"Invalid access token"}"#),
        2 => Response::json(r#"{"code":0}"#).reset_after(10),
        _ => Response::json(r#"{"code":0}"#).after(pause),
    }
}

#[derive(Default)]
struct Counts {
    begun: AtomicUsize,
    right: AtomicUsize,
    failed: AtomicUsize,
    dropped: AtomicUsize,
}

impl Counts {
    fn note(&self, result: &Result<Json, Error>) {
        let count = if result.is_ok() { &self.right } else { &self.failed };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// An endpoint with a limit that the calls exceed.
struct Limited;

impl Endpoint for Limited {
    type Output = Json;

    const SPEC: Spec = Spec {
        id: "mixed.v1.thing.get",
        path: "/open-apis/mixed/v1/things",
        tokens: TENANT_OR_USER,
        rate_limit: Some(RateLimit::Quotas(Quota { calls: 20, seconds: 1 }, None)),
        ..Spec::EMPTY
    };

    fn encode(&self, _: &mut Request) {}
}

/// A call of one endpoint or the other.
fn begin(client: &Client, counts: &Counts) -> Call<Json> {
    match counts.begun.fetch_add(1, Ordering::Relaxed) % 4 {
        0 => client.send(&Limited),
        _ => client.send(&node::Bare),
    }
}

/// Waits for a call, which must not hang.
async fn call(client: &Client, counts: &Counts) {
    let result = tokio::time::timeout(HANGS, begin(client, counts)).await;
    counts.note(&result.unwrap());
}

/// A call for each item of a stream of calls, which are not polled meanwhile.
async fn stream_of_calls(client: Client, counts: Arc<Counts>, end: Instant) {
    while Instant::now() < end {
        let mut calls = stream::iter((0..20).map(|_| begin(&client, &counts))).buffer_unordered(8);
        while let Some(result) = tokio::time::timeout(HANGS, calls.next()).await.unwrap() {
            counts.note(&result);
            call(&client, &counts).await;
        }
    }
}

/// Calls that are begun, kept without being polled while others are made, and dropped or ended then.
async fn impatient_calls(client: Client, counts: Arc<Counts>, end: Instant) {
    let mut number = 0;
    while Instant::now() < end {
        number += 1;
        let mut kept = begin(&client, &counts);
        tokio::select! {
            result = &mut kept => counts.note(&result),
            () = tokio::time::sleep(Duration::from_millis(number % 30)) => {
                call(&client, &counts).await;
                if number % 2 == 0 {
                    counts.note(&tokio::time::timeout(HANGS, kept).await.unwrap());
                } else {
                    counts.dropped.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }
}

/// Runtimes that end, or stand still for a while, in the middle of their calls.
fn passing_runtimes(client: &Client, counts: &Counts, end: Instant) {
    let mut standing: Vec<(Runtime, _)> = Vec::new();
    while Instant::now() < end {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let mut begun: Vec<_> = (0..3).map(|_| begin(client, counts)).collect();
        runtime.block_on(async {
            for call in &mut begun {
                if let std::task::Poll::Ready(result) = poll!(call) {
                    counts.note(&result);
                }
            }
            call(client, counts).await;
        });
        counts.dropped.fetch_add(begun.len(), Ordering::Relaxed);
        standing.push((runtime, begun));
        if standing.len() > 5 {
            let (runtime, begun) = standing.remove(0);
            drop(begun);
            runtime.shutdown_background();
        }
    }
}

fn waiting_threads(client: &Client, counts: &Counts, end: Instant) {
    while Instant::now() < end {
        // Its connections end with it.
        let client = blocking::Client::new(client.clone()).unwrap();
        for _ in 0..5 {
            let begin = Instant::now();
            counts.note(&client.send(&Limited));
            assert!(begin.elapsed() < HANGS, "the call ends within its time");
        }
    }
}

fn client(url: String) -> Client {
    let retry = Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    };
    let options = Options::new().timeout(TIMEOUT).max_wait(MAX_WAIT).retry(retry);
    let builder = Client::builder("a", "s").base_url(url).options(options);
    builder.build().unwrap()
}

#[test]
fn nothing_hangs_and_nothing_panics() {
    let seconds = std::env::var("FEISHU_SOAK_SECONDS").map_or(5, |seconds| seconds.parse().unwrap());
    let end = Instant::now() + Duration::from_secs(seconds);
    let panics = Arc::new(AtomicUsize::new(0));
    let (counted, usual) = (panics.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        counted.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));

    let (elsewhere, here) = (main_runtime(), main_runtime());
    let requests = AtomicUsize::new(0);
    let server = elsewhere.block_on(Server::unrecorded(move |request| respond(&requests, request)));
    let application = client(server.url());
    let mut token = AccessToken::new("u-0".into(), Duration::ZERO);
    token.refresh_token = Some("r".into());
    let session = here.block_on(async { application.oauth().begin_session("user", token).await });
    let clients = [application.clone(), application.as_user(session.unwrap())];

    let counts = Arc::new(Counts::default());
    std::thread::scope(|scope| {
        for client in &clients {
            here.spawn(stream_of_calls(client.clone(), counts.clone(), end));
            here.spawn(impatient_calls(client.clone(), counts.clone(), end));
            scope.spawn(|| passing_runtimes(client, &counts, end));
            scope.spawn(|| waiting_threads(client, &counts, end));
            let (client, counts) = (client.clone(), counts.clone());
            let waiting = here.spawn_blocking(move || waiting_threads(&client, &counts, end));
            scope.spawn(|| here.block_on(waiting).unwrap());
        }
    });
    // Each of them has left its loop by now, or hangs.
    while Arc::strong_count(&counts) > 1 {
        assert!(Instant::now() < end + 3 * HANGS, "a task goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
    println!(
        "{} right responses, {} errors, {} calls dropped",
        counts.right.load(Ordering::Relaxed),
        counts.failed.load(Ordering::Relaxed),
        counts.dropped.load(Ordering::Relaxed)
    );
    assert_eq!(panics.load(Ordering::Relaxed), 0);
    assert!(counts.right.load(Ordering::Relaxed) > 50);
}
