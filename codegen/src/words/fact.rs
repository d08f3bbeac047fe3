//! Facts, as a line states them, and on a field.

use std::fmt;

use crate::ir::{Condition, Fact, Field, Type, Unit};

/// What a line `fact … = …` states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stated {
    /// `range 1..500`: the least and the greatest value.
    Range(Option<String>, Option<String>),
    /// `length 1..50`: characters.
    Length(Option<u64>, Option<u64>),
    /// `items ..100`: of a list.
    Items(Option<u64>, Option<u64>),
    /// `default 20`
    Default(String),
    /// `unit seconds` or `unit milliseconds`: those that fields have a place for.
    Time(Unit),
    /// `deprecated`
    Deprecated,
    /// One that only sentences state.
    Other(Fact),
}

const SECONDS: &str = "seconds";
const MILLISECONDS: &str = "milliseconds";

/// All kinds, as they begin, for messages.
pub(super) const KINDS: &str = "values, range, length, items, size, unit, format, default, one of, not with, needed if, \
    returned if, effective if, without effect, id of, scope, deprecated, instead";

impl Stated {
    /// Reads what `Display` writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let after = |kind: &str| {
            let rest = text.strip_prefix(kind)?.strip_prefix(' ')?.trim();
            (!rest.is_empty()).then_some(rest)
        };
        match text {
            "deprecated" => return Some(Self::Deprecated),
            "without effect" => return Some(Self::Other(Fact::WithoutEffect)),
            _ => {}
        }
        if let Some((least, most)) = after("range").and_then(|range| range.split_once("..")) {
            let end = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let is_number = |text: &str| text.is_empty() || text.parse::<f64>().is_ok_and(f64::is_finite);
            let is_range = is_number(least) && is_number(most) && least.len() + most.len() > 0;
            return is_range.then(|| Self::Range(end(least), end(most)));
        }
        if let Some(range) = after("length") {
            return counts(range).map(|(least, most)| Self::Length(least, most));
        }
        if let Some(range) = after("items") {
            return counts(range).map(|(least, most)| Self::Items(least, most));
        }
        let condition = |kind: &str| after(kind).and_then(condition);
        let time = after("unit").and_then(|unit| match unit {
            SECONDS => Some(Self::Time(Unit::Seconds)),
            MILLISECONDS => Some(Self::Time(Unit::Milliseconds)),
            _ => None,
        });
        let default = after("default").map(|value| Self::Default(value.to_owned()));
        let facts = [
            after("values").map(|rest| Fact::Values(items(rest).map(|value| (value, String::new())).collect())),
            after("unit").map(|rest| Fact::Unit(rest.to_owned())),
            after("format").map(|rest| Fact::Format(rest.to_owned())),
            after("size")
                .filter(|size| size.contains(".."))
                .map(|rest| Fact::Size(rest.to_owned())),
            after("one of").map(|rest| Fact::OneOf(items(rest).collect())),
            after("not with").map(|rest| Fact::NotWith(items(rest).collect())),
            condition("needed if").map(Fact::NeededIf),
            condition("returned if").map(Fact::ReturnedIf),
            condition("effective if").map(Fact::EffectiveIf),
            after("id of").map(|rest| Fact::IdKind(rest.to_owned())),
            after("scope").map(|rest| Fact::Scope(rest.to_owned())),
            after("instead").map(|rest| Fact::Successor(rest.to_owned())),
        ];
        let fact = facts.into_iter().flatten().next().map(Self::Other);
        time.or(default).or(fact)
    }

    /// Its kind in one word or two, as a line begins.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Range(..) => "range",
            Self::Length(..) => "length",
            Self::Items(..) => "items",
            Self::Default(_) => "default",
            Self::Time(_) | Self::Other(Fact::Unit(_)) => "unit",
            Self::Deprecated => "deprecated",
            Self::Other(Fact::Values(_)) => "values",
            Self::Other(Fact::Format(_)) => "format",
            Self::Other(Fact::Size(_)) => "size",
            Self::Other(Fact::OneOf(_)) => "one of",
            Self::Other(Fact::NotWith(_)) => "not with",
            Self::Other(Fact::NeededIf(_)) => "needed if",
            Self::Other(Fact::ReturnedIf(_)) => "returned if",
            Self::Other(Fact::EffectiveIf(_)) => "effective if",
            Self::Other(Fact::WithoutEffect) => "without effect",
            Self::Other(Fact::IdKind(_)) => "id of",
            Self::Other(Fact::Scope(_)) => "scope",
            Self::Other(Fact::Successor(_)) => "instead",
        }
    }

    /// Puts the fact on a field. Whether the page states one of its kind in its own place; then that stays.
    pub(super) fn put(&self, field: &mut Field) -> bool {
        let limits = &mut field.constraints;
        let is_list = matches!(field.ty, Type::List(_));
        match self {
            Self::Range(least, most) => {
                let is_stated = limits.minimum.is_some() || limits.maximum.is_some();
                if !is_stated {
                    (limits.minimum, limits.maximum) = (least.clone(), most.clone());
                }
                is_stated
            }
            Self::Length(least, most) | Self::Items(least, most) if is_list == matches!(self, Self::Items(..)) => {
                let is_stated = limits.min_length.is_some() || limits.max_length.is_some();
                if !is_stated {
                    (limits.min_length, limits.max_length) = (*least, *most);
                }
                is_stated
            }
            // Of the items of a list, or of a list that stands in a text: there is no place for it but in words.
            Self::Length(least, most) => add(
                field,
                Fact::Size(format!("{} characters", ends(least.as_ref(), most.as_ref()))),
            ),
            Self::Items(least, most) => add(
                field,
                Fact::Size(format!("{} items", ends(least.as_ref(), most.as_ref()))),
            ),
            Self::Default(value) => {
                let is_stated = field.default.is_some();
                field.default.get_or_insert_with(|| value.clone());
                is_stated
            }
            Self::Time(unit) => {
                let is_stated = field.unit.is_some();
                field.unit.get_or_insert(*unit);
                is_stated
            }
            Self::Deprecated => std::mem::replace(&mut field.deprecated, true),
            Self::Other(fact) => {
                let is_set = matches!(fact, Fact::Values(_)) && matches!(field.ty.innermost(), Type::Enum(_));
                is_set || add(field, fact.clone())
            }
        }
    }
}

fn add(field: &mut Field, fact: Fact) -> bool {
    field.facts.push(fact);
    false
}

fn ends<T: ToString>(least: Option<&T>, most: Option<&T>) -> String {
    let end = |end: Option<&T>| end.map(T::to_string).unwrap_or_default();
    format!("{}..{}", end(least), end(most))
}

/// What stands between commas.
pub(super) fn items(list: &str) -> impl Iterator<Item = String> {
    list.split(',').map(|item| item.trim().to_owned())
}

/// `1..50`, `..50`, `1..`
fn counts(range: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (least, most) = range.split_once("..")?;
    let end = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let (least, most) = (end(least)?, end(most)?);
    (least.is_some() || most.is_some()).then_some((least, most))
}

/// `type = chat, user`; all else is a phrase. None where words stand among the values, which are the rest of a phrase.
fn condition(text: &str) -> Option<Condition> {
    match text.split_once(" = ") {
        Some((field, values)) if !field.trim().contains(char::is_whitespace) => {
            let is_value = |value: &String| !value.contains(char::is_whitespace);
            items(values).all(|value| is_value(&value)).then(|| Condition::Is {
                field: field.trim().to_owned(),
                values: items(values).collect(),
            })
        }
        _ => Some(Condition::Phrase(text.to_owned())),
    }
}

impl fmt::Display for Stated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        let condition = |condition: &Condition| match condition {
            Condition::Is { field, values } => format!("{field} = {}", values.join(", ")),
            Condition::Phrase(phrase) => phrase.clone(),
        };
        let value = match self {
            Self::Range(least, most) => ends(least.as_ref(), most.as_ref()),
            Self::Length(least, most) | Self::Items(least, most) => ends(least.as_ref(), most.as_ref()),
            Self::Default(value) => value.clone(),
            Self::Time(Unit::Seconds) => SECONDS.to_owned(),
            Self::Time(Unit::Milliseconds) => MILLISECONDS.to_owned(),
            Self::Deprecated | Self::Other(Fact::WithoutEffect) => return formatter.write_str(kind),
            Self::Other(fact) => match fact {
                Fact::Values(values) => values
                    .iter()
                    .map(|(value, _)| value.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
                Fact::OneOf(list) | Fact::NotWith(list) => list.join(", "),
                Fact::NeededIf(when) | Fact::ReturnedIf(when) | Fact::EffectiveIf(when) => condition(when),
                Fact::Unit(text)
                | Fact::Format(text)
                | Fact::Size(text)
                | Fact::IdKind(text)
                | Fact::Scope(text)
                | Fact::Successor(text) => text.clone(),
                Fact::WithoutEffect => String::new(),
            },
        };
        write!(formatter, "{kind} {value}")
    }
}
