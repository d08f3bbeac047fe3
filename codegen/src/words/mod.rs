//! The reference in words of our own: reads words files, and puts what they say on the schema.
//!
#![doc = include_str!("format.md")]

mod apply;
mod digest;
mod fact;
mod key;
mod parse;
mod style;
mod templates;
pub mod walk;

#[cfg(test)]
mod tests;

pub use apply::{Applied, apply};
pub use digest::{Digests, digests, together};
pub use fact::Stated;
pub use key::{Key, Scope, Section, WHOLE};
pub use parse::{Entry, Line, Position, Reference, Why, WordsError, WordsFile};
pub use style::{Fault, style};
pub use walk::{Kind, Place, Thing};
