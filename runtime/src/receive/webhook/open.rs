//! Whether a request comes from the server, and what it holds.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::seal::{self, EncryptKey};
use crate::ConfigError;
use crate::receive::envelope::{self, Message, OLD_CARD, Raw};
use crate::wire::Json;

pub(super) const TIMESTAMP: &str = "x-lark-request-timestamp";
pub(super) const NONCE: &str = "x-lark-request-nonce";
pub(super) const SIGNATURE: &str = "x-lark-signature";

/// The length of a signature of old cards, in hexadecimal digits of SHA-1.
const OLD: usize = 40;

/// So many characters a challenge may have. The documented ones have a few dozen.
const LONGEST: usize = 128;

/// What requests are checked against.
pub(super) struct Seal {
    pub(super) token: Option<SecretString>,
    pub(super) key: Option<EncryptKey>,
    pub(super) max_age: Duration,
    pub(super) limit: usize,
    pub(super) app_id: Option<String>,
    /// Whether there is a handler for old cards, whose signature is the only one by SHA-1.
    pub(super) takes_old_cards: bool,
}

/// A request from the server.
pub(super) enum Opened {
    /// The text that is to be sent back.
    Challenge(String),
    /// An event or a callback.
    Event(Raw),
}

/// Why a request is refused. For the log of whoever runs the program, never for the sender.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("the body has more than {0} bytes")]
    TooLarge(usize),
    #[error("the body did not come in time, or not at all")]
    NoBody,
    #[error("the method is not POST")]
    NotPost,
    #[error("there is no signature; only the check of the address may be without one, and this is none")]
    Unsigned,
    #[error(
        "the signature is not right: is the Encrypt Key the application's, and is the body here byte by byte as it was sent?"
    )]
    Signature,
    #[error(
        "it was sent {0} s before or after the time of this machine: is the clock right, or was the request sent again?"
    )]
    Stale(u64),
    #[error("the body cannot be decrypted: is the Encrypt Key the application's?")]
    Undecipherable,
    #[error("the body is not encrypted, although an Encrypt Key is set here: is one set in the developer console?")]
    Plain,
    #[error("the body is encrypted: set the Encrypt Key, which the developer console shows")]
    NoKey,
    #[error("the body is no event: {0}")]
    Unreadable(String),
    #[error("the challenge of a check of the address is too long, or not in visible ASCII characters")]
    Challenge,
    #[error("the token is not right: is the verification token the application's?")]
    Token,
    #[error("it is for the application `{0}`")]
    OtherApp(String),
    #[error("it is a callback that came before: was the request recorded, and sent again?")]
    Repeated,
    #[error("it is a click on a card of the old kind, for which there is no handler or no verification token is set")]
    OldCard,
}

impl Seal {
    /// Opens a request, whose body must be as it was sent, byte by byte.
    pub(super) fn open(&self, headers: &HeaderMap, body: &Bytes) -> Result<Opened, Refusal> {
        if body.len() > self.limit {
            return Err(Refusal::TooLarge(self.limit));
        }
        let signature = header(headers, SIGNATURE);
        if signature.len() == OLD {
            return self.open_old_card(headers, body);
        }
        let Some(key) = &self.key else {
            return match read(body)? {
                Message::Encrypted(_) => Err(Refusal::NoKey),
                message => self.check(message),
            };
        };
        let is_signed = !signature.is_empty();
        if is_signed {
            let expected = key.signature(header(headers, TIMESTAMP), header(headers, NONCE), body);
            self.check_signature(headers, &expected)?;
        }
        let encrypted = match read(body)? {
            Message::Encrypted(encrypted) => encrypted,
            _ => return Err(Refusal::Plain),
        };
        let plain = key.decrypt(&encrypted).ok_or(Refusal::Undecipherable)?;
        match read(&plain.into()).map_err(|_| Refusal::Undecipherable)? {
            Message::Event { .. } if !is_signed => Err(Refusal::Unsigned),
            message => self.check(message),
        }
    }

    /// Opens a click on a card of the old kind, which is not encrypted, and signed by the verification token.
    fn open_old_card(&self, headers: &HeaderMap, body: &Bytes) -> Result<Opened, Refusal> {
        let token = self.token.as_ref().filter(|_| self.takes_old_cards);
        let token = token.ok_or(Refusal::OldCard)?;
        let expected = seal::old_signature(header(headers, TIMESTAMP), header(headers, NONCE), token, body);
        self.check_signature(headers, &expected)?;
        match read(body)? {
            Message::Event { raw, .. } if raw.header.event_type == OLD_CARD => Ok(Opened::Event(raw)),
            _ => Err(Refusal::Signature),
        }
    }

    fn check_signature(&self, headers: &HeaderMap, expected: &str) -> Result<(), Refusal> {
        if !seal::is_same(header(headers, SIGNATURE), expected.as_bytes()) {
            return Err(Refusal::Signature);
        }
        let sent = std::str::from_utf8(header(headers, TIMESTAMP))
            .ok()
            .and_then(envelope::time);
        let now = SystemTime::now();
        let age = sent.map(|sent| now.duration_since(sent).unwrap_or_else(|error| error.duration()));
        match age {
            Some(age) if age <= self.max_age => Ok(()),
            age => Err(Refusal::Stale(age.unwrap_or_default().as_secs())),
        }
    }

    /// Checks the token, and that it is for this application.
    fn check(&self, message: Message) -> Result<Opened, Refusal> {
        let check = |token: &str| match &self.token {
            Some(known) if !seal::is_same(token.as_bytes(), known.expose_secret().as_bytes()) => Err(Refusal::Token),
            _ => Ok(()),
        };
        match message {
            Message::Challenge { challenge, token } => {
                check(&token)?;
                // It is sent back, to whoever asked: nothing but what a challenge can be.
                match challenge.len() <= LONGEST && challenge.bytes().all(|byte| byte.is_ascii_graphic()) {
                    true => Ok(Opened::Challenge(challenge)),
                    false => Err(Refusal::Challenge),
                }
            }
            Message::Event { raw, token } => {
                check(&token)?;
                let app_id = &raw.header.app_id;
                if self
                    .app_id
                    .as_ref()
                    .is_some_and(|own| own != app_id && !app_id.is_empty())
                {
                    return Err(Refusal::OtherApp(app_id.clone()));
                }
                match raw.header.event_type.as_str() {
                    "" => Err(Refusal::Unreadable("it has no type".to_owned())),
                    // Only its own signature shows where it comes from.
                    OLD_CARD if raw.header.schema == crate::receive::Schema::V1 => Err(Refusal::OldCard),
                    _ => Ok(Opened::Event(raw)),
                }
            }
            Message::Encrypted(_) => Err(Refusal::Undecipherable),
        }
    }

    /// What the server would send for this message.
    pub(super) fn seal(&self, message: &Json) -> Result<Request<Bytes>, ConfigError> {
        let unavailable = |_| ConfigError::setting("encrypt key", "the system has no random numbers");
        let mut message = message.clone();
        let is_old_card =
            message.get("header").is_none() && message.get("event").is_none() && message.get("action").is_some();
        if let (Some(token), false) = (&self.token, is_old_card) {
            let place = match message.get("header") {
                Some(_) => message.get_mut("header"),
                None => Some(&mut message),
            };
            if let Some(Json::Object(fields)) = place {
                fields.insert("token".to_owned(), token.expose_secret().into());
            }
        }
        let plain = message.to_string();
        let body = match &self.key {
            Some(key) if !is_old_card => {
                json!({ "encrypt": key.encrypt(plain.as_bytes()).map_err(unavailable)? }).to_string()
            }
            _ => plain,
        };
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let (timestamp, nonce) = (now.as_secs().to_string(), format!("{:016x}", fastrand::u64(..)));
        let (when, once) = (timestamp.as_bytes(), nonce.as_bytes());
        let is_challenge = message.get("type").is_some_and(|kind| kind == "url_verification");
        let signature = match (&self.key, &self.token) {
            (_, Some(token)) if is_old_card => Some(seal::old_signature(when, once, token, body.as_bytes())),
            (Some(key), _) if !is_challenge => Some(key.signature(when, once, body.as_bytes())),
            _ => None,
        };
        let mut request = Request::new(Bytes::from(body));
        *request.method_mut() = Method::POST;
        let headers = request.headers_mut();
        headers.insert(
            "content-type",
            HeaderValue::from_static("application/json;charset=utf-8"),
        );
        let signed = signature.map(|signature| [(TIMESTAMP, timestamp), (NONCE, nonce), (SIGNATURE, signature)]);
        for (name, value) in signed.into_iter().flatten() {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(name, value);
            }
        }
        Ok(request)
    }
}

fn read(body: &Bytes) -> Result<Message, Refusal> {
    envelope::read(body).map_err(|error| Refusal::Unreadable(error.to_string()))
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a [u8] {
    headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default()
}
