//! Where a page begins.

use crate::wire::{self, Decode, Encode, Scalar};

/// Where a page begins: a token, an offset or the number of a page, as it stands on the wire. The default is the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cursor(Option<String>);

impl Cursor {
    /// The cursor in a field of a request or a response. An empty one is none.
    pub fn of<T: Encode + ?Sized>(field: &T) -> Self {
        let text = wire::to_text(field).ok().and_then(|mut texts| texts.pop());
        Self(text.filter(|text| !text.is_empty()))
    }

    /// Writes the cursor into a field of a request; none leaves the field as it is.
    pub fn put<T: Decode>(&self, field: &mut T) {
        if let Some(text) = &self.0 {
            // Where the field cannot hold the text, the same page comes again, which is reported as a repeated cursor.
            let _ = field.scalar(Scalar::Text(text));
        }
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Next {
    pub(crate) cursor: Cursor,
    pub(crate) has_more: Option<bool>,
    /// Items on the page, where offsets and numbers are counted on.
    pub(crate) count: usize,
}

impl Next {
    /// From the fields of a response that hold the next cursor and whether there is more; `&()` where it has no such
    /// field. A cursor of 0 or below is none: the page after another one does not begin at the start.
    pub fn new<C: Encode + ?Sized, M: Encode + ?Sized>(cursor: &C, has_more: &M) -> Self {
        let has_more = match Cursor::of(has_more).as_str() {
            Some("true" | "1") => Some(true),
            Some("false" | "0") => Some(false),
            _ => None,
        };
        let Cursor(cursor) = Cursor::of(cursor);
        let is_start = |text: &String| text.parse::<i64>().is_ok_and(|number| number <= 0);
        Self {
            cursor: Cursor(cursor.filter(|text| !is_start(text))),
            has_more,
            count: 0,
        }
    }

    /// The page has so many items: from them follows where the next one begins if no cursor says it.
    #[must_use]
    pub fn after(self, count: usize) -> Self {
        Self { count, ..self }
    }
}
