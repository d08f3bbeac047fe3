//! Nothing of a page is lost in silence: what an independent count finds in the text is in the schema, or a diagnostic
//! names it. Runs over a full mirror, by `FEISHU_DOCS_MIRROR`.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bodies;
mod code;
mod event_counts;
mod events;
mod mirror;
mod rows;
