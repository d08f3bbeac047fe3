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
    assert_eq!(one.claim("a", 1, lease).await.unwrap(), Claim::Granted);
    assert_eq!(other.claim("a", 2, lease).await.unwrap(), Claim::Running);
    one.extend("a", 1, Duration::from_secs(60)).await.unwrap();
    let left: i64 = redis.ask(&["PTTL", "feishu:received:a"]).await.unwrap();
    assert!(left > 50_000, "{left}");
    one.release("a", 1).await.unwrap();
    assert_eq!(other.claim("a", 2, lease).await.unwrap(), Claim::Granted);
    other.done("a", 2, lease).await.unwrap();
    assert_eq!(one.claim("a", 3, lease).await.unwrap(), Claim::Done);
}

#[tokio::test]
async fn a_claimant_that_was_too_slow_does_not_touch_the_claim_of_the_next() {
    let Some(redis) = Redis::start().await else { return };
    let claims = RedisClaims::new(&redis.address()).unwrap();
    let lease = Duration::from_secs(60);
    claims.claim("a", 1, lease).await.unwrap();
    // The claim ends.
    let _: i64 = redis.ask(&["DEL", "feishu:received:a"]).await.unwrap();
    assert_eq!(claims.claim("a", 2, lease).await.unwrap(), Claim::Granted);
    claims.done("a", 1, lease).await.unwrap();
    claims.release("a", 1).await.unwrap();
    claims.extend("a", 1, Duration::MAX).await.unwrap();
    assert_eq!(claims.claim("a", 3, lease).await.unwrap(), Claim::Running);
    let left: i64 = redis.ask(&["PTTL", "feishu:received:a"]).await.unwrap();
    assert!(left <= 60_000, "{left}");
    // Nor does one that fails late take back what is done.
    claims.done("a", 2, lease).await.unwrap();
    claims.release("a", 2).await.unwrap();
    assert_eq!(claims.claim("a", 3, lease).await.unwrap(), Claim::Done);
    // One that nobody else took is done, and times that Redis cannot count are as long or as short as there are.
    claims.claim("b", 1, Duration::ZERO).await.unwrap();
    claims.done("b", 1, Duration::MAX).await.unwrap();
    assert_eq!(claims.claim("b", 2, lease).await.unwrap(), Claim::Done);
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
