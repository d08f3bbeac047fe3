//! Tokens in a Redis server that the tests start. Without the program `redis-server` they say that they were skipped,
//! or fail, if `FEISHU_REQUIRE_REDIS` is set.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/endpoints.rs"]
mod endpoints;
#[path = "it/server.rs"]
mod server;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::spec::AppType;
use feishu_openapi_runtime::{
    AccessToken, Client, ClientBuilder, Error, RedisTokenStore, StoreFuture, TokenError, TokenKey, TokenStore,
};
use futures_util::future::join_all;

use endpoints::demo::v1::node;
use server::{Recorded, Response, Server};

/// A Redis server, which ends with its test.
struct Redis {
    process: Child,
    port: u16,
}

impl Redis {
    /// Starts one on a free port. `None`, where there is no such program.
    async fn start() -> Option<Self> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut command = Command::new("redis-server");
        command.args([
            "--port",
            &port.to_string(),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ]);
        let process = match command.stdout(Stdio::null()).spawn() {
            Ok(process) => process,
            Err(error) => {
                let required = std::env::var_os("FEISHU_REQUIRE_REDIS").is_some();
                assert!(!required, "redis-server cannot be started: {error}");
                eprintln!("skipped: redis-server cannot be started: {error}");
                return None;
            }
        };
        let redis = Self { process, port };
        for _ in 0..1000 {
            if redis.ask::<String>(&["PING"]).await.is_ok() {
                return Some(redis);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("redis-server does not answer");
    }

    fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn store(&self) -> RedisTokenStore {
        RedisTokenStore::new(&self.address()).unwrap()
    }

    async fn ask<T: redis::FromRedisValue>(&self, words: &[&str]) -> redis::RedisResult<T> {
        let client = redis::Client::open(self.address())?;
        let mut connection = client.get_multiplexed_async_connection().await?;
        let mut command = redis::Cmd::new();
        command.arg(words).query_async(&mut connection).await
    }

    async fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.ask(&["KEYS", "*"]).await.unwrap();
        keys.sort();
        keys
    }

    fn stop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have been stopped before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server whose tokens are numbered and take a while; it refuses those that are older than `oldest`.
async fn serve(oldest: Arc<AtomicUsize>) -> Server {
    let fetches = AtomicUsize::new(0);
    Server::start(move |request: &Recorded| {
        if is_fetch(request) {
            let number = fetches.fetch_add(1, Ordering::Relaxed) + 1;
            let body = format!(
                r#"{{"code":0,"tenant_access_token":"token-{number}","app_access_token":"token-{number}","expire":7200}}"#
            );
            return Response::json(body).after(Duration::from_millis(300));
        }
        let token = request.header("authorization").unwrap().rsplit('-').next().unwrap();
        if token.parse::<usize>().unwrap() < oldest.load(Ordering::Relaxed) {
            return Response::error(400, r#"{"code":99991663,"msg":"Invalid access token"}"#);
        }
        Response::json(r#"{"code":0}"#)
    })
    .await
}

fn is_fetch(request: &Recorded) -> bool {
    request.path().contains("/open-apis/auth/")
}

fn fetches(server: &Server) -> usize {
    server.requests().iter().filter(|request| is_fetch(request)).count()
}

fn builder(base_url: &str, store: RedisTokenStore) -> ClientBuilder {
    Client::builder("cli_a", "app-secret")
        .base_url(base_url)
        .token_store(store)
}

async fn call(client: &Client) {
    client.send(&node::Flat).await.unwrap();
}

#[tokio::test]
async fn several_processes_fetch_one_token() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let start = |_| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "one_of_several_processes"]);
        command
            .env("TEST_REDIS", redis.address())
            .env("TEST_SERVER", server.url());
        command.stdout(Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<Child> = (0..6).map(start).collect();
    let wait = |mut process: Child| tokio::task::spawn_blocking(move || process.wait().unwrap());
    for status in join_all(processes.into_iter().map(wait)).await {
        assert!(status.unwrap().success());
    }
    assert_eq!((fetches(&server), server.requests().len()), (1, 1 + 6 * 20));
}

#[tokio::test]
#[ignore = "a part of several_processes_fetch_one_token, which starts it"]
async fn one_of_several_processes() {
    let variable = |name| std::env::var(name).unwrap();
    let store = RedisTokenStore::new(&variable("TEST_REDIS")).unwrap();
    let client = builder(&variable("TEST_SERVER"), store).build().unwrap();
    join_all((0..20).map(|_| call(&client))).await;
}

#[tokio::test]
async fn any_number_of_calls_ask_redis_as_often_as_one() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let client = builder(&server.url(), redis.store()).build().unwrap();
    join_all((0..50).map(|_| call(&client))).await;
    let stats: String = redis.ask(&["INFO", "commandstats"]).await.unwrap();
    let reads = stats.lines().find(|line| line.starts_with("cmdstat_hmget:calls=2,"));
    assert!(reads.is_some(), "before the claim and after it: {stats}");
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_for_all() {
    let Some(redis) = Redis::start().await else { return };
    let oldest = Arc::new(AtomicUsize::new(0));
    let server = serve(oldest.clone()).await;
    let clients: Vec<Client> = (0..3)
        .map(|_| builder(&server.url(), redis.store()).build().unwrap())
        .collect();
    join_all(clients.iter().map(call)).await;
    assert_eq!(fetches(&server), 1);
    oldest.store(2, Ordering::Relaxed);
    join_all(clients.iter().chain(&clients).map(call)).await;
    assert_eq!(fetches(&server), 2);
}

#[tokio::test]
async fn what_is_kept_ends_by_itself_and_names_no_secret() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let custom = |id: &str, secret: &str, url: &str| {
        let builder = Client::builder(id, secret).base_url(url).token_store(redis.store());
        builder.build().unwrap()
    };
    let url = server.url();
    let clients = [
        custom("cli_a", "app-secret", &url),
        custom("cli_a", "other-secret", &url),
        custom("cli_b", "app-secret", &url),
        custom("cli_a", "app-secret", &format!("{url}/prefix")),
    ];
    join_all(clients.iter().map(call)).await;
    let store_app = builder(&url, redis.store()).app_type(AppType::Isv).build().unwrap();
    store_app.set_app_ticket("ticket").await.unwrap();
    call(&store_app.for_tenant("tenant-1")).await;
    call(&store_app.for_tenant("tenant-2")).await;

    let keys: Vec<String> = redis
        .keys()
        .await
        .into_iter()
        .filter(|key| !key.ends_with(":claim"))
        .collect();
    // A token per client, and of the store application: ticket, application, two tenants.
    assert_eq!(keys.len(), 4 + 4, "{keys:#?}");
    for key in &keys {
        assert!(key.starts_with("feishu:cli_") && !key.contains("secret"), "{key}");
        let left: i64 = redis.ask(&["TTL", key]).await.unwrap();
        assert!(left > 0, "{key}: {left}");
        let values: Vec<String> = redis.ask(&["HVALS", key]).await.unwrap();
        assert!(
            values.iter().all(|value| !value.contains("secret")),
            "{key}: {values:?}"
        );
    }
}

#[tokio::test]
async fn a_ticket_is_there_for_all_processes() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let client = || {
        builder(&server.url(), redis.store())
            .app_type(AppType::Isv)
            .build()
            .unwrap()
    };
    let (one, other) = (client(), client());
    let error = one.for_tenant("t").send(&node::Flat).await.unwrap_err();
    assert!(error.to_string().contains("app_ticket"), "{error}");
    other.set_app_ticket("ticket").await.unwrap();
    call(&one.for_tenant("t")).await;
}

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

#[tokio::test]
async fn a_redis_that_says_nothing_holds_no_call_up_for_long() {
    // Connections are accepted by the system, and nobody answers.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let store = RedisTokenStore::new(&format!("redis://{}", silent.local_addr().unwrap())).unwrap();
    let server = serve(Arc::default()).await;
    let client = builder(&server.url(), store).build().unwrap();
    tokio::time::timeout(Duration::from_secs(30), call(&client))
        .await
        .unwrap();
}

#[test]
fn an_address_that_is_none_is_refused_and_its_password_not_shown() {
    let error = RedisTokenStore::new("http://:hush@127.0.0.1").unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    let store = RedisTokenStore::new("redis://:hush@127.0.0.1").unwrap();
    assert!(!format!("{store:?}").contains("hush"));
}
