//! Fixups that are in no endpoint, and endpoints whose fixups are unknown.

use std::collections::HashSet;

use super::{ALL, EVENTS, Fixup, find, find_event};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ir::{Api, Endpoint};

/// Reports what is stale. For runs that read all pages there are: in others, a page is not gone because it is not read.
pub(crate) fn check_fixups(api: &mut Api, found: &mut Vec<Diagnostic>) {
    let applied: HashSet<&str> = api
        .endpoints
        .values()
        .flat_map(|endpoint| &endpoint.fixups)
        .map(String::as_str)
        .collect();
    for fixup in ALL
        .iter()
        .copied()
        .flatten()
        .filter(|fixup| !applied.contains(fixup.name))
    {
        found.push(stale(fixup, api));
    }
    for fixup in EVENTS {
        let mut events = api.events.values();
        let event = events.find(|event| event.event_type == fixup.event_type);
        if !event.is_some_and(|event| event.fixups.iter().any(|name| name == fixup.name)) {
            let place = event.map_or(fixup.event_type, |event| &event.source.page);
            let message = format!("the fixup `{}` changes nothing in `{}`", fixup.name, fixup.event_type);
            let help = "Take it out of `codegen/src/fixup/events.rs`, or give it the event that is wrong now.";
            found.push(diagnostic(place, message, help));
        }
    }
    let of_endpoints = api.endpoints.values().map(|endpoint| {
        let unknown: Vec<&String> = endpoint.fixups.iter().filter(|name| find(name).is_none()).collect();
        (&endpoint.source.page, unknown)
    });
    let of_events = api.events.values().map(|event| {
        let unknown: Vec<&String> = event.fixups.iter().filter(|name| find_event(name).is_none()).collect();
        (&event.source.page, unknown)
    });
    for (page, unknown) in of_endpoints.chain(of_events) {
        for name in unknown {
            let message = format!("the page says that the fixup `{name}` is in it, and there is none");
            let help = "Import the page again, or take the name out of its front matter.";
            found.push(diagnostic(page, message, help));
        }
    }
}

fn stale(fixup: &Fixup, api: &Api) -> Diagnostic {
    let Fixup {
        name,
        page,
        operation: (method, path),
        ..
    } = fixup;
    let is_of_page = |endpoint: &&Endpoint| fixup.is_of_page(endpoint);
    let of_page: Vec<&Endpoint> = api.endpoints.values().filter(is_of_page).collect();
    let (place, message) = match of_page.iter().find(|endpoint| fixup.is_of(&endpoint.operation())) {
        Some(endpoint) => {
            let message = format!("the fixup `{name}` changes nothing: the page is right now");
            (endpoint.source.page.as_str(), message)
        }
        None => {
            let place = of_page.first().map_or(*page, |endpoint| &endpoint.source.page);
            let now = api
                .endpoints
                .values()
                .find(|endpoint| fixup.is_of(&endpoint.operation()));
            let now = now.map_or_else(
                || "no page does".to_owned(),
                |endpoint| {
                    format!(
                        "`{}` does",
                        endpoint.source.address.as_deref().unwrap_or(&endpoint.source.page)
                    )
                },
            );
            let message = format!(
                "the fixup `{name}` is for {} {path} on the page `{page}`, which does not describe it; {now}",
                method.as_str()
            );
            (place, message)
        }
    };
    let help = "Take it out of `codegen/src/fixup`, or give it the page that is wrong now.";
    diagnostic(place, message, help)
}

fn diagnostic(page: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic {
        page: page.to_owned(),
        span: Span::default(),
        code: Code::StaleFixup,
        message,
        words: Vec::new(),
        help: Some(help.to_owned()),
        fixup: None,
    }
}
