//! Responses that are a redirect.

use std::fmt;

use url::Url;

use crate::exchange::Reply;
use crate::{Error, Result};

/// The address that an endpoint redirects to. It is not followed: it is meant for a browser.
#[derive(Clone, PartialEq, Eq)]
pub struct Redirect {
    url: Url,
}

impl Redirect {
    pub(crate) fn read(reply: Reply) -> Result<Self> {
        match reply.redirect {
            Some(url) => Ok(Self { url: *url }),
            None => Err(Error::from(reply.response.status_error())),
        }
    }

    /// The address that the endpoint redirects to.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }
}

/// Leaves out the query, which may hold a code or a state.
impl fmt::Debug for Redirect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.url.clone();
        shown.set_query(None);
        shown.set_fragment(None);
        f.debug_struct("Redirect")
            .field("url", &shown.as_str())
            .finish_non_exhaustive()
    }
}
