//! The bytes of a download, over as many connections as it takes.

use bytes::Bytes;
use futures_util::stream::{self, Stream};

use super::place::Place;
use crate::error::{Error, Result};
use crate::exchange::{Exchange, Reply, Rest};

/// A body that is being read, and what is needed to go on after its connection broke.
pub(super) struct Body {
    operation: &'static str,
    rest: Rest,
    again: Option<(Exchange, Place)>,
    /// Connections that broke off since the last bytes came.
    failures: u32,
}

impl Body {
    /// The rest of a response. With an `exchange` that may be run again, and a server that hands out parts of the file,
    /// a connection that breaks off is no end.
    pub(super) fn new(reply: &Reply, rest: Rest, exchange: Option<Exchange>) -> Self {
        let response = &reply.response;
        let place = Place::read(response.status, &response.headers).map(|place| place.after(response.body.len()));
        Self {
            operation: response.spec.id,
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
        let (Some(pause), Some(part)) = (exchange.pause(&error, error.retry_after(), self.failures), place.part())
        else {
            return Err(error);
        };
        tracing::debug!(operation = self.operation, at = place.next, %error, "the download goes on where it broke off");
        tokio::time::sleep(pause).await;
        exchange.ask_for(part);
        let reply = exchange.run().await?;
        let found = Place::read(reply.response.status, &reply.response.headers);
        match reply.rest {
            // Another response means that the file has changed meanwhile, and its bytes do not belong together.
            Some(rest) if found.is_some_and(|found| place.goes_on_in(&found)) => Ok(rest),
            _ => Err(error),
        }
    }
}
