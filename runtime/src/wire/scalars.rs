//! Reading of `bool`, numbers, text and JSON of any shape.

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess};

use super::decode::NO_INTEGER;
use super::{Decode, Found, Json, Mismatch, Scalar};

impl Decode for bool {
    const EXPECTED: &'static str = "a bool";

    fn start() -> Self {
        Self::default()
    }

    #[inline]
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        *self = match value {
            Scalar::Bool(value) => value,
            Scalar::Int(0) => false,
            Scalar::Int(1) => true,
            Scalar::Text(text) => match text.trim() {
                "" => return Ok(Found::Nothing),
                "true" | "True" | "TRUE" | "1" => true,
                "false" | "False" | "FALSE" | "0" => false,
                _ => return Err(Mismatch::scalar(Self::EXPECTED, &value)),
            },
            _ => return Err(Mismatch::scalar(Self::EXPECTED, &value)),
        };
        Ok(Found::Value)
    }
}

impl Decode for i64 {
    const EXPECTED: &'static str = "an integer";

    fn start() -> Self {
        Self::default()
    }

    #[inline]
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        let number = match value {
            Scalar::Int(number) => Some(number),
            Scalar::Bool(value) => Some(Self::from(value)),
            Scalar::Unsigned(_) => None,
            Scalar::Float(number) => whole(number),
            Scalar::Text(text) => match text.trim() {
                "" => return Ok(Found::Nothing),
                text => return read_integer(self, text),
            },
        };
        *self = number.ok_or(Mismatch::scalar(Self::EXPECTED, &value))?;
        Ok(Found::Value)
    }
}

fn read_integer(slot: &mut i64, text: &str) -> Result<Found, Mismatch> {
    let without_fraction = text
        .split_once('.')
        .filter(|(_, fraction)| fraction.bytes().all(|byte| byte == b'0'));
    let number: Option<f64> = text.parse().ok().filter(|number: &f64| number.is_finite());
    let integer = without_fraction.map_or(text, |(integer, _)| integer).parse().ok();
    *slot = integer.or_else(|| number.and_then(whole)).ok_or(Mismatch {
        expected: i64::EXPECTED,
        found: if number.is_some() { NO_INTEGER } else { "a string" },
    })?;
    Ok(Found::Value)
}

/// The integer that `number` is, if it is one, and no other has the same float.
#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    (number.fract() == 0.0 && number.abs() < EXACT).then_some(number as i64)
}

impl Decode for f64 {
    const EXPECTED: &'static str = "a number";

    fn start() -> Self {
        Self::default()
    }

    #[inline]
    #[allow(clippy::cast_precision_loss)] // a field of this type asks for the nearest float
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        *self = match value {
            Scalar::Float(number) => number,
            Scalar::Int(number) => number as Self,
            Scalar::Unsigned(number) => number as Self,
            Scalar::Bool(value) => Self::from(u8::from(value)),
            Scalar::Text(text) => match text.trim() {
                "" => return Ok(Found::Nothing),
                text => match text.parse::<Self>() {
                    Ok(number) if number.is_finite() => number,
                    _ => return Err(Mismatch::scalar(Self::EXPECTED, &value)),
                },
            },
        };
        Ok(Found::Value)
    }
}

impl Decode for String {
    const EXPECTED: &'static str = "a string";

    fn start() -> Self {
        Self::default()
    }

    #[inline]
    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        *self = match value {
            Scalar::Text(text) => text.to_owned(),
            other => other.with_text(str::to_owned)?,
        };
        Ok(Found::Value)
    }
}

impl Decode for Json {
    const EXPECTED: &'static str = "any JSON";

    fn start() -> Self {
        Self::default()
    }

    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        *self = match value {
            Scalar::Text(text) => text.into(),
            Scalar::Bool(value) => value.into(),
            Scalar::Int(number) => number.into(),
            Scalar::Unsigned(number) => number.into(),
            Scalar::Float(number) => number.into(),
        };
        Ok(Found::Value)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        *self = Self::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Found::Value)
    }

    fn seq<'de, A: SeqAccess<'de>>(&mut self, seq: A) -> Result<Found, A::Error> {
        *self = Self::deserialize(SeqAccessDeserializer::new(seq))?;
        Ok(Found::Value)
    }

    fn beside<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<bool, A::Error> {
        if self.is_null() {
            *self = Self::Object(serde_json::Map::new());
        }
        let Self::Object(fields) = self else { return Ok(false) };
        fields.insert(key.to_owned(), map.next_value()?);
        Ok(true)
    }
}
