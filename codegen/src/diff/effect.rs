//! What happened to the items of a crate.
//!
//! Surfaces are compared by the paths of their items. An item that is gone or is used in another way is a compile error;
//! one that is used as before and stands for something else is worse, since nobody is told.

use std::collections::BTreeMap;

use super::surface::{Item, Items, Parameter};

/// What happened to an item, with the item on the old and the new side.
pub(super) struct Effect<'i, 'a> {
    pub(super) old: Option<&'i Item<'a>>,
    pub(super) new: Option<&'i Item<'a>>,
    /// What it belongs to, on the old and the new side.
    pub(super) around: [Option<&'i Item<'a>>; 2],
    pub(super) what: What,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    New,
    Gone,
    /// It is used in another way.
    Changed,
    /// More has to be set.
    NeedsMore,
    /// Its type has other parameters, or in another order.
    Retyped,
    /// It stands for something else.
    Rebound,
}

/// Compares two surfaces. What belongs to an item that is itself new or gone is not listed.
pub(super) fn compare<'i, 'a>(old: &'i Items<'a>, new: &'i Items<'a>) -> Vec<Effect<'i, 'a>> {
    let keys: BTreeMap<&String, (Option<&Item<'a>>, Option<&Item<'a>>)> = old
        .keys()
        .chain(new.keys())
        .map(|key| (key, (old.get(key), new.get(key))))
        .collect();
    let is_whole =
        |item: &Item<'a>, others: &Items<'a>| item.around.as_ref().is_none_or(|key| others.contains_key(key));
    let mut effects = Vec::new();
    for (before, after) in keys.into_values() {
        let what = match (before, after) {
            (Some(item), None) => is_whole(item, new).then_some(What::Gone),
            (None, Some(item)) => is_whole(item, old).then_some(What::New),
            (Some(before), Some(after)) if before.usage != after.usage && before.around.is_some() => {
                Some(What::Changed)
            }
            (Some(before), Some(after)) if before.is_function() && before.usage != after.usage => Some(What::Changed),
            (Some(before), Some(after)) if !after.needs().is_subset(&before.needs()) => Some(What::NeedsMore),
            (Some(before), Some(after)) if before.words() != after.words() => Some(What::Retyped),
            (Some(before), Some(after)) if before.is_rebound(after) => Some(What::Rebound),
            _ => None,
        };
        let around = || before.or(after).and_then(|item| item.around.as_ref());
        effects.extend(what.map(|what| Effect {
            old: before,
            new: after,
            around: [old, new].map(|items| items.get(around()?)),
            what,
        }));
    }
    effects
}

impl Effect<'_, '_> {
    /// The steps from the places of an item to what makes it another one: none but where parameters of its type are others.
    pub(super) fn steps(&self) -> Vec<&[String]> {
        let is_other = |parameter: &&Parameter| match (self.what, self.old, self.new) {
            (What::NeedsMore, Some(old), _) => parameter.is_needed && !old.needs().contains(parameter.method.as_str()),
            (What::Retyped, Some(old), Some(new)) => {
                let word = parameter.word.as_str();
                old.words().contains(&word) != new.words().contains(&word)
            }
            _ => false,
        };
        let items = [self.old, self.new].into_iter().flatten();
        let others = items.flat_map(|item| &item.parameters).filter(is_other);
        let steps: Vec<&[String]> = others.map(|parameter| parameter.steps.as_slice()).collect();
        match steps.is_empty() {
            true => vec![&[]],
            false => steps,
        }
    }
}

impl Item<'_> {
    fn is_function(&self) -> bool {
        self.around.is_none() && !self.binding.is_empty()
    }

    /// Whether it stands for something else. A function's arguments stand in the order of the URL: variables that only have
    /// other names are the same ones.
    fn is_rebound(&self, other: &Self) -> bool {
        if !self.is_function() {
            return self.binding != other.binding;
        }
        let parts = |item: &Self| -> Vec<String> { item.binding.split('\n').map(ToOwned::to_owned).collect() };
        match (parts(self).as_slice(), parts(other).as_slice()) {
            ([id, names, order], [other_id, other_names, other_order]) => {
                id != other_id || (names == other_names && order != other_order)
            }
            (one, other) => one != other,
        }
    }
}
