//! Giving the body of a request to the HTTP client.

use std::io;
use std::sync::{Arc, OnceLock};

use futures_util::TryStreamExt;
use futures_util::stream;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part as HttpPart};
use reqwest::{Body, Client, Method, RequestBuilder, Url};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::ReaderStream;

use super::Prepared;
use super::body::Payload;
use super::form::{Part, PartContent};
use crate::error::{CannotRead, ConfigError, Error, FileError, Result, TransportError};
use crate::file::{File, Source, Span, blocking, open};

/// A multipart body that is ready to be sent.
pub(crate) struct Upload {
    pub(crate) form: Form,
    /// The length of the files on disk in it.
    pub(crate) on_disk: u64,
    pub(crate) failure: Failure,
}

/// Why a body could not be sent as a whole, once that is so. The HTTP client does not always tell: over HTTP/2 it says no
/// more than that the exchange was broken off.
#[derive(Clone, Default)]
pub(crate) struct Failure(Arc<OnceLock<(io::ErrorKind, String)>>);

impl Failure {
    /// The error of the file or reader.
    pub(crate) fn error(&self, operation: &'static str) -> Option<Error> {
        let (kind, reason) = self.0.get()?;
        let error = FileError {
            operation,
            action: CannotRead::ACTION,
            source: io::Error::new(*kind, reason.clone()),
        };
        Some(error.into())
    }

    fn note(&self, error: &io::Error) {
        // The first one counts.
        let _ = self.0.set((error.kind(), error.to_string()));
    }
}

/// How long a reader may say it is, so that the length of the whole is a number.
const LONGEST: u64 = 1 << 50;

impl Prepared {
    /// The parts of a multipart body, ready to be sent. Files on disk are opened here.
    pub(crate) async fn multipart_form(&self) -> Result<Option<Upload>> {
        match &self.payload {
            Payload::Multipart(parts) => Ok(Some(Box::pin(form(self.spec.id, parts)).await?)),
            _ => Ok(None),
        }
    }

    /// The body, with the header that says what it is, on its way to `url`.
    pub(crate) fn with_payload(
        &self,
        http: &Client,
        method: Method,
        url: Url,
        form: Option<Form>,
    ) -> Result<reqwest::Request> {
        let mut request = reqwest::Request::new(method, url);
        if let Some(form) = form {
            let request = RequestBuilder::from_parts(http.clone(), request).multipart(form);
            return request
                .build()
                .map_err(|error| TransportError::error(self.spec.id, error));
        }
        let (kind, bytes) = match &self.payload {
            Payload::Json(bytes) => ("application/json; charset=utf-8", bytes),
            Payload::Form(bytes) => ("application/x-www-form-urlencoded", bytes),
            Payload::None | Payload::Multipart(_) => return Ok(request),
        };
        request
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        *request.body_mut() = Some(Body::from(bytes.clone()));
        Ok(request)
    }

    /// Whether the body can be sent a second time. What comes from a reader is gone.
    pub(crate) fn can_be_sent_again(&self) -> bool {
        let Payload::Multipart(parts) = &self.payload else {
            return true;
        };
        !parts.iter().any(
            |part| matches!(&part.content, PartContent::File(file) if matches!(file.source, Source::Reader { .. })),
        )
    }

    /// Bytes of files to upload, as far as known without looking at the disk, which may take its time.
    pub(crate) fn known_upload_length(&self) -> u64 {
        let Payload::Multipart(parts) = &self.payload else {
            return 0;
        };
        parts
            .iter()
            .map(|part| match &part.content {
                PartContent::Text(_) => 0,
                PartContent::File(file) => match (&file.source, file.span) {
                    (Source::Path(_), _) => 0,
                    (Source::Bytes(bytes), None) => bytes.len() as u64,
                    (Source::Bytes(bytes), Some(span)) => span.length().unwrap_or(bytes.len() as u64),
                    (Source::Reader { length, .. }, _) => *length,
                },
            })
            .fold(0, u64::saturating_add)
    }
}

async fn form(operation: &'static str, parts: &[Part]) -> Result<Upload> {
    // Servers expect names as they are, in UTF-8, as browsers send them.
    let mut form = Form::new().percent_encode_noop();
    let (mut on_disk, failure) = (0_u64, Failure::default());
    for part in parts {
        form = match &part.content {
            PartContent::Text(text) => form.text(part.name.clone(), text.clone()),
            PartContent::File(file) => {
                let (file, length) = file_part(operation, &part.name, file, &failure).await?;
                on_disk = on_disk.saturating_add(length);
                form.part(part.name.clone(), file)
            }
        };
    }
    Ok(Upload { form, on_disk, failure })
}

/// The file as a part of the body, and its length if it is on disk.
async fn file_part(operation: &'static str, name: &str, file: &File, failure: &Failure) -> Result<(HttpPart, u64)> {
    let failed = |source| FileError {
        operation,
        action: CannotRead::ACTION,
        source,
    };
    let refused = |reason| ConfigError::InvalidParameter {
        operation,
        name: name.to_owned().into(),
        reason,
    };
    let mut on_disk = 0;
    let part = match &file.source {
        Source::Bytes(bytes) => {
            let bytes = Span::of_bytes(file.span, bytes).map_err(failed)?;
            let length = bytes.len() as u64;
            HttpPart::stream_with_length(bytes, length)
        }
        Source::Path(path) => {
            let (path, span) = (path.clone(), file.span);
            let (opened, length) = blocking(move || open(&path, span)).await.map_err(failed)?;
            on_disk = length;
            let opened = tokio::fs::File::from_std(opened);
            let part = match span {
                // A file that grows is found out; around a part, other bytes are no fault.
                None => body(opened, length, failure.clone()),
                Some(_) => body(opened.take(length), length, failure.clone()),
            };
            HttpPart::stream_with_length(part, length)
        }
        Source::Reader { .. } if file.span.is_some() => {
            return Err(refused("a reader has no parts").into());
        }
        Source::Reader { length, .. } if *length > LONGEST => {
            return Err(refused("a file has a pebibyte at most").into());
        }
        Source::Reader { length, reader } => {
            let used = || refused("the reader of this file has been used by an earlier call");
            let taken = reader.take().ok_or_else(used)?;
            HttpPart::stream_with_length(body(taken, *length, failure.clone()), *length)
        }
    };
    let media_type = file.content_type.as_ref().unwrap_or(&mime::APPLICATION_OCTET_STREAM);
    let part = part.file_name(file.name.clone()).mime_str(media_type.as_ref());
    Ok((part.map_err(|_| refused("the media type cannot be sent"))?, on_disk))
}

/// A reader of so many bytes as a body that is sent bit by bit, and notes why if it cannot be sent.
fn body(reader: impl AsyncRead + Send + Unpin + 'static, length: u64, failure: Failure) -> Body {
    let pieces = ReaderStream::with_capacity(reader, 64 * 1024);
    let failed = |kind, reason| Err(io::Error::new(kind, reason));
    let pieces = stream::try_unfold((pieces, length), move |(mut pieces, left)| async move {
        let piece = pieces.try_next().await?;
        let piece_length = piece.as_ref().map_or(0, |piece| piece.len() as u64);
        match (piece, left.checked_sub(piece_length)) {
            (Some(piece), Some(left)) => Ok(Some((piece, (pieces, left)))),
            (Some(_), None) => {
                let reason = format!("it has more than the {length} bytes that were announced");
                failed(io::ErrorKind::InvalidData, reason)
            }
            (None, _) if left == 0 => Ok(None),
            (None, _) => {
                let reason = format!("it ended {left} bytes before the {length} that were announced");
                failed(io::ErrorKind::UnexpectedEof, reason)
            }
        }
    });
    Body::wrap_stream(pieces.map_err(move |error| {
        failure.note(&error);
        CannotRead(error)
    }))
}
