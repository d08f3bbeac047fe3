//! Claims, by which one of several processes fetches.

use std::sync::Arc;
use std::time::Duration;

use feishu_openapi_runtime::{Client, RedisTokenStore};
use futures_util::future::join_all;

use super::{Redis, builder, call, fetches, serve};
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

#[tokio::test]
async fn who_dies_while_fetching_blocks_nobody_for_ever() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let first = builder(&server.url(), redis.store()).build().unwrap();
    call(&first).await;
    let key = redis
        .keys()
        .await
        .into_iter()
        .find(|key| key.ends_with(":tenant"))
        .unwrap();
    redis.ask::<i64>(&["DEL", &key]).await.unwrap();
    // The claim of a process that is no more.
    redis
        .ask::<String>(&["SET", &format!("{key}:claim"), "dead", "PX", "700"])
        .await
        .unwrap();
    let clients: Vec<Client> = (0..3)
        .map(|_| builder(&server.url(), redis.store()).build().unwrap())
        .collect();
    join_all(clients.iter().map(call)).await;
    assert_eq!(fetches(&server), 2);
}

#[tokio::test]
async fn a_fetch_whose_calls_are_cancelled_goes_on() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    let hasty = tokio::time::timeout(Duration::from_millis(150), client.send(&node::Flat)).await;
    assert!(hasty.is_err());
    drop(client);
    call(&builder(&server.url(), redis.store()).build().unwrap()).await;
    assert_eq!(fetches(&server), 1);
}

/// The claims on fetches that there are.
async fn claims(redis: &Redis) -> Vec<String> {
    let keys = redis.keys().await.into_iter();
    keys.filter(|key| key.ends_with(":claim")).collect()
}

#[tokio::test]
async fn a_fetch_that_fails_leaves_no_claim() {
    let Some(redis) = Redis::start().await else { return };
    let server = Server::always(Response::error(400, r#"{"code":10003,"msg":"invalid app_secret"}"#)).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    client.send(&node::Flat).await.unwrap_err();
    // The program may end here.
    assert_eq!(claims(&redis).await, [""; 0]);
}

#[tokio::test]
async fn a_claim_lasts_as_long_as_its_fetch_and_ends_soon_without_its_process() {
    let Some(redis) = Redis::start().await else { return };
    let server = Server::always(Response::json("{}").after(Duration::from_secs(60))).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    let call = tokio::spawn(async move { client.send(&node::Flat).await });
    let mut claim = claims(&redis).await;
    while claim.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
        claim = claims(&redis).await;
    }
    let holder: String = redis.ask(&["GET", &claim[0]]).await.unwrap();
    for _ in 0..16 {
        let left: i64 = redis.ask(&["PTTL", &claim[0]]).await.unwrap();
        assert!((1..=3000).contains(&left), "{left}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert_eq!(redis.ask::<String>(&["GET", &claim[0]]).await.unwrap(), holder);
    call.abort();
}

#[tokio::test]
async fn a_claim_that_has_passed_to_another_is_not_lengthened() {
    let Some(redis) = Redis::start().await else { return };
    let server = Server::always(Response::json("{}").after(Duration::from_secs(60))).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    let call = tokio::spawn(async move { client.send(&node::Flat).await });
    while server.requests().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let claim = claims(&redis).await.remove(0);
    // As if it had ended while the process stood still.
    redis
        .ask::<String>(&["SET", &claim, "another", "PX", "2500"])
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(2600)).await;
    assert_eq!(claims(&redis).await, [""; 0]);
    call.abort();
}

#[tokio::test]
async fn few_rights_are_enough() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    // What the documentation lists; then without the right to give claims back.
    let rights = "+multi +exec +hmget +hset +pexpireat +set +get +del +pexpire";
    for (user, rights) in [("all", rights.to_owned()), ("fewer", rights.replace("+del", ""))] {
        let mut words = vec!["ACL", "SETUSER", user, "on", ">pw", "~feishu:*"];
        words.extend(rights.split(' ').filter(|right| !right.is_empty()));
        redis.ask::<String>(&words).await.unwrap();
        let address = format!("redis://{user}:pw@127.0.0.1:{}", redis.port);
        let store = RedisTokenStore::new(&address).unwrap();
        let client = Client::builder(user, "app-secret").base_url(server.url());
        call(&client.token_store(store).build().unwrap()).await;
        let kept = redis.keys().await.into_iter().filter(|key| key.ends_with(":tenant"));
        assert!(kept.clone().any(|key| key.contains(user)), "{user}");
        match claims(&redis).await.first() {
            None => assert_eq!(user, "all"),
            Some(claim) => {
                assert_eq!(user, "fewer");
                let left: i64 = redis.ask(&["PTTL", claim]).await.unwrap();
                assert!(left <= 3000, "{left}");
            }
        }
    }
    assert_eq!(fetches(&server), 2);
}
