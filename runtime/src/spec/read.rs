//! Reads a [`Spec`] from text while a program is compiled.
//!
//! As a struct with fields, what the pages say took the compiler four times as long to check, for each endpoint there is.
//! The text is read for the endpoints alone that a program calls.

#![allow(clippy::panic)] // It ends the compilation of generated code that does not fit this module.

use super::{APP, CUSTOM, CUSTOM_OR_ISV, ISV, TENANT, TENANT_OR_APP, TENANT_OR_USER, TENANT_OR_USER_OR_APP};
use super::{AppType, Host, Method, Pagination, PaginationStyle, Quota, RateLimit, Response, Spec, Token};
use super::{USER, USER_OR_APP};

/// What [`Spec::of_page`] says.
pub(super) const fn spec(text: &'static str) -> Spec {
    let mut spec = Spec::EMPTY;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = split(rest, b'\n');
        rest = after;
        match line.as_bytes() {
            b"scopes" => (spec.scopes, rest) = table(rest),
            b"field_scopes" => (spec.field_scopes, rest) = table(rest),
            b"errors" => (spec.errors, rest) = (rest, ""),
            _ => spec = with(spec, line),
        }
    }
    spec
}

/// `spec`, with what a line of the text says.
const fn with(mut spec: Spec, line: &'static str) -> Spec {
    let (label, value) = split(line, b' ');
    match label.as_bytes() {
        b"id" => spec.id = value,
        b"title" => spec.title = value,
        b"host" => spec.host = host(value),
        b"tokens" => spec.tokens = tokens(value),
        b"app_types" => spec.app_types = app_types(value),
        b"rate_limit" => spec.rate_limit = Some(rate_limit(value)),
        b"page" => spec.page = value,
        b"updated" => spec.updated = Some(number(value)),
        b"response" => spec.response = response(value),
        b"pagination" => spec.pagination = Some(pagination(value)),
        b"idempotency_key" => spec.idempotency_key = Some(value),
        b"deprecated" => spec.deprecated = true,
        _ => {
            spec.method = method(label);
            spec.path = value;
        }
    }
    spec
}

const fn method(word: &str) -> Method {
    match word.as_bytes() {
        b"GET" => Method::Get,
        b"POST" => Method::Post,
        b"PUT" => Method::Put,
        b"PATCH" => Method::Patch,
        b"DELETE" => Method::Delete,
        b"HEAD" => Method::Head,
        b"OPTIONS" => Method::Options,
        _ => panic!("a line begins with no label and no method"),
    }
}

const fn host(value: &'static str) -> Host {
    match value.as_bytes() {
        b"accounts" => Host::Accounts,
        b"www" => Host::Www,
        _ => Host::Other(value),
    }
}

const fn tokens(value: &str) -> &'static [Token] {
    match value.as_bytes() {
        b"tenant" => TENANT,
        b"user" => USER,
        b"app" => APP,
        b"tenant user" => TENANT_OR_USER,
        b"tenant app" => TENANT_OR_APP,
        b"user app" => USER_OR_APP,
        b"tenant user app" => TENANT_OR_USER_OR_APP,
        _ => panic!("`tokens` is none of its values"),
    }
}

const fn app_types(value: &str) -> &'static [AppType] {
    match value.as_bytes() {
        b"custom" => CUSTOM,
        b"isv" => ISV,
        b"custom isv" => CUSTOM_OR_ISV,
        _ => panic!("`app_types` is none of its values"),
    }
}

const fn rate_limit(value: &'static str) -> RateLimit {
    let (first, second) = split(value, b' ');
    match (first.as_bytes(), second.as_bytes()) {
        (b"special", _) => RateLimit::Special,
        (_, b"") => RateLimit::Quotas(quota(first), None),
        _ => RateLimit::Quotas(quota(first), Some(quota(second))),
    }
}

const fn quota(value: &'static str) -> Quota {
    let (calls, seconds) = split(value, b'/');
    Quota {
        calls: small(calls),
        seconds: small(seconds),
    }
}

const fn response(value: &'static str) -> Response {
    let (shape, message_key) = split(value, b' ');
    match shape.as_bytes() {
        b"envelope" => Response::Envelope { message_key },
        b"flat" => Response::Flat,
        b"bare" => Response::Bare,
        b"binary" => Response::Binary,
        b"event_stream" => Response::EventStream,
        b"redirect" => Response::Redirect,
        _ => panic!("`response` is none of its values"),
    }
}

const fn pagination(value: &'static str) -> Pagination {
    let (style, rest) = split(value, b' ');
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
            _ => panic!("`pagination` begins with none of its styles"),
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

const fn number(digits: &str) -> i64 {
    match i64::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => panic!("`updated` is no number"),
    }
}

const fn small(digits: &str) -> u32 {
    match u32::from_str_radix(digits, 10) {
        Ok(number) => number,
        Err(_) => panic!("`rate_limit` is none of calls and seconds, such as 50/1"),
    }
}

/// The rows up to an empty line, and what stands after it.
const fn table(text: &'static str) -> (&'static str, &'static str) {
    let mut bytes = text.as_bytes();
    let mut length = 0;
    while let [_, tail @ ..] = bytes {
        length += 1;
        if let [b'\n', b'\n', ..] = bytes {
            return (text.split_at(length).0, text.split_at(length + 1).1);
        }
        bytes = tail;
    }
    (text, "")
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
