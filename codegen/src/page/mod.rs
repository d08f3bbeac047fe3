//! The tree read as an endpoint page: [`RawEndpoint`], strings only, exactly what the page says, with spans.

mod basics;
mod depth;
mod fields;
mod raw;
mod sections;

pub(crate) use basics::scopes as scope_tags;
pub use raw::*;
pub(crate) use sections::announces_section;
pub use sections::{NotEndpoint, read};
