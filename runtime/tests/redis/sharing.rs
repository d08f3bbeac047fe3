//! Tokens that several processes share, and how they are kept.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi_runtime::spec::AppType;
use feishu_openapi_runtime::{Client, Error, RedisTokenStore};
use futures_util::future::join_all;

use super::{Redis, builder, call, fetches, serve};
use crate::endpoints::demo::v1::node;

#[tokio::test]
async fn several_processes_fetch_one_token() {
    let Some(redis) = Redis::start().await else { return };
    let server = serve(Arc::default()).await;
    let start = |_| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "sharing::one_of_several_processes"]);
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

#[test]
fn an_address_that_is_none_is_refused_and_its_password_not_shown() {
    let error = RedisTokenStore::new("http://:hush@127.0.0.1").unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("hush"), "{error:?}");
    let store = RedisTokenStore::new("redis://:hush@127.0.0.1").unwrap();
    assert!(!format!("{store:?}").contains("hush"));
}
