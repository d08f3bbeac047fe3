//! What every call to the Feishu and Lark Open Platform shares: the client with its tokens, retries and rate limits,
//! requests and answers on the wire, errors.
//!
//! This crate knows no endpoint. The `feishu-openapi` crate, which is generated from the documentation, holds a module
//! per endpoint and re-exports this one as `feishu_openapi::runtime`.
//!
//! - [`Client`]: made once, cheap to clone, and derived for what differs from call to call.
//! - [`Endpoint`]: what a generated request implements; [`Spec`](spec::Spec) is what its page says.
//! - [`Error`]: tells apart what went wrong, with the server's code, log id and missing scopes.
//! - [`wire`]: how types are read and written.

mod answer;
mod client;
mod download;
mod endpoint;
mod error;
mod events;
mod file;
mod oauth;
mod paging;
mod redirect;
mod request;
pub mod spec;
mod tokens;
mod user;
pub mod wire;

#[doc(hidden)]
pub use serde as __serde;

pub use client::{Brand, Call, Client, ClientBuilder, Options, Pacing, RawRequest, Retry};
pub use download::Download;
pub use endpoint::Endpoint;
pub use error::{
    ApiError, Body, ConfigError, DecodeError, Error, FieldViolation, FileError, Help, PagingError, PermissionViolation,
    Result, StatusError, TimeoutError, TokenError, TransportError,
};
pub use events::EventStream;
pub use file::{File, Files};
pub use oauth::{Authorization, OAuth, UserTokens};
pub use paging::{Cursor, Items, Next, Paged, Pages};
pub use redirect::Redirect;
pub use request::{JsonBody, MultipartForm, Request, UrlEncodedForm};
pub use tokens::{MemoryTokenStore, StoreError, StoreFuture, StoredToken, TokenKey, TokenKind, TokenStore};
pub use user::{UserSession, UserToken};
