//! Why an upload ended, and how it can be gone on with.

use std::fmt;

use super::UnfinishedUpload;
use crate::{Error, ErrorKind};

/// An upload ended before the file was there.
///
/// It becomes an [`Error`] by `?`.
#[derive(Debug)]
#[non_exhaustive]
pub struct UploadError {
    /// What went wrong.
    pub error: Error,
    /// What [`FileUpload::resume`](super::FileUpload::resume) goes on with. `None` where nothing was begun, where the server
    /// no longer knows the upload, and where the file is another one by now.
    pub unfinished: Option<Box<UnfinishedUpload>>,
}

impl UploadError {
    pub(super) fn new(error: Error, unfinished: UnfinishedUpload) -> Self {
        let is_gone = error.kind() == Some(ErrorKind::NotFound);
        Self {
            error,
            unfinished: (!is_gone).then(|| Box::new(unfinished)),
        }
    }
}

impl From<Error> for UploadError {
    fn from(error: Error) -> Self {
        Self {
            error,
            unfinished: None,
        }
    }
}

impl From<UploadError> for Error {
    fn from(error: UploadError) -> Self {
        error.error
    }
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)?;
        match &self.unfinished {
            Some(unfinished) => write!(
                f,
                "; {} of {} parts are there, and the upload can be resumed",
                unfinished.parts_done(),
                unfinished.parts()
            ),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UploadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}
