//! What every call to the Feishu and Lark Open Platform shares: the client with its tokens, retries and rate limits,
//! requests and responses on the wire, errors. And what receives events and callbacks.
//!
//! This crate knows no endpoint. The `feishu-openapi` crate, which is generated from the documentation, holds a module
//! per endpoint and re-exports this one as `feishu_openapi::runtime`.
//!
//! 1. [A client](#a-client)
//! 2. [Calls](#calls)
//! 3. [Tokens](#tokens), [of users](#users), [in several processes](#several-processes)
//! 4. [Errors](#errors)
//! 5. [Retries](#retries)
//! 6. [Rate limits](#rate-limits)
//! 7. [Pages](#pages)
//! 8. [Files and events](#files-and-events)
//! 9. [Receiving](#receiving)
//! 10. [Programs that are not asynchronous](#programs-that-are-not-asynchronous)
//! 11. [Logs](#logs)
//! 12. [Features](#features)
//! 13. [Other crates](#other-crates)
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
//! [`Client::from_env`] takes the credentials from [the environment](ClientBuilder::from_env). The [builder](ClientBuilder)
//! also sets timeouts (10 s for connecting, 60 s for a call beside waiting for its turn, 30 s of silence in a file, if nothing
//! is set), a proxy, another server, and [whatever else](ClientBuilder::http) the HTTP client can be told. One client serves
//! any number of tokio's runtimes, each over connections of its own.
//!
//! What concerns some calls only is set on a client that is derived from the first one, which costs nothing and shares
//! everything: so no request has to have room for it.
//!
//! ```
//! # use feishu_openapi_runtime::{Client, Options};
//! # use std::time::Duration;
//! # fn example(client: Client) {
//! let as_user = client.as_user("u-…"); // acts for a user
//! let in_tenant = client.for_tenant("2ed263bf32cf1651"); // a tenant of a store application
//! // Timeout, retries, memory, headers:
//! let hasty = client.with(Options::new().timeout(Duration::from_secs(5)));
//! let more = client.extra_query("with_deleted", true); // a parameter that no page has yet
//! # }
//! ```
//!
//! # Calls
//!
//! A generated request has a method for each field, and `send`; it can be kept, cloned and changed. A parameter that its
//! page does not have yet is set on the client, and the request keeps its types: `request.send(&client.extra_query("x", "y"))`,
//! and so [`extra_body`](Client::extra_body) and [`extra_header`](Client::extra_header). For an endpoint that is not generated
//! there is [`Client::raw`], with the same tokens, retries and errors:
//!
//! ```no_run
//! # async fn example(client: feishu_openapi_runtime::Client) -> feishu_openapi_runtime::Result<()> {
//! use feishu_openapi_runtime::spec::Method;
//! use feishu_openapi_runtime::wire::Json;
//!
//! let chat: Json = client
//!     .raw(Method::Get, "/open-apis/im/v1/chats/:chat_id")
//!     .path("chat_id", "oc_a0553eda9014c201e6969b478895c230") // encoded, whatever it holds
//!     .send()
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! A call is a future: nothing happens before it is polled, and dropping it cancels the call.
//!
//! # Tokens
//!
//! A call takes the token that its endpoint accepts and the client has; if there is none, it fails before it is sent,
//! and the error says which would do. The application's own tokens are fetched when they are first needed, once for
//! however many calls wait, renewed five minutes before they end, and replaced when the server refuses them; the refused
//! call is then made once more. An endpoint that refuses the new token as well has none replaced for a minute: it refuses
//! every token, and all other calls go on with the one that there is. [`Client::with_token`] sends a token of your own
//! instead, always. Where a page is wrong about the tokens of its endpoint, [`Options::any_token`] sends the one that the
//! client has.
//!
//! A store application is one whose builder says [`AppType::Isv`](spec::AppType::Isv). It hands in the ticket of the
//! `app_ticket` event with [`Client::set_app_ticket`], and calls with [`Client::for_tenant`].
//!
//! ## Users
//!
//! [`Client::oauth`] logs users in. The [`UserSession`] that comes of it renews its tokens itself. Since each refresh token
//! works only once, all clients that call for a user must share one [`TokenStore`], and no call uses a new token before the
//! store has kept it.
//!
//! ## Several processes
//!
//! A [`TokenStore`] keeps the tokens of the application and of users elsewhere than in the memory of one client. With the
//! feature `redis`, `RedisTokenStore` keeps them in Redis: of any number of processes, one fetches.
//! [`MemoryTokenStore`] is for several clients of one process; a store of your own keeps them in a database.
//!
//! # Errors
//!
//! [`Error`] tells apart what its reader can do something about.
//!
//! ```
//! use feishu_openapi_runtime::{Error, ErrorKind};
//!
//! fn explain(error: &Error) {
//!     match error {
//!         Error::Api(api) if !api.missing_scopes().is_empty() => {
//!             println!("ask for {:?}", api.missing_scopes());
//!         }
//!         error if error.kind() == Some(ErrorKind::NotFound) => println!("it is gone"),
//!         Error::Api(api) => println!("{} says {}, log {:?}", api.operation, api.code, api.log_id),
//!         Error::Decode(decode) => println!("{} is unlike its page: {}", decode.path, decode.message),
//!         other if other.is_retryable() => println!("perhaps later: {other}"),
//!         other => println!("{other}"),
//!     }
//! }
//! ```
//!
//! | variant | what happened | was it sent? |
//! |---|---|---|
//! | [`Api`](Error::Api) | the server said no, nearly always with a `code`; compare it with the constants of its service version | yes |
//! | [`Status`](Error::Status) | a gateway said no, or a server that was not asked for a response of the API | yes |
//! | [`Decode`](Error::Decode) | the response cannot be read; the error has the place in it, and the body | yes |
//! | [`Transport`](Error::Transport) | the connection failed | perhaps: [`sent`](TransportError::sent) |
//! | [`Timeout`](Error::Timeout) | time ran out | perhaps: [`sent`](TimeoutError::sent) |
//! | [`Throttled`](Error::Throttled) | the rate limit leaves no room within the time that the call may wait | no |
//! | [`Token`](Error::Token) | no token fits, or none could be had | no |
//! | [`Config`](Error::Config) | a setting or a parameter cannot be used | no |
//! | [`Paging`](Error::Paging) | the server names a page that was there before | no |
//! | [`File`](Error::File) | a local file failed | perhaps |
//! | [`Missing`](Error::Missing) | the caller needs a field that the response does not have, and says so by [`OrMissing`] | yes |
//! | [`Task`](Error::Task) | a task that runs on the server failed; [`Client::poll`] follows one to its end | yes |
//! | [`Cell`](Error::Cell) | a cell of a table holds something else than the caller asked for | yes |
//!
//! Codes that any endpoint may respond with are constants of [`code`], those of one endpoint of its service version.
//!
//! A value that does not fit its documented type is no error: it is left out, and a warning in the log tells its path.
//! [`Options::strict`] makes it an [`Error::Decode`].
//!
//! # Retries
//!
//! A call is repeated where that may help and can do no harm: reads, writes that carry the idempotency key of their
//! page, and whatever certainly was not carried out. Whether it may help, [`Error::kind`] says: pages document limits with
//! any HTTP status, and writes that conflict with others' as errors of the caller. Pauses grow, are random, and follow the server's own hint; none is
//! begun that would not end within the call's time. [`Retry`] sets how often, and
//! [`Options::repeat_writes`] allows more.
//!
//! # Rate limits
//!
//! Calls wait for their turn by the documented limit of their endpoint, so that a burst draws no refusals; if there
//! are some all the same, everybody waits as long as the server asks. [`Pacing`] tunes that: a share of the limit, all
//! at once or spread evenly, or nothing at all. [`Options::timeout`] and [`Options::max_wait`] say how long a call waits.
//!
//! # Pages
//!
//! Paged requests have `pages`, and those whose pages are parts of one list have `items`. Both are `Stream`s: a page is
//! called for when it is wanted. They end where the server says so, also if it says so badly. At any time, also after an
//! error, [`Items::resume_point`] says how far the list has been read, as a text that can be kept, and [`Items::resume`]
//! goes on from there.
//!
//! ```no_run
//! # async fn example<R>(client: feishu_openapi_runtime::Client, request: R) -> feishu_openapi_runtime::Result<()>
//! # where R: feishu_openapi_runtime::PagedList, R::Output: feishu_openapi_runtime::wire::Decode, R::Item: Unpin {
//! let mut items = client.items(&request);
//! while let Some(item) = items.next().await {
//!     let item = item?;
//! }
//! # Ok(()) }
//! ```
//!
//! # Files and events
//!
//! A [`File`] to upload comes from memory, from disk or from a reader, and is read while it is sent. A part of one is
//! [a range](File::range) of it. A [`FileUpload`] sends a file of any size, in parts if need be. A [`Download`] is a
//! `Stream` of bytes with a name and a type, goes on where its connection broke off, and writes itself
//! [to a file](Download::to_file). An [`EventStream`] is a `Stream` of typed events.
//!
//! # Receiving
//!
//! With the feature `events`, the module `receive` takes events and callbacks: typed handlers, by a webhook that any server
//! mounts, or with the feature `long-connection` over a connection that the program opens. Its page is a chapter of its own.
//!
//! # Programs that are not asynchronous
//!
//! With the feature `blocking`, `blocking::Client` makes the same calls and waits for them. In an asynchronous program it
//! serves threads that may wait, such as those of `spawn_blocking`.
//!
//! # Logs
//!
//! Each call is a `tracing` span `call` at the level `debug`, with the endpoint's id, attempts, status, code, log id and
//! milliseconds. Nothing that this crate prints by itself, and no `Debug` or `Display` of its types, errors above all, holds
//! a secret, a token or a body. Generated requests and responses are the caller's data: their `Debug` shows them, but for
//! secrets.
//!
//! # Features
//!
//! - `blocking`: `blocking::Client`.
//! - `events`: `receive`, which takes events and callbacks, and its webhook.
//! - `long-connection`: the same over a connection that the program opens.
//! - `redis`: `RedisTokenStore`, and with `events` `receive::RedisClaims`.
//! - `serde`: serde's traits for objects of requests and responses.
//!
//! # Other crates
//!
//! Crates whose types stand in signatures are re-exported, so that a program needs none of them in its own `Cargo.toml`:
//! [`futures_util`] for more that can be done with a `Stream` than its own `next`, [`secrecy`] for tokens, [`bytes`],
//! [`mime`], [`http`], [`url`], [`reqwest`] for [`ClientBuilder::http`], [`serde_json`] for `json!`.
//!
//! # For generated code
//!
//! [`Endpoint`] is what a request implements, [`spec::Spec`] what its page says, and [`wire`] how types are read and
//! written: [`wire::Draft`] is what is set of a request, [`Fits`] says what its methods take, and [`IsGiven`] which of its
//! required fields are set.

#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
pub mod code;
mod cursor;
mod download;
mod error;
mod event_stream;
mod exchange;
mod file;
mod later;
mod lock;
mod oauth;
mod paging;
#[cfg(feature = "events")]
pub mod receive;
mod redirect;
#[cfg(feature = "redis")]
mod redis_link;
mod request;
mod response;
pub mod spec;
mod tokens;
mod upload;
mod user;
pub mod wire;

#[cfg(feature = "serde")]
#[doc(hidden)]
pub use serde as __serde;

// Crates whose types stand in signatures, so that nobody has to find the version that fits.
pub use {bytes, futures_util, http, mime, reqwest, secrecy, serde_json, url};

pub use client::{Call, Client, ClientBuilder, Items, Pages, RawList, RawRequest, ResumePoint};
pub use cursor::Cursor;
pub use download::Download;
pub use error::{
    ApiError, Body, CellError, ConfigError, DecodeError, Detail, Error, FieldViolation, FileError, Help, MissingError,
    OrMissing, PagingError, PermissionViolation, Result, StatusError, TaskError, ThrottledError, TimeoutError,
    TokenError, TransportError,
};
pub use event_stream::EventStream;
pub use exchange::{Brand, Options, Pacing, Retry};
pub use file::{File, Files};
pub use oauth::{Authorization, OAuth};
pub use paging::{Paged, PagedList};
pub use redirect::Redirect;
pub use request::{Endpoint, JsonBody, MultipartForm, Request, UrlEncodedForm};
pub use spec::ErrorKind;
#[cfg(feature = "redis")]
pub use tokens::RedisTokenStore;
pub use tokens::{AccessToken, Lease, MemoryTokenStore, StoreError, StoreFuture, TokenKey, TokenKind, TokenStore};
pub use upload::{FileUpload, UnfinishedUpload, UploadError, UploadPart, UploadProgress, UploadTarget};
pub use user::{UserSession, UserToken};
pub use wire::{Fits, Given, IsGiven, MaybeOpen, Open};

/// The program in the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
