//! The client over real HTTP on 127.0.0.1, called as generated code calls it.

#![allow(unreachable_pub)] // the modules are written as those of the generated crate are
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

mod arrivals;
#[cfg(feature = "blocking")]
mod blocking;
mod calls;
mod connections;
mod credentials;
mod downloads;
mod drafts;
mod endings;
mod endpoints;
mod error_kinds;
mod events;
mod extras;
mod fetches;
mod file_parts;
mod file_uploads;
mod http2;
mod limits;
mod load;
mod misfits;
mod pacing;
mod paging;
mod polls;
mod raw;
mod reading;
mod resumed;
mod resuming;
mod retries;
mod runtimes;
mod saved;
mod server;
mod tokens;
mod turns;
mod uploads;
mod users;
mod values;
mod verdicts;
mod writing;
