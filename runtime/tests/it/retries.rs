//! Which failed calls are repeated, and which never.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, ErrorKind, Options, Retry};

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

fn quick() -> Options {
    Options::new().retry(Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    })
}

/// A server whose first responses are these, and all others good.
async fn serve(failures: Vec<Response>) -> (Server, Client) {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        failures
            .get(number)
            .cloned()
            .unwrap_or_else(|| Response::json(r#"{"code":0}"#))
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).options(quick());
    (server, client.build().unwrap().with_token("t"))
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

fn limited(status: u16, code: i64) -> Response {
    let body = format!(r#"{{"code":{code},"msg":"slow down"}}"#);
    Response::new(
        status,
        &[("content-type", "application/json"), ("x-ogw-ratelimit-reset", "0")],
        body,
    )
}

fn failures() -> Vec<Response> {
    let good = Response::json(r#"{"code":0}"#);
    vec![
        Response::error(500, r#"{"code":5,"msg":"internal"}"#),
        Response::new(502, &[("content-type", "text/html")], "<html>"),
        Response::new(503, &[], ""),
        good.clone().cut(0),
        good.cut(30),
    ]
}

#[tokio::test]
async fn a_read_is_repeated_after_every_failure_that_may_pass() {
    for failure in failures() {
        let (server, client) = serve(vec![failure.clone(), failure]).await;
        list().send(&client).await.unwrap();
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_write_that_may_have_been_carried_out_is_not_repeated() {
    for failure in failures() {
        let (server, client) = serve(vec![failure]).await;
        assert!(user::delete("x").send(&client).await.unwrap_err().is_retryable());
        assert_eq!(server.requests().len(), 1);
        client.send(&node::Create::default()).await.unwrap();
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_write_with_its_idempotency_key_is_repeated() {
    for failure in failures() {
        let (server, client) = serve(vec![failure]).await;
        client
            .send(&node::Create {
                uuid: Some("u".into()),
                ..node::Create::default()
            })
            .await
            .unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(
            (&requests[0].target, &requests[0].body),
            (&requests[1].target, &requests[1].body)
        );
    }
}

#[tokio::test]
async fn an_empty_idempotency_key_is_none() {
    for failure in failures() {
        let (server, client) = serve(vec![failure]).await;
        let create = node::Create {
            uuid: Some(String::new()),
            ..node::Create::default()
        };
        assert!(client.send(&create).await.is_err());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_write_is_repeated_where_the_caller_allows_it() {
    for failure in failures() {
        let (server, client) = serve(vec![failure]).await;
        user::delete("x")
            .send(&client.with(Options::new().repeat_writes(true)))
            .await
            .unwrap();
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn whoever_is_asked_to_slow_down_calls_again_also_with_a_write() {
    for failure in [
        limited(429, 99_991_400),
        limited(400, 99_991_400),
        limited(200, 230_020),
        limited(400, 11232),
    ] {
        let (server, client) = serve(vec![failure, Response::new(429, &[], "")]).await;
        user::delete("x").send(&client).await.unwrap();
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn the_number_of_attempts_is_bounded() {
    let (server, client) = serve(vec![limited(429, 99_991_400); 100]).await;
    let error = list().send(&client).await.unwrap_err();
    assert_eq!((error.code(), server.requests().len()), (Some(99_991_400), 4));

    let (server, client) = serve(vec![limited(429, 99_991_400); 100]).await;
    list()
        .send(&client.with(Options::new().retry(Retry::NEVER)))
        .await
        .unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_pause_longer_than_the_call_may_take_is_not_begun() {
    let slow = Response::new(
        429,
        &[("x-ogw-ratelimit-reset", "3600")],
        r#"{"code":99991400,"msg":""}"#,
    );
    let (server, client) = serve(vec![slow]).await;
    let error = list().send(&client).await.unwrap_err();
    assert_eq!(
        (error.code(), error.retry_after()),
        (Some(99_991_400), Some(Duration::from_secs(3600)))
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_pause_may_be_asked_for_as_a_date() {
    let date = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(3600));
    let busy = Response::new(429, &[("retry-after", &date)], "");
    let (server, client) = serve(vec![busy]).await;
    let error = list().send(&client).await.unwrap_err();
    let wait = error.retry_after().unwrap().as_secs();
    assert!((3000..=3600).contains(&wait), "{wait}");
    assert_eq!(server.requests().len(), 1);
    let past = [("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")];
    let (_server, client) = serve(vec![Response::new(503, &past, "")]).await;
    let never = client.with(Options::new().retry(Retry::NEVER));
    let error = list().send(&never).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::ZERO));
}

#[tokio::test]
async fn an_error_that_will_not_pass_is_not_repeated() {
    for failure in [
        Response::error(400, r#"{"code":41050,"msg":"no"}"#),
        Response::json("garbage"),
    ] {
        let (server, client) = serve(vec![failure]).await;
        assert!(!list().send(&client).await.unwrap_err().is_retryable());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn what_comes_from_a_reader_is_sent_once() {
    let (server, client) = serve(vec![limited(429, 99_991_400)]).await;
    let file = feishu_openapi_runtime::File::reader("f", 1, &b"x"[..]);
    let kind = node::NodeKind::File.into();
    let upload = node::Upload {
        file_name: "f".into(),
        size: 1,
        kind,
        extra: None,
        file,
        cover: None,
    };
    assert_eq!(client.send(&upload).await.unwrap_err().code(), Some(99_991_400));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_upload_is_repeated_whole() {
    let (server, client) = serve(vec![limited(429, 99_991_400)]).await;
    let file = feishu_openapi_runtime::File::bytes("f", "content");
    let kind = node::NodeKind::File.into();
    let upload = node::Upload {
        file_name: "f".into(),
        size: 7,
        kind,
        extra: None,
        file,
        cover: None,
    };
    client.send(&upload).await.unwrap();
    let holds_content = |request: &Recorded| request.text().contains("\r\n\r\ncontent\r\n");
    assert_eq!(
        server
            .requests()
            .iter()
            .filter(|request| holds_content(request))
            .count(),
        2
    );
}

#[tokio::test]
async fn a_server_that_keeps_silent_runs_into_the_timeout() {
    let (_server, client) = serve(vec![Response::json("{}").after(Duration::from_secs(600))]).await;
    let hasty = client.with(Options::new().timeout(Duration::from_millis(50)));
    let error = list().send(&hasty).await.unwrap_err();
    assert!(error.is_retryable());
    assert!(
        matches!(&error, Error::Timeout(error) if error.sent && error.after.is_some()),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_pause_that_no_clock_can_tell_is_not_begun() {
    let (server, client) = serve(vec![Response::new(503, &[], ""); 16]).await;
    let retry = Retry {
        attempts: u32::MAX,
        first: Duration::MAX,
        longest: Duration::MAX,
    };
    let options = Options::new()
        .retry(retry)
        .timeout(Duration::MAX)
        .max_wait(Duration::MAX);
    let client = client.with(options);
    // Pauses are random.
    for number in 1..=16 {
        let error = list().send(&client).await.unwrap_err();
        assert_eq!((error.status(), server.requests().len()), (Some(503), number));
    }
}

#[tokio::test]
async fn a_server_that_asks_for_no_pause_is_not_asked_again_at_once() {
    let (server, client) = serve(vec![limited(429, 99_991_400); 3]).await;
    let retry = Retry {
        first: Duration::from_secs(600),
        longest: Duration::from_secs(600),
        attempts: 4,
    };
    let client = client.with(Options::new().retry(retry).timeout(Duration::from_secs(3)));
    // A pause of up to ten minutes does not fit into three seconds, but for one time in two hundred.
    assert!(list().send(&client).await.is_err());
    assert!(server.requests().len() < 3);
}

#[tokio::test]
async fn a_monthly_quota_that_is_used_up_is_told_at_once() {
    let headers = [("content-type", "application/json"), ("x-ogw-ratelimit-reset", "60")];
    let used_up = Response::new(429, &headers, r#"{"code":99991403,"msg":"used up"}"#);
    let (server, client) = serve(vec![used_up; 3]).await;
    let Error::Api(error) = list().send(&client).await.unwrap_err() else {
        panic!("the response has a code")
    };
    assert_eq!(error.kind(), Some(ErrorKind::Quota));
    assert!(!Error::from(error).is_retryable());
    // Nor are other calls held back by it.
    let hasty = client.with(Options::new().timeout(Duration::from_millis(500)));
    assert_eq!(list().send(&hasty).await.unwrap_err().code(), Some(99_991_403));
    assert_eq!(server.requests().len(), 2);
}

/// How often a server of HTTP/2, which refuses the first request for this reason, is asked for a write, and what comes of it.
async fn asked_over_http2(refusal: h2::Reason) -> (usize, feishu_openapi_runtime::Result<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut connection = h2::server::handshake(stream).await.unwrap();
        while let Some(Ok((_, mut respond))) = connection.accept().await {
            if counted.fetch_add(1, Ordering::Relaxed) == 0 {
                respond.send_reset(refusal);
                continue;
            }
            let mut body = respond.send_response(http::Response::new(()), false).unwrap();
            body.send_data(r#"{"code":0}"#.into(), true).unwrap();
        }
    });
    let client = Client::builder("a", "s")
        .base_url(format!("http://{address}"))
        .http(reqwest::ClientBuilder::http2_prior_knowledge)
        .options(quick());
    let client = client.build().unwrap().with_token("t");
    let result = user::delete("ou_1").send(&client).await;
    (asked.load(Ordering::Relaxed), result)
}

#[tokio::test]
async fn what_http2_refuses_was_not_carried_out() {
    let (asked, result) = asked_over_http2(h2::Reason::REFUSED_STREAM).await;
    result.unwrap();
    assert_eq!(asked, 2);
    // Anything else may have been.
    let (asked, result) = asked_over_http2(h2::Reason::INTERNAL_ERROR).await;
    assert!(matches!(result, Err(Error::Transport(error)) if error.sent));
    assert_eq!(asked, 1);
}
