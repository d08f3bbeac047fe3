//! Responses that are files.

mod body;
mod name;
mod place;
mod target;

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{BoxStream, Stream, StreamExt};
use http::{HeaderMap, header};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::error::{FileError, Result};
use crate::exchange::{Exchange, Reply};
use crate::response::{self, Response};
use body::Body;
use target::Target;

/// A file that is being downloaded: its headers are here, its bytes come as a `Stream` and are never held as a whole.
///
/// If the connection breaks, the rest of the file is asked for, by the client's rules for [retries](crate::Retry). For that,
/// the server must send parts of the file (`Accept-Ranges`), and name its state: by a strong `ETag`, or without any tag by a
/// `Last-Modified` at least a minute before `Date`. If the file has changed meanwhile, the download ends with the error.
///
/// ```no_run
/// # async fn example(mut download: feishu_openapi_runtime::Download) -> Result<(), Box<dyn std::error::Error>> {
/// println!("{:?}, {:?} bytes", download.file_name(), download.content_length());
/// while let Some(chunk) = download.next().await {
///     println!("{} bytes", chunk?.len());
/// }
/// # Ok(()) }
/// ```
pub struct Download {
    operation: &'static str,
    status: u16,
    headers: HeaderMap,
    body: BoxStream<'static, Result<Bytes>>,
}

impl Download {
    /// The file in a reply. With the `exchange` that got it, the download goes on where a connection breaks off.
    pub(crate) fn new(mut reply: Reply, exchange: Option<Exchange>) -> Self {
        let rest = reply.rest.take().map(|rest| Body::new(&reply, rest, exchange));
        let Response {
            spec,
            status,
            headers,
            body,
            ..
        } = reply.response;
        let read = futures_util::stream::iter((!body.is_empty()).then_some(Ok(body)));
        Self {
            operation: spec.id,
            status: status.as_u16(),
            headers,
            body: match rest {
                None => read.boxed(),
                Some(rest) => read.chain(rest.into_stream()).boxed(),
            },
        }
    }

    /// HTTP status: 200, or 206 for a part of the file.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// All headers of the response.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's id of the call.
    #[must_use]
    pub fn log_id(&self) -> Option<String> {
        response::log_id(&self.headers)
    }

    /// Media type of the file.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        response::content_type(&self.headers)
    }

    /// Length in bytes, where the server sends it and does not compress the file.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Name of the file from `Content-Disposition`, made safe: without directories, and without what is a drive, a device or
    /// a stream on Windows.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        name::file_name(self.headers.get(header::CONTENT_DISPOSITION)?.as_bytes())
    }

    /// The next bytes, as `StreamExt::next` gives them, which need not be imported for this. `None` at the end, and after an
    /// error.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        self.body.next().await
    }

    /// The whole file in memory, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// The connection fails, or the file is larger.
    pub async fn bytes(mut self, limit: usize) -> Result<Bytes> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.body.next().await {
            let chunk = chunk?;
            if bytes.len().saturating_add(chunk.len()) > limit {
                let source = std::io::Error::other(format!("more than {limit} bytes"));
                return Err(self.file_error("the download is larger than the caller allows", source));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }

    /// Writes the file to `writer` bit by bit, and returns the number of bytes.
    ///
    /// # Errors
    /// The connection or the writer fails.
    pub async fn to_writer<W: AsyncWrite + Unpin + Send>(mut self, writer: &mut W) -> Result<u64> {
        self.write(writer).await
    }

    async fn write<W: AsyncWrite + Unpin + Send>(&mut self, writer: &mut W) -> Result<u64> {
        let mut written = 0;
        while let Some(chunk) = self.body.next().await {
            let chunk = chunk?;
            let result = writer.write_all(&chunk).await;
            result.map_err(|source| self.file_error(CANNOT_WRITE, source))?;
            written += chunk.len() as u64;
        }
        writer
            .flush()
            .await
            .map_err(|source| self.file_error(CANNOT_WRITE, source))?;
        Ok(written)
    }

    /// Writes the file to `path`, in place of what was there, and returns the number of bytes.
    ///
    /// It is written to a temporary file in the same directory, which takes the place of `path` when it is whole: a download
    /// that fails or is dropped changes nothing. So the directory must be writable, and a file that is a mount of its own, as
    /// in a container, cannot be replaced; use [`to_writer`](Self::to_writer) there. A pipe or device at `path` is written to
    /// directly. A symbolic link stays, and the file that it leads to is replaced or made.
    ///
    /// # Errors
    /// The connection fails, the file cannot be written, or nobody reads the pipe.
    pub async fn to_file(mut self, path: impl AsRef<Path> + Send) -> Result<u64> {
        let opened = Target::open(path.as_ref().to_owned()).await;
        let mut target = opened.map_err(|source| self.file_error(CANNOT_WRITE, source))?;
        let written = self.write(&mut target.file).await?;
        let kept = target.keep().await;
        kept.map_err(|source| self.file_error(CANNOT_WRITE, source))?;
        Ok(written)
    }

    fn file_error(&self, action: &'static str, source: std::io::Error) -> crate::Error {
        FileError {
            operation: self.operation,
            action,
            source,
        }
        .into()
    }
}

const CANNOT_WRITE: &str = "the downloaded file cannot be written";

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        self.body.as_mut().poll_next(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("content_type", &self.content_type())
            .field("content_length", &self.content_length())
            .finish_non_exhaustive()
    }
}
