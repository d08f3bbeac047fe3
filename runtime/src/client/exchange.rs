//! One call: from the request to an answer that means success.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::options::Identity;
use super::{Core, Options};
use crate::answer::{Answer, content_type};
use crate::error::{ConfigError, Result, TimeoutError, TokenError, TransportError};
use crate::request::Request;
use crate::spec::{Response, Spec, Token};

/// How long a call may take in all.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Uploads get a second more for this many bytes.
const UPLOAD_BYTES_PER_SECOND: u64 = 64 * 1024;
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

/// One call.
pub(crate) struct Exchange {
    pub(super) core: Arc<Core>,
    pub(super) options: Arc<Options>,
    pub(super) request: Request,
    pub(super) mode: Mode,
}

impl Exchange {
    /// Runs the call within its time limit.
    pub(crate) async fn run(mut self) -> Result<Reply> {
        if let Some(error) = self.request.take_error() {
            return Err(error.into());
        }
        let spec = self.request.spec();
        let limit = self.options.timeout.unwrap_or(TIMEOUT)
            + Duration::from_secs(self.request.upload_length() / UPLOAD_BYTES_PER_SECOND);
        match tokio::time::timeout(limit, self.attempt()).await {
            Ok(result) => result,
            Err(_) => Err(TimeoutError {
                operation: spec.id,
                sent: true,
                after: Some(limit),
            }
            .into()),
        }
    }

    /// As [`run`](Self::run), with the body as a whole.
    pub(crate) async fn answer(self) -> Result<Answer> {
        Ok(self.run().await?.into_answer())
    }

    async fn attempt(&self) -> Result<Reply> {
        let token = self.token()?;
        let request = self.build(token.as_ref()).await?;
        let spec = self.request.spec();
        let failed = |error| TransportError::error(spec.id, error);
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

    /// The token to send: the one that was given, if any.
    fn token(&self) -> Result<Option<SecretString>> {
        let spec = self.request.spec();
        match &self.options.identity {
            Some(Identity::Given(token)) => Ok(Some(token.clone())),
            _ if spec.tokens.is_empty() => Ok(None),
            Some(Identity::User(token)) if spec.tokens.contains(&Token::User) => Ok(Some(token.clone())),
            Some(Identity::User(_)) => Err(TokenError::Missing {
                operation: spec.id,
                accepted: spec.tokens,
                hint: "this client acts as a user; call with the client that it was derived from",
            }
            .into()),
            None => Err(TokenError::Missing {
                operation: spec.id,
                accepted: spec.tokens,
                hint: "give one with `with_token` or `as_user`",
            }
            .into()),
        }
    }

    async fn build(&self, token: Option<&SecretString>) -> Result<reqwest::Request> {
        let spec = self.request.spec();
        let method = http::Method::from_bytes(spec.method.as_str().as_bytes()).unwrap_or_default();
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
