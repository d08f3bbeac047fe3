//! Where a page begins.

use serde_json::Value;

use crate::spec::{Pagination, PaginationStyle};
use crate::wire::{self, Encode, Fields, Sink, Written};

/// Where a page begins: a token, an offset or the number of a page, as it stands on the wire. The default is the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cursor(Option<String>);

impl Cursor {
    /// The cursor in a field of a request or a response. An empty one is none.
    pub fn of<T: Encode + ?Sized>(field: &T) -> Self {
        let text = wire::to_text(field).ok().and_then(|mut texts| texts.pop());
        Self(text.filter(|text| !text.is_empty()))
    }

    /// The text of the cursor.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// The cursor `step` further, counted from `start`.
    pub(crate) fn plus(&self, start: i64, step: i64) -> Self {
        let number = self.0.as_deref().and_then(|text| text.parse().ok()).unwrap_or(start);
        Self(Some(number.saturating_add(step).to_string()))
    }
}

/// What a page says of the page after it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) cursor: Cursor,
    pub(crate) has_more: Option<bool>,
    /// Items on the page, where offsets and numbers are counted on.
    pub(crate) count: usize,
}

impl Next {
    /// From the fields of a response that its page names.
    pub(crate) fn of(pagination: &Pagination, page: &impl Fields) -> Self {
        let mut next = Reading {
            pagination,
            next: Self::default(),
        };
        page.write(&mut next);
        next.next
    }
}

struct Reading<'a> {
    pagination: &'a Pagination,
    next: Next,
}

impl Sink for Reading<'_> {
    fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        let Pagination {
            style,
            response_cursor,
            has_more,
            items,
            ..
        } = self.pagination;
        if let Some(cursor) = at(*response_cursor, name, value) {
            self.next.cursor = following(&cursor);
        }
        if let Some(has_more) = at(*has_more, name, value) {
            self.next.has_more = flag(&has_more);
        }
        if *style != PaginationStyle::Token
            && let Some(items) = at(*items, name, value)
        {
            self.next.count = items.as_array().map_or(0, Vec::len);
        }
    }
}

/// What stands at a path of one or two names, such as `page.has_more`, if that begins with the field `name`.
fn at<T: Encode + ?Sized>(path: Option<&str>, name: &str, value: &T) -> Option<Value> {
    let rest = path?.strip_prefix(name)?;
    let inner = match rest {
        "" => None,
        _ => Some(rest.strip_prefix('.')?),
    };
    let mut json = serde_json::to_value(Written(value)).ok()?;
    match inner {
        None => Some(json),
        Some(inner) => json.get_mut(inner).map(Value::take),
    }
}

/// A cursor of 0 or below is none: the page after another one does not begin at the start.
fn following(json: &Value) -> Cursor {
    let Cursor(text) = Cursor::of(json);
    let is_start = |text: &String| text.parse::<i64>().is_ok_and(|number| number <= 0);
    Cursor(text.filter(|text| !is_start(text)))
}

fn flag(json: &Value) -> Option<bool> {
    match Cursor::of(json).as_str() {
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{self, Json, Object};

    struct Page {
        items: Vec<Json>,
        page_token: Option<String>,
        has_more: Option<i64>,
    }

    wire::object! { Page { items = "items", page_token = "page_token", has_more = "has_more" } }

    struct Outer {
        page: Option<Page>,
        page_token: Option<String>,
    }

    wire::object! { Outer { page = "page", page_token = "page_token" } }

    fn next<T: Object>(pagination: &'static str, page: &str) -> Next {
        let page: T = wire::from_str(page).unwrap();
        Next::of(&Pagination::read(pagination), &page)
    }

    #[test]
    fn cursor_and_flag_are_read_where_the_spec_says() {
        let expected = Next {
            cursor: Cursor::of("a"),
            has_more: Some(true),
            count: 0,
        };
        let flat = "token string query page_token - page_token has_more items";
        assert_eq!(
            next::<Page>(flat, r#"{"items":[1],"page_token":"a","has_more":1}"#),
            expected
        );
        let nested = "token string query page_token - page.page_token page.has_more page.items";
        let page = r#"{"page":{"page_token":"a","has_more":1},"page_token":"not this one"}"#;
        assert_eq!(next::<Outer>(nested, page), expected);
        assert_eq!(next::<Outer>(nested, "{}"), Next::default());
    }

    #[test]
    fn items_are_counted_where_nothing_else_leads_on() {
        let flat = next::<Page>("offset int query offset - - - items", r#"{"items":[1,2,3]}"#);
        let nested = "page_number int body page - - - page.items";
        let nested = next::<Outer>(nested, r#"{"page":{"items":[1,2,3]}}"#);
        assert_eq!([flat.count, nested.count], [3, 3]);
    }

    #[test]
    fn the_start_follows_no_page() {
        let spec = "token string query page_token - page_token has_more items";
        for token in ["", "0", "-1"] {
            let page = format!(r#"{{"page_token":"{token}"}}"#);
            assert_eq!(next::<Page>(spec, &page), Next::default(), "{token:?}");
        }
    }
}
