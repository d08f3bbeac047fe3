//! One attempt of a call: a request on the wire, and what came back.

use std::sync::atomic::Ordering;

use bytes::{Bytes, BytesMut};
use futures_util::future::Either;
use http::{HeaderValue, header};
use reqwest::multipart::Form;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Exchange;
use super::pace::Slot;
use super::redirects::target;
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

/// A part of a file in a certain state.
pub(crate) struct Part {
    /// Value of `Range`.
    pub(crate) range: HeaderValue,
    /// Value of `If-Range`.
    pub(crate) state: HeaderValue,
}

/// An answer that means success.
pub(crate) struct Reply {
    /// Status, headers, and what has been read of the body.
    pub(crate) answer: Answer,
    /// What has not been read.
    pub(crate) rest: Option<Box<reqwest::Response>>,
    /// Where the answer redirects to, if the endpoint documents that it does.
    pub(crate) redirect: Option<Box<Url>>,
}

impl Exchange {
    /// Sends the request once.
    pub(super) async fn attempt(&self, token: Option<&SecretString>, mut slot: Slot) -> Result<Reply> {
        let form = self.request.multipart_form().await?;
        let response = self.send(token, form)?;
        let spec = self.request.spec;
        let failed = |error| TransportError::error(spec.id, error);
        self.sent.store(true, Ordering::Relaxed);
        slot.sent();
        let response = response.await;
        drop(slot);
        let mut response = response.map_err(failed)?;
        let status = response.status();
        if self.mode == Mode::Stream && status.is_success() {
            return Box::pin(open_stream(spec, response)).await;
        }
        let redirects = spec.response == Response::Redirect && status.is_redirection();
        let redirect = if redirects {
            target(&response).map(Box::new)
        } else {
            None
        };
        let body = whole_body(&mut response).await.map_err(failed)?;
        let answer = Answer {
            spec,
            status,
            headers: std::mem::take(response.headers_mut()),
            body,
        };
        let answer = if redirects { answer } else { answer.into_success()? };
        Ok(Reply {
            answer,
            rest: None,
            redirect,
        })
    }

    /// The way of the request over the network. The future of a call is as large as its largest part, is moved into a box,
    /// and is cheapest for the allocator below a kilobyte; so what few calls need has a box of its own, here and elsewhere,
    /// and nobody holds a request that is on its way.
    fn send(
        &self,
        token: Option<&SecretString>,
        form: Option<Form>,
    ) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>>> {
        let request = self.build(token, form)?;
        Ok(
            match self.mode == Mode::Stream && request.method() == http::Method::GET {
                true => Either::Left(Box::pin(self.core.follow(request))),
                false => Either::Right(self.core.http.execute(request)),
            },
        )
    }

    fn build(&self, token: Option<&SecretString>, form: Option<Form>) -> Result<reqwest::Request> {
        let spec = self.request.spec;
        let method = http::Method::from_bytes(self.request.method.as_str().as_bytes()).unwrap_or_default();
        let url = self.request.url(&*self.core.base(spec.host)?);
        let mut request = self.request.with_payload(&self.core.http, method, url, form)?;
        let headers = request.headers_mut();
        // A name may have several values; those of the request stand for the client's, as these do for what is there.
        for name in self.options.headers.keys() {
            headers.remove(name);
        }
        for (name, value) in &self.options.headers {
            headers.append(name, value.clone());
        }
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
}

/// The body as a whole. Mostly it comes in one piece, which is not copied.
async fn whole_body(response: &mut reqwest::Response) -> reqwest::Result<Bytes> {
    let first = response.chunk().await?.unwrap_or_default();
    let Some(second) = response.chunk().await? else {
        return Ok(first);
    };
    let mut body = BytesMut::from(first);
    body.extend_from_slice(&second);
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn bearer(token: &SecretString) -> Result<HeaderValue> {
    let refused = || ConfigError::Setting {
        name: "access token".to_owned(),
        reason: "a token is visible ASCII text without line breaks".to_owned(),
    };
    let mut value = HeaderValue::try_from(["Bearer ", token.expose_secret()].concat()).map_err(|_| refused())?;
    value.set_sensitive(true);
    Ok(value)
}

/// Begins a download. An error may come with a good status, as JSON; so JSON is looked at first.
async fn open_stream(spec: &'static Spec, mut response: reqwest::Response) -> Result<Reply> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let is_json = content_type(&headers).is_some_and(|kind| kind.contains("json"));
    let mut read = BytesMut::new();
    if is_json && !headers.contains_key(header::CONTENT_DISPOSITION) {
        while read.len() < PEEK {
            let chunk = response
                .chunk()
                .await
                .map_err(|error| TransportError::error(spec.id, error))?;
            let Some(chunk) = chunk else {
                let answer = Answer {
                    spec,
                    status,
                    headers,
                    body: read.freeze(),
                }
                .into_success()?;
                return Ok(Reply {
                    answer,
                    rest: None,
                    redirect: None,
                });
            };
            read.extend_from_slice(&chunk);
        }
    }
    let answer = Answer {
        spec,
        status,
        headers,
        body: read.freeze(),
    };
    Ok(Reply {
        answer,
        rest: Some(Box::new(response)),
        redirect: None,
    })
}
