//! What a call does by the kind of error that its page documents for a code.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Endpoint, Error, ErrorKind, Options, Request, Retry, spec, wire};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

const ERRORS: &str = "\
    errors\n\
    1254290 200 rate_limit TooManyRequest\n\
    1254291 200 busy Write conflict\n\
    1255001 400 server InternalError\n\
    1254002 200 - Fail\n\
    1254045 200 not_found FieldNameNotFound\n\
    1061061 400 quota user quota exceeded.\n\
    1254000 500 invalid WrongRequestJson\n\
    ";

const SPEC: spec::Spec = spec::Spec {
    id: "demo.v1.record.list",
    path: "/open-apis/demo/v1/records",
    tokens: spec::TENANT,
    facts: ERRORS,
    ..spec::Spec::EMPTY
};

struct List;

impl Endpoint for List {
    type Output = wire::Json;
    const SPEC: spec::Spec = SPEC;

    fn encode(&self, _: &mut Request) {}
}

/// A write, with its idempotency key where it is given.
#[derive(Default)]
struct Create {
    client_token: Option<String>,
}

impl Endpoint for Create {
    type Output = wire::Json;
    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.record.create",
        method: spec::Method::Post,
        idempotency_key: Some("client_token"),
        ..SPEC
    };

    fn encode(&self, request: &mut Request) {
        request.query("client_token", &self.client_token);
    }
}

/// A server that fails twice so, and then no more.
async fn fails_twice(status: u16, code: i64) -> (Server, Client) {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 | 1 => Response::error(status, format!(r#"{{"code":{code},"msg":"no"}}"#)),
        _ => Response::json(r#"{"code":0,"data":{}}"#),
    })
    .await;
    let options = Options::new().retry(Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    });
    let client = Client::builder("a", "s").base_url(server.url()).options(options);
    (server, client.build().unwrap().with_token("t"))
}

/// How often a call is sent to it, and what comes of it.
async fn sent<E: Endpoint>(request: &E, status: u16, code: i64) -> (usize, Option<Error>)
where
    E::Output: wire::Decode + Send + 'static,
{
    let (server, client) = fails_twice(status, code).await;
    let error = client.send(request).await.err();
    (server.requests().len(), error)
}

fn with_key() -> Create {
    Create {
        client_token: Some("k".into()),
    }
}

#[tokio::test]
async fn a_documented_limit_is_waited_for_whatever_its_http_status() {
    for status in [200, 400] {
        assert!(matches!(sent(&List, status, 1_254_290).await, (3, None)));
        assert!(matches!(sent(&Create::default(), status, 1_254_290).await, (3, None)));
    }
}

#[tokio::test]
async fn a_documented_limit_with_a_hint_holds_back_the_other_calls() {
    let body = r#"{"code":1254290,"msg":"TooManyRequest"}"#;
    let server = Server::always(Response::new(200, &[("x-ogw-ratelimit-reset", "3600")], body)).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    let client = client
        .with_token("t")
        .with(Options::new().timeout(Duration::from_secs(5)));
    let first = client.send(&List).await.unwrap_err();
    assert_eq!(
        (first.code(), first.kind()),
        (Some(1_254_290), Some(ErrorKind::RateLimit))
    );
    let second = client.send(&List).await.unwrap_err();
    assert!(
        matches!(&second, Error::Throttled(error) if error.by_server),
        "{second}"
    );
    assert_eq!(
        (second.kind(), server.requests().len()),
        (Some(ErrorKind::RateLimit), 1)
    );
}

#[tokio::test]
async fn a_write_that_conflicts_with_another_is_repeated_since_nothing_was_done() {
    assert!(matches!(sent(&List, 200, 1_254_291).await, (3, None)));
    assert!(matches!(sent(&Create::default(), 200, 1_254_291).await, (3, None)));
}

#[tokio::test]
async fn what_may_pass_later_is_repeated_where_that_is_safe() {
    assert!(matches!(sent(&List, 400, 1_255_001).await, (3, None)));
    assert!(matches!(sent(&with_key(), 400, 1_255_001).await, (3, None)));
    let (sent, error) = sent(&Create::default(), 400, 1_255_001).await;
    let error = error.unwrap();
    assert_eq!(
        (sent, error.kind(), error.is_retryable()),
        (1, Some(ErrorKind::Server), true)
    );
}

#[tokio::test]
async fn what_does_not_pass_is_sent_once_and_says_what_it_is() {
    let documented = [
        (429, 1_061_061, Some(ErrorKind::Quota)),
        (200, 1_254_045, Some(ErrorKind::NotFound)),
        (500, 1_254_000, Some(ErrorKind::Invalid)),
        (200, 1_254_002, None),
    ];
    for (status, code, kind) in documented {
        let (sent, error) = sent(&with_key(), status, code).await;
        let error = error.unwrap();
        assert_eq!((sent, error.code(), error.kind()), (1, Some(code), kind));
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_used_up_monthly_quota_is_no_rate_limit() {
    let (sent, error) = sent(&List, 429, 99_991_403).await;
    let error = error.unwrap();
    assert_eq!(
        (sent, error.kind(), error.is_retryable()),
        (1, Some(ErrorKind::Quota), false)
    );
}

#[tokio::test]
async fn codes_of_the_platform_are_known_to_every_endpoint() {
    for (code, kind) in [
        (99_991_400, ErrorKind::RateLimit),
        (11_247, ErrorKind::RateLimit),
        (99_991_403, ErrorKind::Quota),
        (99_991_677, ErrorKind::Authentication),
        (99_991_672, ErrorKind::Permission),
        (99_992_351, ErrorKind::NotFound),
        (99_992_402, ErrorKind::Invalid),
    ] {
        let server = Server::always(Response::error(400, format!(r#"{{"code":{code},"msg":"no"}}"#))).await;
        let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
        let once = client.with_token("t").with(Options::new().retry(Retry::NEVER));
        assert_eq!(once.send(&node::Flat).await.unwrap_err().kind(), Some(kind), "{code}");
    }
}

#[tokio::test]
async fn of_a_code_that_is_not_documented_the_http_status_tells_the_kind() {
    for (status, kind) in [
        (429, Some(ErrorKind::RateLimit)),
        (503, Some(ErrorKind::Server)),
        (401, Some(ErrorKind::Authentication)),
        (403, Some(ErrorKind::Permission)),
        (404, Some(ErrorKind::NotFound)),
        (400, None),
    ] {
        let server = Server::always(Response::error(status, r#"{"code":77,"msg":"no"}"#)).await;
        let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
        let once = client.with_token("t").with(Options::new().retry(Retry::NEVER));
        assert_eq!(once.send(&node::Flat).await.unwrap_err().kind(), kind, "{status}");
    }
}
