//! `words check`: what is wrong with words files, and what is missing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use feishu_openapi_codegen::ir::Level;
use feishu_openapi_codegen::pipeline;
use feishu_openapi_codegen::words::{self, Applied, Fault, Kind, Reference};

use super::sheets;
use crate::arguments::WordsCheck;
use crate::command::Outcome;
use crate::error::Error;
use crate::list;
use crate::stamps::{self, State, states};
use crate::terminal::print;

/// So many missing things are named, unless all are asked for.
const SHOWN: usize = 20;

pub(super) fn run(docs: &Path, arguments: &WordsCheck) -> Result<Outcome, Error> {
    let service = arguments.service.as_deref();
    let (reference, errors) = Reference::parse(&crate::words::files(&[docs.to_path_buf()])?);
    let mut reading = sheets(docs, service)?;
    let applied = pipeline::put_words(&mut reading, &reference);
    let mut text = list::lines("", &errors, usize::MAX);
    let is_wanted = |scope: &str| service.is_none_or(|service| scope.split('.').next() == Some(service));
    let faults = words::style(&reference);
    let mut faults: Vec<Fault> = faults.into_iter().filter(|fault| is_wanted(&fault.key.scope)).collect();
    let unused = reference
        .entries
        .iter()
        .filter(|(key, _)| !applied.used.contains(key) && is_wanted(&key.scope));
    faults.extend(unused.map(|(key, entry)| Fault {
        position: entry.position.clone(),
        key: key.clone(),
        message: "no sheet has this key".to_owned(),
        is_question: false,
    }));
    faults.extend(
        applied
            .stated
            .iter()
            .filter(|(_, key)| is_wanted(&key.scope))
            .map(|(position, key)| Fault {
                position: position.clone(),
                key: key.clone(),
                message: "the page states this fact in its own place: take the line out".to_owned(),
                is_question: false,
            }),
    );
    faults.sort();
    for Fault {
        position, key, message, ..
    } in &faults
    {
        let _ = writeln!(text, "{}:{}: {key}: {message}", position.file, position.line);
    }
    let (stale, unstamped) = stale(docs, &reference, &applied)?;
    text.push_str(&list::lines("stale: ", stale.iter(), usize::MAX));
    let shown = if arguments.missing { usize::MAX } else { SHOWN };
    text.push_str(&list::lines("missing: ", missing(&applied), shown));
    text.push_str(&counts(&applied));
    let questions = faults.iter().filter(|fault| fault.is_question).count();
    let wrong = errors.len() + faults.len() - questions;
    let (missing, stale) = (applied.missing.len(), stale.len());
    let _ = writeln!(
        text,
        "{wrong:>7} wrong, {questions} open questions, {missing} missing, {stale} stale, {unstamped} not stamped"
    );
    print(&text)?;
    let is_complete = !arguments.release || questions + missing + stale == 0;
    Ok(match wrong == 0 && is_complete {
        true => Outcome::Done,
        false => Outcome::Objection,
    })
}

/// The lines whose pages have changed since they were written, and how many bear no stamp.
fn stale(docs: &Path, reference: &Reference, applied: &Applied) -> Result<(Vec<String>, usize), Error> {
    let (mut stale, mut unstamped) = (Vec::new(), 0);
    for (file, current) in stamps::current(docs, reference, applied)? {
        let stamps = stamps::read(&stamps::stamps_file(docs, &file))?;
        for (key, state) in states(&current, &stamps) {
            match state {
                State::Fresh => {}
                State::Stale => stale.push(format!("{file}: {key}: its page has changed")),
                State::Unstamped => unstamped += 1,
            }
        }
    }
    Ok((stale, unstamped))
}

/// The key that each missing thing is best written under, once, with how many places would have it.
fn missing(applied: &Applied) -> Vec<String> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for place in &applied.missing {
        *keys.entry(place.best_key().to_string()).or_default() += 1;
    }
    let line = |(key, places): (String, usize)| match places {
        1 => key,
        places => format!("{key} ({places} places)"),
    };
    keys.into_iter().map(line).collect()
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
