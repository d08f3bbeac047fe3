//! The calls that share a limit: whose turn it is.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker, ready};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::line::Line;
use super::log::{Log, RENEWAL, Window};
use crate::later::later;
use crate::lock::lock;

/// How long after a pause it is remembered that one call is to go first.
const TRIAL_WANTED: Duration = Duration::from_secs(10 * 60);

/// What calls to one endpoint in one tenant have in common. The lock is held for the time of a look only, and no future owns
/// anything in here that it must be polled to give back.
#[derive(Debug)]
pub(super) struct Lane(Mutex<State>);

#[derive(Debug)]
struct State {
    log: Log,
    line: Line,
    /// Until when the server wants no calls.
    held: Option<Instant>,
    trial: Trial,
    /// Whom to wake when the lock is free again, since a waker may do anything, also when it is dropped.
    woken: Vec<Waker>,
}

/// Whether one call is to show that the server takes calls again, before all others follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trial {
    None,
    Wanted,
    /// The call with this number does.
    UnderWay(u64),
}

impl Lane {
    pub(super) fn new(windows: Vec<Window>, distance: Duration) -> Self {
        Self(Mutex::new(State {
            log: Log::new(windows, distance),
            line: Line::default(),
            held: None,
            trial: Trial::None,
            woken: Vec::new(),
        }))
    }

    /// Lets nobody out until then, and then perhaps one call first.
    pub(super) fn hold(&self, until: Instant, with_trial: bool) {
        self.with(|state, now| {
            state.held = state.held.max(Some(until));
            if with_trial {
                state.trial = Trial::Wanted;
            }
            // Whoever cannot wait for so long is to know at once.
            (0..state.line.len()).for_each(|place| state.line.call(place, now, &mut state.woken));
        });
    }

    /// Whether forgetting the lane changes nothing.
    pub(super) fn is_idle(&self) -> bool {
        self.with(|state, now| {
            let kept = match state.trial {
                Trial::None => Duration::ZERO,
                Trial::Wanted | Trial::UnderWay(_) => TRIAL_WANTED,
            };
            let is_held = state.held.is_some_and(|until| later(until, kept) > now);
            !is_held && state.line.len() == 0 && state.log.is_empty(now)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut State, Instant) -> T) -> T {
        let mut state = lock(&self.0);
        let result = work(&mut state, Instant::now());
        let woken = std::mem::take(&mut state.woken);
        drop(state);
        woken.into_iter().for_each(Waker::wake);
        result
    }
}

impl State {
    /// When there is room for a call, if `ahead` others are let out before it: `None` if there is now.
    fn room(&mut self, ahead: usize, now: Instant) -> Option<Instant> {
        let room = self.log.room(ahead, now);
        if let Some(until) = self.held.filter(|until| *until > now) {
            return room.max(Some(until));
        }
        match self.trial {
            Trial::None => return room,
            Trial::UnderWay(number) if !self.log.is_seen(number, now) => self.trial = Trial::Wanted,
            _ => {}
        }
        if self.trial == Trial::Wanted && ahead == 0 {
            return room;
        }
        room.max(Some(now + RENEWAL))
    }

    /// Lets a call out, and says whether it is the trial.
    fn let_out(&mut self, now: Instant) -> (u64, bool) {
        let number = self.log.add(now);
        let is_trial = self.trial == Trial::Wanted;
        if is_trial {
            self.trial = Trial::UnderWay(number);
        }
        self.call(now);
        (number, is_trial)
    }

    fn end_trial(&mut self, number: u64, in_vain: bool) {
        if self.trial == Trial::UnderWay(number) {
            self.trial = if in_vain { Trial::Wanted } else { Trial::None };
        }
    }

    /// Calls those who may go sooner than they are to ask, since others have responses or have left the line. Two at a time:
    /// they call others.
    fn call(&mut self, now: Instant) {
        for _ in 0..2 {
            let Some((place, due)) = self.line.first_asleep(now) else {
                return;
            };
            let turn = self.room(place, now).unwrap_or(now);
            if turn >= due {
                return;
            }
            self.line.call(place, turn, &mut self.woken);
        }
    }
}

/// The place of a call in the line of its lane. Dropped, it is nobody's.
#[derive(Debug)]
pub(in crate::exchange) struct Place {
    /// None where there is no limit.
    lane: Option<Arc<Lane>>,
    ticket: Option<u64>,
}

impl Place {
    pub(super) const fn new(lane: Option<Arc<Lane>>) -> Self {
        Self { lane, ticket: None }
    }

    /// Takes its turn if it has it now; else it is in line.
    ///
    /// # Errors
    /// How long the server asks to wait, where that is longer than until `latest`.
    pub(in crate::exchange) fn turn(&mut self, latest: Instant) -> Result<Option<Slot>, Duration> {
        let Some(lane) = &self.lane else {
            return Ok(Some(Slot::unlimited()));
        };
        let ticket = &mut self.ticket;
        let (number, _waker) = lane.with(|state, now| {
            if let Some(until) = state.held.filter(|until| *until > now.max(latest)) {
                return (Err(until - now), None);
            }
            let waiting = state.line.len();
            let ahead = state.line.ahead(*ticket, now, &mut state.woken);
            if let Some(at) = state.room(ahead, now) {
                let has_passed = state.line.len() < waiting;
                *ticket = Some(state.line.wait(*ticket, at, now));
                if has_passed {
                    state.call(now);
                }
                return (Ok(None), None);
            }
            let waker = ticket.take().and_then(|ticket| state.line.leave(ticket));
            (Ok(Some(state.let_out(now))), waker)
        });
        Ok(number?.map(|(number, is_trial)| Slot::new(lane.clone(), number, is_trial)))
    }

    /// Waits until it may have its turn.
    ///
    /// # Errors
    /// How long it would have to wait after `latest` at least.
    pub(in crate::exchange) async fn wait(&mut self, latest: Instant) -> Result<(), Duration> {
        let (Some(lane), Some(ticket)) = (&self.lane, self.ticket) else {
            return Ok(());
        };
        let mut timer = pin!(sleep_until(latest));
        poll_fn(|context| {
            loop {
                let (listening, now) = lane.with(|state, now| (state.line.listen(ticket, context.waker()), now));
                let Some((turn, due, _waker)) = listening else {
                    return Poll::Ready(Ok(()));
                };
                // First of all, since whoever asks now would be told that there is no time left, and not why.
                if latest <= now && turn > now {
                    return Poll::Ready(Err(turn - now));
                }
                if due <= now {
                    return Poll::Ready(Ok(()));
                }
                timer.as_mut().reset(due.min(latest));
                ready!(timer.as_mut().poll(context));
            }
        })
        .await
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let (Some(lane), Some(ticket)) = (&self.lane, self.ticket) {
            let _waker = lane.with(|state, now| {
                let waker = state.line.leave(ticket);
                state.call(now);
                waker
            });
        }
    }
}

/// The turn of one call, which keeps it until there is a response.
#[derive(Debug)]
pub(in crate::exchange) struct Slot {
    lane: Option<Arc<Lane>>,
    number: u64,
    /// Whether it shows if the server takes calls again.
    is_trial: bool,
    /// Whether the lane still waits for it.
    is_open: AtomicBool,
    is_sent: AtomicBool,
}

impl Slot {
    fn new(lane: Arc<Lane>, number: u64, is_trial: bool) -> Self {
        Self {
            lane: Some(lane),
            number,
            is_trial,
            is_open: AtomicBool::new(true),
            is_sent: AtomicBool::new(false),
        }
    }

    /// A turn where there is no limit.
    const fn unlimited() -> Self {
        Self {
            lane: None,
            number: 0,
            is_trial: false,
            is_open: AtomicBool::new(false),
            is_sent: AtomicBool::new(false),
        }
    }

    /// Notes that the request is not sent in this poll, but after something that is waited for.
    pub(in crate::exchange) fn delay(&self) {
        self.with(|state, _| state.log.delayed(self.number));
    }

    /// Notes that a request that was delayed is sent in this poll. `false` if nobody polled the call meanwhile, so that it
    /// has lost its turn.
    #[must_use]
    pub(in crate::exchange) fn resume(&self) -> bool {
        self.with(|state, now| state.log.resumed(self.number, now)) != Some(false)
    }

    /// Notes that the request is sent.
    pub(in crate::exchange) fn sent(&self) {
        self.is_sent.store(true, Ordering::Relaxed);
    }

    /// When to renew the slot, if that is necessary. One that nobody renews is taken to be forgotten.
    pub(in crate::exchange) fn renewal(&self) -> Option<Instant> {
        let is_open = self.is_open.load(Ordering::Relaxed);
        is_open.then(|| Instant::now() + RENEWAL)
    }

    /// Notes that the future of the call is polled, and says when to do so again.
    pub(in crate::exchange) fn renew(&self) -> Option<Instant> {
        self.with(|state, now| state.log.seen(self.number, now));
        self.renewal()
    }

    /// Whether the call was left alone for so long after it was sent that it needs another turn, as it may arrive only now;
    /// and when to ask for that again.
    pub(in crate::exchange) fn go_on(&self) -> Option<Instant> {
        self.with(|state, now| state.log.go_on(self.number, now)).flatten()
    }

    /// Notes that the response begins, and whether it is known by now to say that there were too many calls. What a trial has
    /// shown is known at its end.
    pub(in crate::exchange) fn responded(&self, is_refusal: bool) {
        if !self.is_trial {
            self.end(is_refusal);
        }
    }

    /// Notes what the whole response says.
    pub(in crate::exchange) fn end(&self, is_refusal: bool) {
        self.with(|state, now| {
            state.log.responded(self.number, now);
            state.end_trial(self.number, is_refusal);
            // How long it is to be held is in the rest of the response.
            if !is_refusal {
                state.call(now);
            }
        });
        self.is_open.store(false, Ordering::Relaxed);
    }

    fn with<T>(&self, work: impl FnOnce(&mut State, Instant) -> T) -> Option<T> {
        let lane = self.lane.as_ref().filter(|_| self.is_open.load(Ordering::Relaxed))?;
        Some(lane.with(work))
    }
}

/// A slot without a response.
impl Drop for Slot {
    fn drop(&mut self) {
        self.with(|state, now| {
            state
                .log
                .given_up(self.number, self.is_sent.load(Ordering::Relaxed), now);
            state.end_trial(self.number, true);
            state.call(now);
        });
    }
}
