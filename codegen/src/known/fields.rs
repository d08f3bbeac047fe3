//! The fields of two readings.

use std::collections::HashSet;

use super::{Fact, Found};
use crate::ir::{Endpoint, Enumeration, Event, Field, Object, Part, Type};
use crate::vocabulary;

/// What has fields: an endpoint or an event.
pub(super) trait Parts: Clone {
    /// All that has fields; nothing where it has no such part.
    fn parts(&mut self) -> Vec<(Part, Option<&mut Vec<Field>>)>;
}

/// Fills the gaps of fields that both readings have.
pub(super) fn fill(known: &mut impl Parts, other: &impl Parts, depths_are_shown: bool, found: &mut Found) {
    let mut other = other.clone();
    for ((part, fields), (_, others)) in known.parts().into_iter().zip(other.parts()) {
        let (Some(fields), Some(others)) = (fields, others) else {
            continue;
        };
        if depths_are_shown && is_other_tree(fields, others) {
            found.note(Fact::Depths, part.name());
            let flat = std::mem::replace(fields, others.clone());
            facts_from(fields, &mut flatten(&flat).into_iter());
        }
        each_pair(part.name(), fields, others, &mut |place, field, other| {
            fill_field(place, field, other, found);
        });
    }
}

/// What a page can show.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) depths: bool,
    pub(super) flags: bool,
    /// Whether the other reading is of the same state of the page: then the page took nothing away.
    pub(super) same_state: bool,
}

/// Keeps what the texts of the page do not speak against.
pub(super) fn keep(page: &mut impl Parts, known: &impl Parts, shown: Shown, found: &mut Found) {
    let mut known = known.clone();
    for ((part, fields), (_, others)) in page.parts().into_iter().zip(known.parts()) {
        let (Some(fields), Some(others)) = (fields, others) else {
            continue;
        };
        if !shown.depths && is_other_tree(fields, others) {
            found.note(Fact::Depths, part.name());
            let read = std::mem::replace(fields, others.clone());
            facts_from(fields, &mut flatten(&read).into_iter());
        }
        each_pair(part.name(), fields, others, &mut |place, field, other| {
            keep_field(place, field, other, shown.same_state, found);
            if shown.same_state {
                details(place, field, other, found);
            }
            if !shown.flags {
                field_scopes(field, other, found);
            }
        });
    }
}

impl Parts for Endpoint {
    fn parts(&mut self) -> Vec<(Part, Option<&mut Vec<Field>>)> {
        vec![
            (Part::Headers, Some(&mut self.headers)),
            (Part::Query, Some(&mut self.query)),
            (Part::Path, Some(&mut self.path_parameters)),
            (Part::Body, self.body.fields_mut()),
            (Part::Response, self.response.fields_mut()),
        ]
    }
}

impl Parts for Event {
    fn parts(&mut self) -> Vec<(Part, Option<&mut Vec<Field>>)> {
        vec![
            (Part::EventHeader, Some(&mut self.header)),
            (Part::Event, Some(&mut self.fields)),
            (Part::Reply, self.reply.as_mut()),
        ]
    }
}

fn each_pair(place: &str, fields: &mut [Field], others: &[Field], act: &mut impl FnMut(&str, &mut Field, &Field)) {
    for field in fields {
        let Some(other) = others.iter().find(|other| other.name == field.name) else {
            continue;
        };
        let place = format!("{place}.{}", field.name);
        act(&place, field, other);
        if let (Type::Object(object), Type::Object(other)) = (innermost_mut(&mut field.ty), other.ty.innermost()) {
            each_pair(&place, &mut object.fields, &other.fields, act);
        }
    }
}

fn fill_field(place: &str, field: &mut Field, other: &Field, found: &mut Found) {
    if says_less(&field.ty, &other.ty) {
        field.ty = other.ty.clone();
        found.note(Fact::Type, place);
    }
    if let Some(set) = set(&other.ty).filter(|set| takes(&field.ty, set) || is_part(&field.ty, set)) {
        *innermost_mut(&mut field.ty) = Type::Enum(set.clone());
        found.note(Fact::Values, place);
    }
    if field.default.is_none() && other.default.is_some() {
        field.default.clone_from(&other.default);
        found.note(Fact::Default, place);
    }
    details(place, field, other, found);
    field_scopes(field, other, found);
}

/// Fills the gaps of what a field says besides its type and default.
fn details(place: &str, field: &mut Field, other: &Field, found: &mut Found) {
    let before = field.clone();
    let (limits, others) = (&mut field.constraints, &other.constraints);
    limits.min_length = limits.min_length.or(others.min_length);
    limits.max_length = limits.max_length.or(others.max_length);
    limits.minimum = limits.minimum.take().or_else(|| others.minimum.clone());
    limits.maximum = limits.maximum.take().or_else(|| others.maximum.clone());
    limits.pattern = limits.pattern.take().or_else(|| others.pattern.clone());
    field.unit = field.unit.or(other.unit);
    if other
        .example
        .as_deref()
        .is_some_and(|other| says_more(other, field.example.as_deref()))
    {
        field.example.clone_from(&other.example);
    }
    if field.scopes.is_empty() {
        field.scopes.clone_from(&other.scopes);
    }
    if *field != before {
        found.note(Fact::Detail, place);
    }
}

/// Whether an example has tags or blanks that another reading of it lost, or is the only one.
fn says_more(example: &str, other: Option<&str>) -> bool {
    other.is_none_or(|other| other.len() < example.len() && without_tags(other) == without_tags(example))
}

fn without_tags(text: &str) -> String {
    let rest = text
        .split('<')
        .enumerate()
        .map(|(at, piece)| match piece.split_once('>') {
            Some((_, behind)) if at > 0 => behind,
            _ => piece,
        });
    rest.flat_map(str::chars).filter(|char| !char.is_whitespace()).collect()
}

/// Labels and flags of the permissions that a field needs.
fn field_scopes(field: &mut Field, other: &Field, found: &mut Found) {
    for scope in &mut field.scopes {
        for other in other.scopes.iter().filter(|other| other.when == scope.when) {
            super::scopes(&mut scope.any_of, &other.any_of, found);
        }
    }
}

/// A set that the page has counts as it is where the page did not change: the reader knows it better now.
fn keep_field(place: &str, field: &mut Field, known: &Field, same_state: bool, found: &mut Found) {
    if says_less(&field.ty, &known.ty) {
        field.ty = known.ty.clone();
        found.note(Fact::Type, place);
    }
    let text = &field.text;
    let words: HashSet<&str> = text.split(|char: char| !is_of_word(char)).collect();
    let names = |key: &str| words.contains(key) || key.chars().any(|char| !is_of_word(char)) && text.contains(key);
    if let Some(known) = set(&known.ty).filter(|set| set.values.iter().all(|value| names(&value.key))) {
        match innermost_mut(&mut field.ty) {
            Type::Enum(set) if set.base == known.base && !same_state => {
                let is_new = |key: &str| set.values.iter().all(|value| value.key != key);
                let lost: Vec<_> = known
                    .values
                    .iter()
                    .filter(|value| is_new(&value.key))
                    .cloned()
                    .collect();
                if !lost.is_empty() {
                    set.values.extend(lost);
                    found.note(Fact::Values, place);
                }
            }
            ty if takes(ty, known) => {
                *ty = Type::Enum(known.clone());
                found.note(Fact::Values, place);
            }
            _ => {}
        }
    }
    let is_named = |default: &&String| text.contains(vocabulary::DEFAULT) && names(default);
    if field.default.is_none()
        && let Some(default) = known.default.as_ref().filter(is_named)
    {
        field.default = Some(default.clone());
        found.note(Fact::Default, place);
    }
}

fn is_of_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_' || char == '-'
}

fn is_unknown(ty: &Type) -> bool {
    matches!(ty, Type::Any | Type::AnyObject)
}

/// Whether a type leaves open what another one says.
fn says_less(ty: &Type, other: &Type) -> bool {
    match (ty, other) {
        (Type::Any, other) => *other != Type::Any,
        (Type::AnyObject, other) => !is_unknown(other),
        (Type::List(ty), Type::List(other)) | (Type::Map(ty), Type::Map(other)) => says_less(ty, other),
        _ => false,
    }
}

/// Whether a type lists some of the values of a set, and no others.
fn is_part(ty: &Type, of: &Enumeration) -> bool {
    let is_listed = |key: &str| of.values.iter().any(|value| value.key == key);
    set(ty).is_some_and(|set| {
        let is_less = set.values.len() < of.values.len();
        is_less && set.base == of.base && set.values.iter().all(|value| is_listed(&value.key))
    })
}

fn set(ty: &Type) -> Option<&Enumeration> {
    match ty.innermost() {
        Type::Enum(set) => Some(set),
        _ => None,
    }
}

/// Whether a type is what the values of a set are, without a set of its own.
fn takes(ty: &Type, set: &Enumeration) -> bool {
    *ty.innermost() == set.base.plain()
}

fn innermost_mut(ty: &mut Type) -> &mut Type {
    match ty {
        Type::List(inner) | Type::Map(inner) => innermost_mut(inner),
        other => other,
    }
}

fn object(ty: &Type) -> Option<&Object> {
    match ty.innermost() {
        Type::Object(object) => Some(object),
        _ => None,
    }
}

/// All fields with their depths, in the order of the page.
fn flatten(fields: &[Field]) -> Vec<Field> {
    let below = |field: &Field| {
        object(&field.ty)
            .map(|object| flatten(&object.fields))
            .unwrap_or_default()
    };
    let with_below = |field: &Field| std::iter::once(field.clone()).chain(below(field)).collect::<Vec<_>>();
    fields.iter().flat_map(with_below).collect()
}

/// Whether the same fields, in the same order, belong to other objects.
fn is_other_tree(fields: &[Field], others: &[Field]) -> bool {
    names(fields) == names(others) && depths(fields) != depths(others)
}

fn depths(fields: &[Field]) -> Vec<usize> {
    fn add(fields: &[Field], depth: usize, out: &mut Vec<usize>) {
        for field in fields {
            out.push(depth);
            if let Some(object) = object(&field.ty) {
                add(&object.fields, depth + 1, out);
            }
        }
    }
    let mut out = Vec::new();
    add(fields, 0, &mut out);
    out
}

fn names(fields: &[Field]) -> Vec<String> {
    flatten(fields).into_iter().map(|field| field.name).collect()
}

/// Gives the fields of a tree the facts of others in the same order. Types stay where they are objects.
fn facts_from(fields: &mut [Field], others: &mut impl Iterator<Item = Field>) {
    for field in fields {
        let Some(other) = others.next() else { return };
        let ty = match (&field.ty, &other.ty) {
            (ty, other) if object(ty).is_none() && object(other).is_none() && !is_unknown(other) => other.clone(),
            (ty, _) => ty.clone(),
        };
        *field = Field { ty, ..other };
        if let Type::Object(object) = innermost_mut(&mut field.ty) {
            facts_from(&mut object.fields, others);
        }
    }
}
