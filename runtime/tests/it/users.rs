//! Logging users in, and sessions that renew their tokens.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, UserSession, UserTokens};
use secrecy::ExposeSecret;

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

const TOKEN: &str = "/open-apis/authen/v2/oauth/token";

fn client(server: &Server) -> Client {
    Client::builder("cli_test", "app-secret")
        .base_url(server.url())
        .build()
        .unwrap()
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

/// A server that hands out `u-1` with `r-1`, then `u-2` with `r-2` …, and answers with the rest.
async fn serve(answer: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.target != TOKEN {
            return answer(request);
        }
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        Response::json(format!(
            r#"{{"code":0,"access_token":"u-{number}","expires_in":7200,"refresh_token":"r-{number}",
            "refresh_token_expires_in":604800,"token_type":"Bearer","scope":"auth:user.id:read offline_access"}}"#
        ))
        .after(Duration::from_millis(20))
    })
    .await
}

fn ok(_: &Recorded) -> Response {
    Response::json(r#"{"code":0}"#)
}

/// A session with a token that has ended, and what its owner was told.
fn session(client: &Client, refresh_token: Option<&str>, left: Duration) -> (UserSession, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let record = told.clone();
    let tokens = UserTokens::new("u-0".into(), SystemTime::now() + left, refresh_token.map(Into::into));
    let session = client.oauth().session(tokens, move |tokens| {
        let refresh_token = tokens.refresh_token.as_ref().unwrap();
        record.lock().unwrap().push(refresh_token.expose_secret().to_owned());
    });
    (session, told)
}

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_login_begins_with_state_and_pkce() {
    let oauth = Client::builder("cli_test", "app-secret").build().unwrap().oauth();
    let login = oauth
        .authorize("https://example.com/cb?x=1", &["a:b", "offline_access"])
        .unwrap();
    assert_eq!(login.url.host_str(), Some("accounts.feishu.cn"));
    assert_eq!(login.url.path(), "/open-apis/authen/v1/authorize");
    let pairs: Vec<_> = login.url.query_pairs().into_owned().collect();
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    assert_eq!(value("client_id"), Some("cli_test"));
    assert_eq!(value("response_type"), Some("code"));
    assert_eq!(value("redirect_uri"), Some("https://example.com/cb?x=1"));
    assert_eq!(value("scope"), Some("a:b offline_access"));
    assert_eq!(value("code_challenge_method"), Some("S256"));
    assert!(login.is_state(value("state").unwrap()));
    assert!(!login.is_state(""));
    assert!((43..=128).contains(&login.code_verifier.expose_secret().len()));
    assert_ne!(value("code_challenge"), Some(login.code_verifier.expose_secret()));
    let other = oauth.authorize("https://example.com", &[]).unwrap();
    assert!(!other.is_state(login.state.expose_secret()));
}

#[tokio::test]
async fn a_code_is_exchanged_for_tokens() {
    let server = serve(ok).await;
    let oauth = client(&server).oauth();
    let login = oauth.authorize("https://example.com/cb", &[]).unwrap();
    let tokens = oauth.exchange(&login, "the-code").await.unwrap();
    assert_eq!(tokens.access_token.expose_secret(), "u-1");
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "r-1");
    assert_eq!(tokens.scopes, ["auth:user.id:read", "offline_access"]);
    assert!(tokens.expires_at > SystemTime::now() + HOUR);
    let sent: serde_json::Value = serde_json::from_slice(&server.only_request().body).unwrap();
    let verifier = login.code_verifier.expose_secret();
    assert_eq!(
        sent,
        serde_json::json!({
            "client_id": "cli_test", "client_secret": "app-secret", "grant_type": "authorization_code",
            "code": "the-code", "redirect_uri": "https://example.com/cb", "code_verifier": verifier,
        })
    );
}

#[tokio::test]
async fn a_refused_code_is_an_error_with_its_code() {
    let body = r#"{"code":20003,"error":"invalid_grant","error_description":"The authorization code is not found."}"#;
    let server = Server::always(Response::error(400, body)).await;
    let oauth = client(&server).oauth();
    let login = oauth.authorize("https://example.com/cb", &[]).unwrap();
    let error = oauth.exchange(&login, "x").await.unwrap_err();
    assert_eq!(error.code(), Some(20003));
    assert!(
        error.to_string().contains("The authorization code is not found."),
        "{error}"
    );
}

#[tokio::test]
async fn a_session_renews_its_token_once_for_all_calls() {
    let server = serve(ok).await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), Duration::ZERO);
    let as_user = client.as_user(&session);
    for result in futures_util::future::join_all((0..50).map(|_| as_user.send(&node::Bare))).await {
        result.unwrap();
    }
    let requests = server.requests();
    let refreshes: Vec<_> = requests.iter().filter(|request| request.target == TOKEN).collect();
    assert_eq!(refreshes.len(), 1);
    assert!(
        refreshes[0]
            .text()
            .contains(r#""grant_type":"refresh_token","refresh_token":"r-0""#)
    );
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
    let calls = requests
        .iter()
        .filter(|request| request.header("authorization") == Some("Bearer u-1"));
    assert_eq!(calls.count(), 50);
}

#[tokio::test]
async fn a_refused_user_token_is_renewed_and_the_call_made_again() {
    let server = serve(|request| match request.header("authorization") {
        Some("Bearer u-0") => Response::error(400, r#"{"code":99991677,"msg":"token expire"}"#),
        _ => ok(request),
    })
    .await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), HOUR);
    list().send(&client.as_user(&session)).await.unwrap();
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
    assert_eq!(session.tokens().access_token.expose_secret(), "u-1");
}

#[tokio::test]
async fn a_refresh_goes_on_when_the_call_that_began_it_is_dropped() {
    let server = serve(ok).await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), Duration::ZERO);
    let as_user = client.as_user(&session);
    let mut call = as_user.send(&node::Bare);
    assert!(futures_util::poll!(&mut call).is_pending());
    drop(call);
    as_user.send(&node::Bare).await.unwrap();
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
}

#[tokio::test]
async fn a_failed_refresh_is_reported_and_not_kept() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |request| match request.target == TOKEN {
        true if count.fetch_add(1, Ordering::Relaxed) == 0 => Response::error(400, r#"{"code":20037,"msg":"expired"}"#),
        true => Response::json(r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#),
        false => ok(request),
    })
    .await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), Duration::ZERO);
    let error = list().send(&client.as_user(&session)).await.unwrap_err();
    assert_eq!(error.code(), Some(20037));
    assert!(
        error.to_string().contains("no user_access_token could be had"),
        "{error}"
    );
    list().send(&client.as_user(&session)).await.unwrap();
    assert_eq!(*told.lock().unwrap(), ["r-1"]);
}

#[tokio::test]
async fn an_owner_that_panics_does_not_lose_the_tokens() {
    let server = serve(ok).await;
    let client = client(&server);
    let tokens = UserTokens::new("u-0".into(), SystemTime::now(), Some("r-0".into()));
    let session = client.oauth().session(tokens, |_| panic!("on purpose"));
    list().send(&client.as_user(&session)).await.unwrap();
    assert_eq!(session.tokens().refresh_token.unwrap().expose_secret(), "r-1");
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_is_used_until_it_ends() {
    let server = Server::start(|request| match request.target == TOKEN {
        true => Response::error(400, r#"{"code":20037,"msg":"expired"}"#),
        false => ok(request),
    })
    .await;
    let client = client(&server);
    for refresh_token in [None, Some("r-0")] {
        let (session, _) = session(&client, refresh_token, Duration::from_secs(30));
        list().send(&client.as_user(session)).await.unwrap();
        let last = server.requests().pop().unwrap();
        assert_eq!(last.header("authorization"), Some("Bearer u-0"));
    }
}

#[tokio::test]
async fn an_answer_without_a_token_is_no_new_pair() {
    let server = Server::start(|request| match request.target == TOKEN {
        true => Response::json(r#"{"code":0}"#),
        false => ok(request),
    })
    .await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), Duration::ZERO);
    let error = list().send(&client.as_user(&session)).await.unwrap_err();
    assert!(error.to_string().contains("holds no user_access_token"), "{error}");
    assert!(told.lock().unwrap().is_empty());
    assert_eq!(session.tokens().refresh_token.unwrap().expose_secret(), "r-0");
}

#[tokio::test]
async fn an_endpoint_that_takes_no_token_of_users_costs_no_session() {
    let unsupported = r#"{"code":99991668,"msg":"user access token not support"}"#;
    let server = serve(move |_| Response::error(400, unsupported)).await;
    let client = client(&server);
    let (session, told) = session(&client, Some("r-0"), HOUR);
    let call = client.as_user(session).raw(Method::Get, "/open-apis/x").send::<Json>();
    assert_eq!(call.await.unwrap_err().code(), Some(99_991_668));
    assert_eq!((server.requests().len(), told.lock().unwrap().len()), (1, 0));
}

#[tokio::test]
async fn without_a_refresh_token_the_user_must_log_in_again() {
    let server = serve(ok).await;
    let client = client(&server);
    let (session, _) = session(&client, None, Duration::ZERO);
    let error = list().send(&client.as_user(session)).await.unwrap_err();
    assert!(error.to_string().contains("must log in again"), "{error}");
    assert_eq!(server.requests().len(), 0);
}
