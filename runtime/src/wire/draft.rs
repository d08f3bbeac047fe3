//! What was set of a generated request, or of an object in one.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _};

use super::encode::{Hidden, ShownJson, is_hidden, read_json};
use super::{Fits, Json, Map, Sink, Writer};
use crate::file::File;

/// What was set of a generated request or object, each value as the JSON that it is on the wire.
///
/// Every generated request and every object in one is a `Draft` with a type of its own around it, so that nothing else is
/// generated for a field than the method that sets it. `S` holds a marker for each required field: see
/// [`IsGiven`](super::IsGiven).
pub struct Draft<S = ()> {
    pub(crate) body: Kind,
    pub(crate) entries: Vec<Entry>,
    /// Fields of an object that were read and not set since then.
    rest: Option<Box<Map<Json>>>,
    state: PhantomData<S>,
}

/// How the fields of the body stand on the wire.
#[derive(Clone, Copy, Default)]
pub(crate) enum Kind {
    #[default]
    None,
    Json,
    Multipart,
    Form,
}

/// Where a value goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    /// A field of the body, or of an object.
    Field,
    /// All of the body.
    Whole,
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) place: Place,
    pub(crate) name: &'static str,
    pub(crate) value: Value,
}

impl Entry {
    fn is_at(&self, place: Place, name: &str) -> bool {
        self.place == place && self.name == name
    }
}

#[derive(Clone)]
pub(crate) enum Value {
    /// None: what was given cannot be written as JSON.
    Json(Option<Vec<u8>>),
    Files(Vec<File>),
}

impl<S> Draft<S> {
    /// Of an object, or of a request whose body is none or a single value.
    #[must_use]
    pub const fn new() -> Self {
        Self::of(Kind::None)
    }

    /// Of a request whose body is a JSON object, which is sent even if it is empty.
    #[must_use]
    pub const fn json() -> Self {
        Self::of(Kind::Json)
    }

    /// Of a request whose body is a multipart form.
    #[must_use]
    pub const fn multipart() -> Self {
        Self::of(Kind::Multipart)
    }

    /// Of a request whose body is a URL-encoded form.
    #[must_use]
    pub const fn form() -> Self {
        Self::of(Kind::Form)
    }

    const fn of(body: Kind) -> Self {
        Self {
            body,
            entries: Vec::new(),
            rest: None,
            state: PhantomData,
        }
    }

    /// With a path parameter.
    #[must_use]
    pub fn path<T>(mut self, name: &'static str, value: impl Fits<T>) -> Self {
        self.set(Place::Path, name, value);
        self
    }

    /// With a query parameter.
    #[must_use]
    pub fn query<T>(mut self, name: &'static str, value: impl Fits<T>) -> Self {
        self.set(Place::Query, name, value);
        self
    }

    /// With a header.
    #[must_use]
    pub fn header<T>(mut self, name: &'static str, value: impl Fits<T>) -> Self {
        self.set(Place::Header, name, value);
        self
    }

    /// With a field of the body, or of the object.
    #[must_use]
    pub fn field<T>(mut self, name: &'static str, value: impl Fits<T>) -> Self {
        self.set(Place::Field, name, value);
        self
    }

    /// With files of a multipart form.
    #[must_use]
    pub fn files(mut self, name: &'static str, files: impl IntoIterator<Item = File>) -> Self {
        self.put(Place::Field, name, Value::Files(files.into_iter().collect()));
        self
    }

    /// With a single value as the body.
    #[must_use]
    pub fn whole<T>(mut self, value: impl Fits<T>) -> Self {
        self.set(Place::Whole, "body", value);
        self
    }

    /// The same with another state: a required field is set.
    #[must_use]
    pub fn given<N>(self) -> Draft<N> {
        Draft {
            body: self.body,
            entries: self.entries,
            rest: self.rest,
            state: PhantomData,
        }
    }

    fn set<T>(&mut self, place: Place, name: &'static str, value: impl Fits<T>) {
        self.put(place, name, Value::Json(Writer::of(value)));
    }

    /// The last value counts.
    pub(crate) fn put(&mut self, place: Place, name: &'static str, value: Value) {
        if let Some(rest) = &mut self.rest {
            rest.shift_remove(name);
        }
        match self.entries.iter_mut().find(|entry| entry.is_at(place, name)) {
            Some(entry) => entry.value = value,
            None => self.entries.push(Entry { place, name, value }),
        }
    }

    /// Gives the fields of an object to `sink`.
    pub fn write<W: Sink>(&self, sink: &mut W) {
        for entry in &self.entries {
            if let Value::Json(json) = &entry.value {
                sink.json(entry.name, json.as_deref());
            }
        }
        for (name, value) in self.rest.iter().flat_map(|rest| rest.iter()) {
            sink.field(name, value);
        }
    }

    /// Reads an object with all its fields, known or not, which are written as they were read.
    ///
    /// # Errors
    /// The value is no object, or one of the fields that are `required` is missing.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D, required: &[&str]) -> Result<Self, D::Error> {
        let fields = Map::<Json>::deserialize(deserializer)?;
        let missing = required.iter().copied().filter(|name| !fields.contains_key(*name));
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            let missing = missing.join("`, `");
            return Err(D::Error::custom(format!("missing fields `{missing}`")));
        }
        let mut draft = Self::new();
        draft.rest = Some(Box::new(fields));
        Ok(draft)
    }

    /// Shows what was set to a programmer, by its names on the wire. Secrets are shown as `…`.
    ///
    /// # Errors
    /// The formatter's own.
    pub fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        for entry in &self.entries {
            match &entry.value {
                Value::Files(files) => shown.field(entry.name, files),
                Value::Json(json) => {
                    let json = read_json(json.as_deref());
                    if is_hidden(entry.name, &json) {
                        shown.field(entry.name, &Hidden)
                    } else {
                        shown.field(entry.name, &ShownJson(&json))
                    }
                }
            };
        }
        for (name, value) in self.rest.iter().flat_map(|rest| rest.iter()) {
            match is_hidden(name, value) {
                true => shown.field(name, &Hidden),
                false => shown.field(name, &ShownJson(value)),
            };
        }
        shown.finish()
    }
}

impl<S> Default for Draft<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Draft<S> {
    fn clone(&self) -> Self {
        Self {
            body: self.body,
            entries: self.entries.clone(),
            rest: self.rest.clone(),
            state: PhantomData,
        }
    }
}

impl<S> fmt::Debug for Draft<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show("Draft", f)
    }
}
