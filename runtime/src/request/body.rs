//! Bodies: what can be sent, and the writer of a JSON object.

use std::fmt;

use bytes::Bytes;

use super::form::Part;
use crate::wire::{Encode, Written};

/// What is sent as the body. Kept in a form that can be sent again.
#[derive(Clone)]
pub(crate) enum Payload {
    None,
    Json(Bytes),
    Form(Bytes),
    Multipart(Vec<Part>),
}

/// Shows what kind of body it is, and nothing of its content.
impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Json(_) => "Json",
            Self::Form(_) => "Form",
            Self::Multipart(_) => "Multipart",
        })
    }
}

/// Why a value cannot stand in a JSON body.
pub(super) const NOT_JSON: &str = "the value cannot be written as JSON";

/// A JSON object under construction.
#[derive(Clone)]
pub struct JsonBody {
    bytes: Vec<u8>,
    idempotency_key: Option<&'static str>,
    pub(super) has_idempotency_key: bool,
    failed: Option<&'static str>,
}

impl fmt::Debug for JsonBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonBody")
            .field("length", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl JsonBody {
    pub(super) fn new(idempotency_key: Option<&'static str>) -> Self {
        Self {
            bytes: vec![b'{'],
            idempotency_key,
            has_idempotency_key: false,
            failed: None,
        }
    }

    /// Writes one field, unless its value is absent.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.write(name, |bytes| serde_json::to_writer(bytes, &Written(value)).is_ok());
        }
    }

    /// Writes one field whose value is JSON already; none where it could not be written.
    pub(super) fn push(&mut self, name: &'static str, json: Option<&[u8]>) {
        self.write(name, |bytes| json.map(|json| bytes.extend_from_slice(json)).is_some());
    }

    /// Writes one field; `value` says whether it could be written.
    fn write(&mut self, name: &'static str, value: impl FnOnce(&mut Vec<u8>) -> bool) {
        if self.failed.is_some() {
            return;
        }
        if self.bytes.len() > 1 {
            self.bytes.push(b',');
        }
        let is_named = serde_json::to_writer(&mut self.bytes, name).is_ok();
        self.bytes.push(b':');
        let begin = self.bytes.len();
        if !(is_named && value(&mut self.bytes)) {
            self.failed = Some(name);
        }
        self.has_idempotency_key |= self.idempotency_key == Some(name) && self.bytes.get(begin..) != Some(br#""""#);
    }

    pub(super) fn finish(mut self) -> Result<Bytes, (&'static str, &'static str)> {
        if let Some(name) = self.failed {
            return Err((name, NOT_JSON));
        }
        self.bytes.push(b'}');
        Ok(self.bytes.into())
    }
}
