//! What objects of responses consist of, and how they give it: field by field, or several in one call.

use super::{Decode, Encode, Json, Map, Open, Values};

/// A generated object of responses: one list of its fields serves to read, write, show and copy it.
///
/// The list is of the fields of two values, of which one can be changed. Reading looks at that one alone, writing at the
/// other, copying at both; what is not looked at is an empty value. A list for each purpose would be shorter to explain
/// and a fifth more to compile.
pub trait Object: Default + Clone {
    /// Gives each field of both values to `with`.
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V);
}

/// What a field of an [`Object`] holds.
///
/// A trait of its own, so that the compiler proves one thing for each of thousands of fields, and not three; and with an
/// implementation for each kind of value rather than one for all, so that what a value consists of is proven once too.
pub trait Value: Decode + Encode + Clone {}

impl<T: Object> Value for T {}
impl<T: Value> Value for Option<T> {}
impl<T: Value> Value for Vec<T> {}
impl<T: Value> Value for Map<T> {}
impl<E: Values> Value for Open<E> {}
impl Value for bool {}
impl Value for f64 {}
impl Value for i64 {}
impl Value for Json {}
impl Value for String {}

/// What a field of an [`Object`] holds while nothing was read into it, in a constant: a call of `Default::default` for each
/// field has the compiler prove what becomes of the other fields when it panics.
pub trait Empty {
    /// Nothing.
    const EMPTY: Self;
}

impl<T> Empty for Option<T> {
    const EMPTY: Self = None;
}

impl<T> Empty for Vec<T> {
    const EMPTY: Self = Self::new();
}

/// Takes the fields of two values of an [`Object`]: to read, to write, or to copy them.
pub trait Visitor {
    /// Takes the field `name` of both values.
    fn field<T: Value>(&mut self, name: &'static str, slot: &mut T, other: &T);

    /// Takes several fields of both values: one to twelve. The compiler looks at one call, not at one for each field.
    #[inline]
    fn fields<O, S: Slots<O, N>, const N: usize>(&mut self, names: [&'static str; N], slots: S, others: O)
    where
        Self: Sized,
    {
        slots.visit(others, names, self);
    }
}

impl<T: Object> Object for Box<T> {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        (**self).visit(other, with);
    }
}

/// A tuple of fields that can be changed, of which `O` has the same ones of another value.
///
/// What takes tuples is [`Visitor::fields`]. They have `N` fields: one to twelve.
pub trait Slots<O, const N: usize> {
    /// Gives each field of both values to `with`.
    fn visit<V: Visitor>(self, others: O, names: [&'static str; N], with: &mut V);
}

macro_rules! slots {
    ($count:literal: $($field:ident $at:tt),+) => {
        impl<$($field: Value),+> Slots<($(&$field,)+), $count> for ($(&mut $field,)+) {
            #[inline]
            fn visit<V: Visitor>(self, others: ($(&$field,)+), names: [&'static str; $count], with: &mut V) {
                $(with.field(names[$at], self.$at, others.$at);)+
            }
        }
    };
}

slots!(1: A 0);
slots!(2: A 0, B 1);
slots!(3: A 0, B 1, C 2);
slots!(4: A 0, B 1, C 2, D 3);
slots!(5: A 0, B 1, C 2, D 3, E 4);
slots!(6: A 0, B 1, C 2, D 3, E 4, F 5);
slots!(7: A 0, B 1, C 2, D 3, E 4, F 5, G 6);
slots!(8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
slots!(9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
slots!(10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
slots!(11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
slots!(12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
