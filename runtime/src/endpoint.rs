//! What a generated request is to the client.

use crate::Request;
use crate::spec::Spec;

/// A request to one endpoint: plain data that can say how it goes onto the wire.
///
/// Generated for every endpoint, and sent by [`Client::send`](crate::Client::send) and its siblings.
pub trait Endpoint {
    /// What the endpoint answers with.
    type Output: Send + 'static;

    /// What the page says of the endpoint.
    const SPEC: Spec;

    /// Writes parameters and body.
    fn encode(&self, request: &mut Request);
}
