//! The tables of raw endpoints, ready for [`recover`]; and what it says of them.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Moved, Place, Recovered, Row, Table, recover};
use crate::diagnostic::{Code, Diagnostics, counted};
use crate::ir::SampleContent;
use crate::json;
use crate::page::{RawField, RawFieldTable, RawPage, RawSamplePlace, Section};
use crate::vocabulary::{TypeWord, type_word};

/// What the tables of a page show to others, where they all show the depths of their rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Evidence {
    service: String,
    tables: Vec<Shown>,
}

/// A table that shows the depths of its rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Shown {
    place: Place,
    names: Vec<String>,
    type_words: Vec<Option<String>>,
    levels: Vec<u32>,
}

impl Evidence {
    /// What a page shows. `None` where its own tables are to be nested, so that it has to be read with all others.
    #[must_use]
    pub(crate) fn of(page: &RawPage) -> Option<Self> {
        if page.tables.iter().any(is_lost) {
            return None;
        }
        let shown = tables_of(page, &[]).filter_map(|(_, table)| {
            Some(Shown {
                place: table.place,
                names: table.rows.iter().map(|row| row.name.to_owned()).collect(),
                type_words: table.rows.iter().map(|row| row.type_word.map(str::to_owned)).collect(),
                levels: table.levels?,
            })
        });
        Some(Self {
            service: service(page).to_owned(),
            tables: shown.collect(),
        })
    }

    fn tables(&self) -> impl Iterator<Item = Table<'_>> {
        self.tables.iter().map(|table| {
            let rows = table.names.iter().zip(&table.type_words);
            let rows = rows.map(|(name, type_word)| Row {
                name,
                type_word: type_word.as_deref(),
                nested: None,
            });
            Table {
                service: &self.service,
                place: table.place,
                rows: rows.collect(),
                samples: Vec::new(),
                levels: Some(table.levels.clone()),
            }
        })
    }
}

/// The depths of the rows of tables whose markup does not show them.
#[derive(Debug, Default)]
pub(crate) struct Nesting {
    /// By page and by where the table starts.
    pub(super) found: BTreeMap<(String, u32), Recovered>,
}

impl Nesting {
    /// Finds them, with the evidence of all other pages of a run. Does not depend on the order of the pages.
    #[must_use]
    pub(crate) fn of(pages: &[&RawPage], others: &[&Evidence]) -> Self {
        let samples: Vec<Vec<(RawSamplePlace, Value)>> = pages.par_iter().map(|page| samples(page)).collect();
        let tables = pages.iter().zip(&samples);
        let (keys, mut tables): (Vec<_>, Vec<_>) = tables.flat_map(|(page, samples)| tables_of(page, samples)).unzip();
        tables.extend(others.iter().flat_map(|other| other.tables()));
        let found = keys.into_iter().zip(recover(&tables));
        Self {
            found: found.filter_map(|(key, found)| Some((key, found?))).collect(),
        }
    }

    /// Gives the rows of a page the depths that were found. Reports where they are not certain.
    pub(crate) fn restore(&self, page: &mut RawPage, diagnostics: &mut Diagnostics) {
        for table in &mut page.tables {
            let Some(found) = self.found.get(&(page.page.clone(), table.span.start)) else {
                continue;
            };
            if table.marked {
                let message = "the marks of these rows say that they are below others, and not how deep; names, types and \
                               samples show it";
                diagnostics.report(Code::RecoveredNesting, table.span, message);
            }
            if !found.certain {
                report(found, table, diagnostics);
            }
            for (row, level) in table.rows.iter_mut().zip(&found.levels) {
                row.level = *level;
            }
        }
    }
}

fn report(found: &Recovered, table: &RawFieldTable, diagnostics: &mut Diagnostics) {
    let name = |row: Option<usize>| match row.and_then(|row| table.rows.get(row)) {
        Some(row) => format!("`{}`", row.name.text),
        None => "the table itself".to_owned(),
    };
    let mut readings: Vec<(Moved, usize)> = Vec::new();
    for moved in found.alternatives.iter().map(|alternative| &alternative.moved) {
        let Some(first) = moved.first() else { continue };
        if readings.iter().all(|(known, _)| known != first) {
            readings.push((*first, moved.len()));
        }
    }
    let Some(((first, rows), others)) = readings.split_first() else {
        return;
    };
    let span = table.rows.get(first.row).map_or(table.span, |row| row.name.span);
    let more = match rows - 1 {
        0 => String::new(),
        more => format!(", and {} more with it", counted(more, "row")),
    };
    let message = format!(
        "{} was taken for a field of {}; it may be one of {}{more}",
        name(Some(first.row)),
        name(first.parent),
        name(first.other),
    );
    let mut help = "A sample with all fields, or a page that shows the depth of its rows, would decide it.".to_owned();
    for (moved, _) in others {
        help.push_str(&format!(
            " Also, {} may be a field of {}.",
            name(Some(moved.row)),
            name(moved.other)
        ));
    }
    diagnostics.report_with_help(Code::UncertainNesting, span, message, help);
}

/// Whether the depths of a table's rows are to be found: it shows none, and some row's type may be an object. Where marks
/// show that rows are below others, one level is what they mean, unless that cannot be.
fn is_lost(table: &RawFieldTable) -> bool {
    let place = matches!(
        table.section,
        Section::Body | Section::Parameters | Section::Response | Section::Event | Section::Reply | Section::Other
    );
    let mut words = table.rows.iter().filter_map(|row| row.ty.as_ref());
    let mut lacks_depths = || match table.marked {
        true => is_deeper_than_marks(table),
        false => words.any(|word| !is_scalar(&word.text)),
    };
    place && !table.levels_shown && lacks_depths()
}

fn is_scalar(word: &str) -> bool {
    type_word(word).is_some_and(|word| matches!(word.innermost(), TypeWord::Type(_)))
}

/// Whether marked rows have two levels at least: an object among them is followed by another, or a name comes twice.
fn is_deeper_than_marks(table: &RawFieldTable) -> bool {
    let is_object = |row: &RawField| row.ty.as_ref().is_some_and(|ty| !is_scalar(&ty.text));
    table.rows.chunk_by(|_, row| row.level > 0).any(|group| {
        let below = group.get(1..).unwrap_or_default();
        let (before_last, _) = below.split_at(below.len().saturating_sub(1));
        let mut names = HashSet::new();
        before_last.iter().any(is_object) || !below.iter().all(|row| names.insert(&row.name.text))
    })
}

/// The service that a page is about, by its URL or the type of its event.
fn service(page: &RawPage) -> &str {
    if let Some(event_type) = page.event.as_ref().and_then(|event| event.event_type.as_ref()) {
        return event_type.text.split_once('.').map_or("", |(service, _)| service);
    }
    let path = page.url.text.split("/open-apis/").nth(1);
    path.and_then(|path| path.split('/').next()).unwrap_or_default()
}

/// The samples of a page of which a table needs them.
pub(super) fn samples(page: &RawPage) -> Vec<(RawSamplePlace, Value)> {
    if !page.tables.iter().any(is_lost) {
        return Vec::new();
    }
    let mut samples = Vec::new();
    for sample in &page.samples {
        for content in json::read(&sample.code.text) {
            if let SampleContent::Json { value } | SampleContent::Repaired { value, .. } = content {
                samples.push((sample.place, value));
            }
        }
    }
    samples
}

pub(super) fn tables_of<'p>(
    page: &'p RawPage,
    samples: &'p [(RawSamplePlace, Value)],
) -> impl Iterator<Item = ((String, u32), Table<'p>)> {
    let tables = page.tables.iter().filter(|table| table.levels_shown || is_lost(table));
    tables.map(move |table| {
        let (place, shown) = match table.section {
            Section::Body | Section::Parameters => (Place::Body, Some(RawSamplePlace::Request)),
            Section::Response => (Place::Response, Some(RawSamplePlace::Response)),
            Section::Event => (Place::Other, Some(RawSamplePlace::Event)),
            _ => (Place::Other, None),
        };
        let row = |row: &'p RawField| Row {
            name: &row.name.text,
            type_word: row.ty.as_ref().map(|ty| ty.text.as_str()),
            nested: table.marked.then_some(row.level > 0),
        };
        let samples = samples
            .iter()
            .filter(|(place, _)| Some(*place) == shown)
            .map(|(_, value)| value);
        let levels = table
            .levels_shown
            .then(|| table.rows.iter().map(|row| row.level).collect());
        let key = (page.page.clone(), table.span.start);
        let rows = table.rows.iter().map(row).collect();
        (
            key,
            Table {
                service: service(page),
                place,
                rows,
                samples: samples.collect(),
                levels,
            },
        )
    })
}
