//! Putting an address together: template, path parameters, query.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::Request;
use crate::ConfigError;

/// All but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// Appends `name=text`, with `&` in front where something stands there already.
pub(super) fn push_pair(query: &mut String, name: &str, text: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.extend(utf8_percent_encode(name, ENCODED));
    query.push('=');
    query.extend(utf8_percent_encode(text, ENCODED));
}

impl Request {
    /// The address below `base`, which may have a path of its own.
    pub(crate) fn url(&self, base: &Url) -> Result<Url, ConfigError> {
        let (path, fixed_query) = self.template.split_once('?').unwrap_or((&self.template, ""));
        let mut address = String::with_capacity(base.path().len() + path.len() + 64);
        address.push_str(base.path().trim_end_matches('/'));
        for segment in path.trim_start_matches('/').split('/') {
            address.push('/');
            self.push_segment(&mut address, segment)?;
        }
        let mut url = base.clone();
        url.set_path(&address);
        match (fixed_query, self.query.as_str()) {
            ("", "") => {}
            ("", query) | (query, "") => url.set_query(Some(query)),
            (fixed, query) => url.set_query(Some(&format!("{fixed}&{query}"))),
        }
        Ok(url)
    }

    /// A segment that starts with a colon is a parameter, perhaps with a fixed end, as in `:id:batch`.
    fn push_segment(&self, address: &mut String, segment: &str) -> Result<(), ConfigError> {
        let Some(rest) = segment.strip_prefix(':') else {
            address.push_str(segment);
            return Ok(());
        };
        let end = rest.find(':').unwrap_or(rest.len());
        let (name, suffix) = rest.split_at(end);
        match self.path.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => {
                address.push_str(value);
                address.push_str(suffix);
                Ok(())
            }
            None => Err(ConfigError::MissingPathParameter {
                operation: self.spec.id,
                path: self.template.to_string(),
            }),
        }
    }
}
