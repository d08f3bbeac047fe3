//! Lists that come page by page from an endpoint that is not generated.

use crate::request::Request;
use crate::spec::Spec;
use crate::wire::{self, Json};
use crate::{Endpoint, Paged, PagedList};

/// A call that is put together by hand, and whose response is one page of a list; made by
/// [`RawRequest::items`](super::RawRequest::items). Begins where the request says, which may name a page in its query.
#[derive(Debug)]
pub struct RawList(pub(super) Request);

impl Endpoint for RawList {
    type Output = RawPage;
    const SPEC: Spec = super::RAW.paged("token string query page_token page_size page_token has_more items");

    fn encode(&self, request: &mut Request) {
        request.clone_from(&self.0);
    }
}

impl Paged for RawList {}

impl PagedList for RawList {
    type Item = Json;

    fn items(page: &mut RawPage) -> &mut Vec<Json> {
        &mut page.items
    }
}

/// One page, by the names that most lists use.
pub struct RawPage {
    items: Vec<Json>,
    page_token: Option<String>,
    has_more: Option<bool>,
}

wire::object! {
    RawPage {
        items = "items",
        page_token = "page_token",
        has_more = "has_more",
    }
}
