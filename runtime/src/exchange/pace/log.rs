//! The calls that count towards a limit, and when there is room for another one.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use crate::later::later;

/// A call whose future is not polled is waited for this long.
const LEASE: Duration = Duration::from_secs(1);
/// How often the future of a call shows that it is polled.
pub(super) const RENEWAL: Duration = Duration::from_millis(250);
/// A call that has no response for this long is slow, and not lost, if another one that followed it has one.
const LATE: Duration = Duration::from_secs(5);
/// A connection that brought a response is taken to be open for this long.
const WARM: Duration = Duration::from_secs(5);

/// That many calls within that time.
#[derive(Debug)]
pub(super) struct Window {
    pub(super) calls: usize,
    pub(super) length: Duration,
}

impl Window {
    /// How far apart calls are that fill it evenly.
    pub(super) fn distance(&self) -> Duration {
        self.length / u32::try_from(self.calls).unwrap_or(u32::MAX)
    }
}

/// A lane's calls, of which each window holds so many. [`pace`](super) says from when on a call counts, and why.
#[derive(Debug)]
pub(super) struct Log {
    windows: Vec<Window>,
    /// How far apart calls are let out at least.
    distance: Duration,
    /// From when on calls count of which that is known, oldest first.
    counted: VecDeque<Instant>,
    /// Calls that have no response yet, by number and so by age.
    under_way: BTreeMap<u64, UnderWay>,
    /// How many of them are counted nevertheless.
    assumed: usize,
    /// How many of them are delayed.
    delayed: usize,
    /// When calls whose future is not polled are looked for again.
    next_look: Option<Instant>,
    last_number: u64,
    /// When a call was let out last, or was sent after a delay.
    last_out: Option<Instant>,
    /// When the last response came.
    last_response: Option<Instant>,
    /// When the youngest call that has a response was let out.
    youngest_with_response: Option<Instant>,
    latency: Latency,
}

#[derive(Debug)]
struct UnderWay {
    /// When it was let out, or sent after a delay.
    since: Instant,
    /// When its future was polled last, as far as is known.
    seen: Instant,
    /// Whether it is not sent yet, as its files are opened first.
    is_delayed: bool,
    /// [`Log::last_out`] before this call.
    last_out: Option<Instant>,
    /// Whether there was a connection for it.
    is_warm: bool,
    /// From when on it is counted on the assumption that it has arrived, or never will.
    assumed: Option<Instant>,
}

impl Log {
    pub(super) fn new(windows: Vec<Window>, distance: Duration) -> Self {
        Self {
            windows,
            distance,
            counted: VecDeque::new(),
            under_way: BTreeMap::new(),
            assumed: 0,
            delayed: 0,
            next_look: None,
            last_number: 0,
            last_out: None,
            last_response: None,
            youngest_with_response: None,
            latency: Latency::default(),
        }
    }

    /// When there is room for a call, if `ahead` others are let out before it: `None` if there is now, else when it is
    /// worth asking again.
    pub(super) fn room(&mut self, ahead: usize, now: Instant) -> Option<Instant> {
        if self.delayed > 0 || self.is_full(ahead) {
            self.look(now);
            self.forget(now);
        }
        let mut at = now;
        if let Some(last) = self.last_out.filter(|_| !self.distance.is_zero()) {
            at = at.max(later(last, times(self.distance, ahead + 1)));
        }
        if self.is_full(ahead) {
            for window in &self.windows {
                at = at.max(self.room_in(window, ahead, now));
            }
        }
        // A delayed call that is not polled leaves its room to another one.
        if at > now
            && self.delayed > ahead
            && let Some(call) = self.under_way.values().filter(|call| call.is_delayed).nth(ahead)
        {
            at = at.min((now + RENEWAL).max(call.seen + LEASE));
        }
        (at > now).then_some(at)
    }

    /// Whether some window has no room for a call that has so many before it.
    fn is_full(&self, ahead: usize) -> bool {
        self.windows.iter().any(|window| self.total() + ahead >= window.calls)
    }

    /// How many calls there are, counted or under way.
    fn total(&self) -> usize {
        self.counted.len() + self.under_way.len() - self.assumed
    }

    fn room_in(&self, window: &Window, ahead: usize, now: Instant) -> Instant {
        // With n calls in a window, a call may go out a window's length after the n-th call before it. Its place is this.
        let Some(place) = (self.total() + ahead).checked_sub(window.calls) else {
            return now;
        };
        // If that one still waits too, both go out one or more windows after a call that is out already.
        let after = place.checked_sub(self.total());
        let rounds = after.map_or(0, |after| after / window.calls + 1);
        let first = match place.checked_sub(rounds * window.calls) {
            None => now,
            Some(place) => match place.checked_sub(self.counted.len()) {
                None => self.counted.get(place).map_or(now, |from| later(*from, window.length)),
                Some(place) => self.free(place, window.length, now, ahead == 0),
            },
        };
        later(first, times(window.length, rounds))
    }

    /// When a window's length has passed since the call at this place among those under way. If that is not known yet, when to
    /// ask again.
    fn free(&self, place: usize, window: Duration, now: Instant, is_first: bool) -> Instant {
        let open = || self.under_way.values().filter(|call| call.assumed.is_none());
        // While others have responses, whatever takes no longer than usual has arrived.
        let is_moving = self.last_response.is_some_and(|last| now <= later(last, window));
        if let Some(usual) = self.latency.usual().filter(|usual| is_moving && *usual >= window) {
            let is_usual = |call: &&UnderWay| !call.is_delayed && now <= call.since + usual;
            if let Some(call) = open().filter(is_usual).nth(place) {
                return later(call.since, window);
            }
        }
        // No call arrives before it is sent.
        let at = open().nth(place).map_or(now, |call| later(call.since, window));
        if at > now {
            return at;
        }
        // The network may have stopped. Every now and then, one call finds out.
        let may_probe = is_first && self.last_out.is_some_and(|last| last + LATE <= now);
        if may_probe { now } else { now + RENEWAL }
    }

    /// Lets a call out.
    pub(super) fn add(&mut self, now: Instant) -> u64 {
        self.last_number += 1;
        let call = UnderWay {
            since: now,
            seen: now,
            is_delayed: false,
            last_out: self.last_out.replace(now),
            is_warm: self.last_response.is_some_and(|last| now <= last + WARM),
            assumed: None,
        };
        self.under_way.insert(self.last_number, call);
        self.last_number
    }

    /// Notes that a call is not sent in the poll in which it was let out.
    pub(super) fn delayed(&mut self, number: u64) {
        if let Some(call) = self.under_way.get_mut(&number)
            && !call.is_delayed
        {
            call.is_delayed = true;
            self.delayed += 1;
        }
    }

    /// Notes that a call that was delayed is sent now. `false` if it was not polled for so long that it has lost its turn.
    pub(super) fn resumed(&mut self, number: u64, now: Instant) -> bool {
        let Some(call) = self.under_way.get_mut(&number) else {
            return false;
        };
        if call.is_delayed {
            (call.since, call.seen, call.is_delayed) = (now, now, false);
            self.delayed -= 1;
            self.last_out = Some(now);
        }
        true
    }

    /// Notes that the future of a call is polled. What was assumed of it meanwhile does not hold any more.
    pub(super) fn seen(&mut self, number: u64, now: Instant) {
        let Some(call) = self.under_way.get_mut(&number) else {
            return;
        };
        call.seen = now;
        if let Some(from) = call.assumed.take() {
            self.uncount(from);
        }
    }

    /// Lets a call go on that was sent and not polled for so long that nobody knows whether it has arrived, if there is room:
    /// `None`, or when to ask again.
    pub(super) fn go_on(&mut self, number: u64, now: Instant) -> Option<Instant> {
        let is_forgotten = |call: &&UnderWay| !call.is_delayed && call.seen + LEASE <= now;
        self.under_way.get(&number).filter(is_forgotten)?;
        let mut call = self.under_way.remove(&number)?;
        if let Some(from) = call.assumed {
            self.uncount(from);
        }
        let room = self.room(0, now);
        if room.is_none() {
            (call.since, call.seen, call.assumed) = (now, now, None);
            self.last_out = Some(now);
        } else if let Some(from) = call.assumed {
            self.assumed += 1;
            self.count(from);
        }
        self.under_way.insert(number, call);
        room
    }

    /// Whether the future of a call is polled.
    pub(super) fn is_seen(&self, number: u64, now: Instant) -> bool {
        self.under_way.get(&number).is_some_and(|call| now < call.seen + LEASE)
    }

    /// Notes that the response to a call begins.
    pub(super) fn responded(&mut self, number: u64, now: Instant) {
        let Some(call) = self.take(number) else { return };
        let latency = now - call.since;
        self.last_response = Some(now);
        self.youngest_with_response = self.youngest_with_response.max(Some(call.since));
        if call.is_warm {
            self.latency.note(latency, now);
        }
        // It arrived so much later than others at most.
        let late = latency.saturating_sub(self.latency.usual().unwrap_or_default());
        self.count(call.since + late);
    }

    /// Notes that nobody waits for a response to a call any more. One that was not sent counts for nothing.
    pub(super) fn given_up(&mut self, number: u64, is_sent: bool, now: Instant) {
        let Some(call) = self.take(number) else { return };
        if is_sent {
            self.count(now);
        } else if self.last_out == Some(call.since) {
            self.last_out = call.last_out;
        }
    }

    /// Whether it can be forgotten.
    pub(super) fn is_empty(&mut self, now: Instant) -> bool {
        self.forget(now);
        self.counted.is_empty() && self.under_way.is_empty()
    }

    /// Takes a call out, and with it what was assumed of it.
    fn take(&mut self, number: u64) -> Option<UnderWay> {
        let mut call = self.under_way.remove(&number)?;
        self.delayed -= usize::from(call.is_delayed);
        if let Some(from) = call.assumed.take() {
            self.uncount(from);
        }
        Some(call)
    }

    /// Counts a call from then on, which is lately.
    fn count(&mut self, from: Instant) {
        if !self.windows.is_empty() {
            // A window that is never full is not looked at otherwise.
            self.forget(from);
            let later = self.counted.iter().rev().take_while(|other| **other > from);
            self.counted.insert(self.counted.len() - later.count(), from);
        }
    }

    /// Counts a call no more that was assumed to count from then on.
    fn uncount(&mut self, from: Instant) {
        self.assumed -= 1;
        // If it is not there, it was forgotten.
        if let Ok(place) = self.counted.binary_search(&from) {
            self.counted.remove(place);
        }
    }

    /// Looks for calls that are not waited for any more. If they were sent they count, and else they lose their turn.
    fn look(&mut self, now: Instant) {
        if self.next_look.is_some_and(|next| now < next) {
            return;
        }
        self.next_look = Some(now + LEASE / 50);
        let (mut arrivals, mut lost) = (Vec::new(), Vec::new());
        for (number, call) in self.under_way.iter_mut().filter(|(_, call)| call.assumed.is_none()) {
            let (forgotten, late) = (call.seen + LEASE, call.since + LATE);
            if call.is_delayed {
                lost.extend((forgotten <= now).then_some(*number));
                continue;
            }
            let is_passed = late <= now && self.youngest_with_response > Some(call.since);
            call.assumed = (forgotten <= now).then_some(forgotten).or(is_passed.then_some(late));
            arrivals.extend(call.assumed);
        }
        self.assumed += arrivals.len();
        arrivals.into_iter().for_each(|from| self.count(from));
        lost.into_iter().for_each(|number| self.given_up(number, false, now));
    }

    /// Takes out what does not count any more.
    fn forget(&mut self, now: Instant) {
        let longest = self
            .windows
            .iter()
            .map(|window| window.length)
            .max()
            .unwrap_or_default();
        while self.counted.front().is_some_and(|from| later(*from, longest) <= now) {
            self.counted.pop_front();
        }
    }
}

fn times(length: Duration, count: usize) -> Duration {
    length.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How long responses take.
#[derive(Debug, Default)]
struct Latency {
    since: Option<Instant>,
    /// The shortest one since then.
    shortest: Option<Duration>,
    /// The shortest one in the time before.
    before: Option<Duration>,
    /// By how much most of the last few were longer than that, up to twice as long.
    variation: Option<Duration>,
}

impl Latency {
    /// How long the shortest one is remembered, and up to twice that.
    const PERIOD: Duration = Duration::from_secs(30);
    /// How much longer one request may travel than another. What a response takes beyond that is the server's work.
    const JITTER: Duration = Duration::from_millis(50);

    fn note(&mut self, latency: Duration, now: Instant) {
        if self.since.is_none_or(|since| since + Self::PERIOD <= now) {
            (self.since, self.before) = (Some(now), self.shortest.take());
        }
        let shortest = self.shortest.map_or(latency, |shortest| shortest.min(latency));
        self.shortest = Some(shortest);
        // They are steady when they have shown to be.
        let variation = self.variation.unwrap_or(shortest);
        self.variation = Some((variation * 7 + (latency - shortest).min(shortest)) / 8);
    }

    /// What a response takes at least once the request is there: as long as the shortest one, less what may vary on the way.
    fn usual(&self) -> Option<Duration> {
        let shortest = self.shortest.into_iter().chain(self.before).min()?;
        Some(shortest.saturating_sub(self.variation?.min(Self::JITTER)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_window_counts_any_more_is_forgotten_also_where_windows_are_never_full() {
        let length = Duration::from_secs(1);
        let calls = usize::MAX;
        let mut log = Log::new(vec![Window { calls, length }], Duration::ZERO);
        let begin = Instant::now();
        for millisecond in 0..5000 {
            let now = begin + Duration::from_millis(millisecond);
            let number = log.add(now);
            log.given_up(number, true, now);
        }
        assert_eq!(log.counted.len(), 1000);
    }
}
