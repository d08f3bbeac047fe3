//! The tables and samples of one event, of several on a page.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use crate::diagnostic::{Diagnostics, Span};
use crate::ir::{Field, Object, Sample};
use crate::lower::fields::{self, Place, items_of};
use crate::lower::references;
use crate::lower::tables::{Tables, add_new};
use crate::page::{RawFieldTable, RawPage, RawSample, RawSamplePlace, Section};
use crate::vocabulary::{HEADER, PAYLOAD, SCHEMA};

use super::sample_rows;

/// A sample, and where it stands.
pub(super) type Shown<'s> = (&'s Sample, Span);

/// What a page shows of one event.
pub(super) struct Body<'r> {
    /// The heading above its table.
    pub(super) heading: &'r str,
    /// Its tables; where there is none, its fields are those of its sample.
    pub(super) tables: Vec<&'r RawFieldTable>,
    /// Tables that tables of this page may name.
    definitions: Vec<&'r RawFieldTable>,
    /// Code that shows it, if it has no table.
    code: Option<&'r RawSample>,
    /// Between which bytes its samples stand.
    pub(super) samples: Range<u32>,
    pub(super) span: Span,
    /// Whether tables list the payload alone.
    pub(super) is_payload: bool,
}

/// The bodies of a page: each table with an envelope begins one. A page without tables shows one in a sample.
pub(super) fn all(raw: &RawPage, is_payload: bool) -> Vec<Body<'_>> {
    let of = |section| raw.tables.iter().filter(move |table| table.section == section);
    let mut bodies: Vec<Body<'_>> = Vec::new();
    for table in of(Section::Event) {
        match bodies.last_mut().filter(|_| !has_envelope(table)) {
            Some(last) => last.tables.push(table),
            None => bodies.push(Body {
                heading: &table.heading,
                tables: vec![table],
                definitions: of(Section::Other).collect(),
                code: None,
                samples: table.span.start..u32::MAX,
                span: table.span,
                is_payload,
            }),
        }
    }
    let starts: Vec<u32> = bodies.iter().map(|body| body.span.start).collect();
    for (body, next) in bodies.iter_mut().zip(starts.iter().skip(1)) {
        body.samples.end = *next;
    }
    if let Some(first) = bodies.first_mut() {
        first.samples.start = 0;
        return bodies;
    }
    let code = raw.samples.iter().find(|sample| sample.place == RawSamplePlace::Event);
    vec![Body {
        heading: "",
        tables: Vec::new(),
        definitions: of(Section::Other).collect(),
        code,
        samples: 0..u32::MAX,
        span: code.map_or(Span::default(), |code| code.span),
        is_payload,
    }]
}

fn has_envelope(table: &RawFieldTable) -> bool {
    let is_envelope = |name: &str| [PAYLOAD, HEADER, SCHEMA].contains(&name);
    table
        .rows
        .iter()
        .any(|row| row.level == 0 && is_envelope(row.name.text.trim()))
}

impl Body<'_> {
    /// The fields of the tables; of the sample, where there is none.
    pub(super) fn fields(&self, samples: &[Shown<'_>], diagnostics: &mut Diagnostics) -> Vec<Field> {
        let values: Vec<&Value> = samples.iter().filter_map(|(sample, _)| sample.content.json()).collect();
        let mut shown: Vec<&Value> = values.iter().flat_map(|value| items_of(value)).collect();
        if self.is_payload {
            shown = shown.iter().filter_map(|value| value.get(PAYLOAD)).collect();
        }
        let mut tables = Tables::default();
        let from_sample = match (self.tables.is_empty() && !self.is_payload, self.code, values.first()) {
            (true, Some(code), Some(value)) => Some(sample_rows::table(code, value)),
            _ => None,
        };
        for table in self.tables.iter().copied().chain(&from_sample) {
            let fields = fields::read(table, Place::Event, &shown, diagnostics);
            add_new(&mut tables.response, fields, diagnostics);
        }
        tables.definitions = self.definitions(diagnostics);
        references::resolve(&mut tables, diagnostics);
        tables.response
    }

    fn definitions(&self, diagnostics: &mut Diagnostics) -> BTreeMap<String, Object> {
        let definition = |table: &&RawFieldTable| {
            let fields = fields::read(table, Place::Event, &[], diagnostics);
            let name = table.heading.trim().to_owned();
            let type_name = Some(name.clone());
            (name, Object::new(type_name, fields))
        };
        self.definitions.iter().map(definition).collect()
    }
}
