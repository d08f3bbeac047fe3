//! What an API consists of, in figures.

use std::collections::BTreeMap;
use std::fmt;

use feishu_openapi_codegen::diagnostic::{counted, noun};
use feishu_openapi_codegen::ir::{
    Api, DefinitionKind, Endpoint, Enumeration, Event, Field, Part, PartContent, Response, Sample, SampleContent, Type,
    TypeId, Visit, visit_content, visit_type,
};
use serde::Serialize;

use crate::summary::Summary;

/// The figures of `stats`. Their names are the keys of its JSON.
#[derive(Debug, Default, Serialize)]
pub struct Statistics {
    /// Pages, endpoints, skips, diagnostics.
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
    /// Permissions of endpoints and events.
    pub scopes: usize,
    /// Permissions that open fields of responses.
    pub field_scopes: usize,
    /// Endpoints by what comes back.
    pub responses: BTreeMap<&'static str, usize>,
    /// Samples by what could be made of them.
    pub samples: BTreeMap<&'static str, usize>,
    /// Endpoints that go on page by page.
    pub paginated: usize,
    /// Endpoints that the pages advise against.
    pub deprecated: usize,
    /// Events that the pages advise against.
    pub deprecated_events: usize,
}

impl Statistics {
    /// Counts the fields, values, errors, scopes and samples of the schema that a back end starts from.
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
        for event in api.events.values() {
            statistics.event(api, event);
        }
        statistics
    }

    fn event(&mut self, api: &Api, event: &Event) {
        event.visit(&mut Counting {
            api,
            part: Part::Event,
            open: Vec::new(),
            statistics: self,
        });
        for sample in &event.samples {
            *self.samples.entry(sample_kind(sample)).or_default() += 1;
        }
        self.errors += event.errors.len();
        self.scopes += event.scopes.len();
        self.field_scopes += event.field_scopes.len();
        self.deprecated_events += usize::from(event.deprecated);
    }

    fn endpoint(&mut self, api: &Api, endpoint: &Endpoint) {
        endpoint.visit(&mut Counting {
            api,
            part: Part::Headers,
            open: Vec::new(),
            statistics: self,
        });
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
}

/// Counts the fields and values of an endpoint, with those of shared types.
struct Counting<'a, 's> {
    api: &'a Api,
    part: Part,
    /// The shared types around what is counted: a type inside of itself is counted once.
    open: Vec<&'a TypeId>,
    statistics: &'s mut Statistics,
}

impl Counting<'_, '_> {
    fn enumeration(&mut self, enumeration: &Enumeration) {
        let part = self.part.name();
        *self.statistics.enumerations.entry(part).or_default() += 1;
        *self.statistics.enum_values.entry(part).or_default() += enumeration.values.len();
    }
}

impl<'a> Visit<'a> for Counting<'a, '_> {
    fn part(&mut self, part: Part, content: PartContent<'a>) {
        self.part = part;
        visit_content(self, content);
    }

    fn field(&mut self, field: &'a Field) {
        *self.statistics.fields.entry(self.part.name()).or_default() += 1;
        self.ty(&field.ty);
    }

    fn ty(&mut self, ty: &'a Type) {
        match ty {
            Type::Enum(enumeration) => self.enumeration(enumeration),
            Type::Named(id) if !self.open.contains(&id) => {
                match self.api.definitions.get(id).map(|definition| &definition.kind) {
                    Some(DefinitionKind::Object(object)) => {
                        self.open.push(id);
                        self.fields(&object.fields);
                        self.open.pop();
                    }
                    Some(DefinitionKind::Enum(enumeration)) => self.enumeration(enumeration),
                    None => {}
                }
            }
            _ => visit_type(self, ty),
        }
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
            "{:>7} {}, {} deprecated, {} paginated, {} deprecated",
            self.services.len(),
            noun(self.services.len(), "service"),
            counted(self.deprecated, "endpoint"),
            self.paginated,
            counted(self.deprecated_events, "event")
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
        writeln!(
            out,
            "{:>7} {}",
            self.shared_types,
            noun(self.shared_types, "shared type")
        )?;
        writeln!(out, "{:>7} {}", self.errors, noun(self.errors, "error row"))?;
        let field_scopes = counted(self.field_scopes, "field scope");
        writeln!(out, "{:>7} {}, {field_scopes}", self.scopes, noun(self.scopes, "scope"))
    }
}
