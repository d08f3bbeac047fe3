//! Reading a response of 5,000 records (about 1 MB) as generated types do it, against serde's derive.

#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use feishu_openapi_runtime::wire;
use serde::Deserialize;

/// Users as the contact API lists them.
fn body() -> String {
    let users: Vec<_> = (0..5_000)
        .map(|n| {
            format!(
                r#"{{"user_id":"ou_{n:032x}","name":"员工 {n}","age":{},"score":{}.5,"mobile_visible":true,"status":{{"is_frozen":false,"is_resigned":false}},"department_ids":["od-{n}","od-{}"],"join_time":{},"avatar":"https://example.com/{n}"}}"#,
                n % 60, n % 100, n + 1, 1_700_000_000_000_i64 + n,
            )
        })
        .collect();
    format!(
        r#"{{"items":[{}],"has_more":true,"page_token":"next"}}"#,
        users.join(",")
    )
}

#[derive(Default)]
struct Page {
    items: Vec<User>,
    has_more: Option<bool>,
    page_token: Option<String>,
}

#[derive(Default)]
struct User {
    user_id: Option<String>,
    name: Option<String>,
    age: Option<i64>,
    score: Option<f64>,
    mobile_visible: Option<bool>,
    status: Option<Status>,
    department_ids: Vec<String>,
    join_time: Option<i64>,
}

#[derive(Default)]
struct Status {
    is_frozen: Option<bool>,
    is_resigned: Option<bool>,
}

impl wire::Object for Page {
    fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("items", &mut self.items, &other.items);
        with.field("has_more", &mut self.has_more, &other.has_more);
        with.field("page_token", &mut self.page_token, &other.page_token);
    }
}

wire::response!(Page);

impl wire::Object for User {
    fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("user_id", &mut self.user_id, &other.user_id);
        with.field("name", &mut self.name, &other.name);
        with.field("age", &mut self.age, &other.age);
        with.field("score", &mut self.score, &other.score);
        with.field("mobile_visible", &mut self.mobile_visible, &other.mobile_visible);
        with.field("status", &mut self.status, &other.status);
        with.field("department_ids", &mut self.department_ids, &other.department_ids);
        with.field("join_time", &mut self.join_time, &other.join_time);
    }
}

wire::response!(User);

impl wire::Object for Status {
    fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("is_frozen", &mut self.is_frozen, &other.is_frozen);
        with.field("is_resigned", &mut self.is_resigned, &other.is_resigned);
    }
}

wire::response!(Status);

#[derive(Default, Deserialize)]
#[serde(default)]
struct DerivedPage {
    items: Vec<DerivedUser>,
    has_more: Option<bool>,
    page_token: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DerivedUser {
    user_id: Option<String>,
    name: Option<String>,
    age: Option<i64>,
    score: Option<f64>,
    mobile_visible: Option<bool>,
    status: Option<DerivedStatus>,
    department_ids: Vec<String>,
    join_time: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DerivedStatus {
    is_frozen: Option<bool>,
    is_resigned: Option<bool>,
}

macro_rules! read_as {
    ($page:ty, $from_str:path) => {
        |body: &str| {
            let page: $page = $from_str(body).unwrap();
            let user = page.items.last().unwrap();
            black_box((
                &user.user_id,
                &user.name,
                user.age,
                user.score,
                user.mobile_visible,
                &user.department_ids,
            ));
            black_box((
                user.status.as_ref().map(|s| (s.is_frozen, s.is_resigned)),
                user.join_time,
            ));
            black_box((page.has_more, &page.page_token));
        }
    };
}

fn decode(criterion: &mut Criterion) {
    let body = body();
    let mut group = criterion.benchmark_group("decode");
    group.throughput(Throughput::Bytes(body.len() as u64));
    group.bench_function("generated", |bencher| {
        bencher.iter(|| read_as!(Page, wire::from_str)(&body))
    });
    group.bench_function("serde_derive", |bencher| {
        bencher.iter(|| read_as!(DerivedPage, serde_json::from_str)(&body))
    });
    group.finish();
}

/// The ratio of both, in turns, so that whatever else the machine does meets both alike.
fn ratio(_: &mut Criterion) {
    const ROUNDS: usize = 401;
    let body = body();
    let mut spent: [Vec<Duration>; 2] = Default::default();
    for round in 0..ROUNDS {
        for turn in 0..2 {
            let who = (turn + round) % 2;
            let begin = Instant::now();
            match who {
                0 => read_as!(Page, wire::from_str)(&body),
                _ => read_as!(DerivedPage, serde_json::from_str)(&body),
            }
            spent[who].push(begin.elapsed());
        }
    }
    let [generated, derived] = spent.map(|mut times| {
        times.sort_unstable();
        times[ROUNDS / 2].as_secs_f64() * 1e3
    });
    println!(
        "medians: generated {generated:.2} ms, serde's derive {derived:.2} ms; speed of generated {:.3}",
        derived / generated
    );
}

criterion_group!(benches, decode, ratio);
criterion_main!(benches);
