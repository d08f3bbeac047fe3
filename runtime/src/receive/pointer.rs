//! One value at a place of a JSON text, of which nothing else is kept.

use std::fmt;
use std::str::Split;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::wire::{self, Key};

/// The text or the number at this place, a JSON pointer to a field of objects.
pub(super) fn text_at(json: &[u8], pointer: &str) -> Option<String> {
    let mut steps = pointer.split('/');
    steps.next().filter(|root| root.is_empty())?;
    let mut found = None;
    // Reading ends with an error where the rest is not looked at.
    let _ = At(steps, &mut found).deserialize(&mut serde_json::Deserializer::from_slice(json));
    found.filter(|text| !text.is_empty())
}

/// The steps that are left, and where to put what stands there.
struct At<'p, 'f>(Split<'p, char>, &'f mut Option<String>);

impl<'de> DeserializeSeed<'de> for At<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(mut self, deserializer: D) -> Result<(), D::Error> {
        match self.0.next() {
            Some(step) => deserializer.deserialize_map(Field(step, self)),
            None => {
                *self.1 = wire::deserialize(deserializer)?;
                Ok(())
            }
        }
    }
}

/// A field, and the steps from there.
struct Field<'p, 'f>(&'p str, At<'p, 'f>);

impl<'de> Visitor<'de> for Field<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            if *key == *self.0 {
                return map.next_value_seed(self.1);
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
