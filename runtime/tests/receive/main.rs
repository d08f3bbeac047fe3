//! Receiving events and callbacks, from the bytes that the server sends to handlers and back.

#![allow(unreachable_pub)] // the modules are written as those of the generated crate are
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

mod callbacks;
#[cfg(feature = "long-connection")]
mod connection;
mod delivery;
mod events;
mod forgeries;
#[cfg(feature = "long-connection")]
#[path = "../../src/receive/connection/frame.rs"]
mod frame;
#[cfg(feature = "long-connection")]
mod gateway;
mod log;
#[cfg(feature = "long-connection")]
mod refusals;
#[cfg(feature = "long-connection")]
mod running;
mod servers;
#[cfg(feature = "long-connection")]
mod soak;
#[cfg(feature = "long-connection")]
mod stopping;
mod tickets;
mod vendor;
