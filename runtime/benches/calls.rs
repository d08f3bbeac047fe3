//! Calls per second over loopback: the client against bare reqwest and serde_json that do the same, with the same
//! timeouts.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]

#[path = "../tests/it/server.rs"]
mod server;

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use feishu_openapi_runtime::{Client, Endpoint, Request, spec, wire};
use serde::Deserialize;
use server::{Response, Server};

const BODY: &str = r#"{"code":0,"msg":"success","data":{"user":{"user_id":"ou_7dab8a3d3cdcc9da365777c7ad535d62","name":"n","age":42}}}"#;

struct Get<'a> {
    user_id: &'a str,
}

impl Endpoint for Get<'_> {
    type Output = generated::Answer;

    const SPEC: &'static spec::Spec = &spec::Spec {
        id: "bench.v1.user.get",
        title: "",
        method: spec::Method::Get,
        host: spec::Host::Open,
        path: "/open-apis/bench/v1/users/:user_id",
        tokens: &[spec::Token::Tenant],
        app_types: &[],
        scopes: &[],
        field_scopes: &[],
        rate_limit: None,
        errors: &[],
        page: "",
        updated: None,
        response: spec::Response::Envelope { message_key: "msg" },
        pagination: None,
        idempotency_key: None,
        deprecated: false,
    };

    fn encode(&self, request: &mut Request) {
        request.path("user_id", self.user_id);
        request.query("user_id_type", "open_id");
    }
}

#[derive(Default, Deserialize)]
struct Answer {
    user: Option<User>,
}

#[derive(Default, Deserialize)]
struct User {
    user_id: Option<String>,
    name: Option<String>,
    age: Option<i64>,
}

mod generated {
    use super::wire;

    #[derive(Default)]
    pub struct Answer {
        user: Option<User>,
    }

    #[derive(Default)]
    pub struct User {
        user_id: Option<String>,
        name: Option<String>,
        age: Option<i64>,
    }

    impl wire::Value for Answer {
        type Kind = wire::Object;

        fn read<S: wire::Source>(&mut self, from: &mut S) {
            from.field("user", &mut self.user);
        }
    }

    impl wire::Value for User {
        type Kind = wire::Object;

        fn read<S: wire::Source>(&mut self, from: &mut S) {
            from.field("user_id", &mut self.user_id);
            from.field("name", &mut self.name);
            from.field("age", &mut self.age);
        }
    }
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    data: Answer,
}

async fn bare(http: &reqwest::Client, base: &str) {
    let url = format!("{base}/open-apis/bench/v1/users/ou_1?user_id_type=open_id");
    let answer = http
        .get(url)
        .bearer_auth("t-token")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let envelope: Envelope = serde_json::from_slice(&answer).unwrap();
    assert!(envelope.code == 0 && envelope.data.user.is_some());
}

fn calls(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::unrecorded(Response::json(BODY)));
    let base = server.url();
    let builder = reqwest::Client::builder()
        .user_agent("bench")
        .redirect(reqwest::redirect::Policy::none());
    let builder = builder
        .connect_timeout(Duration::from_secs(10))
        .read_timeout(Duration::from_secs(30));
    let http = builder.timeout(Duration::from_secs(60)).build().unwrap();
    let client = Client::builder("a", "s")
        .base_url(&base)
        .build()
        .unwrap()
        .with_token("t-token");
    for concurrent in [1, 64] {
        let mut group = criterion.benchmark_group(format!("calls/{concurrent}"));
        group.throughput(Throughput::Elements(concurrent));
        group.bench_function("client", |bencher| {
            bencher.iter(|| {
                let call = |_| async { client.send(&Get { user_id: "ou_1" }).await.unwrap() };
                runtime.block_on(futures_util::future::join_all((0..concurrent).map(call)))
            });
        });
        group.bench_function("bare_reqwest", |bencher| {
            bencher.iter(|| {
                runtime.block_on(futures_util::future::join_all(
                    (0..concurrent).map(|_| bare(&http, &base)),
                ))
            });
        });
        group.finish();
    }
}

criterion_group!(benches, calls);
criterion_main!(benches);
