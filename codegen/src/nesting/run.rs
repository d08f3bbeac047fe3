//! Compares the rows that follow rows of one type: evidence that needs no depths.
//!
//! An object's fields follow its row. Where the rows after two rows of one type begin to differ, at least one of the two
//! objects has ended.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use super::symbol::{Mixed, Symbol, mix, symbol};
use super::word::{Class, Word};
use super::{Row, Table};

/// Longer runs are not compared.
const LENGTH: usize = 128;

/// How often each run of rows below a type word was met.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    counts: HashMap<Symbol, Count, BuildHasherDefault<Mixed>>,
    /// Runs with the row before.
    places: HashSet<Symbol, BuildHasherDefault<Mixed>>,
}

/// How often a run was met.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    /// In all.
    all: u32,
    /// After different rows.
    places: u32,
}

/// How far the rows below a row agree with those below other rows of its type.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent(Vec<Count>);

impl Extent {
    /// How likely the row `offset` (0 is the first below) is the same below other rows of the type, given that the rows
    /// above it are; `None` where that is true of no other row.
    pub(super) fn agrees(&self, offset: usize) -> Option<f64> {
        self.share(offset, |count| count.all)
    }

    /// The same, but rows of the type that stand in the same place of their objects count as one: what follows them
    /// agrees even where they have ended.
    pub(super) fn agrees_elsewhere(&self, offset: usize) -> Option<f64> {
        self.share(offset, |count| count.places)
    }

    fn share(&self, offset: usize, of: impl Fn(&Count) -> u32) -> Option<f64> {
        let all = self.0.get(offset).map(&of).filter(|all| *all > 0)?;
        let agreeing = self.0.get(offset + 1).map_or(0, of);
        Some((f64::from(agreeing) + 0.25) / (f64::from(all) + 0.5))
    }
}

impl Runs {
    /// Counts the runs of a table.
    pub(super) fn add(&mut self, table: &Table<'_>) {
        let words = symbols(&table.rows);
        for at in 0..words.len() {
            let before = at
                .checked_sub(1)
                .and_then(|before| words.get(before))
                .map_or(0, |(name, _)| *name);
            for key in keys(table.service, &words, at) {
                let count = self.counts.entry(key).or_default();
                count.all = count.all.saturating_add(1);
                if self.places.insert(mix(key, before)) {
                    count.places = count.places.saturating_add(1);
                }
            }
        }
    }

    /// The extents of all rows of a table that was added.
    pub(super) fn extents(&self, table: &Table<'_>) -> Vec<Extent> {
        let words = symbols(&table.rows);
        let others = |key| {
            let count = self.counts.get(&key).copied().unwrap_or_default();
            Count {
                all: count.all.saturating_sub(1),
                places: count.places.saturating_sub(1),
            }
        };
        let extent = |at| {
            let mut counts = Vec::new();
            for key in keys(table.service, &words, at) {
                let count = others(key);
                counts.push(count);
                if count.all == 0 {
                    break;
                }
            }
            Extent(counts)
        };
        (0..words.len()).map(extent).collect()
    }
}

fn symbols(rows: &[Row<'_>]) -> Vec<(Symbol, Word)> {
    rows.iter()
        .map(|row| (symbol(row.name), Word::read(row.type_word)))
        .collect()
}

/// The keys of the runs after row `at`: of no row, of one row, of two, …; none if its type is not one of the page's own.
fn keys(service: &str, rows: &[(Symbol, Word)], at: usize) -> impl Iterator<Item = Symbol> {
    let own = rows.get(at).filter(|(_, word)| word.class == Class::Named);
    let start = own.map(|(_, word)| mix(symbol(service), word.symbol));
    let below = rows.get(at + 1..).unwrap_or_default().iter().take(LENGTH);
    let longer = start.into_iter().flat_map(move |start| {
        below.clone().scan(start, |key, (name, word)| {
            *key = mix(mix(*key, *name), word.symbol);
            Some(*key)
        })
    });
    start.into_iter().chain(longer)
}
