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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::{Host, Method, Response, Spec};

    const ANY: Spec = Spec {
        id: "raw",
        title: "",
        method: Method::Get,
        host: Host::Open,
        path: "",
        tokens: &[],
        app_types: &[],
        scopes: "",
        field_scopes: "",
        rate_limit: None,
        errors: "",
        page: "",
        updated: None,
        response: Response::Envelope { message_key: "msg" },
        pagination: None,
        idempotency_key: None,
        deprecated: false,
    };

    fn url(base: &str, template: &str) -> Result<String, ConfigError> {
        let mut request = Request::raw(&ANY, Method::Get, template.to_owned());
        request.path("id", "a/b");
        request.path("other", "ü");
        request.url(&Url::parse(base).unwrap()).map(String::from)
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
