//! An endpoint or event of the schema -> a page of facts, which reads back as that endpoint or event.
//!
//! A fact sheet is a page of pipe tables, and is read as any other page. Facts that the vendor's pages do not state have
//! notations of their own, which can be used on every page:
//! - `fixups` in the front matter: the corrections that are in it;
//! - row `API Explorer` (or `推导 ID`, for one made up by the reader): the id;
//! - row `接口状态`: 已废弃; `**已废弃**` in the description of a field;
//! - what the page says no longer, with the day of the page that lost it, or 已 for an unknown day: `自 2026-05-24 起移除` in the
//!   row `接口状态`, in bold in the description of a field, in the column `移除时间` of errors; `**自 2026-05-24 起移除的值**` before a
//!   list of values; `**自 2026-05-24 起改为选填**` for a field that stays required;
//! - row `响应形式`: `flat`, `bare`, `event stream`, `file` or `redirect`, where the response is not the usual one;
//! - row `请求体类型`: the type of a body that is no object; its table gives the fields of the object in it;
//! - row `事件格式`: the version of an event's envelope; its tables give what is in the payload, and what its header has
//!   besides what every header has;
//! - row `去重依据`: a JSON pointer to what two deliveries of an event are known by;
//! - column `确切类型`: types as they are, which no sample changes;
//! - `**历史版本**` and `**已下线**` behind a permission.

mod basics;
mod fields;
mod markdown;
mod scopes;

use crate::ir::{Body, Endpoint, EndpointId, ErrorEntry, Event, Response, Sample, SampleContent, SamplePlace};
use crate::prose::one_line;
use crate::vocabulary::{Column, EventHeading, GONE, Heading, mark};

use markdown::{cell, row};

/// Where the sheet of an endpoint lies: `contact/v3/user/delete.md`, with `_` for what file systems may not like. At the
/// top `target` is where cargo builds, and no place for pages.
#[must_use]
pub fn path(id: &EndpointId) -> String {
    path_of([&id.project, &id.version, &id.resource, &id.method])
}

/// Where the sheet of an event lies: `contact/v3/events/user.updated.md`.
#[must_use]
pub fn event_path(id: &EndpointId) -> String {
    let EndpointId { resource, method, .. } = id;
    let name = if resource.is_empty() {
        method.clone()
    } else {
        format!("{resource}.{method}")
    };
    path_of([&id.project, &id.version, EVENTS, &name])
}

/// The folder of the sheets of a version's events.
const EVENTS: &str = "events";

fn path_of(parts: [&str; 4]) -> String {
    let legal = |char: char| {
        if char.is_alphanumeric() || "_-.".contains(char) {
            char
        } else {
            '_'
        }
    };
    let clean = |part: &str| {
        let clean: String = part.chars().map(legal).collect();
        match clean.strip_prefix('.') {
            Some(rest) => format!("_{rest}"),
            None => clean,
        }
    };
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).map(clean).collect();
    let above = if parts.first().is_some_and(|first| first == "target") {
        "_"
    } else {
        ""
    };
    format!("{above}{}.md", parts.join("/"))
}

/// The text of an endpoint's sheet. Types must not be shared yet. Texts that the endpoint holds are written too; take them
/// out first with [`without_prose`](crate::prose::without_prose).
#[must_use]
pub fn emit(endpoint: &Endpoint) -> String {
    let mut out = String::new();
    basics::front(&endpoint.title, &endpoint.source, &endpoint.fixups, &mut out);
    for line in endpoint.text.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(&format!("{}\n\n", markdown::block(line)));
    }
    heading(2, Heading::Request.word(), &mut out);
    basics::table(endpoint, &mut out);
    fields::parameters(Heading::Headers, &endpoint.headers, &mut out);
    fields::path_parameters(&endpoint.path_parameters, &mut out);
    fields::parameters(Heading::Query, &endpoint.query, &mut out);
    match &endpoint.body {
        Body::Json { root: Some(root), .. } => fields::body_of(root, &mut out),
        body => fields::parameters(Heading::Body, body.fields(), &mut out),
    }
    // Samples stay in the order of the page; mostly those of requests come first.
    let requests = endpoint
        .samples
        .iter()
        .take_while(|sample| sample.place == SamplePlace::Request)
        .count();
    let (first, rest) = endpoint.samples.split_at_checked(requests).unwrap_or_default();
    samples(first, false, &mut out);
    let has_table = !matches!(endpoint.response, Response::Binary | Response::Redirect);
    if has_table || !rest.is_empty() {
        heading(2, Heading::Response.word(), &mut out);
    }
    fields::response(&endpoint.response, &mut out);
    samples(rest, false, &mut out);
    errors(&endpoint.errors, &mut out);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// The text of an event's sheet, as that of an endpoint.
#[must_use]
pub fn emit_event(event: &Event) -> String {
    let mut out = String::new();
    basics::front(&event.title, &event.source, &event.fixups, &mut out);
    for line in event.text.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(&format!("{}\n\n", markdown::block(line)));
    }
    heading(2, EventHeading::Event.word(), &mut out);
    basics::event_table(event, &mut out);
    fields::of_event(EventHeading::Header, &event.header, &mut out);
    fields::of_event(EventHeading::Body, &event.fields, &mut out);
    let (own, replies): (Vec<_>, Vec<_>) = event
        .samples
        .iter()
        .cloned()
        .partition(|sample| sample.place == SamplePlace::Event);
    samples(&own, true, &mut out);
    fields::reply(event.reply.as_deref().unwrap_or_default(), &mut out);
    samples(&replies, true, &mut out);
    errors(&event.errors, &mut out);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn heading(level: usize, heading: &str, out: &mut String) {
    out.push_str(&format!("{} {}\n\n", "#".repeat(level), heading));
}

fn samples(samples: &[Sample], is_of_event: bool, out: &mut String) {
    let mut place = None;
    for sample in samples {
        if place != Some(sample.place) {
            let title = match sample.place {
                SamplePlace::Request => Heading::RequestSample.word(),
                SamplePlace::Response if is_of_event => EventHeading::ReplySample.word(),
                SamplePlace::Response => Heading::ResponseSample.word(),
                SamplePlace::Event => EventHeading::Sample.word(),
            };
            heading(3, title, out);
            place = Some(sample.place);
        }
        if !sample.caption.is_empty() {
            out.push_str(&format!("{}\n\n", markdown::block(&sample.caption)));
        }
        let (language, text) = match &sample.content {
            SampleContent::Json { value } | SampleContent::Repaired { value, .. } => ("json", format!("{value:#}\n")),
            SampleContent::Text { text } => ("text", text.clone()),
        };
        out.push_str(&markdown::fence(language, &text));
    }
}

fn errors(errors: &[ErrorEntry], out: &mut String) {
    if errors.is_empty() {
        return;
    }
    let has_status = errors.iter().any(|error| error.status.is_some());
    let has_advice = errors.iter().any(|error| !error.advice.is_empty());
    let has_gone = errors.iter().any(|error| error.gone.is_some());
    let shown = [has_status, true, true, has_advice, has_gone];
    let columns = |cells: [String; 5]| {
        let cells = cells.into_iter().zip(shown).filter(|(_, is_shown)| *is_shown);
        row(&cells.map(|(cell, _)| cell).collect::<Vec<_>>())
    };
    heading(3, Heading::Errors.word(), out);
    // The message is what describes an error.
    let titles = [
        Column::Status,
        Column::ErrorCode,
        Column::Description,
        Column::Advice,
        Column::Gone,
    ];
    out.push_str(&columns(titles.map(|title| title.word().to_owned())));
    out.push_str(&markdown::rule(shown.iter().filter(|is_shown| **is_shown).count()));
    for error in errors {
        let status = error.status.map(|status| status.to_string()).unwrap_or_default();
        let advice = error.advice.lines().map(cell).collect::<Vec<_>>().join("<br>");
        let message = cell(&one_line(&error.message));
        let gone = error.gone.map(|since| mark(since, GONE)).unwrap_or_default();
        out.push_str(&columns([status, error.code.to_string(), message, advice, gone]));
    }
    out.push('\n');
}
