//! Cells of Base tables: the values in the `fields` of records, by the type of their field.
//!
//! | field | `type` | to write | to read, as |
//! | --- | --- | --- | --- |
//! | text, e-mail, barcode | 1 | [`text`] | `String`, or `Vec<`[`Segment`]`>` |
//! | number, progress, currency, rating | 2 | [`number`] | `f64` |
//! | single select | 3 | [`text`] | `String` |
//! | multiple select | 4 | [`options`] | `Vec<String>` |
//! | date | 5 | [`date`] | [`Date`] |
//! | checkbox | 7 | [`checkbox`] | `bool` |
//! | person | 11 | [`people`] | `Vec<`[`Person`]`>` |
//! | phone number | 13 | [`text`] | `String` |
//! | link | 15 | [`link`] | [`Link`] |
//! | attachment | 17 | [`attachments`] | `Vec<`[`Attachment`]`>` |
//! | link to records, one way or both ways | 18, 21 | [`records`] | [`Records`] |
//! | lookup, formula | 19, 20 | | as the type of the result |
//! | location | 22 | [`location`] | [`Location`] |
//! | group chat | 23 | [`groups`] | `Vec<`[`Group`]`>` |
//! | created or modified: time, person | 1001 to 1004 | | [`Date`], `Vec<`[`Person`]`>` |
//! | automatic number | 1005 | | `String` |
//!
//! Each function gives a value for the `fields` of a request; [`get`] reads one out of the `fields` of a record.
//!
//! ```
//! use feishu_openapi::bitable::v1::app_table_record::{self, AppTableRecord};
//! use feishu_openapi::bitable::v1::cell::{self, Date, Person};
//!
//! let request = app_table_record::create("bascng7vrxcxpig7geggXiCtadY", "tblUa9vcYjWQYJCj").fields([
//!     ("Task", cell::text("Visit")),
//!     ("Hours", cell::number(2.5)),
//!     ("Due", cell::date(1_675_526_400_000)),
//!     ("Owner", cell::people(["ou_1"])),
//! ]);
//!
//! fn show(record: &AppTableRecord) -> feishu_openapi::Result<()> {
//!     let fields = &record.fields;
//!     let hours: Option<f64> = cell::get(fields, "Hours")?; // an empty cell is left out
//!     let owners: Vec<Person> = cell::get(fields, "Owner")?.unwrap_or_default();
//!     println!("{hours:?} hours of {owners:?}");
//!     // "field `Task` holds text, not a date"
//!     let due: Option<Date> = cell::get(fields, "Task")?;
//!     Ok(())
//! }
//! ```
//!
//! From the pages
//! <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/bitable-record-data-structure-overview>
//! and <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-record/create>.

mod read;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::runtime::wire::{self, Json, Kept as _};

pub use crate::runtime::CellError;
pub use read::{Cell, get, writable};

wire::kept! {
    /// A piece of text.
    Segment {
        /// `text`, `mention` or `url`.
        kind: String = "type",
        /// As it is shown.
        text: String = "text",
        /// Of a `url`: where it leads to, of an e-mail `mailto:…`.
        link: Option<String> = "link",
        /// Of a `mention`: the person's id, or the document's token.
        token: Option<String> = "token",
        /// Of a `mention`: `User`, `Docx`, `Sheet`, `Bitable`.
        mention_type: Option<String> = "mentionType",
        /// Of a `mention` of a person: whether the person is told.
        mention_notify: Option<bool> = "mentionNotify",
        /// Of a `mention` of a person: the name.
        name: Option<String> = "name",
    }

    /// A person.
    Person {
        /// Of the type that the request asks for: open_id, unless it says otherwise.
        id: String = "id",
        /// As read.
        name: Option<String> = "name",
        /// As read.
        en_name: Option<String> = "en_name",
        /// As read.
        email: Option<String> = "email",
        /// As read.
        avatar_url: Option<String> = "avatar_url",
    }

    /// A link.
    Link {
        /// As it is shown.
        text: Option<String> = "text",
        /// Where it leads to.
        link: String = "link",
    }

    /// A file.
    Attachment {
        /// For `drive.v1.media.download`.
        file_token: String = "file_token",
        /// As read.
        name: Option<String> = "name",
        /// As `image/png`. As read.
        kind: Option<String> = "type",
        /// In bytes. As read.
        size: Option<i64> = "size",
        /// Where it can be downloaded with a token. As read.
        url: Option<String> = "url",
        /// Where an address for downloading without a token can be had. As read.
        tmp_url: Option<String> = "tmp_url",
    }

    /// Records of the linked table.
    Records {
        /// Their ids.
        ids: Vec<String> = "link_record_ids",
    }

    /// A place.
    Location {
        /// Longitude and latitude in degrees, with a comma between; see [`Location::coordinates`].
        location: String = "location",
        /// Province.
        pname: Option<String> = "pname",
        /// City.
        cityname: Option<String> = "cityname",
        /// District.
        adname: Option<String> = "adname",
        /// Street and number.
        address: Option<String> = "address",
        /// What the place is called.
        name: Option<String> = "name",
        /// All of it.
        full_address: Option<String> = "full_address",
    }

    /// A group chat.
    Group {
        /// Its chat_id.
        id: String = "id",
        /// As read.
        name: Option<String> = "name",
        /// As read.
        avatar_url: Option<String> = "avatar_url",
    }
}

/// A moment. It comes from [`SystemTime`] and from milliseconds since 1970, and gives either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Since 1970, in UTC.
    pub milliseconds: i64,
}

impl From<i64> for Date {
    fn from(milliseconds: i64) -> Self {
        Self { milliseconds }
    }
}

/// A moment that is too far away for milliseconds in 64 bits becomes the last one that is not.
impl From<SystemTime> for Date {
    fn from(time: SystemTime) -> Self {
        let milliseconds = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => milliseconds(after).into(),
            Err(before) => (-milliseconds(before.duration())).into(),
        }
    }
}

impl Date {
    /// The moment for the standard library. `None` where that cannot express it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let span = Duration::from_millis(self.milliseconds.unsigned_abs());
        if self.milliseconds < 0 {
            UNIX_EPOCH.checked_sub(span)
        } else {
            UNIX_EPOCH.checked_add(span)
        }
    }
}

impl Location {
    /// Longitude and latitude in degrees.
    #[must_use]
    pub fn coordinates(&self) -> Option<(f64, f64)> {
        let (longitude, latitude) = self.location.split_once(',')?;
        Some((longitude.trim().parse().ok()?, latitude.trim().parse().ok()?))
    }
}

/// Text, an e-mail address, a barcode, a phone number, or the name of an option, which is made if it is new.
#[must_use]
pub fn text(text: impl Into<String>) -> Json {
    Json::String(text.into())
}

/// A number, a progress as `0.25`, an amount, a rating. What is not finite empties the cell.
#[must_use]
pub fn number(number: impl wire::Fits<f64>) -> Json {
    wire::float(number).write()
}

/// Names of options, of which new ones are made.
#[must_use]
pub fn options(names: impl IntoIterator<Item = impl Into<String>>) -> Json {
    names.into_iter().map(text).collect()
}

/// A date: a [`SystemTime`], or milliseconds since 1970.
#[must_use]
pub fn date(date: impl Into<Date>) -> Json {
    date.into().milliseconds.into()
}

/// Whether a box is checked.
#[must_use]
pub fn checkbox(is_checked: bool) -> Json {
    is_checked.into()
}

fn each(field: &str, values: impl IntoIterator<Item = impl Into<String>>) -> Json {
    let object = |value| Json::from_iter([(field, text(value))]);
    values.into_iter().map(object).collect()
}

/// People, by ids of the type that the request names: open_id, unless it says otherwise.
#[must_use]
pub fn people(ids: impl IntoIterator<Item = impl Into<String>>) -> Json {
    each("id", ids)
}

/// A link and how it is shown.
#[must_use]
pub fn link(text: impl Into<String>, link: impl Into<String>) -> Json {
    Link {
        text: Some(text.into()),
        link: link.into(),
        ..Link::default()
    }
    .write()
}

/// Files, by their tokens from `drive.v1.media.upload_all`.
#[must_use]
pub fn attachments(file_tokens: impl IntoIterator<Item = impl Into<String>>) -> Json {
    each("file_token", file_tokens)
}

/// Records of the linked table, by their ids.
#[must_use]
pub fn records(ids: impl IntoIterator<Item = impl Into<String>>) -> Json {
    options(ids)
}

/// A place, by its longitude and latitude in degrees.
#[must_use]
pub fn location(longitude: f64, latitude: f64) -> Json {
    text(format!("{longitude},{latitude}"))
}

/// Group chats, by their chat_ids.
#[must_use]
pub fn groups(chat_ids: impl IntoIterator<Item = impl Into<String>>) -> Json {
    each("id", chat_ids)
}

/// Nothing: an update empties the cell.
#[must_use]
pub fn empty() -> Json {
    Json::Null
}
