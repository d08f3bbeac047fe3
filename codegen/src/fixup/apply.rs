//! Applies fixups to the endpoints of their pages.

use std::collections::HashMap;

use super::{Change, Fixup};
use crate::ir::{EndpointId, Operation};
use crate::reading::{Described, Lowered, LoweredPage, Role};

/// Applies fixups to the endpoints of their pages.
pub(crate) fn apply(fixups: &[&[Fixup]], pages: &mut [LoweredPage]) {
    let mut by_operation: HashMap<Operation, Vec<&mut Lowered>> = HashMap::new();
    let endpoints = pages.iter_mut().filter_map(|page| match &mut page.described {
        Ok(Described::Endpoint(lowered)) => Some(&mut **lowered),
        _ => None,
    });
    for lowered in endpoints {
        by_operation
            .entry(lowered.endpoint.operation())
            .or_default()
            .push(lowered);
    }
    for (operation, mut several) in by_operation {
        let of_operation = fixups.iter().copied().flatten();
        let of_operation: Vec<&Fixup> = of_operation.filter(|fixup| fixup.is_of(&operation)).collect();
        let is_alone = several.len() == 1;
        for lowered in &mut several {
            for fixup in &of_operation {
                if fixup.is_of_page(&lowered.endpoint) {
                    correct(fixup, lowered, is_alone);
                }
            }
        }
    }
}

/// Applies a fixup where it changes something.
fn correct(fixup: &Fixup, lowered: &mut Lowered, is_alone: bool) {
    let endpoint = &mut lowered.endpoint;
    let is_changed = match fixup.change {
        Change::Id(id) => EndpointId::parse(id)
            .filter(|id| !endpoint.id_documented && endpoint.id != *id)
            .map(|id| endpoint.id = id)
            .is_some(),
        Change::Edit(edit) => edit(endpoint),
        Change::Prefer | Change::Merge if is_alone => false,
        Change::Prefer => {
            lowered.role = Role::Preferred;
            true
        }
        Change::Merge => {
            lowered.role = Role::Merging;
            true
        }
    };
    let is_noted = endpoint.fixups.iter().any(|name| name == fixup.name);
    if is_changed && !is_noted {
        endpoint.fixups.push(fixup.name.to_owned());
    }
}
