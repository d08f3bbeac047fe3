//! Pacing: calls are held back so that they stay within the documented rate limit.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::spec::{Quota, RateLimit, Spec};

/// How a client keeps to the documented rate limits, which hold for an endpoint, application and tenant.
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

/// Endpoint and tenant.
type Lane = (&'static str, Option<Arc<str>>);

/// More lanes than this are looked through for idle ones before one is added.
const MANY: usize = 1024;

/// Keeps the times of past calls.
///
/// Of each quota, a call waits until as many calls before it as the quota allows lie a whole window back. That keeps
/// every window of the server's below the limit, wherever it begins; a token bucket, which is what crates for rate
/// limiting offer, allows up to twice the quota in the first window.
#[derive(Debug)]
pub(super) struct Pacer {
    share: f64,
    lanes: Mutex<HashMap<Lane, Vec<Window>>>,
}

#[derive(Debug)]
struct Window {
    calls: usize,
    length: Duration,
    past: VecDeque<Instant>,
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

    /// Waits for the turn of a call.
    pub(super) async fn wait(&self, spec: &'static Spec, tenant: Option<&Arc<str>>) {
        if let Some(turn) = self.reserve(spec, tenant, Instant::now()) {
            tokio::time::sleep_until(turn).await;
        }
    }

    /// When the next call may go out; `None`: at once, or the endpoint has no limit.
    fn reserve(&self, spec: &'static Spec, tenant: Option<&Arc<str>>, now: Instant) -> Option<Instant> {
        let Some(RateLimit::Quotas(quotas)) = spec.rate_limit else {
            return None;
        };
        if self.share <= 0.0 {
            return None;
        }
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = (spec.id, tenant.cloned());
        if lanes.len() >= MANY && !lanes.contains_key(&lane) {
            lanes.retain(|_, windows| windows.iter().any(|window| !window.is_idle(now)));
        }
        let windows = lanes
            .entry(lane)
            .or_insert_with(|| quotas.iter().map(|quota| self.window(quota)).collect());
        let turn = windows.iter().filter_map(Window::earliest).fold(now, Instant::max);
        windows.iter_mut().for_each(|window| window.push(turn));
        (turn > now).then_some(turn)
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a rounded, positive share of a u32
    fn window(&self, quota: &Quota) -> Window {
        let length = Duration::from_secs(quota.seconds.into());
        // Calls do not arrive exactly as far apart as they were sent.
        let slack = (length / 10).min(Duration::from_millis(250));
        let calls = (f64::from(quota.calls) * self.share) as usize;
        Window {
            calls: calls.max(1),
            length: length + slack,
            past: VecDeque::new(),
        }
    }
}

impl Window {
    /// The time before which the quota is used up.
    fn earliest(&self) -> Option<Instant> {
        let oldest = self.past.front().filter(|_| self.past.len() >= self.calls)?;
        Some(*oldest + self.length)
    }

    fn push(&mut self, turn: Instant) {
        if self.past.len() >= self.calls {
            self.past.pop_front();
        }
        self.past.push_back(turn);
    }

    fn is_idle(&self, now: Instant) -> bool {
        self.past.back().is_none_or(|last| *last + self.length < now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Host, Method, Response};

    const LIMITED: Spec = Spec {
        id: "demo.v1.thing.get",
        title: "",
        method: Method::Get,
        host: Host::Open,
        path: "/",
        tokens: &[],
        app_types: &[],
        scopes: &[],
        field_scopes: &[],
        rate_limit: Some(RateLimit::Quotas(&[
            Quota {
                calls: 1000,
                seconds: 60,
            },
            Quota { calls: 50, seconds: 1 },
        ])),
        errors: &[],
        page: "",
        updated: None,
        response: Response::Bare,
        pagination: None,
        idempotency_key: None,
        deprecated: false,
    };

    /// Turns of that many calls that all come at once, in seconds.
    fn turns(pacer: &Pacer, count: usize) -> Vec<f64> {
        let now = Instant::now();
        let turn = |_| {
            pacer
                .reserve(&LIMITED, None, now)
                .map_or(0.0, |turn| (turn - now).as_secs_f64())
        };
        (0..count).map(turn).collect()
    }

    /// The largest number of turns in any stretch of that many seconds.
    fn most_within(turns: &[f64], seconds: f64) -> usize {
        turns
            .iter()
            .map(|from| {
                turns
                    .iter()
                    .filter(|turn| **turn >= *from && **turn < from + seconds)
                    .count()
            })
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn a_burst_exceeds_no_quota_in_any_window() {
        let turns = turns(&Pacer::new(Pacing::default()), 3000);
        assert_eq!(most_within(&turns, 1.0), 50);
        assert_eq!(most_within(&turns, 60.0), 1000);
        assert!(turns[2999] < 150.0, "not slower than needed: {}", turns[2999]);
    }

    #[test]
    fn a_share_is_a_share() {
        let turns = turns(&Pacer::new(Pacing::Share(0.5)), 1000);
        assert_eq!((most_within(&turns, 1.0), most_within(&turns, 60.0)), (25, 500));
    }

    #[test]
    fn tenants_and_pacing_that_is_off_do_not_wait() {
        let now = Instant::now();
        let pacer = Pacer::new(Pacing::default());
        let tenants: [Arc<str>; 2] = ["a".into(), "b".into()];
        for tenant in &tenants {
            assert!((0..50).all(|_| pacer.reserve(&LIMITED, Some(tenant), now).is_none()));
            assert!(pacer.reserve(&LIMITED, Some(tenant), now).is_some());
        }
        let off = Pacer::new(Pacing::Off);
        assert!((0..1000).all(|_| off.reserve(&LIMITED, None, now).is_none()));
    }

    #[test]
    fn idle_lanes_are_forgotten() {
        let now = Instant::now();
        let pacer = Pacer::new(Pacing::default());
        for number in 0..MANY {
            pacer.reserve(&LIMITED, Some(&number.to_string().into()), now);
        }
        pacer.reserve(&LIMITED, Some(&"new".into()), now + Duration::from_secs(120));
        assert_eq!(pacer.lanes.lock().unwrap().len(), 1);
    }
}
