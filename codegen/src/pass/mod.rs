//! Passes over the whole API, one a file. Each takes the schema and makes it better, or says what is wrong with it.

mod check;
mod facts;
mod idempotency;
mod pagination;
mod recursion;
#[cfg(test)]
pub(crate) mod samples;
mod share_types;
mod unite_answers;

pub use check::check;
pub use idempotency::idempotency_key;
pub use pagination::find_pagination;
pub use recursion::{BoxedFields, find_recursion};
pub use share_types::share_types;
pub use unite_answers::unite_answers;
