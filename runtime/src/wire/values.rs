//! Sets of values that the documentation lists, as generated enums.

use std::fmt;
use std::hash::Hash;
use std::mem::discriminant;
use std::str::FromStr;

use super::{Decode, Encode, Found, Mismatch, Open, Scalar};

/// The documented values of a set: a generated enum without data.
///
/// All that can be done with a value is done here and by [`Open`], once for all sets: code that each enum had of its own was a
/// third of what compiling the generated crate cost.
pub trait Values: Copy + 'static {
    /// What the values are on the wire: `String` or `i64`.
    type Wire: Wire;

    /// Each value with how it stands on the wire.
    const VALUES: &'static [(Self, <Self::Wire as Wire>::Literal)];

    /// The names of the values in the code, in the same order, parted by spaces: as one text they cost the compiler less.
    const NAMES: &'static str;
}

/// What values of a set are on the wire: `String` or `i64`.
pub trait Wire: Decode + Encode + Clone + Ord + Hash + FromStr + fmt::Display + fmt::Debug {
    /// The same in a constant.
    type Literal: Copy + Encode + fmt::Display + 'static;

    /// Takes a scalar, without copying a text that is documented.
    ///
    /// # Errors
    /// It is not a value on the wire.
    fn read<E: Values<Wire = Self>>(slot: &mut Open<E>, value: Scalar<'_>) -> Result<Found, Mismatch>;

    /// The value as one of the set.
    fn open<E: Values<Wire = Self>>(self) -> Open<E>;
}

impl Wire for String {
    type Literal = &'static str;

    fn read<E: Values<Wire = Self>>(slot: &mut Open<E>, value: Scalar<'_>) -> Result<Found, Mismatch> {
        *slot = value.with_text(|text| text.into())?;
        Ok(Found::Value)
    }

    fn open<E: Values<Wire = Self>>(self) -> Open<E> {
        self.into()
    }
}

impl Wire for i64 {
    type Literal = Self;

    fn read<E: Values<Wire = Self>>(slot: &mut Open<E>, value: Scalar<'_>) -> Result<Found, Mismatch> {
        let mut number = Self::start();
        let found = number.scalar(value)?;
        *slot = number.into();
        Ok(found)
    }

    fn open<E: Values<Wire = Self>>(self) -> Open<E> {
        self.into()
    }
}

/// Where a value stands among those of its set, and how it stands on the wire. `None` where a set leaves one of its values
/// out, which none does.
pub(super) fn entry<E: Values>(value: &E) -> Option<(usize, <E::Wire as Wire>::Literal)> {
    let mut values = E::VALUES.iter();
    let at = values.position(|(known, _)| discriminant(known) == discriminant(value))?;
    Some((at, E::VALUES.get(at)?.1))
}

/// How a documented value stands on the wire.
pub(super) fn literal<E: Values>(value: &E) -> Option<<E::Wire as Wire>::Literal> {
    entry(value).map(|(_, literal)| literal)
}

/// Shows a documented value to a programmer, by its name.
///
/// # Errors
/// The formatter's own.
pub fn show_value<E: Values>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = entry(value).and_then(|(at, _)| E::NAMES.split_whitespace().nth(at));
    f.write_str(name.unwrap_or_default())
}

/// Says how the values of an enum stand on the wire, as texts or as integers: `values! { Color: String { Red = "red" } }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __values {
    ($name:ident: $wire:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $crate::wire::Values for $name {
            type Wire = $wire;
            const VALUES: &'static [(Self, <$wire as $crate::wire::Wire>::Literal)] = &[$((Self::$variant, $value)),*];
            const NAMES: &'static str = ::core::stringify!($($variant)*);
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::wire::show_value(self, f)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                *self as isize == *other as isize
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::marker::Copy for $name {}

        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                *self
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                state.write_isize(*self as isize);
            }
        }
    };
}
