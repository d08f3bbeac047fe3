//! Several fields of an object in one call.

use super::{Value, Visitor};

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
