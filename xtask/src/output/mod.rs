//! Compares the files that a run wants to write with those that are there, and makes the changes.

mod lock;
mod plan;
mod tree;
mod write;

pub use lock::lock;
pub use plan::{Change, Plan};
pub use tree::{Origin, Tree};
pub use write::{write, write_file};

#[cfg(test)]
mod tests;
