//! Open sets of values: those that the documentation lists, and those of tomorrow.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::mem::{Discriminant, discriminant};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::values::{entry, literal, show_value};
use super::{Decode, Encode, Found, Mismatch, Scalar, Values, Wire};

/// A value of a set that the server may extend: one that the documentation lists, or another one.
///
/// It equals a documented value by `==`, is made from one or from what stands on the wire by `into`, and `Display` and
/// `FromStr` are as it stands on the wire; `Debug` is by name. [`MaybeOpen`] is for one that may be missing.
///
/// ```
/// # use feishu_openapi_runtime::{Open, wire};
/// # pub enum Color { Red, Blue }
/// # wire::values! { Color: String { Red = "red", Blue = "blue" } }
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl<E: Values> Open<E> {
    /// The documented value, if it is one.
    pub const fn known(&self) -> Option<E> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Undocumented(_) => None,
        }
    }

    /// What the order looks at: the place in the documentation, or how the value stands on the wire.
    fn place(&self) -> Result<usize, &E::Wire> {
        match self {
            Self::Known(value) => Ok(entry(value).map_or(usize::MAX, |(at, _)| at)),
            Self::Undocumented(Undocumented(value)) => Err(value),
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

/// As an iterator over a slice of values gives it.
impl<E: Values> From<&E> for Open<E> {
    fn from(value: &E) -> Self {
        Self::Known(*value)
    }
}

/// As an iterator over a slice gives it.
impl<E: Values> From<&Self> for Open<E> {
    fn from(value: &Self) -> Self {
        value.clone()
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

impl<E: Values<Wire = String>> From<Cow<'_, str>> for Open<E> {
    fn from(value: Cow<'_, str>) -> Self {
        value.as_ref().into()
    }
}

/// As an iterator over a slice of texts gives it.
impl<E: Values<Wire = String>> From<&&str> for Open<E> {
    fn from(value: &&str) -> Self {
        (*value).into()
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

impl<E: Values<Wire = i64>> From<&i64> for Open<E> {
    fn from(value: &i64) -> Self {
        (*value).into()
    }
}

/// Integers that are never too large. One without a suffix is an `i32` to the compiler.
macro_rules! from_integers {
    ($($integer:ty)+) => { $(
        impl<E: Values<Wire = i64>> From<$integer> for Open<E> {
            fn from(value: $integer) -> Self {
                i64::from(value).into()
            }
        }

        impl<E: Values<Wire = i64>> From<&$integer> for Open<E> {
            fn from(value: &$integer) -> Self {
                i64::from(*value).into()
            }
        }
    )+ };
}

from_integers!(i8 i16 i32 u8 u16 u32);

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

/// Documented values in the order of the documentation, then others by how they stand on the wire.
impl<E: Values> Ord for Open<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place().cmp(&other.place())
    }
}

impl<E: Values> PartialOrd for Open<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// As it stands on the wire.
impl<E: Values> fmt::Display for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => literal(value).map_or(Ok(()), |literal| fmt::Display::fmt(&literal, f)),
            Self::Undocumented(value) => value.fmt(f),
        }
    }
}

/// Reads what stands on the wire. Fails only where that is an integer and the text is none.
impl<E: Values> FromStr for Open<E> {
    type Err = <E::Wire as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(E::Wire::open)
    }
}

/// A documented value by its name, another one as it stands on the wire.
impl<E: Values> fmt::Debug for Open<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => show_value(value, f),
            Self::Undocumented(value) => value.fmt(f),
        }
    }
}

/// An [`Open`] value that may be missing, as fields of responses are.
///
/// ```
/// # use feishu_openapi_runtime::{Open, wire};
/// # pub enum MsgType { Text, Image }
/// # wire::values! { MsgType: String { Text = "text", Image = "image" } }
/// # struct Message { msg_type: Option<Open<MsgType>> }
/// # let message = Message { msg_type: Some("text".into()) };
/// use feishu_openapi_runtime::MaybeOpen;
///
/// assert!(message.msg_type.is(MsgType::Text));
/// match message.msg_type.known() {
///     Some(MsgType::Text) => println!("as expected"),
///     _ => println!("{:?}, which this program has no use for", message.msg_type),
/// }
/// ```
pub trait MaybeOpen<E> {
    /// Whether it is there, and this documented value.
    fn is(&self, value: E) -> bool;

    /// The documented value, if it is there and is one.
    fn known(&self) -> Option<E>;
}

impl<E: Values> MaybeOpen<E> for Option<Open<E>> {
    fn is(&self, value: E) -> bool {
        self.as_ref().is_some_and(|open| *open == value)
    }

    fn known(&self) -> Option<E> {
        self.as_ref().and_then(Open::known)
    }
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
