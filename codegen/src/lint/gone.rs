//! What sheets keep though their pages say it no longer.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::Endpoint;

pub(super) fn check(endpoint: &Endpoint, found: &mut Diagnostics) {
    let span = endpoint.source.span;
    let whole = endpoint
        .gone
        .map(|since| format!("no page describes this endpoint any more{since}"));
    let kept = endpoint
        .clone()
        .let_go()
        .into_iter()
        .map(|what| format!("kept: {what}"));
    for message in whole.into_iter().chain(kept) {
        found.report(Code::Gone, span, message);
    }
}
