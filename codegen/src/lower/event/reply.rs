//! What a callback is replied with.

use serde_json::Value;

use crate::diagnostic::Diagnostics;
use crate::ir::{EnumValue, Enumeration, Field, Object, Sample, SamplePlace, Type, VisitMut, visit_type_mut};
use crate::lower::alternatives::merge;
use crate::lower::fields::{self, Place};
use crate::lower::references;
use crate::lower::samples::Samples;
use crate::lower::tables::Tables;
use crate::page::{RawPage, Section};

/// The fields of the reply, and its samples. A page with several tables shows several forms: a reply has the fields of all.
pub(super) fn read(raw: &RawPage, samples: &Samples, diagnostics: &mut Diagnostics) -> (Vec<Field>, Vec<Sample>) {
    let shown: Vec<&Value> = samples.json(SamplePlace::Response);
    let mut forms = Vec::new();
    for table in raw.tables.iter().filter(|table| table.section == Section::Reply) {
        let mut fields = fields::read(table, Place::Body, &shown, diagnostics);
        Maps.fields(&mut fields);
        forms.push(fields);
    }
    let mut tables = Tables {
        body: merge(forms, diagnostics),
        ..Tables::default()
    };
    references::resolve(&mut tables, diagnostics);
    (tables.body, samples.of_place(SamplePlace::Response))
}

/// Makes maps of objects whose only fields are `key` and `value`, which stand for any key and its value.
struct Maps;

impl VisitMut for Maps {
    fn field(&mut self, field: &mut Field) {
        if let Type::Object(Object { fields, .. }) = &field.ty
            && let [key, value] = fields.as_slice()
            && (key.name.as_str(), value.name.as_str()) == ("key", "value")
        {
            if let Type::Enum(Enumeration { values, .. }) = &key.ty {
                field.text.push_str(&listed(values));
            }
            field.ty = Type::Map(Box::new(value.ty.clone()));
        }
        visit_type_mut(self, &mut field.ty);
    }
}

/// The known keys, a line each.
fn listed(keys: &[EnumValue]) -> String {
    keys.iter()
        .map(|key| format!("\n- {}: {}", key.key, key.label))
        .collect()
}
