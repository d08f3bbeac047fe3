//! Reads the short texts of a [`Spec`](super::Spec) while a program is compiled, for the endpoints alone that it calls. That
//! costs some microseconds a letter, so longer texts are read when the program runs.

#![allow(clippy::panic)] // It ends the compilation of generated code that does not fit this module.

use super::{Pagination, PaginationStyle, Quota, RateLimit};

/// What [`Spec::new`](super::Spec::new) says.
pub(super) const fn rate_limit(text: &'static str) -> Option<RateLimit> {
    let (first, second) = split(text, b' ');
    match (first.as_bytes(), second.as_bytes()) {
        (b"", _) => None,
        (b"special", _) => Some(RateLimit::Special),
        (_, b"") => Some(RateLimit::Quotas(quota(first), None)),
        _ => Some(RateLimit::Quotas(quota(first), Some(quota(second)))),
    }
}

const fn quota(text: &'static str) -> Quota {
    let (calls, seconds) = split(text, b'/');
    match (u32::from_str_radix(calls, 10), u32::from_str_radix(seconds, 10)) {
        (Ok(calls), Ok(seconds)) => Quota { calls, seconds },
        _ => panic!("a quota is calls and seconds, such as 50/1"),
    }
}

/// What [`Spec::paged`](super::Spec::paged) says.
pub(super) const fn pagination(text: &'static str) -> Pagination {
    let (style, rest) = split(text, b' ');
    let (place, rest) = split(rest, b' ');
    let (request_cursor, rest) = split(rest, b' ');
    let (request_size, rest) = split(rest, b' ');
    let (response_cursor, rest) = split(rest, b' ');
    let (has_more, items) = split(rest, b' ');
    Pagination {
        style: match style.as_bytes() {
            b"token" => PaginationStyle::Token,
            b"offset" => PaginationStyle::Offset,
            b"page_number" => PaginationStyle::PageNumber,
            _ => panic!("a style is token, offset or page_number"),
        },
        request_cursor,
        cursor_in_body: matches!(place.as_bytes(), b"body"),
        request_size: name(request_size),
        response_cursor: name(response_cursor),
        has_more: name(has_more),
        items: name(items),
    }
}

/// None for `-`.
const fn name(word: &'static str) -> Option<&'static str> {
    match word.as_bytes() {
        b"-" | b"" => None,
        _ => Some(word),
    }
}

/// What stands before the first `separator`, and what stands after it. All and nothing where there is none.
const fn split(text: &'static str, separator: u8) -> (&'static str, &'static str) {
    let mut bytes = text.as_bytes();
    let mut length = 0;
    while let [first, tail @ ..] = bytes {
        if *first == separator {
            return (text.split_at(length).0, text.split_at(length + 1).1);
        }
        length += 1;
        bytes = tail;
    }
    (text, "")
}
