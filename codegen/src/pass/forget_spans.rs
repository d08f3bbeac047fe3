//! Takes out where endpoints, events and fields stand on their pages.

use crate::diagnostic::{Diagnostic, Span};
use crate::ir::Api;

/// Takes out where endpoints, events and fields stand on their pages.
pub(super) fn forget_spans(api: &mut Api, _: &mut Vec<Diagnostic>) {
    for endpoint in api.endpoints.values_mut() {
        endpoint.source.span = Span::default();
        endpoint.forget_spans();
    }
    for event in api.events.values_mut() {
        event.source.span = Span::default();
        event.forget_spans();
    }
}
