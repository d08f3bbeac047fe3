//! Reading: the traits, and the one visitor that all types share.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What kind of value was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// `null`, or an empty text where the type has no use for one: an `Option` stays `None`.
    Nothing,
    /// An empty object, list or text where something larger is expected.
    Empty,
    /// A value.
    Value,
}

/// A JSON value that is no object, no list and not `null`.
#[derive(Clone, Copy, Debug)]
pub enum Scalar<'a> {
    /// `true` or `false`.
    Bool(bool),
    /// A number that fits.
    Int(i64),
    /// A number beyond [`i64::MAX`].
    Unsigned(u64),
    /// A number with a fraction or an exponent, or of too many digits.
    Float(f64),
    /// A string.
    Text(&'a str),
}

/// What is said of a number that is no [`Scalar::Int`] and no [`Scalar::Unsigned`].
pub(super) const NO_INTEGER: &str = "a number that is no integer of 64 bits";

impl Scalar<'_> {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Bool(_) => "a bool",
            Self::Int(_) => "an integer",
            Self::Unsigned(_) => "an integer beyond 64 bits with a sign",
            Self::Float(_) => NO_INTEGER,
            Self::Text(_) => "a string",
        }
    }

    /// Calls `read` with the text of the scalar, which is copied only where it is not a text already.
    ///
    /// # Errors
    /// A float has none: of `10.00` or a number of twenty digits, its text would not be what stood on the wire.
    pub fn with_text<T>(self, read: impl FnOnce(&str) -> T) -> Result<T, Mismatch> {
        Ok(match self {
            Self::Text(text) => read(text),
            Self::Bool(value) => read(if value { "true" } else { "false" }),
            Self::Int(number) => read(&number.to_string()),
            Self::Unsigned(number) => read(&number.to_string()),
            Self::Float(_) => return Err(Mismatch::scalar(String::EXPECTED, &self)),
        })
    }
}

/// The JSON is of a kind that the type cannot be read from. Names kinds, never the value.
#[derive(Clone, Copy, Debug)]
pub struct Mismatch {
    pub(super) expected: &'static str,
    pub(super) found: &'static str,
}

impl Mismatch {
    /// The mismatch between what is `expected` and the scalar that was found.
    #[must_use]
    pub const fn scalar(expected: &'static str, found: &Scalar<'_>) -> Self {
        Self {
            expected,
            found: found.kind(),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// A value that is read tolerantly, in place. Where nothing is read, it keeps the value that it has.
///
/// Generated objects get it from their [`Object`](super::Object).
pub trait Decode: Sized {
    /// What is expected on the wire, as error messages say it: `an integer`.
    const EXPECTED: &'static str;

    /// The value where nothing was read.
    fn start() -> Self;

    /// Takes a value that is neither object nor list. An empty string is an empty object or list.
    ///
    /// # Errors
    /// The type cannot be read from it.
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        refuse_scalar(Self::EXPECTED, &value)
    }

    /// Takes an object.
    ///
    /// # Errors
    /// The type cannot be read from it, or the JSON is broken.
    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        refuse_map(Self::EXPECTED, map)
    }

    /// Takes a list.
    ///
    /// # Errors
    /// The type cannot be read from it, or the JSON is broken.
    fn seq<'de, A: SeqAccess<'de>>(&mut self, mut seq: A) -> Result<Found, A::Error> {
        if seq.next_element::<IgnoredAny>()?.is_none() {
            return Ok(Found::Empty);
        }
        // To its end, so that what follows can be read if the list is left out.
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Err(A::Error::custom(Mismatch {
            expected: Self::EXPECTED,
            found: "a list",
        }))
    }

    /// Takes `null`.
    fn null(&mut self) -> Found {
        Found::Nothing
    }

    /// Takes a field that stands beside `code` in a response, or in a response that has no envelope; `Ok(false)` where
    /// there is no such field.
    ///
    /// # Errors
    /// The value cannot be read as the field's type.
    fn beside<'de, A: MapAccess<'de>>(&mut self, _key: &str, _map: &mut A) -> Result<bool, A::Error> {
        Ok(false)
    }
}

/// An empty text is an empty object or list; any other scalar is none.
pub(super) fn refuse_scalar(expected: &'static str, value: &Scalar<'_>) -> Result<Found, Mismatch> {
    match value {
        Scalar::Text("") => Ok(Found::Empty),
        other => Err(Mismatch::scalar(expected, other)),
    }
}

/// An empty object is an empty value of any kind; any other is none.
pub(super) fn refuse_map<'de, A: MapAccess<'de>>(expected: &'static str, mut map: A) -> Result<Found, A::Error> {
    if map.next_entry::<IgnoredAny, IgnoredAny>()?.is_none() {
        return Ok(Found::Empty);
    }
    // To its end, so that what follows can be read if the object is left out.
    while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Err(A::Error::custom(Mismatch {
        expected,
        found: "an object",
    }))
}

/// Reads a whole value from any format of serde, for `#[serde(deserialize_with = "…")]` and the like.
///
/// # Errors
/// The value cannot be read as `T`. Here that may be a number with a fraction where `T` has a text, since its digits are
/// gone already; the response of a call and [`from_str`](super::from_str) keep them.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::start();
    deserializer.deserialize_any(Slot(&mut value))?;
    Ok(value)
}

/// A place that a value is read into: the one visitor of this crate.
#[derive(Debug)]
pub struct Slot<'a, T>(pub &'a mut T);

impl<'de, T: Decode> DeserializeSeed<'de> for Slot<'_, T> {
    type Value = Found;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Decode> Visitor<'de> for Slot<'_, T> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    #[inline]
    fn visit_bool<E: Error>(self, value: bool) -> Result<Found, E> {
        self.0.scalar(Scalar::Bool(value)).map_err(E::custom)
    }

    #[inline]
    fn visit_i64<E: Error>(self, value: i64) -> Result<Found, E> {
        self.0.scalar(Scalar::Int(value)).map_err(E::custom)
    }

    #[inline]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Found, E> {
        let scalar = i64::try_from(value).map_or(Scalar::Unsigned(value), Scalar::Int);
        self.0.scalar(scalar).map_err(E::custom)
    }

    #[inline]
    fn visit_f64<E: Error>(self, value: f64) -> Result<Found, E> {
        self.0.scalar(Scalar::Float(value)).map_err(E::custom)
    }

    #[inline]
    fn visit_str<E: Error>(self, value: &str) -> Result<Found, E> {
        self.0.scalar(Scalar::Text(value)).map_err(E::custom)
    }

    #[inline]
    fn visit_unit<E: Error>(self) -> Result<Found, E> {
        Ok(self.0.null())
    }

    #[inline]
    fn visit_none<E: Error>(self) -> Result<Found, E> {
        Ok(self.0.null())
    }

    #[inline]
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Found, A::Error> {
        self.0.map(map)
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Found, A::Error> {
        self.0.seq(seq)
    }
}

/// Reads a key without copying it, unless it holds escapes.
pub(crate) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

impl Decode for () {
    const EXPECTED: &'static str = "anything";

    fn start() -> Self {}

    fn scalar(&mut self, _: Scalar<'_>) -> Result<Found, Mismatch> {
        Ok(Found::Value)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<Found, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Found::Value)
    }

    fn seq<'de, A: SeqAccess<'de>>(&mut self, mut seq: A) -> Result<Found, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Found::Value)
    }
}
