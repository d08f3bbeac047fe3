//! The endpoints and events of all pages -> the schema: one endpoint for each operation, one event for each type, each with
//! an id of its own.

mod events;
mod one_operation;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Endpoint, EndpointId, Operation, Source};
use crate::lower;
use crate::reading::{Described, Lowered, LoweredPage, Reading, Role, Skip, SkipReason};

/// Merges the endpoints of all pages of a run into a schema. Pages come sorted by name, so that the result depends on no other order.
pub(crate) fn assemble(pages: Vec<LoweredPage>) -> Reading {
    let mut reading = Reading {
        pages: pages.len(),
        ..Reading::default()
    };
    let (mut endpoints, mut events) = (Vec::new(), Vec::new());
    for page in pages {
        reading.diagnostics.extend(page.diagnostics.into_sorted());
        match page.described {
            Ok(Described::Endpoint(endpoint)) => endpoints.push(*endpoint),
            Ok(Described::Events(of_page)) => events.extend(of_page),
            Err(reason) => reading.skipped.push(Skip {
                page: page.name,
                reason,
            }),
        }
    }
    reading.report_derived_ids(&endpoints);
    let endpoints = reading.without_superseded(endpoints);
    reading.give_ids(endpoints);
    reading.add_events(events);
    reading.skipped.sort();
    reading.diagnostics.sort();
    reading
}

impl Reading {
    fn report_derived_ids(&mut self, endpoints: &[Lowered]) {
        for Lowered { endpoint, .. } in endpoints.iter().filter(|lowered| !lowered.endpoint.id_documented) {
            let message = format!(
                "the page has no link to the API explorer; its URL gives the id `{}`",
                endpoint.id
            );
            self.report(&endpoint.source, Code::DerivedId, message);
        }
    }

    /// Of pages for one method and URL, the one that counts; where each describes a part, all of them merged.
    fn without_superseded(&mut self, endpoints: Vec<Lowered>) -> Vec<Lowered> {
        let mut operations: BTreeMap<Operation, Vec<Lowered>> = BTreeMap::new();
        for lowered in endpoints {
            operations
                .entry(lowered.endpoint.operation())
                .or_default()
                .push(lowered);
        }
        let of = |mut pages: Vec<Lowered>| {
            pages.sort_by_cached_key(one_operation::rank);
            let mut pages = pages.into_iter();
            let mut kept = pages.next()?;
            for Lowered { endpoint: other, .. } in pages {
                let (method, path) = (other.method.as_str(), &other.path.template);
                let page = &kept.endpoint.source.page;
                let is_part = kept.role == Role::Merging && !other.deprecated && !other.source.is_historic();
                let (reason, which) = match is_part {
                    true => (SkipReason::Part, "which it is a part of"),
                    false => (SkipReason::Superseded, "which is used"),
                };
                let message = format!("{method} {path} is described by `{page}` as well, {which}");
                self.report(&other.source, Code::DuplicateEndpoint, message);
                self.skipped.push(Skip {
                    page: other.source.page.clone(),
                    reason,
                });
                if is_part {
                    let mut diagnostics = Diagnostics::new(&other.source.page);
                    one_operation::absorb(&mut kept.endpoint, other, &mut diagnostics);
                    self.diagnostics.extend(diagnostics.into_sorted());
                }
            }
            Some(kept)
        };
        operations.into_values().filter_map(of).collect()
    }

    /// Where two pages claim one id, the newer keeps it; the other gets one from its URL.
    fn give_ids(&mut self, mut endpoints: Vec<Lowered>) {
        endpoints.sort_by(|Lowered { endpoint: one, .. }, Lowered { endpoint: other, .. }| {
            let rank = |endpoint: &Endpoint| (!endpoint.id_documented, std::cmp::Reverse(endpoint.source.updated));
            rank(one)
                .cmp(&rank(other))
                .then_with(|| one.source.page.cmp(&other.source.page))
        });
        let mut others = Vec::new();
        for lowered in endpoints {
            match self.api.endpoints.entry(lowered.endpoint.id.clone()) {
                Entry::Vacant(place) => {
                    place.insert(lowered.endpoint);
                }
                Entry::Occupied(_) => others.push(lowered),
            }
        }
        for Lowered { mut endpoint, .. } in others {
            let free = self.free_id(&endpoint);
            let claimed = std::mem::replace(&mut endpoint.id, free);
            endpoint.id_documented = false;
            let kept = self.api.endpoints.get(&claimed);
            let kept = kept.map(|kept| kept.source.page.clone()).unwrap_or_default();
            let message = format!(
                "the id `{claimed}` belongs to `{kept}`; this endpoint is called `{}`",
                endpoint.id
            );
            self.report(&endpoint.source, Code::DuplicateId, message);
            self.api.endpoints.insert(endpoint.id.clone(), endpoint);
        }
    }

    fn free_id(&self, endpoint: &Endpoint) -> EndpointId {
        let mut id = lower::derive_id(&endpoint.path, endpoint.method);
        let base = format!("{}_{}", id.method, endpoint.method.as_str().to_ascii_lowercase());
        let mut count = 1;
        while self.api.endpoints.contains_key(&id) {
            id.method = if count == 1 {
                base.clone()
            } else {
                format!("{base}_{count}")
            };
            count += 1;
        }
        id
    }

    /// Reports a diagnostic about an endpoint or event as a whole; it points at the URL or type.
    fn report(&mut self, source: &Source, code: Code, message: String) {
        self.diagnostics.push(Diagnostic {
            page: source.page.clone(),
            span: source.span,
            code,
            message,
            words: Vec::new(),
            help: None,
            fixup: None,
        });
    }
}
