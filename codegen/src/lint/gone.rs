//! What sheets keep though their pages say it no longer.

use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Endpoint, Event, LetGo, Since, Source};

pub(super) fn endpoint(endpoint: &Endpoint, found: &mut Diagnostics) {
    check(
        &endpoint.source,
        endpoint.gone,
        "endpoint",
        endpoint.clone().let_go(),
        found,
    );
}

pub(super) fn event(event: &Event, found: &mut Diagnostics) {
    check(&event.source, event.gone, "event", event.clone().let_go(), found);
}

/// What is kept stands at its row.
fn check(source: &Source, gone: Option<Since>, what: &str, kept: Vec<LetGo>, found: &mut Diagnostics) {
    if let Some(since) = gone {
        let message = format!("no page describes this {what} any more{since}");
        found.report(Code::Gone, source.span, message);
    }
    for LetGo { what, span } in kept {
        let row = if span == Span::default() { source.span } else { span };
        found.report(Code::Gone, row, format!("kept: {what}"));
    }
}
