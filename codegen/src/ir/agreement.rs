//! Facts about one thing that several pages describe: those on which they agree, and what most of them say.

use std::collections::BTreeMap;

use super::{Constraints, EnumValue, Enumeration, Field, Object, Presence, Since};

impl Object {
    /// Removes the facts (limits, defaults, units) that `other` does not state. `other` has the same fields and types. Of
    /// texts the more general one stays, and examples stay.
    pub fn keep_agreed(&mut self, other: &Self) {
        self.words.or_more_general(&other.words);
        for field in &mut self.fields {
            if let Some(same) = other.fields.iter().find(|candidate| candidate.name == field.name) {
                field.keep_agreed(same);
            }
        }
    }
}

impl Enumeration {
    /// A value that `other` has too is gone where both say so, and has the more general words.
    pub fn keep_agreed(&mut self, other: &Self) {
        for value in &mut self.values {
            if let Some(same) = other.values.iter().find(|candidate| candidate.key == value.key) {
                value.keep_agreed(same);
            }
        }
    }
}

impl EnumValue {
    /// As [`Enumeration::keep_agreed`], for one value.
    pub fn keep_agreed(&mut self, other: &Self) {
        self.gone = Since::of_both(self.gone, other.gone);
        self.words.or_more_general(&other.words);
    }
}

impl Field {
    /// Leaves only the facts that `other` states as well. Of texts the more general one stays, and examples stay.
    pub fn keep_agreed(&mut self, other: &Self) {
        self.words.or_more_general(&other.words);
        self.facts.retain(|fact| other.facts.contains(fact));
        keep_if_equal(&mut self.default, &other.default);
        keep_if_equal(&mut self.unit, &other.unit);
        keep_if_equal(&mut self.scopes, &other.scopes);
        self.deprecated &= other.deprecated;
        self.gone = Since::of_both(self.gone, other.gone);
        self.held = self.held.or(other.held);
        if other.presence == Presence::Optional {
            self.presence = Presence::Optional;
            self.held = None;
        }
        let Constraints {
            min_length,
            max_length,
            minimum,
            maximum,
            pattern,
        } = &mut self.constraints;
        keep_if_equal(min_length, &other.constraints.min_length);
        keep_if_equal(max_length, &other.constraints.max_length);
        keep_if_equal(minimum, &other.constraints.minimum);
        keep_if_equal(maximum, &other.constraints.maximum);
        keep_if_equal(pattern, &other.constraints.pattern);
    }
}

fn keep_if_equal<T: Default + PartialEq>(fact: &mut T, other: &T) {
    if fact != other {
        *fact = T::default();
    }
}

/// What comes most often; of equals, the least.
pub(crate) fn most_frequent<T: Ord>(items: impl IntoIterator<Item = T>) -> Option<T> {
    let mut count: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *count.entry(item).or_default() += 1;
    }
    // Of several maxima, this takes the last.
    let most = count.into_iter().rev().max_by_key(|(_, count)| *count);
    most.map(|(item, _)| item)
}
