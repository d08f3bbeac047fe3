//! What becomes of each event that a page describes, as [`follow`](super::follow) decides for operations.

use std::cmp::Ordering;

use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::Event;
use feishu_openapi_codegen::known::{self, Kept};
use feishu_openapi_codegen::prose::event_without_prose;

use super::follow::{Conflict, File, Followed, Stated, add, age};
use crate::arguments::Import;
use crate::output::Origin;

/// What a sheet of the event holds.
pub(super) fn stated(event: Event, arguments: &Import) -> Event {
    if arguments.prose {
        event
    } else {
        event_without_prose(event)
    }
}

impl Followed {
    /// Decides for an event; `known` is what a file describes already.
    pub(super) fn event(&mut self, page: &Event, known: Option<(&Event, File)>, arguments: &Import) {
        let name = fact_sheet::event_path(&page.id);
        let Some((known, file)) = known else {
            self.note_page(page, &name);
            self.put_event(name, stated(page.clone(), arguments));
            return;
        };
        let age = age(&page.source, &known.source);
        self.followed.insert(page.source.page.clone(), file.name.clone());
        if file.origin != Origin::Command && !arguments.overwrite {
            if file.origin == Origin::Edited && age == Ordering::Greater {
                self.conflicts.push(Conflict {
                    name: file.name.clone(),
                    page: Stated::Event(Box::new(page.clone())),
                    shows_depths: true,
                });
            }
            self.left.insert(file.name);
            return;
        }
        match age {
            Ordering::Less => {
                self.older.push(file.name.clone());
                let older = stated(page.clone(), arguments);
                self.fill_event(known, file, |event| known::keep_event(event, &older));
            }
            Ordering::Equal if !arguments.refresh && file.origin == Origin::Command => {
                let other = stated(page.clone(), arguments);
                self.fill_event(known, file, |event| known::fill_event(event, &other));
            }
            _ => {
                let mut following = page.clone();
                let kept = match age {
                    Ordering::Greater => known::follow_event(&mut following, known),
                    _ => known::refresh_event(&mut following, known),
                };
                add(&mut self.kept, &name, kept);
                self.note_page(page, &name);
                if name != file.name && file.origin == Origin::Command {
                    self.moved.insert(file.name);
                }
                self.put_event(name, stated(following, arguments));
            }
        }
    }

    /// The sheet stays, with the gaps filled that it has.
    fn fill_event(&mut self, known: &Event, file: File, fill: impl FnOnce(&mut Event) -> Vec<Kept>) {
        let mut event = known.clone();
        let is_back = event.gone.take().is_some();
        let filled = fill(&mut event);
        if filled.is_empty() && !is_back {
            self.sheets.push((file.name, None));
            return;
        }
        add(&mut self.filled, &file.name, filled);
        self.put_event(file.name, event);
    }

    /// Notes which sheet is a new reading of a page: of several events on it, the first.
    fn note_page(&mut self, page: &Event, name: &str) {
        self.read
            .entry(page.source.page.clone())
            .or_insert_with(|| name.to_owned());
    }

    fn put_event(&mut self, name: String, event: Event) {
        self.sheets.push((name, Some(Stated::Event(Box::new(event)))));
    }
}
