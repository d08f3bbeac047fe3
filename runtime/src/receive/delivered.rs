//! An event in the hands of its handler.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;

use super::envelope::{Header, Raw};
use super::event::Event;
use crate::wire::{self, Json};

/// An event that was delivered: what its envelope says, and the event itself, to which this derefs.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivered<E> {
    /// What the envelope says: the id, the type, the time, the application, the tenant.
    pub header: Header,
    /// What the event holds.
    pub event: E,
    json: Bytes,
}

impl<E> Delivered<E> {
    /// All that the server wrote of the event, also what its type does not know yet.
    ///
    /// # Errors
    /// It is no JSON: of what is not Unicode, the type has replacement characters.
    pub fn json(&self) -> serde_json::Result<Json> {
        serde_json::from_slice(&self.json)
    }
}

impl Raw {
    /// The event as this type, whatever its own type is. A value that does not fit is left out, as in responses. Handlers of a
    /// type get it read; this is for events that were passed on unread, to a thread that blocks, say.
    ///
    /// # Errors
    /// It is no JSON, or no object.
    pub fn read<E: Event>(self) -> serde_json::Result<Delivered<E>> {
        Ok(Delivered {
            event: wire::from_bytes_leniently(E::SPEC.event_type, &self.event)?,
            header: self.header,
            json: self.event,
        })
    }
}

impl<E> Deref for Delivered<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.event
    }
}

impl<E> DerefMut for Delivered<E> {
    fn deref_mut(&mut self) -> &mut E {
        &mut self.event
    }
}

/// Shows the header and the event, and its JSON not once more.
impl<E: fmt::Debug> fmt::Debug for Delivered<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Delivered");
        shown
            .field("header", &self.header)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}
