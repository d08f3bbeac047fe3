//! Tests of the whole reader and emitter over the pages of docs-src and the miniature pages beside this folder.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod damaged_pages;
mod emitted_code;
mod error_kinds;
mod fact_sheets;
mod generation;
mod hostile_pages;
mod mutation;
mod pages;
mod published_text;
mod random_changes;
mod raw_pages;
mod render;
mod schema_of_pages;
mod schema_text;
mod surface;
