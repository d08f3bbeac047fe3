//! What is found on the walk over both states at once.
//!
//! Each operation and event is compared as its own page shows it: types that several pages share say only what all of them say. What
//! the pages of one type say alike is then one change.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ir::{Direction, EndpointId, Owner, Part, TypeId};

use super::change::{Change, Place};
use super::kind::Kind;

/// Where on the walk: the operation or event, and the steps in it.
#[derive(Clone)]
pub(super) struct Spot {
    place: Place,
    is_of_event: bool,
    direction: Direction,
}

impl Spot {
    pub(super) fn step(&self, step: &str) -> Self {
        let mut spot = self.clone();
        spot.place.push(step.to_owned());
        spot
    }

    pub(super) fn part(&self, part: Part) -> Self {
        Self {
            direction: part.direction(),
            ..self.step(part.name())
        }
    }

    pub(super) fn is_request(&self) -> bool {
        self.direction == Direction::Request
    }
}

/// The walk so far.
pub(super) struct Walk<'a> {
    /// The shared types of the new pages, and their places.
    shared: &'a BTreeMap<TypeId, Vec<TypeId>>,
    found: Vec<Change>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(shared: &'a BTreeMap<TypeId, Vec<TypeId>>) -> Self {
        Self {
            shared,
            found: Vec::new(),
        }
    }

    /// Begins an operation.
    pub(super) fn operation_spot(&self, id: &EndpointId) -> Spot {
        Spot {
            place: vec![id.to_string()],
            is_of_event: false,
            direction: Direction::Request,
        }
    }

    /// Begins an event.
    pub(super) fn event_spot(&self, id: &EndpointId) -> Spot {
        Spot {
            is_of_event: true,
            ..self.operation_spot(id)
        }
    }

    /// Reports a change at `spot`.
    pub(super) fn report(&mut self, spot: &Spot, kind: Kind, old: Option<String>, new: Option<String>) {
        let Some(change) = Change::new(kind, [spot.place.clone()].into(), [&old, &new]) else {
            return;
        };
        let whose = spot.place.first().cloned().into_iter().collect();
        let (operations, events) = match spot.is_of_event {
            true => (BTreeSet::new(), whose),
            false => (whose, BTreeSet::new()),
        };
        self.found.push(Change {
            operations,
            events,
            stay: match spot.direction {
                Direction::Request => kind.stay(),
                Direction::Response => kind.stay_in_responses(),
            },
            ..change
        });
    }

    /// Reports texts that differ.
    pub(super) fn differ(&mut self, spot: &Spot, kind: Kind, old: &str, new: &str) {
        if old != new {
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            self.report(spot, kind, text(old), text(new));
        }
    }

    /// All that was found. What the pages of one type say alike is one change, and so is what several operations of a service
    /// version say alike in the same place, such as the new message of an error.
    pub(super) fn finish(self) -> Vec<Change> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let places = self.shared.iter();
        let places = places.flat_map(|(id, places)| places.iter().map(move |at| (place(at, None), id)));
        let types: HashMap<Place, &TypeId> = places.collect();
        let mut of_types: BTreeMap<_, Change> = BTreeMap::new();
        let mut all = Vec::new();
        for change in self.found {
            match change.places.first().and_then(|place| inside(&types, place)) {
                Some((id, rest)) => {
                    let key = (id, rest, change.kind, change.old.clone(), change.new.clone());
                    join(of_types.entry(key), change);
                }
                None => all.push(change),
            }
        }
        let mut changes: BTreeMap<String, Change> = BTreeMap::new();
        for change in all.into_iter().chain(of_types.into_values()) {
            join(changes.entry(change.fingerprint.clone()), change);
        }
        changes.into_values().collect()
    }
}

fn join<K: Ord>(entry: Entry<'_, K, Change>, change: Change) {
    match entry {
        Entry::Vacant(entry) => {
            entry.insert(change);
        }
        Entry::Occupied(mut same) => same.get_mut().join(change),
    }
}

/// The innermost shared type around a place, and the steps in it.
fn inside<'a>(types: &HashMap<Place, &'a TypeId>, place: &Place) -> Option<(&'a TypeId, Vec<String>)> {
    (1..place.len()).rev().find_map(|length| {
        let id = types.get(place.get(..length)?)?;
        Some((*id, place.get(length..)?.to_vec()))
    })
}

/// The steps to a type: the id of its operation or event (or the one that it has now), the part, names of fields.
pub(super) fn place(id: &TypeId, renamed: Option<&EndpointId>) -> Place {
    let owner = renamed.map_or_else(|| id.owner.to_string(), ToString::to_string);
    let mut steps = vec![owner];
    let first = id.path.first().map_or("", String::as_str);
    let parameter = [Part::Headers, Part::Query, Part::Path].into_iter();
    let parameter = parameter.filter(|_| id.direction == Direction::Request);
    let parameter = parameter.filter_map(|part| Some((part, first.strip_prefix(part.sigil())?)));
    let mut rest = id.path.as_slice();
    match (parameter.into_iter().next(), &id.owner, id.direction) {
        (Some((part, name)), ..) => {
            steps.extend([part.name().to_owned(), name.to_owned()]);
            rest = rest.get(1..).unwrap_or_default();
        }
        (None, Owner::Event(_), _) => steps.push(Part::Event.name().to_owned()),
        (None, _, Direction::Request) => steps.push(Part::Body.name().to_owned()),
        (None, _, Direction::Response) => steps.push(Part::Response.name().to_owned()),
    }
    steps.extend(rest.iter().cloned());
    steps
}
