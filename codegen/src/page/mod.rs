//! The tree read as the page of an endpoint or of events: [`RawPage`], strings only, exactly what the page says, with spans.

mod basics;
mod depth;
mod event;
mod fields;
mod raw;
mod sections;

pub(crate) use basics::scopes as scope_tags;
pub use raw::*;
pub use sections::{announces_errors, is_data, read};
pub(crate) use sections::{announces_event_section, announces_section};
