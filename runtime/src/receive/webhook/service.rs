//! The webhook as a tower service.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body::Body;
use http_body_util::{BodyExt, Full, Limited};
use tokio::time::timeout;
use tower_service::Service;

use super::open::Refusal;
use super::{Webhook, refused};

/// How long the body of a request may take. The server itself gives up after 3 s.
const PATIENCE: Duration = Duration::from_secs(5);

impl<B> Service<Request<B>> for Webhook
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let webhook = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let response = match webhook.body(&head.method, body).await {
                Ok(body) => webhook.respond(&head.headers, body).await,
                Err(refusal) => refused(&refusal),
            };
            Ok(response.map(Full::new))
        })
    }
}

impl Webhook {
    async fn body<B>(&self, method: &Method, body: B) -> Result<Bytes, Refusal>
    where
        B: Body,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        if method != Method::POST {
            return Err(Refusal::NotPost);
        }
        let limit = self.0.seal.limit;
        let is_too_large = || Refusal::TooLarge(limit);
        if body.size_hint().lower() > u64::try_from(limit).unwrap_or(u64::MAX) {
            return Err(is_too_large());
        }
        match timeout(PATIENCE, Limited::new(body, limit).collect()).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(is_too_large()),
            Ok(Err(_)) | Err(_) => Err(Refusal::NoBody),
        }
    }
}
