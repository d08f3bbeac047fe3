//! The command line around `feishu-openapi-codegen`: reading pages, writing what is made of them, and telling about it.

pub mod arguments;
pub mod command;
pub mod compile_cost;
pub mod difference;
pub mod error;
pub mod explain;
pub mod fingerprint;
pub mod output;
pub mod pages;
pub mod pipeline;
pub mod progress;
pub mod render;
pub mod reuse;
pub mod service;
pub mod statistics;
pub mod summary;
pub mod workspace;
