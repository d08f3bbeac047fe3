//! Dialects in, one neutral tree out: headings, paragraphs, tables of rows and cells, code, each with its span.

mod tree;

pub use tree::*;
