//! The evidence for and against a place for a row, as numbers, and their weights.

use std::rc::Rc;

use super::dictionary::{Known, Step};
use super::sample::SampleTree;
use super::scope::Scope;
use super::symbol::{Symbol, mix};
use super::word::Class;

macro_rules! features {
    ($($(#[doc = $doc:literal])* $name:ident = $weight:literal,)+) => {
        /// A kind of evidence.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Feature { $($(#[doc = $doc])* $name,)+ }

        /// How many kinds there are.
        pub(super) const FEATURES: usize = [$(Feature::$name),+].len();

        /// Their weights, in nats.
        pub(super) const WEIGHTS: Weights = Weights([$($weight),+]);
    };
}

features! {
    Next = 0.18,
    NextUnseen = -1.15,
    End = 0.11,
    EndUnseen = -0.18,
    Holds = 0.02,
    HoldsUnseen = -0.14,
    Pair = 0.91,
    PairUnseen = 0.00,
    LocalNext = 0.52,
    LocalMember = -0.46,
    LocalAbsent = -0.17,
    LocalEnd = 2.22,
    LocalNotEnd = -2.12,
    SampleHas = 3.40,
    SampleLacks = 0.23,
    SampleKind = 2.42,
    SampleUnknown = -0.14,
    SampleLeftOutName = -6.70,
    SampleLeftOut = 0.46,
    SampleComplete = -1.62,
    SampleEndUnknown = -1.31,
    SampleEmpty = -6.84,
    Into = 0.48,
    Close = 0.01,
    CloseOne = -0.25,
    CloseEmptyNamed = -1.17,
    CloseEmptyGeneric = -0.97,
    CloseEmptyBlank = 1.66,
    BesideData = -5.19,
    IntoScalar = 0.01,
    RunJoin = 0.56,
    RunClose = 0.62,
    WordBelow = 0.12,
    Alike = 1.34,
    Duplicate = -25.00,
}

/// A weight for each kind of evidence.
#[derive(Clone, Debug)]
pub(super) struct Weights([f64; FEATURES]);

/// The evidence about one decision.
#[derive(Clone, Debug)]
pub(super) struct Evidence([f64; FEATURES]);

impl Default for Evidence {
    fn default() -> Self {
        Self([0.0; FEATURES])
    }
}

impl Evidence {
    pub(super) fn add(&mut self, feature: Feature, value: f64) {
        if let Some(slot) = self.0.get_mut(feature as usize) {
            *slot += value;
        }
    }

    /// What it is worth.
    pub(super) fn score(&self, weights: &Weights) -> f64 {
        self.0
            .iter()
            .zip(&weights.0)
            .map(|(value, weight)| value * weight)
            .sum()
    }

    /// Adds what was seen `of` times in `all` tables, or that there was none.
    fn frequency(&mut self, of: u32, all: u32, seen: Feature, unseen: Feature) {
        if all == 0 {
            self.add(unseen, 1.0);
        } else {
            self.add(seen, ((f64::from(of) + 0.1) / (f64::from(all) + 0.2)).ln());
        }
    }
}

/// The probability that interpolated counts give: each pair of counts (of, all) corrects what the less specific ones
/// before it say.
fn interpolate(base: f64, counts: impl DoubleEndedIterator<Item = (u32, u32)>) -> f64 {
    counts.rev().fold(base, |less, (of, all)| {
        (f64::from(of) + WEAK * less) / (f64::from(all) + WEAK)
    })
}

/// For how many observations a less specific probability counts.
const WEAK: f64 = 0.5;

/// A row, as evidence sees it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) name: Symbol,
    pub(super) word: Symbol,
    pub(super) class: Class,
    pub(super) at: usize,
    /// The parts of the type word.
    pub(super) word_parts: Rc<Vec<Symbol>>,
    /// The words of the name.
    pub(super) parts: Rc<Vec<Symbol>>,
    /// Key of the pair of this row and the one before.
    pub(super) pair: Symbol,
}

/// Evidence for the row being the next field of `scope`.
pub(super) fn join(
    evidence: &mut Evidence,
    scope: &Scope,
    row: &Candidate,
    step: Step,
    known: &Known<'_>,
    samples: &SampleTree,
) {
    if scope.followed.iter().any(|all| *all > 0) {
        let counts = scope.following.iter().zip(&scope.followed);
        let counts = counts.map(|(key, all)| (if *all == 0 { 0 } else { known.count(mix(*key, row.name)) }, *all));
        evidence.add(Feature::Next, interpolate(0.02, counts).ln());
    } else {
        evidence.add(Feature::NextUnseen, 1.0);
    }
    if scope.held.iter().any(|all| *all > 0) {
        let counts = scope.holding.iter().zip(&scope.held);
        let counts = counts.map(|(key, all)| (if *all == 0 { 0 } else { known.count(mix(*key, row.name)) }, *all));
        evidence.add(Feature::Holds, interpolate(0.02, counts).ln());
    } else {
        evidence.add(Feature::HoldsUnseen, 1.0);
    }
    let all = known.count(row.pair);
    let of = if all == 0 {
        0
    } else {
        known.count(mix(row.pair, step as u64))
    };
    evidence.frequency(of, all, Feature::Pair, Feature::PairUnseen);
    if let Some(like) = &scope.like {
        let feature = if scope.expected() == Some(row.name) {
            Feature::LocalNext
        } else if like.contains(&row.name) {
            Feature::LocalMember
        } else {
            Feature::LocalAbsent
        };
        evidence.add(feature, 1.0);
    }
    match scope.node.and_then(|node| samples.node(node)) {
        Some(node) => match node.keys.get(&row.name).and_then(|below| samples.node(*below)) {
            Some(below) => {
                evidence.add(Feature::SampleHas, 1.0);
                let object = below.object && !below.scalar;
                let scalar = below.scalar && !below.object;
                if (object && row.class == Class::Scalar)
                    || (scalar && matches!(row.class, Class::Named | Class::Generic))
                {
                    evidence.add(Feature::SampleKind, 1.0);
                }
            }
            None => {
                let missing = f64::from(scope.missing);
                let children = scope.children.len() as f64;
                evidence.add(Feature::SampleLacks, ((missing + 0.2) / (children + 0.8)).ln());
            }
        },
        None => evidence.add(Feature::SampleUnknown, 1.0),
    }
    if step == Step::Into {
        evidence.add(
            if scope.class == Class::Scalar {
                Feature::IntoScalar
            } else {
                Feature::Into
            },
            1.0,
        );
    }
    if scope.children.contains(&row.name) {
        evidence.add(Feature::Duplicate, 1.0);
    }
    if scope.data_seen {
        evidence.add(Feature::BesideData, 1.0);
    }
    evidence.add(Feature::Alike, scope.alike(&row.parts));
    if let Some(share) = scope.run(row.at).and_then(|(extent, offset)| extent.agrees(offset)) {
        evidence.add(Feature::RunJoin, share.ln());
    }
    if scope.class == Class::Named {
        let below = scope
            .row_parts
            .iter()
            .filter(|part| row.word_parts.contains(part))
            .count();
        evidence.add(Feature::WordBelow, below as f64 / scope.row_parts.len().max(1) as f64);
    }
}

/// Evidence for `scope` ending before row `at`, `row`.
pub(super) fn close(
    evidence: &mut Evidence,
    scope: &Scope,
    row: Option<&Candidate>,
    later: impl Fn(Symbol) -> bool,
    samples: &SampleTree,
) {
    if scope.class == Class::Scalar && scope.children.is_empty() {
        return;
    }
    let name = row.map(|row| row.name);
    if let Some(share) = row
        .and_then(|row| scope.run(row.at))
        .and_then(|(extent, offset)| extent.agrees_elsewhere(offset))
    {
        evidence.add(Feature::RunClose, (1.0 - share).ln());
    }
    if scope.followed.iter().any(|all| *all > 0) {
        let counts = scope.ended.iter().copied().zip(scope.followed.iter().copied());
        evidence.add(Feature::End, interpolate(0.1, counts).ln());
    } else {
        evidence.add(Feature::EndUnseen, 1.0);
    }
    if scope.like.is_some() {
        evidence.add(
            if scope.expected().is_none() {
                Feature::LocalEnd
            } else {
                Feature::LocalNotEnd
            },
            1.0,
        );
    }
    match scope.node.and_then(|node| samples.node(node)) {
        Some(node) => {
            let mut left = 0_u32;
            for key in node.keys.keys() {
                if Some(*key) == name {
                    if !scope.children.contains(key) {
                        evidence.add(Feature::SampleLeftOutName, 1.0);
                    }
                } else if later(*key) && !scope.children.contains(key) {
                    left += 1;
                }
            }
            if left > 0 {
                evidence.add(Feature::SampleLeftOut, f64::from(left.min(3)));
            } else if node.object {
                evidence.add(Feature::SampleComplete, 1.0);
            } else {
                evidence.add(Feature::SampleEmpty, 1.0);
            }
        }
        None => evidence.add(Feature::SampleEndUnknown, 1.0),
    }
    match scope.children.len() {
        0 => evidence.add(
            match scope.class {
                Class::Named => Feature::CloseEmptyNamed,
                Class::Generic => Feature::CloseEmptyGeneric,
                _ => Feature::CloseEmptyBlank,
            },
            1.0,
        ),
        1 => evidence.add(Feature::CloseOne, 1.0),
        _ => {}
    }
    evidence.add(Feature::Close, 1.0);
}
