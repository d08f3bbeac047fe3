//! What pages say no longer. It stays in the schema with the day on which its page changed, so that names that programs use
//! stay too, until a release that breaks on purpose lets go of it.

use std::fmt::Display;

use crate::diagnostic::Span;

use super::{Body, Endpoint, EndpointId, ErrorEntry, Event, Field, PartContentMut, Presence, Since, Type};

/// Something that was let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetGo {
    /// In words: `body.user, gone from the page since 2026-05-24`.
    pub what: String,
    /// The row of the field or error on the page.
    pub span: Span,
}

/// What an operation or event lets go, a line each: all of it, where no page describes it any more.
#[must_use]
pub fn let_go_lines(id: &EndpointId, gone: Option<Since>, let_go: &[LetGo]) -> Vec<String> {
    match gone {
        Some(since) => vec![format!("`{id}`: no page describes it any more{since}")],
        None => let_go.iter().map(|gone| format!("`{id}`: {}", gone.what)).collect(),
    }
}

impl Endpoint {
    /// Takes out what its page says no longer, and says what that was. That its page is gone stays said.
    pub fn let_go(&mut self) -> Vec<LetGo> {
        let mut found = Vec::new();
        let had_fields = !self.body.fields().is_empty();
        for (part, content) in self.parts_mut() {
            content_lets_go(part.name(), content, &mut found);
        }
        if had_fields && self.body.fields().is_empty() {
            self.body = Body::None;
        }
        errors_let_go(&mut self.errors, &mut found);
        found
    }
}

impl Event {
    /// As [`Endpoint::let_go`].
    pub fn let_go(&mut self) -> Vec<LetGo> {
        let mut found = Vec::new();
        for (part, content) in self.parts_mut() {
            content_lets_go(part.name(), content, &mut found);
        }
        errors_let_go(&mut self.errors, &mut found);
        found
    }
}

fn content_lets_go(place: &str, content: PartContentMut<'_>, found: &mut Vec<LetGo>) {
    match content {
        PartContentMut::Fields(fields) => fields_let_go(place, fields, found),
        PartContentMut::Whole(ty) => type_lets_go(place, Span::default(), ty, found),
    }
}

fn errors_let_go(errors: &mut Vec<ErrorEntry>, found: &mut Vec<LetGo>) {
    errors.retain(|error| stays(format_args!("error {}", error.code), error.span, error.gone, found));
}

/// Whether the page has something still; else it is told.
fn stays(place: impl Display, span: Span, gone: Option<Since>, found: &mut Vec<LetGo>) -> bool {
    found.extend(gone.map(|since| LetGo {
        what: format!("{place}, gone from the page{since}"),
        span,
    }));
    gone.is_none()
}

fn fields_let_go(place: &str, fields: &mut Vec<Field>, found: &mut Vec<LetGo>) {
    fields.retain_mut(|field| {
        let place = format!("{place}.{}", field.name);
        if !stays(&place, field.span, field.gone, found) {
            return false;
        }
        if let Some(since) = field.held.take() {
            field.presence = Presence::Optional;
            found.push(LetGo {
                what: format!("{place}, optional on the page{since}"),
                span: field.span,
            });
        }
        type_lets_go(&place, field.span, &mut field.ty, found);
        true
    });
}

fn type_lets_go(place: &str, span: Span, ty: &mut Type, found: &mut Vec<LetGo>) {
    match ty {
        Type::List(inner) | Type::Map(inner) => type_lets_go(place, span, inner, found),
        Type::Object(object) => {
            let had_fields = !object.fields.is_empty();
            fields_let_go(place, &mut object.fields, found);
            if had_fields && object.fields.is_empty() {
                *ty = Type::AnyObject;
            }
        }
        Type::Enum(set) => {
            let values = &mut set.values;
            values.retain(|value| stays(format_args!("{place}={}", value.key), span, value.gone, found));
            if set.values.is_empty() {
                *ty = set.base.plain();
            }
        }
        _ => {}
    }
}
