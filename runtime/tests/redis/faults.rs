//! A Redis that is gone, silent, full or read-only, and connections that break.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::spec::AppType;
use feishu_openapi_runtime::{
    AccessToken, Client, Error, RedisTokenStore, StoreFuture, TokenError, TokenKey, TokenStore,
};
use futures_util::future::join_all;

use super::{Redis, builder, call, fetches, serve};
use crate::endpoints::demo::v1::node;
use crate::server::Recorded;

#[tokio::test]
async fn a_connection_that_redis_closed_is_made_anew() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let client = || builder(&server.url(), redis.store()).app_type(AppType::Isv);
    let (one, other) = (client().build().unwrap(), client().build().unwrap());
    for ticket in ["first", "second"] {
        one.set_app_ticket(ticket).await.unwrap();
        call(&other.for_tenant(ticket)).await;
        // As a server does with connections that are idle.
        let closed: i64 = redis.ask(&["CLIENT", "KILL", "TYPE", "normal"]).await.unwrap();
        assert!(closed >= 2, "{closed}");
    }
    let sent = server.requests();
    let is_second = |request: &&Recorded| request.text().contains("second");
    assert!(sent.iter().any(|request| is_second(&request)));
    assert_eq!(fetches(&server), 3); // one app_access_token, two tenants
}

/// Ids of the connections that are not this test's own.
async fn connections(redis: &Redis) -> Vec<String> {
    let list: String = redis.ask(&["CLIENT", "LIST"]).await.unwrap();
    let others = list.lines().filter(|line| !line.contains("cmd=client"));
    others.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_redis_that_refuses_a_command_keeps_its_connection() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let client = builder(&server.url(), redis.store())
        .app_type(AppType::Isv)
        .build()
        .unwrap();
    client.set_app_ticket("ticket").await.unwrap();
    let connection = connections(&redis).await;
    assert_eq!(connection.len(), 1);
    for (refuse, accept) in [
        (["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "0"]),
        (
            ["CONFIG", "SET", "min-replicas-to-write", "1"],
            ["CONFIG", "SET", "min-replicas-to-write", "0"],
        ),
    ] {
        redis.ask::<String>(&refuse).await.unwrap();
        call(&client.for_tenant(refuse[2])).await;
        client.set_app_ticket("lost").await.unwrap_err();
        redis.ask::<String>(&accept).await.unwrap();
        // At once, and not after a rest.
        client.set_app_ticket("ticket").await.unwrap();
    }
    redis.ask::<String>(&["REPLICAOF", "127.0.0.1", "1"]).await.unwrap();
    client.set_app_ticket("lost").await.unwrap_err();
    redis.ask::<String>(&["REPLICAOF", "NO", "ONE"]).await.unwrap();
    client.set_app_ticket("ticket").await.unwrap();
    assert_eq!(connections(&redis).await, connection);
}

/// Begins to read and goes no further, without giving up either.
struct Stuck(RedisTokenStore);

impl TokenStore for Stuck {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async {
            let mut reading = self.0.get(key);
            assert!(futures_util::poll!(&mut reading).is_pending());
            std::future::pending().await
        })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        self.0.put(key, token)
    }
}

#[tokio::test]
async fn who_is_not_polled_holds_up_nobody() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let store = redis.store();
    let stuck = Client::builder("cli_a", "app-secret").base_url(server.url());
    let stuck = stuck.token_store(Stuck(store.clone())).build().unwrap();
    let mut waiting = stuck.send(&node::Flat);
    let begun = async {
        while server.requests().is_empty() && connections(&redis).await.is_empty() {
            assert!(futures_util::poll!(&mut waiting).is_pending());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    begun.await;
    let client = builder(&server.url(), store).build().unwrap();
    tokio::time::timeout(Duration::from_secs(10), call(&client))
        .await
        .unwrap();
    let kept = redis.keys().await.into_iter().filter(|key| key.ends_with(":tenant"));
    assert_eq!(kept.count(), 1, "Redis was used");
}

/// Begins to connect to Redis, and stands still.
struct Still(RedisTokenStore);

impl TokenStore for Still {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async {
            let mut reading = self.0.get(key);
            assert!(futures_util::poll!(&mut reading).is_pending());
            std::thread::sleep(Duration::from_secs(600));
            Ok(None)
        })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        self.0.put(key, token)
    }
}

#[tokio::test]
async fn a_thread_that_stands_still_while_it_connects_holds_up_nobody() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let store = redis.store();
    let still = Client::builder("cli_a", "app-secret").base_url(server.url());
    let still = still.token_store(Still(store.clone())).build().unwrap();
    let begun = tokio::time::timeout(Duration::from_millis(300), still.send(&node::Flat)).await;
    assert!(begun.is_err(), "{begun:?}");
    let client = builder(&server.url(), store).build().unwrap();
    tokio::time::timeout(Duration::from_secs(10), call(&client))
        .await
        .unwrap();
    let kept = redis.keys().await.into_iter().filter(|key| key.ends_with(":tenant"));
    assert_eq!(kept.count(), 1, "Redis was used");
}

#[tokio::test]
async fn without_redis_each_process_fetches_for_itself() {
    let Some(mut redis) = Redis::start().await else { return };
    let oldest = Arc::new(AtomicUsize::new(0));
    let server = serve(oldest.clone()).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    call(&client).await;
    redis.stop();
    // The token in memory serves on, a refused one is replaced, and whoever has none fetches one.
    call(&client).await;
    assert_eq!(fetches(&server), 1);
    oldest.store(2, Ordering::Relaxed);
    join_all([call(&client), call(&client)]).await;
    assert_eq!(fetches(&server), 2);
    call(&builder(&server.url(), redis.store()).build().unwrap()).await;
    assert_eq!(fetches(&server), 3);

    let store_app = builder(&server.url(), redis.store())
        .app_type(AppType::Isv)
        .build()
        .unwrap();
    let error = store_app.set_app_ticket("ticket").await.unwrap_err();
    assert!(
        matches!(&error, Error::Token(error) if matches!(**error, TokenError::Store { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_redis_that_says_nothing_holds_no_call_up_for_long() {
    // Connections are accepted by the system, and nobody responds.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let store = RedisTokenStore::new(&format!("redis://{}", silent.local_addr().unwrap())).unwrap();
    let server = serve(Arc::default()).await;
    let client = builder(&server.url(), store).build().unwrap();
    tokio::time::timeout(Duration::from_secs(30), call(&client))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_redis_that_refuses_the_connection_itself_is_tried_again() {
    let Some(redis) = Redis::start().await else { return };
    let rights = "+multi +exec +hmget +hset +pexpireat +set +get +del +pexpire";
    let mut words = vec!["ACL", "SETUSER", "user", "on", ">pw", "~feishu:*"];
    words.extend(rights.split(' '));
    redis.ask::<String>(&words).await.unwrap();
    // What comes first on this connection is `SELECT`.
    let store = RedisTokenStore::new(&format!("redis://user:pw@127.0.0.1:{}/1", redis.port)).unwrap();
    let builder = builder("http://127.0.0.1:1", store).app_type(AppType::Isv);
    let client = builder.build().unwrap();
    client.set_app_ticket("ticket").await.unwrap_err();
    redis
        .ask::<String>(&["ACL", "SETUSER", "user", "+select"])
        .await
        .unwrap();
    let again = async {
        while client.set_app_ticket("ticket").await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), again).await.unwrap();
}
