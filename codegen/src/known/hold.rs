//! What a page that changed took away, or requires no more. Programs use it, so it stays, with the day of the change.

use super::{Fact, Found, Kept};
use crate::diagnostic::Span;
use crate::ir::{
    Body, Direction, Endpoint, Enumeration, ErrorEntry, Event, Field, Part, PartContent, PartContentMut, Presence,
    Since, Type,
};

/// Puts back into a newer reading of an operation what the known one has and the page lists no longer, marked as gone.
pub(super) fn hold(page: &mut Endpoint, known: &Endpoint) -> Vec<Kept> {
    let since = Since::of(page.source.updated);
    Holding::of(Some(since)).endpoint(page, known)
}

/// The same of what the known reading has marked already: for a page that did not change since.
pub(super) fn hold_marked(page: &mut Endpoint, known: &Endpoint) {
    Holding::of(None).endpoint(page, known);
}

/// As [`hold`], for an event.
pub(super) fn hold_event(page: &mut Event, known: &Event) -> Vec<Kept> {
    let since = Since::of(page.source.updated);
    Holding::of(Some(since)).event(page, known)
}

/// As [`hold_marked`], for an event.
pub(super) fn hold_marked_event(page: &mut Event, known: &Event) {
    Holding::of(None).event(page, known);
}

struct Holding {
    /// The day for what is not marked yet. Without one, such things go.
    since: Option<Since>,
    found: Found,
}

impl Holding {
    fn of(since: Option<Since>) -> Self {
        Self {
            since,
            found: Found::default(),
        }
    }

    fn endpoint(mut self, page: &mut Endpoint, known: &Endpoint) -> Vec<Kept> {
        let mut body_fields = known.body.fields().iter();
        if page.body == Body::None && body_fields.any(|field| self.holds(field.gone)) {
            page.body = known.body.clone();
            page.body.fields_mut().into_iter().for_each(Vec::clear);
        }
        // Variables of the URL are what the operation is known by.
        let parts = page.parts_mut().into_iter().filter(|(part, _)| *part != Part::Path);
        self.parts(parts, &known.parts());
        self.errors(&mut page.errors, &known.errors);
        self.found.0
    }

    fn event(mut self, page: &mut Event, known: &Event) -> Vec<Kept> {
        self.parts(page.parts_mut().into_iter(), &known.parts());
        self.errors(&mut page.errors, &known.errors);
        self.found.0
    }

    /// Whether something stays that the page lacks.
    fn holds(&self, marked: Option<Since>) -> bool {
        self.since.is_some() || marked.is_some()
    }

    /// Since when something is gone that may have been gone before.
    fn gone(&mut self, before: Option<Since>, fact: Fact, place: String) -> Option<Since> {
        if before.is_none() {
            self.found.note(fact, place);
        }
        before.or(self.since)
    }

    fn parts<'p>(&mut self, page: impl Iterator<Item = (Part, PartContentMut<'p>)>, known: &[(Part, PartContent<'_>)]) {
        for (part, content) in page {
            let known = known.iter().find(|(known, _)| *known == part).map(|(_, known)| *known);
            match (content, known) {
                (PartContentMut::Fields(fields), Some(PartContent::Fields(known))) => {
                    self.fields(part.name(), part, fields, known);
                }
                (PartContentMut::Whole(ty), Some(PartContent::Whole(known))) => self.ty(part.name(), part, ty, known),
                _ => {}
            }
        }
    }

    fn fields(&mut self, place: &str, part: Part, fields: &mut Vec<Field>, known: &[Field]) {
        for known in known {
            let place = format!("{place}.{}", known.name);
            match fields.iter_mut().find(|field| field.name == known.name) {
                Some(field) => self.field(&place, part, field, known),
                None if !self.holds(known.gone) => {}
                None => fields.push(Field {
                    gone: self.gone(known.gone, Fact::Gone, place),
                    ..known.clone()
                }),
            }
        }
    }

    fn field(&mut self, place: &str, part: Part, field: &mut Field, known: &Field) {
        // Of what is received, nothing is ever required.
        let is_sent = part.direction() == Direction::Request;
        let was_required = known.presence == Presence::Required && self.holds(known.held);
        if is_sent && was_required && field.presence == Presence::Optional {
            field.presence = Presence::Required;
            field.held = self.gone(known.held, Fact::Held, place.to_owned());
        }
        self.ty(place, part, &mut field.ty, &known.ty);
    }

    fn ty(&mut self, place: &str, part: Part, ty: &mut Type, known: &Type) {
        match (&mut *ty, known) {
            (Type::List(ty), Type::List(known)) | (Type::Map(ty), Type::Map(known)) => self.ty(place, part, ty, known),
            (Type::Object(object), Type::Object(known)) => {
                self.fields(place, part, &mut object.fields, &known.fields);
            }
            (Type::Enum(set), Type::Enum(known)) if set.base == known.base => self.values(place, set, known),
            (bare, Type::Enum(known)) if *bare == known.base.plain() => {
                let set = self.lost_set(place, known);
                if !set.values.is_empty() {
                    *ty = Type::Enum(set);
                }
            }
            _ => {}
        }
    }

    fn lost_set(&mut self, place: &str, known: &Enumeration) -> Enumeration {
        let mut set = Enumeration {
            base: known.base,
            values: Vec::new(),
        };
        self.values(place, &mut set, known);
        set
    }

    fn values(&mut self, place: &str, set: &mut Enumeration, known: &Enumeration) {
        for value in &known.values {
            if self.holds(value.gone) && set.values.iter().all(|listed| listed.key != value.key) {
                let mut value = value.clone();
                value.gone = self.gone(value.gone, Fact::Gone, format!("{place}={}", value.key));
                set.values.push(value);
            }
        }
    }

    fn errors(&mut self, errors: &mut Vec<ErrorEntry>, known: &[ErrorEntry]) {
        for error in known {
            if self.holds(error.gone) && errors.iter().all(|listed| listed.code != error.code) {
                errors.push(ErrorEntry {
                    gone: self.gone(error.gone, Fact::Gone, format!("error {}", error.code)),
                    span: Span::default(),
                    ..error.clone()
                });
            }
        }
    }
}
