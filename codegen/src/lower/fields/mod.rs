//! The rows of a table -> fields with types.

mod name;
mod shown;
mod tree;
mod types;
mod values;

use std::collections::HashSet;

use serde_json::Value;

use super::default_mark;
use super::description::{self, Facts};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Field, Presence, Type};
use crate::page::{RawField, RawFieldTable};
use crate::vocabulary::{self, Label, squeeze};

pub(super) use shown::items_of;
use shown::values_of;
use tree::Node;

/// What part of a request or response a table describes, as far as types depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    /// Query and headers: text on the wire.
    Parameter,
    Body,
    Response,
    /// As a response, but that no row is of an envelope.
    Event,
}

impl Place {
    /// Whether fields come from the server, which may leave out each.
    fn is_received(self) -> bool {
        matches!(self, Self::Response | Self::Event)
    }
}

/// Reads a table's rows as fields; `samples` show values of the object that the fields belong to.
pub(super) fn read(
    table: &RawFieldTable,
    place: Place,
    samples: &[&Value],
    diagnostics: &mut Diagnostics,
) -> Vec<Field> {
    let nodes = tree::nest(&table.rows, diagnostics);
    // Exact types need no evidence.
    let samples = if table.types_stated { &[] } else { samples };
    let mut builder = Builder {
        place,
        types_stated: table.types_stated,
        diagnostics,
    };
    builder.fields(&nodes, samples)
}

struct Builder<'d> {
    place: Place,
    /// Whether the types are exact, so that samples change none of them.
    types_stated: bool,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_> {
    fn fields(&mut self, nodes: &[Node<'_>], samples: &[&Value]) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::with_capacity(nodes.len());
        let mut known: HashSet<String> = HashSet::with_capacity(nodes.len());
        for node in nodes {
            for name in name::read(node.row, samples, self.diagnostics) {
                if !known.insert(name.clone()) {
                    let message = format!("`{name}` stands twice in one object; the first stays");
                    self.diagnostics
                        .report(Code::DuplicateField, node.row.name.span, message);
                    continue;
                }
                let field = self.field(node, name, nodes, samples);
                fields.push(field);
            }
        }
        fields
    }

    fn field(&mut self, node: &Node<'_>, name: String, siblings: &[Node<'_>], samples: &[&Value]) -> Field {
        let row = node.row;
        let mut facts = self.facts(row);
        let shown: Vec<_> = samples.iter().flat_map(|sample| values_of(sample, &name)).collect();
        let bare = self.ty(node, &name, &shown, facts.example.as_deref());
        if facts.values.is_empty() && !self.types_stated {
            facts.values = values::unannounced(&bare, &facts, siblings, row.description_span);
            facts.default = facts
                .default
                .take()
                .or_else(|| default_mark::of_values(&mut facts.values));
        }
        let ty = values::apply(bare, &mut facts, self.place, row.description_span, self.diagnostics);
        let may_count = matches!(ty.innermost(), Type::Int | Type::Float | Type::String);
        Field {
            text: facts.text,
            default: facts.default,
            example: facts.example,
            constraints: facts.constraints,
            unit: facts.unit.filter(|_| may_count),
            scopes: facts.scopes,
            deprecated: facts.deprecated,
            gone: facts.gone,
            held: facts.held,
            span: row.name.span,
            ..Field::new(&name, ty, self.presence(row))
        }
    }

    /// What the description says, and the columns of which each holds one fact.
    fn facts(&mut self, row: &RawField) -> Facts {
        let mut facts = description::read(&row.description, row.description_span, self.diagnostics);
        for (title, content) in &row.columns {
            let text = content.plain();
            match vocabulary::label(&squeeze(title)) {
                Some(Label::Default) if text != "-" => facts.default = facts.default.or(Some(text)),
                Some(Label::Example) if text != "-" => facts.example = facts.example.or(Some(text)),
                _ => {
                    let line = format!("{title}: {text}");
                    facts.text = if facts.text.is_empty() {
                        line
                    } else {
                        format!("{}\n{line}", facts.text)
                    };
                }
            }
        }
        facts
    }

    fn presence(&mut self, row: &RawField) -> Presence {
        if self.place == Place::Path {
            return Presence::Required;
        }
        // A response's field may always be missing; no page promises one.
        let Some(required) = row.required.as_ref().filter(|_| !self.place.is_received()) else {
            return Presence::Optional;
        };
        let first = required.text.lines().next().unwrap_or_default();
        vocabulary::presence(first).unwrap_or_else(|| {
            let message = format!(
                "`{}` does not say whether the field is required; it is taken as optional",
                required.text
            );
            self.diagnostics.report(Code::UnknownPresence, required.span, message);
            Presence::Optional
        })
    }
}
