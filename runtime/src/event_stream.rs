//! Responses that are server-sent events.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_util::stream::Stream;

use crate::Download;
use crate::error::{FileError, Result};
use crate::exchange::Reply;
use crate::response::Response;
use crate::wire::Decode;

/// The longest event that is read.
const LONGEST: usize = 16 * 1024 * 1024;

/// Events as they come, a `Stream` of `T`. Ends with the response, or with the first error.
pub struct EventStream<T> {
    /// Each event is the body of a response of its own.
    response: Response,
    download: Download,
    lines: Lines,
    /// The `data` of the event under way.
    data: Option<Vec<u8>>,
    ended: bool,
    item: std::marker::PhantomData<fn() -> T>,
}

impl<T: Decode> EventStream<T> {
    pub(crate) fn new(reply: Reply) -> Self {
        let response = reply.response.without_body();
        let download = Download::new(reply, None);
        // A server that has one thing to say may say it as plain JSON.
        let is_json = download.content_type().is_some_and(|kind| kind.contains("json"));
        let data = is_json.then(Vec::new);
        let lines = Lines {
            buffer: BytesMut::new(),
            searched: 0,
            begun: is_json,
            after_cr: false,
            plain: is_json,
        };
        Self {
            response,
            download,
            lines,
            data,
            ended: false,
            item: std::marker::PhantomData,
        }
    }

    /// The server's id of the call.
    #[must_use]
    pub fn log_id(&self) -> Option<String> {
        self.download.log_id()
    }

    /// Takes one line; yields an event where the line ends one.
    fn line(&mut self, line: &[u8]) -> Option<Result<T>> {
        if line.is_empty() && !self.lines.plain {
            return self.dispatch();
        }
        let value = if self.lines.plain {
            Some(line)
        } else {
            line.strip_prefix(b"data:")
        };
        if let Some(value) = value {
            let data = self.data.get_or_insert_default();
            if !data.is_empty() {
                data.push(b'\n');
            }
            data.extend_from_slice(value.strip_prefix(b" ").unwrap_or(value));
        }
        None
    }

    fn dispatch(&mut self) -> Option<Result<T>> {
        let data = self.data.take().filter(|data| !data.is_empty() && data != b"[DONE]")?;
        self.response.body = data.into();
        Some(self.response.check().and_then(|()| self.response.decode()))
    }

    /// The next event, as `StreamExt::next` gives it, which need not be imported for this. `None` at the end, and after an
    /// error.
    pub async fn next(&mut self) -> Option<Result<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Forgets what has come and takes no more.
    fn stop(&mut self) {
        (self.data, self.lines.buffer, self.ended) = (None, BytesMut::new(), true);
    }

    fn too_long(&self) -> crate::Error {
        let source = std::io::Error::other(format!("an event has more than {LONGEST} bytes"));
        FileError {
            operation: self.response.spec.id,
            action: "the event stream cannot be read",
            source,
        }
        .into()
    }
}

impl<T: Decode> Stream for EventStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            let ended = self.ended;
            while let Some(line) = self.lines.next(ended) {
                if let Some(event) = self.line(&line) {
                    if event.is_err() {
                        self.stop();
                    }
                    return Poll::Ready(Some(event));
                }
            }
            if self.ended {
                return Poll::Ready(self.dispatch());
            }
            if self.lines.buffer.len() + self.data.as_ref().map_or(0, Vec::len) > LONGEST {
                self.stop();
                return Poll::Ready(Some(Err(self.too_long())));
            }
            match ready!(Pin::new(&mut self.download).poll_next(context)) {
                Some(Ok(chunk)) => self.lines.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.stop();
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.ended = true,
            }
        }
    }
}

/// Lines out of chunks. Lines end with LF, CR or both.
struct Lines {
    buffer: BytesMut,
    /// So many bytes of the buffer hold no end of a line, and are not searched again.
    searched: usize,
    /// A byte order mark, which may stand before the first line, has been taken away.
    begun: bool,
    /// The last line ended with CR, to which an LF belongs that may follow.
    after_cr: bool,
    /// The whole is one line.
    plain: bool,
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

impl Lines {
    fn next(&mut self, ended: bool) -> Option<Bytes> {
        if !self.begun && !self.begin(ended) {
            return None;
        }
        if self.after_cr && !self.buffer.is_empty() {
            self.after_cr = false;
            if self.buffer.starts_with(b"\n") {
                let _ = self.buffer.split_to(1);
            }
        }
        let unsearched = self.buffer.get(self.searched..).unwrap_or_default();
        let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
        let found = unsearched.iter().position(is_end).filter(|_| !self.plain);
        self.searched = found.map_or(self.buffer.len(), |at| self.searched + at);
        if found.is_none() {
            self.searched *= usize::from(!ended);
            return (ended && !self.buffer.is_empty()).then(|| self.buffer.split().freeze());
        }
        let line = self.buffer.split_to(std::mem::take(&mut self.searched)).freeze();
        self.after_cr = self.buffer.split_to(1).starts_with(b"\r");
        Some(line)
    }

    /// Takes the byte order mark away, once enough has come to see whether there is one. What begins as an object does is no
    /// event but JSON, whatever the server calls it.
    fn begin(&mut self, ended: bool) -> bool {
        self.begun = ended || !BYTE_ORDER_MARK.starts_with(&self.buffer) || self.buffer.len() == BYTE_ORDER_MARK.len();
        if self.buffer.starts_with(BYTE_ORDER_MARK) {
            let _ = self.buffer.split_to(BYTE_ORDER_MARK.len());
        }
        self.plain |= self.begun && self.buffer.starts_with(b"{");
        self.begun
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream")
            .field("operation", &self.response.spec.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Lines {
        Lines {
            buffer: BytesMut::new(),
            searched: 0,
            begun: false,
            after_cr: false,
            plain: false,
        }
    }

    #[test]
    fn what_was_searched_is_not_searched_again() {
        let mut lines = lines();
        for chunk in 1..=1000 {
            lines.buffer.extend_from_slice(&[b'x'; 1024]);
            assert_eq!(lines.next(false), None);
            assert_eq!(lines.searched, chunk * 1024);
        }
        lines.buffer.extend_from_slice(b"\r");
        assert_eq!(lines.next(false).map(|line| line.len()), Some(1000 * 1024));
        assert_eq!((lines.next(false), lines.searched), (None, 0));
        lines.buffer.extend_from_slice(b"\nafter");
        assert_eq!((lines.next(false), lines.searched), (None, 5));
        assert_eq!(lines.next(true).as_deref(), Some(&b"after"[..]));
        assert_eq!((lines.next(true), lines.searched), (None, 0));
    }

    #[test]
    fn a_byte_order_mark_is_taken_away_however_it_comes() {
        for chunks in [
            vec![&b"\xEF\xBB\xBFa\nb\n"[..]],
            vec![b"\xEF", b"\xBB", b"\xBF", b"a\nb", b"\n"],
            vec![b"a\nb\n"],
        ] {
            let mut lines = lines();
            let mut found = Vec::new();
            for chunk in chunks {
                lines.buffer.extend_from_slice(chunk);
                found.extend(std::iter::from_fn(|| lines.next(false)));
            }
            assert_eq!(found, ["a", "b"]);
        }
    }
}
