//! Pacing: calls are held back so that they stay within the documented rate limit, and while the server asks to wait.
//!
//! Calls with one limit share a lane. A call asks it whether it may go now, and if not, when to ask again; it sleeps until
//! then with its own timer, and takes its turn in the very poll in which it sends, but for files that are opened in between.
//! So a call that is not polled holds nobody up: whoever does not ask once a second is passed over in the line, and has its
//! place again when it does; and when a call was sent, its response is waited for no longer than a second.
//!
//! # From when on a call counts
//!
//! A limit is a number of calls and a window, a length of time. Wherever the window begins, no more than that number of calls
//! may *arrive* at the server within it. So a lane lets a call out when a whole window has passed since the arrival of the call
//! that many before it. It cannot see arrivals; it knows that they lie between sending and response:
//!
//! - A response that came as fast as the fastest of late belongs to a call that arrived as fast as any, so that the call
//!   counts from when it was sent. If the response took longer, the call may have arrived later by as much, and counts
//!   from so much later. Steady latency thus costs nothing; where it varies, it costs what it varies by.
//! - How fast responses can be is learned from calls that had a connection at once. Before that is known, at first and after
//!   pauses, a call counts from its response.
//! - A call without a response may not have arrived. If the network stalls, nobody is let out any more but a window full of
//!   calls, and one call every five seconds that finds out. It is not a stall if a call that was sent later has a
//!   response: then a call counts from five seconds after it was sent at the latest. Nor is it one while responses that take
//!   longer than a window keep coming, and this one has not taken longer than usual.
//! - A call that is given up counts from then on. If the network stalls for longer than calls may take, some of them may
//!   arrive together all the same; the server then refuses some, and they are repeated.
//! - A call that is not polled for a second after it was sent may arrive whenever it is polled again, as its connection may
//!   not have been there yet. So it goes on when there is room for it.
//! - A call that is let out and not sent counts until it is given up or has not been polled for a second. Then it has lost
//!   its turn and asks for another one.
//!
//! A token bucket, which is what crates for rate limiting offer, allows up to twice the quota in the first window.

mod lane;
mod line;
mod log;

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use indexmap::IndexMap;
use tokio::time::Instant;

use crate::error::ConfigError;
use crate::later::later;
use crate::lock::lock;
use crate::spec::{Quota, RateLimit};
use crate::tokens::TokenKey;
use lane::Lane;
pub(super) use lane::{Place, Slot};
use log::Window;

/// How a client keeps to the documented rate limits, which hold for an endpoint, application and tenant.
///
/// A share of 1.0 is the whole limit; 0.5 suits one of two processes that call for the same application. If the share is less
/// than one call in a window, there is one call in a longer window. A share must be greater than 0.
///
/// If the server says all the same that it is called too often, and for how long to wait, no call is sent to that endpoint
/// for that tenant until then, but at most for the longest window of the documented limit, or a minute where none is
/// documented. If the server asked for longer than that, one call goes first and shows whether calls are accepted again.
///
/// [`Options::timeout`](crate::Options::timeout) and [`Options::max_wait`](crate::Options::max_wait) say how long a call may
/// wait. If it would have to wait longer, it ends with [`Error::Throttled`](crate::Error::Throttled).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pacing {
    /// Calls go out as they come.
    Off,
    /// Calls go out at once as long as there is room in this share of the documented limit, and then wait. That is the
    /// default, with all of the limit. With 100 calls a minute, the first 100 go out together, and the next one a minute
    /// later.
    Share(f64),
    /// Calls go out at even distances within this share of the documented limit. With 100 calls a minute, one goes out every
    /// 0.6 seconds.
    Spread(f64),
}

impl Default for Pacing {
    fn default() -> Self {
        Self::Share(1.0)
    }
}

/// What a limit is for: an endpoint in one tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name {
    /// Id of the endpoint, or method and path of one that has none.
    pub(super) endpoint: Cow<'static, str>,
    pub(super) scope: LimitScope,
}

/// The tenant for which the calls to an endpoint are counted, or what stands for it where it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum LimitScope {
    /// For the only tenant that there is, or for none.
    App,
    Tenant(Arc<str>),
    /// For whoever has the token with this fingerprint, in a tenant that is not known.
    Token(u64),
    /// For a user who is logged in, in a tenant that is not known.
    User(TokenKey),
}

/// Lets calls out, a lane for all that share a limit.
#[derive(Debug)]
pub(crate) struct Pacer {
    pacing: Pacing,
    lanes: Mutex<Lanes>,
    /// Whether there ever was a lane for an endpoint without quotas, so that calls to others need not look for theirs.
    holds_without_quotas: AtomicBool,
    fingerprints: RandomState,
}

#[derive(Debug, Default)]
struct Lanes {
    by_name: IndexMap<Name, Arc<Lane>>,
    /// The lane that is checked next for being idle.
    next: usize,
}

impl Pacer {
    pub(crate) fn new(pacing: Pacing) -> Result<Self, ConfigError> {
        if let Pacing::Share(share) | Pacing::Spread(share) = pacing
            && !(share > 0.0 && share.is_finite())
        {
            return Err(ConfigError::Setting {
                name: "pacing".to_owned(),
                reason: format!("a share is a number greater than 0, and {share} is not"),
            });
        }
        Ok(Self {
            pacing,
            lanes: Mutex::default(),
            holds_without_quotas: AtomicBool::new(false),
            fingerprints: RandomState::new(),
        })
    }

    /// The place of a call, which is not in line yet.
    pub(super) fn place(&self, name: &Name, limit: Option<RateLimit>) -> Place {
        Place::new(self.lane(name, limit, false))
    }

    /// Lets no call out for `wait`, which the server asks for, but for no longer than the longest window of the limit. Returns
    /// how long the call that got this response has to wait; `None` where pacing is off.
    pub(super) fn hold(&self, name: &Name, limit: Option<RateLimit>, wait: Duration) -> Option<Duration> {
        let lane = self.lane(name, limit, true)?;
        let quotas = limit.into_iter().flat_map(RateLimit::quotas);
        let window = quotas.map(|quota| Duration::from_secs(quota.seconds.into())).max();
        let longest = window.unwrap_or(LONGEST);
        lane.hold(later(Instant::now(), wait.min(longest)), wait > longest);
        // Where no window contradicts the server, it may mean what it says.
        Some(window.map_or(wait, |window| wait.min(window)))
    }

    /// A number that tells tokens apart and does not reveal them.
    pub(super) fn fingerprint(&self, token: &str) -> u64 {
        self.fingerprints.hash_one(token)
    }

    /// The lane of that name. Without quotas there is one only for a pause that the server asked for: `is_hold`.
    fn lane(&self, name: &Name, limit: Option<RateLimit>, is_hold: bool) -> Option<Arc<Lane>> {
        let (Pacing::Share(share) | Pacing::Spread(share)) = self.pacing else {
            return None;
        };
        let has_quotas = limit.into_iter().flat_map(RateLimit::quotas).next().is_some();
        if is_hold && !has_quotas {
            self.holds_without_quotas.store(true, Ordering::Relaxed);
        } else if !has_quotas && !self.holds_without_quotas.load(Ordering::Relaxed) {
            return None;
        }
        let mut lanes = self.lanes();
        if let Some(lane) = lanes.by_name.get(name) {
            return Some(lane.clone());
        }
        let quotas = limit.into_iter().flat_map(RateLimit::quotas);
        let windows: Vec<_> = quotas.map(|quota| window(quota, share)).collect();
        if !has_quotas && !is_hold {
            return None;
        }
        let distance = match self.pacing {
            Pacing::Spread(_) => windows.iter().map(Window::distance).max().unwrap_or_default(),
            _ => Duration::ZERO,
        };
        lanes.forget_idle();
        let lane = Arc::new(Lane::new(windows, distance));
        lanes.by_name.insert(name.clone(), lane.clone());
        Some(lane)
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        lock(&self.lanes)
    }
}

impl Lanes {
    /// How many lanes are looked at for each one that is added: more than one, so that idle ones become fewer.
    const LOOKS: usize = 2;

    /// Forgets lanes that are idle, among a few. All come round one after the other, so that no call pays for all.
    fn forget_idle(&mut self) {
        for _ in 0..Self::LOOKS {
            // Backwards, as the last one takes the place of one that goes.
            self.next = self
                .next
                .min(self.by_name.len())
                .checked_sub(1)
                .unwrap_or(self.by_name.len());
            let lane = self.by_name.get_index(self.next).map(|(_, lane)| lane);
            if lane.is_some_and(|lane| Arc::strong_count(lane) == 1 && lane.is_idle()) {
                self.by_name.swap_remove_index(self.next);
            }
        }
    }
}

/// A pause that the server asks for is no longer where no limit is documented.
const LONGEST: Duration = Duration::from_secs(60);
/// How much clocks that tick in milliseconds may differ.
const SLACK: Duration = Duration::from_millis(2);

/// That share of a quota: whole calls, or one call in a longer window.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a rounded, positive share of a u32
fn window(quota: Quota, share: f64) -> Window {
    let calls = f64::from(quota.calls.max(1)) * share;
    let seconds = f64::from(quota.seconds) / calls.min(1.0);
    let length = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
    Window {
        calls: calls.max(1.0) as usize,
        length: length.saturating_add(SLACK),
    }
}

#[cfg(test)]
mod tests;
