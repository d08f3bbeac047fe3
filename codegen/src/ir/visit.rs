//! The one walk over all fields of an endpoint or event: [`Visit`] reads them, [`VisitMut`] changes them.

use crate::diagnostic::Span;

use super::{Body, Direction, Endpoint, ErrorEntry, Field, Response, Scope, Type};

/// A part of a request or response that has fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Headers of the request.
    Headers,
    /// Query parameters.
    Query,
    /// Variables of the path.
    Path,
    /// The request's body.
    Body,
    /// The response.
    Response,
    /// What the header of an event has besides what every header has.
    EventHeader,
    /// The payload of an event or callback.
    Event,
    /// What a callback is replied with.
    Reply,
}

impl Part {
    /// In one word: `query`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headers => "header",
            Self::Query => "query",
            Self::Path => "path",
            Self::Body => "body",
            Self::Response => "response",
            Self::EventHeader => "event header",
            Self::Event => "event",
            Self::Reply => "reply",
        }
    }

    /// Where its fields go.
    #[must_use]
    pub fn direction(self) -> Direction {
        match self {
            Self::Response | Self::EventHeader | Self::Event => Direction::Response,
            _ => Direction::Request,
        }
    }

    /// Stands before the name of a parameter in the path of a [`TypeId`](super::TypeId): a body may have a field of the
    /// same name. The parts come in the order of these.
    #[must_use]
    pub fn sigil(self) -> &'static str {
        match self {
            Self::Headers => "#",
            Self::Query => "&",
            Self::Path => "/",
            Self::Body | Self::Response | Self::EventHeader | Self::Event | Self::Reply => "",
        }
    }
}

/// What a part holds.
#[derive(Clone, Copy, Debug)]
pub enum PartContent<'a> {
    /// Fields; none where there is no such part.
    Fields(&'a [Field]),
    /// A value that is no object.
    Whole(&'a Type),
}

/// What a part holds, to be changed.
#[derive(Debug)]
pub enum PartContentMut<'a> {
    /// The parameters of a place, or the fields of a body.
    Fields(&'a mut Vec<Field>),
    /// A value that is no object.
    Whole(&'a mut Type),
}

impl PartContentMut<'_> {
    /// Hands `visitor` what it is.
    pub(super) fn visit(self, visitor: &mut impl VisitMut) {
        match self {
            Self::Fields(fields) => visitor.fields(fields),
            Self::Whole(ty) => visitor.ty(ty),
        }
    }
}

/// Takes out where fields stand.
pub(super) struct ForgetSpans;

impl VisitMut for ForgetSpans {
    fn field(&mut self, field: &mut Field) {
        field.span = Span::default();
        self.ty(&mut field.ty);
    }
}

/// Takes out where rows of errors, and scopes, stand.
pub(super) fn forget_spans_of(errors: &mut [ErrorEntry], scopes: [&mut Vec<Scope>; 2]) {
    let scopes = scopes.into_iter().flatten().map(|scope| &mut scope.span);
    let errors = errors.iter_mut().map(|error| &mut error.span);
    scopes.chain(errors).for_each(|span| *span = Span::default());
}

impl Endpoint {
    /// All that has fields, each part once.
    #[must_use]
    pub fn parts(&self) -> [(Part, PartContent<'_>); 5] {
        let body = match &self.body {
            Body::Json { root: Some(whole), .. } => PartContent::Whole(whole),
            body => PartContent::Fields(body.fields()),
        };
        let response = match &self.response {
            Response::Envelope { root: Some(whole), .. } => PartContent::Whole(whole),
            response => PartContent::Fields(response.fields()),
        };
        [
            (Part::Headers, PartContent::Fields(&self.headers)),
            (Part::Query, PartContent::Fields(&self.query)),
            (Part::Path, PartContent::Fields(&self.path_parameters)),
            (Part::Body, body),
            (Part::Response, response),
        ]
    }

    /// All that has fields and is there, each part once, to be changed.
    pub fn parts_mut(&mut self) -> Vec<(Part, PartContentMut<'_>)> {
        let mut parts = vec![
            (Part::Headers, PartContentMut::Fields(&mut self.headers)),
            (Part::Query, PartContentMut::Fields(&mut self.query)),
            (Part::Path, PartContentMut::Fields(&mut self.path_parameters)),
        ];
        let body = match &mut self.body {
            Body::Json { root: Some(whole), .. } => Some(PartContentMut::Whole(whole)),
            body => body.fields_mut().map(PartContentMut::Fields),
        };
        let response = match &mut self.response {
            Response::Envelope { root: Some(whole), .. } => Some(PartContentMut::Whole(whole)),
            response => response.fields_mut().map(PartContentMut::Fields),
        };
        parts.extend(body.map(|body| (Part::Body, body)));
        parts.extend(response.map(|response| (Part::Response, response)));
        parts
    }

    /// Shows `visitor` every field and type.
    pub fn visit<'a>(&'a self, visitor: &mut impl Visit<'a>) {
        for (part, content) in self.parts() {
            visitor.part(part, content);
        }
    }

    /// Hands `visitor` every field and type, to be changed.
    pub fn visit_mut(&mut self, visitor: &mut impl VisitMut) {
        for (_, content) in self.parts_mut() {
            content.visit(visitor);
        }
    }
}

/// Reads fields and types where they stand, outer ones first. Each method visits what is inside; one that is overridden
/// calls the function that its default calls, or nothing inside is visited.
pub trait Visit<'a> {
    /// A part of a request or response.
    fn part(&mut self, _part: Part, content: PartContent<'a>) {
        visit_content(self, content);
    }

    /// The fields of a part or object.
    fn fields(&mut self, fields: &'a [Field]) {
        fields.iter().for_each(|field| self.field(field));
    }

    /// One field.
    fn field(&mut self, field: &'a Field) {
        self.ty(&field.ty);
    }

    /// The type of a field, of an item, or of a whole part.
    fn ty(&mut self, ty: &'a Type) {
        visit_type(self, ty);
    }
}

/// Visits the fields or the type of a part.
pub fn visit_content<'a, V: Visit<'a> + ?Sized>(visitor: &mut V, content: PartContent<'a>) {
    match content {
        PartContent::Fields(fields) => visitor.fields(fields),
        PartContent::Whole(ty) => visitor.ty(ty),
    }
}

/// Visits the types and fields inside of a type. Shared types are only named here; they stand in
/// [`Api::definitions`](super::Api::definitions).
pub fn visit_type<'a, V: Visit<'a> + ?Sized>(visitor: &mut V, ty: &'a Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) => visitor.ty(inner),
        Type::Object(object) => visitor.fields(&object.fields),
        _ => {}
    }
}

/// Changes fields and types where they stand, outer ones first, as [`Visit`] reads them.
pub trait VisitMut {
    /// The fields of a part or object.
    fn fields(&mut self, fields: &mut Vec<Field>) {
        fields.iter_mut().for_each(|field| self.field(field));
    }

    /// One field.
    fn field(&mut self, field: &mut Field) {
        self.ty(&mut field.ty);
    }

    /// The type of a field, of an item, or of a whole part.
    fn ty(&mut self, ty: &mut Type) {
        visit_type_mut(self, ty);
    }
}

/// Visits the types and fields inside of a type.
pub fn visit_type_mut<V: VisitMut + ?Sized>(visitor: &mut V, ty: &mut Type) {
    match ty {
        Type::List(inner) | Type::Map(inner) => visitor.ty(inner),
        Type::Object(object) => visitor.fields(&mut object.fields),
        _ => {}
    }
}
