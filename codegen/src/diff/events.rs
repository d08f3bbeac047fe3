//! The events of two schemas: those that come and go, and what is said of each as a whole.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Api, EndpointId, Event};

use super::kind::Kind;
use super::walk::{Spot, Walk};

impl<'a> Walk<'a> {
    /// Compares all events. `kept` are the ids of the new pages that the old ones have too.
    pub(super) fn events(
        &mut self,
        old: &'a Api,
        new: &'a Api,
        matched: &HashMap<&EndpointId, &EndpointId>,
        kept: &BTreeSet<&EndpointId>,
    ) {
        let describe = |event: &Event| Some(format!("{} {}", event.event_type, event.title));
        for (id, event) in &old.events {
            match matched.get(id).and_then(|id| new.events.get(*id)) {
                Some(now) if now == event => {}
                Some(now) => {
                    let spot = self.event_spot(&now.id);
                    self.event(&spot, event, now);
                }
                None => {
                    let spot = self.event_spot(id);
                    self.report(&spot, Kind::EventRemoved, describe(event), None);
                }
            }
        }
        for (id, event) in new.events.iter().filter(|(id, _)| !kept.contains(id)) {
            let spot = self.event_spot(id);
            self.report(&spot, Kind::EventAdded, None, describe(event));
        }
    }

    fn event(&mut self, spot: &Spot, old: &'a Event, new: &'a Event) {
        self.differ(spot, Kind::IdChanged, &old.id.to_string(), &new.id.to_string());
        self.page(spot, [&old.title, &new.title], [&old.source, &new.source]);
        self.differ(spot, Kind::EventType, &old.event_type, &new.event_type);
        self.differ(spot, Kind::EventEnvelope, old.version.word(), new.version.word());
        let identity = |event: &'a Event| event.identity.as_deref().unwrap_or_default();
        self.differ(spot, Kind::EventIdentity, identity(old), identity(new));
        let reply = |event: &Event| if event.reply.is_some() { "a reply" } else { "" };
        self.differ(spot, Kind::EventReply, reply(old), reply(new));
        let kinds = [Kind::EventDeprecated, Kind::EventRestored];
        self.deprecated(spot, kinds, [old.deprecated, new.deprecated]);
        self.app_types(spot, &old.app_types, &new.app_types);
        self.needed(spot, &old.scopes, &new.scopes);
        let kinds = [Kind::FieldScopeAdded, Kind::FieldScopeRemoved];
        self.scopes(spot, kinds, &old.field_scopes, &new.field_scopes);
        self.errors(spot, &old.errors, &new.errors);
        for ((part, old), (_, new)) in old.parts().into_iter().zip(new.parts()) {
            self.content(&spot.part(part), old, new);
        }
    }
}
