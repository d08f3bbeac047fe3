//! The word in a row's type column, the rows below it and the samples -> a type.

use serde_json::Value;

use super::shown::{items_of, shown_list, shown_type};
use super::tree::Node;
use super::{Builder, Place};
use crate::diagnostic::{Code, Span};
use crate::ir::{Object, Type};
use crate::page::RawField;
use crate::vocabulary::{self, TypeWord, type_word};

impl Builder<'_> {
    /// The type of a row; `shown` are the values that samples have for it.
    pub(super) fn ty(&mut self, node: &Node<'_>, name: &str, shown: &[&Value], example: Option<&str>) -> Type {
        let word = self.word(node.row);
        if node.children.is_empty() {
            return self.childless(node.row, &word, shown, example);
        }
        let is_text = word == TypeWord::Type(Type::String)
            && !shown.is_empty()
            && shown.iter().all(|value| value.is_string())
            && !self.is_envelope(node.row);
        if is_text {
            let message = format!(
                "`{name}` is a string on the page and in its samples; the rows below it, `{}`, tell what is in the text",
                node.names_below().join("`, `")
            );
            self.diagnostics
                .report(Code::PrimitiveWithChildren, type_span(node.row), message);
            return Type::String;
        }
        self.object(node, name, &word, shown)
    }

    /// The type of a row that has rows below it.
    fn object(&mut self, node: &Node<'_>, name: &str, word: &TypeWord, shown: &[&Value]) -> Type {
        if matches!(word.innermost(), TypeWord::Type(_)) {
            let ty = node.row.ty.as_ref().map_or("", |ty| &ty.text);
            let message = format!("`{name}` is a `{ty}` and yet has fields; it is read as an object");
            self.diagnostics
                .report(Code::PrimitiveWithChildren, type_span(node.row), message);
        }
        let objects: Vec<_> = shown.iter().flat_map(|value| items_of(value)).collect();
        let fields = self.fields(&node.children, &objects);
        let type_name = match word.innermost() {
            TypeWord::Object(type_name) => type_name.clone(),
            TypeWord::File => Some("file".to_owned()),
            _ => None,
        };
        let object = Type::Object(Object::new(type_name, fields));
        // Where the word does not speak against it, a sample may show a list. One object is read as a list of one,
        // so a list is the safe choice for responses.
        let may_be_list = match word {
            TypeWord::Any | TypeWord::Object(None) => true,
            TypeWord::Object(Some(_)) => self.place.is_received(),
            TypeWord::Type(_) => self.place == Place::Event,
            _ => false,
        };
        if may_be_list && shown.iter().any(|value| value.is_array()) {
            return Type::List(Box::new(object));
        }
        word.around(object)
    }

    /// Whether a row is what every response has. Below its message, some tables hang its content.
    fn is_envelope(&self, row: &RawField) -> bool {
        self.place == Place::Response && vocabulary::is_envelope(&row.name.text)
    }

    fn word(&mut self, row: &RawField) -> TypeWord {
        let Some(ty) = &row.ty else { return TypeWord::Any };
        type_word(&ty.text).unwrap_or_else(|| {
            let message = format!("`{}` is not understood as a type; any value is accepted", ty.text);
            self.diagnostics.report(Code::UnknownType, ty.span, message);
            TypeWord::Any
        })
    }

    /// The type of a row that has no rows below it.
    fn childless(&mut self, row: &RawField, word: &TypeWord, values: &[&Value], example: Option<&str>) -> Type {
        let example = example.filter(|_| !self.types_stated);
        if let Some(list) = shown_list(word, values, example) {
            let message = format!("`{}` has no type for its items here; examples show one", row.name.text);
            self.diagnostics.report(Code::Untyped, type_span(row), message);
            return list;
        }
        let inner = match word.innermost() {
            TypeWord::Type(ty) => ty.clone(),
            TypeWord::File if self.place == Place::Body => Type::File,
            // Resolved on the page as a whole, by `references`.
            TypeWord::Object(Some(name)) => Type::Object(Object::new(Some(name.clone()), Vec::new())),
            TypeWord::File => Type::Object(Object::new(Some("file".to_owned()), Vec::new())),
            TypeWord::Any if matches!(word, TypeWord::Any) => {
                let shown = shown_type(values);
                if self.is_envelope(row) && shown.is_none() {
                    return Type::Any;
                }
                let message = match &shown {
                    Some(_) => format!("`{}` has no type here; the samples show one", row.name.text),
                    None => format!("`{}` has no type here; any value is accepted", row.name.text),
                };
                self.diagnostics.report(Code::Untyped, type_span(row), message);
                shown.unwrap_or(Type::Any)
            }
            _ => {
                let message = format!("`{}` is an object or list of which nothing is said", row.name.text);
                self.diagnostics.report(Code::Untyped, type_span(row), message);
                let is_object = matches!(word.innermost(), TypeWord::Object(_));
                if is_object { Type::AnyObject } else { Type::Any }
            }
        };
        word.around(inner)
    }
}

/// Where the type stands; where the row says none, the name.
fn type_span(row: &RawField) -> Span {
    let written = row.ty.as_ref().filter(|ty| !ty.text.is_empty());
    written.map_or(row.name.span, |ty| ty.span)
}
