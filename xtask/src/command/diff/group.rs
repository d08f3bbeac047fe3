//! Changes for a reader: those that say the same of several places are one line.

use std::collections::{BTreeMap, BTreeSet};

use feishu_openapi_codegen::diagnostic::counted;
use feishu_openapi_codegen::diff::{Change, Kind};

/// Changes of one kind, in one service version, that say the same.
pub(super) struct Group<'d> {
    pub(super) changes: Vec<&'d Change>,
}

/// The groups of some changes, by service version and first place.
pub(super) fn groups<'d>(changes: impl IntoIterator<Item = &'d Change>) -> BTreeMap<String, Vec<Group<'d>>> {
    let mut groups: BTreeMap<_, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        let key = (
            change.version(),
            change.kind,
            steps(change),
            &change.old,
            &change.new,
            &change.accepted,
        );
        groups.entry(key).or_default().push(change);
    }
    let mut by_version: BTreeMap<String, Vec<Group<'_>>> = BTreeMap::new();
    for ((version, ..), changes) in groups {
        by_version.entry(version).or_default().push(Group { changes });
    }
    for groups in by_version.values_mut() {
        groups.sort_by(|one, other| one.place().cmp(other.place()));
    }
    by_version
}

/// A place below its operation or event. Two that end alike are two fields, and each is shown.
fn steps(change: &Change) -> &str {
    change.place.split_once(' ').map_or("", |(_, steps)| steps)
}

impl Group<'_> {
    fn place(&self) -> &str {
        self.changes.first().map_or("", |change| change.place.as_str())
    }

    /// `user.get response.user.status`.
    pub(super) fn shown_place(&self) -> &str {
        let version = self.changes.first().map_or(String::new(), |change| change.version());
        let place = self.place();
        place
            .strip_prefix(&version)
            .map_or(place, |rest| rest.trim_start_matches('.'))
    }

    /// ` (seen by 2 operations)`, where more than one operation or event sees it.
    pub(super) fn seen_by(&self) -> String {
        let operations: BTreeSet<&String> = self.changes.iter().flat_map(|change| &change.operations).collect();
        let events: BTreeSet<&String> = self.changes.iter().flat_map(|change| &change.events).collect();
        match (operations.len(), events.len()) {
            (0 | 1, 0) | (0, 1) => String::new(),
            (count, 0) => format!(" (seen by {count} operations)"),
            (0, count) => format!(" (seen by {count} events)"),
            (count, events) => {
                let (operations, events) = (counted(count, "operation"), counted(events, "event"));
                format!(" (seen by {operations} and {events})")
            }
        }
    }

    /// `+`, `-` or `~`, and what it says: the new text, the old one, or both.
    pub(super) fn what(&self) -> (char, String) {
        let Some(change) = self.changes.first() else {
            return ('~', String::new());
        };
        match (&change.old, &change.new) {
            (None, Some(new)) => ('+', new.clone()),
            (Some(old), None) => ('-', old.clone()),
            (Some(old), Some(new)) => ('~', format!("{old} -> {new}")),
            (None, None) => ('~', String::new()),
        }
    }

    /// Why people accepted the changes.
    pub(super) fn accepted(&self) -> Option<&str> {
        self.changes.first()?.accepted.as_deref()
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.changes.first().map(|change| change.kind)
    }
}

/// How many changes each service has, most first: `hire 12, im 3`.
pub(super) fn services<'d>(changes: impl IntoIterator<Item = &'d Change>, most: usize) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes {
        let service = change.place.split('.').next().unwrap_or_default();
        *counts.entry(service.to_owned()).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(service, count)| (std::cmp::Reverse(*count), service.clone()));
    let more = counts.len().saturating_sub(most);
    let mut shown: Vec<String> = counts
        .iter()
        .take(most)
        .map(|(service, count)| format!("{service} {count}"))
        .collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    shown.join(", ")
}

/// The changes, split by what a reader has to know: what breaks those who take the new crate, what breaks those who do not,
/// what people accepted, operations and events that come, other new things, and the rest.
pub(super) struct Sections<'d> {
    pub(super) breaking: Vec<&'d Change>,
    pub(super) urgent: Vec<&'d Change>,
    pub(super) accepted: Vec<&'d Change>,
    pub(super) operations: Vec<&'d Change>,
    pub(super) events: Vec<&'d Change>,
    pub(super) new: Vec<&'d Change>,
    pub(super) rest: Vec<&'d Change>,
}

impl<'d> Sections<'d> {
    pub(super) fn of(changes: &'d [Change]) -> Self {
        use feishu_openapi_codegen::diff::{Stay, Upgrade};
        let mut sections = Self {
            breaking: Vec::new(),
            urgent: Vec::new(),
            accepted: Vec::new(),
            operations: Vec::new(),
            events: Vec::new(),
            new: Vec::new(),
            rest: Vec::new(),
        };
        for change in changes {
            let section = match (change.kind, change.upgrade, change.stay) {
                _ if change.accepted.is_some() => &mut sections.accepted,
                (_, Upgrade::CompileError | Upgrade::Silent, _) => &mut sections.breaking,
                (Kind::OperationAdded, ..) => &mut sections.operations,
                (Kind::EventAdded, ..) => &mut sections.events,
                (_, _, Stay::MayFail | Stay::SendsSomethingElse | Stay::Fails) => &mut sections.urgent,
                (_, Upgrade::NewThings, _) => &mut sections.new,
                _ => &mut sections.rest,
            };
            section.push(change);
        }
        sections
    }
}
