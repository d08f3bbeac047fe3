//! `words count`: how much has words, by service and kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use feishu_openapi_codegen::diagnostic::counted;
use feishu_openapi_codegen::ir::Level;
use feishu_openapi_codegen::pipeline;
use feishu_openapi_codegen::words::{Applied, Kind};

use super::sheets;
use crate::arguments::WordsCount;
use crate::command::Outcome;
use crate::error::Error;
use crate::terminal::print;

pub(super) fn run(docs: &Path, arguments: &WordsCount) -> Result<Outcome, Error> {
    let reference = crate::words::read(&[docs.to_path_buf()])?;
    let mut reading = sheets(docs, arguments.service.as_deref())?;
    let applied = pipeline::put_words(&mut reading, &reference);
    let mut text = table(&applied);
    let mut facts: BTreeMap<&str, usize> = BTreeMap::new();
    for (stated, _) in reference.entries.values().flat_map(|entry| &entry.facts) {
        *facts.entry(stated.kind()).or_default() += 1;
    }
    let facts: Vec<_> = facts
        .into_iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    let notes: usize = reference.entries.values().map(|entry| entry.notes.len()).sum();
    let _ = writeln!(text, "{}; facts: {}", counted(notes, "note"), facts.join(", "));
    print(&text)?;
    Ok(Outcome::Done)
}

/// A line a service, with `has/all` for each kind, and one for all.
fn table(applied: &Applied) -> String {
    let mut rows: BTreeMap<String, BTreeMap<Kind, [usize; 2]>> = BTreeMap::new();
    for ((version, kind), levels) in &applied.counts {
        let service = version.split('.').next().unwrap_or_default();
        let all: usize = levels.values().sum();
        let has = all - levels.get(&Level::Missing).copied().unwrap_or_default();
        for row in [service, "all"] {
            let [of_row, of_all] = rows.entry(row.to_owned()).or_default().entry(*kind).or_default();
            *of_row += has;
            *of_all += all;
        }
    }
    let mut text = format!("{:<26}", "has words / all");
    Kind::ALL
        .iter()
        .for_each(|kind| text.push_str(&format!("{:>16}", kind.name())));
    text.push('\n');
    let (all, services): (Vec<_>, Vec<_>) = rows.iter().partition(|(service, _)| *service == "all");
    for (service, kinds) in services.into_iter().chain(all) {
        let _ = write!(text, "{service:<26}");
        for kind in Kind::ALL {
            let [has, all] = kinds.get(&kind).copied().unwrap_or_default();
            let _ = write!(text, "{:>16}", format!("{has}/{all}"));
        }
        text.push('\n');
    }
    text
}
