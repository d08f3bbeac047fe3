//! When a token is renewed, and what must not end a renewal.

use std::time::{Duration, SystemTime};

use feishu_openapi_runtime::{Client, Error, MemoryTokenStore, Options};

use super::{TOKEN, called_with, ok, refreshes, session, token};
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

#[tokio::test]
async fn a_refresh_that_takes_longer_than_calls_may_is_not_lost() {
    let server = Server::start(|request| match request.target == TOKEN {
        true => Response::json(r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#)
            .after(Duration::from_millis(1500)),
        false => ok(request),
    })
    .await;
    let store = MemoryTokenStore::new();
    let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
    let builder = builder.options(Options::new().timeout(Duration::from_millis(500)));
    let client = builder.token_store(store).build().unwrap();
    let as_user = client.as_user(session(&client, Some("r-0"), Duration::ZERO).await);
    let error = as_user.send(&node::Bare).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let patient = as_user.with(Options::new().timeout(Duration::from_secs(30)));
    patient.send(&node::Bare).await.unwrap();
    assert_eq!(refreshes(&server), ["r-0"]);
    assert_eq!(called_with(&server), ["u-1"]);
}

#[tokio::test]
async fn a_login_that_takes_longer_than_calls_may_is_not_lost() {
    let body = r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#;
    let server = Server::always(Response::json(body).after(Duration::from_millis(500))).await;
    let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
    let builder = builder.options(Options::new().timeout(Duration::from_millis(100)));
    let oauth = builder.build().unwrap().oauth();
    let login = oauth.authorize("https://example.com/cb", &[]).unwrap();
    oauth.exchange(&login, "the-code").await.unwrap();
    oauth.refresh(&"r-1".into()).await.unwrap();
}

#[tokio::test]
async fn a_renewal_that_failed_is_not_begun_again_with_every_call() {
    let server = Server::start(|request| match request.target == TOKEN {
        true => Response::error(500, r#"{"code":5,"msg":"busy"}"#),
        false => ok(request),
    })
    .await;
    let client = Client::builder("cli_test", "app-secret").base_url(server.url());
    let client = client.build().unwrap();
    let mut token = token(Some("r-0"), Duration::from_secs(60));
    token.renew_at = SystemTime::now();
    let session = client.oauth().begin_session("user", token).await.unwrap();
    let as_user = client.as_user(session);
    for _ in 0..20 {
        as_user.send(&node::Bare).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(refreshes(&server), ["r-0"]);
    assert_eq!(called_with(&server), ["u-0"; 20]);
}
