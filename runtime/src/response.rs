//! Reading responses: the envelope around them, and what it says when it is an error.

mod head;

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::error::{ApiError, Body, DecodeError, Error, Result, StatusError};
use crate::spec::{self, Spec};
use crate::wire::{self, Decode, Found, Key, Slot, at_field, lenient, repair};
use head::Head;

/// Status, headers and the whole body of a response.
pub(crate) struct Response {
    pub(crate) spec: &'static Spec,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether a value that does not fit its type is an error, and not left out.
    pub(crate) is_strict: bool,
}

impl Response {
    /// The same response, still without a body.
    pub(crate) fn without_body(&self) -> Self {
        Self {
            headers: self.headers.clone(),
            body: Bytes::new(),
            ..*self
        }
    }

    /// Fails where the response means failure.
    pub(crate) fn check(&self) -> Result<()> {
        let shape = self.spec.response;
        // What comes after the first code is seen when the envelope is read.
        let has_envelope = !matches!(shape, spec::Response::Bare | spec::Response::Binary);
        if self.status.is_success() && has_envelope && starts_with_code_zero(&self.body) {
            return Ok(());
        }
        let head = Head::read(self.spec.id, &self.body);
        match self.status.is_success() {
            true if head.has_failed_in_spite_of_status(shape) => Err(self.api_error(head).into()),
            true => Ok(()),
            false if head.has_failed() => Err(self.api_error(head).into()),
            false if matches!(self.status.as_u16(), 400 | 401) && head.names_error() => {
                Err(self.api_error(head).into())
            }
            false => Err(self.status_error().into()),
        }
    }

    /// The same of a response with a good status and a text of which it is not said what it is. A file is one unless it
    /// certainly is an error: JSON with a `code` that is an integer and not zero, and with a text that says why.
    pub(crate) fn check_text(&self) -> Result<()> {
        let head = Head::read(self.spec.id, &self.body);
        match head.is_certain_failure() {
            true => Err(self.api_error(head).into()),
            false => Ok(()),
        }
    }

    fn api_error(&self, mut head: Head) -> ApiError {
        let details = head.details();
        ApiError {
            operation: self.spec.id,
            code: head.code().unwrap_or(0),
            name: head.name(),
            message: head.message,
            status: self.status.as_u16(),
            log_id: log_id(&self.headers).or(details.log_id),
            retry_after: retry_after(&self.headers),
            permission_violations: details.permission_violations,
            field_violations: details.field_violations,
            details: details.details,
            helps: details.helps,
            troubleshooter: details.troubleshooter,
            spec: self.spec,
        }
    }

    pub(crate) fn status_error(&self) -> StatusError {
        StatusError {
            operation: self.spec.id,
            status: self.status.as_u16(),
            log_id: log_id(&self.headers),
            content_type: content_type(&self.headers),
            retry_after: retry_after(&self.headers),
            body: Body::new(&self.body),
        }
    }

    /// Reads the response as what the endpoint documents.
    pub(crate) fn decode<T: Decode>(&self) -> Result<T> {
        let json = json_of(&self.body);
        let mut value = T::start();
        match self.read(json, &mut value) {
            Ok(Codes::One) => return Ok(value),
            Ok(Codes::Several) => self.check_codes()?,
            Err(error) => {
                self.check_codes()?;
                let read = repair::read_again(Some(self.spec.id), json, error, self.is_strict, &mut |json| {
                    value = T::start();
                    self.read(json.as_bytes(), &mut value).map(|_| ())
                });
                read.map_err(|error| self.decode_error(&error))?;
            }
        }
        Ok(value)
    }

    fn read<T: Decode>(&self, json: &[u8], value: &mut T) -> serde_json::Result<Codes> {
        if json.is_empty() {
            return Ok(Codes::One);
        }
        match self.spec.response {
            spec::Response::Bare => read_all(json, Slot(value)).map(|_| Codes::One),
            shape if json.starts_with(b"{") => read_all(json, Envelope { value, shape }),
            // Without an object there is no envelope: `null` is an empty response, all else an error.
            _ => read_all(json, Slot(&mut Head::default())).map(|_| Codes::One),
        }
    }

    /// Looks at codes that are not where they usually are.
    #[cold]
    fn check_codes(&self) -> Result<()> {
        let head = Head::read(self.spec.id, &self.body);
        match head.has_failed_in_spite_of_status(self.spec.response) {
            true => Err(self.api_error(head).into()),
            false => Ok(()),
        }
    }

    #[cold]
    pub(crate) fn decode_error(&self, error: &serde_json::Error) -> Error {
        let (path, message) = self.explain(&error.to_string());
        self.unreadable(path, message)
    }

    #[cold]
    pub(crate) fn too_long(&self, limit: usize) -> Error {
        let message = format!("it has more than {limit} bytes; `Options::response_limit` allows more");
        self.unreadable(String::new(), message)
    }

    fn unreadable(&self, path: String, message: String) -> Error {
        DecodeError {
            operation: self.spec.id,
            path,
            message,
            status: self.status.as_u16(),
            log_id: log_id(&self.headers),
            body: Body::new(&self.body),
        }
        .into()
    }

    /// Path and message of a reading error. A body that is no JSON at all is said to be that.
    fn explain(&self, text: &str) -> (String, String) {
        let (path, message) = wire::split_path(text);
        let path = path.strip_prefix('.').unwrap_or(path).to_owned();
        match content_type(&self.headers) {
            Some(kind) if path.is_empty() && !kind.contains("json") => (
                path,
                format!("no JSON but {kind}, {} bytes: {message}", self.body.len()),
            ),
            _ => (path, message.to_owned()),
        }
    }
}

/// The body without a byte order mark and space around it.
fn json_of(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii()
}

fn read_all<'de, S: DeserializeSeed<'de>>(json: &'de [u8], seed: S) -> serde_json::Result<S::Value> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = seed.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Whether the body starts as nearly every response does, which saves looking for the code.
fn starts_with_code_zero(body: &[u8]) -> bool {
    fn after<'a>(text: &'a [u8], token: &[u8]) -> Option<&'a [u8]> {
        text.trim_ascii_start().strip_prefix(token)
    }
    after(body, b"{")
        .and_then(|rest| after(rest, br#""code""#))
        .and_then(|rest| after(rest, b":"))
        .and_then(|rest| after(rest, b"0"))
        .is_some_and(|rest| matches!(rest.trim_ascii_start().first(), Some(b',' | b'}')))
}

/// A response around the value that the caller asked for.
struct Envelope<'a, T> {
    value: &'a mut T,
    shape: spec::Response,
}

/// How many codes an envelope has.
enum Codes {
    One,
    Several,
}

impl<'de, T: Decode> DeserializeSeed<'de> for Envelope<'_, T> {
    type Value = Codes;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Codes, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Decode> Visitor<'de> for Envelope<'_, T> {
    type Value = Codes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response of the API")
    }

    /// Fields beside `code` count as long as there is no `data`: some responses have none, whatever the page says.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Codes, A::Error> {
        let (mut has_data, mut codes) = (false, 0_u32);
        while let Some(key) = map.next_key_seed(Key)? {
            let read = match part(self.shape, &key) {
                Part::Code => {
                    codes = codes.saturating_add(1);
                    Ok(false)
                }
                Part::Head => Ok(false),
                Part::Data => {
                    let mut inner = T::start();
                    map.next_value_seed(Slot(&mut inner)).map(|found| {
                        if found != Found::Nothing {
                            *self.value = inner;
                            has_data = true;
                        }
                        true
                    })
                }
                Part::Field if has_data => Ok(false),
                Part::Field => self.value.beside(&key, &mut map),
            };
            match read {
                Ok(true) => {}
                Ok(false) => {
                    map.next_value::<IgnoredAny>()?;
                }
                Err(error) if lenient::leaves_out(&error) => {}
                Err(error) => return Err(at_field(&key, &error)),
            }
        }
        Ok(if codes > 1 { Codes::Several } else { Codes::One })
    }
}

/// What a key of a response is.
enum Part {
    Code,
    Head,
    Data,
    Field,
}

fn part(shape: spec::Response, key: &str) -> Part {
    match (shape, key) {
        (spec::Response::Envelope { .. } | spec::Response::EventStream, "data") => Part::Data,
        (_, "code") => Part::Code,
        (spec::Response::Envelope { .. }, "msg" | "message" | "error") | (_, "msg") => Part::Head,
        _ => Part::Field,
    }
}

pub(crate) fn log_id(headers: &HeaderMap) -> Option<String> {
    text(headers, "x-tt-logid")
}

pub(crate) fn content_type(headers: &HeaderMap) -> Option<String> {
    text(headers, header::CONTENT_TYPE.as_str())
}

/// How long it is until calls are welcome again, in the server's own header or the standard one.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = |name| text(headers, name)?.trim().parse::<u64>().ok();
    let wait = seconds("x-ogw-ratelimit-reset").or_else(|| seconds(header::RETRY_AFTER.as_str()));
    let Some(wait) = wait else {
        // RFC 9110, section 10.2.3.
        let date = text(headers, header::RETRY_AFTER.as_str())?;
        let until = httpdate::parse_http_date(date.trim()).ok()?;
        return Some(until.duration_since(SystemTime::now()).unwrap_or_default());
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // A time of the clock is told by its size: nobody asks for a pause of thirty years.
    Some(match Duration::from_secs(wait) {
        time if wait > 1_000_000_000 => time.saturating_sub(now),
        wait => wait,
    })
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_start_is_recognized_and_nothing_else() {
        assert!(starts_with_code_zero(br#"{"code":0,"msg""#));
        assert!(starts_with_code_zero(b" {\n \"code\" : 0 }"));
        assert!(!starts_with_code_zero(br#"{"code":01}"#));
        assert!(!starts_with_code_zero(br#"{"code":0.5}"#));
        assert!(!starts_with_code_zero(br#"{"code":"0"}"#));
        assert!(!starts_with_code_zero(br#"{"data":{},"code":0}"#));
    }
}
