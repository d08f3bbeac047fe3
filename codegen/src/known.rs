//! What another reading of an operation knows: ids, flags of permissions, depths and values that the dialect of a page
//! may be unable to show.
//!
//! [`fill`] puts two readings of one state of a page together; [`follow`] is for a page that changed: it keeps what its dialect
//! cannot say, as [`keep`] does, and marks what it took away; [`refresh`] is for a page that is read anew. None asks which
//! dialect a page is.

mod fields;
mod hold;

use crate::diagnostic::Span;
use crate::ir::{Endpoint, ErrorEntry, Event, Scope};
use crate::vocabulary::HISTORY;

use fields::Shown;
use hold::{hold, hold_event};

/// Something that one reading took over from another one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// What kind of fact it is.
    pub fact: Fact,
    /// Which one: a path of names behind the part of the request or response, `body tasks.status`; a permission.
    pub place: String,
}

/// The kinds of facts that are taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// The operation's id.
    Id,
    /// Tokens, kinds of applications, the rate limit, the page's address.
    Basics,
    /// The label, or a flag such as 历史版本, of a permission.
    Scope,
    /// Which field belongs to which object.
    Depths,
    /// A type, where the page shows none.
    Type,
    /// Documented values.
    Values,
    /// The default.
    Default,
    /// A limit, a unit, or the permissions of a field.
    Detail,
    /// An error code with its message.
    Error,
    /// A field, value or error code that the page lists no longer.
    Gone,
    /// That a field was required, which the page calls optional.
    Held,
}

impl Fact {
    /// What it is, of one and of several: `id`, `ids`.
    #[must_use]
    pub fn noun(self, count: usize) -> &'static str {
        let (one, several) = match self {
            Self::Id => ("id", "ids"),
            Self::Basics => (
                "token, application, rate limit or address",
                "tokens, applications, rate limits or addresses",
            ),
            Self::Scope => ("label or flag of a scope", "labels and flags of scopes"),
            Self::Depths => ("depth", "depths"),
            Self::Type => ("type", "types"),
            Self::Values => ("set of values", "sets of values"),
            Self::Default => ("default", "defaults"),
            Self::Detail => ("limit, unit or scope of a field", "limits, units or scopes of fields"),
            Self::Error => ("error code", "error codes"),
            Self::Gone => (
                "field, value or error code that is gone",
                "fields, values or error codes that are gone",
            ),
            Self::Held => (
                "field that was required and is optional",
                "fields that were required and are optional",
            ),
        };
        if count == 1 { one } else { several }
    }
}

/// What was taken over, in the order in which it was found.
#[derive(Debug, Default)]
struct Found(Vec<Kept>);

impl Found {
    fn note(&mut self, fact: Fact, place: impl Into<String>) {
        let place = place.into();
        self.0.push(Kept { fact, place });
    }
}

/// Fills the gaps of a reading with what another reading of the same state of the page says. Nothing that the reading has
/// is changed, but for depths, where the other page shows all of them.
pub fn fill(known: &mut Endpoint, other: &Endpoint, depths_are_shown: bool) -> Vec<Kept> {
    let mut found = Found::default();
    if other.id_documented && !known.id_documented {
        (known.id, known.id_documented) = (other.id.clone(), true);
        found.note(Fact::Id, known.id.to_string());
    }
    basics(known, other, &mut found);
    scopes(&mut known.scopes, &other.scopes, &mut found);
    scopes(&mut known.field_scopes, &other.field_scopes, &mut found);
    errors(&mut known.errors, &other.errors, &mut found);
    fields::fill(known, other, depths_are_shown, &mut found);
    found.0
}

/// Keeps in the reading of a page that changed what an earlier reading knows, and marks what the page took away.
pub fn follow(page: &mut Endpoint, known: &Endpoint, depths_are_shown: bool) -> Vec<Kept> {
    let mut kept = keep(page, known, depths_are_shown);
    kept.extend(hold(page, known));
    kept
}

/// Keeps in the reading of a page that changed what an earlier reading knows, unless the page says otherwise. Its texts
/// have to be there still: a value stays that they name. `depths_are_shown` says whether the page shows all depths.
pub fn keep(page: &mut Endpoint, known: &Endpoint, depths_are_shown: bool) -> Vec<Kept> {
    let mut found = Found::default();
    let flags = has_flags(&page.scopes, &page.field_scopes);
    keep_frame(page, known, flags, &mut found);
    let shown = Shown {
        depths: depths_are_shown,
        flags,
        same_state: false,
    };
    fields::keep(page, known, shown, &mut found);
    found.0
}

/// Keeps in a new reading of a page that did not change what its dialect cannot say, as [`keep`] does, and what is marked as
/// gone. Of what the page shows, the new reading counts; gaps are filled.
pub fn refresh(page: &mut Endpoint, known: &Endpoint, depths_are_shown: bool) -> Vec<Kept> {
    let mut found = Found::default();
    let flags = has_flags(&page.scopes, &page.field_scopes);
    keep_frame(page, known, flags, &mut found);
    basics(page, known, &mut found);
    errors(&mut page.errors, &known.errors, &mut found);
    let shown = Shown {
        depths: depths_are_shown,
        flags,
        same_state: true,
    };
    fields::keep(page, known, shown, &mut found);
    hold::hold_marked(page, known);
    found.0
}

/// [`fill`] for an event. Its tables show all depths in every dialect.
pub fn fill_event(known: &mut Event, other: &Event) -> Vec<Kept> {
    let mut found = Found::default();
    scopes(&mut known.scopes, &other.scopes, &mut found);
    scopes(&mut known.field_scopes, &other.field_scopes, &mut found);
    fields::fill(known, other, false, &mut found);
    found.0
}

/// [`follow`] for an event.
pub fn follow_event(page: &mut Event, known: &Event) -> Vec<Kept> {
    let mut kept = keep_event(page, known);
    kept.extend(hold_event(page, known));
    kept
}

/// [`keep`] for an event.
pub fn keep_event(page: &mut Event, known: &Event) -> Vec<Kept> {
    let flags = has_flags(&page.scopes, &page.field_scopes);
    let mut found = Found::default();
    keep_scopes(page, known, flags, &mut found);
    let shown = Shown {
        depths: true,
        flags,
        same_state: false,
    };
    fields::keep(page, known, shown, &mut found);
    found.0
}

/// [`refresh`] for an event.
pub fn refresh_event(page: &mut Event, known: &Event) -> Vec<Kept> {
    let mut found = Found::default();
    let flags = has_flags(&page.scopes, &page.field_scopes);
    keep_scopes(page, known, flags, &mut found);
    let shown = Shown {
        depths: true,
        flags,
        same_state: true,
    };
    fields::keep(page, known, shown, &mut found);
    hold::hold_marked_event(page, known);
    found.0
}

fn keep_scopes(page: &mut Event, known: &Event, has_flags: bool, found: &mut Found) {
    if !has_flags {
        scopes(&mut page.scopes, &known.scopes, found);
        scopes(&mut page.field_scopes, &known.field_scopes, found);
    }
}

/// A page that shows flags at all shows all of them. A label that says 历史版本 shows none.
fn has_flags(needed: &[Scope], of_fields: &[Scope]) -> bool {
    let has_flag = |scope: &Scope| scope.history && !scope.label.contains(HISTORY) || scope.offline;
    needed.iter().chain(of_fields).any(has_flag)
}

/// Keeps the id that is known, unless the page has one of the API explorer.
pub fn keep_id(page: &mut Endpoint, known: &Endpoint) -> Option<Kept> {
    if page.id_documented {
        return None;
    }
    let is_new = page.id != known.id || known.id_documented;
    (page.id, page.id_documented) = (known.id.clone(), known.id_documented);
    is_new.then(|| Kept {
        fact: Fact::Id,
        place: known.id.to_string(),
    })
}

fn keep_frame(page: &mut Endpoint, known: &Endpoint, has_flags: bool, found: &mut Found) {
    found.0.extend(keep_id(page, known));
    if !has_flags {
        scopes(&mut page.scopes, &known.scopes, found);
        scopes(&mut page.field_scopes, &known.field_scopes, found);
    }
}

fn basics(known: &mut Endpoint, other: &Endpoint, found: &mut Found) {
    let mut take = |is_gap: bool, name: &str| {
        if is_gap {
            found.note(Fact::Basics, name);
        }
        is_gap
    };
    if take(known.tokens.is_empty() && !other.tokens.is_empty(), "tokens") {
        known.tokens = other.tokens.clone();
    }
    if take(
        known.app_types.is_empty() && !other.app_types.is_empty(),
        "applications",
    ) {
        known.app_types = other.app_types.clone();
    }
    if take(known.rate_limit.is_none() && other.rate_limit.is_some(), "rate limit") {
        known.rate_limit = other.rate_limit.clone();
    }
    let (source, other) = (&mut known.source, &other.source);
    if take(source.address.is_none() && other.address.is_some(), "address") {
        source.address = other.address.clone();
    }
    if take(
        source.document_id.is_none() && other.document_id.is_some(),
        "document id",
    ) {
        source.document_id = other.document_id.clone();
    }
}

/// Error codes that one reading lacks: a table within a cell is lost in some dialects. Those that are gone are held elsewhere.
fn errors(into: &mut Vec<ErrorEntry>, from: &[ErrorEntry], found: &mut Found) {
    for error in from.iter().filter(|error| error.gone.is_none()) {
        if into.iter().all(|listed| listed.code != error.code) {
            found.note(Fact::Error, error.code.to_string());
            into.push(ErrorEntry {
                span: Span::default(),
                ..error.clone()
            });
        }
    }
}

/// Labels and flags of permissions that both have.
fn scopes(into: &mut [Scope], from: &[Scope], found: &mut Found) {
    for scope in into {
        let Some(other) = from.iter().find(|other| other.name == scope.name) else {
            continue;
        };
        let before = scope.clone();
        if scope.label.is_empty() {
            scope.label = other.label.clone();
        }
        scope.history |= other.history;
        scope.offline |= other.offline;
        if *scope != before {
            found.note(Fact::Scope, scope.name.clone());
        }
    }
}

#[cfg(test)]
mod tests;
