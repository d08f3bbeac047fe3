//! Two states of the pages in, the changes between them out, with what each does to programs.
//!
//! There are two models. The *facts* are what the pages say: operations, events, fields at any depth, values, errors
//! (`operations`, `events`, `fields`). The *surface* is what a program can write, with what it stands for on the wire (`surface`). A change of the pages
//! tells what happens to programs that keep their crate; the items of the surface that differ tell what happens to those
//! that take the new one. `because` finds the change for each item. Both surfaces are of this program: what a change of the
//! generator does is not seen.
//!
//! Texts, samples and times of pages are no facts here: they change nothing for a program.

mod because;
mod change;
mod describe;
mod effect;
mod events;
mod fields;
mod kind;
mod operations;
mod surface;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ptr;

use rayon::join;

use crate::Reading;
use crate::ir::{self, Api, Endpoint, EndpointId, Event, Since, TypeId};
use crate::names::{self, Lock, Names};
use crate::{pass, prose};

pub use change::{Change, Diff, ItemChange, Step};
pub use kind::{Kind, Stay, Upgrade};

/// One state of the pages, with the crate that they make.
#[derive(Debug)]
pub struct Side {
    /// What the pages say, each for itself, and what they said once.
    pages: Api,
    /// The types that the pages share, and where each stands.
    shared: BTreeMap<TypeId, Vec<TypeId>>,
    /// What the crate is made of.
    client: Api,
    names: Names,
    published: Lock,
}

impl Side {
    /// The endpoints and events of all pages, as [`pipeline::assemble`](crate::pipeline::assemble) gives them, and the names that
    /// were published when the pages were like this. The vendor's sentences do not count.
    #[must_use]
    pub fn new(reading: Reading, published: &Lock) -> Self {
        let Api { endpoints, events, .. } = reading.api;
        let endpoints = endpoints.into_iter();
        let events = events.into_iter();
        let pages = Api {
            endpoints: endpoints.map(|(id, it)| (id, prose::without_prose(it))).collect(),
            events: events.map(|(id, it)| (id, prose::event_without_prose(it))).collect(),
            ..Api::default()
        };
        let mut client = pages.clone();
        pass::run(pass::SCHEMA, &mut client, &mut Vec::new());
        let shared = client.definitions.iter();
        let shared = shared.map(|(id, definition)| (id.clone(), definition.places.clone()));
        let shared = shared.collect();
        pass::client(&mut client, published);
        let (names, own) = names::assign(&client, published);
        let published = own.with_others(published, &client);
        Self {
            pages,
            shared,
            client,
            names,
            published,
        }
    }

    /// What the pages say, each as it stands: what a state is kept as.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.pages.endpoints.values()
    }

    /// The same of events.
    pub fn events(&self) -> impl Iterator<Item = &Event> {
        self.pages.events.values()
    }

    /// What the crate has although the pages say it no longer, or require it no longer: a line each.
    #[must_use]
    pub fn held_back(&self) -> BTreeSet<String> {
        let endpoints = self.endpoints().map(|endpoint| {
            let let_go = endpoint.clone().let_go();
            ir::let_go_lines(&endpoint.id, endpoint.gone, &let_go)
        });
        let events = self.events().map(|event| {
            let let_go = event.clone().let_go();
            ir::let_go_lines(&event.id, event.gone, &let_go)
        });
        endpoints.chain(events).flatten().collect()
    }

    /// The names that are published with these pages: those to start from for the pages after them.
    #[must_use]
    pub fn published(&self) -> &Lock {
        &self.published
    }
}

/// What the pages say now: without what they say no longer, and required only where they say so now. Of what is `alike` on both
/// sides, nothing.
fn facts(pages: &Api, alike: &BTreeSet<&EndpointId>) -> Api {
    let mut facts = Api::default();
    let is_fact = |id: &EndpointId, gone: Option<Since>| gone.is_none() && !alike.contains(id);
    for (id, endpoint) in pages.endpoints.iter().filter(|(id, it)| is_fact(id, it.gone)) {
        let mut endpoint = endpoint.clone();
        endpoint.let_go();
        facts.endpoints.insert(id.clone(), endpoint);
    }
    for (id, event) in pages.events.iter().filter(|(id, it)| is_fact(id, it.gone)) {
        let mut event = event.clone();
        event.let_go();
        facts.events.insert(id.clone(), event);
    }
    facts
}

/// What changed.
#[must_use]
pub fn compare(old: &Side, new: &Side) -> Diff {
    let mut diff = Diff {
        changes: match ptr::eq(old, new) {
            true => Vec::new(),
            false => changes(old, new),
        },
        ..figures(&old.pages, &new.pages)
    };
    diff.sort();
    diff
}

/// What changed in the pages, with the items of the crate that differ because of it.
fn changes(old: &Side, new: &Side) -> Vec<Change> {
    let ids = operations::matched(&old.pages, &new.pages);
    let taken: BTreeSet<&EndpointId> = ids.values().copied().collect();
    // What is gone has no match and stays in the crate.
    let stays = |id: &EndpointId| {
        !taken.contains(id) && (new.pages.endpoints.contains_key(id) || new.pages.events.contains_key(id))
    };
    let same_id = |id: &EndpointId| match ids.get(id) {
        Some(same) => same.to_string(),
        None if stays(id) => id.to_string(),
        None => format!("old {id}"),
    };
    let (mut changes, (before, after)) = join(
        || changed_facts(old, new, &ids),
        || {
            join(
                || surface::items(&old.client, &old.names, same_id),
                || surface::items(&new.client, &new.names, ToString::to_string),
            )
        },
    );
    let effects = effect::compare(&before, &after);
    let sides = because::Sides {
        old: &old.client,
        new: &new.client,
        ids: &ids,
    };
    because::join(&mut changes, &effects, &sides);
    changes
}

/// What the pages say else. An operation or event of which both sides say all the same is not looked at again.
fn changed_facts(old: &Side, new: &Side, ids: &HashMap<&EndpointId, &EndpointId>) -> Vec<Change> {
    let (before, after) = (&old.pages, &new.pages);
    let is_alike = |(id, same): &(&&EndpointId, &&EndpointId)| {
        before.endpoints.get(**id) == after.endpoints.get(**same) && before.events.get(**id) == after.events.get(**same)
    };
    let (alike, alike_now) = ids.iter().filter(is_alike).unzip();
    let (before, after) = (facts(before, &alike), facts(after, &alike_now));
    operations::facts(&before, &after, &new.shared, ids)
}

/// How many operations and events there are; no change yet.
fn figures(old: &Api, new: &Api) -> Diff {
    let operations = |pages: &Api| pages.endpoints.values().filter(|it| it.gone.is_none()).count();
    let events = |pages: &Api| pages.events.values().filter(|it| it.gone.is_none()).count();
    Diff {
        old_operations: operations(old),
        new_operations: operations(new),
        old_events: events(old),
        new_events: events(new),
        ..Diff::default()
    }
}
