//! Which change of the pages an item of the crate changed because of.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Api, EndpointId};

use super::change::{Change, ItemChange, Place, version};
use super::effect::{Effect, What};
use super::kind::{Kind, Upgrade};
use super::surface::{Item, Origin};
use super::walk::place;

/// The schemas of both crates, and how the operations and events of the old pages are called on the new ones.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) ids: &'a HashMap<&'a EndpointId, &'a EndpointId>,
}

/// Hands each item to the change that stands nearest to it; what no change explains is a change of names.
pub(super) fn join(changes: &mut Vec<Change>, effects: &[Effect<'_, '_>], sides: &Sides<'_>) {
    let index = Index::of(changes);
    let mut unexplained = Vec::new();
    let mut explained = Vec::new();
    for effect in effects {
        let places = places(effect, sides);
        let item = item_change(effect);
        match index.nearest(&places) {
            Some(at) => explained.push((at, item)),
            None => unexplained.push((places, item)),
        }
    }
    for (at, item) in explained {
        if let Some(change) = changes.get_mut(at) {
            change.upgrade = change.upgrade.max(item.upgrade);
            change.items.push(item);
        }
    }
    changes.extend(
        unexplained
            .into_iter()
            .filter_map(|(places, item)| names_changed(places, item, sides)),
    );
    for change in changes {
        change
            .items
            .sort_by(|one, other| (other.upgrade, &one.item).cmp(&(one.upgrade, &other.item)));
        change.items.dedup();
    }
}

fn names_changed(places: BTreeSet<Place>, item: ItemChange, sides: &Sides<'_>) -> Option<Change> {
    let is_event = |name: &String| {
        let id = EndpointId::parse(name);
        id.is_some_and(|id| [sides.old, sides.new].iter().any(|api| api.events.contains_key(&id)))
    };
    let seen_by = places.iter().filter_map(|place| place.first().cloned());
    let (events, operations) = seen_by.partition(is_event);
    let change = Change::new(Kind::NamesChanged, places, [&item.before, &item.after])?;
    Some(Change {
        operations,
        events,
        upgrade: item.upgrade,
        items: vec![item],
        ..change
    })
}

fn item_change(effect: &Effect<'_, '_>) -> ItemChange {
    let path = effect
        .old
        .or(effect.new)
        .map_or(String::new(), |item| item.path.clone());
    let usage = |item: Option<&Item<'_>>| {
        let text = item.map(|item| match item.usage.is_empty() || item.around.is_none() {
            true => item.path.clone(),
            false => item.usage.clone(),
        });
        text.filter(|text| !text.is_empty())
    };
    let function = |item: Option<&Item<'_>>| item.map(|item| item.usage.clone());
    let complete = |item: Option<&Item<'_>>| {
        item.map(|item| {
            let needs: String = item.needs.iter().map(|method| format!(".{method}(…)")).collect();
            format!("{}{needs}", item.usage)
        })
    };
    let bound = |item: Option<&Item<'_>>| {
        item.map(|item| {
            format!(
                "{} for `{}`",
                item.usage,
                item.binding.split('\n').next().unwrap_or_default()
            )
        })
    };
    let (upgrade, before, after) = match effect.what {
        What::New => (Upgrade::NewThings, None, usage(effect.new)),
        What::Gone => (Upgrade::CompileError, usage(effect.old), None),
        What::Changed => (Upgrade::CompileError, function(effect.old), function(effect.new)),
        What::NeedsMore => (Upgrade::CompileError, complete(effect.old), complete(effect.new)),
        What::Rebound => (Upgrade::Silent, bound(effect.old), bound(effect.new)),
    };
    ItemChange {
        item: path,
        upgrade,
        before,
        after,
    }
}

/// Where an item comes from, on both sides.
fn places(effect: &Effect<'_, '_>, sides: &Sides<'_>) -> BTreeSet<Place> {
    let mut places = BTreeSet::new();
    for (item, api, is_old) in [(effect.old, sides.old, true), (effect.new, sides.new, false)] {
        for origin in item.into_iter().flat_map(|item| &item.origins) {
            let renamed = |id: &EndpointId| sides.ids.get(id).copied().filter(|_| is_old);
            match origin {
                Origin::Operation(id, steps) => {
                    let id = renamed(id).unwrap_or(id).to_string();
                    places.insert([vec![id], steps.clone()].concat());
                }
                Origin::Type(id, member) => {
                    let definition = api.definitions.get(id);
                    for at in definition.into_iter().flat_map(|definition| &definition.places) {
                        let mut steps = place(at, renamed(at.owner.id()));
                        steps.extend(member.clone());
                        places.insert(steps);
                    }
                }
            }
        }
    }
    places
}

/// The changes by operation and by service version.
struct Index {
    by_operation: HashMap<String, Vec<(usize, Place)>>,
    by_version: HashMap<String, usize>,
}

impl Index {
    fn of(changes: &[Change]) -> Self {
        let mut index = Self {
            by_operation: HashMap::new(),
            by_version: HashMap::new(),
        };
        for (at, change) in changes
            .iter()
            .enumerate()
            .filter(|(_, change)| change.kind.is_of_surface())
        {
            for place in &change.places {
                if let Some(operation) = place.first() {
                    let there = index.by_operation.entry(operation.clone()).or_default();
                    there.push((at, place.clone()));
                    index.by_version.entry(version(operation)).or_insert(at);
                }
            }
        }
        index
    }

    /// The change that shares most steps with one of the places; else one of the same service version.
    fn nearest(&self, places: &BTreeSet<Place>) -> Option<usize> {
        let near = places
            .iter()
            .filter_map(|place| Some((place, self.by_operation.get(place.first()?)?)));
        let scored = near.flat_map(|(place, changes)| changes.iter().map(|(at, there)| (nearness(place, there), *at)));
        // Of several that are as near, the first.
        let best = scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)));
        let in_version = || {
            places
                .iter()
                .find_map(|place| self.by_version.get(&version(place.first()?)).copied())
        };
        best.map(|(_, at)| at).or_else(in_version)
    }
}

/// How near two places are: one within the other, then by the steps that they share.
fn nearness(one: &Place, other: &Place) -> (bool, usize) {
    let common = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    (common == one.len().min(other.len()), common)
}
