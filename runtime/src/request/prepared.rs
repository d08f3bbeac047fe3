//! A request as it is sent, perhaps several times.

use http::{HeaderName, HeaderValue};
use url::Url;

use super::body::Payload;
use crate::spec::{Method, Spec};

/// A request to which nothing is added any more. Small, since it moves along with the future of its call.
pub(crate) struct Prepared {
    pub(crate) spec: &'static Spec,
    pub(crate) method: Method,
    /// Path and query, with all parameters.
    pub(super) target: String,
    /// In the order in which they were set; a name may have several values.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) payload: Payload,
    /// Whether repeating the call does no harm, even if the server has carried it out.
    pub(crate) is_repeatable: bool,
}

impl Prepared {
    /// The address below `base`, which may have a path of its own.
    pub(crate) fn url(&self, base: &Url) -> Url {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut url = base.clone();
        match base.path().trim_end_matches('/') {
            "" => url.set_path(path),
            prefix => url.set_path(&[prefix, path].concat()),
        }
        if !query.is_empty() {
            url.set_query(Some(query));
        }
        url
    }
}
