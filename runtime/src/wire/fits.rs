//! What callers hand in where a request takes a value of some type.

use serde::Serialize;

use super::{Encode, Fields, Json, Map, Open, Sink, Values, Written};

/// A value that can be handed in where a request takes a `T`.
///
/// | `T` | what fits |
/// |---|---|
/// | `String` | `&str`, `String`, `&String`, `Cow<str>`: all that is [`AsRef<str>`] |
/// | `i64` | an integer of any type, such as `usize`, or a reference to one; a literal beyond `i32` with its type, as `1609430400000i64` |
/// | `f64` | the same, `f32` and `f64` |
/// | `bool` | `bool`, or a reference to one |
/// | [`Open<E>`](Open), a documented set of values | a value of `E`, or how another one stands on the wire: `&str`, `String`, `Cow<str>`, or an integer that an `i64` always has room for; a reference to any of them |
/// | [`Json`], of which the documentation says no more | all that serde can write: `json!(…)`, texts, lists, structs of your own |
/// | `Vec<U>` | all that can be iterated over and yields what fits `U`: arrays, slices, vectors, iterators |
/// | [`Map<U>`](Map) | the same with pairs of a text and what fits `U`: a `HashMap`, an array of pairs |
/// | an object | itself, when all fields are set that it must have; a [`Verbatim`](super::Verbatim). Of a slice: `.iter().cloned()` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit where the API takes `{T}`",
    label = "does not fit `{T}`",
    note = "the documentation of `Fits` lists what does; of an object, its type names what is missing"
)]
pub trait Fits<T: ?Sized> {
    /// Writes the value.
    fn write(self, writer: &mut Writer);
}

/// Writes one value of a request as JSON.
///
/// What has no place in JSON, such as a float that is no number, makes the call fail that it was set for.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    pub(crate) json: Vec<u8>,
    pub(crate) has_failed: bool,
}

impl Writer {
    /// The JSON of a value; none where it has no place in JSON.
    pub(crate) fn of<T: ?Sized>(value: impl Fits<T>) -> Option<Vec<u8>> {
        let mut writer = Self::default();
        value.write(&mut writer);
        (!writer.has_failed).then_some(writer.json)
    }

    /// Writes a value as serde does.
    pub fn value<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.has_failed |= serde_json::to_writer(&mut self.json, value).is_err();
    }

    /// Writes a value that is JSON already; none where it could not be written.
    pub(crate) fn written(&mut self, json: Option<&[u8]>) {
        match json {
            Some(json) => self.json.extend_from_slice(json),
            None => self.has_failed = true,
        }
    }

    /// Writes an object, whose entries `write` gives.
    fn object(&mut self, write: impl FnOnce(&mut Self)) {
        self.json.push(b'{');
        write(self);
        self.json.push(b'}');
    }

    /// Writes an entry of the object that was begun.
    pub(crate) fn entry(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        if self.json.last() != Some(&b'{') {
            self.json.push(b',');
        }
        self.value(name);
        self.json.push(b':');
        write(self);
    }
}

#[diagnostic::do_not_recommend]
impl<S: AsRef<str>> Fits<String> for S {
    fn write(self, writer: &mut Writer) {
        writer.value(self.as_ref());
    }
}

/// An integer of any type, or a reference to one.
#[diagnostic::on_unimplemented(message = "`{Self}` is no integer")]
pub trait Integer: Serialize {}

/// A number of any type, or a reference to one.
#[diagnostic::on_unimplemented(message = "`{Self}` is no number")]
pub trait Number: Serialize {}

/// The nearest float of a number of any type.
pub fn float(number: impl Fits<f64>) -> f64 {
    let json = Writer::of(number).unwrap_or_default();
    serde_json::from_slice(&json).unwrap_or(f64::NAN)
}

macro_rules! numbers {
    ($of:ident: $($number:ty)+) => { $(impl $of for $number {})+ };
}

numbers!(Integer: i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
numbers!(Number: i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

impl<N: Integer + ?Sized> Integer for &N {}

impl<N: Number + ?Sized> Number for &N {}

#[diagnostic::do_not_recommend]
impl<N: Integer> Fits<i64> for N {
    fn write(self, writer: &mut Writer) {
        writer.value(&self);
    }
}

#[diagnostic::do_not_recommend]
impl<N: Number> Fits<f64> for N {
    fn write(self, writer: &mut Writer) {
        // serde writes `null` for what is no number.
        let begin = writer.json.len();
        writer.value(&self);
        writer.has_failed |= writer.json.get(begin..) == Some(b"null");
    }
}

#[diagnostic::do_not_recommend]
impl Fits<bool> for bool {
    fn write(self, writer: &mut Writer) {
        writer.value(&self);
    }
}

#[diagnostic::do_not_recommend]
impl Fits<bool> for &bool {
    fn write(self, writer: &mut Writer) {
        writer.value(self);
    }
}

#[diagnostic::do_not_recommend]
impl<E: Values, V: Into<Open<E>>> Fits<Open<E>> for V {
    fn write(self, writer: &mut Writer) {
        writer.value(&Written(&self.into()));
    }
}

#[diagnostic::do_not_recommend]
impl<V: Serialize> Fits<Json> for V {
    fn write(self, writer: &mut Writer) {
        writer.value(&self);
    }
}

impl<C: Fields, V: Fields<C>> Fits<C> for V {
    fn write(self, writer: &mut Writer) {
        writer.object(|fields| Fields::write(&self, fields));
    }
}

/// The fields of an object that was begun.
impl Sink for Writer {
    fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.entry(name, |writer| writer.value(&Written(value)));
        }
    }

    fn json(&mut self, name: &str, json: Option<&[u8]>) {
        self.entry(name, |writer| writer.written(json));
    }
}

impl<T, I: IntoIterator<Item: Fits<T>>> Fits<Vec<T>> for I {
    fn write(self, writer: &mut Writer) {
        writer.json.push(b'[');
        for item in self {
            if writer.json.last() != Some(&b'[') {
                writer.json.push(b',');
            }
            item.write(writer);
        }
        writer.json.push(b']');
    }
}

impl<T, K: AsRef<str>, V: Fits<T>, I: IntoIterator<Item = (K, V)>> Fits<Map<T>> for I {
    fn write(self, writer: &mut Writer) {
        writer.object(|writer| {
            for (key, value) in self {
                writer.entry(key.as_ref(), |writer| value.write(writer));
            }
        });
    }
}
