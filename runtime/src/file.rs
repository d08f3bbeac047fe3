//! Files to upload.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use mime::Mime;
use tokio::io::AsyncRead;

/// A file to upload. It is streamed: a file on disk or a reader is never held in memory as a whole.
///
/// ```
/// use feishu_openapi_runtime::File;
///
/// let file = File::bytes("hello.txt", "hello");
/// let report = File::path("/var/reports/2024.pdf");
/// let renamed = File::path("/tmp/x7f3").named("photo.png").content_type(mime::IMAGE_PNG);
/// ```
#[derive(Clone)]
pub struct File {
    pub(crate) name: String,
    pub(crate) content_type: Option<Mime>,
    pub(crate) source: Source,
}

#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    Path(PathBuf),
    Reader { length: u64, reader: OnceReader },
}

/// A reader that can be taken once, by whichever clone of the file is sent first.
#[derive(Clone)]
pub(crate) struct OnceReader(Arc<Mutex<Option<BoxReader>>>);

pub(crate) type BoxReader = Pin<Box<dyn AsyncRead + Send>>;

impl OnceReader {
    pub(crate) fn take(&self) -> Option<BoxReader> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl File {
    /// A file whose bytes are in memory.
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            content_type: None,
            source: Source::Bytes(bytes.into()),
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
