//! Rows that name an object without showing its fields -> the object: one that encloses them, or one of the page.

use std::collections::{BTreeMap, HashSet};

use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Field, Object, Type};

/// Resolves all names, and reports tables whose fields are in no part of the endpoint for want of one.
pub(super) fn resolve(tables: &mut Tables, diagnostics: &mut Diagnostics) {
    let mut definitions = std::mem::take(&mut tables.definitions);
    collect(&tables.body, &mut definitions);
    collect(&tables.response, &mut definitions);
    let mut resolver = Resolver {
        definitions: &definitions,
        used: HashSet::new(),
        diagnostics,
    };
    for fields in [&mut tables.body, &mut tables.query, &mut tables.response] {
        resolver.fields(fields, &mut vec![None], true);
    }
    let used = resolver.used;
    for table in &tables.unplaced {
        if table.is_repeated || !used.contains(&table.heading) {
            let message = format!(
                "a table of {} fields below `{}` belongs to no part of the request or response",
                table.rows, table.heading
            );
            diagnostics.report(Code::UnknownTable, table.span, message);
        }
    }
}

/// Objects of a page by their names.
type Definitions = BTreeMap<String, Object>;

/// Adds the named objects among `fields` that show their fields.
fn collect(fields: &[Field], definitions: &mut Definitions) {
    for field in fields {
        if let Type::Object(object) = field.ty.innermost() {
            if object.fields.is_empty() {
                continue;
            }
            collect(&object.fields, definitions);
            if let Some(name) = &object.type_name {
                definitions.entry(name.clone()).or_insert_with(|| object.clone());
            }
        }
    }
}

struct Resolver<'a, 'd> {
    definitions: &'a Definitions,
    /// The names of definitions that were wanted.
    used: HashSet<String>,
    diagnostics: &'d mut Diagnostics,
}

impl Resolver<'_, '_> {
    /// `enclosing` are the names of the objects around the fields, outermost first.
    fn fields(&mut self, fields: &mut [Field], enclosing: &mut Vec<Option<String>>, may_expand: bool) {
        for field in fields {
            self.ty(&mut field.ty, (&field.name, field.span), enclosing, may_expand);
        }
    }

    fn ty(&mut self, ty: &mut Type, field: (&str, Span), enclosing: &mut Vec<Option<String>>, may_expand: bool) {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.ty(inner, field, enclosing, may_expand),
            Type::Object(object) if !object.fields.is_empty() => {
                enclosing.push(object.type_name.clone());
                self.fields(&mut object.fields, enclosing, may_expand);
                enclosing.pop();
            }
            Type::Object(object) => {
                let name = object.type_name.take();
                *ty = self.named(name, field, enclosing, may_expand);
            }
            _ => {}
        }
    }

    fn named(
        &mut self,
        name: Option<String>,
        (field, span): (&str, Span),
        enclosing: &mut Vec<Option<String>>,
        may_expand: bool,
    ) -> Type {
        let is_it = |above: &Option<String>| above.is_some() && *above == name;
        if let Some(levels) = enclosing.iter().rev().position(is_it) {
            return Type::Enclosing(levels);
        }
        let definition = name
            .as_ref()
            .filter(|_| may_expand)
            .and_then(|name| self.definitions.get(name));
        let Some(definition) = definition else {
            let name = name.unwrap_or_default();
            let message = format!("the page shows no fields of `{field}`'s type `{name}`; any are accepted");
            self.diagnostics.report(Code::EmptyObject, span, message);
            return Type::AnyObject;
        };
        let mut object = definition.clone();
        self.used.extend(name);
        enclosing.push(object.type_name.clone());
        // What the definition itself only names is not opened once more: no endless growth.
        self.fields(&mut object.fields, enclosing, false);
        enclosing.pop();
        Type::Object(object)
    }
}
