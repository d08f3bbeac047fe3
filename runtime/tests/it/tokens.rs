//! How the application gets its tokens, and what happens when one is refused.

mod refusals;
mod tickets;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::spec::AppType;
use feishu_openapi_runtime::{
    AccessToken, Client, ClientBuilder, Error, MemoryTokenStore, Options, StoreFuture, TokenError, TokenKey, TokenStore,
};
use tokio::sync::Notify;

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

const TENANT: &str = "/open-apis/auth/v3/tenant_access_token/internal";

fn builder(server: &Server) -> ClientBuilder {
    Client::builder("cli_test", "app-secret").base_url(server.url())
}

fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

fn is_auth(request: &Recorded) -> bool {
    request.target.starts_with("/open-apis/auth/")
}

/// How many of the requests so far fetched a token.
fn fetches(server: &Server) -> usize {
    server.requests().iter().filter(|request| is_auth(request)).count()
}

/// A server that hands out `t-1`, `t-2` …, valid for `expire` seconds, and responds with the rest.
async fn serve(expire: i64, respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |request| {
        if !is_auth(request) {
            return respond(request);
        }
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        Response::json(format!(
            r#"{{"code":0,"msg":"ok","tenant_access_token":"t-{number}","app_access_token":"a-{number}","expire":{expire}}}"#
        ))
        .after(Duration::from_millis(20))
    })
    .await
}

fn ok(_: &Recorded) -> Response {
    Response::json(r#"{"code":0}"#)
}

fn refused() -> Response {
    Response::error(400, r#"{"code":99991663,"msg":"Invalid access token"}"#)
}

#[tokio::test]
async fn a_token_is_fetched_once_and_kept() {
    let server = serve(7200, ok).await;
    let client = client(&server);
    for _ in 0..3 {
        user::delete("x").send(&client.clone()).await.unwrap();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert_eq!(
        (requests[0].method.as_str(), requests[0].target.as_str()),
        ("POST", TENANT)
    );
    assert_eq!(requests[0].text(), r#"{"app_id":"cli_test","app_secret":"app-secret"}"#);
    assert_eq!(requests[0].header("authorization"), None);
    assert!(
        requests[1..]
            .iter()
            .all(|request| request.header("authorization") == Some("Bearer t-1"))
    );
}

#[tokio::test]
async fn any_number_of_concurrent_calls_cause_one_fetch() {
    let server = serve(7200, ok).await;
    let client = client(&server);
    let calls = (0..500).map(|_| async { list().send(&client).await });
    for result in futures_util::future::join_all(calls).await {
        result.unwrap();
    }
    assert_eq!(fetches(&server), 1);
}

#[tokio::test]
async fn cancelling_the_call_that_fetches_does_not_harm_the_others() {
    let server = serve(7200, ok).await;
    let client = client(&server);
    let (one, other) = (list(), list());
    let mut first = Box::pin(one.send(&client));
    let second = other.send(&client);
    tokio::pin!(second);
    // Both wait for the fetch that the first one began, when the first one goes away.
    assert!(futures_util::poll!(&mut first).is_pending());
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    second.await.unwrap();
    assert_eq!(fetches(&server), 1);
}

#[tokio::test]
async fn a_fetch_that_all_have_left_goes_on() {
    let server = serve(7200, ok).await;
    let client = client(&server);
    let request = list();
    let mut call = Box::pin(request.send(&client));
    assert!(futures_util::poll!(&mut call).is_pending());
    drop(call);
    list().send(&client).await.unwrap();
    assert_eq!(fetches(&server), 1);
}

#[tokio::test]
async fn a_failed_fetch_is_not_kept_and_tells_all_who_waited() {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let server = Server::start(move |request| match is_auth(request) {
        true if counted.fetch_add(1, Ordering::Relaxed) == 0 => {
            Response::error(400, r#"{"code":10003,"msg":"invalid app_secret"}"#).after(Duration::from_millis(50))
        }
        true => Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#),
        false => ok(request),
    })
    .await;
    let client = client(&server);
    let calls = (0..10).map(|_| async { list().send(&client).await });
    for result in futures_util::future::join_all(calls).await {
        let error = result.unwrap_err();
        assert!(matches!(&error, Error::Token(_)), "{error:?}");
        assert_eq!((error.code(), error.log_id()), (Some(10003), Some("log-1")));
        assert!(
            error.to_string().contains("no tenant_access_token could be had"),
            "{error}"
        );
        assert!(!error.to_string().contains("app-secret"), "{error}");
    }
    assert_eq!(count.load(Ordering::Relaxed), 1);
    list().send(&client).await.unwrap();
    assert_eq!(count.load(Ordering::Relaxed), 2);
}

/// Has a token that is to be renewed, and keeps no other.
struct Due;

impl TokenStore for Due {
    fn get<'a>(&'a self, _: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        let mut token = AccessToken::new("t-due".into(), Duration::from_secs(60));
        token.renew_at = std::time::SystemTime::now();
        Box::pin(async { Ok(Some(token)) })
    }

    fn put<'a>(&'a self, _: &'a TokenKey, _: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn a_token_is_used_until_it_ends_while_no_new_one_can_be_had() {
    let (may_fetch, fetched) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
    let (may, notify) = (may_fetch.clone(), fetched.clone());
    let server = Server::start(
        move |request| match (is_auth(request), request.header("authorization")) {
            (true, _) if may.load(Ordering::Relaxed) => {
                notify.notify_one();
                Response::json(r#"{"code":0,"tenant_access_token":"t-new","expire":7200}"#)
            }
            (true, _) => Response::error(400, r#"{"code":5,"msg":"busy"}"#),
            (false, Some("Bearer t-due")) if request.path().ends_with("flat") => refused(),
            (false, _) => ok(request),
        },
    )
    .await;
    let client = builder(&server).token_store(Due).build().unwrap();
    for _ in 0..3 {
        list().send(&client).await.unwrap();
    }
    // Not one that the server has refused.
    for _ in 0..2 {
        let error = client.send(&node::Flat).await.unwrap_err();
        assert!(matches!(&error, Error::Token(_)), "{error:?}");
    }
    may_fetch.store(true, Ordering::Relaxed);
    let client = builder(&server).token_store(Due).build().unwrap();
    list().send(&client).await.unwrap();
    // No call waits for the new one.
    list().send(&client).await.unwrap();
    fetched.notified().await;
    while !bearers(&server).contains(&"Bearer t-new".to_owned()) {
        list().send(&client).await.unwrap();
    }
}

fn bearers(server: &Server) -> Vec<String> {
    let requests = server.requests();
    let bearers = requests.iter().filter_map(|request| request.header("authorization"));
    bearers.map(str::to_owned).collect()
}

#[tokio::test]
async fn headers_of_every_call_are_those_of_the_calls_for_tokens_as_well() {
    let server = serve(7200, ok).await;
    let options = Options::new()
        .extra_header("X-Api-Key", "gateway")
        .extra_query("x", "y")
        .extra_body("x", "y")
        .repeat_writes(true);
    let client = builder(&server).options(options).build().unwrap();
    list().send(&client).await.unwrap();
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|sent| {
            let is_extended = sent.target.contains("x=y") && sent.text().contains(r#""x":"y""#);
            (sent.header("x-api-key") == Some("gateway"), is_extended)
        })
        .collect();
    assert_eq!(keys, [(true, false), (true, true)]);
}

#[tokio::test]
async fn a_client_without_limit_has_tokens_all_the_same() {
    let server = serve(7200, ok).await;
    let options = Options::new().timeout(Duration::MAX);
    let client = builder(&server).options(options).build().unwrap();
    list().send(&client).await.unwrap();
}

#[tokio::test]
async fn an_expired_token_is_fetched_again() {
    let server = serve(0, ok).await;
    let client = client(&server);
    list().send(&client).await.unwrap();
    list().send(&client).await.unwrap();
    assert_eq!(fetches(&server), 2);
}

#[tokio::test]
async fn secrets_and_applications_do_not_share_tokens() {
    let server = serve(7200, ok).await;
    let store = MemoryTokenStore::new();
    for (app, secret) in [("a", "1"), ("a", "2"), ("b", "1"), ("a", "1")] {
        let client = Client::builder(app, secret)
            .base_url(server.url())
            .token_store(store.clone())
            .build()
            .unwrap();
        list().send(&client).await.unwrap();
    }
    assert_eq!(fetches(&server), 3);
}

struct Broken;

impl TokenStore for Broken {
    fn get<'a>(&'a self, _: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async { Err("no connection".into()) })
    }

    fn put<'a>(&'a self, _: &'a TokenKey, _: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async { Err("no connection".into()) })
    }
}

#[tokio::test]
async fn a_broken_store_is_reported() {
    let server = serve(7200, ok).await;
    let client = builder(&server).token_store(Broken).build().unwrap();
    let error = list().send(&client).await.unwrap_err();
    let texts: Vec<_> = std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
        .map(ToString::to_string)
        .collect();
    assert!(texts.iter().any(|text| text == "no connection"), "{texts:?}");
}

#[tokio::test]
async fn a_store_application_gets_its_tokens_from_the_ticket() {
    let server = serve(7200, ok).await;
    let client = builder(&server).app_type(AppType::Isv).build().unwrap();

    let error = list().send(&client).await.unwrap_err();
    assert!(
        matches!(&error, Error::Token(error) if matches!(**error, TokenError::Missing { .. })),
        "{error:?}"
    );
    let error = list().send(&client.for_tenant("tenant-1")).await.unwrap_err();
    assert!(error.to_string().contains("set_app_ticket"), "{error}");
    assert_eq!(server.requests().len(), 0);

    client.set_app_ticket("ticket").await.unwrap();
    for tenant in ["tenant-1", "tenant-2", "tenant-1"] {
        list().send(&client.for_tenant(tenant)).await.unwrap();
    }
    let auth: Vec<_> = server.requests().into_iter().filter(is_auth).collect();
    let bodies: Vec<_> = auth
        .iter()
        .map(|request| (request.target.as_str(), request.text()))
        .collect();
    let app = r#"{"app_id":"cli_test","app_secret":"app-secret","app_ticket":"ticket"}"#;
    assert_eq!(
        bodies,
        [
            ("/open-apis/auth/v3/app_access_token", app),
            (
                "/open-apis/auth/v3/tenant_access_token",
                r#"{"app_access_token":"a-1","tenant_key":"tenant-1"}"#
            ),
            (
                "/open-apis/auth/v3/tenant_access_token",
                r#"{"app_access_token":"a-1","tenant_key":"tenant-2"}"#
            ),
        ]
    );
}

#[tokio::test]
async fn a_refused_app_token_is_replaced_on_the_way_to_a_tenant_token() {
    let server = Server::start(|request| match request.path() {
        "/open-apis/auth/v3/app_access_token" => {
            let token = if request.text().contains("old") {
                "a-old"
            } else {
                "a-new"
            };
            Response::json(format!(r#"{{"code":0,"app_access_token":"{token}","expire":7200}}"#))
        }
        "/open-apis/auth/v3/tenant_access_token" if request.text().contains("a-old") => {
            Response::error(400, r#"{"code":99991664,"msg":"invalid app token"}"#)
        }
        "/open-apis/auth/v3/tenant_access_token" => {
            Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#)
        }
        _ => ok(request),
    })
    .await;
    let client = builder(&server)
        .app_type(AppType::Isv)
        .build()
        .unwrap()
        .for_tenant("tenant-1");
    client.set_app_ticket("old").await.unwrap();
    assert_eq!(list().send(&client).await.unwrap_err().code(), Some(99_991_664));
    client.set_app_ticket("new").await.unwrap();
    list().send(&client).await.unwrap();
}

#[tokio::test]
async fn only_a_store_application_acts_in_other_tenants() {
    let server = serve(7200, ok).await;
    let error = list().send(&client(&server).for_tenant("tenant-1")).await.unwrap_err();
    assert!(error.to_string().contains("only a store application"), "{error}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_response_without_a_token_is_an_error() {
    let server = Server::always(Response::json(r#"{"code":0,"msg":"ok"}"#)).await;
    let error = list().send(&client(&server)).await.unwrap_err();
    assert!(
        error.to_string().contains("the response holds no tenant_access_token"),
        "{error}"
    );
}

#[test]
fn a_kept_token_is_not_shown() {
    let token = AccessToken::new("hush".into(), Duration::from_secs(1));
    assert!(!format!("{token:?}").contains("hush"));
}
