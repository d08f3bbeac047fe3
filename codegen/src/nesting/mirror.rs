//! Measures on real pages how much of lost nesting is recovered. `FEISHU_DOCS_MIRROR` names a mirror whose pages show the
//! depths of rows. Beside it are needed: a folder `pipe` with the same pages without depths, and `levels.json` with the true
//! depths.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::dictionary::Dictionary;
use super::pages::{Nesting, samples, tables_of};
use super::{Recovered, Table, nest_all};
use crate::diagnostic::Diagnostics;
use crate::markup;
use crate::page::{self, RawPage};

/// Page, heading, tables, depths of their rows.
type Truth = BTreeMap<String, BTreeMap<String, Vec<Vec<u32>>>>;

#[test]
fn nesting_is_found_again() {
    let Some(html) = std::env::var_os("FEISHU_DOCS_MIRROR").map(PathBuf::from) else {
        println!("skipped: FEISHU_DOCS_MIRROR is not set");
        return;
    };
    let pipe = html.with_file_name("pipe");
    let truth: Truth = serde_json::from_slice(&std::fs::read(pipe.join("levels.json")).unwrap()).unwrap();
    let shown = read(&html);
    let lost = read(&pipe);
    let alone = alone(&lost, &truth);
    let others = with_others(&lost, &shown, &truth);
    println!("read alone:\n{alone}\nwith other pages:\n{others}");
    assert!(alone.tables > 1000, "the truth does not fit the pages");
    assert!(alone.rows_of_small >= 0.99 && alone.tables_right >= 0.97, "{alone}");
    assert!(others.rows >= 0.995 && others.tables_right >= 0.98, "{others}");
    for measured in [&alone, &others] {
        assert!(
            measured.wrong_flagged >= 0.9 && measured.right_flagged <= 0.05,
            "{measured}"
        );
    }
}

pub(super) fn read(root: &Path) -> BTreeMap<String, RawPage> {
    let mut pages = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                pages.push((name, std::fs::read(path).unwrap()));
            }
        }
    }
    let raw = |(name, bytes): (String, Vec<u8>)| {
        let mut diagnostics = Diagnostics::new(&name);
        let document = markup::read(&String::from_utf8_lossy(&bytes), &mut diagnostics);
        let raw = page::read(&name, &document, &mut diagnostics)?;
        Some((name, raw))
    };
    pages.into_iter().filter_map(raw).collect()
}

/// All pages without levels in one run.
fn alone(lost: &BTreeMap<String, RawPage>, truth: &Truth) -> Measured {
    let nesting = Nesting::of(&lost.values().collect::<Vec<_>>(), &[]);
    Measured::of(lost, truth, |page, start| {
        nesting.found.get(&(page.to_owned(), start)).cloned()
    })
}

/// Each page without levels in a run with all other pages, which show theirs.
fn with_others(lost: &BTreeMap<String, RawPage>, shown: &BTreeMap<String, RawPage>, truth: &Truth) -> Measured {
    let show = |page: &RawPage, each: &mut dyn FnMut(&Table<'_>, &[u32])| {
        for (_, table) in tables_of(page, &[]) {
            if let Some(levels) = &table.levels {
                each(&table, levels);
            }
        }
    };
    let mut dictionary = Dictionary::default();
    for page in shown.values() {
        show(page, &mut |table, levels| dictionary.add(table, levels));
    }
    let mut found = BTreeMap::new();
    for (name, page) in lost {
        let same = shown.get(name);
        if let Some(page) = same {
            show(page, &mut |table, levels| dictionary.remove(table, levels));
        }
        let samples = samples(page);
        let (keys, tables): (Vec<_>, Vec<_>) = tables_of(page, &samples).unzip();
        let tables: Vec<&Table<'_>> = tables.iter().collect();
        found.extend(keys.into_iter().zip(nest_all(&tables, &dictionary)));
        if let Some(page) = same {
            show(page, &mut |table, levels| dictionary.add(table, levels));
        }
    }
    Measured::of(lost, truth, |page, start| found.get(&(page.to_owned(), start)).cloned())
}

/// Shares, from 0 to 1.
#[derive(Debug, Default)]
struct Measured {
    tables: usize,
    rows: f64,
    /// In tables of at most 1,000 rows.
    rows_of_small: f64,
    tables_right: f64,
    /// Of the tables that have any nesting.
    nested_right: f64,
    wrong_flagged: f64,
    right_flagged: f64,
    wrong: Vec<String>,
}

impl Measured {
    fn of(pages: &BTreeMap<String, RawPage>, truth: &Truth, found: impl Fn(&str, u32) -> Option<Recovered>) -> Self {
        let (mut rows, mut small, mut right, mut nested) = <(Share, Share, Share, Share)>::default();
        let (mut wrong_flagged, mut right_flagged) = <(Share, Share)>::default();
        let mut measured = Self::default();
        for (name, headings) in truth {
            let Some(page) = pages.get(name) else { continue };
            for (heading, tables) in headings {
                let levels = tables.first().unwrap();
                let fits =
                    |table: &&crate::page::RawFieldTable| table.heading == *heading && table.rows.len() == levels.len();
                let Some(table) = page.tables.iter().find(fits) else {
                    continue;
                };
                // A table without objects is not looked for.
                let found = found(name, table.span.start);
                let flat = vec![0; levels.len()];
                let certain = found.as_ref().is_none_or(|found| found.certain);
                let taken = parents(found.as_ref().map_or(&flat, |found| &found.levels));
                let true_parents = parents(levels);
                let good = taken
                    .iter()
                    .zip(&true_parents)
                    .filter(|(taken, truth)| taken == truth)
                    .count();
                let is_right = good == levels.len();
                rows.add(good, levels.len());
                if levels.len() <= 1000 {
                    small.add(good, levels.len());
                }
                right.add(usize::from(is_right), 1);
                if levels.iter().any(|level| *level > 0) {
                    nested.add(usize::from(is_right), 1);
                }
                if is_right {
                    right_flagged.add(usize::from(!certain), 1);
                } else {
                    wrong_flagged.add(usize::from(!certain), 1);
                    let wrong = levels.len() - good;
                    measured.wrong.push(format!(
                        "{name} {heading}: {wrong} of {}, certain: {certain}",
                        levels.len()
                    ));
                }
            }
        }
        Self {
            tables: right.all,
            rows: rows.share(),
            rows_of_small: small.share(),
            tables_right: right.share(),
            nested_right: nested.share(),
            wrong_flagged: wrong_flagged.share(),
            right_flagged: right_flagged.share(),
            ..measured
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for wrong in &self.wrong {
            writeln!(formatter, "  wrong: {wrong}")?;
        }
        writeln!(
            formatter,
            "  rows {:.3} %, of tables up to 1,000 rows {:.3} %",
            self.rows * 100.0,
            self.rows_of_small * 100.0
        )?;
        writeln!(
            formatter,
            "  tables {:.2} % of {}, of nested ones {:.2} %",
            self.tables_right * 100.0,
            self.tables,
            self.nested_right * 100.0
        )?;
        write!(
            formatter,
            "  flagged: wrong {:.1} %, right {:.2} %",
            self.wrong_flagged * 100.0,
            self.right_flagged * 100.0
        )
    }
}

#[derive(Clone, Copy, Default)]
pub(super) struct Share {
    of: usize,
    all: usize,
}

impl Share {
    pub(super) fn add(&mut self, of: usize, all: usize) {
        self.of += of;
        self.all += all;
    }

    pub(super) fn share(&self) -> f64 {
        if self.all == 0 {
            1.0
        } else {
            self.of as f64 / self.all as f64
        }
    }
}

/// The row that each row is a field of.
pub(super) fn parents(levels: &[u32]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::new();
    for (row, level) in levels.iter().enumerate() {
        open.truncate(*level as usize);
        parents.push(open.last().copied());
        open.push(row);
    }
    parents
}
