//! Waiting for a turn: whoever waits holds nobody up, and waits no longer than it may.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use feishu_openapi_runtime::{Client, Endpoint, Error, File, Options, Pacing, Request, Retry, spec};
use futures_util::future::join_all;
use futures_util::{StreamExt, poll, stream};

use crate::pacing::{Rated, SECOND};
use crate::server::{Recorded, Response, Server};

/// Longer than any of these tests takes if nobody is held up.
const LONG: Duration = Duration::from_secs(20);

type Scarce = Rated<5, 1>;

/// A server that takes so long to hand out a token, and a client that needs one.
async fn serve(token_after: Duration) -> (Server, Client) {
    let server = Server::start(move |request: &Recorded| {
        if request.path().starts_with("/open-apis/auth/") {
            return Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#).after(token_after);
        }
        Response::json(r#"{"code":0}"#)
    })
    .await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    (server, client)
}

async fn in_time<F: Future>(work: F) -> F::Output {
    tokio::time::timeout(LONG, work)
        .await
        .unwrap_or_else(|_| panic!("somebody is held up"))
}

fn calls(server: &Server) -> usize {
    let requests = server.requests();
    requests
        .iter()
        .filter(|request| request.path().ends_with("/rated"))
        .count()
}

#[tokio::test]
async fn calls_of_a_stream_that_is_not_polled_hold_up_nobody() {
    let (server, client) = serve(Duration::ZERO).await;
    let mut calls_of_stream = stream::iter((0..12).map(|_| client.send(&Scarce {}))).buffer_unordered(8);
    in_time(async {
        while let Some(result) = calls_of_stream.next().await {
            result.unwrap();
            client.send(&Scarce {}).await.unwrap();
        }
    })
    .await;
    assert_eq!(calls(&server), 24);
}

#[tokio::test]
async fn a_waiting_call_that_is_kept_and_not_polled_holds_up_nobody() {
    let (server, client) = serve(Duration::ZERO).await;
    let first = join_all((0..5).map(|_| client.send(&Scarce {}))).await;
    assert!(first.iter().all(Result::is_ok), "{first:?}");
    let mut kept = client.send(&Scarce {});
    tokio::select! {
        biased;
        _ = &mut kept => panic!("five have been made in this second"),
        () = std::future::ready(()) => {}
    }
    in_time(client.send(&Scarce {})).await.unwrap();
    in_time(kept).await.unwrap();
    assert_eq!(calls(&server), 7);
}

#[tokio::test]
async fn calls_that_still_need_a_token_take_nobodys_place() {
    let (server, client) = serve(SECOND / 2).await;
    let mut kept: Vec<_> = (0..5).map(|_| client.send(&Scarce {})).collect();
    for call in &mut kept {
        assert!(poll!(call).is_pending());
    }
    in_time(client.send(&Scarce {})).await.unwrap();
    assert!(in_time(join_all(kept)).await.iter().all(Result::is_ok));
    assert_eq!(calls(&server), 6);
}

#[tokio::test]
async fn calls_that_were_sent_and_are_not_polled_are_not_waited_for() {
    let (server, client) = serve(Duration::ZERO).await;
    let client = client.with_token("t");
    let mut kept: Vec<_> = (0..5).map(|_| client.send(&Scarce {})).collect();
    for call in &mut kept {
        assert!(poll!(call).is_pending());
    }
    let others = join_all((0..5).map(|_| client.send(&Scarce {})));
    assert!(in_time(others).await.iter().all(Result::is_ok));
    assert!(in_time(join_all(kept)).await.iter().all(Result::is_ok));
    assert_eq!(calls(&server), 10);
}

#[tokio::test]
async fn a_timeout_counts_waiting_for_a_turn() {
    let (server, client) = serve(Duration::ZERO).await;
    let hasty = client.with(Options::new().timeout(SECOND / 2));
    let begin = Instant::now();
    let results = in_time(join_all((0..30).map(|_| hasty.send(&Scarce {})))).await;
    assert!(begin.elapsed() < 3 * SECOND / 2, "{:?}", begin.elapsed());
    let (made, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len(), calls(&server)), (5, 25, 5));
    for error in refused.into_iter().filter_map(Result::err) {
        assert!(matches!(error, Error::Throttled(_)), "{error:?}");
        assert!(error.is_retryable() && error.retry_after().is_some(), "{error}");
    }
}

#[tokio::test]
async fn whoever_has_no_turn_in_whole_seconds_is_told_when_to_come_again() {
    let (server, client) = serve(Duration::ZERO).await;
    let hasty = client.with_token("t").with(Options::new().timeout(SECOND));
    let results = in_time(join_all((0..8).map(|_| hasty.send(&Rated::<5, 10> {})))).await;
    assert_eq!(calls(&server), 5);
    for error in results.into_iter().filter_map(Result::err) {
        assert!(matches!(error, Error::Throttled(_)), "{error:?}");
        assert!(error.retry_after() > Some(5 * SECOND), "{:?}", error.retry_after());
    }
}

#[tokio::test]
async fn a_timeout_counts_waiting_for_a_token() {
    let (server, client) = serve(Duration::from_secs(600)).await;
    let hasty = client.with(Options::new().timeout(SECOND / 2));
    let begin = Instant::now();
    let results = in_time(join_all((0..50).map(|_| hasty.send(&Scarce {})))).await;
    assert!(begin.elapsed() < 3 * SECOND / 2, "{:?}", begin.elapsed());
    for result in results {
        assert!(matches!(result, Err(Error::Timeout(error)) if !error.sent));
    }
    assert_eq!(calls(&server), 0);
}

#[tokio::test]
async fn a_call_that_is_polled_again_after_its_time_is_not_sent() {
    let (server, client) = serve(SECOND / 10).await;
    let hasty = client.with(Options::new().timeout(3 * SECOND / 2));
    // It waits for its token.
    let mut kept = hasty.send(&Scarce {});
    assert!(poll!(&mut kept).is_pending());
    tokio::time::sleep(2 * SECOND).await;
    let late = kept.await;
    assert!(matches!(&late, Err(Error::Timeout(error)) if !error.sent), "{late:?}");
    assert_eq!(calls(&server), 0);
    // It waits for its turn.
    let first = join_all((0..5).map(|_| client.send(&Scarce {}))).await;
    assert!(first.iter().all(Result::is_ok), "{first:?}");
    let mut kept = hasty.send(&Scarce {});
    assert!(poll!(&mut kept).is_pending());
    tokio::time::sleep(2 * SECOND).await;
    let late = kept.await;
    assert!(matches!(&late, Err(Error::Timeout(error)) if !error.sent), "{late:?}");
    assert_eq!(calls(&server), 5);
}

/// An upload that shares the limit of [`Rated`].
#[derive(Clone)]
struct Upload {
    files: Vec<File>,
}

impl Endpoint for Upload {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        method: spec::Method::Post,
        ..Rated::<1, 60>::SPEC
    };

    fn encode(&self, request: &mut Request) {
        request.multipart().file("file", &self.files);
    }
}

#[tokio::test]
async fn an_upload_that_is_not_polled_while_its_file_is_opened_loses_its_turn() {
    let (server, client) = serve(Duration::ZERO).await;
    let client = client.with_token("t");
    let file = File::path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    // So many that the disk is not done with all of them in one poll.
    let upload = Upload { files: vec![file; 100] };
    let mut kept = client.with(Options::new().timeout(3 * SECOND)).send(&upload);
    assert!(poll!(&mut kept).is_pending());
    in_time(client.send(&Rated::<1, 60> {})).await.unwrap();
    // The next turn is too late for it.
    let result = in_time(kept).await;
    let is_unsent = match &result {
        Err(Error::Throttled(_)) => true,
        Err(Error::Timeout(error)) => !error.sent,
        _ => false,
    };
    assert!(is_unsent, "{result:?}");
    assert_eq!(calls(&server), 1);
}

#[tokio::test]
async fn a_call_may_wait_for_its_turn_longer_than_it_may_take_where_that_is_allowed() {
    let (server, client) = serve(Duration::ZERO).await;
    let options = Options::new().timeout(SECOND / 2).max_wait(LONG);
    let patient = client.with(options);
    let results = in_time(join_all((0..12).map(|_| patient.send(&Scarce {})))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(calls(&server), 12);
}

#[tokio::test]
async fn a_call_that_is_repeated_waits_no_longer_than_one_that_is_not() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, Ordering::Relaxed) {
        0 => Response::new(503, &[], ""),
        _ => Response::json(r#"{"code":0}"#),
    })
    .await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let retry = Retry {
        first: Duration::from_millis(1),
        ..Retry::default()
    };
    let client = builder
        .options(Options::new().retry(retry))
        .build()
        .unwrap()
        .with_token("t");
    let mut repeated = client.with(Options::new().timeout(SECOND / 2)).send(&Scarce {});
    // It is first, and stands behind all others when it is to be repeated.
    assert!(poll!(&mut repeated).is_pending());
    let others = join_all((0..10).map(|_| client.send(&Scarce {})));
    let (repeated, others) = in_time(futures_util::future::join(repeated, others)).await;
    // The response that it had says more than that it would have had to wait.
    assert_eq!(repeated.unwrap_err().status(), Some(503));
    assert!(others.iter().all(Result::is_ok), "{others:?}");
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn users_of_a_store_app_whose_tenant_is_not_known_do_not_wait_for_each_other() {
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let builder = builder.options(Options::new().timeout(5 * SECOND));
    let client = builder.app_type(spec::AppType::Isv).build().unwrap();
    let (one, other) = (client.as_user("u-1"), client.as_user("u-2"));
    for user in [&one, &other] {
        user.send(&Rated::<1, 60> {}).await.unwrap();
    }
    client.with_token("t-3").send(&Rated::<1, 60> {}).await.unwrap();
    let hasty = one.with(Options::new().timeout(SECOND / 10));
    assert!(matches!(hasty.send(&Rated::<1, 60> {}).await, Err(Error::Throttled(_))));
    // Of one tenant they share a limit.
    let (one, other) = (
        client.for_tenant("t").as_user("u-1"),
        client.for_tenant("t").as_user("u-2"),
    );
    one.send(&Rated::<1, 60> {}).await.unwrap();
    let hasty = other.with(Options::new().timeout(SECOND / 10));
    assert!(matches!(hasty.send(&Rated::<1, 60> {}).await, Err(Error::Throttled(_))));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn each_of_very_many_tenants_keeps_a_limit_of_its_own() {
    const TENANTS: usize = 3000;
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let builder = builder.options(Options::new().timeout(LONG));
    let client = builder.app_type(spec::AppType::Isv).build().unwrap();
    let hasty = client.with(Options::new().timeout(SECOND / 100));
    let call = |client: &Client, tenant: usize| client.with_token(format!("t-{tenant}")).send(&Rated::<1, 600> {});
    // Nobody waits for anybody else.
    let first = stream::iter((0..TENANTS).map(|tenant| call(&client, tenant))).buffer_unordered(50);
    let first: Vec<_> = first.collect().await;
    assert!(first.iter().all(Result::is_ok));
    // And of nobody is forgotten that its limit is used up, however many came after it.
    let second = stream::iter((0..TENANTS).map(|tenant| call(&hasty, tenant))).buffer_unordered(50);
    let second: Vec<_> = second.collect().await;
    let is_throttled = |result: &Result<(), Error>| matches!(result, Err(Error::Throttled(_)));
    assert_eq!(second.iter().filter(|result| is_throttled(result)).count(), TENANTS);
    assert_eq!(calls(&server), TENANTS);
}

#[tokio::test]
async fn a_share_of_less_than_one_call_is_one_call_in_a_longer_time() {
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    for pacing in [Pacing::Share(0.25), Pacing::Spread(0.25)] {
        let builder = Client::builder("a", "s").base_url(server.url()).pacing(pacing);
        let client = builder.build().unwrap().with_token("t");
        client.send(&Rated::<1, 1> {}).await.unwrap();
        let hasty = client.with(Options::new().timeout(SECOND / 10));
        let wait = hasty.send(&Rated::<1, 1> {}).await.unwrap_err().retry_after().unwrap();
        assert!(wait > 2 * SECOND && wait < 5 * SECOND, "{pacing:?}: {wait:?}");
    }
    assert_eq!(calls(&server), 2);
}
