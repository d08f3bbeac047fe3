//! What follows a type word, row by row, wherever it is met: evidence that needs no levels.
//!
//! An object's fields follow its row. Where the rows after two rows of one type begin to differ, at least one of the two
//! objects has ended.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::Row;
use super::symbol::{Mixed, Symbol, mix, symbol};
use super::word::{Class, Word};

/// Longer runs are not compared.
const LENGTH: usize = 128;

/// How often each run of rows after a type word was met.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    counts: HashMap<Symbol, u32, BuildHasherDefault<Mixed>>,
}

/// For a row: how many others of its type have the same rows below, up to and with each row.
#[derive(Clone, Debug, Default)]
pub(super) struct Extent(Vec<(u32, u32)>);

impl Extent {
    /// Of the others whose rows agree up to the one before `offset` (0 is the first row below), how many agree there
    /// too: (these, all).
    pub(super) fn agreeing(&self, offset: usize) -> (u32, u32) {
        self.0.get(offset).copied().unwrap_or_default()
    }
}

impl Runs {
    /// Counts the runs of a table.
    pub fn add(&mut self, service: &str, rows: &[Row<'_>]) {
        let words = symbols(rows);
        for at in 0..rows.len() {
            for key in keys(service, &words, at) {
                let count = self.counts.entry(key).or_default();
                *count = count.saturating_add(1);
            }
        }
    }

    /// Adds all that `other` holds.
    pub fn merge(&mut self, other: &Self) {
        for (key, more) in &other.counts {
            let count = self.counts.entry(*key).or_default();
            *count = count.saturating_add(*more);
        }
    }

    /// The extents of all rows of a table that was added.
    pub(super) fn extents(&self, service: &str, rows: &[Row<'_>]) -> Vec<Extent> {
        let words = symbols(rows);
        let others = |key| self.counts.get(&key).map_or(0, |count| count.saturating_sub(1));
        let extent = |at| {
            let mut counts = Vec::new();
            let mut all = 0;
            for (offset, key) in keys(service, &words, at).enumerate() {
                let agreeing = others(key);
                if offset > 0 {
                    counts.push((agreeing, all));
                }
                if agreeing == 0 {
                    break;
                }
                all = agreeing;
            }
            Extent(counts)
        };
        (0..rows.len()).map(extent).collect()
    }
}

fn symbols(rows: &[Row<'_>]) -> Vec<(Symbol, Word)> {
    rows.iter().map(|row| (symbol(row.name), Word::read(row.type_word))).collect()
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
