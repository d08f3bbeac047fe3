use std::sync::atomic::AtomicUsize;
use std::task::{Context, Wake, Waker};

use futures_util::future::join_all;
use futures_util::poll;
use tokio::time::{advance, sleep};

use super::*;
use crate::spec::Quota;

const LIMIT: Option<RateLimit> = Some(RateLimit::Quotas(
    Quota {
        calls: 1000,
        seconds: 60,
    },
    Some(Quota { calls: 50, seconds: 1 }),
));
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

fn limit(calls: u32, seconds: u32) -> Option<RateLimit> {
    Some(RateLimit::Quotas(Quota { calls, seconds }, None))
}

fn name(tenant: &str) -> Name {
    Name {
        endpoint: "demo.v1.thing.get".into(),
        scope: LimitScope::Tenant(tenant.into()),
    }
}

fn pacer() -> Pacer {
    Pacer::new(Pacing::default()).unwrap()
}

/// Waits for a turn as a call does, for a minute at most.
async fn turn(pacer: &Pacer, tenant: &str, limit: Option<RateLimit>) -> Result<Slot, Duration> {
    turn_within(MINUTE, pacer, tenant, limit).await
}

async fn turn_within(
    patience: Duration,
    pacer: &Pacer,
    tenant: &str,
    limit: Option<RateLimit>,
) -> Result<Slot, Duration> {
    let mut place = pacer.place(&name(tenant), limit);
    let latest = Instant::now() + patience;
    loop {
        match place.turn(latest)? {
            Some(slot) => return Ok(slot),
            None => place.wait(latest).await?,
        }
    }
}

/// Does what a call does, if the response to it takes so long.
async fn call(pacer: &Pacer, limit: Option<RateLimit>, latency: Duration) {
    let slot = loop {
        // Without an end to its patience.
        if let Ok(slot) = turn(pacer, "a", limit).await {
            break slot;
        }
    };
    slot.sent();
    let response = Instant::now() + latency;
    while Instant::now() < response {
        slot.renew();
        sleep((response - Instant::now()).min(SECOND / 2)).await;
    }
    slot.responded(false);
}

/// When calls are sent that all come at once, each of which has its response after `latency`; in seconds.
async fn sent(pacing: Pacing, limit: Option<RateLimit>, count: usize, latency: Duration) -> Vec<f64> {
    let pacer = Pacer::new(pacing).unwrap();
    let begin = Instant::now();
    let calls = (0..count).map(|_| async {
        call(&pacer, limit, latency).await;
        (begin.elapsed() - latency).as_secs_f64()
    });
    let mut sent = join_all(calls).await;
    sent.sort_unstable_by(f64::total_cmp);
    sent
}

/// The largest number of turns in any stretch of that many seconds.
fn most_within(turns: &[f64], seconds: f64) -> usize {
    let within = |from: &f64| {
        let inside = |turn: &&f64| **turn >= *from && **turn < from + seconds;
        turns.iter().filter(inside).count()
    };
    turns.iter().map(within).max().unwrap_or(0)
}

#[tokio::test(start_paused = true)]
async fn a_burst_exceeds_no_quota_in_any_window() {
    let sent = sent(Pacing::default(), LIMIT, 3000, Duration::ZERO).await;
    assert_eq!(most_within(&sent, 1.0), 50);
    assert_eq!(most_within(&sent, 60.0), 1000);
    assert!(sent[2999] < 150.0, "not slower than needed: {}", sent[2999]);
}

#[tokio::test(start_paused = true)]
async fn calls_have_their_turn_in_the_order_in_which_they_came() {
    let pacer = pacer();
    let order = Mutex::new(Vec::new());
    let calls = (0..1000).map(|number| {
        let (pacer, order) = (&pacer, &order);
        async move {
            turn(pacer, "a", limit(50, 1)).await.unwrap().sent();
            order.lock().unwrap().push(number / 50);
        }
    });
    join_all(calls).await;
    let order = order.into_inner().unwrap();
    // Those who have it at the same time do so in any order.
    assert!(order.is_sorted(), "{order:?}");
}

#[tokio::test(start_paused = true)]
async fn steady_latency_costs_nothing_once_it_is_known() {
    for latency in [0.4, 0.9, 3.0] {
        let sent = sent(Pacing::default(), limit(10, 1), 100, Duration::from_secs_f64(latency)).await;
        assert_eq!(most_within(&sent, 1.0), 10);
        assert!(sent[90] - sent[50] < 4.1, "{latency} s: {sent:?}");
        assert!(sent[90] < 9.1 + 2.0 * latency, "{latency} s: {sent:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn slow_responses_do_not_keep_others_waiting_for_ever() {
    let sent = sent(Pacing::default(), limit(1, 1), 40, MINUTE / 2).await;
    // One every five seconds until it is known how long responses take, and then more and more of them.
    assert!(sent[5] < 26.0 && sent[39] < 130.0, "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn what_has_no_response_makes_no_room_before_its_window_is_over() {
    let sent = sent(Pacing::default(), limit(10, 60), 25, MINUTE / 3).await;
    assert_eq!(most_within(&sent, 60.0), 10);
    assert!(sent[20] < 165.0, "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn spread_calls_keep_their_distance() {
    let sent = sent(Pacing::Spread(1.0), LIMIT, 100, Duration::ZERO).await;
    assert_eq!((most_within(&sent, 0.06), most_within(&sent, 1.0)), (1, 17));
    assert!(sent[99] < 6.1, "{}", sent[99]);
}

#[tokio::test(start_paused = true)]
async fn a_share_is_a_share() {
    let half = sent(Pacing::Share(0.5), LIMIT, 1000, Duration::ZERO).await;
    assert_eq!((most_within(&half, 1.0), most_within(&half, 60.0)), (25, 500));
    let less_than_one = sent(Pacing::Share(0.25), limit(2, 1), 5, Duration::ZERO).await;
    assert_eq!(
        (most_within(&less_than_one, 2.0), most_within(&less_than_one, 2.1)),
        (1, 2)
    );
    for share in [f64::MIN_POSITIVE, f64::MAX] {
        let pacer = Pacer::new(Pacing::Share(share)).unwrap();
        turn(&pacer, "a", LIMIT).await.unwrap().sent();
        assert_eq!(turn(&pacer, "a", LIMIT).await.is_ok(), share > 1.0);
    }
}

#[tokio::test(start_paused = true)]
async fn tenants_and_pacing_that_is_off_do_not_wait() {
    let begin = Instant::now();
    let (pacer, off) = (pacer(), Pacer::new(Pacing::Off).unwrap());
    for _ in 0..50 {
        for (pacer, tenant) in [(&pacer, "a"), (&pacer, "b"), (&off, "a"), (&off, "a")] {
            turn(pacer, tenant, LIMIT).await.unwrap().sent();
        }
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    turn(&pacer, "a", LIMIT).await.unwrap();
    assert_ne!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_was_not_used_is_free_again() {
    let begin = Instant::now();
    for pacing in [Pacing::Share(1.0), Pacing::Spread(1.0)] {
        let pacer = Pacer::new(pacing).unwrap();
        for _ in 0..1000 {
            drop(turn(&pacer, "a", LIMIT).await.unwrap());
        }
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_slot_that_is_kept_and_not_used_counts_for_a_second() {
    for (calls, seconds) in [(1, 1), (1, 60), (2, 60)] {
        let pacer = pacer();
        let turn = || turn(&pacer, "a", limit(calls, seconds));
        for _ in 1..calls {
            turn().await.unwrap().sent();
        }
        let kept = turn().await.unwrap();
        kept.delay();
        let begin = Instant::now();
        turn().await.unwrap().sent();
        assert!(begin.elapsed() < 2 * SECOND, "{:?}", begin.elapsed());
        assert!(!kept.resume());
        // It has no effect on the one that came instead.
        drop(kept);
        let begin = Instant::now();
        turn_within(2 * MINUTE, &pacer, "a", limit(calls, seconds))
            .await
            .unwrap();
        let window = Duration::from_secs(seconds.into());
        assert!(begin.elapsed() + 2 * SECOND > window, "{:?}", begin.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_in_line_cost_nothing() {
    let pacer = pacer();
    turn(&pacer, "a", limit(1, 1)).await.unwrap().sent();
    let begin = Instant::now();
    let mut waiting: Vec<_> = (0..1000).map(|_| Box::pin(turn(&pacer, "a", limit(1, 1)))).collect();
    for call in &mut waiting {
        assert!(poll!(call).is_pending());
    }
    let last = waiting.pop().unwrap();
    let (last, ()) = futures_util::future::join(last, async { drop(waiting) }).await;
    assert!(
        last.is_ok() && begin.elapsed() < SECOND + SECOND / 10,
        "{:?}",
        begin.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_not_polled_in_line_are_passed_over() {
    let pacer = pacer();
    turn(&pacer, "a", limit(1, 1)).await.unwrap().sent();
    let begin = Instant::now();
    let call = || async { turn(&pacer, "a", limit(1, 1)).await.map(drop) };
    let mut kept: Vec<_> = (0..20).map(|_| Box::pin(call())).collect();
    for call in &mut kept {
        assert!(poll!(call).is_pending());
    }
    turn(&pacer, "a", limit(1, 1)).await.unwrap().sent();
    assert!(begin.elapsed() < 3 * SECOND, "{:?}", begin.elapsed());
    assert!(join_all(kept).await.iter().all(Result::is_ok));
}

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_wakes_nobody_by_waiting() {
    let pacer = pacer();
    turn(&pacer, "a", limit(1, 1)).await.unwrap().sent();
    let mut waiting = std::pin::pin!(turn(&pacer, "a", limit(1, 1)));
    let tasks: Vec<_> = (0..3).map(|_| Arc::new(Woken::default())).collect();
    let woken = || {
        tasks
            .iter()
            .map(|task| task.0.load(Ordering::Relaxed))
            .collect::<Vec<_>>()
    };
    for task in &tasks {
        let waker = Waker::from(task.clone());
        assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    assert_eq!(woken(), [0, 0, 0]);
    // The task that polled it last is told.
    pacer.hold(&name("a"), limit(1, 1), SECOND);
    assert_eq!(woken(), [0, 0, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_not_polled_in_line_costs_a_second_and_no_window() {
    let pacer = pacer();
    let begin = Instant::now();
    for _ in 0..100 {
        turn(&pacer, "a", limit(100, 60)).await.unwrap().sent();
    }
    let turn = || turn_within(5 * MINUTE, &pacer, "a", limit(100, 60));
    // A window full, and some that would go out a window later.
    let mut kept: Vec<_> = (0..120).map(|_| Box::pin(turn())).collect();
    for call in &mut kept {
        assert!(poll!(call).is_pending());
    }
    turn().await.unwrap().sent();
    let elapsed = begin.elapsed();
    assert!(elapsed > MINUTE && elapsed < MINUTE + 22 * SECOND, "{elapsed:?}");
}

#[tokio::test(start_paused = true)]
async fn while_the_server_asks_to_wait_nobody_is_let_out() {
    let begin = Instant::now();
    let pacer = pacer();
    for limit in [LIMIT, None] {
        assert_eq!(pacer.hold(&name("a"), limit, 5 * SECOND), Some(5 * SECOND));
        turn(&pacer, "b", limit).await.unwrap();
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
    let refused = pacer.place(&name("a"), None).turn(begin + 4 * SECOND);
    assert_eq!(refused.err(), Some(5 * SECOND));
    turn(&pacer, "a", None).await.unwrap();
    assert_eq!(begin.elapsed(), 5 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_is_too_long_ends_with_one_call_that_shows_whether_others_may_follow() {
    let pacer = pacer();
    let try_all = || {
        let places = (0..10).map(|_| pacer.place(&name("a"), LIMIT).turn(Instant::now() + MINUTE));
        places.filter_map(|turn| turn.unwrap()).collect::<Vec<_>>()
    };
    pacer.hold(&name("a"), LIMIT, Duration::MAX);
    for end_in_vain in [
        |slot: Slot| slot.end(true),
        |slot: Slot| drop(slot),
        // A call that is not polled shows nothing.
        |slot: Slot| std::mem::forget(slot),
    ] {
        advance(MINUTE - SECOND / 10).await;
        assert!(try_all().is_empty());
        advance(SECOND).await;
        let mut trial = try_all();
        assert_eq!(trial.len(), 1);
        let trial = trial.remove(0);
        trial.sent();
        assert!(try_all().is_empty());
        end_in_vain(trial);
        pacer.hold(&name("a"), LIMIT, Duration::MAX);
    }
    advance(MINUTE + SECOND).await;
    let trial = try_all();
    trial[0].sent();
    // That there is a response does not say what is in it.
    trial[0].responded(false);
    assert_eq!((trial.len(), try_all().len()), (1, 0));
    trial[0].end(false);
    assert_eq!(try_all().len(), 10);
}

#[tokio::test(start_paused = true)]
async fn whoever_adds_a_lane_looks_at_two_others() {
    let pacer = pacer();
    let lanes = || pacer.lanes().by_name.len();
    for number in 0..1000 {
        turn(&pacer, &number.to_string(), LIMIT).await.unwrap().sent();
    }
    assert_eq!(lanes(), 1000);
    let kept = turn(&pacer, "0", LIMIT).await.unwrap();
    advance(2 * MINUTE).await;
    for number in 0..2000 {
        let before = lanes();
        turn(&pacer, &format!("new {number}"), LIMIT).await.unwrap().sent();
        // One comes, and of those two that are looked at at most two go.
        assert!(lanes() + 1 >= before, "{number}: {} after {before}", lanes());
    }
    // All that were idle went, and none that is in use.
    assert_eq!(lanes(), 1 + 2000);
    drop(kept);
}

#[tokio::test(start_paused = true)]
async fn a_lane_whose_pause_is_long_past_is_forgotten() {
    let pacer = pacer();
    pacer.hold(&name("a"), LIMIT, Duration::MAX);
    for (wait, is_kept) in [(2 * MINUTE, true), (10 * MINUTE, false)] {
        advance(wait).await;
        pacer.lanes().forget_idle();
        assert_eq!(pacer.lanes().by_name.contains_key(&name("a")), is_kept);
    }
}

#[test]
fn a_call_without_a_limit_waits_for_nobody_who_looks_for_a_lane() {
    let pacer = pacer();
    let (done, is_done) = std::sync::mpsc::channel();
    let lanes = pacer.lanes();
    let is_done = std::thread::scope(|scope| {
        scope.spawn(|| {
            pacer.place(&name("a"), None);
            done.send(())
        });
        let is_done = is_done.recv_timeout(10 * SECOND);
        drop(lanes);
        is_done
    });
    assert!(is_done.is_ok());
}
