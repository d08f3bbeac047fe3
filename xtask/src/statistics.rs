//! What an API consists of, in figures.

use std::collections::BTreeMap;
use std::fmt;

use feishu_openapi_codegen::ir::{
    Api, DefinitionKind, Endpoint, Enumeration, Field, Response, Sample, SampleContent, Type, TypeId,
};
use serde::Serialize;

use crate::summary::Summary;

/// Counts of everything.
#[derive(Debug, Default, Serialize)]
pub struct Statistics {
    /// Pages, endpoints, skips, findings.
    #[serde(flatten)]
    pub summary: Summary,
    /// Endpoints by service.
    pub services: BTreeMap<String, usize>,
    /// Fields by section, those of objects inside of others too.
    pub fields: BTreeMap<&'static str, usize>,
    /// Sets of documented values, by section of their fields.
    pub enumerations: BTreeMap<&'static str, usize>,
    /// Documented values, by section of their fields.
    pub enum_values: BTreeMap<&'static str, usize>,
    /// Types that several fields share.
    pub shared_types: usize,
    /// Rows of error tables.
    pub errors: usize,
    /// Permissions of endpoints.
    pub scopes: usize,
    /// Permissions that open fields of answers.
    pub field_scopes: usize,
    /// Endpoints by what comes back.
    pub responses: BTreeMap<&'static str, usize>,
    /// Samples by what could be made of them.
    pub samples: BTreeMap<&'static str, usize>,
    /// Endpoints that go on page by page.
    pub paginated: usize,
    /// Endpoints that the pages advise against.
    pub deprecated: usize,
}

impl Statistics {
    /// Counts `api`.
    #[must_use]
    pub fn of(api: &Api, summary: Summary) -> Self {
        let mut statistics = Self {
            summary,
            shared_types: api.definitions.len(),
            ..Self::default()
        };
        for endpoint in api.endpoints.values() {
            statistics.endpoint(api, endpoint);
        }
        statistics
    }

    fn endpoint(&mut self, api: &Api, endpoint: &Endpoint) {
        let sections = [
            ("header", endpoint.headers.as_slice()),
            ("path", &endpoint.path_parameters),
            ("query", &endpoint.query),
            ("body", endpoint.body.fields()),
            ("response", endpoint.response.fields()),
        ];
        for (section, fields) in sections {
            self.fields(api, section, fields, &mut Vec::new());
        }
        *self.services.entry(endpoint.id.project.clone()).or_default() += 1;
        *self.responses.entry(response_kind(&endpoint.response)).or_default() += 1;
        for sample in &endpoint.samples {
            *self.samples.entry(sample_kind(sample)).or_default() += 1;
        }
        self.errors += endpoint.errors.len();
        self.scopes += endpoint.scopes.len();
        self.field_scopes += endpoint.field_scopes.len();
        self.paginated += usize::from(endpoint.pagination.is_some());
        self.deprecated += usize::from(endpoint.deprecated);
    }

    /// `open` holds the shared types around these fields: a type inside of itself is counted once.
    fn fields<'a>(&mut self, api: &'a Api, section: &'static str, fields: &'a [Field], open: &mut Vec<&'a TypeId>) {
        for field in fields {
            *self.fields.entry(section).or_default() += 1;
            self.inside(api, section, &field.ty, open);
        }
    }

    fn inside<'a>(&mut self, api: &'a Api, section: &'static str, ty: &'a Type, open: &mut Vec<&'a TypeId>) {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.inside(api, section, inner, open),
            Type::Object(object) => self.fields(api, section, &object.fields, open),
            Type::Enum(enumeration) => self.enumeration(section, enumeration),
            Type::Named(id) if !open.contains(&id) => {
                match api.definitions.get(id).map(|definition| &definition.kind) {
                    Some(DefinitionKind::Object(object)) => {
                        open.push(id);
                        self.fields(api, section, &object.fields, open);
                        open.pop();
                    }
                    Some(DefinitionKind::Enum(enumeration)) => self.enumeration(section, enumeration),
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn enumeration(&mut self, section: &'static str, enumeration: &Enumeration) {
        *self.enumerations.entry(section).or_default() += 1;
        *self.enum_values.entry(section).or_default() += enumeration.values.len();
    }
}

fn response_kind(response: &Response) -> &'static str {
    match response {
        Response::Envelope { fields, .. } if fields.is_empty() => "envelope without data",
        Response::Envelope { .. } => "envelope",
        Response::Flat { .. } => "flat",
        Response::Bare { .. } => "bare",
        Response::Binary => "binary",
        Response::EventStream { .. } => "event stream",
        Response::Redirect => "redirect",
    }
}

fn sample_kind(sample: &Sample) -> &'static str {
    match sample.content {
        SampleContent::Json { .. } => "json",
        SampleContent::Repaired { .. } => "repaired",
        SampleContent::Text { .. } => "text",
    }
}

impl fmt::Display for Statistics {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.summary)?;
        writeln!(
            out,
            "{:>7} services, {} endpoints deprecated, {} paginated",
            self.services.len(),
            self.deprecated,
            self.paginated
        )?;
        let groups = [
            ("fields", &self.fields),
            ("enumerations", &self.enumerations),
            ("enum values", &self.enum_values),
            ("responses", &self.responses),
            ("samples", &self.samples),
        ];
        for (title, counts) in groups {
            let parts: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
            writeln!(
                out,
                "{:>7} {title}: {}",
                counts.values().sum::<usize>(),
                parts.join(", ")
            )?;
        }
        writeln!(out, "{:>7} shared types", self.shared_types)?;
        writeln!(out, "{:>7} error rows", self.errors)?;
        writeln!(out, "{:>7} scopes, {} field scopes", self.scopes, self.field_scopes)
    }
}
