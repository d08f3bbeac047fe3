//! What the pages of a shared type agree on.

use crate::ir::{Constraints, Field, Object, Presence};

/// Leaves in `shared` only the facts that `other`, equal to it on the wire, states as well. Texts and examples stay.
pub(super) fn agree(shared: &mut Object, other: &Object) {
    for field in &mut shared.fields {
        if let Some(same) = other.fields.iter().find(|candidate| candidate.name == field.name) {
            agree_on_field(field, same);
        }
    }
}

pub(super) fn agree_on_field(field: &mut Field, other: &Field) {
    keep_if_equal(&mut field.default, &other.default);
    keep_if_equal(&mut field.unit, &other.unit);
    keep_if_equal(&mut field.scopes, &other.scopes);
    field.deprecated &= other.deprecated;
    if other.presence == Presence::Optional {
        field.presence = Presence::Optional;
    }
    let Constraints {
        min_length,
        max_length,
        minimum,
        maximum,
        pattern,
    } = &mut field.constraints;
    keep_if_equal(min_length, &other.constraints.min_length);
    keep_if_equal(max_length, &other.constraints.max_length);
    keep_if_equal(minimum, &other.constraints.minimum);
    keep_if_equal(maximum, &other.constraints.maximum);
    keep_if_equal(pattern, &other.constraints.pattern);
}

fn keep_if_equal<T: Default + PartialEq>(fact: &mut T, other: &T) {
    if fact != other {
        *fact = T::default();
    }
}
