//! Back ends: the schema in, text out. No decisions left to take.

pub mod fact_sheet;
pub mod openapi;
pub mod rust;
pub mod surface;
