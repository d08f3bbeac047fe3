//! Writing: the traits that request types implement, and the bridge to serde.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Json, Map};

/// A generated type that is written: all of its fields, in the order of the documentation.
pub trait Each {
    /// Gives each field to `sink`.
    fn each<S: Sink>(&self, sink: &mut S);
}

/// What takes the fields of a body: a JSON object, a multipart form, a URL-encoded form.
///
/// A sink keeps its first error and ignores what comes after it.
pub trait Sink {
    /// Writes one field, unless its value is absent.
    fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T);
}

/// A value that can be written.
pub trait Encode: Serialize {
    /// Whether the field is left out. True for `None` alone: an empty list is written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// No value.
impl Encode for () {
    fn is_absent(&self) -> bool {
        true
    }
}

macro_rules! always_written {
    ($($name:ty),+) => { $( impl Encode for $name {} )+ };
}

always_written!(bool, i64, f64, str, String, Json);

impl<T: Encode> Encode for Vec<T> {}

impl<T: Encode> Encode for Map<T> {}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Encode::is_absent)
    }
}

impl<T: Encode + ?Sized> Encode for Box<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: Encode + ?Sized> Encode for &T {
    #[inline]
    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

/// Writes a value that implements [`Each`] as an object, for `Serialize`.
///
/// # Errors
/// The serializer's own.
pub fn serialize_each<T: Each, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut sink = MapSink {
        map: serializer.serialize_map(None)?,
        error: None,
    };
    value.each(&mut sink);
    match sink.error {
        None => sink.map.end(),
        Some(error) => Err(error),
    }
}

struct MapSink<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Sink for MapSink<M> {
    fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        if self.error.is_none() && !value.is_absent() {
            self.error = self.map.serialize_entry(name, value).err();
        }
    }
}

/// Makes types that implement [`Each`](crate::wire::Each) writable: adds [`Encode`](crate::wire::Encode) and
/// `Serialize`.
#[doc(hidden)]
#[macro_export]
macro_rules! __encode {
    ($($name:ty),+ $(,)?) => { $(
        impl $crate::wire::Encode for $name {}

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize_each(self, serializer)
            }
        }
    )+ };
}
