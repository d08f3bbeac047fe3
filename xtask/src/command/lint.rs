//! `lint`: all diagnostics about the pages, for people, for programs and for the writers of the pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};
use feishu_openapi_codegen::{Page, Reading, pipeline};

use super::words::Faults;
use super::{Outcome, is_whole, roots, understand};
use crate::arguments::{self, Level};
use crate::error::Error;
use crate::kept_diagnostics::KeptDiagnostics;
use crate::terminal::{colored_output, print, tell};
use crate::{pages, render, workspace};

mod baseline;
mod by_page;
mod json;
mod sarif;

use baseline::Baseline;

pub(super) fn run(arguments: &arguments::Lint) -> Result<Outcome, Error> {
    let roots = roots(&arguments.docs);
    let pages = pages::read(&roots)?;
    let mut reading = understand(|| {
        let mut reading = pipeline::endpoints(&pages);
        pipeline::lint(&mut reading);
        reading
    });
    let is_plain = !(arguments.json || arguments.sarif || arguments.by_page);
    let words = match is_plain && arguments.codes.is_empty() {
        true => words(&mut reading, &roots, &arguments.services)?,
        false => String::new(),
    };
    let mut reading = pipeline::refine(reading);
    if is_whole(&arguments.docs) {
        pipeline::check_whole(&mut reading);
    }
    add_kept(&mut reading, &roots, &pages)?;
    let chosen = choose(&reading, arguments);
    if let Some(path) = &arguments.write_baseline {
        Baseline::of(&chosen).write(path)?;
        tell(format_args!("        wrote {}\n", workspace::shown(path)));
    }
    let baseline = match &arguments.baseline {
        Some(path) => Some(Baseline::read(path)?),
        None => None,
    };
    let report = Report {
        reading: &reading,
        pages: &pages,
        chosen,
        baseline,
    };
    print(&report.text(arguments)?)?;
    print(&words)?;
    Ok(match &report.baseline {
        Some(baseline) if report.chosen.iter().any(|found| !baseline.has(found)) => Outcome::Objection,
        _ => Outcome::Done,
    })
}

/// So many missing texts are named; `words check` names all.
const SHOWN: usize = 20;

/// What is stale, missing, unused and in question in the words files beside the sheets; nothing where there are none.
fn words(reading: &mut Reading, roots: &[PathBuf], services: &[String]) -> Result<String, Error> {
    if crate::words::files(roots)?.is_empty() {
        return Ok(String::new());
    }
    let faults = Faults::of_reading(reading, roots, services)?;
    Ok(format!(
        "{}words: {}",
        faults.list(SHOWN),
        faults.summary().trim_start()
    ))
}

/// Adds what `import` kept about the pages that sheets were read from.
fn add_kept(reading: &mut Reading, roots: &[impl AsRef<Path>], pages: &[Page]) -> Result<(), Error> {
    let sheets: BTreeMap<&str, &str> = pages
        .iter()
        .filter_map(|page| Some((page.name.as_str(), str::from_utf8(&page.bytes).ok()?)))
        .collect();
    for root in roots {
        let kept = KeptDiagnostics::read(root.as_ref())?.unwrap_or_default();
        let told: BTreeSet<(Code, String, String)> = reading.diagnostics.iter().map(identity).collect();
        let kept = kept.diagnostics(|sheet| sheets.get(sheet).copied());
        let kept = kept.filter(|found| !told.contains(&identity(found)));
        reading.diagnostics.extend(kept);
    }
    reading.diagnostics.sort();
    Ok(())
}

/// What tells a diagnostic from others, wherever on its page it stands.
fn identity(found: &Diagnostic) -> (Code, String, String) {
    (found.code, found.page.clone(), subject(&found.message))
}

/// What a message is about: the words that it quotes. Counts around them may change.
fn subject(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.is_empty() {
        true => message.to_owned(),
        false => quoted.join(" "),
    }
}

/// The diagnostics that the command line asks for.
fn choose(reading: &Reading, arguments: &arguments::Lint) -> Vec<Diagnostic> {
    let services: BTreeMap<&str, &str> = reading
        .api
        .endpoints
        .iter()
        .map(|(id, endpoint)| (endpoint.source.page.as_str(), id.project.as_str()))
        .collect();
    let is_of_service = |found: &Diagnostic| {
        let folder = || found.page.split('/').next().unwrap_or_default();
        let service = services.get(found.page.as_str()).copied().unwrap_or_else(folder);
        arguments.services.is_empty() || arguments.services.iter().any(|wanted| wanted == service)
    };
    let least = Level::severity(arguments.diagnostics.level);
    let is_chosen = |found: &&Diagnostic| {
        let is_of_code = arguments.codes.is_empty() || arguments.codes.contains(&found.code);
        is_of_code && found.code.severity() >= least && is_of_service(found)
    };
    reading.diagnostics.iter().filter(is_chosen).cloned().collect()
}

/// What is told.
struct Report<'a> {
    reading: &'a Reading,
    pages: &'a [Page],
    chosen: Vec<Diagnostic>,
    baseline: Option<Baseline>,
}

/// How a diagnostic stands to the baseline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Known,
}

impl Report<'_> {
    fn state(&self, found: &Diagnostic) -> Option<State> {
        let baseline = self.baseline.as_ref()?;
        Some(if baseline.has(found) { State::Known } else { State::New })
    }

    fn text(&self, arguments: &arguments::Lint) -> Result<String, Error> {
        match (arguments.json, arguments.sarif, arguments.by_page) {
            (true, ..) => json::of(self),
            (_, true, _) => sarif::of(self),
            (.., true) => Ok(by_page::of(self)),
            _ => Ok(self.plain(arguments)),
        }
    }

    /// Those that are not known already, then counts.
    fn plain(&self, arguments: &arguments::Lint) -> String {
        let is_told = |found: &&Diagnostic| self.state(found) != Some(State::Known);
        let told: Vec<Diagnostic> = self.chosen.iter().filter(is_told).cloned().collect();
        let mut text = render::diagnostics(&told, self.pages, &arguments.diagnostics, colored_output());
        let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
        for found in &told {
            *counts.entry(found.code).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(code, count)| (std::cmp::Reverse(code.severity()), std::cmp::Reverse(*count)));
        for (code, count) in counts {
            text.push_str(&format!("{count:>7} {:<26} {}\n", code.name(), code.explanation()));
        }
        if let Some(baseline) = &self.baseline {
            let gone = baseline.gone(&self.chosen);
            let (new, known) = (told.len(), self.chosen.len() - told.len());
            text.push_str(&format!("{new:>7} new, {known} known, {} gone\n", gone.len()));
            text.push_str(&crate::list::lines("        gone: ", gone, 20));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::subject;

    #[test]
    fn a_subject_is_what_a_message_quotes_and_no_count() {
        assert_eq!(
            subject("the message of `7` is `no` here and `yes` on 12 other pages"),
            "7 no yes"
        );
        assert_eq!(subject("the page ends inside a table"), "the page ends inside a table");
    }
}
