//! Lists that come page by page from an endpoint that is not generated.

use crate::request::Request;
use crate::spec::Spec;
use crate::wire::{self, Json};
use crate::{Cursor, Endpoint, Next, Paged, PagedList};

const PAGE_TOKEN: &str = "page_token";

/// A call that is put together by hand, and whose response is one page of a list; made by
/// [`RawRequest::items`](super::RawRequest::items).
#[derive(Debug)]
pub struct RawList {
    request: Request,
    page_token: Cursor,
}

impl RawList {
    /// Begins where the request says, which may name a page in its query.
    pub(super) fn new(mut request: Request) -> Self {
        let page_token = request.take_query(PAGE_TOKEN);
        Self {
            request,
            page_token: Cursor::of(&page_token),
        }
    }
}

impl Endpoint for RawList {
    type Output = RawPage;
    const SPEC: Spec = super::RAW;

    fn encode(&self, request: &mut Request) {
        *request = self.request.clone();
        request.query(PAGE_TOKEN, &self.page_token.as_str());
    }
}

impl Paged for RawList {
    fn cursor(&self) -> Cursor {
        self.page_token.clone()
    }

    fn set_cursor(&mut self, cursor: &Cursor) {
        self.page_token = cursor.clone();
    }

    fn next(page: &RawPage) -> Next {
        Next::new(&page.page_token, &page.has_more)
    }
}

impl PagedList for RawList {
    type Item = Json;

    fn items(page: &mut RawPage) -> &mut Vec<Json> {
        &mut page.items
    }
}

/// One page, by the names that most lists use.
#[derive(Debug, Default)]
pub struct RawPage {
    items: Vec<Json>,
    page_token: Option<String>,
    has_more: Option<bool>,
}

impl wire::FieldsMut for RawPage {
    fn read<S: wire::Source>(&mut self, from: &mut S) {
        from.field("items", &mut self.items);
        from.field("page_token", &mut self.page_token);
        from.field("has_more", &mut self.has_more);
    }
}
