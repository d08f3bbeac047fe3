//! Rows of a table and their depths -> fields with types.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::description::{self, Facts};
use super::type_word::{self, Word};
use super::words;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{EnumBase, EnumValue, Enumeration, Field, Object, Presence, Type};
use crate::markup;
use crate::page::{RawField, RawFieldTable, Spanned, squeeze};

/// Deeper rows than this are no schema but an accident.
const DEEPEST: u32 = 64;

/// Where fields stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    /// Query and headers: text on the wire.
    Parameter,
    Body,
    Response,
}

/// A row with the rows below it.
struct Node<'r> {
    row: &'r RawField,
    children: Vec<Node<'r>>,
}

impl Node<'_> {
    /// The names of all rows below.
    fn names_below(&self) -> Vec<&str> {
        let below = self.children.iter().flat_map(|child| {
            let mut names = vec![child.row.name.text.as_str()];
            names.extend(child.names_below());
            names
        });
        below.collect()
    }
}

/// Reads a table's rows as fields; `samples` show values of the object that the fields belong to.
pub(super) fn build(
    table: &RawFieldTable,
    levels: &[u32],
    place: Place,
    samples: &[&Value],
    diagnostics: &mut Diagnostics,
) -> Vec<Field> {
    let nodes = nest(&table.rows, levels, diagnostics);
    // Types that are meant as they stand need no evidence.
    let samples = if table.types_stated { &[] } else { samples };
    let mut builder = Builder {
        place,
        types_stated: table.types_stated,
        diagnostics,
    };
    builder.fields(&nodes, samples)
}

/// Rows and depths -> a tree. A row that is too deep for the one before it becomes its child.
fn nest<'r>(rows: &'r [RawField], levels: &[u32], diagnostics: &mut Diagnostics) -> Vec<Node<'r>> {
    // Open nodes from the root down; closing one hands it to its parent.
    let mut root = Vec::new();
    let mut open: Vec<Node<'r>> = Vec::new();
    fn close<'r>(open: &mut Vec<Node<'r>>, root: &mut Vec<Node<'r>>) {
        if let Some(node) = open.pop() {
            open.last_mut().map_or(root, |parent| &mut parent.children).push(node);
        }
    }
    for (row, &level) in rows.iter().zip(levels) {
        let depth = u32::try_from(open.len()).unwrap_or(u32::MAX);
        if level > depth {
            let message = format!("`{}` has depth {level}, the row above allows {depth}", row.name.text);
            diagnostics.report(Code::NestingJump, row.span, message);
        }
        while u32::try_from(open.len()).unwrap_or(u32::MAX) > level.min(DEEPEST) {
            close(&mut open, &mut root);
        }
        open.push(Node {
            row,
            children: Vec::new(),
        });
    }
    while !open.is_empty() {
        close(&mut open, &mut root);
    }
    root
}

struct Builder<'d> {
    place: Place,
    /// Whether the types are meant as they stand.
    types_stated: bool,
    diagnostics: &'d mut Diagnostics,
}

impl Builder<'_> {
    fn fields(&mut self, nodes: &[Node<'_>], samples: &[&Value]) -> Vec<Field> {
        let mut fields: Vec<Field> = Vec::with_capacity(nodes.len());
        let mut known: HashSet<String> = HashSet::with_capacity(nodes.len());
        for node in nodes {
            for name in self.names(node.row, samples) {
                if !known.insert(name.clone()) {
                    let message = format!("`{name}` stands twice in one object; the first stays");
                    self.diagnostics.report(Code::DuplicateField, node.row.span, message);
                    continue;
                }
                let field = self.field(node, name, nodes, samples);
                fields.push(field);
            }
        }
        fields
    }

    /// The name in a name cell; the names, where several share a row.
    fn names(&mut self, row: &RawField, samples: &[&Value]) -> Vec<String> {
        let text = row.name.text.trim();
        let is_identifier = |name: &str| {
            name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
                && name
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char))
        };
        let parts: Vec<_> = text.split(['\n', '/', '、', '，', ',', '或']).map(str::trim).collect();
        if parts.len() > 1 && parts.iter().all(|part| is_identifier(part)) {
            let message = format!(
                "`{}` gives several names in one row; each becomes a field",
                parts.join("`, `")
            );
            self.diagnostics.report(Code::OddFieldName, row.name.span, message);
            return parts.into_iter().map(ToOwned::to_owned).collect();
        }
        let name = text.lines().next().unwrap_or_default().trim();
        if name.is_empty() || name == "-" {
            self.diagnostics.report(
                Code::OddFieldName,
                row.span,
                "this row has no name; it is left out with what is below it",
            );
            return Vec::new();
        }
        let joined: String = name.split_whitespace().collect();
        let is_shown = |name: &str| samples.iter().any(|sample| !values_of(sample, name).is_empty());
        if joined != name && is_shown(&joined) && !is_shown(name) {
            let message = format!("`{name}` is called `{joined}` in the samples, and here");
            self.diagnostics.report(Code::OddFieldName, row.name.span, message);
            return vec![joined];
        }
        if name.len() < text.len() {
            let message = format!("only `{name}` of this cell is taken as the name");
            self.diagnostics.report(Code::OddFieldName, row.name.span, message);
        }
        vec![name.to_owned()]
    }

    fn field(&mut self, node: &Node<'_>, name: String, siblings: &[Node<'_>], samples: &[&Value]) -> Field {
        let row = node.row;
        let mut facts = description::read(&row.description, row.span, self.diagnostics);
        for (title, content) in &row.columns {
            let text = content.plain();
            match words::label(&squeeze(title)) {
                Some(words::Label::Default) if text != "-" => facts.default = facts.default.or(Some(text)),
                Some(words::Label::Example) if text != "-" => facts.example = facts.example.or(Some(text)),
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
        let below: Vec<_> = samples.iter().flat_map(|sample| values_of(sample, &name)).collect();
        let word = self.word(row);
        let is_text = word == Word::Type(Type::String)
            && !below.is_empty()
            && below.iter().all(|value| value.is_string())
            && !self.is_envelope(row);
        let bare = if node.children.is_empty() {
            self.childless(row, &word, &below, facts.example.as_deref())
        } else if is_text {
            let message = format!(
                "`{name}` is a string on the page and in its samples; the rows below it, `{}`, tell what is in the text",
                node.names_below().join("`, `")
            );
            self.diagnostics.report(Code::PrimitiveWithChildren, row.span, message);
            Type::String
        } else {
            if matches!(word.innermost(), Word::Type(_)) {
                let ty = row.ty.as_ref().map_or("", |ty| &ty.text);
                let message = format!("`{name}` is a `{ty}` and yet has fields; it is read as an object");
                self.diagnostics.report(Code::PrimitiveWithChildren, row.span, message);
            }
            let objects: Vec<_> = below.iter().flat_map(|value| items_of(value)).collect();
            let fields = self.fields(&node.children, &objects);
            let type_name = match word.innermost() {
                Word::Object(type_name) => type_name.clone(),
                Word::File => Some("file".to_owned()),
                _ => None,
            };
            let object = Type::Object(Object { type_name, fields });
            // Where the word does not speak against it, a sample may show a list. One object is read as a list of one,
            // so a list is the safe choice for answers.
            let may_be_list = match word {
                Word::Any | Word::Object(None) => true,
                Word::Object(Some(_)) => self.place == Place::Response,
                _ => false,
            };
            let is_list = may_be_list && below.iter().any(|value| value.is_array());
            if is_list {
                Type::List(Box::new(object))
            } else {
                word.around(object)
            }
        };
        if facts.values.is_empty() && !self.types_stated {
            facts.values = unannounced_values(&bare, &facts, siblings, row.span);
        }
        let ty = self.with_values(bare, &mut facts, row.span);
        let may_count = matches!(ty.innermost(), Type::Int | Type::Float | Type::String);
        Field {
            presence: self.presence(row),
            name,
            ty,
            text: facts.text,
            default: facts.default,
            example: facts.example,
            constraints: facts.constraints,
            unit: facts.unit.filter(|_| may_count),
            scopes: facts.scopes,
            deprecated: facts.deprecated,
            recursive: false,
        }
    }

    /// Whether a row is what every answer has. Below its message, some tables hang its content.
    fn is_envelope(&self, row: &RawField) -> bool {
        self.place == Place::Response && ["code", "msg", "data"].contains(&row.name.text.as_str())
    }

    fn presence(&mut self, row: &RawField) -> Presence {
        if self.place == Place::Path {
            return Presence::Required;
        }
        // An answer's field may always be missing; no page promises one.
        let Some(required) = row.required.as_ref().filter(|_| self.place != Place::Response) else {
            return Presence::Optional;
        };
        let first = required.text.lines().next().unwrap_or_default();
        words::presence(first).unwrap_or_else(|| {
            let message = format!(
                "`{}` does not say whether the field is required; it is taken as optional",
                required.text
            );
            self.diagnostics.report(Code::UnknownPresence, required.span, message);
            Presence::Optional
        })
    }

    fn word(&mut self, row: &RawField) -> Word {
        let Some(ty) = &row.ty else { return Word::Any };
        type_word::read(&ty.text).unwrap_or_else(|| {
            let message = format!("`{}` is not understood as a type; any value is accepted", ty.text);
            self.diagnostics.report(Code::UnknownType, ty.span, message);
            Word::Any
        })
    }

    /// The type of a row that has no rows below it.
    fn childless(&mut self, row: &RawField, word: &Word, values: &[&Value], example: Option<&str>) -> Type {
        let example = example.filter(|_| !self.types_stated);
        if let Some(list) = shown_list(word, values, example) {
            let message = format!("`{}` has no type for its items here; examples show one", row.name.text);
            self.diagnostics.report(Code::Untyped, row.span, message);
            return list;
        }
        let inner = match word.innermost() {
            Word::Type(ty) => ty.clone(),
            Word::File if self.place == Place::Body => Type::File,
            // Resolved on the page as a whole, by `references`.
            Word::Object(Some(name)) => Type::Object(Object {
                type_name: Some(name.clone()),
                fields: Vec::new(),
            }),
            Word::File => Type::Object(Object {
                type_name: Some("file".to_owned()),
                fields: Vec::new(),
            }),
            Word::Any if matches!(word, Word::Any) => {
                let shown = shown_type(values);
                if self.is_envelope(row) && shown.is_none() {
                    return Type::Any;
                }
                let message = match &shown {
                    Some(_) => format!("`{}` has no type here; the samples show one", row.name.text),
                    None => format!("`{}` has no type here; any value is accepted", row.name.text),
                };
                self.diagnostics.report(Code::Untyped, row.span, message);
                shown.unwrap_or(Type::Any)
            }
            _ => {
                let message = format!("`{}` is an object or list of which nothing is said", row.name.text);
                self.diagnostics.report(Code::Untyped, row.span, message);
                let is_object = matches!(word.innermost(), Word::Object(_));
                if is_object { Type::AnyObject } else { Type::Any }
            }
        };
        word.around(inner)
    }

    /// Puts documented values into the type, where they fit it. Values that do not fit stay in the text.
    fn with_values(&mut self, ty: Type, facts: &mut Facts, span: Span) -> Type {
        if facts.values.is_empty() {
            return ty;
        }
        let mut values: Vec<EnumValue> = Vec::with_capacity(facts.values.len());
        for value in &facts.values {
            let written = value.key.trim();
            let key = written.trim_matches(['"', '“', '”']).trim();
            if is_placeholder(key) {
                let message = format!("`{key}` stands for values of the caller's own; it is none itself");
                self.diagnostics.report(Code::OddValue, value.span, message);
                facts.text.push_str(&format!("\n- {key}: {}", value.label));
                continue;
            }
            if key != written {
                let message = format!("the value `{written}` has quotes at its ends; it is read as `{key}`");
                self.diagnostics.report(Code::OddValue, value.span, message);
            }
            if values.iter().any(|known| known.key == key) {
                let message = format!("the value `{key}` is listed twice; the first stays");
                self.diagnostics.report(Code::DuplicateValue, value.span, message);
            } else {
                values.push(EnumValue {
                    key: key.to_owned(),
                    label: value.label.trim().to_owned(),
                });
            }
        }
        if values.is_empty() {
            return ty;
        }
        let numbers = values.iter().all(|value| value.key.parse::<i64>().is_ok());
        let base = match ty.innermost() {
            Type::String => Some(EnumBase::String),
            Type::Int if numbers => Some(EnumBase::Int),
            Type::Any if self.place == Place::Parameter => Some(EnumBase::String),
            _ => None,
        };
        if let Some(base) = base.filter(|_| values.iter().all(|value| !value.key.is_empty())) {
            return replace_innermost(ty, Type::Enum(Enumeration { base, values }));
        }
        let is_bool = *ty.innermost() == Type::Bool
            && values
                .iter()
                .all(|value| ["true", "false"].contains(&value.key.as_str()));
        if !is_bool {
            let keys: Vec<_> = values.iter().map(|value| value.key.as_str()).collect();
            let message = format!(
                "the values `{}` do not fit the field's type; they stay in the text",
                keys.join("`, `")
            );
            self.diagnostics.report(Code::ValueTypeMismatch, span, message);
        }
        for value in &values {
            if !facts.text.is_empty() {
                facts.text.push('\n');
            }
            facts.text.push_str(&format!("- {}: {}", value.key, value.label));
        }
        ty
    }
}

/// The type of a body as a word gives it; where that is an object or a list of such, these are its fields.
pub(super) fn root(word: &Spanned, fields: Vec<Field>, diagnostics: &mut Diagnostics) -> Type {
    let read = type_word::read(&word.text).unwrap_or_else(|| {
        let message = format!("`{}` is not understood as a type; any value is accepted", word.text);
        diagnostics.report(Code::UnknownType, word.span, message);
        Word::Any
    });
    let inner = match read.innermost() {
        Word::Type(ty) => ty.clone(),
        Word::File => Type::File,
        Word::Object(type_name) if !fields.is_empty() => Type::Object(Object {
            type_name: type_name.clone(),
            fields,
        }),
        Word::Object(_) => Type::AnyObject,
        _ => Type::Any,
    };
    read.around(inner)
}

/// Values that a text lists, where they fit the type and are no names of fields beside this one.
fn unannounced_values(ty: &Type, facts: &Facts, siblings: &[Node<'_>], span: Span) -> Vec<markup::Value> {
    let values = super::values::unannounced(&facts.text, span);
    // Where the example is another value, these are not all, or none.
    let example = facts.example.as_deref().map(|example| example.trim().trim_matches('"'));
    let is_other = |example: &str| values.iter().all(|value| value.key != example);
    if matches!(ty, Type::String | Type::Int) && example.is_some_and(is_other) {
        return Vec::new();
    }
    let is_field = |value: &markup::Value| siblings.iter().any(|node| node.row.name.text == value.key);
    let fits = match ty.innermost() {
        Type::String => true,
        Type::Int => values.iter().all(|value| value.key.parse::<i64>().is_ok()),
        _ => false,
    };
    if fits && !values.iter().any(is_field) {
        values
    } else {
        Vec::new()
    }
}

/// `{KEY}`
fn is_placeholder(key: &str) -> bool {
    let inner = key.strip_prefix('{').and_then(|key| key.strip_suffix('}'));
    inner
        .is_some_and(|inner| !inner.is_empty() && inner.chars().all(|char| char.is_ascii_alphanumeric() || char == '_'))
}

fn replace_innermost(ty: Type, with: Type) -> Type {
    match ty {
        Type::List(inner) => Type::List(Box::new(replace_innermost(*inner, with))),
        Type::Map(inner) => Type::Map(Box::new(replace_innermost(*inner, with))),
        _ => with,
    }
}

/// The values of a key in an object, or in every object of a list.
fn values_of<'v>(sample: &'v Value, key: &str) -> Vec<&'v Value> {
    items_of(sample)
        .into_iter()
        .filter_map(|item| item.get(key))
        .filter(|value| !value.is_null())
        .collect()
}

/// The items of a list, of lists in it too; else the value itself.
pub(super) fn items_of(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(items_of).collect(),
        other => vec![other],
    }
}

/// The type that all samples agree on: a primitive one, or a list of such.
fn shown_type(values: &[&Value]) -> Option<Type> {
    let one = |value: &Value| match value {
        Value::Bool(_) => Some(Type::Bool),
        Value::Number(number) => Some(if number.is_i64() { Type::Int } else { Type::Float }),
        Value::String(_) => Some(Type::String),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().collect();
            let inner = if items.iter().any(|item| item.is_array()) {
                None
            } else {
                shown_type(&items)
            };
            inner.map(|inner| Type::List(Box::new(inner)))
        }
        _ => None,
    };
    let mut types = values.iter().map(|value| one(value));
    let first = types.next()??;
    types.all(|ty| ty.as_ref() == Some(&first)).then_some(first)
}

/// The type of a list of which nothing is said, where the samples and the example show items of one primitive type.
fn shown_list(word: &Word, values: &[&Value], example: Option<&str>) -> Option<Type> {
    if *word != Word::List(Box::new(Word::Any)) {
        return None;
    }
    let example: Option<Value> = example.and_then(|example| serde_json::from_str(example).ok());
    let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    let shown = values.iter().copied().chain(example.as_ref());
    let shown: Vec<_> = shown.filter(|value| !is_empty(value)).collect();
    shown_type(&shown).filter(|ty| matches!(ty, Type::List(_)))
}

/// Objects of a page by their names, for rows that name one without showing its fields.
pub(super) type Definitions = BTreeMap<String, Object>;

/// Adds the named objects among `fields` that stand on their own.
pub(super) fn collect_definitions(fields: &[Field], definitions: &mut Definitions) {
    for field in fields {
        if let Type::Object(object) = field.ty.innermost() {
            if object.fields.is_empty() {
                continue;
            }
            collect_definitions(&object.fields, definitions);
            if let Some(name) = &object.type_name {
                definitions.entry(name.clone()).or_insert_with(|| object.clone());
            }
        }
    }
}

/// Resolves rows that name an object without showing its fields: one that encloses them, or one of the page. Gives the
/// names of those of the page that were wanted.
pub(super) fn resolve(
    fields: &mut [Field],
    definitions: &Definitions,
    span: Span,
    diagnostics: &mut Diagnostics,
) -> HashSet<String> {
    let mut resolver = Resolver {
        definitions,
        used: HashSet::new(),
        span,
        diagnostics,
    };
    resolver.fields(fields, &mut vec![None], true);
    resolver.used
}

struct Resolver<'a, 'd> {
    definitions: &'a Definitions,
    used: HashSet<String>,
    span: Span,
    diagnostics: &'d mut Diagnostics,
}

impl Resolver<'_, '_> {
    fn fields(&mut self, fields: &mut [Field], enclosing: &mut Vec<Option<String>>, may_expand: bool) {
        for field in fields {
            let (name, ty) = (&field.name, &mut field.ty);
            self.ty(ty, name, enclosing, may_expand);
        }
    }

    fn ty(&mut self, ty: &mut Type, field: &str, enclosing: &mut Vec<Option<String>>, may_expand: bool) {
        match ty {
            Type::List(inner) | Type::Map(inner) => self.ty(inner, field, enclosing, may_expand),
            Type::Object(object) if !object.fields.is_empty() => {
                enclosing.push(object.type_name.clone());
                self.fields(&mut object.fields, enclosing, may_expand);
                enclosing.pop();
            }
            Type::Object(object) => {
                let name = object.type_name.take();
                let above = enclosing
                    .iter()
                    .rev()
                    .position(|above| above.is_some() && *above == name);
                let definition = name
                    .as_ref()
                    .filter(|_| may_expand)
                    .and_then(|name| self.definitions.get(name));
                *ty = match (above, definition) {
                    (Some(levels), _) => Type::Enclosing(levels),
                    (None, Some(definition)) => {
                        let mut object = definition.clone();
                        self.used.extend(name.clone());
                        enclosing.push(object.type_name.clone());
                        // What the definition itself only names is not opened once more: no endless growth.
                        self.fields(&mut object.fields, enclosing, false);
                        enclosing.pop();
                        Type::Object(object)
                    }
                    (None, None) => {
                        let name = name.unwrap_or_default();
                        let message =
                            format!("the page shows no fields of `{field}`'s type `{name}`; any are accepted");
                        self.diagnostics.report(Code::EmptyObject, self.span, message);
                        Type::AnyObject
                    }
                };
            }
            _ => {}
        }
    }
}
