//! `explain`: what a page says, every diagnostic about it, and what was understood; or what the code of a diagnostic means.

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::emit::surface;
use feishu_openapi_codegen::ir::{Api, Endpoint, Event};
use feishu_openapi_codegen::{Page, Reading, fixup, read_raw};

use super::{Outcome, read_docs};
use crate::arguments::Explain;
use crate::error::Error;
use crate::explain::{diagnostic, page_view, schema_json};
use crate::render;
use crate::terminal::{colored_output, print};

/// How many near names an error offers.
const OFFERED: usize = 8;

pub(super) fn run(arguments: &Explain) -> Result<Outcome, Error> {
    if let Some(entry) = diagnostic::find(&arguments.subject) {
        print(entry)?;
        return Ok(Outcome::Done);
    }
    let (pages, reading) = read_docs(&arguments.docs)?;
    let (page, described) = find(&arguments.subject, &pages, &reading.api)?;
    if arguments.json {
        let json = match &described {
            Described::Endpoint(endpoint) => schema_json::of(&reading.api, endpoint),
            Described::Events(events) => schema_json::of_events(&reading.api, events),
            Described::Nothing => {
                return Err(Error::NoEndpointOnPage {
                    page: page.name.clone(),
                    why: why(&reading, page),
                });
            }
        };
        print(&format!("{json:#}\n"))?;
        return Ok(Outcome::Done);
    }
    let mut text = format!("The page {} says\n\n", page.name);
    match read_raw(page) {
        Some(raw) => text.push_str(&page_view::of(&raw)),
        None => text.push_str("  nothing that describes an endpoint or an event\n"),
    }
    let source = render::Source::of(&page.bytes);
    let of_page = reading
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.page == page.name);
    let mut diagnostics: Vec<_> = of_page.cloned().collect();
    // One fixup a page says enough.
    let with_fixup = diagnostics.iter_mut().filter(|diagnostic| diagnostic.fixup.is_some());
    with_fixup.skip(1).for_each(|diagnostic| diagnostic.fixup = None);
    text.push_str(&format!("\nDiagnostics: {}\n\n", diagnostics.len()));
    for diagnostic in diagnostics {
        text.push_str(&source.show(&diagnostic, colored_output()));
        text.push_str("\n\n");
    }
    text.push_str(&understood(&reading, page, &described));
    print(&text)?;
    Ok(Outcome::Done)
}

/// What came out of a page, with the corrections in it.
fn understood(reading: &Reading, page: &Page, described: &Described<'_>) -> String {
    const TITLE: &str = "What was understood\n\n";
    match described {
        Described::Endpoint(endpoint) => {
            let tree = surface::endpoint(&reading.api, endpoint);
            format!("{}{TITLE}{tree}", corrections(&endpoint.fixups))
        }
        Described::Events(events) => {
            let corrections: String = events.iter().map(|event| corrections(&event.fixups)).collect();
            let trees: Vec<String> = events.iter().map(|event| surface::event(&reading.api, event)).collect();
            format!("{corrections}{TITLE}{}", trees.join("\n"))
        }
        Described::Nothing => {
            format!("No endpoint and no event came out of it: {}\n", why(reading, page))
        }
    }
}

/// The fixups that are in an endpoint or event; nothing where none are.
fn corrections(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let known = |name: &str| {
        let of_endpoint = fixup::find(name).map(|fixup| (fixup.date, fixup.reason));
        of_endpoint.or_else(|| fixup::find_event(name).map(|fixup| (fixup.date, fixup.reason)))
    };
    let line = |name: &String| match known(name) {
        Some((date, reason)) => format!("  {name} ({date}): {reason}\n"),
        None => format!("  {name}: no fixup has this name\n"),
    };
    let lines: String = names.iter().map(line).collect();
    format!("Corrections in it\n\n{lines}\n")
}

/// What a page gave.
enum Described<'a> {
    Endpoint(&'a Endpoint),
    Events(Vec<&'a Event>),
    Nothing,
}

impl<'a> Described<'a> {
    fn by(page: &Page, api: &'a Api) -> Self {
        let mut endpoints = api.endpoints.values();
        if let Some(endpoint) = endpoints.find(|endpoint| endpoint.source.page == page.name) {
            return Self::Endpoint(endpoint);
        }
        let events = api.events.values().filter(|event| event.source.page == page.name);
        match events.collect::<Vec<_>>() {
            events if events.is_empty() => Self::Nothing,
            events => Self::Events(events),
        }
    }
}

/// The page that is meant, and what it gave. An event is meant by its type or its id.
fn find<'a>(subject: &str, pages: &'a [Page], api: &'a Api) -> Result<(&'a Page, Described<'a>), Error> {
    let of_page = |name: &str| pages.iter().find(|page| page.name == name);
    let mut events = api.events.values();
    let event = events.find(|event| event.event_type == subject || event.id.to_string() == subject);
    if let Some((event, page)) = event.and_then(|event| Some((event, of_page(&event.source.page)?))) {
        return Ok((page, Described::Events(vec![event])));
    }
    let named = api
        .endpoints
        .values()
        .find(|endpoint| endpoint.id.to_string() == subject);
    if let Some((endpoint, page)) = named.and_then(|endpoint| Some((endpoint, of_page(&endpoint.source.page)?))) {
        return Ok((page, Described::Endpoint(endpoint)));
    }
    let below = format!("/{subject}");
    let ends = |name: &str| format!("/{name}").ends_with(&below);
    let without_ending = |name: &'a str| name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let meant: Vec<&Page> = match of_page(subject) {
        Some(page) => vec![page],
        None => pages
            .iter()
            .filter(|page| {
                ends(&page.name) || ends(without_ending(&page.name)) || subject.ends_with(&format!("/{}", page.name))
            })
            .collect(),
    };
    match meant.as_slice() {
        [page] => Ok((page, Described::by(page, api))),
        [] => {
            let last = subject.rsplit(['.', '/']).next().unwrap_or(subject);
            // A part of the id, or of the URL.
            let is_near = |(id, endpoint): &(String, &Endpoint)| {
                id.contains(subject) || id.ends_with(last) || endpoint.path.template.contains(subject)
            };
            let endpoints = api.endpoints.iter().map(|(id, endpoint)| (id.to_string(), endpoint));
            let events = api.events.values().map(|event| &event.event_type);
            let events = events.filter(|event_type| event_type.contains(subject)).cloned();
            let codes = Code::ALL.iter().map(|code| code.name());
            let codes = codes.filter(|code| code.contains(subject) || subject.contains(code));
            let ids = endpoints.filter(is_near).map(|(id, _)| id).chain(events);
            let named = ids.chain(codes.map(ToOwned::to_owned)).collect();
            Err(Error::UnknownSubject {
                subject: subject.to_owned(),
                hint: offer("did you mean", named),
            })
        }
        several => {
            let names = several.iter().map(|page| page.name.clone()).collect();
            Err(Error::UnknownSubject {
                subject: subject.to_owned(),
                hint: offer("it could be any of", names),
            })
        }
    }
}

fn offer(lead: &str, mut names: Vec<String>) -> String {
    if names.is_empty() {
        return String::new();
    }
    names.truncate(OFFERED);
    format!("\n  {lead}:\n    {}", names.join("\n    "))
}

fn why(reading: &Reading, page: &Page) -> String {
    let skip = reading.skipped.iter().find(|skip| skip.page == page.name);
    skip.map_or_else(
        || "another page describes the same endpoint or event".to_owned(),
        |skip| skip.reason.describe().to_owned(),
    )
}
