//! What every call to the Feishu and Lark Open Platform shares: the client with its tokens, retries and rate limits,
//! requests and answers on the wire, errors.
//!
//! This crate knows no endpoint. The `feishu-openapi` crate, which is generated from the documentation, holds a module
//! per endpoint and re-exports this one as `feishu_openapi::runtime`.
//!
//! # A client
//!
//! Make one [`Client`] per application and clone it: clones share connections, tokens and limits.
//!
//! ```
//! use feishu_openapi_runtime::{Brand, Client};
//!
//! # fn main() -> feishu_openapi_runtime::Result<()> {
//! let client = Client::builder("cli_a1b2c3", "app secret").build()?;
//! let lark = Client::builder("cli_a1b2c3", "app secret").brand(Brand::Lark).build()?;
//! # Ok(()) }
//! ```
//!
//! [`Client::from_env`] takes the credentials from the environment. What concerns some calls only is set on a handle
//! that is derived from the client, and costs nothing: [`as_user`](Client::as_user) acts for a user,
//! [`for_tenant`](Client::for_tenant) in one of the tenants of a store application, [`with_token`](Client::with_token)
//! sends a token of your own, and [`with`](Client::with) sets timeout, retries and headers.
//!
//! # Tokens
//!
//! A call takes the token that its endpoint accepts and the handle has; if there is none, it fails before it is sent,
//! and the error says which would do. The application's own tokens are fetched when they are first needed, once for
//! however many calls wait, kept until five minutes before they end, and replaced when the server refuses them; the
//! refused call is then made once more. A [`TokenStore`] keeps them elsewhere than in memory.
//!
//! A store application hands in the ticket of the `app_ticket` event with [`Client::set_app_ticket`]. Users log in by
//! [`Client::oauth`]; a [`UserSession`] renews its tokens itself.
//!
//! # Failures
//!
//! [`Error`] tells apart what its reader can do something about. A call is repeated, by the rules of [`Retry`], where
//! that may help and can do no harm, and calls keep to the documented rate limits by themselves ([`Pacing`]).
//!
//! ```
//! use feishu_openapi_runtime::Error;
//!
//! fn explain(error: &Error) {
//!     match error {
//!         Error::Api(api) if !api.missing_scopes().is_empty() => println!("ask for {:?}", api.missing_scopes()),
//!         Error::Api(api) => println!("{} says {}, log id {:?}", api.operation, api.code, api.log_id),
//!         Error::Decode(decode) => println!("{} is not as documented: {}", decode.path, decode.message),
//!         other if other.is_retryable() => println!("perhaps later: {other}"),
//!         other => println!("{other}"),
//!     }
//! }
//! ```
//!
//! Nothing that this crate prints, by `Debug`, `Display` or `tracing`, holds a secret, a token or a body. Each call is a
//! `tracing` span `call` at the level `debug`, with the endpoint's id, attempts, status, code, log id and milliseconds.
//!
//! # Pages, files, events
//!
//! [`Client::pages`] and [`Client::items`] go through a paged list as a `Stream`. A [`Download`] is a `Stream` of bytes
//! and an [`EventStream`] one of typed events; a [`File`] to upload is read while it is sent. For what is not generated
//! there is [`Client::raw`].
//!
//! # Features
//!
//! - `blocking`: `blocking::Client`, for programs that are not asynchronous.
//!
//! # For generated code
//!
//! [`Endpoint`] is what a request implements, [`spec::Spec`] what its page says, and [`wire`] how types are read and
//! written.

mod answer;
#[cfg(feature = "blocking")]
pub mod blocking;
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

pub use client::{Brand, Call, Client, ClientBuilder, Options, Pacing, RawRequest, Retry};
pub use download::Download;
pub use endpoint::Endpoint;
pub use error::{
    ApiError, Body, ConfigError, DecodeError, Error, FieldViolation, FileError, Help, PagingError, PermissionViolation,
    Result, StatusError, ThrottledError, TimeoutError, TokenError, TransportError,
};
pub use events::EventStream;
pub use file::{File, Files};
pub use oauth::{Authorization, OAuth, UserTokens};
pub use paging::{Cursor, Items, Next, Paged, Pages};
pub use redirect::Redirect;
pub use request::{JsonBody, MultipartForm, Request, UrlEncodedForm};
#[cfg(feature = "redis")]
pub use tokens::RedisTokenStore;
pub use tokens::{Lease, MemoryTokenStore, StoreError, StoreFuture, StoredToken, TokenKey, TokenKind, TokenStore};
pub use user::{UserSession, UserToken};
