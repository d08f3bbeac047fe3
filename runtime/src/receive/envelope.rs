//! The envelope around an event, as it came.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::pointer;
use super::spec::Schema;
use crate::wire::{self, Json, Key, Map, Slot};

/// The type of clicks on cards of the old kind, whose callbacks have no envelope.
pub(super) const OLD_CARD: &str = "card.action.trigger_v1";

/// Of what the server sent, what it says of an event rather than in it.
///
/// A field is empty where the envelope does not have it. The verification token, which is a secret, is not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// The envelope that it came in.
    pub schema: Schema,
    /// `event_id`, or `uuid` in an envelope 1.0: the same when the event is sent again.
    pub id: String,
    /// The type, as in `im.message.receive_v1`.
    pub event_type: String,
    /// When it happened.
    pub created: Option<SystemTime>,
    /// The application that it is for.
    pub app_id: String,
    /// The tenant in which it happened.
    pub tenant_key: String,
    /// What else stood in the header of an envelope 2.0, as `resource_id` does with events of files.
    pub extra: Map<Json>,
}

/// An event that is not read yet: its header, and the JSON of its body.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct Raw {
    /// What the envelope says.
    pub header: Header,
    /// The JSON in the field `event`, as the server wrote it.
    pub event: Bytes,
}

impl Raw {
    /// The event as JSON.
    ///
    /// # Errors
    /// It is none that can be read.
    pub fn json(&self) -> serde_json::Result<Json> {
        serde_json::from_slice(&self.event)
    }

    /// The text or the number at this place of the event, a JSON pointer (`/message/chat_id`).
    #[must_use]
    pub fn text(&self, place: &str) -> Option<String> {
        pointer::text_at(&self.event, place)
    }
}

/// Shows no body.
impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raw")
            .field("header", &self.header)
            .finish_non_exhaustive()
    }
}

/// What the server sent.
pub(super) enum Message {
    /// Asks whether the address is the one that was set up.
    Challenge { challenge: String, token: String },
    /// An event or a callback, with its verification token.
    Event { raw: Raw, token: String },
    /// A message that is encrypted, in base64.
    Encrypted(String),
}

#[derive(Deserialize)]
struct Sent<'a> {
    header: Option<Head>,
    #[serde(borrow)]
    event: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "wire::deserialize")]
    uuid: String,
    #[serde(default, deserialize_with = "wire::deserialize")]
    ts: String,
    #[serde(default, deserialize_with = "wire::deserialize")]
    token: String,
    #[serde(default, rename = "type", deserialize_with = "wire::deserialize")]
    kind: String,
    #[serde(default, deserialize_with = "wire::deserialize")]
    challenge: String,
    encrypt: Option<String>,
    /// Of a card of the old kind, where all stands side by side.
    action: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "wire::deserialize")]
    tenant_key: String,
}

/// Reads what the server sent. What is not Unicode in it is replaced, but not in a check of the address, part of which is sent
/// back.
pub(super) fn read(body: &Bytes) -> serde_json::Result<Message> {
    let Ok(text) = std::str::from_utf8(body) else {
        return match read(&String::from_utf8_lossy(body).into_owned().into())? {
            Message::Challenge { .. } => Err(serde_json::Error::custom("a check of the address is not Unicode")),
            message => Ok(message),
        };
    };
    let sent: Sent<'_> = serde_json::from_str(text)?;
    if let Some(encrypted) = sent.encrypt {
        return Ok(Message::Encrypted(encrypted));
    }
    if sent.kind == "url_verification" {
        return Ok(Message::Challenge {
            challenge: sent.challenge,
            token: sent.token,
        });
    }
    let event = sent.event.map(|event| body.slice_ref(event.get().as_bytes()));
    let (header, token, event) = match (sent.header, event) {
        (Some(head), event) => (head.header, head.token, event),
        (None, None) if sent.action.is_some() => {
            let header = Header {
                schema: Schema::V1,
                event_type: OLD_CARD.to_owned(),
                tenant_key: sent.tenant_key,
                ..Header::default()
            };
            (header, String::new(), Some(body.clone()))
        }
        (None, event) => {
            let header = Header {
                id: sent.uuid,
                created: time(&sent.ts),
                ..header_within(event.as_deref())?
            };
            (header, sent.token, event)
        }
    };
    let event = event.unwrap_or_else(|| Bytes::from_static(b"{}"));
    Ok(Message::Event {
        raw: Raw { header, event },
        token,
    })
}

/// The header of an envelope 2.0, and the token in it.
#[derive(Default)]
struct Head {
    header: Header,
    token: String,
}

impl<'de> Deserialize<'de> for Head {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(HeadVisitor)
    }
}

struct HeadVisitor;

impl<'de> Visitor<'de> for HeadVisitor {
    type Value = Head;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a header")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Head, A::Error> {
        let (mut head, mut created) = (Head::default(), String::new());
        let header = &mut head.header;
        while let Some(key) = map.next_key_seed(Key)? {
            let text = match &*key {
                "token" => &mut head.token,
                "event_id" => &mut header.id,
                "event_type" => &mut header.event_type,
                "create_time" => &mut created,
                "app_id" => &mut header.app_id,
                "tenant_key" => &mut header.tenant_key,
                _ => {
                    header.extra.insert(key.into_owned(), map.next_value()?);
                    continue;
                }
            };
            map.next_value_seed(Slot(text))?;
        }
        header.created = time(&created);
        Ok(head)
    }
}

/// What of the header an envelope 1.0 has within its event.
fn header_within(event: Option<&[u8]>) -> serde_json::Result<Header> {
    #[derive(Default, Deserialize)]
    struct Within {
        #[serde(default, rename = "type", deserialize_with = "wire::deserialize")]
        event_type: String,
        #[serde(default, deserialize_with = "wire::deserialize")]
        app_id: String,
        #[serde(default, deserialize_with = "wire::deserialize")]
        tenant_key: String,
    }
    let within = event.map_or_else(|| Ok(Within::default()), serde_json::from_slice::<Within>)?;
    Ok(Header {
        schema: Schema::V1,
        event_type: within.event_type,
        app_id: within.app_id,
        tenant_key: within.tenant_key,
        ..Header::default()
    })
}

/// The time since 1970 in seconds, milliseconds or microseconds: how many digits it has, says which.
pub(super) fn time(text: &str) -> Option<SystemTime> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit());
    let number: u64 = whole.parse().ok().filter(|_| is_number)?;
    let since = match whole.len() {
        ..=11 => {
            let nanos = format!("{fraction:0<9}")
                .get(..9)
                .and_then(|digits| digits.parse().ok());
            Duration::new(number, nanos.unwrap_or_default())
        }
        12..=14 => Duration::from_millis(number),
        _ => Duration::from_micros(number),
    };
    UNIX_EPOCH.checked_add(since)
}

#[cfg(test)]
mod tests;
