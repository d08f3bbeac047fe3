//! Where a page begins.

use crate::spec::Spec;
use crate::wire::{self, Decode, Draft, Encode, Json, Place, Scalar, SetValue, Writer};

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

impl<S> Draft<S> {
    /// Where a paged request begins, by what its page says.
    #[must_use]
    pub fn cursor(&self, spec: &Spec) -> Cursor {
        let Some(CursorField { place, name, inner }) = CursorField::of(spec) else {
            return Cursor::default();
        };
        let value = self.json_at(place, name);
        Cursor::of(inner.map_or(&value, |inner| value.get(inner).unwrap_or(&Json::Null)))
    }

    /// Makes a paged request begin at `cursor`, which stands on the wire as a `T` does. Leaves the request as it is where a
    /// `T` cannot hold the cursor, or there is none.
    pub fn set_cursor<T: Decode + Encode>(&mut self, spec: &Spec, cursor: &Cursor) {
        let mut value: Option<T> = None;
        cursor.put(&mut value);
        let (Some(CursorField { place, name, inner }), Some(value)) = (CursorField::of(spec), value) else {
            return;
        };
        let json = match inner {
            None => Writer::of::<Json>(wire::Written(&value)),
            Some(inner) => {
                let mut object = self.json_at(place, name);
                if !object.is_object() {
                    object = Json::Object(serde_json::Map::new());
                }
                let value = Writer::of::<Json>(wire::Written(&value));
                if let Some(object) = object.as_object_mut() {
                    object.insert(inner.to_owned(), wire::read_json(value.as_deref()));
                }
                Writer::of::<Json>(object)
            }
        };
        self.put(place, name, SetValue::Json(json));
    }
}

/// The field that says where a page begins, in an object of that name if it has an inner name.
struct CursorField {
    place: Place,
    name: &'static str,
    inner: Option<&'static str>,
}

impl CursorField {
    fn of(spec: &Spec) -> Option<Self> {
        let pagination = spec.pagination?;
        let path = pagination.request_cursor;
        let (place, (name, inner)) = match (pagination.cursor_in_body, path.split_once('.')) {
            (true, Some((outer, inner))) => (Place::Field, (outer, Some(inner))),
            (true, None) => (Place::Field, (path, None)),
            (false, _) => (Place::Query, (path, None)),
        };
        Some(Self { place, name, inner })
    }
}
