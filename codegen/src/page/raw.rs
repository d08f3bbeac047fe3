//! What a page says of its endpoint, or of its events; strings only.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;
use crate::ir::Since;
use crate::markup::{Code, Content, ScopeTag};

/// Words of the page, and where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spanned {
    /// As on the page, trimmed.
    pub text: String,
    /// The bytes that they were read from; of a cell, without the tags around its words.
    pub span: Span,
}

/// The name that the page's link to the API explorer gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explorer {
    /// The service, `project` in the link: `contact`.
    pub project: String,
    /// The service's version: `v3`. May be empty.
    pub version: String,
    /// What it is about: `user`. May be empty.
    pub resource: String,
    /// What is done: `delete`.
    pub method: String,
    /// The paragraph that has the link in it.
    pub span: Span,
}

/// An id that the page itself states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedId {
    /// As it stands in the row: `contact.v3.user.delete`.
    pub id: Spanned,
    /// Whether the API explorer knows it; else it was made up by an earlier reader.
    pub documented: bool,
}

/// The front matter: keys and values before the page's text, by the names that any of the dialects has for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Front {
    /// The title of the page in the vendor's list of pages; the first heading may be another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The vendor's number of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_id: Option<String>,
    /// The address: absolute, or the path on the vendor's site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When the vendor last changed the page, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<i64>,
    /// The names of the corrections that were made when the page was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixups: Vec<String>,
}

/// All that a page says of its endpoint, or of its events, as strings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawPage {
    /// The page, as it was named to the reader.
    pub page: String,
    /// What stands before the page's text.
    pub front: Front,
    /// The first heading of the highest level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<Spanned>,
    /// Paragraphs and alerts before the first section.
    pub introduction: Vec<Content>,
    /// The link to the API explorer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explorer: Option<Explorer>,
    /// Row `API Explorer` or 推导 ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_id: Option<StatedId>,
    /// Row 接口状态 says 已废弃.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    /// Row 接口状态 says 移除, and since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// What only pages of events say; given for those.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<RawEvent>,
    /// Row `HTTP URL`.
    pub url: Spanned,
    /// Row `HTTP Method`.
    pub method: Spanned,
    /// Row 接口频率限制.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<Spanned>,
    /// Row 支持的应用类型: what the tags or words say.
    pub app_types: Vec<Spanned>,
    /// Row 权限要求.
    pub scopes: Vec<ScopeTag>,
    /// Row 字段权限要求.
    pub field_scopes: Vec<ScopeTag>,
    /// Kinds of token in row `Authorization`, by the words of the page.
    pub tokens: Vec<Spanned>,
    /// The value that `Content-Type` is fixed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_type: Option<Spanned>,
    /// Row 请求体类型.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_type: Option<Spanned>,
    /// Row 响应形式.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_shape: Option<Spanned>,
    /// Tables of fields, in the page's order.
    pub tables: Vec<RawFieldTable>,
    /// Samples and other code, in the page's order.
    pub samples: Vec<RawSample>,
    /// Tables of errors, in the page's order.
    pub errors: Vec<RawErrorTable>,
    /// Sentences in place of a response table: 返回文件二进制流.
    pub response_notes: Vec<Spanned>,
}

/// What a page of events or of a callback says besides what any page says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawEvent {
    /// Row 事件类型 or 回调类型, or the words below a heading 事件类型. Some pages show the type in a sample alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<Spanned>,
    /// Whether the platform waits for a reply.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_callback: bool,
    /// Row 事件格式: the version of the envelope, where tables list the fields of the payload alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<Spanned>,
    /// Row 去重依据.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Spanned>,
}

/// What a table of fields describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// 请求头: headers of the request.
    Headers,
    /// 路径参数: variables of the URL's path.
    Path,
    /// 查询参数: parameters behind the URL's `?`.
    Query,
    /// 请求体: fields of the request's body.
    Body,
    /// 请求参数: the table itself does not say whether query or body.
    Parameters,
    /// 响应头: headers of the response, of which the schema has none.
    ResponseHeaders,
    /// 响应体: fields of the response's body, all of them or those of `data`.
    Response,
    /// 事件头: what the header of an event has besides what every header has.
    EventHeader,
    /// 事件体: an event, with its envelope or without.
    Event,
    /// 响应回调的结构体: what a callback is replied with.
    Reply,
    /// A table of fields below another heading: the fields of a type that a table names, …
    Other,
}

/// A table of fields.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawFieldTable {
    /// What it describes, by the heading above it.
    pub section: Section,
    /// The heading above it.
    pub heading: String,
    /// Whether the markup shows the depth of its rows. Without that, `nesting` finds it again.
    pub levels_shown: bool,
    /// Whether marks show which rows are below others, and not how deep: those have level 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked: bool,
    /// Whether the types are exact, as in fact sheets: samples change none of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub types_stated: bool,
    /// Its rows, without the header and without rows that only separate others.
    pub rows: Vec<RawField>,
    /// The whole table.
    pub span: Span,
}

/// A row of a table of fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawField {
    /// The depth that the markup shows; 0 where it shows none.
    pub level: u32,
    /// The name, without the marks of its depth.
    pub name: Spanned,
    /// The type's word; `None` where the table has no such column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ty: Option<Spanned>,
    /// The word that says whether it is required; `None` where the table has no such column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<Spanned>,
    /// The cell of a default, example or value column, by the column's title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<(String, Content)>,
    /// The description, in which examples, limits, values and permissions still stand.
    pub description: Content,
    /// Where the description stands; where the row does, if it has none.
    pub description_span: Span,
    /// The whole row, which may be of several lines.
    pub span: Span,
}

/// What a sample shows, by the heading above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawSamplePlace {
    /// Below a heading of requests.
    Request,
    /// Below a heading of responses; of a callback, the reply.
    Response,
    /// Below a heading of an event.
    Event,
    /// Anywhere else.
    Elsewhere,
}

/// Code on the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawSample {
    /// What it shows.
    pub place: RawSamplePlace,
    /// The paragraph right above it; empty where there is none.
    pub caption: String,
    /// Its language and its text.
    pub code: Code,
    /// The whole block, with its fences or tags.
    pub span: Span,
}

/// A table of errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RawErrorTable {
    /// The heading above it.
    pub heading: String,
    /// Its rows, without the header.
    pub rows: Vec<RawError>,
    /// The whole table.
    pub span: Span,
}

/// A row of a table of errors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RawError {
    /// HTTP status, where there is a column for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Spanned>,
    /// The code; several, where they share a row.
    pub code: Spanned,
    /// The message, as the API returns it.
    pub message: Spanned,
    /// What the page advises, and what columns without a known title say.
    pub advice: String,
    /// Column 移除时间.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Since>,
    /// The whole row.
    pub span: Span,
}
