//! Since when a page says something no longer.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The day on which a page was changed, where it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Since {
    /// In UTC, as the times of pages are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl Since {
    /// The day of a page's last change, which is in milliseconds since 1970.
    #[must_use]
    pub fn of(updated: Option<i64>) -> Self {
        let time = updated.and_then(|updated| Timestamp::from_millisecond(updated).ok());
        Self {
            date: time.map(|time| Offset::UTC.to_datetime(time).date()),
        }
    }

    /// Of a thing that two pages show: gone where both lost it, since the later day.
    #[must_use]
    pub fn of_both(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        Some(one?.max(other?))
    }
}

impl fmt::Display for Since {
    /// ` since 2026-05-24`, or nothing.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date {
            Some(date) => write!(formatter, " since {date}"),
            None => Ok(()),
        }
    }
}
