//! Calls per second over loopback, as users make them: the application's token is kept, and the endpoint has a documented
//! rate limit, of which there is enough. Against bare reqwest and serde_json that do the same (escape parameters, send the
//! same headers, look at the code), with the same timeouts and without any; and beside the client without token and limit
//! of its own, which shows what those cost.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing
)]

#[path = "../tests/it/server.rs"]
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use feishu_openapi_runtime::{Client, Endpoint, Request, spec, wire};
use futures_util::future::join_all;
use serde::Deserialize;
use server::{Response, Server};
use tokio::runtime::Runtime;

/// More than there are calls.
const LIMIT: Option<spec::RateLimit> = Some(spec::RateLimit::Quotas(
    spec::Quota {
        calls: 200_000,
        seconds: 1,
    },
    None,
));

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-token","expire":7200}"#;

const BODY: &str = r#"{"code":0,"msg":"success","data":{"user":{"user_id":"ou_7dab8a3d3cdcc9da365777c7ad535d62","name":"n","age":42}}}"#;

/// As requests are generated.
struct Get<const LIMITED: bool>(wire::Draft);

fn get<const LIMITED: bool>(user_id: &str) -> Get<LIMITED> {
    Get(wire::Draft::new().path::<String>("user_id", user_id))
}

impl<const LIMITED: bool> Get<LIMITED> {
    fn user_id_type(self, value: &str) -> Self {
        Self(self.0.query::<String>("user_id_type", value))
    }
}

impl<const LIMITED: bool> Endpoint for Get<LIMITED> {
    type Output = generated::Data;

    const SPEC: spec::Spec = spec::Spec {
        id: if LIMITED {
            "bench.v1.user.get"
        } else {
            "bench.v1.user.any"
        },
        path: "/open-apis/bench/v1/users/:user_id",
        tokens: spec::TENANT,
        rate_limit: if LIMITED { LIMIT } else { None },
        ..spec::Spec::EMPTY
    };

    fn encode(&self, request: &mut Request) {
        self.0.encode(request);
    }
}

#[derive(Default, Deserialize)]
struct Data {
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
    pub struct Data {
        user: Option<User>,
    }

    #[derive(Default)]
    pub struct User {
        user_id: Option<String>,
        name: Option<String>,
        age: Option<i64>,
    }

    impl wire::Object for Data {
        fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
            with.field("user", &mut self.user, &other.user);
        }
    }

    wire::response!(Data);

    impl wire::Object for User {
        fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
            with.field("user_id", &mut self.user_id, &other.user_id);
            with.field("name", &mut self.name, &other.name);
            with.field("age", &mut self.age, &other.age);
        }
    }

    wire::response!(User);
}

#[derive(Deserialize)]
struct Envelope {
    code: i64,
    data: Data,
}

async fn bare(http: &reqwest::Client, base: &str, user_id: &str) {
    let mut url = reqwest::Url::parse(&format!("{base}/open-apis/bench/v1/users")).unwrap();
    url.path_segments_mut().unwrap().push(user_id);
    url.query_pairs_mut().append_pair("user_id_type", "open_id");
    let response = http
        .get(url)
        .bearer_auth("t-token")
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let envelope: Envelope = serde_json::from_slice(&response).unwrap();
    assert!(envelope.code == 0 && envelope.data.user.is_some());
}

/// What is compared, all with a connection pool of their own.
struct Contestants {
    base: String,
    client: Client,
    /// Sends a token that it is given, where there is no limit.
    simple: Client,
    /// With the timeouts that the client has.
    bare: reqwest::Client,
    hasty: reqwest::Client,
}

impl Contestants {
    fn new(base: String) -> Self {
        let builder = || {
            let builder = reqwest::Client::builder().user_agent("feishu-openapi-rust/0.1.0");
            builder.redirect(reqwest::redirect::Policy::none())
        };
        let bare = builder()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60));
        Self {
            client: Client::builder("a", "s").base_url(&base).build().unwrap(),
            simple: Client::builder("a", "s")
                .base_url(&base)
                .build()
                .unwrap()
                .with_token("t-token"),
            bare: bare.build().unwrap(),
            hasty: builder().build().unwrap(),
            base,
        }
    }

    async fn call(&self, who: usize) {
        match who {
            0 => drop(
                self.client
                    .send(&get::<true>("ou_1").user_id_type("open_id"))
                    .await
                    .unwrap(),
            ),
            1 => drop(
                self.simple
                    .send(&get::<false>("ou_1").user_id_type("open_id"))
                    .await
                    .unwrap(),
            ),
            2 => bare(&self.bare, &self.base, "ou_1").await,
            _ => bare(&self.hasty, &self.base, "ou_1").await,
        }
    }
}

const NAMES: [&str; 4] = [
    "client",
    "client_without_limit_and_token",
    "bare_reqwest",
    "bare_reqwest_without_timeouts",
];

fn start() -> (Runtime, Contestants) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let server = runtime.block_on(Server::unrecorded(|request| {
        let is_token = request.path().starts_with("/open-apis/auth/");
        Response::json(if is_token { TOKEN } else { BODY })
    }));
    (runtime, Contestants::new(server.url()))
}

fn calls(criterion: &mut Criterion) {
    let (runtime, contestants) = start();
    for concurrent in [1, 64] {
        let mut group = criterion.benchmark_group(format!("calls/{concurrent}"));
        group.throughput(Throughput::Elements(concurrent));
        for (who, name) in NAMES.iter().enumerate() {
            group.bench_function(*name, |bencher| {
                bencher.iter(|| runtime.block_on(join_all((0..concurrent).map(|_| contestants.call(who)))));
            });
        }
        group.finish();
    }
}

/// Rates and CPU time of tasks that call one after the other, in turns, so that whatever else the machine does meets all
/// alike. Rates are of the median round. The server's part is in both.
fn ratios(_: &mut Criterion) {
    const ROUNDS: u32 = 81;
    const CALLS: u32 = 1024;
    let (runtime, contestants) = start();
    let contestants = Arc::new(contestants);
    for tasks in [1, 64] {
        let mut spent: [(Vec<Duration>, Duration); NAMES.len()] = Default::default();
        // The first round opens connections.
        for round in 0..=ROUNDS {
            for turn in 0..NAMES.len() {
                // Nobody always follows the same one.
                let who = (turn + round as usize) % NAMES.len();
                let (walls, cpu) = &mut spent[who];
                let (begin, cpu_before) = (Instant::now(), cpu_time());
                let task = |_| {
                    let contestants = contestants.clone();
                    runtime.spawn(async move {
                        for _ in 0..CALLS / tasks {
                            contestants.call(who).await;
                        }
                    })
                };
                for done in runtime.block_on(join_all((0..tasks).map(task))) {
                    done.unwrap();
                }
                if round > 0 {
                    walls.push(begin.elapsed());
                    *cpu += cpu_time() - cpu_before;
                }
            }
        }
        let [client, ..] = spent.each_mut().map(|(walls, cpu)| (median(walls), *cpu));
        for ((mut walls, cpu), name) in spent.into_iter().zip(NAMES) {
            let wall = median(&mut walls);
            println!(
                "{tasks} at once, {name}: {:.0} calls/s, {:.1} us of CPU a call; rate of the client {:.3}, CPU {:.3}",
                f64::from(CALLS) / wall.as_secs_f64(),
                cpu.as_secs_f64() * 1e6 / f64::from(ROUNDS * CALLS),
                wall.as_secs_f64() / client.0.as_secs_f64(),
                client.1.as_secs_f64() / cpu.as_secs_f64(),
            );
        }
    }
}

fn median(walls: &mut [Duration]) -> Duration {
    walls.sort_unstable();
    walls[walls.len() / 2]
}

/// CPU time of this process so far, to a hundredth of a second; none where the system does not say it this way.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

criterion_group!(benches, calls, ratios);
criterion_main!(benches);
