//! Tokens in a Redis server that the tests start. Without the program `redis-server` they say that they were skipped,
//! or fail, if `FEISHU_REQUIRE_REDIS` is set.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "../it/endpoints/mod.rs"]
mod endpoints;
#[path = "../it/server.rs"]
mod server;

mod claims;
mod faults;
#[cfg(feature = "events")]
mod receiving;
mod sharing;
mod users;

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{Client, ClientBuilder, RedisTokenStore};

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
        panic!("redis-server does not respond");
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
