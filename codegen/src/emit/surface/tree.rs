//! An endpoint or event as a compact tree.

use std::fmt::{self, Write as _};

use super::facts;
use crate::ir::{
    Api, Body, DefinitionKind, Endpoint, Event, Field, Object, Pagination, PaginationStyle, Presence, Response,
};
use crate::ir::{Type, TypeId};
use crate::names::Names;

pub(super) struct Tree<'a> {
    api: &'a Api,
    /// Names of types. Without them, the fields of a type stand where it is met.
    names: Option<&'a Names>,
    pub(super) out: String,
    /// Shared types around the field that is being written: inside of itself a type is only named.
    open: Vec<&'a TypeId>,
}

impl<'a> Tree<'a> {
    /// Types are named.
    pub(super) fn named(api: &'a Api, names: &'a Names) -> Self {
        Self {
            names: Some(names),
            ..Self::expanded(api)
        }
    }

    /// Types stand where they are met.
    pub(super) fn expanded(api: &'a Api) -> Self {
        Self {
            api,
            names: None,
            out: String::new(),
            open: Vec::new(),
        }
    }

    pub(super) fn endpoint(&mut self, endpoint: &'a Endpoint) -> fmt::Result {
        let derived = if endpoint.id_documented { "" } else { " (derived)" };
        writeln!(self.out, "  {}{derived}: {}", endpoint.id, endpoint.title)?;
        writeln!(
            self.out,
            "  {} https://{}{}",
            endpoint.method.as_str(),
            endpoint.host.name(),
            endpoint.path.template
        )?;
        let limit = endpoint.rate_limit.as_ref().map(facts::rate_limit);
        let pages = endpoint.pagination.as_ref().map(pages);
        for (label, value) in [
            (
                "tokens",
                facts::join(&endpoint.tokens, |token| facts::token(token).to_owned()),
            ),
            (
                "app types",
                facts::join(&endpoint.app_types, |kind| facts::app_type(kind).to_owned()),
            ),
            ("rate limit", limit.unwrap_or_default()),
            ("scopes", facts::scopes(&endpoint.scopes)),
            ("field scopes", facts::scopes(&endpoint.field_scopes)),
            ("pages", pages.unwrap_or_default()),
            ("errors", facts::errors(&endpoint.errors)),
            ("deprecated", if endpoint.deprecated { "yes" } else { "" }.to_owned()),
            ("gone", facts::gone(endpoint.gone).unwrap_or_default()),
        ] {
            if !value.is_empty() {
                writeln!(self.out, "  {label:<14}{value}")?;
            }
        }
        self.section("headers", &endpoint.headers)?;
        self.section("path", &endpoint.path_parameters)?;
        self.section("query", &endpoint.query)?;
        self.body(&endpoint.body)?;
        self.response(&endpoint.response)
    }

    pub(super) fn event(&mut self, event: &'a Event) -> fmt::Result {
        writeln!(self.out, "  {}: {}", event.id, event.title)?;
        writeln!(self.out, "  {}, envelope {}", event.event_type, event.version.word())?;
        for (label, value) in [
            (
                "app types",
                facts::join(&event.app_types, |kind| facts::app_type(kind).to_owned()),
            ),
            ("scopes", facts::scopes(&event.scopes)),
            ("field scopes", facts::scopes(&event.field_scopes)),
            ("identity", event.identity.clone().unwrap_or_default()),
            ("errors", facts::errors(&event.errors)),
            ("deprecated", if event.deprecated { "yes" } else { "" }.to_owned()),
            ("gone", facts::gone(event.gone).unwrap_or_default()),
        ] {
            if !value.is_empty() {
                writeln!(self.out, "  {label:<14}{value}")?;
            }
        }
        self.section("header, besides the usual", &event.header)?;
        self.section("event", &event.fields)?;
        self.section("reply", event.reply.as_deref().unwrap_or_default())
    }

    fn body(&mut self, body: &'a Body) -> fmt::Result {
        let title = match body {
            Body::None => return Ok(()),
            Body::Json { root: Some(root), .. } => {
                let ty = self.type_name(root);
                writeln!(self.out, "  body, JSON: {ty}")?;
                return self.inside(root, 2);
            }
            Body::Json { .. } => "body, JSON",
            Body::Multipart { .. } => "body, multipart",
            Body::Form { .. } => "body, form",
        };
        writeln!(self.out, "  {title}")?;
        self.fields(body.fields(), 2)
    }

    fn response(&mut self, response: &'a Response) -> fmt::Result {
        let title = match response {
            Response::Envelope { root: Some(root), .. } => {
                let ty = self.type_name(root);
                writeln!(self.out, "  response, data: {ty}")?;
                return self.inside(root, 2);
            }
            Response::Envelope { fields, .. } if fields.is_empty() => "response, no data",
            Response::Envelope { .. } => "response, in data",
            Response::Flat { .. } => "response, beside code",
            Response::Bare { .. } => "response, without code",
            Response::Binary => "response: a file",
            Response::EventStream { .. } => "response, events",
            Response::Redirect => "response: a redirect",
        };
        writeln!(self.out, "  {title}")?;
        self.fields(response.fields(), 2)
    }

    fn section(&mut self, title: &str, fields: &'a [Field]) -> fmt::Result {
        if fields.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "  {title}")?;
        self.fields(fields, 2)
    }

    pub(super) fn fields(&mut self, fields: &'a [Field], depth: usize) -> fmt::Result {
        for field in fields {
            let mark = if field.presence == Presence::Required { "*" } else { "" };
            let ty = self.type_name(&field.ty);
            let facts = facts::field(field, self.names.is_none());
            writeln!(self.out, "{}{}{mark}: {ty}{facts}", "  ".repeat(depth), field.name)?;
            self.inside(&field.ty, depth + 1)?;
        }
        Ok(())
    }

    /// The fields of the objects of a type, below it. By hand, since a visitor can neither fail, as writing does, nor open
    /// shared types, which stand elsewhere.
    fn inside(&mut self, ty: &'a Type, depth: usize) -> fmt::Result {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.inside(inner, depth),
            Type::Object(object) => self.fields(&object.fields, depth),
            Type::Named(id) if self.names.is_none() && !self.open.contains(&id) => {
                if let Some(object) = self.shared_object(id) {
                    self.open.push(id);
                    self.fields(&object.fields, depth)?;
                    self.open.pop();
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn shared_object(&self, id: &TypeId) -> Option<&'a Object> {
        match self.api.definitions.get(id).map(|definition| &definition.kind) {
            Some(DefinitionKind::Object(object)) => Some(object),
            _ => None,
        }
    }

    fn type_name(&self, ty: &'a Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int => "int".to_owned(),
            Type::Float => "float".to_owned(),
            Type::String => "string".to_owned(),
            Type::File => "file".to_owned(),
            Type::List(inner) => format!("list of {}", self.type_name(inner)),
            Type::Map(inner) => format!("map of {}", self.type_name(inner)),
            Type::Object(_) => "object".to_owned(),
            Type::Enum(enumeration) => facts::values(enumeration),
            Type::Enclosing(up) => format!("the object {up} above"),
            Type::Named(id) => match self.names.and_then(|names| names.types.get(id)) {
                Some(names) if names.in_crate => format!("types::{}", names.name),
                Some(names) => names.name.clone(),
                None => self.shared_name(id),
            },
            Type::AnyObject => "object, its fields not said".to_owned(),
            Type::Any => "anything".to_owned(),
        }
    }

    fn shared_name(&self, id: &TypeId) -> String {
        match self.api.definitions.get(id).map(|definition| &definition.kind) {
            Some(DefinitionKind::Enum(enumeration)) => facts::values(enumeration),
            _ if self.open.contains(&id) => format!("object, again {}", id.path.join(".")),
            _ => "object".to_owned(),
        }
    }
}

fn pages(pagination: &Pagination) -> String {
    let style = match pagination.style {
        PaginationStyle::Token => "token",
        PaginationStyle::Offset => "offset",
        PaginationStyle::PageNumber => "page number",
    };
    let cursor = &pagination.request_cursor;
    match &pagination.items {
        Some(items) => format!("{style} by {cursor}, items in {items}"),
        None => format!("{style} by {cursor}, of more than one list"),
    }
}
