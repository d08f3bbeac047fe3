//! What is wrong with words files, what is missing, and what is older than its page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::diagnostic::counted;
use feishu_openapi_codegen::words::{self, Applied, Fault, Reference, WordsError};
use feishu_openapi_codegen::{Reading, pipeline};

use super::{links, sheets};
use crate::error::Error;
use crate::list;
use crate::stamps::{self, State, states};

/// What was found in the words files of a service, or in all.
pub(in crate::command) struct Faults {
    errors: Vec<WordsError>,
    faults: Vec<Fault>,
    /// Lines whose pages have changed since they were written.
    stale: Vec<String>,
    /// How many lines bear no stamp.
    unstamped: usize,
    /// What has words, and what lacks them.
    pub(in crate::command) applied: Applied,
}

impl Faults {
    /// Reads the sheets of a service, or all, and the words files beside them.
    pub(in crate::command) fn of(docs: &Path, service: Option<&str>) -> Result<Self, Error> {
        let services: Vec<String> = service.map(str::to_owned).into_iter().collect();
        Self::of_reading(&mut sheets(docs, service)?, &[docs.to_path_buf()], &services)
    }

    /// Of the words of these services, or of all, on what the sheets say. The words stand in the reading then.
    pub(in crate::command) fn of_reading(
        reading: &mut Reading,
        roots: &[PathBuf],
        services: &[String],
    ) -> Result<Self, Error> {
        let (reference, errors) = Reference::parse(&crate::words::files(roots)?);
        let mut applied = pipeline::put_words(reading, &reference);
        let is_wanted = |name: &str, end: char| {
            let service = name.split(end).next().unwrap_or_default();
            services.is_empty() || services.iter().any(|wanted| wanted == service)
        };
        let (mut stale, mut unstamped) = (Vec::new(), 0);
        let mut faults = words::style(&reference);
        for docs in roots {
            faults.extend(links::dead(docs, &reference)?);
            let is_wanted = |file: &str| is_wanted(file, '/');
            unstamped += add_stale(&mut stale, docs, &reference, &applied, is_wanted)?;
        }
        if services.is_empty() {
            faults.extend(links::dead_successors(&reference, &applied));
        }
        faults.extend(unused(&reference, &applied));
        faults.extend(stated(&applied));
        faults.retain(|fault| is_wanted(&fault.key.scope, '.'));
        faults.sort();
        applied.missing.retain(|place| is_wanted(&place.best_key().scope, '.'));
        Ok(Self {
            errors,
            faults,
            stale,
            unstamped,
            applied,
        })
    }

    fn questions(&self) -> usize {
        self.faults.iter().filter(|fault| fault.is_question).count()
    }

    /// How many lines are wrong.
    pub(in crate::command) fn wrong(&self) -> usize {
        self.errors.len() + self.faults.len() - self.questions()
    }

    /// Whether nothing is missing, in question or stale.
    pub(in crate::command) fn is_complete(&self) -> bool {
        self.questions() + self.applied.missing.len() + self.stale.len() == 0
    }

    /// A line for each, but of the missing ones only the first.
    pub(in crate::command) fn list(&self, most_missing: usize) -> String {
        let mut text = list::lines("", &self.errors, usize::MAX);
        let fault = |fault: &Fault| {
            let Fault {
                position, key, message, ..
            } = fault;
            format!("{}:{}: {key}: {message}", position.file, position.line)
        };
        text.push_str(&list::lines("", self.faults.iter().map(fault), usize::MAX));
        text.push_str(&list::lines("stale: ", &self.stale, usize::MAX));
        text.push_str(&list::lines("missing: ", missing(&self.applied), most_missing));
        text
    }

    /// The figures, as a line.
    pub(in crate::command) fn summary(&self) -> String {
        let (wrong, questions) = (self.wrong(), counted(self.questions(), "open question"));
        let (missing, stale, unstamped) = (self.applied.missing.len(), self.stale.len(), self.unstamped);
        format!("{wrong:>7} wrong, {questions}, {missing} missing, {stale} stale, {unstamped} not stamped\n")
    }
}

/// Keys that no sheet has.
fn unused(reference: &Reference, applied: &Applied) -> impl Iterator<Item = Fault> {
    let unused = reference.entries.iter().filter(|(key, _)| !applied.used.contains(key));
    unused.map(|(key, entry)| Fault {
        position: entry.position.clone(),
        key: key.clone(),
        message: "no sheet has this key".to_owned(),
        is_question: false,
    })
}

/// Facts that pages state in their own place.
fn stated(applied: &Applied) -> impl Iterator<Item = Fault> {
    applied.stated.iter().map(|(position, key)| Fault {
        position: position.clone(),
        key: key.clone(),
        message: "the page states this fact in its own place: take the line out".to_owned(),
        is_question: false,
    })
}

/// Adds the lines of some files whose pages have changed since they were written. How many lines bear no stamp.
fn add_stale(
    stale: &mut Vec<String>,
    docs: &Path,
    reference: &Reference,
    applied: &Applied,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<usize, Error> {
    let mut unstamped = 0;
    let current = stamps::current(docs, reference, applied)?.into_iter();
    for (file, current) in current.filter(|(file, _)| is_wanted(file)) {
        let stamps = stamps::read(&stamps::stamps_file(docs, &file))?;
        for (key, state) in states(&current, &stamps) {
            match state {
                State::Fresh => {}
                State::Stale => stale.push(format!("{file}: {key}: its page has changed")),
                State::Unstamped => unstamped += 1,
            }
        }
    }
    Ok(unstamped)
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
