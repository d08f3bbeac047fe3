//! The fields of generated types, and what follows from them: reading, writing and copying.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess};
use serde::ser::{Error as _, SerializeMap, Serializer};

use super::decode::Key;
use super::encode::{Hidden, is_hidden, read_json};
use super::{Decode, Encode, Found, Object, Sink, Slot, Value, Visitor, Written, lenient, path};

/// An object that gives its fields to whatever writes or shows them.
///
/// How that is done is the same code for all types, which spares the compiler an implementation of each for each.
///
/// `C` is the type of the object when its required fields are set. One in which some are missing has no fields to give.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit where the API takes `{C}`",
    label = "does not fit `{C}`"
)]
pub trait Fields<C = Self> {
    /// Gives each field to `sink`, which writes it.
    fn write<S: Sink>(&self, sink: &mut S);
}

/// An object that gives its fields to whatever reads them.
pub trait FieldsMut: Default {
    /// Hands each field to `from`, which fills one at a time: that whose name stands on the wire next.
    fn read<S: Source>(&mut self, from: &mut S);

    /// Hands the fields over again and again, until `from` has no value left.
    #[inline]
    fn read_all<S: Source>(&mut self, from: &mut S) {
        while from.begin() {
            self.read(from);
        }
    }
}

/// What fills the fields of an object.
pub trait Source {
    /// Whether there is another value, so that the fields should be handed over once more.
    fn begin(&mut self) -> bool;

    /// Fills one field, if the value at hand is that of `name`.
    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T);
}

impl<T: Object> Fields for T {
    fn write<S: Sink>(&self, sink: &mut S) {
        Self::default().visit(self, &mut Writing(sink));
    }
}

impl<T: Object> FieldsMut for T {
    fn read<S: Source>(&mut self, from: &mut S) {
        self.visit(&Self::default(), &mut Reading(from));
    }

    #[inline]
    fn read_all<S: Source>(&mut self, from: &mut S) {
        let empty = Self::default();
        while from.begin() {
            self.visit(&empty, &mut Reading(from));
        }
    }
}

/// A copy of an object.
pub fn copy<T: Object>(original: &T) -> T {
    let mut copy = T::default();
    copy.visit(original, &mut Copying);
    copy
}

/// Whether two objects hold the same: whether the same JSON is written of them. Comparing field by field would be faster, and
/// have the compiler prove one thing more for each field of each type.
pub fn equal<T: Object>(one: &T, other: &T) -> bool {
    let json = |object| serde_json::to_value(Written(object));
    matches!((json(one), json(other)), (Ok(one), Ok(other)) if one == other)
}

/// Shows an object to a programmer, as [`show_fields`] does. A function of its own, since the compiler proves less for it.
///
/// # Errors
/// The formatter's own.
pub fn show<T: Object>(object: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    show_fields(object, f)
}

struct Writing<'a, S>(&'a mut S);

impl<S: Sink> Visitor for Writing<'_, S> {
    fn field<T: Value>(&mut self, name: &'static str, _: &mut T, value: &T) {
        self.0.field(name, value);
    }
}

struct Reading<'a, S>(&'a mut S);

impl<S: Source> Visitor for Reading<'_, S> {
    #[inline]
    fn field<T: Value>(&mut self, name: &'static str, slot: &mut T, _: &T) {
        self.0.field(name, slot);
    }
}

struct Copying;

impl Visitor for Copying {
    fn field<T: Value>(&mut self, _: &'static str, slot: &mut T, original: &T) {
        slot.clone_from(original);
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

/// Writes the fields of a value as an object.
fn serialize_fields<T: Fields, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut sink = MapSink {
        map: serializer.serialize_map(None)?,
        error: None,
    };
    value.write(&mut sink);
    match sink.error {
        None => sink.map.end(),
        Some(error) => Err(error),
    }
}

/// Why a value cannot be written.
const NO_JSON: &str = "a value that has no place in JSON";

struct MapSink<M: SerializeMap> {
    map: M,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Sink for MapSink<M> {
    fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none() && !value.is_absent() && !value.holds_nothing() {
            self.error = self.map.serialize_entry(name, &Written(value)).err();
        }
    }

    fn json(&mut self, name: &str, json: Option<&[u8]>) {
        match json {
            Some(_) => self.field(name, &read_json(json)),
            None => self.error = self.error.take().or_else(|| Some(M::Error::custom(NO_JSON))),
        }
    }
}

/// Shows the fields of a value that are there, by their names on the wire. Secrets are shown as `…`.
///
/// # Errors
/// The formatter's own.
pub fn show_fields<T: Fields>(value: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut sink = ShownFields(f.debug_struct(type_name::<T>()));
    value.write(&mut sink);
    sink.0.finish()
}

/// The name of a type without its path. One in a box is shown as without.
fn type_name<T: ?Sized>() -> &'static str {
    let mut name = std::any::type_name::<T>();
    while let Some(inner) = name.strip_prefix("alloc::boxed::Box<") {
        name = inner.strip_suffix('>').unwrap_or(inner);
    }
    let name = name.split('<').next().unwrap_or(name);
    name.rsplit("::").next().unwrap_or(name)
}

struct ShownFields<'a, 'b>(fmt::DebugStruct<'a, 'b>);

impl Sink for ShownFields<'_, '_> {
    fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        if value.is_absent() {
            return;
        }
        if is_hidden(name, value) {
            self.0.field(name, &Hidden);
        } else {
            self.0.field(name, &Written(value));
        }
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
        has_read: true,
    };
    target.read_all(&mut source);
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
    #[inline]
    fn advance<V>(&mut self, value: Result<V, A::Error>) {
        if let Err(error) = value
            && self.has_failed(&error)
        {
            return;
        }
        match self.map.next_key_seed(Key) {
            Ok(key) => self.key = key,
            Err(error) => self.fail(error),
        }
    }

    /// Fails with this error of a value, unless the value is left out.
    #[cold]
    fn has_failed(&mut self, error: &A::Error) -> bool {
        let is_left_out = lenient::leaves_out(error);
        if !is_left_out {
            self.fail(path::at_field(self.key.as_deref().unwrap_or_default(), error));
        }
        !is_left_out
    }

    #[cold]
    fn fail(&mut self, error: A::Error) {
        self.error = Some(error);
        self.key = None;
    }

    #[inline(never)]
    fn skip(&mut self) {
        let value = self.map.next_value::<IgnoredAny>();
        self.advance(value);
    }
}

impl<'de, A: MapAccess<'de>> Source for Entries<'de, A> {
    #[inline]
    fn begin(&mut self) -> bool {
        // What no field took is not known.
        if !self.has_read {
            self.skip();
        }
        self.has_read = false;
        self.key.is_some()
    }

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
    fn begin(&mut self) -> bool {
        matches!(self.read, Ok(false))
    }

    fn field<T: Decode>(&mut self, name: &'static str, slot: &mut T) {
        if self.key == name && matches!(self.read, Ok(false)) {
            self.read = self.map.next_value_seed(Slot(slot)).map(|_| true);
        }
    }
}
