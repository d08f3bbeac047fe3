//! A hundred thousand calls to a server that fails nearly every second request, in nine ways that differ.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/server.rs"]
mod server;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Error, Options, Retry};
use futures_util::{StreamExt, stream};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use server::{Recorded, Response, Server};

const CALLS: usize = 100_000;
const AT_ONCE: usize = 100;

/// The faults, each of which meets one request in twenty. The first one needs no server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Fault {
    Refused,
    Reset,
    Slow,
    TruncatedGzip,
    Throttled,
    ServerError,
    WrongContentType,
    Garbage,
    TokenRevoked,
}

const FAULTS: [Fault; 9] = [
    Fault::Refused,
    Fault::Reset,
    Fault::Slow,
    Fault::TruncatedGzip,
    Fault::Throttled,
    Fault::ServerError,
    Fault::WrongContentType,
    Fault::Garbage,
    Fault::TokenRevoked,
];

/// The fault that meets the request of this number, the same in every run.
fn fault(number: usize) -> Option<Fault> {
    let mixed = (number as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    FAULTS.get((mixed % 20) as usize).copied()
}

/// What the server has seen.
#[derive(Default)]
struct Seen {
    requests: AtomicUsize,
    tokens: AtomicUsize,
    faults: Mutex<HashMap<Fault, usize>>,
    /// How often each write may have been carried out.
    writes: Mutex<HashMap<String, usize>>,
}

impl Seen {
    fn respond(&self, request: &Recorded) -> Response {
        if request.path().starts_with("/open-apis/auth/") {
            let number = self.tokens.fetch_add(1, Ordering::Relaxed);
            return Response::json(format!(
                r#"{{"code":0,"tenant_access_token":"t-{number}","expire":7200}}"#
            ));
        }
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let fault = fault(number);
        if let Some(fault) = fault {
            *self.faults.lock().unwrap().entry(fault).or_default() += 1;
        }
        let id = request.path().rsplit('/').next().unwrap();
        // A request that is told to come again is not carried out; every other one may have been.
        if request.method == "POST" && !matches!(fault, Some(Fault::Throttled | Fault::TokenRevoked)) {
            *self.writes.lock().unwrap().entry(id.to_owned()).or_default() += 1;
        }
        let right = Response::json(format!(r#"{{"code":0,"data":{{"id":"{id}"}}}}"#));
        match fault {
            None | Some(Fault::Refused) => right,
            Some(Fault::Reset) => right.reset_after(70),
            // One in twenty of these takes longer than the call may.
            Some(Fault::Slow) if number.is_multiple_of(20) => right.after(Duration::from_secs(5)),
            Some(Fault::Slow) => right.after(Duration::from_millis(30)),
            Some(Fault::TruncatedGzip) => Response::truncated_gzip(),
            Some(Fault::Throttled) => {
                let seconds = if number.is_multiple_of(1000) { "1" } else { "0" };
                let headers = [("content-type", "application/json"), ("x-ogw-ratelimit-reset", seconds)];
                Response::new(429, &headers, r#"{"code":99991400,"msg":"slow down"}"#)
            }
            Some(Fault::ServerError) if number.is_multiple_of(2) => Response::error(500, r#"{"code":5,"msg":"no"}"#),
            Some(Fault::ServerError) => Response::new(502, &[("content-type", "text/html")], "<html>"),
            Some(Fault::WrongContentType) => Response::new(200, &[("content-type", "image/png")], "<html>"),
            Some(Fault::Garbage) if number.is_multiple_of(100) => Response::json(vec![0xA5; 1 << 20]),
            Some(Fault::Garbage) => Response::json(r#"{"code":0,"data":{"id""#),
            Some(Fault::TokenRevoked) => Response::error(400, r#"{"code":99991663,"msg":"Invalid access token"}"#),
        }
    }
}

/// One call, every second of which is a write: whether it has the right response.
async fn call(client: Client, number: usize) -> Result<(), Error> {
    let id = number.to_string();
    let path = "/open-apis/soak/v1/things/:id";
    let call = if number.is_multiple_of(2) {
        client.raw(Method::Get, path)
    } else {
        client.raw(Method::Post, path).json(&json!({ "id": id }))
    };
    let response = call.path("id", &id).send::<Json>().await?;
    assert_eq!(response["id"], id, "the response to another call");
    Ok(())
}

fn client(base_url: &str) -> Client {
    let retry = Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    };
    let options = Options::new().retry(retry).timeout(Duration::from_secs(2));
    let builder = Client::builder("a", "s").base_url(base_url).options(options);
    builder.build().unwrap()
}

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn every_call_ends_with_the_right_response_or_a_typed_error() {
    let seen = Arc::new(Seen::default());
    // A runtime of its own, so that its tasks are not counted among the client's.
    let elsewhere = runtime();
    let served = seen.clone();
    let server = elsewhere.block_on(Server::unrecorded(move |request| served.respond(request)));
    let here = runtime();
    let before = here.metrics().num_alive_tasks();

    let good = client(&server.url());
    // Nobody listens on this port.
    let refused = client("http://127.0.0.1:1").with_token("t");
    let of = |number: usize| match fault(number) {
        Some(Fault::Refused) => call(refused.clone(), number),
        _ => call(good.clone(), number),
    };
    let results = stream::iter((0..CALLS).map(of)).buffer_unordered(AT_ONCE);
    let mut right = 0;
    let mut wrong: HashMap<&str, usize> = HashMap::new();
    here.block_on(results.for_each(|result| {
        match &result {
            Ok(()) => right += 1,
            Err(error) => *wrong.entry(kind(error)).or_default() += 1,
        }
        std::future::ready(())
    }));

    println!(
        "{right} right responses, {wrong:?}, {} tokens",
        seen.tokens.load(Ordering::Relaxed)
    );
    assert_eq!(right + wrong.values().sum::<usize>(), CALLS);
    assert!(right > CALLS / 2, "{right}");
    for kind in ["api", "decode", "status", "timeout", "transport"] {
        assert!(wrong.contains_key(kind), "{kind}: {wrong:?}");
    }
    let faults = seen.faults.lock().unwrap().clone();
    assert!(FAULTS[1..].iter().all(|fault| faults[fault] > CALLS / 40), "{faults:?}");
    let twice = seen.writes.lock().unwrap().values().filter(|times| **times > 1).count();
    assert_eq!(twice, 0, "writes that may have been carried out twice");

    drop((good, refused));
    // Connections notice that their client is gone.
    for _ in 0..500 {
        if here.metrics().num_alive_tasks() == before {
            return;
        }
        here.block_on(async { tokio::time::sleep(Duration::from_millis(20)).await });
    }
    panic!("{} tasks more than before", here.metrics().num_alive_tasks() - before);
}

/// What kind of error it is; none of the other kinds should come up.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::Api(_) => "api",
        Error::Decode(_) => "decode",
        Error::Status(_) => "status",
        Error::Timeout(_) => "timeout",
        Error::Transport(_) => "transport",
        Error::Throttled(_) => "throttled",
        Error::Token(_) => "token",
        other => panic!("{other:?}"),
    }
}
