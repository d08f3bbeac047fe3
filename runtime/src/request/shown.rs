//! What `Debug` shows of a request: all that would be sent, except for secrets.

use std::fmt;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::body::Payload;
use super::form::PartContent;
use super::{Endpoint, Request};
use crate::wire::{Hidden, ShownJson, is_secret, type_name};

/// Shows the parameters and the body of a request by their names on the wire. Secrets are shown as `…`.
///
/// # Errors
/// The formatter's own.
pub fn show_request<E: Endpoint>(endpoint: &E, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut request = Request::of(endpoint);
    request.seal();
    request.show(type_name::<E>(), f)
}

impl Request {
    fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct(name);
        let mut field = |name: &str, value: &dyn fmt::Debug| {
            shown.field(name, if is_secret(name) { &Hidden } else { value });
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        for (name, text) in &self.path {
            field(name, &decoded(text));
        }
        let form = match &self.payload {
            Payload::Form(bytes) => String::from_utf8_lossy(bytes),
            _ => "".into(),
        };
        let pairs = self.query.split('&').chain(form.split('&'));
        for (name, text) in pairs.filter_map(|pair| pair.split_once('=')) {
            field(&decoded(name), &decoded(text));
        }
        for (name, value) in &self.headers {
            field(name.as_str(), value);
        }
        match &self.payload {
            Payload::None | Payload::Form(_) => {}
            Payload::Json(bytes) => match serde_json::from_slice(bytes) {
                Ok(Value::Object(fields)) => fields.iter().for_each(|(name, value)| field(name, &ShownJson(value))),
                Ok(other) => field("body", &ShownJson(&other)),
                Err(_) => field("body", &self.payload),
            },
            Payload::Multipart(parts) => {
                for part in parts {
                    match &part.content {
                        PartContent::Text(text) => field(part.name, text),
                        PartContent::File(file) => field(part.name, file),
                    }
                }
            }
        }
        if let Some(error) = &self.error {
            field("error", error);
        }
        shown.finish()
    }
}
