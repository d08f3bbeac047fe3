//! What a comparison finds, as data.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::kind::{Kind, Stay, Upgrade};

/// The steps from an operation or event down to what changed: its id, the part, names of fields.
pub(super) type Place = Vec<String>;

/// One change of what the pages say, with what it does to programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// 12 hexadecimal digits that stand for kind, service version, steps below the operation, old and new, and for the items that
    /// break programs: the same in each run, whatever else changed. A change that breaks more than before has others.
    pub fingerprint: String,
    /// What changed.
    pub kind: Kind,
    /// Where: `contact.v3.user.get response.user.status`. Of a type that several operations share, one of its places.
    pub place: String,
    /// What the old pages say; nothing where they do not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What the new pages say; nothing where they do not say it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
    /// The ids of all operations that see it, sorted; those of the old pages where the new ones lack the operation.
    pub operations: BTreeSet<String>,
    /// The same of events and callbacks.
    pub events: BTreeSet<String>,
    /// What it does to programs that keep their crate.
    pub stay: Stay,
    /// What it does to programs that take the new crate.
    pub upgrade: Upgrade,
    /// The items of the crate that change because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
    /// Why people accepted it, if they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
    /// Every place, for finding what an item changed because of.
    #[serde(skip)]
    pub(super) places: BTreeSet<Place>,
}

impl Change {
    /// A change at `places`, the first of which is shown; nothing where there is none.
    pub(super) fn new(kind: Kind, places: BTreeSet<Place>, [old, new]: [&Option<String>; 2]) -> Option<Self> {
        let first = places.first()?;
        Some(Self {
            fingerprint: fingerprint(kind, first, [old, new]),
            kind,
            place: show(first),
            old: old.clone(),
            new: new.clone(),
            operations: BTreeSet::new(),
            events: BTreeSet::new(),
            stay: kind.stay(),
            upgrade: kind.upgrade(),
            items: Vec::new(),
            accepted: None,
            places,
        })
    }

    /// Takes over who else sees it, and where.
    pub(super) fn join(&mut self, same: Self) {
        self.stay = self.stay.max(same.stay);
        self.operations.extend(same.operations);
        self.events.extend(same.events);
        self.places.extend(same.places);
        if let Some(first) = self.places.first() {
            self.place = show(first);
            self.fingerprint = fingerprint(self.kind, first, [&self.old, &self.new]);
        }
    }

    /// Puts the items in order. Who accepted the change did not accept breaks that come to it later: the fingerprint stands for
    /// them too.
    pub(super) fn settle_items(&mut self) {
        let key = |item: &ItemChange| (Reverse(item.upgrade), item.clone());
        self.items.sort_by_cached_key(key);
        self.items.dedup();
        let breaks = self.breaking_items().map(|item| {
            format!(
                "\n{} {}\n{}\n{}",
                item.upgrade,
                item.item,
                said(&item.before),
                said(&item.after)
            )
        });
        let breaks: String = breaks.collect();
        if !breaks.is_empty() {
            self.fingerprint = digits(&format!("{}{breaks}", self.fingerprint));
        }
    }

    /// The items for which programs have to change, or which stand for something else now.
    pub fn breaking_items(&self) -> impl Iterator<Item = &ItemChange> + Clone {
        self.items.iter().filter(|item| item.upgrade >= Upgrade::CompileError)
    }

    /// `contact.v3`, the service version that it is listed under.
    #[must_use]
    pub fn version(&self) -> String {
        let parts: Vec<&str> = self.place.splitn(3, ['.', ' ']).take(2).collect();
        parts.join(".")
    }
}

fn fingerprint(kind: Kind, first: &Place, [old, new]: [&Option<String>; 2]) -> String {
    digits(&[kind.name(), &identity(kind, first), said(old), said(new)].join("\n"))
}

fn said(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or("-")
}

fn digits(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// What tells a change from others of its kind: the steps, below the operation or event where it is about one as a whole, else
/// below the service version, since operations that share a type or an error come and go.
fn identity(kind: Kind, place: &Place) -> String {
    match (place.split_first(), kind.is_of_whole()) {
        (Some((operation, steps)), false) => {
            format!("{} {}", version(operation), steps.join("."))
        }
        _ => show(place),
    }
}

/// The service version of an operation or event.
pub(super) fn version(operation: &str) -> String {
    operation.splitn(3, '.').take(2).collect::<Vec<_>>().join(".")
}

/// The operation or event, a blank, and the steps with dots between.
pub(super) fn show(place: &Place) -> String {
    match place.split_first() {
        Some((operation, [])) => operation.clone(),
        Some((operation, steps)) => format!("{operation} {}", steps.join(".")),
        None => String::new(),
    }
}

/// What happened to an item of the crate.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ItemChange {
    /// Its path: `contact::v3::user::Delete::user_id_type`.
    pub item: String,
    /// What that does to programs that use it.
    pub upgrade: Upgrade,
    /// How it was used; nothing where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How it is used now; nothing where it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The step that a version has to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// There is nothing to release.
    None,
    /// `0.1.1` after `0.1.0`.
    Patch,
    /// `0.2.0` after `0.1.0`.
    Minor,
    /// `2.0.0` after `1.0.0`.
    Major,
}

/// All that two states of the pages differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// Operations of the old pages.
    pub old_operations: usize,
    /// Operations of the new pages.
    pub new_operations: usize,
    /// Events and callbacks of the old pages.
    pub old_events: usize,
    /// Events and callbacks of the new pages.
    pub new_events: usize,
    /// The changes, worst first, then by place.
    pub changes: Vec<Change>,
}

impl Diff {
    pub(super) fn sort(&mut self) {
        self.changes.sort_by(|one, other| {
            let key = |change: &Change| (Reverse(change.upgrade), Reverse(change.stay));
            let rest = |change: &Change| {
                (
                    change.place.clone(),
                    change.kind,
                    change.old.clone(),
                    change.new.clone(),
                )
            };
            key(one).cmp(&key(other)).then_with(|| rest(one).cmp(&rest(other)))
        });
    }

    /// The worst that it does to programs that take the new crate.
    #[must_use]
    pub fn upgrade(&self) -> Upgrade {
        let all = self.changes.iter().map(|change| change.upgrade);
        all.max().unwrap_or(Upgrade::Nothing)
    }

    /// The worst that it does to programs that keep their crate.
    #[must_use]
    pub fn stay(&self) -> Stay {
        self.changes.iter().map(|change| change.stay).max().unwrap_or(Stay::Ok)
    }

    /// The step to the next version, from one with this major number.
    #[must_use]
    pub fn step(&self, major: u64) -> Step {
        match (self.upgrade(), major) {
            (Upgrade::Nothing, _) => Step::None,
            (Upgrade::CompileError | Upgrade::Silent, 0) => Step::Minor,
            (Upgrade::CompileError | Upgrade::Silent, _) => Step::Major,
            (Upgrade::NewThings, 1..) => Step::Minor,
            (Upgrade::NewThings | Upgrade::Docs, _) => Step::Patch,
        }
    }

    /// How many operations there were before and are now, and something about them changed.
    #[must_use]
    pub fn touched(&self) -> usize {
        let whole = [Kind::OperationAdded, Kind::OperationRemoved];
        self.touched_of(&whole, |change| &change.operations)
    }

    /// The same of events.
    #[must_use]
    pub fn touched_events(&self) -> usize {
        let whole = [Kind::EventAdded, Kind::EventRemoved];
        self.touched_of(&whole, |change| &change.events)
    }

    fn touched_of(&self, whole: &[Kind], of: impl Fn(&Change) -> &BTreeSet<String>) -> usize {
        let come_or_go = self.changes.iter().filter(|change| whole.contains(&change.kind));
        let come_or_go: BTreeSet<&String> = come_or_go.flat_map(&of).collect();
        let all: BTreeSet<&String> = self.changes.iter().flat_map(&of).collect();
        all.difference(&come_or_go).count()
    }

    /// How many changes there are of each kind.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for change in &self.changes {
            *counts.entry(change.kind).or_default() += 1;
        }
        counts
    }
}
