//! Dialects in, one neutral tree out: headings, paragraphs, tables of rows and cells, code, each with its span.
//!
//! One rule serves all dialects: read tables and inline elements wherever they stand, and never ask which dialect a
//! page is.

mod element;
mod front;
mod harmless;
mod heading;
mod inline;
mod mark;
mod open_table;
mod pipe;
mod skeleton;
mod source;
mod tag;
mod tree;
mod verbatim;

pub(crate) use mark::is_mark;
pub use skeleton::read;
pub use tree::*;
