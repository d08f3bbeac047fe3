//! The bytes of a download, over as many connections as it takes.

use bytes::Bytes;
use futures_util::stream::{self, Stream};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::client::{Exchange, Part, Reply, Rest};
use crate::error::{Error, Result};

/// What has been begun, and what it takes to go on where it broke off.
pub(super) struct Body {
    operation: &'static str,
    rest: Rest,
    again: Option<(Exchange, Place)>,
    /// Connections that broke off since the last bytes came.
    failures: u32,
}

impl Body {
    /// The rest of an answer. With an `exchange` that may be run again, and a server that hands out parts of the file,
    /// a connection that breaks off is no end.
    pub(super) fn new(reply: &Reply, rest: Rest, exchange: Option<Exchange>) -> Self {
        let answer = &reply.answer;
        let place = Place::read(answer.status, &answer.headers).map(|place| place.after(answer.body.len()));
        Self {
            operation: answer.spec.id,
            rest,
            again: exchange.filter(Exchange::is_repeatable).zip(place),
            failures: 0,
        }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes>> + Send {
        stream::unfold(Some(self), |body| async {
            let mut body = body?;
            match body.chunk().await {
                Ok(Some(chunk)) => Some((Ok(chunk), Some(body))),
                Ok(None) => None,
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn chunk(&mut self) -> Result<Option<Bytes>> {
        loop {
            let error = match self.rest.chunk().await {
                Ok(Some(chunk)) => {
                    self.failures = 0;
                    if let Some((_, place)) = &mut self.again {
                        place.next += chunk.len() as u64;
                    }
                    return Ok(Some(chunk));
                }
                Ok(None) => return Ok(None),
                Err(error) => error,
            };
            self.rest = self.go_on(error).await?;
        }
    }

    /// The rest after `error`, if it can be had.
    async fn go_on(&mut self, error: Error) -> Result<Rest> {
        self.failures += 1;
        let Some((exchange, place)) = &mut self.again else {
            return Err(error);
        };
        let (Some(pause), Some(part)) = (exchange.pause(&error, self.failures), place.part()) else {
            return Err(error);
        };
        tracing::debug!(operation = self.operation, at = place.next, %error, "the download goes on where it broke off");
        tokio::time::sleep(pause).await;
        exchange.ask_for(part);
        let reply = exchange.run().await?;
        let found = Place::read(reply.answer.status, &reply.answer.headers);
        match reply.rest {
            // Another answer means that the file has changed meanwhile, and its bytes do not belong together.
            Some(rest) if reply.answer.status == StatusCode::PARTIAL_CONTENT && found.as_ref() == Some(place) => {
                Ok(rest)
            }
            _ => Err(error),
        }
    }
}

/// Where in which state of a file a download is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    next: u64,
    /// The last byte that was asked for.
    last: u64,
    /// What the server calls this state of the file: a strong `ETag`, or the time of its last change.
    state: HeaderValue,
}

impl Place {
    /// Where an answer begins. `None`, if the server does not say all that is needed to ask for a part.
    fn read(status: StatusCode, headers: &HeaderMap) -> Option<Self> {
        let text = |name| headers.get(name)?.to_str().ok();
        let length: u64 = text(header::CONTENT_LENGTH)?.parse().ok()?;
        let (next, last) = if status == StatusCode::PARTIAL_CONTENT {
            let range = text(header::CONTENT_RANGE)?.strip_prefix("bytes ")?;
            let (next, last) = range.split('/').next()?.split_once('-')?;
            (next.parse().ok()?, last.parse().ok()?)
        } else {
            text(header::ACCEPT_RANGES).filter(|units| *units == "bytes")?;
            (0, length.checked_sub(1)?)
        };
        let strong = headers
            .get(header::ETAG)
            .filter(|tag| !tag.as_bytes().starts_with(b"W/"));
        let state = strong.or_else(|| headers.get(header::LAST_MODIFIED))?.clone();
        let is_whole =
            last.checked_sub(next)?.checked_add(1)? == length && !headers.contains_key(header::CONTENT_ENCODING);
        is_whole.then_some(Self { next, last, state })
    }

    fn after(mut self, bytes: usize) -> Self {
        self.next += bytes as u64;
        self
    }

    /// All from here on. `None` at the end.
    fn part(&self) -> Option<Part> {
        let range = HeaderValue::try_from(format!("bytes={}-{}", self.next, self.last));
        Some(Part {
            range: range.ok().filter(|_| self.next <= self.last)?,
            state: self.state.clone(),
        })
    }
}
