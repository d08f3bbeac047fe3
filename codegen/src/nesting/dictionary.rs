//! What tables with known levels show: which field follows which, in which object, and where objects end.

use std::cmp::Ordering;
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
    counts: HashMap<Symbol, Count, BuildHasherDefault<Mixed>>,
}

/// What was seen under a key.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// In how many tables.
    tables: u32,
    /// The key that this one continues by a name.
    after: Option<Symbol>,
    /// How many keys continue this one.
    kinds: u32,
}

/// Keys, each with the key that it continues by a name.
type Observations = HashMap<Symbol, Option<Symbol>, BuildHasherDefault<Mixed>>;

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

/// The names and type words of the tables to be nested. What others show of fields and objects that these do not have is
/// never asked for, and most tables of a mirror show nothing else.
#[derive(Debug, Default)]
pub(super) struct Asked(HashSet<Symbol, BuildHasherDefault<Mixed>>);

impl Asked {
    pub(super) fn of<'t>(tables: impl IntoIterator<Item = &'t Table<'t>>) -> Self {
        let mut asked = HashSet::default();
        for place in [Place::Body, Place::Response, Place::Other] {
            let root = Owner::root(START, place);
            asked.extend([START, root.word, root.name]);
        }
        let rows = tables.into_iter().flat_map(|table| &table.rows);
        asked.extend(rows.flat_map(|row| [symbol(row.name), Word::read(row.type_word).symbol]));
        Self(asked)
    }

    fn holds(&self, symbol: Symbol) -> bool {
        self.0.contains(&symbol)
    }
}

impl Dictionary {
    /// Adds what a table shows.
    pub(super) fn add(&mut self, table: &Table<'_>, levels: &[u32]) {
        self.count(observations(table, levels, |_| true));
    }

    /// Adds what a table shows, as far as it is asked for.
    pub(super) fn add_asked(&mut self, table: &Table<'_>, levels: &[u32], asked: &Asked) {
        self.count(observations(table, levels, |symbol| asked.holds(symbol)));
    }

    fn count(&mut self, observations: Observations) {
        for (key, after) in observations {
            self.count_up(key, after, 1);
        }
    }

    /// Adds all that `other` holds.
    pub(super) fn merge(&mut self, other: &Self) {
        for (key, more) in &other.counts {
            self.count_up(*key, more.after, more.tables);
        }
    }

    fn count_up(&mut self, key: Symbol, after: Option<Symbol>, tables: u32) {
        if tables == 0 {
            return;
        }
        let count = self.counts.entry(key).or_default();
        let is_new = count.tables == 0;
        count.tables = count.tables.saturating_add(tables);
        count.after = after;
        if let Some(after) = after.filter(|_| is_new) {
            let before = self.counts.entry(after).or_default();
            before.kinds = before.kinds.saturating_add(1);
        }
    }

    fn get(&self, key: Symbol) -> Count {
        self.counts.get(&key).copied().unwrap_or_default()
    }

    /// Takes away what [`Dictionary::add`] added.
    #[cfg(test)]
    pub(super) fn remove(&mut self, table: &Table<'_>, levels: &[u32]) {
        for (key, after) in observations(table, levels, |_| true) {
            let Some(count) = self.counts.get_mut(&key) else {
                continue;
            };
            count.tables -= 1;
            let is_gone = count.tables == 0;
            if let Some(before) = after.filter(|_| is_gone).and_then(|after| self.counts.get_mut(&after)) {
                before.kinds -= 1;
            }
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
        let tables = |dictionary: &Dictionary| dictionary.get(key).tables;
        let all = tables(self.shown).saturating_add(tables(self.certain));
        all.saturating_sub(tables(&self.own))
    }

    /// What was met under `key`.
    pub(super) fn seen(&self, key: Symbol) -> Seen {
        let tables = self.count(key);
        let kinds = self.shown.get(key).kinds.saturating_add(self.certain.get(key).kinds);
        Seen {
            tables,
            kinds: kinds.min(tables),
        }
    }
}

/// What was met under a key.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// In how many tables.
    pub(super) tables: u32,
    /// With how many different names, at most.
    pub(super) kinds: u32,
}

/// The keys that a table shows of names and words that are `asked` for.
fn observations(table: &Table<'_>, levels: &[u32], asked: impl Fn(Symbol) -> bool) -> Observations {
    let service = symbol(table.service);
    let start = Member {
        name: START,
        word: START,
    };
    let mut met = Observations::default();
    let mut note = |keys: &[Symbol], next: Symbol| {
        for &key in keys {
            met.insert(key, None);
            met.insert(mix(key, next), Some(key));
        }
    };
    let mut open = vec![(Owner::root(service, table.place), start)];
    let mut before: Option<(Member, u32)> = None;
    for (row, level) in table.rows.iter().zip(levels) {
        let word = Word::read(row.type_word);
        let member = Member {
            name: symbol(row.name),
            word: word.symbol,
        };
        for (owner, last) in open.drain(open.len().min(*level as usize + 1)..) {
            if asked(last.name) {
                note(&following(owner, last), END);
            }
        }
        if let Some((owner, last)) = open.last_mut() {
            if asked(last.name) {
                note(&following(*owner, *last), member.name);
            }
            if asked(owner.word) || asked(owner.name) {
                note(&holding(*owner), member.name);
            }
            *last = member;
        }
        if let Some((first, depth)) = before.filter(|(first, _)| asked(first.name) && asked(member.name)) {
            let step = match level.cmp(&depth) {
                Ordering::Greater => Step::Into,
                Ordering::Equal => Step::Beside,
                Ordering::Less => Step::Out,
            };
            note(&[pair(first, member)], step as u64);
        }
        before = Some((member, *level));
        if word.class != Class::Scalar {
            let owner = Owner {
                service,
                word: member.word,
                name: member.name,
            };
            open.push((owner, start));
        }
    }
    for (owner, last) in open {
        if asked(last.name) {
            note(&following(owner, last), END);
        }
    }
    met
}
