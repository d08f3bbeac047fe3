//! Recovers the nesting of field tables whose markup does not show it.
//!
//! A tree is built row by row, in the order of the table: each row becomes a field of one of the objects that are open, and
//! all objects inside of that one are closed. [`search`] keeps the best trees so far; [`score`] weighs the evidence for and
//! against each step:
//! - siblings never repeat a name, and the row after an object is its field, mostly;
//! - [`sample`]: the keys of the page's samples;
//! - [`dictionary`]: which fields objects of a type, objects of a name, or any objects hold elsewhere, and in which order;
//! - [`run`]: where the rows below two objects of one type begin to differ, one of them has ended;
//! - objects of one type in one table have the same fields.
//!
//! Tables whose nesting is certain are evidence for the others: [`recover`] goes over the tables of a run more than once.
//!
//! # An example
//!
//! Three pages show depths: `owner: person { id: string, name: string }, created: string`. The table of another page has lost
//! them; its rows are `leader: person`, `id: string`, `name: string`, `size: int`. The first three are read as
//! `leader { id, name }`. Now two objects are open for `size`: it may be one more field of `leader`; or `leader` ends, and
//! `size` is a field of the table itself. What speaks for each, times its weight, up to the table's end (kinds of evidence
//! that are worth nothing here are left out):
//!
//! | evidence | of `leader` | of the table |
//! |---|---|---|
//! | `Next` | -3.1 | 0.0 |
//! | `EndUnseen` | 3.6 | 1.8 |
//! | `Holds` | -0.9 | -1.1 |
//! | in all | -0.4 | 0.7 |
//!
//! - `Next`: on the known pages nothing comes after the `name` of a `person`. What comes after a `leader` in a table is not
//!   known, and that is worth nothing.
//! - `EndUnseen`: in the first tree two objects end of which it is not known how they end, `leader` after `size` and the
//!   table after `leader`; in the second one, the table after `size`.
//! - `Holds`: neither a `person` nor a table is known to have a `size` anywhere.
//!
//! So `size` is a field of the table, by 1.1 nats: odds of three to one. That is less than [`CERTAIN`], and the diagnostic
//! `uncertain-nesting` names both objects. A sample that has `size` beside `leader` would decide it: `SampleHas` alone is
//! worth 5.8. `nesting/fit.rs` is the program that fits the weights.

mod candidate;
mod dictionary;
#[cfg(test)]
mod fit;
#[cfg(test)]
mod mirror;
mod pages;
mod run;
mod sample;
mod scope;
mod score;
mod search;
mod shape;
mod symbol;
#[cfg(test)]
mod tests;
mod word;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) use pages::{Evidence, Nesting};

use dictionary::{Asked, Dictionary, Known};
use run::Runs;
use score::{WEIGHTS, Weights};
use search::{NARROW, Rival, Search, Trail, Tree, remember};

/// Below this margin a nesting is not certain. In nats: the odds that the best tree is right against the next best.
const CERTAIN: f64 = 3.0;
/// How often the tables are gone over: the second time with what was certain the first time. A third changes next to
/// nothing.
const ROUNDS: usize = 2;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    /// Name of the field.
    pub name: &'a str,
    /// Word of the type column, where there is one.
    pub type_word: Option<&'a str>,
    /// Whether it is below another row, where the markup shows that much.
    pub nested: Option<bool>,
}

/// What a table describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// A request's body.
    Body,
    /// A response's body.
    Response,
    /// Anything else.
    Other,
}

/// A table of fields.
#[derive(Clone, Debug)]
pub(super) struct Table<'a> {
    /// Type words mean the same within a service: `contact`.
    pub service: &'a str,
    /// What it describes.
    pub place: Place,
    /// Its rows, in the order of the page.
    pub rows: Vec<Row<'a>>,
    /// Samples of what it describes.
    pub samples: Vec<&'a Value>,
    /// The depths of its rows, where they are known.
    pub levels: Option<Vec<u32>>,
}

/// A nesting.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Recovered {
    /// Depth of each row.
    pub levels: Vec<u32>,
    /// By how much it is more likely than the next best one, in nats.
    pub margin: f64,
    /// Whether that is enough to rely on.
    pub certain: bool,
    /// Where it is not, other readings of the rows, likeliest first.
    pub alternatives: Vec<Alternative>,
}

/// Another reading of the rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alternative {
    /// How much less likely it is, in nats.
    pub margin: f64,
    /// The rows that have another parent.
    pub moved: Vec<Moved>,
}

/// A row that could be the field of another object. Objects are named by their rows; `None` is the table itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// Its index in the table.
    pub row: usize,
    /// The object that it was taken for a field of.
    pub parent: Option<usize>,
    /// The object that it could be a field of.
    pub other: Option<usize>,
}

/// Finds the nesting of the tables of a run that do not show it; `None` for those that do. The result does not depend on
/// the order of the tables.
#[must_use]
pub(super) fn recover(tables: &[Table<'_>]) -> Vec<Option<Recovered>> {
    if tables.iter().all(|table| table.levels.is_some()) {
        return vec![None; tables.len()];
    }
    let lost: Vec<&Table<'_>> = tables.iter().filter(|table| table.levels.is_none()).collect();
    let asked = Asked::of(lost.iter().copied());
    let shown = collect(
        tables
            .par_iter()
            .filter_map(|table| Some((table, table.levels.as_deref()?))),
        |dictionary, table, levels| dictionary.add_asked(table, levels, &asked),
    );
    let mut found = nest_all(&lost, &shown).into_iter();
    tables
        .iter()
        .map(|table| if table.levels.is_none() { found.next() } else { None })
        .collect()
}

/// Finds the nesting of tables, with what others show.
fn nest_all(tables: &[&Table<'_>], shown: &Dictionary) -> Vec<Recovered> {
    let mut runs = Runs::default();
    for table in tables {
        runs.add(table);
    }
    let mut found: Vec<Recovered> = Vec::new();
    for _ in 0..ROUNDS {
        let certain = tables.par_iter().zip(&found).filter(|(_, found)| found.certain);
        let certain = collect(
            certain.map(|(table, found)| (*table, found.levels.as_slice())),
            Dictionary::add,
        );
        let again = |(at, table): (usize, &&Table<'_>)| {
            // A table is no evidence for itself.
            let mut own = Dictionary::default();
            if let Some(found) = found.get(at).filter(|found| found.certain) {
                own.add(table, &found.levels);
            }
            nest(
                table,
                &Known {
                    shown,
                    certain: &certain,
                    own,
                },
                &runs,
                &WEIGHTS,
            )
        };
        found = tables.par_iter().enumerate().map(again).collect();
    }
    found
}

fn collect<'t, 'r: 't>(
    tables: impl ParallelIterator<Item = (&'t Table<'r>, &'t [u32])>,
    add: impl Fn(&mut Dictionary, &Table<'_>, &[u32]) + Sync,
) -> Dictionary {
    let one = |mut dictionary: Dictionary, (table, levels): (&Table<'_>, &[u32])| {
        add(&mut dictionary, table, levels);
        dictionary
    };
    let both = |mut left: Dictionary, right: Dictionary| {
        left.merge(&right);
        left
    };
    tables.fold(Dictionary::default, one).reduce(Dictionary::default, both)
}

/// Finds the nesting of one table. Most are certain at once; the others are worth a wider search.
fn nest(table: &Table<'_>, known: &Known<'_>, runs: &Runs, weights: &Weights) -> Recovered {
    let search = Search::new(table, known, runs, weights);
    let found = best(search.search(NARROW));
    if found.certain {
        return found;
    }
    best(search.search(search.wide()))
}

fn best(trees: Vec<Tree>) -> Recovered {
    let mut trees = trees.into_iter();
    let Some(best) = trees.next() else {
        return Recovered::default();
    };
    let mut rivals = best.rivals;
    for other in trees {
        remember(&mut rivals, best.score - other.score, || other.trail);
    }
    let parents = Trail::parents(best.trail.as_ref());
    let margin = rivals.first().map_or(f64::INFINITY, |rival| rival.margin);
    let close = rivals.iter().filter(|rival| rival.margin < CERTAIN);
    Recovered {
        levels: levels(&parents),
        margin,
        certain: margin >= CERTAIN,
        alternatives: close.map(|rival| alternative(&parents, rival)).collect(),
    }
}

/// A rival's trail ends where it lost; from there on the two are the same.
fn alternative(parents: &[Option<usize>], rival: &Rival) -> Alternative {
    let others = Trail::parents(rival.trail.as_ref());
    let pairs = parents.iter().zip(&others).enumerate();
    let differing = pairs.filter(|(_, (parent, other))| parent != other);
    let moved = differing
        .map(|(row, (&parent, &other))| Moved { row, parent, other })
        .collect();
    Alternative {
        margin: rival.margin,
        moved,
    }
}

fn levels(parents: &[Option<usize>]) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(parents.len());
    for parent in parents {
        let level = parent
            .and_then(|parent| levels.get(parent))
            .map_or(0, |level| level + 1);
        levels.push(level);
    }
    levels
}
