//! One attempt of a call: a request on the wire, and what came back.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::future::Either;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Exchange;
use super::pace::Slot;
use super::pool::{Mode, Pool};
use super::redirects::{follow, target};
use crate::error::{ConfigError, Result, TimeoutError, TransportError};
use crate::request::Upload;
use crate::response::{Response, content_type, retry_after};
use crate::spec;

/// How much of a JSON body is looked at in a download, to see whether it is an error.
const PEEK: usize = 1024 * 1024;

/// The same of a text. An error is short.
const PEEK_AT_TEXT: usize = 64 * 1024;

/// How many bytes a response may have that is read as a whole, if nothing else is set.
const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// How much is read of a response with a status that means failure.
const ERROR_LIMIT: usize = 1024 * 1024;

/// A part of a file in a certain state.
pub(crate) struct Part {
    /// Value of `Range`.
    pub(crate) range: HeaderValue,
    /// Value of `If-Range`.
    pub(crate) state: HeaderValue,
}

/// A response that means success.
pub(crate) struct Reply {
    /// Status, headers, and what has been read of the body.
    pub(crate) response: Response,
    /// What has not been read.
    pub(crate) rest: Option<Rest>,
    /// Where the response redirects to, if the endpoint documents that it does.
    pub(crate) redirect: Option<Box<Url>>,
}

/// What has not been read of a body.
pub(crate) struct Rest {
    operation: &'static str,
    response: Box<reqwest::Response>,
    /// How long the server may stay silent.
    patience: Duration,
}

impl Rest {
    /// The bytes that come next. The time begins here: what the caller takes for the bytes before is not the server's silence.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>> {
        let operation = self.operation;
        match tokio::time::timeout(self.patience, self.response.chunk()).await {
            Ok(chunk) => chunk.map_err(|error| TransportError::error(operation, error)),
            Err(_) => Err(TimeoutError {
                operation,
                sent: true,
                after: Some(self.patience),
            }
            .into()),
        }
    }
}

impl Exchange {
    /// Sends the request once.
    pub(super) async fn attempt(
        &self,
        token: Option<&SecretString>,
        upload: Option<Box<Upload>>,
        slot: &Slot,
    ) -> Result<Reply> {
        let pool = self.core.pools.pool(self.mode)?;
        let spec = self.request.spec;
        let failure = upload.as_ref().map(|upload| upload.failure.clone());
        let response = self.send(&pool, token, upload)?;
        self.sends_through(&pool, failure);
        slot.sent();
        let mut response = response.await.map_err(|error| self.failed(error))?;
        pool.responded();
        let status = response.status();
        slot.responded(!status.is_success() && retry_after(response.headers()).is_some());
        if self.mode == Mode::Stream && status.is_success() {
            return Box::pin(self.open_stream(response)).await;
        }
        let redirects = spec.response == spec::Response::Redirect && status.is_redirection();
        let redirect = if redirects {
            target(&response).map(Box::new)
        } else {
            None
        };
        let limit = self.body_limit(status);
        let body = whole_body(&mut response, limit)
            .await
            .map_err(|error| self.failed(error))?;
        let mut response = self.response_of(status, std::mem::take(response.headers_mut()), body);
        if response.body.len() > limit {
            response.body.truncate(limit);
            if status.is_success() {
                return Err(response.too_long(limit));
            }
        }
        if !redirects {
            response.check()?;
        }
        Ok(Reply {
            response,
            rest: None,
            redirect,
        })
    }

    fn response_of(&self, status: StatusCode, headers: HeaderMap, body: Bytes) -> Response {
        Response {
            spec: self.request.spec,
            status,
            headers,
            body,
            is_strict: self.options.strict.unwrap_or(false),
        }
    }

    /// How many bytes are read of a response that is read as a whole.
    fn body_limit(&self, status: StatusCode) -> usize {
        let limit = self.options.response_limit.unwrap_or(RESPONSE_LIMIT);
        if status.is_success() {
            limit
        } else {
            limit.min(ERROR_LIMIT)
        }
    }

    /// Sends the request. The future of a call is as large as the largest step in it, and cheapest to allocate below a
    /// kilobyte. So steps that few calls need have a box of their own, here and elsewhere, and the request is given away.
    fn send(
        &self,
        pool: &Arc<Pool>,
        token: Option<&SecretString>,
        upload: Option<Box<Upload>>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>>> {
        let request = self.build(&pool.http, token, upload)?;
        Ok(
            match self.mode == Mode::Stream && request.method() == http::Method::GET {
                true => Either::Left(Box::pin(follow(pool.clone(), request))),
                false => Either::Right(pool.http.execute(request)),
            },
        )
    }

    fn build(
        &self,
        http: &reqwest::Client,
        token: Option<&SecretString>,
        upload: Option<Box<Upload>>,
    ) -> Result<reqwest::Request> {
        let spec = self.request.spec;
        let method = http::Method::from_bytes(self.request.method.as_str().as_bytes()).unwrap_or_default();
        let url = self.request.url(&*self.core.base(spec.host)?);
        let mut request = self
            .request
            .with_payload(http, method, url, upload.map(|upload| upload.form))?;
        let headers = request.headers_mut();
        // A name may have several values.
        for (name, _) in &self.request.headers {
            headers.remove(name);
        }
        for (name, value) in &self.request.headers {
            headers.append(name, value.clone());
        }
        if self.mode == Mode::Stream {
            // Only of what is not compressed can a part be asked for.
            let plain = HeaderValue::from_static("identity");
            headers.entry(header::ACCEPT_ENCODING).or_insert(plain);
        }
        if let Some(part) = &self.part {
            headers.insert(header::RANGE, part.range.clone());
            headers.insert(header::IF_RANGE, part.state.clone());
        }
        if let Some(token) = token {
            headers.insert(header::AUTHORIZATION, bearer(token)?);
        }
        Ok(request)
    }

    /// Begins a download. An error may come with a good status, as JSON; so JSON is looked at first, and a short text that
    /// begins as an object does, unless it is the part of a file or has a file name.
    async fn open_stream(&self, mut response: reqwest::Response) -> Result<Reply> {
        let spec = self.request.spec;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let is_file = headers.contains_key(header::CONTENT_DISPOSITION) || status == StatusCode::PARTIAL_CONTENT;
        let kind = content_type(&headers).filter(|_| !is_file).unwrap_or_default();
        let is_json = kind.contains("json");
        let (is_text, peek) = match kind.starts_with("text/plain") && !is_json {
            true => (true, PEEK_AT_TEXT),
            false => (false, if is_json { PEEK } else { 0 }),
        };
        let mut rest = Some(Rest {
            operation: spec.id,
            response: Box::new(response),
            patience: self.core.read_timeout,
        });
        let mut read = BytesMut::new();
        let may_be_object = |read: &[u8]| matches!(read.trim_ascii_start().first(), None | Some(b'{'));
        while let Some(unread) = rest
            .as_mut()
            .filter(|_| read.len() < peek && (is_json || may_be_object(&read)))
        {
            match unread.chunk().await? {
                Some(chunk) => read.extend_from_slice(&chunk),
                None => rest = None,
            }
        }
        let response = self.response_of(status, headers, read.freeze());
        match rest {
            None if is_text => response.check_text()?,
            None => response.check()?,
            Some(_) => {}
        }
        Ok(Reply {
            response,
            rest,
            redirect: None,
        })
    }
}

/// The body as a whole, or what was read of it when it had more than `limit` bytes. Mostly it comes in one piece, which is
/// not copied.
async fn whole_body(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Bytes> {
    let first = response.chunk().await?.unwrap_or_default();
    let Some(second) = response.chunk().await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while body.len() <= limit
        && let Some(chunk) = response.chunk().await?
    {
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn bearer(token: &SecretString) -> Result<HeaderValue> {
    let refused = || ConfigError::setting("access token", "a token is visible ASCII text without line breaks");
    let mut value = HeaderValue::try_from(["Bearer ", token.expose_secret()].concat()).map_err(|_| refused())?;
    value.set_sensitive(true);
    Ok(value)
}
