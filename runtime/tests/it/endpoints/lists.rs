//! Lists that come page by page.

use feishu_openapi_runtime::{
    Client, Cursor, Endpoint, Items, Next, Paged, PagedList, Pages, Request, Result, spec, wire,
};

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
        client.pages(self.clone())
    }

    pub fn items(&self, client: &Client) -> Items<Self> {
        client.items(self.clone())
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

impl Paged for List {
    fn cursor(&self) -> Cursor {
        Cursor::of(&self.page_token)
    }

    fn set_cursor(&mut self, cursor: &Cursor) {
        cursor.put(&mut self.page_token);
    }

    fn next(page: &Page) -> Next {
        Next::new(&page.page_token, &page.has_more)
    }
}

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

impl Paged for Slice {
    fn cursor(&self) -> Cursor {
        Cursor::of(&self.offset)
    }

    fn set_cursor(&mut self, cursor: &Cursor) {
        cursor.put(&mut self.offset);
    }

    fn next(page: &Page) -> Next {
        Next::new(&(), &()).after(page.items.len())
    }
}

impl PagedList for Slice {
    type Item = Node;

    fn items(page: &mut Page) -> &mut Vec<Node> {
        &mut page.items
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub items: Vec<Node>,
    pub page_token: Option<String>,
    pub has_more: Option<bool>,
    pub total: Option<i64>,
}

impl wire::FieldsMut for Page {
    fn read<S: wire::Source>(&mut self, from: &mut S) {
        from.field("items", &mut self.items);
        from.field("page_token", &mut self.page_token);
        from.field("has_more", &mut self.has_more);
        from.field("total", &mut self.total);
    }
}
