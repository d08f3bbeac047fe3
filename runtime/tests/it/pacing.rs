//! Calls keep to the documented rate limit, and the server that enforces it never has to say so.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use feishu_openapi_runtime::{Client, Options, Pacing, Retry};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server that allows ten calls in any second.
async fn serve() -> Server {
    let past = Mutex::new(VecDeque::<Instant>::new());
    Server::start(move |_| {
        let mut past = past.lock().unwrap();
        let now = Instant::now();
        past.retain(|call| now - *call < Duration::from_secs(1));
        if past.len() == 10 {
            return Response::error(429, r#"{"code":99991400,"msg":"request trigger frequency limit"}"#);
        }
        past.push_back(now);
        Response::json(r#"{"code":0}"#)
    })
    .await
}

async fn burst(pacing: Pacing) -> usize {
    let server = serve().await;
    let options = Options::new().retry(Retry::NEVER);
    let builder = Client::builder("a", "s")
        .base_url(server.url())
        .options(options)
        .pacing(pacing);
    let client = builder.build().unwrap().with_token("t");
    let results = futures_util::future::join_all((0..25).map(|_| client.send(&node::Limited))).await;
    results.iter().filter(|result| result.is_err()).count()
}

#[tokio::test]
async fn a_burst_draws_no_refusal() {
    assert_eq!(burst(Pacing::default()).await, 0);
}

#[tokio::test]
async fn pacing_can_be_switched_off() {
    assert_ne!(burst(Pacing::Off).await, 0);
}
