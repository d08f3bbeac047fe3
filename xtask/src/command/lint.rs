//! `lint`: all diagnostics about the pages, for people, for programs and for the writers of the pages.

use std::cmp::Reverse;
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
mod identity;
mod json;
mod sarif;
mod services;

use baseline::Baseline;
use identity::identity;
use services::Services;

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
    let report = Report::of(&reading, &pages, arguments)?;
    if let Some(path) = &arguments.write_baseline {
        Baseline::of(report.diagnostics()).write(path)?;
        tell(format_args!("        wrote {}\n", workspace::shown(path)));
    }
    let text = match (arguments.json, arguments.sarif, arguments.by_page) {
        (true, ..) => json::of(&report)?,
        (_, true, _) => sarif::of(&report, &roots)?,
        (.., true) => by_page::of(&report),
        _ => report.plain(arguments),
    };
    print(&text)?;
    print(&words)?;
    Ok(
        match report.findings.iter().any(|found| found.state == Some(State::New)) {
            true => Outcome::Objection,
            false => Outcome::Done,
        },
    )
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

/// What is told.
struct Report<'a> {
    reading: &'a Reading,
    pages: &'a [Page],
    findings: Vec<Finding>,
    /// Lines of the baseline that nothing stands for any more; `None` without one.
    gone: Option<Vec<String>>,
}

/// A diagnostic that the command line asks for.
struct Finding {
    diagnostic: Diagnostic,
    /// So many of the same identity stand before it.
    before: usize,
    /// How it stands to the baseline, if there is one. Of several with one identity, the last ones are new.
    state: Option<State>,
}

/// How a diagnostic stands to the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Known,
}

impl<'a> Report<'a> {
    fn of(reading: &'a Reading, pages: &'a [Page], arguments: &arguments::Lint) -> Result<Self, Error> {
        let services = Services::of(reading);
        let least = Level::severity(arguments.diagnostics.level);
        let is_chosen = |code: Code, page: &str| {
            let is_of_code = arguments.codes.is_empty() || arguments.codes.contains(&code);
            let service = services.of_page(page);
            let is_of_service = arguments.services.is_empty() || arguments.services.iter().any(|it| it == service);
            is_of_code && is_of_service && code.severity() >= least
        };
        let baseline = match &arguments.baseline {
            Some(path) => Some(Baseline::read(path, is_chosen)?),
            None => None,
        };
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        let chosen = reading.diagnostics.iter().filter(|it| is_chosen(it.code, &it.page));
        let findings = chosen.map(|diagnostic| {
            let count = counts.entry(identity(diagnostic)).or_default();
            let before = *count;
            *count += 1;
            Finding {
                diagnostic: diagnostic.clone(),
                before,
                state: baseline.as_ref().map(|baseline| baseline.state(diagnostic, before)),
            }
        });
        let mut report = Self {
            reading,
            pages,
            findings: findings.collect(),
            gone: None,
        };
        report.gone = baseline.map(|baseline| baseline.gone(report.diagnostics()));
        Ok(report)
    }

    fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.findings.iter().map(|found| &found.diagnostic)
    }

    /// Those that are not known already.
    fn told(&self) -> impl Iterator<Item = &Diagnostic> {
        let told = self.findings.iter().filter(|found| found.state != Some(State::Known));
        told.map(|found| &found.diagnostic)
    }

    /// Those that are not known already, then counts.
    fn plain(&self, arguments: &arguments::Lint) -> String {
        let told: Vec<Diagnostic> = self.told().cloned().collect();
        let mut text = render::diagnostics(&told, self.pages, &arguments.diagnostics, colored_output());
        text.push_str(&summary(told.iter()));
        if let Some(gone) = &self.gone {
            let (new, known) = (told.len(), self.findings.len() - told.len());
            text.push_str(&format!("{new:>7} new, {known} known, {} gone\n", gone.len()));
            text.push_str(&crate::list::lines("        gone: ", gone, 20));
        }
        text
    }
}

/// How many there are of each kind, errors first.
fn summary<'d>(found: impl Iterator<Item = &'d Diagnostic>) -> String {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for found in found {
        *counts.entry(found.code).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(code, count)| (Reverse(code.severity()), Reverse(*count)));
    let line = |(code, count): (Code, usize)| format!("{count:>7} {:<26} {}\n", code.name(), code.explanation());
    counts.into_iter().map(line).collect()
}
