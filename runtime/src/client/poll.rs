//! Asking again until a task of the server has ended.

use std::time::Duration;

use super::Client;
use crate::wire::Decode;
use crate::{Endpoint, Result};

/// How long after the first response the next request is sent. It is twice as long after each one.
const FIRST: Duration = Duration::from_millis(500);
/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(5);

impl Client {
    /// Sends a request again and again until `done` finds in a response what the caller waits for: how a task of the server is
    /// followed to its end. Between two requests it pauses, from half a second at first to five seconds.
    ///
    /// It ends with the first error of a call or of `done`, and else when the task ends:
    /// [`tokio::time::timeout`](https://docs.rs/tokio/latest/tokio/time/fn.timeout.html) around it says how long that may
    /// take. The blocking client does it by its `call`.
    ///
    /// # Errors
    /// See [`Error`](crate::Error). [`TaskError`](crate::TaskError) is there for a task that failed.
    pub async fn poll<E, T>(&self, request: &E, mut done: impl FnMut(E::Output) -> Result<Option<T>>) -> Result<T>
    where
        E: Endpoint,
        E::Output: Decode,
    {
        let mut pause = FIRST;
        loop {
            if let Some(found) = done(self.send(request).await?)? {
                return Ok(found);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST);
        }
    }
}
