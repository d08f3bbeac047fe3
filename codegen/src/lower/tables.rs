//! The tables of a page -> the fields of its parts.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::alternatives::Alternatives;
use super::fields::{self, Place, items_of};
use super::samples::Samples;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Field, Method, Object, SamplePlace};
use crate::page::{RawFieldTable, RawPage, Section};
use crate::vocabulary::{CONTENT, is_alternative};

/// The fields of a page by section.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) headers: Vec<Field>,
    pub(super) path: Vec<Field>,
    pub(super) query: Vec<Field>,
    pub(super) body: Vec<Field>,
    pub(super) response: Vec<Field>,
    /// The fields of tables of no section, by their headings: they may be those of a type that another table names.
    pub(super) definitions: BTreeMap<String, Object>,
    /// The tables of no section.
    pub(super) unplaced: Vec<Unplaced>,
}

/// A table of fields that belongs to no part of the request or response.
pub(super) struct Unplaced {
    pub(super) heading: String,
    pub(super) rows: usize,
    /// Whether a table before it has the same heading.
    pub(super) is_repeated: bool,
    pub(super) span: Span,
}

/// Reads all tables of fields.
pub(super) fn read(raw: &RawPage, method: Method, samples: &Samples, diagnostics: &mut Diagnostics) -> Tables {
    let mut tables = Tables::default();
    let (mut bodies, mut responses) = (Alternatives::default(), Alternatives::default());
    for table in &raw.tables {
        let section = section(table, method);
        let fields = fields::read(table, place(section), &shown(table, section, samples), diagnostics);
        match section {
            Section::Body if is_alternative(&table.heading) => bodies.add(&table.heading, fields),
            Section::Response if is_alternative(&table.heading) => responses.add(&table.heading, fields),
            _ => tables.add(section, table, fields, diagnostics),
        }
    }
    for (section, alternatives) in [(&mut tables.body, bodies), (&mut tables.response, responses)] {
        add_new(section, alternatives.merged(diagnostics), diagnostics);
    }
    tables
}

/// What a table describes: 请求参数 alone does not say whether query or body.
fn section(table: &RawFieldTable, method: Method) -> Section {
    match (table.section, method) {
        (Section::Parameters, Method::Get | Method::Delete) => Section::Query,
        (Section::Parameters, _) => Section::Body,
        (section, _) => section,
    }
}

fn place(section: Section) -> Place {
    match section {
        Section::Path => Place::Path,
        Section::Query | Section::Headers | Section::Parameters | Section::ResponseHeaders => Place::Parameter,
        Section::Body => Place::Body,
        Section::Event | Section::EventHeader => Place::Event,
        Section::Reply => Place::Body,
        Section::Response | Section::Other => Place::Response,
    }
}

/// The objects that samples show of what a table describes.
fn shown<'s>(table: &RawFieldTable, section: Section, samples: &'s Samples) -> Vec<&'s Value> {
    let values = match section {
        Section::Body => samples.json(SamplePlace::Request),
        Section::Response => samples.json(SamplePlace::Response),
        _ => Vec::new(),
    };
    let mut objects: Vec<_> = values.iter().flat_map(|value| items_of(value)).collect();
    // A table may show the content of a response alone; the samples show all of it.
    if section == Section::Response && !table.rows.iter().any(|row| row.name.text.trim() == CONTENT) {
        let content: Vec<_> = objects.iter().filter_map(|object| object.get(CONTENT)).collect();
        objects.extend(content);
    }
    objects
}

impl Tables {
    fn add(&mut self, section: Section, table: &RawFieldTable, fields: Vec<Field>, diagnostics: &mut Diagnostics) {
        let into = match section {
            Section::Headers => &mut self.headers,
            Section::Path => &mut self.path,
            Section::Query => &mut self.query,
            Section::Body => &mut self.body,
            Section::Response => &mut self.response,
            Section::Parameters
            | Section::ResponseHeaders
            | Section::EventHeader
            | Section::Event
            | Section::Reply
            | Section::Other => return self.add_unplaced(table, fields),
        };
        add_new(into, fields, diagnostics);
    }

    fn add_unplaced(&mut self, table: &RawFieldTable, fields: Vec<Field>) {
        let name = table.heading.trim().to_owned();
        self.unplaced.push(Unplaced {
            heading: name.clone(),
            rows: table.rows.len(),
            is_repeated: self.definitions.contains_key(&name),
            span: table.span,
        });
        let object = Object::new(Some(name.clone()), fields);
        self.definitions.entry(name).or_insert(object);
    }
}

/// Adds fields whose names are new.
pub(super) fn add_new(into: &mut Vec<Field>, fields: Vec<Field>, diagnostics: &mut Diagnostics) {
    let mut known: HashSet<String> = into.iter().map(|field| field.name.clone()).collect();
    for field in fields {
        if known.insert(field.name.clone()) {
            into.push(field);
        } else {
            let message = format!("`{}` stands here a second time; the first stays", field.name);
            diagnostics.report(Code::DuplicateField, field.span, message);
        }
    }
}
