//! Finds the nesting of field tables again whose markup does not show it.

mod dictionary;
mod run;
mod sample;
mod scope;
mod score;
mod search;
mod symbol;
mod word;

use serde_json::Value;

pub use dictionary::Dictionary;
pub use run::Runs;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Name of the field.
    pub name: &'a str,
    /// Word of the type column, where there is one.
    pub type_word: Option<&'a str>,
}

/// What a table describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A request's body.
    Body,
    /// A response's body.
    Response,
    /// Anything else.
    Other,
}

impl Place {
    fn name(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Response => "response",
            Self::Other => "other",
        }
    }
}

/// A nesting.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovered {
    /// Depth of each row.
    pub levels: Vec<u32>,
    /// By how much the nesting is more likely than the next best one, in nats.
    pub margin: f64,
}

/// Finds the nesting.
pub fn recover(service: &str, place: Place, rows: &[Row<'_>], samples: &[&Value], dictionary: &Dictionary, runs: &Runs) -> Recovered {
    recover_with(service, place, rows, samples, dictionary, runs, &score::WEIGHTS)
}

fn recover_with(
    service: &str,
    place: Place,
    rows: &[Row<'_>],
    samples: &[&Value],
    dictionary: &Dictionary,
    runs: &Runs,
    weights: &score::Weights,
) -> Recovered {
    let table = search::Table::new(service, place, rows, samples, dictionary, runs);
    let mut found = table.search(weights).into_iter();
    let Some(best) = found.next() else { return Recovered { levels: vec![0; rows.len()], margin: 0.0 } };
    let mut rivals = best.rivals;
    for other in found {
        search::remember(&mut rivals, best.score - other.score, || other.trail);
    }
    let parents = search::Trail::parents(best.trail.as_ref());
    Recovered { levels: levels(&parents), margin: rivals.first().map_or(f64::INFINITY, |rival| rival.margin) }
}

fn levels(parents: &[Option<usize>]) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(parents.len());
    for parent in parents {
        let level = parent.and_then(|parent| levels.get(parent)).map_or(0, |level| level + 1);
        levels.push(level);
    }
    levels
}
