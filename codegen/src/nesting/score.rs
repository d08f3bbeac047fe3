//! The evidence for and against a place for a row, as numbers, and their weights.

use super::candidate::Candidate;
use super::dictionary::{Known, Seen, Step};
use super::sample::SampleTree;
use super::scope::Scope;
use super::symbol::{Symbol, mix};
use super::word::Class;

macro_rules! features {
    ($($(#[doc = $doc:literal])* $name:ident = $weight:literal,)+) => {
        /// A kind of evidence.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Feature { $($(#[doc = $doc])* $name,)+ }

        /// All kinds.
        pub(super) const ALL: &[Feature] = &[$(Feature::$name),+];

        /// Their weights, in nats.
        pub(super) const WEIGHTS: Weights = Weights([$($weight),+]);
    };
}

// Fitted by maximum likelihood on 1,399 tables that show the depths of their rows, in three settings: nothing known of other
// pages, a quarter of them known, all of them known. Kinds of evidence whose weight came out near nothing were dropped. A
// name twice in one object, of which there is one case in 92,596 rows, is not fitted but as good as forbidden.
//
// `fit` is the program that fits them again. On every fifth page of a full mirror it finds others that lose less on the
// pages that they are fitted to (0.020 nats a table, these 0.028), and more on the pages held out (0.083, these 0.076): they
// fit those pages better and others worse, so these stay.
features! {
    /// How likely the name is after the last field of the object, in the tables known (logarithm).
    Next = 0.38,
    /// Nothing is known of what comes after the last field.
    NextUnseen = -0.02,
    /// How likely the object ends after its last field, in the tables known (logarithm).
    End = 0.16,
    /// An object ends of which nothing is known.
    EndUnseen = 1.78,
    /// How likely objects like this one hold the name anywhere, in the tables known (logarithm).
    Holds = 0.16,
    /// Nothing is known of what objects like this one hold.
    HoldsUnseen = -0.63,
    /// How likely two such rows in a row stand to each other like this, in the tables known (logarithm).
    Pair = 0.22,
    /// The name comes next in the last object of this type in this table.
    LocalNext = 0.45,
    /// The last object of this type in this table ended here too.
    LocalEnd = 4.99,
    /// The last object of this type in this table had more fields.
    LocalNotEnd = -0.53,
    /// The samples show the field in this object.
    SampleHas = 5.82,
    /// They show the object without the field: how likely, by the fields that they lack so far (logarithm).
    SampleLacks = 0.21,
    /// An object ends before a row that the samples show in it.
    SampleLeftOutName = -5.67,
    /// An object ends though the samples show fields of it that come later in the table: how many, up to three.
    SampleLeftOut = -0.62,
    /// The row is the first field of the row before.
    Into = 0.86,
    /// An object of a type with a name ends without fields.
    CloseEmptyNamed = -0.60,
    /// An `object`, `list` or `map` ends without fields.
    CloseEmptyGeneric = -0.83,
    /// A row without a type ends without fields.
    CloseEmptyBlank = 0.57,
    /// A field of a response stands beside `data`, after it.
    BesideData = -6.53,
    /// The row is the first field of the row before, though that has a scalar type.
    IntoScalar = -3.49,
    /// How likely the row follows other rows of the type of this object, after the same rows (logarithm).
    RunJoin = 0.36,
    /// How likely it does not, though the object ends (logarithm); by objects that stand after different rows.
    RunClose = 0.86,
    /// The share of words that the name has in common with a sibling's: `acceptor_user_id`.
    Alike = 1.44,
    /// A sibling has the name already.
    Duplicate = -25.00,
}

/// A weight for each kind of evidence.
#[derive(Clone, Debug)]
pub(super) struct Weights(pub(super) [f64; ALL.len()]);

/// The evidence about one decision.
#[derive(Clone, Debug)]
pub(super) struct Evidence(pub(super) [f64; ALL.len()]);

impl Default for Evidence {
    fn default() -> Self {
        Self([0.0; ALL.len()])
    }
}

impl Evidence {
    pub(super) fn add(&mut self, feature: Feature, value: f64) {
        if let Some(slot) = self.0.get_mut(feature as usize) {
            *slot += value;
        }
    }

    /// The sum of its values, each by its weight.
    pub(super) fn score(&self, weights: &Weights) -> f64 {
        self.0
            .iter()
            .zip(&weights.0)
            .map(|(value, weight)| value * weight)
            .sum()
    }
}

/// The probability of a name, and of an object's end, of which nothing is known.
const NAME: f64 = 0.02;
const LAST: f64 = 0.1;

/// The probability of what was met `of` times under each of some keys, the most specific first. Each key corrects what
/// the less specific ones say, the more so the fewer kinds of things were met under it (Witten and Bell's smoothing).
fn interpolate(base: f64, counts: impl DoubleEndedIterator<Item = (u32, Seen)>) -> f64 {
    counts.rev().fold(base, |less, (of, seen)| {
        let kinds = f64::from(seen.kinds.max(1));
        (f64::from(of) + kinds * less) / (f64::from(seen.tables) + kinds)
    })
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
    if scope.followed.iter().any(|seen| seen.tables > 0) {
        let counts = scope.following.iter().zip(&scope.followed);
        let counts = counts.map(|(key, seen)| (known.count(mix(*key, row.name)), *seen));
        evidence.add(Feature::Next, interpolate(NAME, counts).ln());
    } else {
        evidence.add(Feature::NextUnseen, 1.0);
    }
    if scope.held.iter().any(|seen| seen.tables > 0) {
        let counts = scope.holding.iter().zip(&scope.held);
        let counts = counts.map(|(key, seen)| (known.count(mix(*key, row.name)), *seen));
        evidence.add(Feature::Holds, interpolate(NAME, counts).ln());
    } else {
        evidence.add(Feature::HoldsUnseen, 1.0);
    }
    let all = known.count(row.pair);
    if all > 0 {
        let of = known.count(mix(row.pair, step as u64));
        let share = (f64::from(of) + 0.1) / (f64::from(all) + 0.2);
        evidence.add(Feature::Pair, share.ln());
    }
    if scope.expected() == Some(row.name) {
        evidence.add(Feature::LocalNext, 1.0);
    }
    if scope.node.is_some() {
        if scope.below(row.name, samples).is_some() {
            evidence.add(Feature::SampleHas, 1.0);
        } else {
            let share = (f64::from(scope.missing) + 0.2) / (scope.children.len() as f64 + 0.8);
            evidence.add(Feature::SampleLacks, share.ln());
        }
    }
    if step == Step::Into {
        let scalar = scope.class == Class::Scalar;
        evidence.add(if scalar { Feature::IntoScalar } else { Feature::Into }, 1.0);
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
}

/// Evidence for `scope` ending before `row`, or with the table. `later` tells which names come after that.
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
    if scope.followed.iter().any(|seen| seen.tables > 0) {
        let counts = scope.ended.iter().copied().zip(scope.followed.iter().copied());
        evidence.add(Feature::End, interpolate(LAST, counts).ln());
    } else {
        evidence.add(Feature::EndUnseen, 1.0);
    }
    if scope.like.is_some() {
        let ended = scope.expected().is_none();
        evidence.add(if ended { Feature::LocalEnd } else { Feature::LocalNotEnd }, 1.0);
    }
    if let Some(node) = scope.node.and_then(|node| samples.node(node)) {
        let absent = |key: &&Symbol| !scope.children.contains(key);
        let left = node
            .keys
            .keys()
            .filter(absent)
            .filter(|key| Some(**key) != name && later(**key))
            .count();
        let name_left = name.is_some_and(|name| node.keys.contains_key(&name) && absent(&&name));
        if name_left {
            evidence.add(Feature::SampleLeftOutName, 1.0);
        }
        if left > 0 {
            evidence.add(Feature::SampleLeftOut, left.min(3) as f64);
        }
    }
    if scope.children.is_empty() {
        let feature = match scope.class {
            Class::Named => Feature::CloseEmptyNamed,
            Class::Generic => Feature::CloseEmptyGeneric,
            _ => Feature::CloseEmptyBlank,
        };
        evidence.add(feature, 1.0);
    }
}
