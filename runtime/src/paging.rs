//! Going through responses that come page by page.

use crate::request::Endpoint;
use crate::wire::Fields;

/// A request whose response is one page of several: its [`SPEC`](Endpoint::SPEC) says how to go on. Generated where the
/// documentation shows it.
pub trait Paged: Endpoint<Output: Fields> {}

/// A paged request whose pages are parts of one list. Pages with several lists, or with data of any kind, are not.
pub trait PagedList: Paged {
    /// One item of a page.
    type Item: Send + 'static;

    /// The items of a page.
    fn items(page: &mut Self::Output) -> &mut Vec<Self::Item>;
}
