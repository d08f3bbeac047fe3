//! Rows that name an object without showing its fields -> the object: one that encloses them, or one of the page.

use std::collections::{BTreeMap, HashSet};

use super::tables::Tables;
use crate::diagnostic::{Code, Diagnostics, Span, counted};
use crate::ir::{Field, Object, Type, Visit, VisitMut, visit_type, visit_type_mut};

/// Resolves all names, and reports tables whose fields are in no part of the endpoint for want of one.
pub(super) fn resolve(tables: &mut Tables, diagnostics: &mut Diagnostics) {
    let mut definitions = std::mem::take(&mut tables.definitions);
    for fields in [&tables.body, &tables.response] {
        Collector(&mut definitions).fields(fields);
    }
    let mut resolver = Resolver {
        definitions: &definitions,
        used: HashSet::new(),
        enclosing: vec![None],
        field: (String::new(), Span::default()),
        may_expand: true,
        diagnostics,
    };
    for fields in [&mut tables.body, &mut tables.query, &mut tables.response] {
        resolver.fields(fields);
    }
    let used = resolver.used;
    for table in &tables.unplaced {
        if table.is_repeated || !used.contains(&table.heading) {
            let message = format!(
                "a table of {} below `{}` belongs to no part of the request or response",
                counted(table.rows, "field"),
                table.heading
            );
            diagnostics.report(Code::UnknownTable, table.span, message);
        }
    }
}

/// Objects of a page by their names.
type Definitions = BTreeMap<String, Object>;

/// Adds the named objects that show their fields.
struct Collector<'a>(&'a mut Definitions);

impl<'a> Visit<'a> for Collector<'_> {
    fn ty(&mut self, ty: &'a Type) {
        visit_type(self, ty);
        if let Type::Object(object) = ty
            && let Some(name) = object.type_name.as_ref().filter(|_| !object.fields.is_empty())
        {
            self.0.entry(name.clone()).or_insert_with(|| object.clone());
        }
    }
}

struct Resolver<'a, 'd> {
    definitions: &'a Definitions,
    /// The names of definitions that were wanted.
    used: HashSet<String>,
    /// The names of the objects around the fields, outermost first.
    enclosing: Vec<Option<String>>,
    /// The name of the field whose type is visited, and where it stands.
    field: (String, Span),
    /// Whether an object that is only named may be opened.
    may_expand: bool,
    diagnostics: &'d mut Diagnostics,
}

impl VisitMut for Resolver<'_, '_> {
    fn field(&mut self, field: &mut Field) {
        self.field = (field.name.clone(), field.span);
        self.ty(&mut field.ty);
    }

    fn ty(&mut self, ty: &mut Type) {
        match ty {
            Type::Object(object) if object.fields.is_empty() => *ty = self.named(object.type_name.take()),
            Type::Object(object) => {
                self.enclosing.push(object.type_name.clone());
                visit_type_mut(self, ty);
                self.enclosing.pop();
            }
            _ => visit_type_mut(self, ty),
        }
    }
}

impl Resolver<'_, '_> {
    fn named(&mut self, name: Option<String>) -> Type {
        let is_it = |above: &Option<String>| above.is_some() && *above == name;
        if let Some(levels) = self.enclosing.iter().rev().position(is_it) {
            return Type::Enclosing(levels);
        }
        let definition = name
            .as_ref()
            .filter(|_| self.may_expand)
            .and_then(|name| self.definitions.get(name));
        let Some(definition) = definition else {
            let name = name.unwrap_or_default();
            let (field, span) = &self.field;
            let message = format!("the page shows no fields of `{field}`'s type `{name}`; any are accepted");
            self.diagnostics.report(Code::EmptyObject, *span, message);
            return Type::AnyObject;
        };
        let mut object = definition.clone();
        self.used.extend(name);
        self.enclosing.push(object.type_name.clone());
        // What the definition itself only names is not opened once more: no endless growth.
        self.may_expand = false;
        self.fields(&mut object.fields);
        self.may_expand = true;
        self.enclosing.pop();
        Type::Object(object)
    }
}
