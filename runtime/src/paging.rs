//! Going through responses that come page by page.

use crate::cursor::{Cursor, Next};
use crate::request::Endpoint;

/// A request whose response is one page of several. Generated where the documentation shows how to go on.
pub trait Paged: Endpoint {
    /// The page that the request asks for.
    fn cursor(&self) -> Cursor;

    /// Makes the request ask for the page at `cursor`.
    fn set_cursor(&mut self, cursor: &Cursor);

    /// What a page says of the page after it.
    fn next(page: &Self::Output) -> Next;
}

/// A paged request whose pages are parts of one list. Pages with several lists, or with data of any kind, are not.
pub trait PagedList: Paged {
    /// One item of a page.
    type Item: Send + 'static;

    /// The items of a page.
    fn items(page: &mut Self::Output) -> &mut Vec<Self::Item>;
}
