//! `RawPage` -> `ir::Endpoint`, or the `ir::Event`s of the page: the strings of a page become types, limits and permissions. The depth of every row must
//! be known before.

mod address;
mod alternatives;
mod body;
mod default_mark;
mod description;
mod endpoint;
mod endpoint_id;
mod errors;
mod event;
mod facts;
mod fields;
mod limits;
mod lines;
mod parameters;
mod rate_limit;
mod references;
mod response;
mod samples;
mod tables;
mod values;

pub(crate) use alternatives::merge;
pub use endpoint::lower;
pub use endpoint_id::derive_id;
pub(crate) use event::lower_events;
