//! Lists that come page by page.

use feishu_openapi_runtime::{Client, Endpoint, Items, Paged, PagedList, Pages, Request, Result, spec, wire};

use super::BASE;
use super::values::{Node, NodeKind};

#[derive(Clone, Debug, Default)]
pub struct List {
    pub parent: String,
    pub kinds: Option<Vec<wire::Open<NodeKind>>>,
    pub page_size: Option<i64>,
    pub page_token: Option<String>,
    pub trace: Option<String>,
}

impl List {
    pub fn pages(&self, client: &Client) -> Pages<Self> {
        client.pages(self)
    }

    pub fn items(&self, client: &Client) -> Items<Self> {
        client.items(self)
    }

    pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<Page>> + Send + 'a {
        client.send(self)
    }
}

impl Endpoint for List {
    type Output = Page;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.list",
        path: "/open-apis/demo/v1/nodes/:parent/children?depth=1",
        pagination: Some(spec::Pagination {
            style: spec::PaginationStyle::Token,
            cursor_is_number: false,
            request_cursor: "page_token",
            cursor_in_body: false,
            request_size: Some("page_size"),
            response_cursor: Some("page_token"),
            has_more: Some("has_more"),
            items: Some("items"),
        }),
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        request.path("parent", &self.parent);
        request.query("kinds", &self.kinds);
        request.query("page_size", &self.page_size);
        request.query("page_token", &self.page_token);
        request.header("X-Demo-Trace", &self.trace);
    }
}

impl Paged for List {}

impl PagedList for List {
    type Item = Node;

    fn items(page: &mut Page) -> &mut Vec<Node> {
        &mut page.items
    }
}

/// The same list, by offset, without a word on whether there is more.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    pub offset: Option<i64>,
}

impl Endpoint for Slice {
    type Output = Page;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.slice",
        path: "/open-apis/demo/v1/slice",
        pagination: Some(spec::Pagination {
            style: spec::PaginationStyle::Offset,
            cursor_is_number: true,
            request_cursor: "offset",
            cursor_in_body: false,
            request_size: None,
            response_cursor: None,
            has_more: None,
            items: Some("items"),
        }),
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        request.query("offset", &self.offset);
    }
}

impl Paged for Slice {}

impl PagedList for Slice {
    type Item = Node;

    fn items(page: &mut Page) -> &mut Vec<Node> {
        &mut page.items
    }
}

pub struct Page {
    pub items: Vec<Node>,
    pub page_token: Option<String>,
    pub has_more: Option<bool>,
    pub total: Option<i64>,
}

wire::object! {
    Page {
        items = "items",
        page_token = "page_token",
        has_more = "has_more",
        total = "total",
    }
}
