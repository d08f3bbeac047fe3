//! Putting an address together: template, path parameters, query.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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

/// The last text of a name in a query.
pub(super) fn last_text(query: &str, name: &str) -> Option<String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    let (_, text) = pairs.filter(|(found, _)| found == name).last()?;
    Some(text.into_owned())
}

/// Puts a pair for each text in place of those of the same name.
pub(super) fn replace_pairs(query: &mut String, name: &str, texts: &[String]) {
    let all = std::mem::take(query);
    let others = url::form_urlencoded::parse(all.as_bytes()).filter(|(found, _)| found != name);
    others.for_each(|(found, text)| push_pair(query, &found, &text));
    texts.iter().for_each(|text| push_pair(query, name, text));
}

impl Request {
    /// Path and query. A segment of the template that starts with a colon is a parameter, perhaps with a fixed end, as in
    /// `:id:batch`.
    pub(super) fn address(&mut self) -> Result<(String, String), ConfigError> {
        let (template, fixed_query) = self.template.split_once('?').unwrap_or((&self.template, ""));
        let mut path = String::with_capacity(template.len() + 64);
        path.push('/');
        let mut rest = template.trim_start_matches('/');
        while let Some((before, after)) = rest.split_once(':') {
            path.push_str(before);
            rest = if path.ends_with('/') {
                let (name, after) = after.split_at(after.find(['/', ':']).unwrap_or(after.len()));
                path.push_str(self.path_parameter(name)?);
                after
            } else {
                path.push(':');
                after
            };
        }
        path.push_str(rest);
        let query = match (fixed_query, self.query.as_str()) {
            ("", _) => std::mem::take(&mut self.query),
            (_, "") => fixed_query.to_owned(),
            (_, query) => [fixed_query, "&", query].concat(),
        };
        Ok((path, query))
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

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::spec::{Method, Spec};

    const ANY: Spec = Spec {
        id: "raw",
        ..Spec::EMPTY
    };

    fn url(base: &str, template: &str) -> Result<String, ConfigError> {
        let mut request = Request::raw(&ANY, Method::Get, template.to_owned());
        request.path("id", "a/b");
        request.path("other", "ü");
        let base = Url::parse(base).unwrap();
        request.prepare(&[]).map(|request| request.url(&base).to_string())
    }

    #[test]
    fn parameters_stand_in_their_segments() {
        let base = "https://a.example";
        assert_eq!(url(base, "/v1/:id").unwrap(), "https://a.example/v1/a%2Fb");
        assert_eq!(
            url(base, "/v1/:id/to/:other").unwrap(),
            "https://a.example/v1/a%2Fb/to/%C3%BC"
        );
        assert_eq!(url(base, "/v1/:id:batch").unwrap(), "https://a.example/v1/a%2Fb:batch");
        assert_eq!(url(base, "/v1/all:id/x").unwrap(), "https://a.example/v1/all:id/x");
        assert_eq!(url(base, "v1/x:y:z/:id").unwrap(), "https://a.example/v1/x:y:z/a%2Fb");
        assert_eq!(
            url(base, "/v1/:id?kind=1").unwrap(),
            "https://a.example/v1/a%2Fb?kind=1"
        );
    }

    #[test]
    fn the_path_of_the_base_stays() {
        assert_eq!(
            url("https://a.example/proxy/", "/v1/:id").unwrap(),
            "https://a.example/proxy/v1/a%2Fb"
        );
    }

    #[test]
    fn a_parameter_without_a_value_is_an_error() {
        let error = url("https://a.example", "/v1/:id/:unknown").unwrap_err();
        assert!(matches!(error, ConfigError::MissingPathParameter { path, .. } if path == "/v1/:id/:unknown"));
    }
}
