//! Calls that wait for their turn, first come, first served.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

/// Whoever is not there when its turn comes keeps its place for this long.
const GRACE: Duration = Duration::from_secs(1);

/// A line in which everybody has a timer of their own. A call that is in it and not polled is passed over.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// By ticket.
    waiting: VecDeque<Waiting>,
    last_ticket: u64,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    /// When it is to ask again.
    due: Instant,
    waker: Option<Waker>,
}

impl Line {
    /// How many are before the call with this ticket, or before one that has none yet. Those that did not come when it was
    /// their turn lose it, but not their ticket; `woken` gets their wakers.
    pub(super) fn ahead(&mut self, ticket: Option<u64>, now: Instant, woken: &mut Vec<Waker>) -> usize {
        let is_gone = |first: &Waiting| Some(first.ticket) != ticket && first.due + GRACE <= now;
        while self.waiting.front().is_some_and(is_gone) {
            woken.extend(self.waiting.pop_front().and_then(|gone| gone.waker));
        }
        ticket.map_or(self.waiting.len(), |ticket| self.place(ticket))
    }

    /// Lets a call wait, which is to ask again then, or as soon as the call before it can be passed over.
    pub(super) fn wait(&mut self, ticket: Option<u64>, due: Instant, now: Instant) -> u64 {
        let ticket = ticket.unwrap_or_else(|| {
            self.last_ticket += 1;
            self.last_ticket
        });
        let before = self.place(ticket).checked_sub(1).and_then(|place| self.due(place));
        let due = before.map_or(due, |before| due.min(before.max(now) + GRACE));
        match self.find(ticket) {
            Some(waiting) => waiting.due = due,
            None => {
                let waker = None;
                self.waiting.insert(self.place(ticket), Waiting { ticket, due, waker });
            }
        }
        ticket
    }

    /// When this call is to ask again, and whom to wake if that is to be sooner. With that comes who was to be woken before.
    pub(super) fn listen(&mut self, ticket: u64, waker: &Waker) -> Option<(Instant, Option<Waker>)> {
        let waiting = self.find(ticket)?;
        let before = waiting.waker.replace(waker.clone());
        Some((waiting.due, before))
    }

    pub(super) fn leave(&mut self, ticket: u64) -> Option<Waker> {
        let place = self.place(ticket);
        self.find(ticket)?;
        self.waiting.remove(place)?.waker
    }

    /// How many are to ask now, or should have.
    pub(super) fn called(&self, now: Instant) -> usize {
        self.waiting.partition_point(|waiting| waiting.due <= now)
    }

    /// When the call at this place is to ask again.
    pub(super) fn due(&self, place: usize) -> Option<Instant> {
        self.waiting.get(place).map(|waiting| waiting.due)
    }

    /// Tells the call at this place to ask again then, and not later.
    pub(super) fn call(&mut self, place: usize, due: Instant, woken: &mut Vec<Waker>) {
        if let Some(waiting) = self.waiting.get_mut(place) {
            waiting.due = due;
            woken.extend(waiting.waker.take());
        }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    fn place(&self, ticket: u64) -> usize {
        self.waiting.partition_point(|waiting| waiting.ticket < ticket)
    }

    fn find(&mut self, ticket: u64) -> Option<&mut Waiting> {
        let place = self.place(ticket);
        self.waiting.get_mut(place).filter(|waiting| waiting.ticket == ticket)
    }
}
