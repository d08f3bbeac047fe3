//! What is found on the walk over both schemas at once, and who sees it.
//!
//! A [`Node`] is an operation, or a pair of shared types that stand in the same places. A pair is compared once, however many
//! operations reach it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ir::{Api, Definition, Direction, EndpointId, Part, TypeId};

use super::change::{Change, Place};
use super::kind::Kind;

/// A change, seen from its node.
struct Found {
    kind: Kind,
    steps: Vec<String>,
    old: Option<String>,
    new: Option<String>,
}

#[derive(Default)]
struct Node<'a> {
    /// The operation's id, or the two types.
    operation: Option<String>,
    types: Option<(&'a TypeId, &'a TypeId)>,
    in_requests: bool,
    inside: BTreeSet<usize>,
    operations: BTreeSet<String>,
    found: Vec<Found>,
}

/// Where on the walk: the node, and the steps from it.
#[derive(Clone)]
pub(super) struct Spot {
    node: usize,
    pub(super) steps: Vec<String>,
    pub(super) direction: Direction,
}

impl Spot {
    pub(super) fn step(&self, step: &str) -> Self {
        let mut spot = self.clone();
        spot.steps.push(step.to_owned());
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
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    /// The id that an operation of the old pages has on the new ones.
    ids: &'a HashMap<&'a EndpointId, &'a EndpointId>,
    nodes: Vec<Node<'a>>,
    pairs: HashMap<(&'a TypeId, &'a TypeId), usize>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api, ids: &'a HashMap<&'a EndpointId, &'a EndpointId>) -> Self {
        Self {
            old,
            new,
            ids,
            nodes: Vec::new(),
            pairs: HashMap::new(),
        }
    }

    /// Begins an operation.
    pub(super) fn operation(&mut self, id: &EndpointId) -> Spot {
        let id = id.to_string();
        self.nodes.push(Node {
            operations: BTreeSet::from([id.clone()]),
            operation: Some(id),
            in_requests: true,
            ..Node::default()
        });
        Spot {
            node: self.nodes.len() - 1,
            steps: Vec::new(),
            direction: Direction::Request,
        }
    }

    /// Goes from `spot` into a pair of types. Nothing where it was compared before.
    pub(super) fn enter(&mut self, spot: &Spot, old: &'a TypeId, new: &'a TypeId) -> Option<Spot> {
        let next = self.nodes.len();
        let node = *self.pairs.entry((old, new)).or_insert(next);
        if node == next {
            self.nodes.push(Node {
                types: Some((old, new)),
                ..Node::default()
            });
        }
        if let Some(inner) = self.nodes.get_mut(node) {
            inner.in_requests |= spot.is_request();
        }
        if let Some(outer) = self.nodes.get_mut(spot.node) {
            outer.inside.insert(node);
        }
        (node == next).then_some(Spot {
            node,
            steps: Vec::new(),
            direction: spot.direction,
        })
    }

    /// Reports a change at `spot`.
    pub(super) fn report(&mut self, spot: &Spot, kind: Kind, old: Option<String>, new: Option<String>) {
        if let Some(node) = self.nodes.get_mut(spot.node) {
            let steps = spot.steps.clone();
            node.found.push(Found { kind, steps, old, new });
        }
    }

    /// Reports texts that differ.
    pub(super) fn differ(&mut self, spot: &Spot, kind: Kind, old: &str, new: &str) {
        if old != new {
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            self.report(spot, kind, text(old), text(new));
        }
    }

    /// All that was found. What several operations of a service version say alike, such as the new message of an error, is one
    /// change.
    pub(super) fn finish(mut self) -> Vec<Change> {
        self.spread();
        let mut changes: BTreeMap<String, Change> = BTreeMap::new();
        for node in self.nodes.iter().filter(|node| !node.found.is_empty()) {
            let places = self.places(node);
            for found in &node.found {
                let places = places.iter().map(|place| [place.as_slice(), &found.steps].concat());
                let Some(change) = Change::new(found.kind, places.collect(), [&found.old, &found.new]) else {
                    continue;
                };
                let is_response = !node.in_requests || found.steps.first().is_some_and(|step| step == "response");
                let stay = match is_response {
                    true => found.kind.stay_in_responses(),
                    false => found.kind.stay(),
                };
                let change = Change {
                    operations: node.operations.clone(),
                    stay,
                    ..change
                };
                match changes.entry(change.fingerprint.clone()) {
                    Entry::Vacant(entry) => {
                        entry.insert(change);
                    }
                    Entry::Occupied(mut same) => same.get_mut().join(change),
                }
            }
        }
        changes.into_values().collect()
    }

    /// Tells every pair the operations that reach it.
    fn spread(&mut self) {
        let roots: Vec<(usize, String)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(at, node)| Some((at, node.operation.clone()?)))
            .collect();
        for (root, operation) in roots {
            let mut seen = BTreeSet::from([root]);
            let mut open = vec![root];
            while let Some(node) = open.pop().and_then(|at| self.nodes.get_mut(at)) {
                node.operations.insert(operation.clone());
                open.extend(node.inside.iter().filter(|inside| seen.insert(**inside)));
            }
        }
    }

    /// Where a node stands, sorted: for a pair of types the places that they have in common.
    fn places(&self, node: &Node<'_>) -> Vec<Place> {
        let Some((old, new)) = node.types else {
            return node.operation.iter().map(|operation| vec![operation.clone()]).collect();
        };
        let of = |api: &'a Api, id: &TypeId, is_old: bool| -> BTreeSet<Place> {
            let definition = api.definitions.get(id);
            let places = definition.map_or(&[][..], |definition: &Definition| definition.places.as_slice());
            places.iter().map(|place| self.place(place, is_old)).collect()
        };
        let (old, new) = (of(self.old, old, true), of(self.new, new, false));
        let common: Vec<Place> = old.intersection(&new).cloned().collect();
        match common.is_empty() {
            true => new.into_iter().collect(),
            false => common,
        }
    }

    fn place(&self, id: &TypeId, is_old: bool) -> Place {
        let renamed = id.owner.endpoint().filter(|_| is_old).and_then(|id| self.ids.get(id));
        place(id, renamed.copied())
    }
}

/// The steps to a type: its operation's id (or the one that it has now), the part, names of fields.
pub(super) fn place(id: &TypeId, renamed: Option<&EndpointId>) -> Place {
    let owner = renamed.map_or_else(|| id.owner.to_string(), ToString::to_string);
    let mut steps = vec![owner];
    let first = id.path.first().map_or("", String::as_str);
    let parameter = [Part::Headers, Part::Query, Part::Path].into_iter();
    let parameter = parameter.filter(|_| id.direction == Direction::Request);
    let parameter = parameter.filter_map(|part| Some((part, first.strip_prefix(part.sigil())?)));
    let mut rest = id.path.as_slice();
    match (parameter.into_iter().next(), id.direction) {
        (Some((part, name)), _) => {
            steps.extend([part.name().to_owned(), name.to_owned()]);
            rest = rest.get(1..).unwrap_or_default();
        }
        (None, Direction::Request) => steps.push(Part::Body.name().to_owned()),
        (None, Direction::Response) => steps.push(Part::Response.name().to_owned()),
    }
    steps.extend(rest.iter().cloned());
    steps
}
