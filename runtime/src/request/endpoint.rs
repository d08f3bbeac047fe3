//! The trait by which the client knows a generated request.

use super::Request;
use crate::spec::Spec;

/// A request to one endpoint, which can say how it goes onto the wire.
///
/// Generated for every endpoint, and sent by [`Client::send`](crate::Client::send) and its siblings.
pub trait Endpoint {
    /// The type of the response: a generated one, a [`Download`](crate::Download), an
    /// [`EventStream`](crate::EventStream) or a [`Redirect`](crate::Redirect).
    type Output: Send + 'static;

    /// What the page of the endpoint says: method, path, tokens, limits, errors.
    ///
    /// A request whose type has parameters needs brackets here: `<message::Create>::SPEC`.
    const SPEC: Spec;

    /// Writes the parameters and the body by their names on the wire.
    fn encode(&self, request: &mut Request);
}
