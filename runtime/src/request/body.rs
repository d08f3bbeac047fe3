//! Bodies: what can be sent, and the writer of a JSON object.

use std::fmt;

use bytes::Bytes;

use super::form::Part;
use crate::wire::{Encode, Writer, Written};

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
    writer: Writer,
    idempotency_key: Option<&'static str>,
    pub(super) has_idempotency_key: bool,
    failed: Option<&'static str>,
}

impl fmt::Debug for JsonBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonBody")
            .field("length", &self.writer.json.len())
            .finish_non_exhaustive()
    }
}

impl JsonBody {
    pub(super) fn new(idempotency_key: Option<&'static str>) -> Self {
        let mut writer = Writer::default();
        writer.json.push(b'{');
        Self {
            writer,
            idempotency_key,
            has_idempotency_key: false,
            failed: None,
        }
    }

    /// Writes one field, unless its value is absent.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        if !value.is_absent() {
            self.write(name, |writer| writer.value(&Written(value)));
        }
    }

    /// Writes one field whose value is JSON already; none where it could not be written.
    pub(super) fn push(&mut self, name: &'static str, json: Option<&[u8]>) {
        self.write(name, |writer| writer.written(json));
    }

    fn write(&mut self, name: &'static str, value: impl FnOnce(&mut Writer)) {
        let is_key = self.idempotency_key == Some(name);
        let mut is_written = true;
        self.writer.entry(name, |writer| {
            let begin = writer.json.len();
            value(writer);
            is_written = !is_key || writer.json.get(begin..) != Some(br#""""#);
        });
        self.has_idempotency_key |= is_key && is_written;
        if self.writer.has_failed {
            self.failed.get_or_insert(name);
        }
    }

    pub(super) fn finish(mut self) -> Result<Bytes, (&'static str, &'static str)> {
        if let Some(name) = self.failed {
            return Err((name, NOT_JSON));
        }
        self.writer.json.push(b'}');
        Ok(self.writer.json.into())
    }
}
