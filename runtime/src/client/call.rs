//! The future of a call. Its work is done by one type for all endpoints; only the reading of the response is generic.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::Result;
use crate::exchange::BoxFuture;
use crate::response::Response;
use crate::wire::Decode;

/// A call under way, which yields `T`. Nothing happens before it is polled; dropping it cancels the call.
#[must_use = "a call does nothing unless it is awaited"]
pub struct Call<T> {
    work: Work<T>,
}

enum Work<T> {
    /// Ends with a response, which `read` makes a `T` of.
    Read {
        response: BoxFuture<Response>,
        read: fn(&Response) -> Result<T>,
    },
    /// Ends with a `T`.
    Whole(BoxFuture<T>),
}

impl<T: Decode> Call<T> {
    /// A call whose response is JSON. The future is the same for all endpoints, so that none is compiled for each.
    pub(super) fn json(response: BoxFuture<Response>) -> Self {
        Self {
            work: Work::Read {
                response,
                read: Response::decode,
            },
        }
    }
}

impl<T> Call<T> {
    pub(super) fn new(call: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self {
            work: Work::Whole(Box::pin(call)),
        }
    }
}

impl<T> Future for Call<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match &mut self.work {
            Work::Read { response, read } => response.as_mut().poll(context).map(|response| read(&response?)),
            Work::Whole(call) => call.as_mut().poll(context),
        }
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Client;
    use crate::spec::Spec;
    use crate::{Endpoint, Request};

    struct Thing;

    impl Endpoint for Thing {
        type Output = ();

        const SPEC: Spec = Spec::EMPTY;

        fn encode(&self, _: &mut Request) {}
    }

    #[test]
    fn the_future_of_a_call_is_below_a_kilobyte() {
        let client = Client::builder("a", "s").build().unwrap();
        let Work::Read { response, .. } = client.send(&Thing).work else {
            panic!("its response is JSON")
        };
        let size = size_of_val(&*response);
        // Without optimization, the compiler does not lay what is not needed at once over each other.
        let limit = 1024;
        assert!((100..limit).contains(&size), "{size}");
    }
}
