//! An endpoint of the schema as a compact tree.

use std::fmt::{self, Write as _};

use feishu_openapi_codegen::ir::{
    Api, Body, DefinitionKind, Endpoint, Enumeration, Field, Host, Object, Presence, RateLimit, Response, Scope, Type,
    TypeId,
};

use super::page_view::short;

/// How many values of a set are named.
const SHOWN_VALUES: usize = 8;

/// The endpoint, its parameters, body, answer and errors.
#[must_use]
pub fn of(api: &Api, endpoint: &Endpoint) -> String {
    let mut tree = Tree {
        api,
        out: String::new(),
        open: Vec::new(),
    };
    // Writing to a string cannot fail.
    let _ = tree.endpoint(endpoint);
    tree.out
}

struct Tree<'a> {
    api: &'a Api,
    out: String,
    /// Shared types around the field that is being written: inside of itself a type is only named.
    open: Vec<&'a TypeId>,
}

impl<'a> Tree<'a> {
    fn endpoint(&mut self, endpoint: &'a Endpoint) -> fmt::Result {
        let derived = if endpoint.id_documented { "" } else { " (derived)" };
        writeln!(self.out, "  {}{derived}: {}", endpoint.id, endpoint.title)?;
        let host = match &endpoint.host {
            Host::Open => "open.feishu.cn",
            Host::Accounts => "accounts.feishu.cn",
            Host::Www => "www.feishu.cn",
            Host::Other(name) => name,
        };
        writeln!(
            self.out,
            "  {} https://{host}{}",
            endpoint.method.as_str(),
            endpoint.path.template
        )?;
        let mut line = |label: &str, value: String| {
            if value.is_empty() {
                Ok(())
            } else {
                writeln!(self.out, "  {label:<14}{value}")
            }
        };
        line("tokens", debug_list(&endpoint.tokens))?;
        line("app types", debug_list(&endpoint.app_types))?;
        line(
            "rate limit",
            endpoint.rate_limit.as_ref().map(rate_limit).unwrap_or_default(),
        )?;
        line("scopes", scopes(&endpoint.scopes))?;
        line("field scopes", scopes(&endpoint.field_scopes))?;
        if let Some(pagination) = &endpoint.pagination {
            let items = pagination.items.as_deref().unwrap_or("?");
            line(
                "pages",
                format!(
                    "{:?} by {}, items in {items}",
                    pagination.style, pagination.request_cursor
                ),
            )?;
        }
        if endpoint.deprecated {
            line("deprecated", "yes".to_owned())?;
        }
        self.section("headers", &endpoint.headers)?;
        self.section("path", &endpoint.path_parameters)?;
        self.section("query", &endpoint.query)?;
        self.body(&endpoint.body)?;
        self.response(&endpoint.response)?;
        writeln!(
            self.out,
            "  {} errors, {} samples",
            endpoint.errors.len(),
            endpoint.samples.len()
        )
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
            Body::Raw { media_type } => return writeln!(self.out, "  body, {media_type}"),
        };
        writeln!(self.out, "  {title}")?;
        self.fields(body.fields(), 2)
    }

    fn response(&mut self, response: &'a Response) -> fmt::Result {
        let title = match response {
            Response::Envelope { root: Some(root), .. } => {
                let ty = self.type_name(root);
                writeln!(self.out, "  answer, data: {ty}")?;
                return self.inside(root, 2);
            }
            Response::Envelope { fields, .. } if fields.is_empty() => "answer, no data",
            Response::Envelope { .. } => "answer, in data",
            Response::Flat { .. } => "answer, beside code",
            Response::Bare { .. } => "answer, without code",
            Response::Binary => "answer: a file",
            Response::EventStream { .. } => "answer, events",
            Response::Redirect => "answer: a redirect",
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

    fn fields(&mut self, fields: &'a [Field], depth: usize) -> fmt::Result {
        for field in fields {
            let mark = if field.presence == Presence::Required { "*" } else { "" };
            let ty = self.type_name(&field.ty);
            let facts = facts(field);
            writeln!(self.out, "{}{}{mark}: {ty}{facts}", "  ".repeat(depth), field.name)?;
            self.inside(&field.ty, depth + 1)?;
        }
        Ok(())
    }

    /// The fields of the objects of a type, below it.
    fn inside(&mut self, ty: &'a Type, depth: usize) -> fmt::Result {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.inside(inner, depth),
            Type::Object(object) => self.fields(&object.fields, depth),
            Type::Named(id) if !self.open.contains(&id) => {
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
            Type::Enum(enumeration) => values(enumeration),
            Type::Enclosing(up) => format!("the object {up} above"),
            Type::Named(id) => match self.api.definitions.get(id).map(|definition| &definition.kind) {
                Some(DefinitionKind::Enum(enumeration)) => values(enumeration),
                _ if self.open.contains(&id) => format!("object, again {}", id.way.join(".")),
                _ => "object".to_owned(),
            },
            Type::AnyObject => "object, its fields not said".to_owned(),
            Type::Any => "anything".to_owned(),
        }
    }
}

fn values(enumeration: &Enumeration) -> String {
    let mut keys: Vec<&str> = enumeration
        .values
        .iter()
        .take(SHOWN_VALUES)
        .map(|value| value.key.as_str())
        .collect();
    if enumeration.values.len() > SHOWN_VALUES {
        keys.push("…");
    }
    format!("{:?} {}", enumeration.base, keys.join(" | ")).to_lowercase()
}

/// What is known of a field besides its type.
fn facts(field: &Field) -> String {
    let limits = &field.constraints;
    let mut facts = Vec::new();
    let mut add =
        |label: &str, value: Option<String>| facts.extend(value.map(|value| format!("{label} {}", short(&value))));
    add("default", field.default.clone());
    add("example", field.example.clone());
    add("length from", limits.min_length.map(|length| length.to_string()));
    add("length to", limits.max_length.map(|length| length.to_string()));
    add("from", limits.minimum.clone());
    add("to", limits.maximum.clone());
    add("pattern", limits.pattern.clone());
    add(
        "needs",
        (!field.scopes.is_empty()).then(|| {
            field
                .scopes
                .iter()
                .map(|scope| scopes(&scope.any_of))
                .collect::<Vec<_>>()
                .join("; ")
        }),
    );
    if field.deprecated {
        facts.push("deprecated".to_owned());
    }
    if facts.is_empty() {
        String::new()
    } else {
        format!("  ({})", facts.join(", "))
    }
}

fn scopes(scopes: &[Scope]) -> String {
    scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn debug_list<T: fmt::Debug>(items: &[T]) -> String {
    items
        .iter()
        .map(|item| format!("{item:?}").to_lowercase())
        .collect::<Vec<_>>()
        .join(", ")
}

fn rate_limit(limit: &RateLimit) -> String {
    match limit {
        RateLimit::Quota { quotas, .. } => {
            let parts: Vec<String> = quotas
                .iter()
                .map(|quota| format!("{} in {} s", quota.calls, quota.seconds))
                .collect();
            parts.join(", ")
        }
        RateLimit::Special { text } | RateLimit::Unparsed { text } => text.clone(),
    }
}
