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

use std::collections::BTreeSet;

use rayon::join;

use crate::Reading;
use crate::ir::{self, Api, Endpoint, EndpointId, Event};
use crate::names::{self, Lock, Names};
use crate::{pass, prose};

pub use change::{Change, Diff, ItemChange, Step};
pub use kind::{Kind, Stay, Upgrade};

/// One state of the pages, with the crate that they make.
#[derive(Debug)]
pub struct Side {
    /// What the pages say, each for itself, and what they said once.
    pages: Api,
    /// What the pages say now; and where types stand that they share.
    facts: Api,
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
        let mut facts = now(&pages);
        facts.definitions.clone_from(&client.definitions);
        pass::client(&mut client, published);
        let (names, own) = names::assign(&client, published);
        let published = own.with_others(published, &client);
        Self {
            pages,
            facts,
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

/// Without what the pages say no longer, and required only where they say so now.
fn now(pages: &Api) -> Api {
    let mut facts = pages.clone();
    facts.endpoints.retain(|_, endpoint| endpoint.gone.is_none());
    facts.events.retain(|_, event| event.gone.is_none());
    for endpoint in facts.endpoints.values_mut() {
        endpoint.let_go();
    }
    for event in facts.events.values_mut() {
        event.let_go();
    }
    facts
}

/// What changed.
#[must_use]
pub fn compare(old: &Side, new: &Side) -> Diff {
    let ids = operations::matched(&old.facts, &new.facts);
    let same_id = |id: &EndpointId| ids.get(id).map_or_else(|| format!("old {id}"), ToString::to_string);
    let (mut changes, (before, after)) = join(
        || operations::facts(&old.facts, &new.facts, &ids),
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
    let mut diff = Diff {
        old_operations: old.facts.endpoints.len(),
        new_operations: new.facts.endpoints.len(),
        old_events: old.facts.events.len(),
        new_events: new.facts.events.len(),
        changes,
    };
    diff.sort();
    diff
}
