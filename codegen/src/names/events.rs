//! Names of the types of events, and of their files.

use std::collections::BTreeSet;

use crate::casing;
use crate::ir::{EndpointId, Event, Owner};

use super::lock::{Lock, event_key};
use super::module::version_module;
use super::types::TypeNaming;
use super::{EventNames, Module, is_keyword, reserved, struct_fields, words};

/// What no file of an event can be called: the files have another meaning.
const NO_EVENTS: &[&str] = &["mod", "types"];

/// The names of the events of one service version: resource and event, as `MessageReceive`; published names stay.
pub(super) fn names(events: &[&Event], naming: &mut TypeNaming<'_>, published: &Lock) -> Vec<(EndpointId, EventNames)> {
    let (known, new): (Vec<&Event>, Vec<&Event>) = events
        .iter()
        .copied()
        .partition(|event| published.get(&event_key(&event.id)).is_some());
    let mut files = BTreeSet::new();
    let mut names = Vec::new();
    for event in known.into_iter().chain(new) {
        let words = words::before(&words::split(&event.id.resource), &words::split(&event.id.method));
        let own = casing::camel(&words);
        let published = published.get(&event_key(&event.id)).map(ToOwned::to_owned);
        let wanted: Vec<String> = published
            .into_iter()
            .chain([own.clone(), format!("{own}Event")])
            .collect();
        let name = naming.claim(&wanted);
        let mut file = casing::snake(&words::split(&name));
        while NO_EVENTS.contains(&file.as_str()) || is_keyword(&file) || !files.insert(file.clone()) {
            file.push_str("_event");
        }
        let of_event = EventNames {
            module: module(&event.id),
            name,
            file,
            fields: struct_fields(&event.fields, &[]),
        };
        names.push((event.id.clone(), of_event));
    }
    names
}

/// The module of what belongs to an event.
pub(super) fn module_of(owner: &Owner) -> Option<Module> {
    match owner {
        Owner::Event(id) => Some(module(id)),
        Owner::Endpoint(_) => None,
    }
}

/// The module of the events of a service version.
fn module(id: &EndpointId) -> Module {
    Module {
        resource: Some(reserved::EVENTS.to_owned()),
        ..version_module(id)
    }
}
