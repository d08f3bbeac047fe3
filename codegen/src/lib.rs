//! Documentation pages in, a Rust client out. No file system, no network, no clock, no panic on any input.
//!
//! [`pipeline`] is the list of all steps. Each module uses only modules before it in this list: `casing`, [`diagnostic`],
//! [`ir`], `json`, `vocabulary`, [`known`], [`markup`], [`page`], `nesting`, [`lower`], `reading`, [`fixup`], `assemble`,
//! [`words`], [`pass`], [`names`], [`prose`], `lint`, [`diff`], [`emit`], [`pipeline`]. `ARCHITECTURE.md` says what each takes and gives.

mod assemble;
mod casing;
pub mod diagnostic;
pub mod diff;
pub mod emit;
pub mod fixup;
pub mod ir;
mod json;
pub mod known;
mod lint;
pub mod lower;
pub mod markup;
pub mod names;
mod nesting;
pub mod page;
pub mod pass;
pub mod pipeline;
pub mod prose;
mod reading;
mod vocabulary;
pub mod words;

pub use reading::{Page, ReadPage, Reading, Skip, SkipReason, read_page, read_raw};
