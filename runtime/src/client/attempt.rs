//! One attempt of a call: a request on the wire, and what came back.

use std::sync::atomic::Ordering;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Exchange;
use crate::answer::{Answer, content_type};
use crate::error::{ConfigError, Result, TransportError};
use crate::spec::{Response, Spec};

/// How much of a JSON body is looked at in a download, to see whether it is an error.
const PEEK: usize = 1024 * 1024;

/// Whether the body of an answer is wanted as a whole or bit by bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Whole,
    Stream,
}

/// An answer that means success.
pub(crate) struct Reply {
    pub(crate) spec: &'static Spec,
    pub(crate) url: Url,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// What has been read of the body.
    pub(crate) read: Bytes,
    /// What has not been read.
    pub(crate) rest: Option<reqwest::Response>,
}

impl Reply {
    /// What has been read, as an answer.
    pub(crate) fn into_answer(self) -> Answer {
        Answer {
            spec: self.spec,
            status: self.status,
            headers: self.headers,
            body: self.read,
        }
    }
}

impl Exchange {
    /// Sends the request once.
    pub(super) async fn attempt(&self, token: Option<&SecretString>) -> Result<Reply> {
        let request = self.build(token).await?;
        let spec = self.request.spec();
        let failed = |error| TransportError::error(spec.id, error);
        self.sent.store(true, Ordering::Relaxed);
        let response = self.core.http.execute(request).await.map_err(failed)?;
        let (url, status) = (response.url().clone(), response.status());
        if self.mode == Mode::Stream && status.is_success() {
            return open_stream(spec, response).await;
        }
        let headers = response.headers().clone();
        let body = response.bytes().await.map_err(failed)?;
        let mut answer = Answer {
            spec,
            status,
            headers,
            body,
        };
        if !(spec.response == Response::Redirect && status.is_redirection()) {
            answer = answer.into_success()?;
        }
        Ok(Reply {
            spec,
            url,
            status,
            headers: answer.headers,
            read: answer.body,
            rest: None,
        })
    }

    async fn build(&self, token: Option<&SecretString>) -> Result<reqwest::Request> {
        let spec = self.request.spec();
        let method = http::Method::from_bytes(self.request.method().as_str().as_bytes()).unwrap_or_default();
        let url = self.request.url(&self.core.hosts.base(spec.host))?;
        let mut headers = self.options.headers.clone();
        headers.extend(self.request.headers().clone());
        if let Some(token) = token {
            headers.insert(header::AUTHORIZATION, bearer(token)?);
        }
        let builder = self.request.attach_payload(self.core.http.request(method, url)).await?;
        builder
            .headers(headers)
            .build()
            .map_err(|error| TransportError::error(spec.id, error))
    }
}

fn bearer(token: &SecretString) -> Result<HeaderValue> {
    let refused = || ConfigError::Setting {
        name: "access token".to_owned(),
        reason: "a token is visible ASCII text without line breaks".to_owned(),
    };
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).map_err(|_| refused())?;
    value.set_sensitive(true);
    Ok(value)
}

/// Begins a download. An error may come with a good status, as JSON; so JSON is looked at first.
async fn open_stream(spec: &'static Spec, mut response: reqwest::Response) -> Result<Reply> {
    let (url, status, headers) = (response.url().clone(), response.status(), response.headers().clone());
    let is_json = content_type(&headers).is_some_and(|kind| kind.contains("json"));
    let mut read = BytesMut::new();
    if is_json && !headers.contains_key(header::CONTENT_DISPOSITION) {
        while read.len() < PEEK {
            match response
                .chunk()
                .await
                .map_err(|error| TransportError::error(spec.id, error))?
            {
                Some(chunk) => read.extend_from_slice(&chunk),
                None => {
                    let answer = Answer {
                        spec,
                        status,
                        headers,
                        body: read.freeze(),
                    }
                    .into_success()?;
                    return Ok(Reply {
                        spec,
                        url,
                        status,
                        headers: answer.headers,
                        read: answer.body,
                        rest: None,
                    });
                }
            }
        }
    }
    Ok(Reply {
        spec,
        url,
        status,
        headers,
        read: read.freeze(),
        rest: Some(response),
    })
}
