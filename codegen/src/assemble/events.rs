//! The events of all pages -> one for each type.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::Event;
use crate::reading::{Reading, Skip, SkipReason};

impl Reading {
    /// Of pages for one event, the one that counts. A page of which none counts is superseded.
    pub(super) fn add_events(&mut self, events: Vec<Event>) {
        let mut by_id: BTreeMap<_, Vec<Event>> = BTreeMap::new();
        for event in events {
            by_id.entry(event.id.clone()).or_default().push(event);
        }
        let (mut used, mut others) = (BTreeSet::new(), BTreeSet::new());
        for (id, mut pages) in by_id {
            pages.sort_by_cached_key(rank);
            let mut pages = pages.into_iter();
            let Some(kept) = pages.next() else { continue };
            for other in pages {
                let page = &kept.source.page;
                let message = format!("`{}` is described by `{page}` as well, which is used", other.event_type);
                self.report(&other.source, Code::DuplicateEvent, message);
                others.insert(other.source.page);
            }
            used.insert(kept.source.page.clone());
            self.api.events.insert(id, kept);
        }
        let superseded = others.into_iter().filter(|page| !used.contains(page));
        self.skipped.extend(superseded.map(|page| Skip {
            page,
            reason: SkipReason::Superseded,
        }));
    }
}

/// Sorts the pages for one event, the one that counts first, as those of endpoints are sorted.
fn rank(event: &Event) -> impl Ord + use<> {
    (
        event.source.is_historic(),
        event.deprecated,
        Reverse(event.source.updated),
        event.source.page.clone(),
    )
}
