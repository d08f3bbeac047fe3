//! Which change of the pages an item of the crate changed because of.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Api, EndpointId};

use super::change::{Change, ItemChange, Place};
use super::effect::{Effect, What};
use super::kind::{Kind, Upgrade};
use super::operations::ERRORS;
use super::surface::{Item, Origin};
use super::walk::place;

/// The schemas of both crates, and how the operations and events of the old pages are called on the new ones.
pub(super) struct Sides<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    pub(super) ids: &'a HashMap<&'a EndpointId, &'a EndpointId>,
}

/// Hands each item to the change that explains it best; what no change explains is a change of names.
pub(super) fn join(changes: &mut Vec<Change>, effects: &[Effect<'_, '_>], sides: &Sides<'_>) {
    let index = Index::of(changes);
    let mut unexplained = Vec::new();
    let mut explained = Vec::new();
    for effect in effects {
        let places = places(effect, sides);
        let item = item_change(effect);
        match index.nearest(&places, effect.what) {
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
        change.settle_items();
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
    let ty = |item: Option<&Item<'_>>| {
        item.map(|item| {
            let name = item.path.rsplit("::").next().unwrap_or_default();
            match item.parameters.as_slice() {
                [] => name.to_owned(),
                words => format!("{name}<Has{}>", words.join(", Has")),
            }
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
        What::Retyped => (Upgrade::CompileError, ty(effect.old), ty(effect.new)),
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

/// The changes by operation or event.
struct Index(HashMap<String, Vec<Cause>>);

/// A place of a change that can be what an item changed because of.
struct Cause {
    at: usize,
    place: Place,
}

impl Index {
    fn of(changes: &[Change]) -> Self {
        let mut index: HashMap<_, Vec<_>> = HashMap::new();
        for (at, change) in changes.iter().enumerate() {
            let places = change.places.iter().filter(|_| change.kind.is_of_surface());
            for place in places
                .flat_map(|place| [Some(place.clone()), old_place(change, place)])
                .flatten()
            {
                let there = place.first().cloned().unwrap_or_default();
                index.entry(there).or_default().push(Cause { at, place });
            }
        }
        Self(index)
    }

    /// Of the changes that explain what happened to an item at these places, the one that shares most steps with it.
    fn nearest(&self, places: &BTreeSet<Place>, what: What) -> Option<usize> {
        let near = places
            .iter()
            .filter_map(|place| Some((place, self.0.get(place.first()?)?)));
        let scored = near.flat_map(|(place, causes)| {
            let causes = causes.iter().filter(move |cause| cause.explains(place, what));
            causes.map(|cause| (common(place, &cause.place), cause.at))
        });
        // Of several that are as near, the first.
        let best = scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at)));
        best.map(|(_, at)| at)
    }
}

impl Cause {
    /// Whether it can be why something happened to an item at a place of the same operation or event: one stands within the
    /// other. That they are of one operation is not enough: names can be edited while pages change.
    fn explains(&self, item: &Place, what: What) -> bool {
        let common = common(item, &self.place);
        match (item.len(), self.place.len()) {
            (_, 1) => true,
            // What is within an operation makes it neither come nor go.
            (1, _) if matches!(what, What::New | What::Gone) => false,
            // The message of an error is in names of errors alone.
            (1, _) => self.place.get(1).is_none_or(|part| part != ERRORS),
            (item, here) => common == item.min(here),
        }
    }
}

/// Where a field stood that has another name now.
fn old_place(change: &Change, place: &Place) -> Option<Place> {
    let old = change.old.clone().filter(|_| change.kind.is_renamed())?;
    let (_, around) = place.split_last()?;
    Some([around, &[old]].concat())
}

/// How many steps two places share.
fn common(one: &Place, other: &Place) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}
