//! Corrections of the vendor's mistakes: one entry for each, in a file for each service; those of events in one of their own.
//!
//! Endpoints come in as their pages describe them, and go out corrected; each says which fixups are in it. A fact sheet is
//! written from the corrected endpoint, and names its fixups. A fixup that no endpoint of a whole run has is stale, and an
//! error: the vendor has fixed, moved or removed the page.

mod application;
mod apply;
mod authen;
mod drive;
mod edit;
mod events;
mod im;
mod mail;
mod meeting_room;
mod search;
mod sheets;
mod stale;
mod suggest;
#[cfg(test)]
mod tests;

pub(crate) use apply::apply;
pub use edit::edit;
pub(crate) use events::apply_events;
pub use events::{EVENTS, EventFixup, find_event};
pub(crate) use stale::check_fixups;
pub(crate) use suggest::suggest;

use crate::ir::{Endpoint, Method, Operation};

/// A correction of one mistake on one page.
#[derive(Clone, Copy, Debug)]
pub struct Fixup {
    /// Names it in fact sheets and in `explain`: `values-append-id`.
    pub name: &'static str,
    /// The page that is wrong: the end of its address, which begins otherwise in other mirrors.
    pub page: &'static str,
    /// The operation that the page describes: method, and path with `{}` for each variable.
    pub operation: (Method, &'static str),
    /// What is wrong.
    pub reason: &'static str,
    /// The day on which somebody saw it: `2026-11-22`.
    pub date: &'static str,
    /// What to do about it.
    pub change: Change,
}

/// The correction that a fixup makes.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Gives the endpoint an id, where the page gives none and rules make nonsense of its URL.
    Id(&'static str),
    /// Of several pages for the operation this one counts.
    Prefer,
    /// Each page for the operation describes a part of it: what the others say is added to this one.
    Merge,
    /// Changes what the page says, and tells whether there was something to change. For a field, [`edit`] does that:
    /// `Change::Edit(|endpoint| edit(endpoint, Part::Body, "items.count", |field| field.ty = Type::Int))`.
    Edit(fn(&mut Endpoint) -> bool),
}

/// Every fixup, by service.
pub const ALL: &[&[Fixup]] = &[
    application::FIXUPS,
    authen::FIXUPS,
    drive::FIXUPS,
    im::FIXUPS,
    mail::FIXUPS,
    meeting_room::FIXUPS,
    search::FIXUPS,
    sheets::FIXUPS,
];

/// The fixup of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Fixup> {
    ALL.iter().copied().flatten().find(|fixup| fixup.name == name)
}

impl Fixup {
    /// Whether an endpoint comes from the page.
    fn is_of_page(&self, endpoint: &Endpoint) -> bool {
        let rest = endpoint
            .source
            .address
            .as_deref()
            .and_then(|address| address.strip_suffix(self.page));
        rest.is_some_and(|rest| rest.ends_with('/'))
    }

    fn is_of(&self, (_, path, method): &Operation) -> bool {
        self.operation == (*method, path.as_str())
    }
}
