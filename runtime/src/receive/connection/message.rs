//! Events in frames, and the responses to them.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::fragments::Fragments;
use super::frame::{CONTROL, DATA, Frame};
use super::session::Outgoing;
use super::settings::{ClientConfig, Settings};
use crate::receive::dispatch::{Dispatcher, Outcome, Work};
use crate::receive::envelope::{self, Message};
use crate::wire;

/// How long the server waits for a response.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a frame is.
pub(super) enum Incoming {
    /// An event, whole.
    Event(Arrived),
    /// The server's settings.
    Settings(Settings),
    /// Nothing that there is something to do about.
    Nothing,
}

/// An event that came, and the frame that its response is made of.
pub(super) struct Arrived {
    frame: Frame,
    payload: Bytes,
    at: Instant,
}

/// Reads a frame. One that is broken is told of in the log, and nothing else happens.
pub(super) fn read(bytes: Bytes, fragments: &mut Fragments, now: Instant) -> Incoming {
    let mut frame = match Frame::read(bytes) {
        Ok(frame) => frame,
        Err(error) => {
            tracing::warn!(%error, "a frame of the long connection cannot be read");
            return Incoming::Nothing;
        }
    };
    let payload = frame.payload.take().unwrap_or_default();
    match frame.method {
        DATA => {
            let number = |name: &str| frame.header(name).and_then(|value| value.parse().ok()).unwrap_or(0);
            let id = frame.header("message_id").unwrap_or_default();
            match fragments.add(id, (number("seq"), number("sum")), payload, now) {
                Ok(Some(payload)) => Incoming::Event(Arrived {
                    frame,
                    payload,
                    at: now,
                }),
                Ok(None) => Incoming::Nothing,
                Err(error) => {
                    tracing::warn!(%error, "a frame of the long connection is no part of its message");
                    Incoming::Nothing
                }
            }
        }
        CONTROL if frame.header("type") == Some("pong") => match wire::from_str::<ClientConfig>(text(&payload)) {
            Ok(config) => Incoming::Settings(config.into()),
            Err(_) => Incoming::Nothing,
        },
        _ => Incoming::Nothing,
    }
}

fn text(payload: &[u8]) -> &str {
    std::str::from_utf8(payload).unwrap_or_default()
}

impl Arrived {
    /// Begins to deliver the event, and sends the response when there is one.
    pub(super) fn deliver(
        self,
        dispatcher: &Arc<Dispatcher>,
        outgoing: mpsc::Sender<Outgoing>,
    ) -> impl Future<Output = ()> + Send + 'static {
        let (is_card, mut is_event) = (self.frame.header("type") == Some("card"), false);
        let begun = match envelope::read(&self.payload) {
            Ok(Message::Event { raw, .. }) => {
                is_event = !is_card && dispatcher.is_event(&raw.header.event_type);
                dispatcher.begin(raw).map(Work::spawn)
            }
            Ok(_) => {
                tracing::warn!("a message of the long connection is no event");
                Err(Outcome::Failed)
            }
            Err(error) => {
                tracing::warn!(%error, "a message of the long connection is no event");
                Err(Outcome::Failed)
            }
        };
        async move {
            let outcome = match begun {
                Ok(begun) => begun.await,
                Err(outcome) => outcome,
            };
            let response = Outgoing {
                until: Some(self.at + PATIENCE),
                frame: self.response(&outcome, is_event),
            };
            // Over another connection, the server would not know what it is about.
            if outgoing.try_send(response).is_err() {
                tracing::debug!("a response is not sent, since its connection is gone or too slow");
            }
        }
    }

    /// The frame that came, with the response in it. Of an event, it holds no reply; a callback has one, if an empty one.
    fn response(self, outcome: &Outcome, is_event: bool) -> Vec<u8> {
        let body = match outcome {
            Outcome::Done(reply) if !is_event => {
                json!({ "code": 200, "headers": {}, "data": STANDARD.encode(reply.to_string()) })
            }
            Outcome::Done(_) => json!({ "code": 200, "headers": {} }),
            Outcome::Failed | Outcome::Busy | Outcome::Unhandled | Outcome::Repeated => {
                json!({ "code": 500, "headers": {} })
            }
        };
        let took = self.at.elapsed().as_millis();
        let mut frame = self.frame;
        frame.headers.push(("biz_rt".to_owned(), took.to_string()));
        frame.payload = Some(body.to_string().into());
        frame.write()
    }
}
