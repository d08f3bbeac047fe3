//! How far a download is, and in which state of the file.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::exchange::Part;

/// How far a download is, and in which state of the file.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) next: u64,
    /// The last byte that was asked for.
    last: u64,
    /// Length of the file, where the server says it.
    whole: Option<u64>,
    is_part: bool,
    tag: Option<HeaderValue>,
    modified: Option<HeaderValue>,
    /// The tag or date of this state of the file, which no other has.
    state: Option<HeaderValue>,
}

impl Place {
    /// The place at which a response begins. `None` if its headers do not allow to ask for the rest.
    pub(super) fn read(status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name)?.to_str().ok();
        let length: u64 = text(header::CONTENT_LENGTH)?.parse().ok()?;
        let is_part = status == StatusCode::PARTIAL_CONTENT;
        let (next, last, whole) = if is_part {
            let (range, whole) = text(header::CONTENT_RANGE)?.strip_prefix("bytes ")?.split_once('/')?;
            let (next, last) = range.split_once('-')?;
            (next.parse().ok()?, last.parse().ok()?, whole.parse().ok())
        } else {
            text(header::ACCEPT_RANGES).filter(|units| *units == "bytes")?;
            (0, length.checked_sub(1)?, Some(length))
        };
        let is_whole =
            last.checked_sub(next)?.checked_add(1)? == length && !headers.contains_key(header::CONTENT_ENCODING);
        is_whole.then(|| Self {
            next,
            last,
            whole,
            is_part,
            tag: headers.get(header::ETAG).cloned(),
            modified: headers.get(header::LAST_MODIFIED).cloned(),
            state: state(headers),
        })
    }

    pub(super) fn after(mut self, bytes: usize) -> Self {
        self.next += bytes as u64;
        self
    }

    /// All from here on. `None` at the end, and where nothing says which state of the file this is.
    pub(super) fn part(&self) -> Option<Part> {
        let range = HeaderValue::try_from(format!("bytes={}-{}", self.next, self.last));
        Some(Part {
            range: range.ok().filter(|_| self.next <= self.last)?,
            state: self.state.clone()?,
        })
    }

    /// Whether a later response is the part that comes next, of the same state of the file. All that both say is compared;
    /// of a part, a server need not say again when the file was changed.
    pub(super) fn goes_on_in(&self, later: &Self) -> bool {
        later.is_part
            && (later.next, later.last) == (self.next, self.last)
            && later.whole.zip(self.whole).is_none_or(|(later, whole)| later == whole)
            && later.tag == self.tag
            && (later.modified.is_none() || later.modified == self.modified)
    }
}

/// What stands for the state of a file in `If-Range` (RFC 9110, section 13.1.5): a strong tag, or where there is no tag at
/// all, a strong date.
fn state(headers: &HeaderMap) -> Option<HeaderValue> {
    match headers.get(header::ETAG) {
        Some(tag) => (!tag.as_bytes().starts_with(b"W/")).then(|| tag.clone()),
        None => headers
            .get(header::LAST_MODIFIED)
            .filter(|_| has_strong_date(headers))
            .cloned(),
    }
}

/// Whether the file was left alone for long enough before the response that no other state of it has the same date
/// (RFC 9110, section 8.8.2.2), even if several clocks are at work.
fn has_strong_date(headers: &HeaderMap) -> bool {
    const APART: Duration = Duration::from_secs(60);
    let time = |name| httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok();
    let between = time(header::DATE)
        .zip(time(header::LAST_MODIFIED))
        .and_then(|(sent, modified)| sent.duration_since(modified).ok());
    between.is_some_and(|between| between >= APART)
}
