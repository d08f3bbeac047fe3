//! One definition of several that show parts of one thing.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::mem;

use crate::ir::{
    Definition, DefinitionKind, Direction, EnumValue, Enumeration, Field, Listing, Owner, Presence, Type, TypeId,
};
use crate::vocabulary::is_not_supported;

/// What several definitions show together. The first of objects gives their name and order, the fullest of sets their order
/// and labels. `None` where there is none.
pub(super) fn union(mut parts: Vec<Definition>) -> Option<Definition> {
    let count = parts.len();
    parts.sort_by_key(|part| match &part.kind {
        DefinitionKind::Object(_) => Reverse(0),
        DefinitionKind::Enum(set) => Reverse(set.values.len()),
    });
    let mut parts = parts.into_iter();
    let mut union = parts.next()?;
    if count == 1 {
        return Some(union);
    }
    let mut fields = Vec::new();
    if let DefinitionKind::Object(object) = &mut union.kind {
        add_fields(&mut fields, &union.places, mem::take(&mut object.fields));
    }
    for Definition { places, kind, .. } in parts {
        match (&mut union.kind, kind) {
            (DefinitionKind::Object(object), DefinitionKind::Object(part)) => {
                object.words.or_more_general(&part.words);
                add_fields(&mut fields, &places, part.fields);
            }
            (DefinitionKind::Enum(set), DefinitionKind::Enum(part)) => add_values(set, part.values),
            _ => {}
        }
        union.places.extend(places);
    }
    if let DefinitionKind::Object(object) = &mut union.kind {
        object.fields = fields.into_iter().map(|field| field.finish(count)).collect();
    }
    Some(union)
}

/// A field of a union in the making.
struct UnionField {
    field: Field,
    /// How many parts list it, and whose pages these are.
    listed: usize,
    by: BTreeSet<Owner>,
    required_by: BTreeSet<Owner>,
}

impl UnionField {
    /// The field of the first part that lists it.
    fn new(field: Field, owners: impl Iterator<Item = Owner>) -> Self {
        let mut first = Self {
            field,
            listed: 0,
            by: BTreeSet::new(),
            required_by: BTreeSet::new(),
        };
        first.note(first.field.presence, owners);
        first
    }

    /// The same field in another part.
    fn add(&mut self, other: Field, owners: impl Iterator<Item = Owner>) {
        self.note(other.presence, owners);
        self.field.keep_agreed(&other);
        // A set of values tells more than the bare type that it is of.
        if !matches!(self.field.ty.innermost(), Type::Named(_)) {
            self.field.ty = other.ty;
        }
    }

    fn note(&mut self, presence: Presence, owners: impl Iterator<Item = Owner>) {
        self.listed += 1;
        for owner in owners {
            if presence == Presence::Required {
                self.required_by.insert(owner.clone());
            }
            self.by.insert(owner);
        }
    }

    fn finish(self, parts: usize) -> Field {
        let mut field = self.field;
        let mut listing = Listing::default();
        if self.listed < parts {
            field.presence = Presence::Optional;
            listing.by = self.by.into_iter().collect();
        }
        if field.presence == Presence::Optional {
            field.held = None;
            listing.required_by = self.required_by.into_iter().collect();
        }
        Field { listing, ..field }
    }
}

/// Adds the fields of an object that stands at `places`. In responses none is required.
fn add_fields(union: &mut Vec<UnionField>, places: &[TypeId], fields: Vec<Field>) {
    let is_sent = places.iter().all(|place| place.direction == Direction::Request);
    for field in fields {
        let field = Field {
            presence: if is_sent { field.presence } else { Presence::Optional },
            ..field
        };
        let owners = places.iter().map(|place| place.owner.clone());
        match union.iter_mut().find(|known| known.field.name == field.name) {
            Some(known) => known.add(field, owners),
            None => union.push(UnionField::new(field, owners)),
        }
    }
}

/// Adds the values that a set lacks, and the labels.
fn add_values(set: &mut Enumeration, values: Vec<EnumValue>) {
    for value in values {
        match set.values.iter_mut().find(|known| known.key == value.key) {
            Some(known) => {
                known.keep_agreed(&value);
                if known.label.is_empty() || is_not_supported(&known.label) {
                    known.label = value.label;
                }
            }
            None => set.values.push(value),
        }
    }
}
