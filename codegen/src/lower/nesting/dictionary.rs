//! What tables with known levels show: which field follows which, in which object, and where objects end.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use super::symbol::{Mixed, Symbol, mix, symbol};
use super::word::{Class, Word};
use super::{Place, Table};

/// Stands for "before the first field".
pub(super) const START: Symbol = 1;
/// Stands for "after the last field".
pub(super) const END: Symbol = 2;

/// Counts of what tables with known levels show. Adding is commutative: the order of pages does not matter.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    counts: HashMap<Symbol, u32, BuildHasherDefault<Mixed>>,
}

/// An object of a table, as evidence sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    /// The first part of the endpoint's path: types of one service mean the same.
    pub(super) service: Symbol,
    pub(super) word: Symbol,
    pub(super) name: Symbol,
}

impl Owner {
    /// The table itself.
    pub(super) fn root(service: Symbol, place: Place) -> Self {
        let place = symbol(match place {
            Place::Body => "body",
            Place::Response => "response",
            Place::Other => "other",
        });
        Self {
            service,
            word: mix(place, 1),
            name: mix(place, 2),
        }
    }
}

/// A field among its siblings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) name: Symbol,
    pub(super) word: Symbol,
}

/// Kinds of evidence about what follows a field inside an object.
pub(super) const FOLLOWING: usize = 4;
/// Kinds of evidence about what an object holds, whatever the order.
pub(super) const HOLDING: usize = 3;

/// The keys under which the dictionary counts what follows `last` inside of `owner`.
pub(super) fn following(owner: Owner, last: Member) -> [Symbol; FOLLOWING] {
    [
        mix(mix(mix(10, owner.service), owner.word), last.name),
        mix(mix(11, owner.word), last.name),
        mix(mix(12, owner.name), last.name),
        mix(mix(13, last.word), last.name),
    ]
}

/// The keys under which the dictionary counts what `owner` holds.
pub(super) fn holding(owner: Owner) -> [Symbol; HOLDING] {
    [
        mix(mix(20, owner.service), owner.word),
        mix(21, owner.word),
        mix(22, owner.name),
    ]
}

/// How a row stands to the row before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Into = 1,
    Beside = 2,
    Out = 3,
}

/// The key under which the dictionary counts how `second` stands to `first` in the row before.
pub(super) fn pair(first: Member, second: Member) -> Symbol {
    mix(mix(mix(mix(30, first.name), first.word), second.name), second.word)
}

impl Dictionary {
    /// Adds what a table shows.
    pub(super) fn add(&mut self, table: &Table<'_>, levels: &[u32]) {
        for key in observations(table, levels) {
            let count = self.counts.entry(key).or_default();
            *count = count.saturating_add(1);
        }
    }

    fn count(&self, key: Symbol) -> u32 {
        self.counts.get(&key).copied().unwrap_or_default()
    }

    /// Takes away what [`Dictionary::add`] added.
    #[cfg(test)]
    pub(super) fn remove(&mut self, table: &Table<'_>, levels: &[u32]) {
        for key in observations(table, levels) {
            if let Some(count) = self.counts.get_mut(&key) {
                *count -= 1;
            }
        }
    }

    /// Adds all that `other` holds.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, more) in &other.counts {
            let count = self.counts.entry(*key).or_default();
            *count = count.saturating_add(*more);
        }
    }
}

/// What is known when a table is read.
#[derive(Debug)]
pub(super) struct Known<'d> {
    /// From tables that show their levels.
    pub(super) shown: &'d Dictionary,
    /// From tables of which the levels were found for certain.
    pub(super) certain: &'d Dictionary,
    /// The part of both that comes from the table itself, and does not count.
    pub(super) own: Dictionary,
}

impl Known<'_> {
    /// In how many tables `key` was met.
    pub(super) fn count(&self, key: Symbol) -> u32 {
        let all = self.shown.count(key).saturating_add(self.certain.count(key));
        all.saturating_sub(self.own.count(key))
    }
}

/// The keys that a table shows, each once.
fn observations(table: &Table<'_>, levels: &[u32]) -> HashSet<Symbol, BuildHasherDefault<Mixed>> {
    let service = symbol(table.service);
    let mut met = HashSet::default();
    let mut open = vec![(
        Owner::root(service, table.place),
        Member {
            name: START,
            word: START,
        },
    )];
    let mut before: Option<(Member, u32)> = None;
    for (row, level) in table.rows.iter().zip(levels) {
        let word = Word::read(row.type_word);
        let member = Member {
            name: symbol(row.name),
            word: word.symbol,
        };
        while open.len() > *level as usize + 1 {
            end(&mut met, open.pop());
        }
        if let Some((owner, last)) = open.last_mut() {
            for key in following(*owner, *last) {
                met.insert(key);
                met.insert(mix(key, member.name));
            }
            for key in holding(*owner) {
                met.insert(key);
                met.insert(mix(key, member.name));
            }
            *last = member;
        }
        if let Some((first, depth)) = before {
            let step = match level.cmp(&depth) {
                std::cmp::Ordering::Greater => Step::Into,
                std::cmp::Ordering::Equal => Step::Beside,
                std::cmp::Ordering::Less => Step::Out,
            };
            let key = pair(first, member);
            met.insert(key);
            met.insert(mix(key, step as u64));
        }
        before = Some((member, *level));
        if word.class != Class::Scalar {
            open.push((
                Owner {
                    service,
                    word: member.word,
                    name: member.name,
                },
                Member {
                    name: START,
                    word: START,
                },
            ));
        }
    }
    while let Some(scope) = open.pop() {
        end(&mut met, Some(scope));
    }
    met
}

fn end(met: &mut HashSet<Symbol, BuildHasherDefault<Mixed>>, scope: Option<(Owner, Member)>) {
    let Some((owner, last)) = scope else { return };
    for key in following(owner, last) {
        met.insert(key);
        met.insert(mix(key, END));
    }
}
