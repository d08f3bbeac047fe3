//! Redirects of downloads: to wherever the file is, but no token goes along to another server.

use std::sync::Arc;

use http::{HeaderMap, StatusCode, header};
use reqwest::{Request, Response};
use url::Url;

use super::pool::Pool;

/// A server that sends the client from one address to the next more often than this sends it in circles.
const MANY: usize = 10;

/// What may be told to a server that the caller does not know.
const HARMLESS: [header::HeaderName; 4] = [header::ACCEPT, header::ACCEPT_ENCODING, header::RANGE, header::IF_RANGE];

/// Sends a request for a file, and goes where the responses lead. A response that leads nowhere, or from HTTPS to
/// HTTP, is the last.
pub(super) async fn follow(pool: Arc<Pool>, mut request: Request) -> reqwest::Result<Response> {
    for _ in 0..MANY {
        let next = request.try_clone();
        let response = pool.http.execute(request).await?;
        let target = is_redirect(response.status()).then(|| target(&response)).flatten();
        let (Some(mut next), Some(target)) = (next, target) else {
            return Ok(response);
        };
        let from = next.url();
        if !matches!(target.scheme(), "http" | "https") || (from.scheme() == "https" && target.scheme() == "http") {
            return Ok(response);
        }
        if from.origin() != target.origin() {
            let all = std::mem::take(next.headers_mut());
            next.headers_mut().extend(harmless(all));
        }
        *next.url_mut() = target;
        request = next;
    }
    pool.http.execute(request).await
}

/// Where a response leads.
pub(super) fn target(response: &Response) -> Option<Url> {
    let location = response.headers().get(header::LOCATION)?;
    response.url().join(location.to_str().ok()?).ok()
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn harmless(mut headers: HeaderMap) -> impl Iterator<Item = (header::HeaderName, header::HeaderValue)> {
    HARMLESS
        .into_iter()
        .filter_map(move |name| headers.remove(&name).map(|value| (name, value)))
}
