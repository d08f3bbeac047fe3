//! A request as it is sent, perhaps several times.

use http::{HeaderName, HeaderValue};
use url::Url;

use super::body::Payload;
use crate::spec::{Method, Spec};

/// A request to which nothing is added any more. Small, since it moves along with the future of its call.
pub(crate) struct Prepared {
    pub(crate) spec: &'static Spec,
    pub(crate) method: Method,
    /// The path with its parameters filled in and encoded.
    pub(super) path: String,
    /// The encoded query; empty if there are no parameters.
    pub(super) query: String,
    /// In the order in which they were set; a name may have several values.
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) payload: Payload,
    /// Whether repeating the call does no harm, even if the server has carried it out.
    pub(crate) is_repeatable: bool,
}

impl Prepared {
    /// The address below `base`, which may have a path of its own.
    pub(crate) fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        match base.path().trim_end_matches('/') {
            "" => url.set_path(&self.path),
            prefix => url.set_path(&[prefix, &self.path].concat()),
        }
        if !self.query.is_empty() {
            url.set_query(Some(&self.query));
        }
        url
    }

    /// Whether the body is multipart, so that files may have to be opened before it is sent.
    pub(crate) fn has_parts(&self) -> bool {
        matches!(self.payload, Payload::Multipart(_))
    }
}
