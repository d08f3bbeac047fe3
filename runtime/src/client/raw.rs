//! Calls that are put together by hand.

mod list;

pub use list::RawList;

use serde::Serialize;

use super::{Call, Client, Items};
use crate::Download;
use crate::request::{MultipartForm, Request};
use crate::spec::{Method, Spec, TENANT_OR_USER};
use crate::wire::{Decode, Encode};

const RAW: Spec = Spec {
    id: "raw",
    tokens: TENANT_OR_USER,
    ..Spec::EMPTY
};

/// A call that is put together by hand; made by [`Client::raw`].
///
/// ```no_run
/// # async fn example(client: feishu_openapi_runtime::Client) -> feishu_openapi_runtime::Result<()> {
/// use feishu_openapi_runtime::spec::Method;
/// use feishu_openapi_runtime::wire::Json;
///
/// let chat: Json = client
///     .raw(Method::Get, "/open-apis/im/v1/chats/:chat_id")
///     .path("chat_id", "oc_a0553eda9014c201e6969b478895c230")
///     .query("user_id_type", "open_id")
///     .send()
///     .await?;
/// println!("{}", chat["name"]);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a call does nothing unless it is sent"]
pub struct RawRequest {
    client: Client,
    request: Request,
}

impl RawRequest {
    pub(super) fn new(client: Client, method: Method, path: String) -> Self {
        Self {
            client,
            request: Request::raw(&RAW, method, path),
        }
    }

    /// Fills a parameter of the path.
    pub fn path<T: Encode + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.request.path(name, value);
        self
    }

    /// Adds a query parameter; a list is repeated.
    pub fn query<T: Encode + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.request.query(name, value);
        self
    }

    /// Sets a header.
    pub fn header<T: Encode + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.request.header(name, value);
        self
    }

    /// Sets the body to this value as JSON.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.request.serialized(body);
        self
    }

    /// Sets the body to a multipart form.
    pub fn multipart(mut self, fill: impl FnOnce(&mut MultipartForm)) -> Self {
        fill(self.request.multipart());
        self
    }

    /// Makes the call, and reads `data` of the response, or the response itself where it has no `data`. Any JSON can be
    /// read as [`Json`](crate::wire::Json).
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn send<T: Decode>(self) -> Call<T> {
        self.client.json_of(self.request)
    }

    /// Goes through all pages of a list, and yields its items, each as JSON: for the many endpoints that respond with
    /// `items`, `page_token` and `has_more`, and take `page_token` as a query parameter.
    ///
    /// ```no_run
    /// # async fn example(client: feishu_openapi_runtime::Client) -> feishu_openapi_runtime::Result<()> {
    /// use feishu_openapi_runtime::spec::Method;
    ///
    /// let mut chats = client.raw(Method::Get, "/open-apis/im/v1/chats").query("page_size", "100").items();
    /// while let Some(chat) = chats.next().await {
    ///     println!("{}", chat?["name"]);
    /// }
    /// # Ok(()) }
    /// ```
    pub fn items(self) -> Items<RawList> {
        self.client.items(&RawList(self.request))
    }

    /// Makes the call to an endpoint that responds with a file.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn download(self) -> Call<Download> {
        self.client.download_of(self.request)
    }
}
