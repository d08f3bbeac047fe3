//! Which change of the pages an item of the crate changed because of.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Api, EndpointId, Part, TypeId};

use super::change::{Change, ItemChange, Place};
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

/// Hands each item to the change that explains it best; what no change explains is a change of names.
pub(super) fn join(changes: &mut Vec<Change>, effects: &[Effect<'_, '_>], sides: &Sides<'_>) {
    let index = Index::of(changes);
    let mut unexplained = Vec::new();
    let mut explained = Vec::new();
    for effect in effects {
        let places = places(effect, sides);
        let item = item_change(effect);
        let mut causes = index.nearest(&places, effect);
        if causes.is_empty() {
            causes.extend(index.beside(&moved(effect, sides)));
        }
        match causes.is_empty() {
            true => unexplained.push((places, item)),
            false => explained.extend(causes.into_iter().map(|at| (at, item.clone()))),
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
            let needs: String = item.needs().iter().map(|method| format!(".{method}(…)")).collect();
            format!("{}{needs}", item.usage)
        })
    };
    let ty = |item: Option<&Item<'_>>| {
        item.map(|item| {
            let name = item.path.rsplit("::").next().unwrap_or_default();
            match item.words().as_slice() {
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
    let [old, new] = [effect.old, effect.new].map(|item| item.map_or(&[][..], |item| &item.origins));
    let places = [sides.old_places(old), sides.new_places(new)].concat();
    let below = effect.steps();
    let places = places
        .iter()
        .flat_map(|place| below.iter().map(|steps| [place, *steps].concat()));
    places.collect()
}

/// Where what an item belongs to has come or gone: a type that several places shared falls apart, or one more shares it.
fn moved(effect: &Effect<'_, '_>, sides: &Sides<'_>) -> BTreeSet<Place> {
    let [old, new] = effect.around.map(|item| item.map_or(&[][..], |item| &item.origins));
    let [old, new]: [BTreeSet<Place>; 2] = [sides.old_places(old), sides.new_places(new)].map(BTreeSet::from_iter);
    &old ^ &new
}

impl Sides<'_> {
    fn old_places(&self, origins: &[Origin<'_>]) -> Vec<Place> {
        let same_id = |id: &EndpointId| self.ids.get(id).copied();
        origins
            .iter()
            .flat_map(|origin| of_origin(origin, self.old, same_id))
            .collect()
    }

    fn new_places(&self, origins: &[Origin<'_>]) -> Vec<Place> {
        origins
            .iter()
            .flat_map(|origin| of_origin(origin, self.new, |_| None))
            .collect()
    }
}

/// The places of an origin, with the ids that operations and events have now.
fn of_origin<'a>(origin: &Origin<'_>, api: &Api, id_now: impl Fn(&EndpointId) -> Option<&'a EndpointId>) -> Vec<Place> {
    match origin {
        Origin::Operation(id, steps) => {
            let id = id_now(id).unwrap_or(id).to_string();
            vec![[vec![id], steps.clone()].concat()]
        }
        Origin::Type(id, member) => {
            let places = api.definitions.get(id).map_or(&[][..], |definition| &definition.places);
            let below = |at: &TypeId| {
                let steps = place(at, id_now(at.owner.id()));
                steps.into_iter().chain(member.clone()).collect()
            };
            places.iter().map(below).collect()
        }
    }
}

/// The changes by operation or event.
struct Index(HashMap<String, Vec<Cause>>);

/// A place of a change that can be what an item changed because of.
struct Cause {
    at: usize,
    kind: Kind,
    place: Place,
}

/// How well a change explains what happened to an item: the greater, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    /// It is within the item: a type that several places shared fell apart.
    Within(usize),
    /// It is where the item is, or around it, after so many common steps; and whether it is of what changed of the item.
    Here(usize, bool),
    /// The operation or event that has the type came or went as a whole.
    Whole,
}

impl Index {
    fn of(changes: &[Change]) -> Self {
        let mut index: HashMap<_, Vec<_>> = HashMap::new();
        for (at, change) in changes.iter().enumerate() {
            let kind = change.kind;
            let places = change.places.iter().filter(|_| kind.is_of_surface());
            for place in places
                .flat_map(|place| [Some(place.clone()), old_place(change, place)])
                .flatten()
            {
                let there = place.first().cloned().unwrap_or_default();
                index.entry(there).or_default().push(Cause { at, kind, place });
            }
        }
        Self(index)
    }

    /// Of the changes that explain what happened to an item at these places, the one that explains it best. What came or went
    /// did so because of all that are in its very places.
    fn nearest(&self, places: &BTreeSet<Place>, effect: &Effect<'_, '_>) -> BTreeSet<usize> {
        let near = places
            .iter()
            .filter_map(|place| Some((place, self.0.get(place.first()?)?)));
        let is_type = effect.old.or(effect.new).is_some_and(Item::is_type);
        let scored = near.flat_map(|(place, causes)| {
            let scored = causes.iter().map(move |cause| {
                let near = match effect.what {
                    What::New | What::Gone => cause.of_coming(place, is_type),
                    what => cause.of_changing(place, what),
                };
                Some((near?, cause))
            });
            scored.flatten()
        });
        let scored: Vec<(Near, &Cause)> = scored.collect();
        let is_coming = matches!(effect.what, What::New | What::Gone);
        let is_one = !is_coming || scored.iter().any(|(near, _)| *near == Near::Whole);
        let there = scored
            .iter()
            .filter(|(_, cause)| !is_one && places.contains(&cause.place));
        let there: BTreeSet<usize> = there.map(|(_, cause)| cause.at).collect();
        match there.is_empty() {
            true => best(scored.into_iter()).into_iter().collect(),
            false => there,
        }
    }

    /// The change that is nearest to one of some places, in the same part of an operation or event.
    fn beside(&self, places: &BTreeSet<Place>) -> Option<usize> {
        let near = places.iter().flat_map(|place| {
            let causes = place.first().and_then(|id| self.0.get(id)).into_iter().flatten();
            causes.map(move |cause| (common(place, &cause.place), cause))
        });
        let near = near.filter(|(_, cause)| !cause.kind.is_of_text());
        let near = near.filter(|(common, cause)| *common > 1 || cause.place.len() == 1);
        best(near)
    }
}

/// Of several that are as near, the first.
fn best<'c, N: Ord>(scored: impl Iterator<Item = (N, &'c Cause)>) -> Option<usize> {
    let best = scored.max_by(|(one, cause), (other, next)| one.cmp(other).then_with(|| next.place.cmp(&cause.place)));
    best.map(|(_, cause)| cause.at)
}

impl Cause {
    /// How well it explains that an item at a place of the same operation or event came or went. What is within an operation
    /// makes it neither come nor go, and another text only names what stands in its very place.
    fn of_coming(&self, item: &Place, is_type: bool) -> Option<Near> {
        let common = common(item, &self.place);
        let (is_around, is_within) = (common == self.place.len(), common == item.len());
        match (is_around, is_within) {
            (true, true) => Some(Near::Here(common, true)),
            _ if self.kind.is_of_text() => None,
            (true, _) if self.kind == Kind::TypeWord => None,
            (true, _) if is_type && self.kind.is_of_coming() => Some(Near::Whole),
            (true, _) => Some(Near::Here(common, true)),
            (_, true) if item.len() > 1 => Some(Near::Within(common)),
            _ => None,
        }
    }

    /// How well it explains that an item at a place of the same operation or event is another one: one stands within the other.
    /// That they are of one operation is not enough, since names can be edited while pages change: a function has what the
    /// path has.
    fn of_changing(&self, item: &Place, what: What) -> Option<Near> {
        let common = common(item, &self.place);
        let is_path = || self.place.get(1).is_some_and(|part| part == Part::Path.name());
        let explains = match (item.len(), self.place.len()) {
            (_, 1) => true,
            (1, _) => is_path(),
            (item, here) => common == item.min(here),
        };
        let is_of_it = self.kind.is_of_presence() == matches!(what, What::NeedsMore | What::Retyped);
        explains.then_some(Near::Here(common, is_of_it))
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
