//! What a generated type says of itself, and all that follows from it: one trait, implemented once a type.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess};
use serde::ser::Serializer;

use super::decode::{Key, refuse_map, refuse_scalar};
use super::encode::{serialize_fields, show_fields};
use super::{Decode, Encode, Found, Mismatch, Scalar, Sink, Slot, path};

/// A generated type.
///
/// It says of which kind it is, and what its fields are. Reading, writing and showing are then the same code for all
/// types, which spares the compiler an implementation of each for each.
pub trait Value: Sized {
    /// [`Object`], [`Input`], [`Text`](struct@Text) or [`Number`].
    type Kind;

    /// Gives each field to `source`, which fills it.
    fn read<S: Source>(&mut self, _source: &mut S) {}

    /// Gives each field to `sink`, which writes it.
    fn write<S: Sink>(&self, _sink: &mut S) {}
}

/// What fills the fields of an object.
pub trait Source {
    /// Fills one field, if the value at hand is that of `name`.
    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T);
}

/// Kind of the types of answers: objects that are read, and can be written.
#[derive(Debug)]
pub enum Object {}

/// Kind of the types of requests: objects that are only written.
#[derive(Debug)]
pub enum Input {}

/// Kind of enums whose values are texts.
#[derive(Debug)]
pub enum Text {}

/// Kind of enums whose values are integers.
#[derive(Debug)]
pub enum Number {}

/// Kind of what lies behind a pointer.
#[derive(Debug)]
pub struct Boxed<K>(K);

impl<T: Value> Value for Box<T> {
    type Kind = Boxed<T::Kind>;

    fn read<S: Source>(&mut self, source: &mut S) {
        (**self).read(source);
    }

    fn write<S: Sink>(&self, sink: &mut S) {
        (**self).write(sink);
    }
}

/// How a kind of types is read.
pub trait Reader<T> {
    /// What an error says was expected.
    const EXPECTED: &'static str;

    /// The value before anything is read.
    fn start() -> T;

    /// Takes a scalar.
    ///
    /// # Errors
    /// The type cannot be read from it.
    fn scalar(_value: &mut T, scalar: Scalar<'_>) -> Result<Found, Mismatch> {
        refuse_scalar(Self::EXPECTED, &scalar)
    }

    /// Takes an object.
    ///
    /// # Errors
    /// The type cannot be read from it, or the JSON is broken.
    fn map<'de, A: MapAccess<'de>>(_value: &mut T, map: A) -> Result<Found, A::Error> {
        refuse_map(Self::EXPECTED, map)
    }
}

/// How a kind of types is written and shown.
pub trait Writer<T> {
    /// Writes the value.
    ///
    /// # Errors
    /// The serializer's own.
    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error>;

    /// Shows the value to a programmer.
    ///
    /// # Errors
    /// The formatter's own.
    fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

impl<T: Value> Decode for T
where
    T::Kind: Reader<T>,
{
    const EXPECTED: &'static str = T::Kind::EXPECTED;

    fn start() -> Self {
        T::Kind::start()
    }

    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        T::Kind::scalar(self, value)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        T::Kind::map(self, map)
    }

    fn beside<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        let mut source = Single {
            key,
            map,
            read: Ok(false),
        };
        self.read(&mut source);
        source.read
    }
}

impl<T: Value> Encode for T
where
    T::Kind: Writer<T>,
{
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::Kind::encode(self, serializer)
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::Kind::show(self, f)
    }
}

impl<T: Value + Default> Reader<T> for Object {
    const EXPECTED: &'static str = "an object";

    fn start() -> T {
        T::default()
    }

    fn map<'de, A: MapAccess<'de>>(value: &mut T, map: A) -> Result<Found, A::Error> {
        read_fields(value, map)
    }
}

impl<T: for<'a> From<&'a str>> Reader<T> for Text {
    const EXPECTED: &'static str = "a string";

    fn start() -> T {
        T::from("")
    }

    fn scalar(value: &mut T, scalar: Scalar<'_>) -> Result<Found, Mismatch> {
        *value = scalar.with_text(|text| T::from(text));
        Ok(Found::Value)
    }
}

impl<T: From<i64>> Reader<T> for Number {
    const EXPECTED: &'static str = "an integer";

    fn start() -> T {
        T::from(0)
    }

    fn scalar(value: &mut T, scalar: Scalar<'_>) -> Result<Found, Mismatch> {
        let mut number = 0;
        let found = Decode::scalar(&mut number, scalar)?;
        *value = T::from(number);
        Ok(found)
    }
}

impl<T, K: Reader<T>> Reader<Box<T>> for Boxed<K> {
    const EXPECTED: &'static str = K::EXPECTED;

    fn start() -> Box<T> {
        Box::new(K::start())
    }

    fn scalar(value: &mut Box<T>, scalar: Scalar<'_>) -> Result<Found, Mismatch> {
        K::scalar(value, scalar)
    }

    fn map<'de, A: MapAccess<'de>>(value: &mut Box<T>, map: A) -> Result<Found, A::Error> {
        K::map(value, map)
    }
}

macro_rules! written_as_fields {
    ($($kind:ty),+) => { $(
        impl<T: Value> Writer<T> for $kind {
            fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_fields(value, serializer)
            }

            fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                show_fields(value, f)
            }
        }
    )+ };
}

written_as_fields!(Object, Input);

impl<T: fmt::Display> Writer<T> for Text {
    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        value.fmt(f)
    }
}

impl<T: fmt::Display + Copy + Into<i64>> Writer<T> for Number {
    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64((*value).into())
    }

    fn show(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        value.fmt(f)
    }
}

impl<T, K: Writer<T>> Writer<Box<T>> for Boxed<K> {
    fn encode<S: Serializer>(value: &Box<T>, serializer: S) -> Result<S::Ok, S::Error> {
        K::encode(value, serializer)
    }

    fn show(value: &Box<T>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        K::show(value, f)
    }
}

/// Reads every field of an object into `target`, skipping what it does not know.
fn read_fields<'de, T: Value, A: MapAccess<'de>>(target: &mut T, mut map: A) -> Result<Found, A::Error> {
    let Some(first) = map.next_key_seed(Key)? else {
        return Ok(Found::Empty);
    };
    let mut source = Entries {
        map,
        key: Some(first),
        error: None,
        has_read: false,
    };
    while source.key.is_some() {
        source.has_read = false;
        target.read(&mut source);
        if !source.has_read {
            source.skip();
        }
    }
    source.error.map_or(Ok(Found::Value), Err)
}

/// The entries of an object. The fields are gone through as long as there are entries: once, where these come in the
/// order of the documentation.
struct Entries<'de, A: MapAccess<'de>> {
    map: A,
    /// Key of the entry whose value comes next.
    key: Option<std::borrow::Cow<'de, str>>,
    error: Option<A::Error>,
    has_read: bool,
}

impl<'de, A: MapAccess<'de>> Entries<'de, A> {
    /// Goes on to the next entry after the value of this one.
    fn advance<V>(&mut self, value: Result<V, A::Error>) {
        let key = self.key.take().unwrap_or_default();
        let next = match value {
            Ok(_) => self.map.next_key_seed(Key),
            Err(error) => Err(path::at_field(&key, &error)),
        };
        match next {
            Ok(next) => self.key = next,
            Err(error) => self.error = Some(error),
        }
    }

    fn skip(&mut self) {
        let value = self.map.next_value::<IgnoredAny>();
        self.advance(value);
    }
}

impl<'de, A: MapAccess<'de>> Source for Entries<'de, A> {
    #[inline]
    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T) {
        if self.key.as_deref() == Some(name) {
            self.has_read = true;
            let value = self.map.next_value_seed(Slot(slot));
            self.advance(value);
        }
    }
}

/// One entry of an object.
struct Single<'a, A, E> {
    key: &'a str,
    map: &'a mut A,
    read: Result<bool, E>,
}

impl<'de, A: MapAccess<'de>> Source for Single<'_, A, A::Error> {
    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T) {
        if self.key == name && matches!(self.read, Ok(false)) {
            self.read = self.map.next_value_seed(Slot(slot)).map(|_| true);
        }
    }
}
