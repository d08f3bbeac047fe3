//! Pacing: calls are held back so that they stay within the documented rate limit, and while the server asks to wait.

mod lane;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::spec::{Quota, RateLimit};
pub(super) use lane::Slot;
use lane::{Lane, Window};

/// How a client keeps to the documented rate limits, which hold for an endpoint, application and tenant.
///
/// Where the server says all the same that it is asked too often, and for how long not to ask again, no call is sent to
/// that endpoint for that tenant until then. Calls that may not take that long end with
/// [`Error::Throttled`](crate::Error::Throttled).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pacing {
    /// Calls go out as they come.
    Off,
    /// Calls wait until they fit into this share of the documented limit: 1.0, the default, is all of it; 0.5 suits
    /// one of two processes that call for the same application.
    Share(f64),
}

impl Default for Pacing {
    fn default() -> Self {
        Self::Share(1.0)
    }
}

/// What has a limit of its own: an endpoint, in a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Name {
    /// Id of the endpoint, or method and path of one that has none.
    pub(crate) endpoint: Cow<'static, str>,
    pub(crate) tenant: Option<Arc<str>>,
}

/// More lanes than this are looked through for idle ones before one is added.
const MANY: usize = 1024;

/// Lets calls out, a lane for all that share a limit.
#[derive(Debug)]
pub(super) struct Pacer {
    share: f64,
    lanes: Mutex<HashMap<Name, Arc<Lane>>>,
}

impl Pacer {
    pub(super) fn new(pacing: Pacing) -> Self {
        let share = match pacing {
            Pacing::Off => 0.0,
            Pacing::Share(share) => share.max(0.0),
        };
        Self {
            share,
            lanes: Mutex::default(),
        }
    }

    /// Waits for the turn of a call, which has it as long as it keeps the slot.
    ///
    /// # Errors
    /// How long the server asks to wait, where that is longer than `patience`.
    pub(super) async fn turn(
        &self,
        name: &Name,
        limit: Option<RateLimit>,
        patience: Duration,
    ) -> Result<Slot, Duration> {
        match self.lane(name, limit, false) {
            Some(lane) => Box::pin(lane.enter(patience)).await,
            None => Ok(Slot::unlimited()),
        }
    }

    /// Lets no call out for this long.
    pub(super) fn hold(&self, name: &Name, limit: Option<RateLimit>, wait: Duration) {
        if let Some(lane) = self.lane(name, limit, true) {
            lane.hold(Instant::now() + wait);
        }
    }

    /// The lane of that name. Without quotas there is one only where it is asked for.
    fn lane(&self, name: &Name, limit: Option<RateLimit>, wanted: bool) -> Option<Arc<Lane>> {
        if self.share <= 0.0 {
            return None;
        }
        let mut lanes = self.lanes();
        if let Some(lane) = lanes.get(name) {
            return Some(lane.clone());
        }
        let mut quotas = limit.into_iter().flat_map(RateLimit::quotas).peekable();
        if quotas.peek().is_none() && !wanted {
            return None;
        }
        if lanes.len() >= MANY {
            let now = Instant::now();
            lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lane.is_idle(now));
        }
        let lane = Arc::new(Lane::new(quotas.map(|quota| self.window(quota)).collect()));
        lanes.insert(name.clone(), lane.clone());
        Some(lane)
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<Name, Arc<Lane>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a rounded, positive share of a u32
    fn window(&self, quota: Quota) -> Window {
        let calls = (f64::from(quota.calls) * self.share) as usize;
        Window {
            calls: calls.max(1),
            length: Duration::from_secs(quota.seconds.into()) + SLACK,
        }
    }
}

/// What clocks that tick in milliseconds may be apart.
const SLACK: Duration = Duration::from_millis(2);

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Option<RateLimit> = Some(RateLimit::Quotas(
        Quota {
            calls: 1000,
            seconds: 60,
        },
        Some(Quota { calls: 50, seconds: 1 }),
    ));
    const PATIENCE: Duration = Duration::from_secs(60);

    fn name(tenant: &str) -> Name {
        Name {
            endpoint: "demo.v1.thing.get".into(),
            tenant: Some(tenant.into()),
        }
    }

    /// When calls are sent that all come at once, each of which is answered after `latency`; in seconds.
    async fn turns(pacing: Pacing, count: usize, latency: Duration) -> Vec<f64> {
        let pacer = Pacer::new(pacing);
        let begin = Instant::now();
        let name = name("a");
        let call = |_| async {
            let mut slot = pacer.turn(&name, LIMIT, PATIENCE).await.unwrap();
            slot.sent();
            let sent = begin.elapsed().as_secs_f64();
            tokio::time::sleep(latency).await;
            sent
        };
        futures_util::future::join_all((0..count).map(call)).await
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
        let turns = turns(Pacing::default(), 3000, Duration::ZERO).await;
        assert_eq!(most_within(&turns, 1.0), 50);
        assert_eq!(most_within(&turns, 60.0), 1000);
        assert!(turns[2999] < 150.0, "not slower than needed: {}", turns[2999]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_counts_from_its_answer_since_it_may_arrive_late() {
        let turns = turns(Pacing::default(), 100, Duration::from_millis(400)).await;
        assert!(turns[50] > 1.4 && turns[99] < 1.5, "{} {}", turns[50], turns[99]);
    }

    #[tokio::test(start_paused = true)]
    async fn slow_answers_do_not_keep_others_waiting_for_ever() {
        let turns = turns(Pacing::default(), 100, Duration::from_secs(600)).await;
        assert!(turns[50] > 2.0 && turns[99] < 2.1, "{} {}", turns[50], turns[99]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_share_is_a_share() {
        let turns = turns(Pacing::Share(0.5), 1000, Duration::ZERO).await;
        assert_eq!((most_within(&turns, 1.0), most_within(&turns, 60.0)), (25, 500));
    }

    #[tokio::test(start_paused = true)]
    async fn tenants_and_pacing_that_is_off_do_not_wait() {
        let begin = Instant::now();
        let (pacer, off) = (Pacer::new(Pacing::default()), Pacer::new(Pacing::Off));
        for _ in 0..50 {
            for (pacer, tenant) in [(&pacer, "a"), (&pacer, "b"), (&off, "a"), (&off, "a")] {
                pacer.turn(&name(tenant), LIMIT, PATIENCE).await.unwrap().sent();
            }
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        pacer.turn(&name("a"), LIMIT, PATIENCE).await.unwrap();
        assert_ne!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slot_that_was_not_used_is_free_again() {
        let begin = Instant::now();
        let pacer = Pacer::new(Pacing::default());
        for _ in 0..1000 {
            drop(pacer.turn(&name("a"), LIMIT, PATIENCE).await.unwrap());
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn while_the_server_asks_to_wait_nobody_is_let_out() {
        let begin = Instant::now();
        let pacer = Pacer::new(Pacing::default());
        for limit in [LIMIT, None] {
            pacer.hold(&name("a"), limit, Duration::from_secs(5));
            pacer.turn(&name("b"), limit, PATIENCE).await.unwrap();
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        let refused = pacer.turn(&name("a"), None, Duration::from_secs(4)).await;
        assert_eq!(refused.err(), Some(Duration::from_secs(5)));
        pacer.turn(&name("a"), None, PATIENCE).await.unwrap();
        assert_eq!(begin.elapsed(), Duration::from_secs(5));
    }

    #[tokio::test(start_paused = true)]
    async fn idle_lanes_are_forgotten() {
        let pacer = Pacer::new(Pacing::default());
        for number in 0..MANY {
            let mut slot = pacer.turn(&name(&number.to_string()), LIMIT, PATIENCE).await.unwrap();
            slot.sent();
        }
        let kept = pacer.turn(&name("0"), LIMIT, PATIENCE).await.unwrap();
        tokio::time::advance(Duration::from_secs(120)).await;
        drop(pacer.turn(&name("new"), LIMIT, PATIENCE).await);
        assert_eq!(pacer.lanes().len(), 2);
        drop(kept);
    }
}
