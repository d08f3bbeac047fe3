//! Cells out of the fields of a record.

use crate::runtime::CellError;
use crate::runtime::wire::{Json, Kept, Map};

use super::{Attachment, Date, Group, Link, Location, Person, Records, Segment};

/// What a cell can be read as.
pub trait Cell: Sized {
    /// What such a cell holds, for errors.
    const HOLDS: &'static str;

    /// The value, if the cell holds such a one.
    fn of(cell: &Json) -> Option<Self>;
}

/// The cell of a field, by the field's name. `None` where the cell is empty, and where there is no such field: responses
/// leave both out. Of a formula or a lookup, the result is read.
///
/// # Errors
/// The cell holds something else; the error names the field and both types.
pub fn get<T: Cell>(fields: &Map<Json>, name: &str) -> Result<Option<T>, CellError> {
    let Some(cell) = fields.get(name).filter(|cell| !cell.is_null()) else {
        return Ok(None);
    };
    let result = result(cell);
    let read = match result.map(|result| (result, result.as_array().map(Vec::as_slice))) {
        None => T::of(cell),
        Some((_, Some([]))) => return Ok(None),
        // What is no list by itself is a list of one as a result.
        Some((result, Some([only]))) => T::of(result).or_else(|| T::of(only)),
        Some((result, _)) => T::of(result),
    };
    match read {
        Some(value) => Ok(Some(value)),
        None => Err(CellError::new(name, T::HOLDS, kind(result.unwrap_or(cell)))),
    }
}

/// The result of a formula or a lookup.
fn result(cell: &Json) -> Option<&Json> {
    cell.get("type")?.as_i64()?;
    cell.get("value")
}

const fn kind(json: &Json) -> &'static str {
    match json {
        Json::Null => "nothing",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    }
}

/// A cell of one record, for a cell of another: what is read is shaped otherwise than what is written. `None` for what
/// cannot be written: results of formulas and lookups. Who made and changed a record, and when, looks as what can be
/// written, and must be left out by its field.
///
/// ```
/// use feishu_openapi::bitable::v1::cell;
///
/// let read = r#"[{"text": "a ", "type": "text"}, {"text": "b", "type": "text"}]"#.parse()?;
/// assert_eq!(cell::writable(&read), Some(cell::text("a b")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn writable(cell: &Json) -> Option<Json> {
    if result(cell).is_some() {
        return None;
    }
    let objects = cell.as_array().filter(|items| items.iter().all(Json::is_object));
    let first = objects.and_then(|items| items.first());
    let has = |name| first.is_some_and(|first| first.get(name).is_some());
    let each = |name| objects.into_iter().flatten().map(|item| only(name, item)).collect();
    Some(if has("file_token") {
        each("file_token")
    } else if has("id") {
        each("id")
    } else if has("text") {
        String::of(cell)?.into()
    } else if let Some(ids) = cell.get("link_record_ids") {
        ids.clone()
    } else if let Some(location) = cell.get("location") {
        location.clone()
    } else {
        cell.clone()
    })
}

/// The object with that field alone.
fn only(name: &str, object: &Json) -> Json {
    object
        .get(name)
        .map(|value| (name, value.clone()))
        .into_iter()
        .collect()
}

impl Cell for Json {
    const HOLDS: &'static str = "anything";

    fn of(cell: &Json) -> Option<Self> {
        Some(cell.clone())
    }
}

/// The text of all pieces.
impl Cell for String {
    const HOLDS: &'static str = "text";

    fn of(cell: &Json) -> Option<Self> {
        let pieces: Vec<Segment> = Cell::of(cell)?;
        Some(pieces.into_iter().map(|piece| piece.text).collect())
    }
}

impl Cell for Vec<Segment> {
    const HOLDS: &'static str = "text";

    fn of(cell: &Json) -> Option<Self> {
        match cell.as_str() {
            Some(text) => Some(vec![Segment {
                kind: "text".to_owned(),
                text: text.to_owned(),
                ..Segment::default()
            }]),
            None => Kept::read(cell),
        }
    }
}

impl Cell for f64 {
    const HOLDS: &'static str = "a number";

    fn of(cell: &Json) -> Option<Self> {
        cell.as_f64()
    }
}

impl Cell for bool {
    const HOLDS: &'static str = "true or false";

    fn of(cell: &Json) -> Option<Self> {
        cell.as_bool()
    }
}

impl Cell for Date {
    const HOLDS: &'static str = "a date";

    fn of(cell: &Json) -> Option<Self> {
        cell.as_i64().map(Self::from)
    }
}

impl Cell for Vec<String> {
    const HOLDS: &'static str = "a list of options";

    fn of(cell: &Json) -> Option<Self> {
        Kept::read(cell)
    }
}

impl Cell for Link {
    const HOLDS: &'static str = "a link";

    fn of(cell: &Json) -> Option<Self> {
        Kept::read(cell)
    }
}

/// Also as it is written: a list of ids.
impl Cell for Records {
    const HOLDS: &'static str = "links to records";

    fn of(cell: &Json) -> Option<Self> {
        let ids = |ids| Self { ids, ..Self::default() };
        Kept::read(cell).or_else(|| Some(ids(Kept::read(cell)?)))
    }
}

/// Also as it is written: longitude and latitude.
impl Cell for Location {
    const HOLDS: &'static str = "a location";

    fn of(cell: &Json) -> Option<Self> {
        let at = |location| Self {
            location,
            ..Self::default()
        };
        Kept::read(cell).or_else(|| Some(at(Kept::read(cell)?)))
    }
}

impl Cell for Vec<Attachment> {
    const HOLDS: &'static str = "a list of attachments";

    fn of(cell: &Json) -> Option<Self> {
        Kept::read(cell)
    }
}

impl Cell for Vec<Group> {
    const HOLDS: &'static str = "a list of group chats";

    fn of(cell: &Json) -> Option<Self> {
        Kept::read(cell)
    }
}

/// Who made a record may also be one person without a list.
impl Cell for Vec<Person> {
    const HOLDS: &'static str = "a list of people";

    fn of(cell: &Json) -> Option<Self> {
        Kept::read(cell).or_else(|| Some(vec![Person::read(cell)?]))
    }
}
