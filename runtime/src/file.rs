//! Files to upload.

mod content;

use std::fmt;
use std::io;
use std::ops::{Bound, RangeBounds};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use mime::Mime;
use tokio::io::AsyncRead;

pub(crate) use content::{Version, blocking, open};

use crate::lock::lock;

/// A file to upload. It is streamed: a file on disk or a reader is never held in memory as a whole.
///
/// ```
/// use feishu_openapi_runtime::{File, mime};
///
/// let file = File::bytes("hello.txt", "hello");
/// let report = File::path("/var/reports/2024.pdf");
/// let renamed = File::path("/tmp/x7f3").named("photo.png").content_type(mime::IMAGE_PNG);
/// let second_part = File::path("/var/backups/all.tar").range(4_194_304..8_388_608);
/// ```
#[derive(Clone)]
pub struct File {
    pub(crate) name: String,
    pub(crate) content_type: Option<Mime>,
    pub(crate) source: Source,
    pub(crate) span: Option<Span>,
}

#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Reader { length: u64, reader: OnceReader },
}

/// A part of a file: from one byte up to another, or up to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    begin: u64,
    end: Option<u64>,
}

impl Span {
    fn of(range: &impl RangeBounds<u64>) -> Self {
        Self {
            begin: match range.start_bound() {
                Bound::Included(&begin) => begin,
                Bound::Excluded(&before) => before.saturating_add(1),
                Bound::Unbounded => 0,
            },
            end: match range.end_bound() {
                Bound::Included(&last) => Some(last.saturating_add(1)),
                Bound::Excluded(&end) => Some(end),
                Bound::Unbounded => None,
            },
        }
    }

    /// This part of a part. What is outside of that is outside of every file.
    fn within(self, outer: Self) -> Self {
        let shifted = |offset: u64| match outer.begin.saturating_add(offset) {
            place if outer.end.is_some_and(|end| place > end) => u64::MAX,
            place => place,
        };
        Self {
            begin: shifted(self.begin),
            end: self.end.map(shifted).or(outer.end),
        }
    }

    /// Its length, where that is known without looking at the file.
    pub(crate) fn length(self) -> Option<u64> {
        self.end?.checked_sub(self.begin)
    }

    /// Where it begins and ends in a file of so many bytes.
    pub(crate) fn place(self, length: u64) -> io::Result<(u64, u64)> {
        let end = self.end.unwrap_or(length);
        if self.begin <= end && end <= length {
            return Ok((self.begin, end));
        }
        let reason = format!("the part {self} is outside of its {length} bytes");
        Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..", self.begin)?;
        self.end.map_or(Ok(()), |end| write!(f, "{end}"))
    }
}

/// A reader that can be taken once, by whichever clone of the file is sent first.
#[derive(Clone)]
pub(crate) struct OnceReader(Arc<Mutex<Option<BoxReader>>>);

pub(crate) type BoxReader = Pin<Box<dyn AsyncRead + Send>>;

impl OnceReader {
    pub(crate) fn take(&self) -> Option<BoxReader> {
        lock(&self.0).take()
    }
}

impl File {
    /// A file whose bytes are in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            source: Source::Bytes(bytes.into()),
            span: None,
        }
    }

    /// A regular file on disk, named as it is there. It is opened when the request is sent. Anything else, such as a pipe or
    /// a device, is an error then, and so is a file that grows while it is sent; [`reader`](Self::reader) takes both, for
    /// whoever knows the length.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Self {
            name,
            content_type: None,
            source: Source::Path(path),
            span: None,
        }
    }

    /// What a reader yields, which must be exactly `length` bytes: a call fails whose reader ends before, or does not end
    /// then. So does one that is to yield more than a pebibyte.
    ///
    /// A reader can be read only once, so that a call with it is never repeated, and a second call with a clone of the
    /// request fails before it is sent.
    pub fn reader(name: impl Into<String>, length: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        let reader = OnceReader(Arc::new(Mutex::new(Some(Box::pin(reader)))));
        Self {
            name: name.into(),
            content_type: None,
            source: Source::Reader { length, reader },
            span: None,
        }
    }

    /// Sets the name that the server sees.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the media type; `application/octet-stream` without.
    #[must_use]
    pub fn content_type(mut self, content_type: Mime) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// A part of the file, by the offsets of its bytes: `..4096`, `4096..`, `0..=4095`. A part of a part counts from where
    /// that begins.
    ///
    /// Of a file on disk, no more than the part is read, and it is read once more when a call is repeated. A part that is
    /// not within the file is an error when the request is sent, as is a part of a [`reader`](Self::reader).
    #[must_use]
    pub fn range(mut self, range: impl RangeBounds<u64>) -> Self {
        let span = Span::of(&range);
        self.span = Some(self.span.map_or(span, |outer| span.within(outer)));
        self
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("File");
        shown.field("name", &self.name);
        match &self.source {
            Source::Bytes(bytes) => shown.field("length", &bytes.len()),
            Source::Path(path) => shown.field("path", path),
            Source::Reader { length, .. } => shown.field("length", length),
        };
        if let Some(span) = self.span {
            shown.field("range", &format_args!("{span}"));
        }
        shown.finish_non_exhaustive()
    }
}

/// What a field for files may be: one file, perhaps one, or several.
pub trait Files {
    /// The files, in the order in which they are sent.
    fn files(&self) -> &[File];
}

impl Files for File {
    fn files(&self) -> &[File] {
        std::slice::from_ref(self)
    }
}

impl Files for Option<File> {
    fn files(&self) -> &[File] {
        self.as_slice()
    }
}

impl Files for Vec<File> {
    fn files(&self) -> &[File] {
        self
    }
}
