//! Answers that are files.

use std::fmt;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{BoxStream, Stream, StreamExt};
use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::answer::{self, Answer};
use crate::client::Reply;
use crate::error::{FileError, Result, TransportError};

/// A file under way: its headers are here, its bytes come as a `Stream` and are never held as a whole.
///
/// ```no_run
/// # async fn example(mut download: feishu_openapi_runtime::Download) -> Result<(), Box<dyn std::error::Error>> {
/// use futures_util::StreamExt;
///
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
    pub(crate) fn new(reply: Reply) -> Self {
        let Answer {
            spec,
            status,
            headers,
            body,
        } = reply.answer;
        let operation = spec.id;
        let read = futures_util::stream::iter((!body.is_empty()).then_some(Ok(body)));
        let body = match reply.rest {
            None => read.boxed(),
            Some(rest) => {
                let failed = move |error| TransportError::error(operation, error);
                read.chain(rest.bytes_stream().map(move |chunk| chunk.map_err(failed)))
                    .boxed()
            }
        };
        Self {
            operation,
            status: status.as_u16(),
            headers,
            body,
        }
    }

    /// HTTP status: 200, or 206 for a part of the file.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// All headers of the answer.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The server's id of the call.
    #[must_use]
    pub fn log_id(&self) -> Option<String> {
        answer::log_id(&self.headers)
    }

    /// Media type of the file.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        answer::content_type(&self.headers)
    }

    /// Number of bytes to come, where the server says so and does not compress them.
    #[must_use]
    pub fn content_length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    /// Name of the file, without any directory, from `Content-Disposition`.
    #[must_use]
    pub fn file_name(&self) -> Option<String> {
        file_name(self.headers.get(header::CONTENT_DISPOSITION)?.as_bytes())
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
    /// A download that fails leaves what it has written.
    ///
    /// # Errors
    /// The connection fails, or the file cannot be written.
    pub async fn to_file(self, path: impl AsRef<Path> + Send) -> Result<u64> {
        let created = tokio::fs::File::create(path).await;
        let mut file = created.map_err(|source| self.file_error(CANNOT_WRITE, source))?;
        self.to_writer(&mut file).await
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

/// The name in a `Content-Disposition` header: `filename*` before `filename`, percent-encoded or raw.
fn file_name(header: &[u8]) -> Option<String> {
    let header = String::from_utf8_lossy(header);
    let mut plain = None;
    for parameter in parameters(&header) {
        let Some((name, value)) = parameter.split_once('=') else {
            continue;
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "filename*" => {
                let encoded = value.trim().trim_matches('"').splitn(3, '\'').nth(2)?;
                return base_name(&percent_decode_str(encoded).decode_utf8_lossy());
            }
            "filename" => plain = Some(unquoted(value.trim())),
            _ => {}
        }
    }
    // Many servers put an encoded name where RFC 6266 wants a plain one.
    let plain = plain?;
    let decoded = percent_decode_str(&plain).decode_utf8();
    base_name(decoded.as_deref().unwrap_or(&plain))
}

/// The parts between semicolons that stand outside of quotes.
fn parameters(header: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    header.split(move |c| {
        let was_escaped = escaped;
        escaped = quoted && !was_escaped && c == '\\';
        quoted ^= c == '"' && !was_escaped;
        c == ';' && !quoted
    })
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        text.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    text
}

/// What follows the last separator, so that a name never leads to another directory.
fn base_name(name: &str) -> Option<String> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    (!name.is_empty() && name != "." && name != "..").then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn file_names_are_read_in_every_form() {
        let read = |header: &str| file_name(header.as_bytes());
        assert_eq!(read(r#"attachment; filename="a;b.txt""#).as_deref(), Some("a;b.txt"));
        assert_eq!(
            read(r#"attachment; filename="a\"b.txt"; x=1"#).as_deref(),
            Some("a\"b.txt")
        );
        assert_eq!(
            read("attachment; filename=x.txt; filename*=UTF-8''%E5%90%8D.txt").as_deref(),
            Some("名.txt")
        );
        assert_eq!(read("attachment; filename=%E5%90%8D.txt").as_deref(), Some("名.txt"));
        assert_eq!(read("attachment; filename=\"名.txt\"").as_deref(), Some("名.txt"));
        assert_eq!(read("attachment; filename=100%.txt").as_deref(), Some("100%.txt"));
        assert_eq!(read("attachment"), None);
    }

    #[test]
    fn a_file_name_never_leads_elsewhere() {
        let read = |header: &str| file_name(header.as_bytes());
        assert_eq!(
            read(r#"attachment; filename="../../etc/passwd""#).as_deref(),
            Some("passwd")
        );
        assert_eq!(read("attachment; filename*=UTF-8''..%2F..%2Fx").as_deref(), Some("x"));
        assert_eq!(read(r#"attachment; filename="..""#), None);
    }
}
