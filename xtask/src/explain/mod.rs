//! Pages and schemas as text for a person.

pub mod diagnostic;
pub mod page_view;
pub mod schema_json;
