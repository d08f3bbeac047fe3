//! Where a list is gone on with, also by another process.

use std::fmt;
use std::str::FromStr;

use crate::cursor::Cursor;
use crate::error::ConfigError;

/// How far a list has been read: a page, and how many of its items. From [`Items::resume_point`](super::Items::resume_point),
/// for [`Items::resume`](super::Items::resume).
///
/// `Display` writes it as a text that can be kept, in a database for example, and `FromStr` reads that text:
/// `10/30:pt_4a2f` is after 10 of the 30 items of the page `pt_4a2f`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResumePoint {
    pub(super) cursor: Cursor,
    /// So many items of the page have been read, of so many.
    read: usize,
    length: usize,
}

impl ResumePoint {
    /// Within the page at `cursor`, which has `length` items of which `read` have been read.
    pub(super) const fn new(cursor: Cursor, read: usize, length: usize) -> Self {
        Self { cursor, read, length }
    }

    /// How many items at the beginning of the page are skipped, if it has `length` items now. If it has become shorter, nobody
    /// knows whether the items that are gone had been read. Then so many are given again that none is lost.
    pub(super) fn skipped(&self, length: usize) -> usize {
        let unread = self.length.saturating_sub(self.read);
        self.read.min(length.saturating_sub(unread))
    }
}

impl fmt::Display for ResumePoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cursor = self.cursor.as_str().unwrap_or_default();
        write!(f, "{}/{}:{cursor}", self.read, self.length)
    }
}

/// Fails with [`ConfigError::Setting`] where the text is none that `Display` wrote.
impl FromStr for ResumePoint {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let parts = || {
            let (counts, cursor) = text.split_once(':')?;
            let (read, length) = counts.split_once('/')?;
            Some(Self::new(Cursor::of(cursor), read.parse().ok()?, length.parse().ok()?))
        };
        parts().ok_or_else(|| ConfigError::setting("resume point", "its text looks like `10/30:pt_4a2f`"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        for text in ["0/0:", "10/30:pt:4/5", "3/5:120"] {
            assert_eq!(text.parse::<ResumePoint>().unwrap().to_string(), text);
        }
        for text in ["", "10", "10/30", "1:x", "a/b:c", "-1/2:x"] {
            assert!(text.parse::<ResumePoint>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_has_not_been_read_is_never_skipped() {
        let point = ResumePoint::new(Cursor::default(), 10, 30);
        for (length, skipped) in [(30, 10), (50, 10), (28, 8), (20, 0), (3, 0), (0, 0)] {
            assert_eq!(point.skipped(length), skipped, "{length}");
        }
    }
}
