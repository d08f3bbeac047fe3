//! Events that several processes receive.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::receive::{Claim, Claims, Handlers, Raw, RedisClaims, Webhook};
use feishu_openapi_runtime::serde_json::json;

use super::Redis;

type Runs = Arc<AtomicUsize>;

/// Of a process of its own. The first event that comes fails.
fn process(address: &str, runs: &Runs) -> Webhook {
    let handle = |runs: Runs, _: Raw| async move {
        match runs.fetch_add(1, Ordering::Relaxed) {
            0 => Err("not yet".into()),
            _ => Ok(()),
        }
    };
    let handlers = Handlers::new(runs.clone()).claims(RedisClaims::new(address).unwrap());
    Webhook::builder(handlers.unhandled(handle))
        .verification_token("vtoken")
        .build()
        .unwrap()
}

async fn status(webhook: &Webhook, id: &str) -> u16 {
    let event = json!({ "header": { "event_id": id, "event_type": "a.b_v1", "app_id": "cli_1" }, "event": {} });
    let (head, body) = webhook.sealed(&event).unwrap().into_parts();
    webhook.respond(&head.headers, body).await.status().as_u16()
}

#[tokio::test]
async fn what_one_process_has_done_no_other_does() {
    let Some(redis) = Redis::start().await else { return };
    let runs = Runs::default();
    let (one, other) = (process(&redis.address(), &runs), process(&redis.address(), &runs));
    let mut statuses = Vec::new();
    for webhook in [&one, &other, &one, &other] {
        statuses.push(status(webhook, "e1").await);
    }
    assert_eq!(statuses, [500, 200, 200, 200]);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
    let kept: i64 = redis.ask(&["PTTL", "feishu:received:cli_1::a.b_v1:e1"]).await.unwrap();
    assert!(kept > 11 * 60 * 60 * 1000, "{kept}");
}

#[tokio::test]
async fn what_one_process_is_doing_no_other_begins() {
    let Some(redis) = Redis::start().await else { return };
    let claims = || RedisClaims::new(&redis.address()).unwrap();
    let (one, other, lease) = (claims(), claims(), Duration::from_secs(1));
    assert_eq!(one.claim("a", lease).await.unwrap(), Claim::Granted);
    assert_eq!(other.claim("a", lease).await.unwrap(), Claim::Running);
    one.extend("a", Duration::from_secs(60)).await.unwrap();
    let left: i64 = redis.ask(&["PTTL", "feishu:received:a"]).await.unwrap();
    assert!(left > 50_000, "{left}");
    one.release("a").await.unwrap();
    assert_eq!(other.claim("a", lease).await.unwrap(), Claim::Granted);
    other.done("a", lease).await.unwrap();
    assert_eq!(one.claim("a", lease).await.unwrap(), Claim::Done);
}

#[tokio::test]
async fn without_redis_events_are_handled_all_the_same() {
    let Some(mut redis) = Redis::start().await else { return };
    let runs = Runs::default();
    let webhook = process(&redis.address(), &runs);
    redis.stop();
    assert_eq!(status(&webhook, "e1").await, 500);
    assert_eq!(status(&webhook, "e2").await, 200);
    assert_eq!(runs.load(Ordering::Relaxed), 2);
}
