//! Open sets of values: those that the documentation lists, and those of tomorrow.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::{Discriminant, discriminant};

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::{Decode, Encode, Found, Mismatch, Scalar};

/// A value of a set that the server may extend: one that the documentation lists, or another one.
///
/// It equals a documented value by `==`, is made from one or from what stands on the wire by `into`, and `Display` shows
/// it as it stands on the wire.
///
/// ```
/// # use feishu_openapi_runtime::{Open, wire};
/// # #[derive(Clone, Copy)] pub enum Color { Red, Blue }
/// # wire::string_enum! { Color { Red = "red", Blue = "blue" } }
/// let color: Open<Color> = "red".into();
/// assert!(color == Color::Red);
/// match color {
///     Open::Known(Color::Red) => println!("as expected"),
///     other => println!("{other}, which this program has no use for"),
/// }
/// ```
pub enum Open<E: Values> {
    /// A documented value.
    Known(E),
    /// A value that no page listed when the code was generated.
    Undocumented(Undocumented<E::Wire>),
}

/// A value that the documentation did not list when the code was generated.
///
/// It can be looked at, but not be matched on, so that a value that is documented later changes the meaning of no
/// program.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Undocumented<T>(T);

impl<T> Undocumented<T> {
    /// The value as it stands on the wire.
    pub const fn value(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Undocumented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: fmt::Debug> fmt::Debug for Undocumented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The documented values of a set: a generated enum without data.
///
/// All that can be done with a value is done by [`Open`], once for all sets: code that each enum had of its own was a
/// third of what compiling the generated crate cost.
pub trait Values: Copy + 'static {
    /// What the values are on the wire: `String` or `i64`.
    type Wire: Wire;

    /// Each value with how it stands on the wire.
    const VALUES: &'static [(Self, <Self::Wire as Wire>::Literal)];
}

/// What values of a set are on the wire: `String` or `i64`.
pub trait Wire: Decode + Encode + Clone + Eq + Hash + fmt::Display + fmt::Debug {
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

/// How a documented value stands on the wire. `None` where a set leaves one of its values out, which none does.
fn literal<E: Values>(value: &E) -> Option<<E::Wire as Wire>::Literal> {
    let mut values = E::VALUES.iter();
    let found = values.find(|(known, _)| discriminant(known) == discriminant(value));
    found.map(|(_, literal)| *literal)
}

impl<E: Values> Open<E> {
    /// The documented value, if it is one.
    pub const fn known(&self) -> Option<E> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Undocumented(_) => None,
        }
    }

    /// What equality and hashing look at. What is documented is never held as undocumented.
    fn identity(&self) -> Result<Discriminant<E>, &E::Wire> {
        match self {
            Self::Known(value) => Ok(discriminant(value)),
            Self::Undocumented(Undocumented(value)) => Err(value),
        }
    }
}

impl<E: Values<Wire = String>> Open<E> {
    /// The value as it stands on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(value) => literal(value).unwrap_or_default(),
            Self::Undocumented(value) => value.value(),
        }
    }
}

impl<E: Values<Wire = i64>> Open<E> {
    /// The value as it stands on the wire.
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::Known(value) => literal(value).unwrap_or_default(),
            Self::Undocumented(value) => *value.value(),
        }
    }
}

impl<E: Values> From<E> for Open<E> {
    fn from(value: E) -> Self {
        Self::Known(value)
    }
}

impl<E: Values<Wire = String>> From<&str> for Open<E> {
    fn from(value: &str) -> Self {
        match E::VALUES.iter().find(|(_, literal)| *literal == value) {
            Some((known, _)) => Self::Known(*known),
            None => Self::Undocumented(Undocumented(value.to_owned())),
        }
    }
}

impl<E: Values<Wire = String>> From<String> for Open<E> {
    fn from(value: String) -> Self {
        value.as_str().into()
    }
}

impl<E: Values<Wire = String>> From<&String> for Open<E> {
    fn from(value: &String) -> Self {
        value.as_str().into()
    }
}

impl<E: Values<Wire = i64>> From<i64> for Open<E> {
    fn from(value: i64) -> Self {
        match E::VALUES.iter().find(|(_, literal)| *literal == value) {
            Some((known, _)) => Self::Known(*known),
            None => Self::Undocumented(Undocumented(value)),
        }
    }
}

/// What an integer without a suffix is to the compiler.
impl<E: Values<Wire = i64>> From<i32> for Open<E> {
    fn from(value: i32) -> Self {
        i64::from(value).into()
    }
}

impl<E: Values> Clone for Open<E> {
    fn clone(&self) -> Self {
        match self {
            Self::Known(value) => Self::Known(*value),
            Self::Undocumented(value) => Self::Undocumented(value.clone()),
        }
    }
}

impl<E: Values<Wire = i64>> Copy for Open<E> {}

impl<E: Values> PartialEq for Open<E> {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl<E: Values> Eq for Open<E> {}

impl<E: Values> PartialEq<E> for Open<E> {
    fn eq(&self, other: &E) -> bool {
        self.identity() == Ok(discriminant(other))
    }
}

impl<E: Values> Hash for Open<E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}

impl<E: Values> fmt::Display for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => fmt_value(value, f),
            Self::Undocumented(value) => value.fmt(f),
        }
    }
}

impl<E: Values> fmt::Debug for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Shows a documented value as it stands on the wire.
///
/// # Errors
/// The formatter's own.
pub fn fmt_value<E: Values>(value: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    literal(value).map_or(Ok(()), |literal| fmt::Display::fmt(&literal, f))
}

impl<E: Values> Decode for Open<E> {
    const EXPECTED: &'static str = E::Wire::EXPECTED;

    fn start() -> Self {
        E::Wire::start().open()
    }

    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        E::Wire::read(self, value)
    }
}

impl<E: Values> Encode for Open<E> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => literal(value).encode(serializer),
            Self::Undocumented(value) => value.value().encode(serializer),
        }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl<E: Values> Serialize for Open<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.encode(serializer)
    }
}

impl<'de, E: Values> Deserialize<'de> for Open<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

/// Says how the values of an enum stand on the wire, where they are texts.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::__values!($name, ::std::string::String, &'static str, [$((Self::$variant, $value)),*]);
    };
}

/// Says how the values of an enum stand on the wire, where they are integers.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        $crate::__values!($name, i64, i64, [$((Self::$variant, $value)),*]);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __values {
    ($name:ident, $wire:ty, $literal:ty, $values:expr) => {
        impl $crate::wire::Values for $name {
            type Wire = $wire;
            const VALUES: &'static [(Self, $literal)] = &$values;
        }

        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::wire::fmt_value(self, f)
            }
        }
    };
}
