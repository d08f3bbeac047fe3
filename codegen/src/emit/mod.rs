//! Back ends: the schema in, text out. What it says is decided before: a back end only writes it down.

pub mod fact_sheet;
mod limits;
pub mod openapi;
pub mod rust;
mod sentences;
pub mod surface;
