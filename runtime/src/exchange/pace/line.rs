//! Calls that wait for their turn, first come, first served.

use std::collections::VecDeque;
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

use crate::later::later;

/// Whoever does not ask when it is to ask is out of line after this.
const GRACE: Duration = Duration::from_millis(100);
/// How often everybody in line asks, to show that it is polled.
const ASK: Duration = Duration::from_secs(1);
/// More than so many a second do not ask for that alone.
const ASKS: usize = 5000;
/// Among so many of the first it is looked for one that is to be called.
const FIRST: usize = 64;

/// A line in which everybody has a timer of their own. Whoever is not polled is passed over, but keeps its ticket, by which
/// it is in its place again when it is.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// By ticket.
    waiting: VecDeque<Waiting>,
    last_ticket: u64,
}

#[derive(Debug)]
struct Waiting {
    ticket: u64,
    /// When its turn comes, by what is known now.
    turn: Instant,
    /// When it asks whether its turn has come.
    due: Instant,
    waker: Option<Waker>,
}

impl Line {
    /// How many are before the call with this ticket, or before one that has none yet. `gone` gets the wakers of those who
    /// are passed over.
    pub(super) fn ahead(&mut self, ticket: Option<u64>, now: Instant, gone: &mut Vec<Waker>) -> usize {
        let is_gone = |first: &Waiting| Some(first.ticket) != ticket && first.due + GRACE <= now;
        while self.waiting.front().is_some_and(is_gone) {
            gone.extend(self.waiting.pop_front().and_then(|gone| gone.waker));
        }
        ticket.map_or(self.waiting.len(), |ticket| self.place(ticket))
    }

    /// Lets a call wait for its turn.
    pub(super) fn wait(&mut self, ticket: Option<u64>, turn: Instant, now: Instant) -> u64 {
        let ticket = ticket.unwrap_or_else(|| {
            self.last_ticket += 1;
            self.last_ticket
        });
        let ask = ASK * u32::try_from(1 + self.waiting.len() / ASKS).unwrap_or(u32::MAX);
        let due = turn.min(later(now, ask));
        match self.find(ticket) {
            Some(waiting) => (waiting.turn, waiting.due) = (turn, due),
            None => {
                let waker = None;
                let waiting = Waiting {
                    ticket,
                    turn,
                    due,
                    waker,
                };
                self.waiting.insert(self.place(ticket), waiting);
            }
        }
        ticket
    }

    /// When this call has its turn and when it is to ask, and whom to wake if either is to be sooner. With that comes who was
    /// to be woken before.
    pub(super) fn listen(&mut self, ticket: u64, waker: &Waker) -> Option<(Instant, Instant, Option<Waker>)> {
        let waiting = self.find(ticket)?;
        let before = waiting.waker.replace(waker.clone());
        Some((waiting.turn, waiting.due, before))
    }

    pub(super) fn leave(&mut self, ticket: u64) -> Option<Waker> {
        let place = self.place(ticket);
        self.find(ticket)?;
        self.waiting.remove(place)?.waker
    }

    /// The first place whose call is not about to ask, and when it is to.
    pub(super) fn first_asleep(&self, now: Instant) -> Option<(usize, Instant)> {
        let mut first = self.waiting.iter().enumerate().take(FIRST);
        first
            .find(|(_, waiting)| waiting.due > now)
            .map(|(place, waiting)| (place, waiting.due))
    }

    /// Has the call at this place ask then.
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
