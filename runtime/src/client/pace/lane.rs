//! The calls that share a limit: whose turn it is.

use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{Either, select};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// A request is taken to have arrived when its answer begins, or this long after it was sent: answers may take long,
/// but the way to the server does not.
const ARRIVAL: Duration = Duration::from_secs(1);

/// That many calls within that time.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) calls: usize,
    pub(super) length: Duration,
}

/// A call waits until as many calls before it as each window allows have arrived a whole window ago.
///
/// That keeps every window of the server's below the limit, wherever it begins, however long requests are under way. A
/// token bucket, which is what crates for rate limiting offer, allows up to twice the quota in the first window.
#[derive(Debug)]
pub(super) struct Lane {
    windows: Vec<Window>,
    /// First come, first served: whoever holds it is next. Waiting calls can be dropped without a trace.
    queue: tokio::sync::Mutex<()>,
    state: Mutex<State>,
    /// Until when nobody is let out.
    held: watch::Sender<Option<Instant>>,
    /// Wakes the one who is next.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Calls by number, with the time at which they were sent.
    under_way: BTreeMap<u64, Option<Instant>>,
    /// When earlier calls had arrived, oldest first.
    arrived: VecDeque<Instant>,
    last_number: u64,
}

/// What the call that is next has to wait for.
enum Wait {
    Nothing,
    Until(Instant),
    /// A call under way.
    Change,
}

impl Lane {
    pub(super) fn new(windows: Vec<Window>) -> Self {
        Self {
            windows,
            queue: tokio::sync::Mutex::new(()),
            state: Mutex::default(),
            held: watch::Sender::new(None),
            changed: Notify::new(),
        }
    }

    /// Waits for a turn.
    pub(super) async fn enter(self: Arc<Self>, patience: Duration) -> Result<Slot, Duration> {
        let turn = self.line(patience).await?;
        loop {
            let wait = {
                let now = Instant::now();
                let mut state = self.state();
                match self.held_for(now) {
                    Some(wait) if wait > patience => return Err(wait),
                    Some(wait) => Wait::Until(now + wait),
                    None => match self.wait(&mut state, now) {
                        Wait::Nothing => {
                            let number = state.add();
                            drop((state, turn));
                            return Ok(Slot(Some((self, number))));
                        }
                        wait => wait,
                    },
                }
            };
            match wait {
                Wait::Nothing => {}
                Wait::Change => self.changed.notified().await,
                Wait::Until(time) => {
                    // Woken early, it looks again: what it waited for may have changed.
                    let _ = tokio::time::timeout_at(time, self.changed.notified()).await;
                }
            }
        }
    }

    /// Waits until all who came before are out. Whoever cannot wait for as long as the server asks leaves at once, and not
    /// when it is their turn.
    async fn line(&self, patience: Duration) -> Result<tokio::sync::MutexGuard<'_, ()>, Duration> {
        if let Ok(turn) = self.queue.try_lock() {
            return Ok(turn);
        }
        let mut held = self.held.subscribe();
        let mut turn = pin!(self.queue.lock());
        loop {
            if let Some(wait) = self.held_for(Instant::now()).filter(|wait| *wait > patience) {
                return Err(wait);
            }
            if let Either::Left((turn, _)) = select(turn.as_mut(), pin!(held.changed())).await {
                return Ok(turn);
            }
        }
    }

    /// Lets nobody out until then.
    pub(super) fn hold(&self, until: Instant) {
        self.held.send_modify(|held| *held = (*held).max(Some(until)));
        self.changed.notify_one();
    }

    fn held_for(&self, now: Instant) -> Option<Duration> {
        let until = self.held.borrow().filter(|until| *until > now)?;
        Some(until - now)
    }

    /// Whether forgetting the lane changes nothing.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let mut state = self.state();
        self.forget(&mut state, now);
        state.under_way.is_empty() && state.arrived.is_empty() && self.held_for(now).is_none()
    }

    fn wait(&self, state: &mut State, now: Instant) -> Wait {
        state.count_as_arrived(now);
        self.forget(state, now);
        let total = state.arrived.len() + state.under_way.len();
        let mut latest = None;
        for window in &self.windows {
            // The call that must lie a window back before there is room.
            let Some(place) = total.checked_sub(window.calls) else {
                continue;
            };
            let Some(arrival) = state.arrival(place) else {
                return Wait::Change;
            };
            latest = latest.max(Some(arrival + window.length));
        }
        latest.filter(|time| *time > now).map_or(Wait::Nothing, Wait::Until)
    }

    fn forget(&self, state: &mut State, now: Instant) {
        let longest = self
            .windows
            .iter()
            .map(|window| window.length)
            .max()
            .unwrap_or_default();
        while state.arrived.front().is_some_and(|time| *time + longest <= now) {
            state.arrived.pop_front();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn add(&mut self) -> u64 {
        self.last_number += 1;
        self.under_way.insert(self.last_number, None);
        self.last_number
    }

    /// Notes calls that have been under way for so long that they have arrived.
    fn count_as_arrived(&mut self, now: Instant) {
        let arrived = &mut self.arrived;
        self.under_way.retain(|_, sent| match *sent {
            Some(sent) if sent + ARRIVAL <= now => {
                insert(arrived, sent + ARRIVAL);
                false
            }
            _ => true,
        });
    }

    /// When the call at this place in order of arrival has arrived or will have at the latest.
    fn arrival(&self, place: usize) -> Option<Instant> {
        match place.checked_sub(self.arrived.len()) {
            None => self.arrived.get(place).copied(),
            Some(later) => {
                let sent = self.under_way.values().flatten().nth(later)?;
                Some(*sent + ARRIVAL)
            }
        }
    }
}

fn insert(arrived: &mut VecDeque<Instant>, time: Instant) {
    let place = arrived.partition_point(|other| *other <= time);
    arrived.insert(place, time);
}

/// The turn of one call. Dropped when the request has arrived, or when nothing is sent.
#[derive(Debug)]
pub(in crate::client) struct Slot(Option<(Arc<Lane>, u64)>);

impl Slot {
    /// A turn where there is no limit.
    pub(super) const fn unlimited() -> Self {
        Self(None)
    }

    /// Notes that the request is sent now.
    pub(in crate::client) fn sent(&mut self) {
        if let Some((lane, number)) = &self.0 {
            lane.state().under_way.insert(*number, Some(Instant::now()));
            lane.changed.notify_one();
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some((lane, number)) = &self.0 {
            let mut state = lane.state();
            // A call that was not sent counts for nothing; one that has been noted as arrived is not here any more.
            if let Some(Some(_)) = state.under_way.remove(number) {
                insert(&mut state.arrived, Instant::now());
            }
            drop(state);
            lane.changed.notify_one();
        }
    }
}
