//! What a run wants to write and what is there, in; the changes between them, out. [`write()`] makes them happen.

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
