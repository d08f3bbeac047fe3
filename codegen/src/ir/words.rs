//! What the words files say of a thing: texts of our own, and facts that its page states in sentences only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How near to a thing its text stands: of two, the nearer counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// There is none.
    #[default]
    Missing,
    /// Made of another one: a field that only wraps a type has the type's, a value that of its label.
    Derived,
    /// Of a glossary: for all fields of a name.
    Glossary,
    /// Of the field of a type, wherever the type stands.
    Type,
    /// Of this place alone.
    Place,
}

impl Level {
    /// How far beyond its place a text holds: that of a type for all places of the type.
    fn generality(self) -> u8 {
        match self {
            Self::Missing => 0,
            Self::Place => 1,
            Self::Derived => 2,
            Self::Glossary => 3,
            Self::Type => 4,
        }
    }
}

/// A text of our own: plain English with code spans, and links to endpoints as ``[`task::get`]``.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Words {
    /// The text; empty where none is due.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Where it comes from.
    pub level: Level,
}

impl Words {
    /// Whether nobody said anything, not even that no text is due.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.level == Level::Missing
    }

    /// Takes over the other one, of the same field or type elsewhere, where that holds for more places: a text of one place may
    /// be wrong at the others.
    pub fn or_more_general(&mut self, other: &Self) {
        if other.level.generality() > self.level.generality() {
            self.clone_from(other);
        }
    }

    /// Takes over the other one where that stands nearer.
    pub fn or_nearer(&mut self, other: &Self) {
        if other.level > self.level {
            self.clone_from(other);
        }
    }
}

/// What the words files say of an endpoint or event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// What it does, in one sentence.
    #[serde(default, skip_serializing_if = "Words::is_missing")]
    pub summary: Words,
    /// What a caller has to know besides, one fact each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What to use instead of it, one of these: ids of endpoints or events, of its own version their ends, as `task.get`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub successors: Vec<String>,
}

impl About {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// When something holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// A field has one of these values.
    Is {
        /// Its name, or its path where it stands elsewhere.
        field: String,
        /// The values, as on the wire.
        values: Vec<String>,
    },
    /// In words, to be read after "if".
    Phrase(String),
}

/// A fact that the page states in a sentence. Ranges, lengths, defaults and the units of time are in the field itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Its values, where the page lists them in a sentence or beside the table, each with what we say of it.
    Values(Vec<(String, String)>),
    /// What it counts: `bytes`, `days`.
    Unit(String),
    /// Its form: `yyyy-MM-dd`.
    Format(String),
    /// How much it may be, where that is no length and no number of items: `..150 KB`.
    Size(String),
    /// One of these fields has to be given.
    OneOf(Vec<String>),
    /// Not together with these fields.
    NotWith(Vec<String>),
    /// It has to be given then.
    NeededIf(Condition),
    /// A response has it only then.
    ReturnedIf(Condition),
    /// It does something only then.
    EffectiveIf(Condition),
    /// It does nothing at present.
    WithoutEffect,
    /// The parameter or field that says which kind of id it is.
    IdKind(String),
    /// The scope that it needs.
    Scope(String),
    /// What to use instead; the field is deprecated.
    Successor(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_for_more_places_wins_over_that_of_one() {
        let words = |level| Words {
            text: format!("{level:?}"),
            level,
        };
        let levels = [
            Level::Missing,
            Level::Place,
            Level::Derived,
            Level::Glossary,
            Level::Type,
        ];
        for (at, one) in levels.into_iter().enumerate() {
            for (other_at, other) in levels.into_iter().enumerate() {
                let mut merged = words(one);
                merged.or_more_general(&words(other));
                assert_eq!(merged.level, levels[at.max(other_at)]);
            }
        }
    }
}
