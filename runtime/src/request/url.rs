//! Putting an address together: template, path parameters, query.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::Request;
use crate::ConfigError;

/// All but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encode_segment(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, ENCODED)).into_owned()
}

/// Appends `name=text`, with `&` in front where something stands there already.
pub(super) fn push_pair(query: &mut String, name: &str, text: &str) {
    query.reserve(name.len() + text.len() + 2);
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, ENCODED));
    query.push('=');
    query.extend(utf8_percent_encode(text, ENCODED));
}

impl Request {
    /// The address below `base`, which may have a path of its own. A segment that starts with a colon is a parameter,
    /// perhaps with a fixed end, as in `:id:batch`.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, ConfigError> {
        let (path, fixed_query) = self.template.split_once('?').unwrap_or((&self.template, ""));
        let mut address = String::with_capacity(base.path().len() + path.len() + 64);
        address.push_str(base.path().trim_end_matches('/'));
        address.push('/');
        let mut rest = path.trim_start_matches('/');
        while let Some((before, after)) = rest.split_once(':') {
            address.push_str(before);
            rest = if address.ends_with('/') {
                let (name, after) = after.split_at(after.find(['/', ':']).unwrap_or(after.len()));
                address.push_str(self.path_parameter(name)?);
                after
            } else {
                address.push(':');
                after
            };
        }
        address.push_str(rest);
        let mut url = base.clone();
        url.set_path(&address);
        match (fixed_query, self.query.as_str()) {
            ("", "") => {}
            ("", query) | (query, "") => url.set_query(Some(query)),
            (fixed, query) => url.set_query(Some(&format!("{fixed}&{query}"))),
        }
        Ok(url)
    }

    fn path_parameter(&self, name: &str) -> Result<&str, ConfigError> {
        let known = self.path.iter().find(|(known, _)| *known == name);
        let missing = || ConfigError::MissingPathParameter {
            operation: self.spec.id,
            path: self.template.to_string(),
        };
        known.map(|(_, value)| value.as_str()).ok_or_else(missing)
    }
}
