//! Digests of what the vendor says, by which a text of ours is known to be older than its page.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::key::Key;
use super::walk::{self, Place, Thing};
use crate::ir::Api;

/// How many bytes of a digest are kept.
const BYTES: usize = 4;

/// The digests of one service version, by key.
pub type Digests = BTreeMap<Key, String>;

/// A digest of the vendor's texts for each key, by service version. Before prose is taken out and types are shared.
///
/// Letters and digits alone count: dialects differ in marks and blanks.
#[must_use]
pub fn digests(api: &mut Api) -> BTreeMap<String, Digests> {
    let mut texts: BTreeMap<String, BTreeMap<Key, BTreeSet<String>>> = BTreeMap::new();
    let mut add = |place: &Place, text: &str| {
        let text: String = text.chars().filter(|letter| letter.is_alphanumeric()).collect();
        if !text.is_empty() {
            let version = place.owner.id().service_version();
            texts
                .entry(version)
                .or_default()
                .entry(place.best_key())
                .or_default()
                .insert(text);
        }
    };
    let introductions = api
        .endpoints
        .values()
        .map(|endpoint| (&endpoint.id, false, &endpoint.title, &endpoint.text));
    let of_events = api
        .events
        .values()
        .map(|event| (&event.id, true, &event.title, &event.text));
    for (id, is_event, title, text) in introductions.chain(of_events) {
        add(&Place::of_operation(id, is_event), &format!("{title}{text}"));
    }
    let mut found = |place: &Place, thing: Thing<'_>| match thing {
        Thing::Field(field) => add(place, &field.text),
        Thing::Value(value) => add(place, &value.label),
        Thing::Operation(_) | Thing::Type(_) => {}
    };
    api.endpoints
        .values_mut()
        .for_each(|endpoint| walk::endpoint(endpoint, &mut found));
    api.events.values_mut().for_each(|event| walk::event(event, &mut found));
    let of_version = |texts: BTreeMap<Key, BTreeSet<String>>| {
        let digest = |(key, texts): (Key, BTreeSet<String>)| (key, together(texts.iter().map(String::as_str)));
        texts.into_iter().map(digest).collect()
    };
    texts
        .into_iter()
        .map(|(version, texts)| (version, of_version(texts)))
        .collect()
}

/// One digest of several texts, or of several digests.
#[must_use]
pub fn together<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text);
        hash.update("\n");
    }
    hash.finalize()
        .iter()
        .take(BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
