//! `words check`: what is wrong with words files, and what is missing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use feishu_openapi_codegen::ir::Level;
use feishu_openapi_codegen::words::{Applied, Kind};

use super::Faults;
use crate::arguments::WordsCheck;
use crate::command::Outcome;
use crate::error::Error;
use crate::terminal::print;

/// So many missing things are named, unless all are asked for.
const SHOWN: usize = 20;

pub(super) fn run(docs: &Path, arguments: &WordsCheck) -> Result<Outcome, Error> {
    let faults = Faults::of(docs, arguments.service.as_deref())?;
    let most_missing = if arguments.missing { usize::MAX } else { SHOWN };
    let mut text = faults.list(most_missing);
    text.push_str(&counts(&faults.applied));
    text.push_str(&faults.summary());
    print(&text)?;
    let is_complete = !arguments.release || faults.is_complete();
    Ok(match faults.wrong() == 0 && is_complete {
        true => Outcome::Done,
        false => Outcome::Objection,
    })
}

/// By kind: how many have a text of their own, of a type, of a glossary, derived, none.
fn counts(applied: &Applied) -> String {
    let levels = [
        Level::Place,
        Level::Type,
        Level::Glossary,
        Level::Derived,
        Level::Missing,
    ];
    let mut text = format!(
        "{:<16} {:>7} {:>7} {:>7} {:>9} {:>8} {:>8}\n",
        "", "all", "place", "type", "glossary", "derived", "missing"
    );
    for kind in Kind::ALL {
        let of_kind = applied.counts.iter().filter(|((_, other), _)| *other == kind);
        let mut sums: BTreeMap<Level, usize> = BTreeMap::new();
        for (level, count) in of_kind.flat_map(|(_, counts)| counts) {
            *sums.entry(*level).or_default() += count;
        }
        let [place, of_type, glossary, derived, missing] =
            levels.map(|level| sums.get(&level).copied().unwrap_or_default());
        let all: usize = sums.values().sum();
        if all > 0 {
            let _ = writeln!(
                text,
                "{:<16} {all:>7} {place:>7} {of_type:>7} {glossary:>9} {derived:>8} {missing:>8}",
                kind.name()
            );
        }
    }
    text
}
