//! Every sample of a page is a test: responses decode through the generated types without losing a documented field, so do
//! events that come by webhook and in frames, and requests are reproduced by the generated builders.

mod comparison;
mod driver;
mod driver_source;
mod exceptions;
mod expression;

use std::path::{Path, PathBuf};

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::ir::{Body, Endpoint, Event, EventVersion, Response, SampleContent, SamplePlace};
use serde_json::{Value, json};
use xtask::sheets::Digests;

use comparison::{documented, is_equal, lost, lost_value};
use driver::Driver;
use exceptions::Exceptions;

/// What a sample is of.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Endpoint(&'a Endpoint),
    Event(&'a Event),
}

impl Subject<'_> {
    fn page(&self) -> &str {
        match self {
            Self::Endpoint(endpoint) => &endpoint.source.page,
            Self::Event(event) => &event.source.page,
        }
    }
}

/// A sample with what is expected of it.
struct Case<'a> {
    subject: Subject<'a>,
    place: SamplePlace,
    /// The sample, as far as it is of interest.
    expected: Value,
    /// For the driver; `null` where the generated code has no way to say it.
    input: Value,
}

/// Responses that mean success, as cases.
fn responses<'a>(endpoint: &'a Endpoint, strict_only: bool) -> Vec<Case<'a>> {
    let case = |response: String, expected: Value| Case {
        subject: Subject::Endpoint(endpoint),
        place: SamplePlace::Response,
        expected,
        input: json!({ "endpoint": endpoint.id.to_string(), "response": response }),
    };
    if matches!(endpoint.response, Response::Binary | Response::Redirect) {
        return Vec::new();
    }
    let mut cases = Vec::new();
    for sample in endpoint
        .samples
        .iter()
        .filter(|sample| sample.place == SamplePlace::Response)
    {
        match (&endpoint.response, &sample.content) {
            (Response::EventStream { .. }, SampleContent::Text { text }) => {
                let events = text.lines().filter_map(|line| line.strip_prefix("data:"));
                cases.extend(events.filter_map(|event| {
                    let value = serde_json::from_str(event).ok()?;
                    Some(case(event.to_owned(), value))
                }));
            }
            (Response::EventStream { .. }, _) => {}
            (_, SampleContent::Json { value }) => {
                cases.extend(success(endpoint, value).map(|part| case(value.to_string(), part)))
            }
            (_, SampleContent::Repaired { value, .. }) if !strict_only => {
                cases.extend(success(endpoint, value).map(|part| case(value.to_string(), part)));
            }
            _ => {}
        }
    }
    cases
}

/// The samples of an event, as cases; repaired ones too. What is no envelope is no event. A few samples do not say which event
/// they are of: it stands in for them.
fn events(event: &Event) -> Vec<Case<'_>> {
    let of_event = event.samples.iter().filter(|sample| sample.place == SamplePlace::Event);
    let envelopes = of_event.filter_map(|sample| sample.content.json().filter(|value| value.get("event").is_some()));
    let case = |envelope: &Value| {
        let mut input = envelope.clone();
        let stated = match event.version {
            EventVersion::V1 => input.pointer_mut("/event/type"),
            EventVersion::V2 => input.get_mut("header").map(|header| &mut header["event_type"]),
        };
        if let Some(stated) = stated.filter(|stated| **stated != event.event_type) {
            println!("{}: {stated} stands for {}", event.source.page, event.event_type);
            *stated = Value::from(event.event_type.as_str());
        }
        Case {
            subject: Subject::Event(event),
            place: SamplePlace::Event,
            expected: envelope.clone(),
            input: json!({ "event": input }),
        }
    };
    envelopes.map(case).collect()
}

/// The part of a response that the tables describe; nothing for an error or what is no response.
fn success(endpoint: &Endpoint, value: &Value) -> Option<Value> {
    let object = value.as_object()?;
    if object
        .get("code")
        .is_some_and(|code| !matches!(code.as_i64(), Some(0)) && code.as_str() != Some("0"))
    {
        return None;
    }
    match (&endpoint.response, object.get("data")) {
        (Response::Envelope { .. }, Some(data)) => Some(data.clone()),
        _ => Some(value.clone()),
    }
}

fn requests<'a>(
    driver: &'a Driver,
    endpoint: &'a Endpoint,
    strict_only: bool,
    sources: &mut Vec<String>,
) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    for sample in endpoint
        .samples
        .iter()
        .filter(|sample| sample.place == SamplePlace::Request)
    {
        let Some(body @ Value::Object(_)) = sample.content.json() else {
            continue;
        };
        if strict_only && !matches!(sample.content, SampleContent::Json { .. }) {
            continue;
        }
        if !matches!(endpoint.body, Body::Json { root: None, .. }) {
            continue;
        }
        let expected = documented(&driver.api.definitions, endpoint.body.fields(), body);
        let input = driver.request(endpoint, &expected).map_or(Value::Null, |source| {
            sources.push(source);
            json!({ "request": sources.len() - 1, "response": r#"{"code":0,"msg":"ok","data":{}}"# })
        });
        cases.push(Case {
            subject: Subject::Endpoint(endpoint),
            place: SamplePlace::Request,
            expected,
            input,
        });
    }
    cases
}

/// What is wrong with an outcome.
fn complaints(driver: &Driver, case: &Case<'_>, outcome: &Result<Value, String>) -> Vec<String> {
    let definitions = &driver.api.definitions;
    match (outcome, case.place) {
        (Err(error), _) => vec![error.clone()],
        (Ok(sent), SamplePlace::Request) if is_equal(sent, &case.expected) => Vec::new(),
        (Ok(sent), SamplePlace::Request) => vec![format!("sent {sent}\nfor {}", case.expected)],
        (Ok(output), SamplePlace::Response | SamplePlace::Event) => match case.subject {
            Subject::Event(event) => {
                let mut complaints = lost(definitions, &event.fields, &case.expected["event"], &output["event"]);
                let (shown, read) = (&case.expected["header"], &output["header"]);
                if !event.header.is_empty() {
                    complaints.extend(lost(definitions, &event.header, shown, read));
                }
                complaints
            }
            Subject::Endpoint(endpoint) => match &endpoint.response {
                Response::Envelope { root: Some(root), .. } => lost_value(definitions, root, &case.expected, output),
                response if response.fields().is_empty() => Vec::new(),
                response => lost(definitions, response.fields(), &case.expected, output),
            },
        },
    }
}

fn check(driver: &Driver, sources: &[String], cases: &[Case<'_>], exceptions: &Exceptions) {
    let complaint = |case: &Case<'_>, what: String| (case.subject.page().to_owned(), what);
    let (sayable, unsayable): (Vec<_>, Vec<_>) = cases.iter().partition(|case| !case.input.is_null());
    let mut found: Vec<_> = unsayable
        .iter()
        .map(|case| complaint(case, "the generated code cannot say this request".to_owned()))
        .collect();
    let inputs: Vec<_> = sayable.iter().map(|case| case.input.clone()).collect();
    for (case, outcome) in sayable.iter().zip(driver.run(sources, &inputs)) {
        found.extend(
            complaints(driver, case, &outcome)
                .into_iter()
                .map(|what| complaint(case, what)),
        );
    }
    exceptions.assert_cover(&found);
}

fn docs_src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs-src")
}

#[test]
fn samples_of_pages_written_by_hand_go_through_the_generated_code() {
    let miniature = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/tests/pages");
    let mut pages: Vec<Page> = xtask::pages::read(&[docs_src(), miniature]).unwrap();
    // The samples of fact sheets are those of a mirror, which the next test reads.
    let sheets = Digests::read(&docs_src()).unwrap();
    let is_sheet = |page: &Page| {
        page.name
            .strip_prefix("docs-src/")
            .is_some_and(|name| sheets.is_sheet(name))
    };
    pages.retain(|page| !is_sheet(page));
    let driver = Driver::new("committed", &pages);
    let mut sources = Vec::new();
    let mut cases = Vec::new();
    for endpoint in driver.api.endpoints.values() {
        cases.extend(responses(endpoint, false));
        cases.extend(requests(&driver, endpoint, false, &mut sources));
    }
    cases.extend(driver.api.events.values().flat_map(events));
    let of = |place| cases.iter().filter(|case| case.place == place).count();
    assert!(
        of(SamplePlace::Response) > 30,
        "{} responses",
        of(SamplePlace::Response)
    );
    assert!(of(SamplePlace::Request) > 10, "{} requests", of(SamplePlace::Request));
    check(
        &driver,
        &sources,
        &cases,
        &Exceptions::parse(include_str!("committed_exceptions.txt")),
    );
}

#[test]
fn strict_samples_of_a_mirror_go_through_the_generated_code() {
    let Some(mirror) = std::env::var_os("FEISHU_DOCS_MIRROR") else {
        println!("skipped: FEISHU_DOCS_MIRROR names no mirror of the documentation");
        return;
    };
    let mirror = feishu_openapi_codegen::pipeline::schema(&xtask::pages::read(&[PathBuf::from(mirror)]).unwrap()).api;
    let driver = Driver::of_committed("mirror", &xtask::pages::read(&[docs_src()]).unwrap());
    // What the mirror's pages show, for the types that the committed pages describe.
    let endpoints: Vec<Endpoint> = driver
        .api
        .endpoints
        .values()
        .filter_map(|endpoint| {
            let shown = mirror.endpoints.get(&endpoint.id)?;
            let (samples, source) = (shown.samples.clone(), shown.source.clone());
            Some(Endpoint {
                samples,
                source,
                ..endpoint.clone()
            })
        })
        .collect();
    let of_mirror: Vec<Event> = driver
        .api
        .events
        .values()
        .filter_map(|event| {
            let shown = mirror.events.get(&event.id)?;
            let (samples, source) = (shown.samples.clone(), shown.source.clone());
            Some(Event {
                samples,
                source,
                ..event.clone()
            })
        })
        .collect();
    assert_eq!(
        (endpoints.len(), of_mirror.len()),
        (mirror.endpoints.len(), mirror.events.len()),
        "endpoints or events of the mirror are missing"
    );
    let mut sources = Vec::new();
    let mut cases = Vec::new();
    for endpoint in &endpoints {
        cases.extend(responses(endpoint, true));
        cases.extend(requests(&driver, endpoint, true, &mut sources));
    }
    cases.extend(of_mirror.iter().flat_map(events));
    let of = |place| cases.iter().filter(|case| case.place == place).count();
    let (responses, requests) = (of(SamplePlace::Response), of(SamplePlace::Request));
    println!(
        "{responses} responses and {requests} requests of {} endpoints, {} events",
        endpoints.len(),
        of(SamplePlace::Event)
    );
    assert!(responses > 0 && requests > 0 && of(SamplePlace::Event) > 0);
    check(
        &driver,
        &sources,
        &cases,
        &Exceptions::parse(include_str!("mirror_exceptions.txt")),
    );
}
