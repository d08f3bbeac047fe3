//! What happens when the server refuses a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi_runtime::Retry;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;

use super::{bearers, client, fetches, list, ok, refused, serve};
use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::Response;

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_call_made_once_more() {
    let server = serve(7200, |request| match request.header("authorization") {
        Some("Bearer t-1") => refused(),
        _ => ok(request),
    })
    .await;
    // A write, and no retries: a refused call was not carried out.
    let client = client(&server).with(feishu_openapi_runtime::Options::new().retry(Retry::NEVER));
    user::delete("x").send(&client).await.unwrap();
    assert_eq!((fetches(&server), server.requests().len()), (2, 4));
}

#[tokio::test]
async fn every_code_that_refuses_a_token_replaces_it_and_no_other_does() {
    let codes = [
        99_991_661, 99_991_663, 99_991_664, 99_991_665, 99_991_668, 99_991_671, 99_991_677,
    ];
    for (code, expected) in codes.map(|code| (code, 2)).into_iter().chain([(99_991_672, 1)]) {
        let server = serve(7200, move |_| {
            Response::error(400, format!(r#"{{"code":{code},"msg":"no"}}"#))
        })
        .await;
        let error = list().send(&client(&server)).await.unwrap_err();
        assert_eq!((error.code(), fetches(&server)), (Some(code), expected));
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_an_error() {
    let server = serve(7200, |_| refused()).await;
    let error = list().send(&client(&server)).await.unwrap_err();
    assert_eq!(error.code(), Some(99_991_663));
    assert_eq!((fetches(&server), server.requests().len()), (2, 4));
}

#[tokio::test]
async fn an_endpoint_that_refuses_every_token_costs_one_fetch() {
    let server = serve(7200, |request| {
        match request.path().contains("flat") || request.method == "DELETE" {
            true => refused(),
            false => ok(request),
        }
    })
    .await;
    let client = client(&server);
    for _ in 0..10 {
        assert_eq!(client.send(&node::Flat).await.unwrap_err().code(), Some(99_991_663));
        list().send(&client).await.unwrap();
    }
    // Another one, which finds the same.
    for _ in 0..5 {
        user::delete("x").send(&client).await.unwrap_err();
        client.send(&node::Flat).await.unwrap_err();
    }
    assert_eq!(fetches(&server), 3);
    assert_eq!(server.requests().len(), 3 + (10 + 1) + 10 + (5 + 1) + 5);
    assert_eq!(bearers(&server)[2..21], ["Bearer t-2"; 19]);
}

#[tokio::test]
async fn a_token_that_is_revoked_again_is_replaced_again() {
    let oldest = Arc::new(AtomicUsize::new(1));
    let revoked = oldest.clone();
    let server = serve(7200, move |request| {
        let token = request.header("authorization").unwrap().rsplit('-').next().unwrap();
        match token.parse::<usize>().unwrap() < revoked.load(Ordering::Relaxed) {
            true => refused(),
            false => ok(request),
        }
    })
    .await;
    let client = client(&server);
    for number in 1..10 {
        oldest.store(number, Ordering::Relaxed);
        let calls = (0..20).map(|_| client.send(&node::Flat));
        for result in futures_util::future::join_all(calls).await {
            result.unwrap();
        }
    }
    assert_eq!(fetches(&server), 9);
}

#[tokio::test]
async fn concurrent_refusals_of_one_token_cause_one_more_fetch() {
    let server = serve(7200, |request| match request.header("authorization") {
        Some("Bearer t-1") => refused(),
        _ => ok(request),
    })
    .await;
    let client = client(&server);
    let calls = (0..50).map(|_| async { list().send(&client).await });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(fetches(&server), 2);
}

#[tokio::test]
async fn a_token_that_the_caller_gave_is_sent_and_never_replaced() {
    let server = serve(7200, |_| refused()).await;
    let error = list().send(&client(&server).with_token("t-mine")).await.unwrap_err();
    assert_eq!(error.code(), Some(99_991_663));
    assert_eq!(server.only_request().header("authorization"), Some("Bearer t-mine"));
}

#[tokio::test]
async fn raw_calls_to_many_paths_that_refuse_every_token_cost_few_fetches() {
    let server = serve(7200, |request| match request.path().contains("/things/") {
        true => refused(),
        false => ok(request),
    })
    .await;
    let client = client(&server);
    for number in 0..20 {
        let call = client.raw(Method::Get, format!("/open-apis/things/{number}"));
        assert_eq!(call.send::<Json>().await.unwrap_err().code(), Some(99_991_663));
        list().send(&client).await.unwrap();
    }
    assert!(fetches(&server) <= 5, "{}", fetches(&server));
}
