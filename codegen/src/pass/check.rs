//! Finds contradictions in the schema that would make the client wrong, before anything is emitted.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{
    Api, Endpoint, EnumBase, Enumeration, Field, Part, PartContent, Type, Visit, visit_content, visit_type,
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
}

/// Takes out where endpoints and fields stand on their pages.
pub(super) fn forget_spans(api: &mut Api, _: &mut Vec<Diagnostic>) {
    for endpoint in api.endpoints.values_mut() {
        endpoint.source.span = Span::default();
        endpoint.forget_spans();
    }
}

struct Checking<'a> {
    diagnostics: Diagnostics,
    /// The part and the fields that lead to where the walk is.
    path: Vec<&'a str>,
    /// Where the innermost of them stands that stands on the page; the URL where none does.
    span: Span,
}

impl Checking<'_> {
    fn report(&mut self, code: Code, message: String) {
        self.diagnostics.report(code, self.span, message);
    }

    fn path_parameters(&mut self, endpoint: &Endpoint) {
        let declared: BTreeSet<_> = endpoint.path_parameters.iter().map(|field| &field.name).collect();
        let variables: BTreeSet<_> = endpoint.path.variables.iter().collect();
        for variable in variables.difference(&declared) {
            self.report(
                Code::UndeclaredPathParameter,
                format!("`{variable}` stands in the path and is no parameter"),
            );
        }
        for parameter in declared.difference(&variables) {
            self.report(
                Code::UnusedPathParameter,
                format!(
                    "`{parameter}` is a path parameter and not in `{}`",
                    endpoint.path.template
                ),
            );
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
            let around = self.span;
            if !field.span.is_nowhere() {
                self.span = field.span;
            }
            self.path.push(&field.name);
            if !seen.insert(&field.name) {
                self.report(
                    Code::DuplicateField,
                    format!("`{}` is there twice", self.path.join(".")),
                );
            }
            self.ty(&field.ty);
            self.path.pop();
            self.span = around;
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
    use crate::diagnostic::Code;
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
