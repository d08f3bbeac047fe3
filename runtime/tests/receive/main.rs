//! Receiving events and callbacks, from the bytes that the server sends to handlers and back.

#![allow(unreachable_pub)] // the modules are written as those of the generated crate are
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

mod callbacks;
mod delivery;
mod events;
mod forgeries;
mod log;
mod servers;
mod tickets;
