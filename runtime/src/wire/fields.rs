//! What a generated type says of itself, and all that follows from it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess};
use serde::ser::Serializer;

use super::decode::Key;
use super::encode::{serialize_fields, show_fields};
use super::{Decode, Encode, Found, Sink, Slot, path};

/// A generated object: it gives its fields to whatever writes or shows them.
///
/// How that is done is the same code for all types, which spares the compiler an implementation of each for each.
pub trait Fields {
    /// Gives each field to `sink`, which writes it.
    fn write<S: Sink>(&self, sink: &mut S);
}

/// A generated object of answers: it gives its fields to whatever reads them.
pub trait FieldsMut: Default {
    /// Gives each field to `from`, which fills it.
    fn read<S: Source>(&mut self, from: &mut S);
}

/// What fills the fields of an object.
pub trait Source {
    /// Fills one field, if the value at hand is that of `name`.
    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T);
}

impl<T: Fields> Fields for Box<T> {
    fn write<S: Sink>(&self, sink: &mut S) {
        (**self).write(sink);
    }
}

impl<T: FieldsMut> FieldsMut for Box<T> {
    fn read<S: Source>(&mut self, from: &mut S) {
        (**self).read(from);
    }
}

impl<T: FieldsMut> Decode for T {
    const EXPECTED: &'static str = "an object";

    fn start() -> Self {
        Self::default()
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        read_fields(self, map)
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

impl<T: Fields> Encode for T {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_fields(self, serializer)
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_fields(self, f)
    }
}

/// Reads every field of an object into `target`, skipping what it does not know.
fn read_fields<'de, T: FieldsMut, A: MapAccess<'de>>(target: &mut T, mut map: A) -> Result<Found, A::Error> {
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
    key: Option<Cow<'de, str>>,
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
