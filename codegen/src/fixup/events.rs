//! Mistakes on the pages of events.

use std::mem;

use crate::ir::{Event, Field, Object, Presence, Type};
use crate::reading::{Described, LoweredPage};

/// A correction of one mistake on the page of an event.
#[derive(Clone, Copy, Debug)]
pub struct EventFixup {
    /// Names it in fact sheets and in `explain`: `file-read-operators`.
    pub name: &'static str,
    /// The event that the page describes.
    pub event_type: &'static str,
    /// What is wrong.
    pub reason: &'static str,
    /// The day on which somebody saw it: `2026-11-22`.
    pub date: &'static str,
    /// Changes what the page says, and tells whether there was something to change.
    pub change: fn(&mut Event) -> bool,
}

/// Every fixup of an event.
pub const EVENTS: &[EventFixup] = &[
    EventFixup {
        name: "file-read-operators",
        event_type: "drive.file.read_v1",
        reason: "the sample, as the vendor's SDKs, has a list `operator_id_list` where the table has an object `operator_id`",
        date: "2026-11-26",
        change: |event| {
            let Some(field) = field(event, "operator_id").filter(|field| matches!(field.ty, Type::Object(_))) else {
                return false;
            };
            "operator_id_list".clone_into(&mut field.name);
            let one = mem::replace(&mut field.ty, Type::Any);
            field.ty = Type::List(Box::new(one));
            true
        },
    },
    EventFixup {
        name: "visibility-added-users",
        event_type: "application.application.visibility.added_v6",
        reason: "the sample, as the vendor's SDKs, has `user_id` in each of a list `users`",
        date: "2026-11-26",
        change: |event| {
            let Some(found) = field(event, "user_id") else {
                return false;
            };
            let object = Object::new(None, vec![found.clone()]);
            *found = Field {
                span: found.span,
                ..Field::new("users", Type::List(Box::new(Type::Object(object))), Presence::Optional)
            };
            true
        },
    },
];

fn field<'a>(event: &'a mut Event, name: &str) -> Option<&'a mut Field> {
    event.fields.iter_mut().find(|field| field.name == name)
}

/// The fixup of an event of this name.
#[must_use]
pub fn find_event(name: &str) -> Option<&'static EventFixup> {
    EVENTS.iter().find(|fixup| fixup.name == name)
}

/// Applies fixups to the events of pages.
pub(crate) fn apply_events(fixups: &[EventFixup], pages: &mut [LoweredPage]) {
    for page in pages {
        let Ok(Described::Events(events)) = &mut page.described else {
            continue;
        };
        for event in events {
            for fixup in fixups {
                if fixup.event_type != event.event_type {
                    continue;
                }
                let is_noted = event.fixups.iter().any(|name| name == fixup.name);
                if (fixup.change)(event) && !is_noted {
                    event.fixups.push(fixup.name.to_owned());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builders::{event, field as plain, object};

    #[test]
    fn each_fixup_changes_its_page_once() {
        let mut read = event(
            "drive.v1.file.read",
            vec![plain("operator_id", object("user_id", Vec::new()))],
        );
        let mut added = event(
            "application.v6.application.visibility.added",
            vec![plain("user_id", Type::AnyObject)],
        );
        for event in [&mut read, &mut added] {
            let fixup = EVENTS.iter().find(|fixup| fixup.event_type == event.event_type);
            let change = fixup.unwrap().change;
            let changes = [change(event), change(event)];
            assert_eq!(changes, [true, false], "{}", event.event_type);
        }
        assert_eq!(read.fields[0].name, "operator_id_list");
        assert!(matches!(read.fields[0].ty, Type::List(_)));
        assert_eq!(added.fields[0].name, "users");
    }
}
