//! Sessions of users in Redis.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{AccessToken, Client};
use futures_util::future::join_all;

use super::{Redis, builder, call};
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server for users, each of whose refresh tokens works once.
async fn serve_users() -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| {
        if !request.path().contains("/oauth/") {
            return Response::json(r#"{"code":0}"#);
        }
        let number = next.fetch_add(1, Ordering::Relaxed);
        if !request.text().contains(&format!("\"r-{number}\"")) {
            return Response::error(400, r#"{"code":20073,"error":"invalid_grant"}"#);
        }
        let number = number + 1;
        let tokens = format!(r#""access_token":"u-{number}","expires_in":7200,"refresh_token":"r-{number}""#);
        let rest = r#""refresh_token_expires_in":604800,"scope":"a:b offline_access""#;
        Response::json(format!(r#"{{"code":0,{tokens},{rest}}}"#)).after(Duration::from_millis(100))
    })
    .await
}

fn ended() -> AccessToken {
    let mut token = AccessToken::new("u-0".into(), Duration::ZERO);
    token.refresh_token = Some("r-0".into());
    token
}

#[tokio::test]
async fn processes_share_the_sessions_of_users() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve_users().await;
    let clients: Vec<Client> = (0..3)
        .map(|_| builder(&server.url(), redis.store()).build().unwrap())
        .collect();
    clients[0].oauth().begin_session("ou_1", ended()).await.unwrap();
    let as_user = |client: &Client| client.as_user(client.oauth().session("ou_1"));
    let users: Vec<Client> = clients.iter().map(as_user).collect();
    join_all(users.iter().map(call)).await;
    let refreshes = server.requests().len() - 3;
    assert_eq!(refreshes, 1);
    let key = redis
        .keys()
        .await
        .into_iter()
        .find(|key| key.ends_with(":user:ou_1"))
        .unwrap();
    let fields: Vec<String> = redis.ask(&["HMGET", &key, "refresh_token", "scopes"]).await.unwrap();
    assert_eq!(fields, ["r-1", "a:b offline_access"]);
    let left: u64 = redis.ask(&["TTL", &key]).await.unwrap();
    assert!((7200..=604_800).contains(&left), "as long as the refresh token: {left}");
}

#[tokio::test]
async fn without_redis_no_refresh_token_is_used() {
    let Some(mut redis) = Redis::start().await else { return };
    let server = serve_users().await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    let oauth = client.oauth();
    let ended = oauth.begin_session("ou_1", ended()).await.unwrap();
    let alive = AccessToken::new("u".into(), Duration::from_secs(60));
    let alive = oauth.begin_session("ou_2", alive).await.unwrap();
    redis.stop();
    call(&client.as_user(alive)).await;
    let error = client.as_user(ended).send(&node::Bare).await.unwrap_err();
    assert!(error.to_string().contains("the token store failed"), "{error}");
    assert_eq!(server.requests().len(), 1);
    let token = AccessToken::new("u".into(), Duration::from_secs(60));
    oauth.begin_session("ou_3", token).await.unwrap_err();
}
