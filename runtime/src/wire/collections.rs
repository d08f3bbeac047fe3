//! Reading of `Option`, `Box`, lists and maps.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess};

use super::decode::{Key, deserialize};
use super::{Decode, Found, Map, Mismatch, Scalar, Slot, lenient, path};

impl<T: Decode> Decode for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn start() -> Self {
        None
    }

    #[inline]
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        let mut inner = T::start();
        let found = inner.scalar(value)?;
        *self = (found != Found::Nothing).then_some(inner);
        Ok(found)
    }

    #[inline]
    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        let read = self.insert(T::start()).map(map);
        if read.is_err() {
            *self = None;
        }
        read
    }

    #[inline]
    fn seq<'de, A: SeqAccess<'de>>(&mut self, seq: A) -> Result<Found, A::Error> {
        let read = self.insert(T::start()).seq(seq);
        if read.is_err() {
            *self = None;
        }
        read
    }

    #[inline]
    fn null(&mut self) -> Found {
        *self = None;
        Found::Nothing
    }
}

/// An element of a list.
struct New<T>(PhantomData<T>);

impl<'de, T: Decode> DeserializeSeed<'de> for New<T> {
    type Value = T;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserialize(deserializer)
    }
}

/// A value that is no list is a list of one, unless it is empty.
impl<T: Decode> Decode for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn start() -> Self {
        Self::new()
    }

    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        self.clear();
        if let Scalar::Text("") = value {
            return Ok(Found::Empty);
        }
        let mut item = T::start();
        let found = item.scalar(value)?;
        self.push(item);
        Ok(found)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        self.clear();
        let mut item = T::start();
        let found = item.map(map)?;
        if found == Found::Value {
            self.push(item);
        }
        Ok(found)
    }

    fn seq<'de, A: SeqAccess<'de>>(&mut self, mut seq: A) -> Result<Found, A::Error> {
        self.clear();
        loop {
            match seq.next_element_seed(New(PhantomData)) {
                Ok(Some(item)) => self.push(item),
                Ok(None) => break,
                Err(error) if lenient::leaves_out(&error) => {}
                Err(error) => return Err(path::at_index(self.len(), &error)),
            }
        }
        Ok(if self.is_empty() { Found::Empty } else { Found::Value })
    }

    fn null(&mut self) -> Found {
        self.clear();
        Found::Nothing
    }
}

impl<T: Decode> Decode for Map<T> {
    const EXPECTED: &'static str = "an object";

    fn start() -> Self {
        Self::new()
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<Found, A::Error> {
        self.clear();
        while let Some(key) = map.next_key_seed(Key)? {
            let mut value = T::start();
            match map.next_value_seed(Slot(&mut value)) {
                Ok(_) => {
                    self.insert(key.into_owned(), value);
                }
                Err(error) if lenient::leaves_out(&error) => {}
                Err(error) => return Err(path::at_field(&key, &error)),
            }
        }
        Ok(if self.is_empty() { Found::Empty } else { Found::Value })
    }

    fn null(&mut self) -> Found {
        self.clear();
        Found::Nothing
    }

    fn beside<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        let mut value = T::start();
        map.next_value_seed(Slot(&mut value))?;
        self.insert(key.to_owned(), value);
        Ok(true)
    }
}
