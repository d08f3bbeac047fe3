//! Finds contradictions in the schema that would make the client wrong, before anything is emitted.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{
    Api, Endpoint, EnumBase, Enumeration, Field, Part, PartContent, PathTemplate, Type, Visit, visit_content,
    visit_type,
};

/// Reports what is wrong.
pub(super) fn check(api: &mut Api, found: &mut Vec<Diagnostic>) {
    for endpoint in api.endpoints.values() {
        let mut checking = Checking {
            diagnostics: Diagnostics::new(&endpoint.source.page),
            path: Vec::new(),
            span: endpoint.source.span,
        };
        checking.path_parameters(endpoint);
        endpoint.visit(&mut checking);
        found.extend(checking.diagnostics.into_sorted());
    }
    for event in api.events.values() {
        let mut checking = Checking {
            diagnostics: Diagnostics::new(&event.source.page),
            path: Vec::new(),
            span: event.source.span,
        };
        event.visit(&mut checking);
        found.extend(checking.diagnostics.into_sorted());
    }
}

struct Checking<'a> {
    diagnostics: Diagnostics,
    /// The part and the fields that lead to where the walk is.
    path: Vec<&'a str>,
    /// Where diagnostics point: at the innermost of these fields that stands on the page, or at the URL.
    span: Span,
}

impl Checking<'_> {
    fn report(&mut self, code: Code, message: String) {
        self.diagnostics.report(code, self.span, message);
    }

    /// Checks with diagnostics that point at a field, as far as it is known where that stands.
    fn at(&mut self, field: &Field, check: impl FnOnce(&mut Self)) {
        let around = self.span;
        if !field.span.is_nowhere() {
            self.span = field.span;
        }
        check(self);
        self.span = around;
    }

    fn path_parameters(&mut self, endpoint: &Endpoint) {
        let PathTemplate { template, variables } = &endpoint.path;
        let parameters = &endpoint.path_parameters;
        let is_declared = |variable: &&String| parameters.iter().any(|field| field.name == **variable);
        for variable in variables.iter().filter(|variable| !is_declared(variable)) {
            let message = format!("`{variable}` stands in the path and is no parameter");
            self.report(Code::UndeclaredPathParameter, message);
        }
        for parameter in parameters.iter().filter(|field| !variables.contains(&field.name)) {
            let message = format!("`{}` is a path parameter and not in `{template}`", parameter.name);
            self.at(parameter, |checking| {
                checking.report(Code::UnusedPathParameter, message)
            });
        }
    }

    fn values(&mut self, set: &Enumeration) {
        let path = self.path.join(".");
        let mut seen = BTreeSet::new();
        for value in &set.values {
            if !seen.insert(&value.key) {
                self.report(
                    Code::DuplicateValue,
                    format!("`{path}` has the value `{}` twice", value.key),
                );
            }
            if set.base == EnumBase::Int && value.key.parse::<i64>().is_err() {
                self.report(
                    Code::ValueTypeMismatch,
                    format!("`{path}` is a number, `{}` is none", value.key),
                );
            }
        }
    }
}

impl<'a> Visit<'a> for Checking<'a> {
    fn part(&mut self, part: Part, content: PartContent<'a>) {
        self.path = vec![part.name()];
        visit_content(self, content);
    }

    fn fields(&mut self, fields: &'a [Field]) {
        let mut seen = BTreeSet::new();
        for field in fields {
            self.path.push(&field.name);
            self.at(field, |checking| {
                if !seen.insert(&field.name) {
                    let message = format!("`{}` is there twice", checking.path.join("."));
                    checking.report(Code::DuplicateField, message);
                }
                checking.ty(&field.ty);
            });
            self.path.pop();
        }
    }

    fn ty(&mut self, ty: &'a Type) {
        if let Type::Enum(set) = ty {
            self.values(set);
        }
        visit_type(self, ty);
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::diagnostic::{Code, Span};
    use crate::ir::builders::*;
    use crate::ir::*;

    fn codes(endpoint: Endpoint) -> Vec<Code> {
        let mut found = Vec::new();
        check(&mut api(vec![endpoint]), &mut found);
        found.into_iter().map(|found| found.code).collect()
    }

    #[test]
    fn variables_of_the_path_and_its_parameters_are_the_same() {
        let with = |variables: &[&str], parameters: &[&str]| Endpoint {
            path: PathTemplate {
                template: "/x".into(),
                variables: variables.iter().map(|name| (*name).to_owned()).collect(),
            },
            path_parameters: parameters.iter().map(|name| required(name, Type::String)).collect(),
            ..endpoint("demo.v1.user.get")
        };
        assert_eq!(codes(with(&["a"], &["a"])), []);
        assert_eq!(
            codes(with(&["a"], &["b"])),
            [Code::UndeclaredPathParameter, Code::UnusedPathParameter]
        );
    }

    #[test]
    fn diagnostics_point_at_the_field_and_else_at_what_is_around_it() {
        let at = |start, field| Field {
            span: Span::new(start, start + 1),
            ..field
        };
        let wrong = set(EnumBase::Int, &[("x", "")]);
        let inner = vec![at(5, field("kind", wrong.clone())), field("state", wrong)];
        let mut checked = Endpoint {
            response: envelope(vec![at(3, field("item", object("", inner)))]),
            path_parameters: vec![at(2, required("id", Type::String))],
            ..endpoint("demo.v1.user.get")
        };
        checked.source.span = Span::new(1, 2);
        checked.path.variables = vec!["user_id".to_owned()];
        let mut found = Vec::new();
        check(&mut api(vec![checked]), &mut found);
        let found: Vec<_> = found.iter().map(|found| (found.span.start, found.code)).collect();
        let expected = [
            (1, Code::UndeclaredPathParameter),
            (2, Code::UnusedPathParameter),
            (3, Code::ValueTypeMismatch),
            (5, Code::ValueTypeMismatch),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_and_values_are_unique_wherever_they_stand() {
        let values = set(EnumBase::Int, &[("1", ""), ("1", ""), ("x", "")]);
        let inner = object("", vec![field("kind", values), field("kind", Type::String)]);
        let found = codes(Endpoint {
            response: envelope(vec![field("items", list(inner))]),
            ..endpoint("demo.v1.user.get")
        });
        assert_eq!(
            found,
            [Code::DuplicateField, Code::DuplicateValue, Code::ValueTypeMismatch]
        );
    }
}
