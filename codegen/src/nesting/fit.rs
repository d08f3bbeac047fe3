//! Fits the weights of [`score`](super::score) again, over pages that show the depths of their rows: hides the depths, lets
//! the search find them, and changes one weight after another as long as the claims get better.
//!
//! ```sh
//! FEISHU_DOCS_MIRROR=$PWD/docs-src cargo test -p feishu-openapi-codegen --lib fit_weights -- --ignored --nocapture
//! ```
//!
//! A claim is the best tree and its margin over the second best, read as the odds that the best one is right. Its loss is the
//! negative logarithm of the probability that it gave to the true tree. So weights are good if the trees are right, and if
//! the margins are small where they are wrong. Half of the pages are not used for fitting: they show whether the weights
//! also serve pages that the fit has not seen.

use std::fmt;
use std::path::PathBuf;

use super::dictionary::{Dictionary, Known};
use super::mirror::{Share, parents, read};
use super::pages::{samples, tables_of};
use super::run::Runs;
use super::score::{ALL, Feature, WEIGHTS, Weights};
use super::symbol::symbol;
use super::*;
use crate::page::{RawPage, RawSamplePlace};

/// Parts of a weight by which it is changed, one after the other.
const STEPS: [f64; 2] = [0.4, 0.2];
/// A weight near nothing is changed by parts of this.
const LEAST: f64 = 0.5;
/// What a change has to gain on a table, in nats.
const GAIN: f64 = 0.0002;

/// Every how many pages one is known to the others: no page, a quarter of them, all of them.
const KNOWN: [Option<u64>; 3] = [None, Some(4), Some(1)];

#[test]
#[ignore = "a program, which takes minutes for 400 pages"]
fn fit_weights() {
    let root = std::env::var_os("FEISHU_DOCS_MIRROR").map(PathBuf::from);
    let root = root.expect("FEISHU_DOCS_MIRROR names a folder of pages that show the depths of their rows");
    let pages: Vec<Hidden> = read(&root).into_iter().filter_map(Hidden::of).collect();
    let settings = KNOWN.map(|known| Setting::of(&pages, known));
    let measure = |weights: &Weights, held_out| {
        let mut measured = Measured::default();
        settings
            .iter()
            .for_each(|setting| measured.add(setting, weights, held_out));
        measured
    };
    let fitted = fit(|weights| measure(weights, false).loss());
    println!("{:20}{:>8}{:>8}", "weight", "today", "fitted");
    for ((feature, today), fitted) in ALL.iter().zip(WEIGHTS.0).zip(fitted.0) {
        println!("{:20}{today:>8.2}{fitted:>8.2}", format!("{feature:?}"));
    }
    for (half, held_out) in [("fitted to", false), ("held out", true)] {
        for (name, weights) in [("today", &WEIGHTS), ("fitted", &fitted)] {
            println!("pages {half}, weights {name}: {}", measure(weights, held_out));
        }
    }
}

/// Changes weight after weight for as long as `loss` gets less. A name twice in one object is so rare that its weight is not
/// fitted.
fn fit(loss: impl Fn(&Weights) -> f64) -> Weights {
    let mut fitted = WEIGHTS;
    let mut least = loss(&fitted);
    println!("loss {least:.4}");
    for step in STEPS {
        for feature in ALL.iter().filter(|feature| !matches!(feature, Feature::Duplicate)) {
            let weight = fitted.0[*feature as usize];
            let change = step * weight.abs().max(LEAST);
            for change in [change, -change] {
                let mut changed = fitted.clone();
                changed.0[*feature as usize] += change;
                let found = loss(&changed);
                if found < least - GAIN {
                    println!("loss {found:.4} with {feature:?} {:.2}", changed.0[*feature as usize]);
                    (fitted, least) = (changed, found);
                    break;
                }
            }
        }
    }
    fitted
}

/// A page whose tables do not show their depths any more.
struct Hidden {
    page: RawPage,
    samples: Vec<(RawSamplePlace, Value)>,
    /// Chooses pages, the same in every run.
    number: u64,
}

impl Hidden {
    fn of((name, mut page): (String, RawPage)) -> Option<Self> {
        page.tables.retain(|table| table.levels_shown);
        for table in &mut page.tables {
            (table.levels_shown, table.marked) = (false, false);
        }
        let starts: Vec<u32> = tables_of(&page, &[]).map(|((_, start), _)| start).collect();
        page.tables.retain(|table| starts.contains(&table.span.start));
        let samples = samples(&page);
        (!page.tables.is_empty()).then(|| Self {
            page,
            samples,
            number: symbol(&name) >> 8,
        })
    }

    /// The tables, and the depths of their rows.
    fn tables(&self) -> Vec<(Table<'_>, Vec<u32>)> {
        let tables = tables_of(&self.page, &self.samples).map(|(_, table)| table);
        let depths = |table: &crate::page::RawFieldTable| table.rows.iter().map(|row| row.level).collect();
        tables.zip(self.page.tables.iter().map(depths)).collect()
    }
}

/// What is known of other pages when a page is read.
struct Setting<'p> {
    pages: &'p [Hidden],
    known: Option<u64>,
    shown: Dictionary,
    runs: Runs,
}

impl<'p> Setting<'p> {
    fn of(pages: &'p [Hidden], known: Option<u64>) -> Self {
        let mut setting = Self {
            pages,
            known,
            shown: Dictionary::default(),
            runs: Runs::default(),
        };
        for page in pages {
            for (table, depths) in page.tables() {
                setting.runs.add(&table);
                if setting.is_known(page) {
                    setting.shown.add(&table, &depths);
                }
            }
        }
        setting
    }

    fn is_known(&self, page: &Hidden) -> bool {
        self.known.is_some_and(|every| page.number.is_multiple_of(every))
    }

    /// What is found of each table of a page, beside the depths of its rows.
    fn read(&self, page: &Hidden, weights: &Weights) -> Vec<(Recovered, Vec<u32>)> {
        let tables = page.tables();
        let (mut own, mut own_runs) = (Dictionary::default(), Runs::default());
        for (table, depths) in &tables {
            own_runs.add(table);
            if self.is_known(page) {
                own.add(table, depths);
            }
        }
        let known = Known {
            shown: &self.shown,
            certain: &Dictionary::default(),
            own,
        };
        // Where all others show their depths, this page is the only one without.
        let runs = if self.known == Some(1) { &own_runs } else { &self.runs };
        let read = |(table, depths): (Table<'_>, Vec<u32>)| (nest(&table, &known, runs, weights), depths);
        tables.into_iter().map(read).collect()
    }
}

/// How good what was found is.
#[derive(Default)]
struct Measured {
    rows: Share,
    tables: Share,
    wrong_flagged: Share,
    right_flagged: Share,
    /// In all, in nats.
    lost: f64,
    count: f64,
}

impl Measured {
    fn add(&mut self, setting: &Setting<'_>, weights: &Weights, held_out: bool) {
        let pages = setting.pages.par_iter();
        let pages = pages.filter(|page| (page.number / 4 % 2 == 1) == held_out);
        let read: Vec<_> = pages.flat_map_iter(|page| setting.read(page, weights)).collect();
        for (found, depths) in read {
            let pairs = parents(&found.levels).into_iter().zip(parents(&depths));
            let right = pairs.filter(|(taken, truth)| taken == truth).count();
            let is_right = right == depths.len();
            self.rows.add(right, depths.len());
            self.tables.add(usize::from(is_right), 1);
            let flagged = if is_right {
                &mut self.right_flagged
            } else {
                &mut self.wrong_flagged
            };
            flagged.add(usize::from(!found.certain), 1);
            // The probability of being right that the margin claims is 1 / (1 + exp(-margin)).
            let margin = found.margin.min(30.0);
            self.lost += (if is_right { -margin } else { margin }).exp().ln_1p();
            self.count += 1.0;
        }
    }

    fn loss(&self) -> f64 {
        self.lost / self.count.max(1.0)
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: &Share| 100.0 * share.share();
        write!(
            formatter,
            "loss {:.4}, rows right {:.3} %, tables right {:.2} %; not certain: {:.1} % of the wrong, {:.2} % of the right",
            self.loss(),
            percent(&self.rows),
            percent(&self.tables),
            percent(&self.wrong_flagged),
            percent(&self.right_flagged)
        )
    }
}
