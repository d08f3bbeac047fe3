//! The fields of a request -> its body.

use super::samples::Samples;
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Body, Field, Object, SamplePlace, Type};
use crate::page::{RawPage, Spanned};
use crate::vocabulary::{TypeWord, type_word};

/// Tells the kind of body from its content type, its fields and its samples.
pub(super) fn read(fields: Vec<Field>, raw: &RawPage, samples: &Samples, diagnostics: &mut Diagnostics) -> Body {
    let content_type = raw
        .content_type
        .as_ref()
        .map(|value| value.text.as_str())
        .unwrap_or_default();
    let has_file = fields.iter().any(|field| matches!(field.ty, Type::File));
    if content_type.contains("multipart/form-data") || has_file {
        return Body::Multipart { fields };
    }
    if content_type.contains("x-www-form-urlencoded") {
        return Body::Form { fields };
    }
    if let Some(word) = &raw.body_type {
        let root = root(word, fields, diagnostics);
        return Body::Json {
            fields: Vec::new(),
            root: Some(root),
        };
    }
    if fields.is_empty() {
        return Body::None;
    }
    // A body that is a list is shown as one; its table gives the fields of an item.
    let samples = samples.json(SamplePlace::Request);
    let is_list = !samples.is_empty() && samples.iter().all(|sample| sample.is_array());
    if is_list {
        let item = Type::Object(Object::new(None, fields));
        return Body::Json {
            fields: Vec::new(),
            root: Some(Type::List(Box::new(item))),
        };
    }
    Body::Json { fields, root: None }
}

/// The type of a body as a word gives it; where that is an object or a list of such, these are its fields.
fn root(word: &Spanned, fields: Vec<Field>, diagnostics: &mut Diagnostics) -> Type {
    let read = type_word(&word.text).unwrap_or_else(|| {
        let message = format!("`{}` is not understood as a type; any value is accepted", word.text);
        diagnostics.report(Code::UnknownType, word.span, message);
        TypeWord::Any
    });
    let inner = match read.innermost() {
        TypeWord::Type(ty) => ty.clone(),
        TypeWord::File => Type::File,
        TypeWord::Object(type_name) if !fields.is_empty() => Type::Object(Object::new(type_name.clone(), fields)),
        TypeWord::Object(_) => Type::AnyObject,
        _ => Type::Any,
    };
    read.around(inner)
}
