//! Parameters that the page of an endpoint does not have.

use http::{HeaderName, HeaderValue};
use serde_json::Error as JsonError;

use super::Prepared;
use super::body::{NOT_JSON, Payload};
use super::form::{Part, PartContent};
use super::url;
use crate::error::ConfigError;
use crate::wire::{Fits, Json, Map, Place, Texts, Writer, read_json, texts_of};

/// A parameter that a caller adds to what its request has. It stands in place of one of the same name.
#[derive(Clone)]
pub(crate) struct Extra {
    place: Place,
    /// In lower case if it is that of a header.
    name: String,
    /// None: what was given cannot be written as JSON.
    json: Option<Vec<u8>>,
}

/// Headers that the client sets, or that say how the request stands on the wire.
const RESERVED: &[&str] = &[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-range",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Extra {
    pub(crate) fn query(name: String, value: impl Fits<Json>) -> Self {
        Self::of(Place::Query, name, value)
    }

    pub(crate) fn field(name: String, value: impl Fits<Json>) -> Self {
        Self::of(Place::Field, name, value)
    }

    pub(crate) fn header(name: &str, value: impl Fits<Json>) -> Self {
        Self::of(Place::Header, name.to_ascii_lowercase(), value)
    }

    fn of(place: Place, name: String, value: impl Fits<Json>) -> Self {
        let json = Writer::of(value);
        Self { place, name, json }
    }

    /// Puts it among others, in place of one of the same name.
    pub(crate) fn put_into(self, extras: &mut Vec<Self>) {
        extras.retain(|extra| (extra.place, &extra.name) != (self.place, &self.name));
        extras.push(self);
    }

    pub(crate) fn is_header(&self) -> bool {
        self.place == Place::Header
    }

    /// Its name, for programmers. The value is the caller's.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Prepared {
    pub(super) fn add(&mut self, extra: &Extra) -> Result<(), ConfigError> {
        self.put(extra).map_err(|reason| ConfigError::InvalidParameter {
            operation: self.spec.id,
            name: extra.name.clone().into(),
            reason,
        })
    }

    fn put(&mut self, extra: &Extra) -> Result<(), &'static str> {
        let name = extra.name.as_str();
        let json = extra.json.as_deref().ok_or(NOT_JSON)?;
        match extra.place {
            Place::Query => url::replace_pairs(&mut self.query, name, &texts_of(Some(json))?),
            Place::Header => return self.put_header(name, texts_of(Some(json))?),
            _ => self.put_field(name, json)?,
        }
        if self.spec.idempotency_key == Some(name) {
            let is_written = json != br#""""# && json != b"null";
            self.is_repeatable = is_written || self.method.is_read();
        }
        Ok(())
    }

    fn put_header(&mut self, name: &str, texts: Texts) -> Result<(), &'static str> {
        if RESERVED.contains(&name) {
            return Err("the client sets this header itself");
        }
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| super::NO_HEADER)?;
        self.headers.retain(|(known, _)| *known != header);
        for text in texts {
            let value = HeaderValue::try_from(text).map_err(|_| super::NO_HEADER_VALUE)?;
            self.headers.push((header.clone(), value));
        }
        Ok(())
    }

    fn put_field(&mut self, name: &str, json: &[u8]) -> Result<(), &'static str> {
        match &mut self.payload {
            Payload::None => self.payload = Payload::Json(with_field(b"{}", name, json)?.into()),
            Payload::Json(body) => *body = with_field(body, name, json)?.into(),
            Payload::Form(body) => {
                let mut pairs = String::from_utf8_lossy(body).into_owned();
                url::replace_pairs(&mut pairs, name, &texts_of(Some(json))?);
                *body = pairs.into();
            }
            Payload::Multipart(parts) => {
                let part = |text| Part {
                    name: name.to_owned().into(),
                    content: PartContent::Text(text),
                };
                let added = texts_of(Some(json))?.into_iter().map(part);
                parts.retain(|part| part.name != name);
                // In front of files, for servers that read as they go.
                parts.splice(0..0, added);
            }
        }
        Ok(())
    }
}

fn with_field(body: &[u8], name: &str, json: &[u8]) -> Result<Vec<u8>, &'static str> {
    let merged = || -> Result<_, JsonError> {
        let mut fields: Map<Json> = serde_json::from_slice(body)?;
        fields.insert(name.to_owned(), read_json(Some(json)));
        serde_json::to_vec(&fields)
    };
    merged().map_err(|_| "the body is no JSON object, so that it has no fields")
}
