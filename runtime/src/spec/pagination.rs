//! How endpoints are paged.

use super::split;

/// How an endpoint is paged. Names are wire names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pagination {
    /// What the cursor counts, or that it is a token.
    pub style: PaginationStyle,
    /// The cursor is a number, not a text.
    pub cursor_is_number: bool,
    /// Request field that says where to go on.
    pub request_cursor: &'static str,
    /// The cursor is a field of the body, not of the query.
    pub cursor_in_body: bool,
    /// Request field for the size of a page.
    pub request_size: Option<&'static str>,
    /// Response field with the next cursor.
    pub response_cursor: Option<&'static str>,
    /// Response field that says whether there is more.
    pub has_more: Option<&'static str>,
    /// Response field with the items.
    pub items: Option<&'static str>,
}

/// What kind of cursor leads from page to page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaginationStyle {
    /// A token from the page before, with no meaning of its own.
    Token,
    /// Number of items to skip.
    Offset,
    /// The number of the page, counted from 1.
    PageNumber,
}

impl Pagination {
    /// What [`Spec::paged`](super::Spec::paged) says, while a program is compiled.
    #[allow(clippy::panic)] // It ends the compilation of generated code that does not fit.
    pub(crate) const fn read(text: &'static str) -> Self {
        let (style, rest) = split(text, b' ');
        let (kind, rest) = split(rest, b' ');
        let (place, rest) = split(rest, b' ');
        let (request_cursor, rest) = split(rest, b' ');
        let (request_size, rest) = split(rest, b' ');
        let (response_cursor, rest) = split(rest, b' ');
        let (has_more, items) = split(rest, b' ');
        Self {
            style: match style.as_bytes() {
                b"token" => PaginationStyle::Token,
                b"offset" => PaginationStyle::Offset,
                b"page_number" => PaginationStyle::PageNumber,
                _ => panic!("a style is token, offset or page_number"),
            },
            cursor_is_number: match kind.as_bytes() {
                b"int" => true,
                b"string" => false,
                _ => panic!("a cursor is int or string"),
            },
            request_cursor,
            cursor_in_body: matches!(place.as_bytes(), b"body"),
            request_size: name(request_size),
            response_cursor: name(response_cursor),
            has_more: name(has_more),
            items: name(items),
        }
    }
}

/// None for `-`.
const fn name(word: &'static str) -> Option<&'static str> {
    match word.as_bytes() {
        b"-" | b"" => None,
        _ => Some(word),
    }
}
