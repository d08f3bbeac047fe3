//! A fact sheet reads back as exactly what was written to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::{
    Body, Endpoint, Event, Field, Part, PartContentMut, Presence, Response, Since, Type, VisitMut, visit_type_mut,
};
use feishu_openapi_codegen::known;
use feishu_openapi_codegen::prose::{event_without_prose, without_prose};
use feishu_openapi_codegen::{Page, pipeline};
use serde_json::Value;

use crate::pages;

/// The events of pages without prose, by the names of their sheets.
fn events(pages: &[Page]) -> BTreeMap<String, Event> {
    let events = pipeline::endpoints(pages).api.events.into_values();
    events
        .map(|event| {
            let name = fact_sheet::event_path(&event.id);
            let mut event = event_without_prose(event);
            event.source.page.clone_from(&name);
            (name, event)
        })
        .collect()
}

/// Writes the sheets of events, reads each alone, and compares.
fn assert_events_round_trip(written: &BTreeMap<String, Event>) {
    for (name, event) in written {
        assert_eq!(event_without_prose(event.clone()), *event, "{name}");
        let sheet = Page {
            name: name.clone(),
            bytes: fact_sheet::emit_event(event).into_bytes(),
        };
        let read = pipeline::endpoints(std::slice::from_ref(&sheet)).api.events;
        let [read] = read.values().collect::<Vec<_>>()[..] else {
            panic!("{name}: not one event\n{}", pages::text(&sheet));
        };
        let [expected, found] = [event, read].map(|event| serde_json::to_value(event).unwrap());
        let difference = first_difference(&expected, &found, "");
        assert_eq!(difference, None, "{name}\n{}", pages::text(&sheet));
    }
}

/// The endpoints of pages without prose, by the names of their sheets.
fn endpoints(pages: &[Page]) -> BTreeMap<String, Endpoint> {
    let endpoints = pipeline::endpoints(pages).api.endpoints.into_values();
    endpoints
        .map(|endpoint| {
            let name = fact_sheet::path(&endpoint.id);
            let mut endpoint = without_prose(endpoint);
            endpoint.source.page.clone_from(&name);
            (name, endpoint)
        })
        .collect()
}

/// Writes the sheets, reads each alone and all together, and compares what they say with what was written.
fn assert_round_trip(written: &BTreeMap<String, Endpoint>) {
    let sheets: Vec<Page> = written
        .iter()
        .map(|(name, endpoint)| Page {
            name: name.clone(),
            bytes: fact_sheet::emit(endpoint).into_bytes(),
        })
        .collect();
    let together = pipeline::endpoints(&sheets);
    let mut differences = Vec::new();
    for skip in &together.skipped {
        differences.push(format!("{}: skipped, {}", skip.page, skip.reason.describe()));
    }
    let read_back = together.api.endpoints.into_values();
    let together: BTreeMap<_, _> = read_back
        .map(|endpoint| (endpoint.source.page.clone(), endpoint))
        .collect();
    for sheet in &sheets {
        let alone = pipeline::endpoints(std::slice::from_ref(sheet))
            .api
            .endpoints
            .into_values()
            .next();
        let (Some(alone), Some(together)) = (alone, together.get(&sheet.name)) else {
            continue;
        };
        let [expected, alone, together] =
            [&written[&sheet.name], &alone, together].map(|endpoint| serde_json::to_value(endpoint).unwrap());
        for (reading, found) in [("alone", alone), ("together", together)] {
            if let Some(difference) = first_difference(&expected, &found, "") {
                differences.push(format!("{} {reading}: {difference}", sheet.name));
            }
        }
    }
    let shown = differences.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(differences.is_empty(), "{} differences\n{shown}", differences.len());
}

fn first_difference(expected: &Value, found: &Value, path: &str) -> Option<String> {
    match (expected, found) {
        (Value::Object(one), Value::Object(other)) => {
            let keys = one.keys().chain(other.keys().filter(|key| !one.contains_key(*key)));
            // A sheet has its rows in other places than the page.
            keys.filter(|key| *key != "span").find_map(|key| {
                let [one, other] = [one, other].map(|object| object.get(key).unwrap_or(&Value::Null));
                first_difference(one, other, &format!("{path}.{key}"))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other).enumerate();
            pairs.into_iter().find_map(|(at, (one, other))| {
                let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
                first_difference(one, other, &format!("{path}[{at} {name}]"))
            })
        }
        _ if expected == found => None,
        _ => {
            let short = |value: &Value| value.to_string().chars().take(300).collect::<String>();
            Some(format!(
                "{path}\n    wrote {}\n    read  {}",
                short(expected),
                short(found)
            ))
        }
    }
}

#[test]
fn sheets_of_documented_and_miniature_pages_read_back_as_they_were_written() {
    assert_round_trip(&endpoints(&pages::documented_pages()));
    for page in pages::miniature_pages() {
        assert_events_round_trip(&events(std::slice::from_ref(&page)));
        assert_round_trip(&endpoints(&[page]));
    }
}

#[test]
fn sheets_of_documented_events_read_back_as_they_were_written() {
    let written = events(&pages::whole_documentation());
    assert!(written.len() > 200, "docs-src has few events");
    assert_events_round_trip(&written);
}

#[test]
fn what_pages_say_no_longer_is_written_and_read_back() {
    let page = pages::miniature_pages()
        .into_iter()
        .find(|page| page.name == "html-rich.md");
    let known = pipeline::endpoints(&[page.unwrap()]).api.endpoints.into_values().next();
    let known = without_prose(known.unwrap());
    for updated in [Some(1_779_580_800_000), None] {
        let mut bare = Endpoint {
            query: Vec::new(),
            body: Body::None,
            response: Response::Envelope {
                fields: Vec::new(),
                root: None,
                message_key: "msg".to_owned(),
            },
            errors: Vec::new(),
            gone: Some(Since::of(updated)),
            ..known.clone()
        };
        bare.source.updated = updated;
        let mut relaxed = known.clone();
        relaxed.source.updated = updated;
        for (part, content) in relaxed.parts_mut() {
            if let (true, PartContentMut::Fields(fields)) = (part != Part::Path, content) {
                Relax.fields(fields);
            }
        }
        for mut page in [bare, relaxed] {
            assert!(!known::follow(&mut page, &known, true).is_empty());
            let name = fact_sheet::path(&page.id);
            page.source.page.clone_from(&name);
            assert_round_trip(&BTreeMap::from([(name, page)]));
        }
    }
}

/// Makes all fields optional, and lists no value.
struct Relax;

impl VisitMut for Relax {
    fn field(&mut self, field: &mut Field) {
        field.presence = Presence::Optional;
        self.ty(&mut field.ty);
    }

    fn ty(&mut self, ty: &mut Type) {
        if let Type::Enum(set) = ty {
            set.values.clear();
        }
        visit_type_mut(self, ty);
    }
}

#[test]
fn what_has_no_prose_stays_as_it_is() {
    for endpoint in endpoints(&pages::all_pages()).values() {
        assert_eq!(without_prose(endpoint.clone()), *endpoint, "{}", endpoint.id);
    }
}

#[test]
fn sheets_of_a_mirror_read_back_as_they_were_written_and_hold_no_sentence() {
    let Some(root) = std::env::var_os("FEISHU_DOCS_MIRROR").map(PathBuf::from) else {
        println!("skipped: FEISHU_DOCS_MIRROR names no mirror");
        return;
    };
    let pages = pages::read(&root);
    assert_events_round_trip(&events(&pages));
    let written = endpoints(&pages);
    assert!(written.len() > 50, "the mirror has few pages");
    for endpoint in written.values() {
        assert_eq!(without_prose(endpoint.clone()), *endpoint, "{}", endpoint.id);
        let sheet = fact_sheet::emit(endpoint);
        let sentence = sheet.lines().find(|line| line.contains(['。', '；']));
        assert_eq!(sentence, None, "{}", endpoint.id);
    }
    assert_round_trip(&written);
}

/// One that shows nearly every notation, and one that a person wrote.
#[test]
fn sheets_read_well() {
    for name in ["html-rich.md", "odd-types.md", "flat-response.md", "recursive-types.md"] {
        let page = pages::miniature_pages()
            .into_iter()
            .find(|page| page.name == name)
            .unwrap();
        for endpoint in endpoints(&[page]).values() {
            pages::assert_snapshot("fact_sheets", name.trim_end_matches(".md"), &fact_sheet::emit(endpoint));
        }
    }
    for name in ["event-header.md", "callback.md"] {
        let page = pages::miniature_pages().into_iter().find(|page| page.name == name);
        for event in events(&[page.unwrap()]).values() {
            pages::assert_snapshot(
                "fact_sheets",
                name.trim_end_matches(".md"),
                &fact_sheet::emit_event(event),
            );
        }
    }
}
