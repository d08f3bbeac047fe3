//! The tree read as an endpoint page: [`RawEndpoint`], strings only, exactly what the page says, with spans.

mod raw;

pub use raw::*;
