//! What a response says of success and failure.

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use crate::error::Details;
use crate::spec;
use crate::wire::{self, Decode, Found, Json, Mismatch, Scalar, Slot, lenient, repair};

use super::{json_of, read_all};

/// The fields of an envelope beside `data`.
#[derive(Default)]
pub(super) struct Head {
    /// Of several codes, one that means failure.
    code: Json,
    pub(super) message: String,
    has_message: bool,
    error: Outline,
    data: Presence,
    details: WithDetails,
}

/// A longer response has an error without details.
const DETAILED: usize = 1024 * 1024;

/// The details of an error.
#[derive(Default)]
struct WithDetails {
    error: Details,
}

impl wire::FieldsMut for WithDetails {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("error", &mut self.error);
    }
}

impl wire::FieldsMut for Head {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        let mut code = Outline::default();
        source.field("code", &mut code);
        let Outline(code) = code;
        if !code.is_null() && !means_failure(&self.code) {
            self.code = code;
        }
        for name in ["msg", "message", "error_description"] {
            let mut text = Outline::default();
            source.field(name, &mut text);
            if let Outline(Json::String(text)) = text {
                self.message = text;
                self.has_message = true;
            }
        }
        source.field("error", &mut self.error);
        source.field("data", &mut self.data);
    }
}

impl Head {
    /// What can be read of it. A body that is no JSON has an empty head.
    pub(super) fn read(operation: &'static str, body: &[u8]) -> Self {
        let mut head = Self::default();
        let mut read = |json: &[u8]| {
            head = Self::default();
            let read = read_all(json, Slot(&mut head)).map(|_| ());
            if !head.error.0.is_null() && json.len() <= DETAILED {
                // The details help; an unexpected shape of them must not hide the error itself.
                let _ = lenient::leaving_out(|| read_all(json, Slot(&mut head.details)).map(|_| ()));
            }
            read
        };
        let json = json_of(body);
        if let Err(error) = read(json) {
            // Whatever was read before the body broke off still tells what happened.
            let _ = repair::read_again(Some(operation), json, error, true, &mut |json| read(json.as_bytes()));
        }
        head
    }

    /// The code, where it is an integer in any spelling.
    pub(super) fn code(&self) -> Option<i64> {
        let mut code = 0;
        match &self.code {
            Json::String(text) => code.scalar(Scalar::Text(text)).ok()?,
            Json::Number(number) if number.is_i64() => return number.as_i64(),
            Json::Number(number) => code.scalar(Scalar::Float(number.as_f64()?)).ok()?,
            _ => return None,
        };
        Some(code)
    }

    /// What the server calls the failure where its code is no integer.
    pub(super) fn name(&self) -> Option<String> {
        let is_scalar = |code: &&Json| code.is_string() || code.is_number() || code.is_boolean();
        let code = Some(&self.code).filter(|code| means_failure(code)).filter(is_scalar);
        match code.or(Some(&self.error.0)).filter(|_| self.code().is_none())? {
            Json::String(text) => Some(text.clone()),
            name @ (Json::Number(_) | Json::Bool(_)) => Some(name.to_string()),
            _ => None,
        }
    }

    /// Whether the code means failure, whatever its type.
    pub(super) fn has_failed(&self) -> bool {
        means_failure(&self.code)
    }

    /// Whether a response with a good status means failure all the same. Where there is no envelope, `code` may be a field
    /// like any other.
    pub(super) fn has_failed_in_spite_of_status(&self, shape: spec::Response) -> bool {
        match shape {
            spec::Response::Bare => self.has_failed() && self.code.is_number() && self.has_message,
            spec::Response::Binary => self.has_failed() && (self.code().is_some() || self.has_message),
            _ => self.has_failed() || (self.code.is_null() && !self.data.0 && means_failure(&self.error.0)),
        }
    }

    /// Whether it names the error as OAuth 2 does (RFC 6749, section 5.2), without a code.
    pub(super) fn names_error(&self) -> bool {
        self.code.is_null() && self.error.0.is_string() && means_failure(&self.error.0)
    }

    /// Whether a text of which it is not said what it is certainly is an error.
    pub(super) fn is_certain_failure(&self) -> bool {
        self.has_message && self.code().is_some_and(|code| code != 0)
    }

    pub(super) fn details(&mut self) -> Details {
        std::mem::take(&mut self.details.error)
    }
}

/// A value that is kept if it is a text, a number or a bool. Of a list and of an object, which may be as long as the response,
/// no more is kept than whether there is anything in it.
#[derive(Default)]
struct Outline(Json);

impl Outline {
    fn note(&mut self, length: usize) {
        self.0 = Json::Array(vec![Json::Null; length.min(1)]);
    }
}

impl Decode for Outline {
    const EXPECTED: &'static str = Json::EXPECTED;

    fn start() -> Self {
        Self::default()
    }

    fn scalar(&mut self, value: Scalar<'_>) -> Result<Found, Mismatch> {
        self.0.scalar(value)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<Found, A::Error> {
        let mut length = 0;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            length += 1;
        }
        self.note(length);
        Ok(Found::Value)
    }

    fn seq<'de, A: SeqAccess<'de>>(&mut self, mut seq: A) -> Result<Found, A::Error> {
        let mut length = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        self.note(length);
        Ok(Found::Value)
    }
}

/// Whether a `code` or an `error` is there and not zero, or empty.
fn means_failure(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.trim().is_empty() && text.trim().parse() != Ok(0.0),
        Json::Array(items) => !items.is_empty(),
        Json::Object(fields) => !fields.is_empty(),
    }
}

/// Whether there is a value, whatever it is.
#[derive(Default)]
struct Presence(bool);

impl Decode for Presence {
    const EXPECTED: &'static str = "anything";

    fn start() -> Self {
        Self::default()
    }

    fn scalar(&mut self, _: Scalar<'_>) -> Result<Found, Mismatch> {
        self.0 = true;
        Ok(Found::Value)
    }

    fn map<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<Found, A::Error> {
        self.0 = true;
        ().map(map)
    }

    fn seq<'de, A: SeqAccess<'de>>(&mut self, seq: A) -> Result<Found, A::Error> {
        self.0 = true;
        ().seq(seq)
    }
}
