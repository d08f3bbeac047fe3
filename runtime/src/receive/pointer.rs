//! One value at a place of a JSON text, of which nothing else is kept.

use std::fmt;
use std::str::Split;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::wire::{self, Key};

/// The text or the number at this place, a JSON pointer to a field of objects.
pub(super) fn text_at(json: &[u8], pointer: &str) -> Option<String> {
    let mut steps = pointer.split('/');
    steps.next().filter(|root| root.is_empty())?;
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let text = At(steps).deserialize(&mut deserializer).ok()?;
    text.filter(|text| !text.is_empty())
}

/// The steps that are left.
struct At<'p>(Split<'p, char>);

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<Option<String>, D::Error> {
        match self.0.next() {
            Some(step) => deserializer.deserialize_map(Field(step, self)),
            None => wire::deserialize(deserializer),
        }
    }
}

/// A field, and the steps from there.
struct Field<'p>(&'p str, At<'p>);

impl<'de> Visitor<'de> for Field<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let mut found = None;
        while let Some(key) = map.next_key_seed(Key)? {
            match *key == *self.0 {
                true => found = map.next_value_seed(At(self.1.0.clone()))?,
                false => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}
