//! Types and fields in, JSON Schema out. Shared types become components, and so do inline objects that contain themselves.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::components::ComponentNames;
use super::literal::{Shape, literal, number};
use crate::emit::sentences;
use crate::ir::{Api, Constraints, DefinitionKind, Direction, EnumBase, Enumeration, Field, Owner, Type, TypeId, Unit};
use crate::vocabulary::{CODE, ERROR, MESSAGE};

/// A JSON object that is being written.
pub(super) type Schema = Map<String, Value>;

/// Writes schemas, and keeps the components that they refer to.
#[derive(Debug)]
pub(super) struct Schemas<'a> {
    api: &'a Api,
    names: ComponentNames,
    shared: BTreeMap<&'a TypeId, String>,
    components: BTreeMap<String, Value>,
}

/// Where a schema stands: enough to name it, and to find the objects around it.
#[derive(Debug)]
pub(super) struct Place<'a> {
    owner: Owner,
    direction: Direction,
    path: Vec<&'a str>,
    objects: Vec<OpenObject>,
}

/// An object whose fields are being written.
#[derive(Debug)]
struct OpenObject {
    depth: usize,
    /// Given when something inside refers to the object.
    component: Option<String>,
}

impl<'a> Place<'a> {
    /// The outermost place of a request or response.
    pub(super) fn root(owner: Owner, direction: Direction) -> Self {
        Self {
            owner,
            direction,
            path: Vec::new(),
            objects: Vec::new(),
        }
    }

    /// The place of a parameter.
    pub(super) fn parameter(owner: Owner, name: &'a str) -> Self {
        let mut place = Self::root(owner, Direction::Request);
        place.path.push(name);
        place
    }
}

impl<'a> Schemas<'a> {
    /// Schemas for the types of `api`, its shared ones written.
    pub(super) fn new(api: &'a Api) -> Self {
        let mut names = ComponentNames::default();
        let shared = api
            .definitions
            .keys()
            .map(|id| {
                let path = id.path.iter().map(String::as_str);
                (id, names.take(&id.owner, id.direction, path))
            })
            .collect();
        let mut schemas = Self {
            api,
            names,
            shared,
            components: BTreeMap::new(),
        };
        for (id, definition) in &api.definitions {
            let Some(name) = schemas.shared.get(id).cloned() else {
                continue;
            };
            let schema = match &definition.kind {
                DefinitionKind::Enum(enumeration) => enumeration_schema(enumeration),
                DefinitionKind::Object(object) => {
                    let mut place = Place::root(id.owner.clone(), id.direction);
                    place.path = id.path.iter().map(String::as_str).collect();
                    let mut schema = schemas.object(&object.fields, object.type_name.as_deref(), &mut place);
                    if !object.words.text.is_empty() {
                        schema.insert(
                            "description".to_owned(),
                            Value::from(sentences::unlinked(&object.words.text)),
                        );
                    }
                    schema
                }
            };
            schemas.components.insert(name, Value::Object(schema));
        }
        schemas
    }

    /// The document's `components`.
    pub(super) fn into_components(self) -> Value {
        json!({
            "schemas": self.components,
            "responses": {
                "Error": {
                    "description": "The call failed; `x-error-codes` of an operation lists the documented codes.",
                    "content": { "application/json": { "schema": {
                        "type": "object",
                        "properties": {
                            CODE: { "type": "integer", "format": "int64" },
                            MESSAGE: { "type": "string" },
                            ERROR: { "type": "object" },
                        },
                        "required": [CODE],
                    } } },
                },
            },
            "securitySchemes": {
                "tenant_access_token": { "type": "http", "scheme": "bearer" },
                "user_access_token": { "type": "http", "scheme": "bearer" },
                "app_access_token": { "type": "http", "scheme": "bearer" },
            },
        })
    }

    /// An object with these fields.
    pub(super) fn object(&mut self, fields: &'a [Field], title: Option<&str>, place: &mut Place<'a>) -> Schema {
        place.objects.push(OpenObject {
            depth: place.path.len(),
            component: None,
        });
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for field in fields {
            place.path.push(&field.name);
            properties.insert(field.name.clone(), Value::Object(self.field(field, place)));
            place.path.pop();
            if field.is_required() {
                required.push(field.name.as_str());
            }
        }
        let mut schema = typed("object");
        if let Some(title) = title {
            schema.insert("title".to_owned(), Value::from(title));
        }
        schema.insert("properties".to_owned(), Value::Object(properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Value::from(required));
        }
        match place.objects.pop().and_then(|object| object.component) {
            Some(component) => {
                let reference = reference(&component);
                self.components.insert(component, Value::Object(schema));
                reference
            }
            None => schema,
        }
    }

    /// A field: its type, and all that the page says about its value.
    pub(super) fn field(&mut self, field: &'a Field, place: &mut Place<'a>) -> Schema {
        let mut schema = self.of_type(&field.ty, place);
        let shape = self.shape(&field.ty);
        let description = description(field, place.direction);
        if !description.is_empty() {
            schema.insert("description".to_owned(), Value::from(description));
        }
        if field.deprecated || field.gone.is_some() {
            schema.insert("deprecated".to_owned(), Value::Bool(true));
        }
        if let Some(unit) = field.unit {
            let unit = match unit {
                Unit::Milliseconds => "ms",
                Unit::Seconds => "s",
            };
            schema.insert("x-unit".to_owned(), Value::from(unit));
        }
        write_constraints(field, shape, &mut schema);
        if let Some(text) = &field.default {
            match literal(text, shape).filter(|value| is_allowed(value, shape, &field.constraints)) {
                Some(value) => schema.insert("default".to_owned(), value),
                None => schema.insert("x-default".to_owned(), Value::from(text.as_str())),
            };
        }
        if let Some(text) = &field.example {
            match literal(text, shape) {
                Some(value) => schema.insert("examples".to_owned(), Value::Array(vec![value])),
                None => schema.insert("x-example".to_owned(), Value::from(text.as_str())),
            };
        }
        if !field.scopes.is_empty() {
            schema.insert("x-field-scopes".to_owned(), json!(field.scopes));
        }
        schema
    }

    /// A type.
    pub(super) fn of_type(&mut self, ty: &'a Type, place: &mut Place<'a>) -> Schema {
        match ty {
            Type::Bool => typed("boolean"),
            Type::Int => formatted("integer", "int64"),
            Type::Float => formatted("number", "double"),
            Type::String => typed("string"),
            Type::File => formatted("string", "binary"),
            Type::List(item) => {
                let mut schema = typed("array");
                schema.insert("items".to_owned(), Value::Object(self.of_type(item, place)));
                schema
            }
            Type::Map(value) => {
                let mut schema = typed("object");
                let value = Value::Object(self.of_type(value, place));
                schema.insert("additionalProperties".to_owned(), value);
                schema
            }
            Type::Object(object) => self.object(&object.fields, object.type_name.as_deref(), place),
            Type::Enum(enumeration) => enumeration_schema(enumeration),
            Type::Enclosing(up) => self.enclosing(*up, place),
            Type::Named(id) => self.shared.get(id).map_or_else(Schema::new, |name| reference(name)),
            Type::AnyObject => typed("object"),
            Type::Any => Schema::new(),
        }
    }

    /// A reference to the object `up` objects around this place, which becomes a component by it.
    fn enclosing(&mut self, up: usize, place: &mut Place<'a>) -> Schema {
        let Some(object) = place.objects.iter_mut().rev().nth(up) else {
            return Schema::new();
        };
        let path = place.path.iter().take(object.depth).copied();
        let component = object
            .component
            .get_or_insert_with(|| self.names.take(&place.owner, place.direction, path));
        reference(component)
    }

    /// What a value of `ty` is on the wire.
    pub(super) fn shape(&self, ty: &'a Type) -> Shape<'a> {
        match ty {
            Type::Bool => Shape::Bool,
            Type::Int => Shape::Int(None),
            Type::Float => Shape::Float,
            Type::String => Shape::Text(None),
            Type::File => Shape::File,
            Type::List(_) => Shape::List,
            Type::Map(_) => Shape::Map,
            Type::Object(_) | Type::Enclosing(_) | Type::AnyObject => Shape::Object,
            Type::Enum(enumeration) => enumeration_shape(enumeration),
            Type::Named(id) => match self.api.definitions.get(id).map(|definition| &definition.kind) {
                Some(DefinitionKind::Object(_)) => Shape::Object,
                Some(DefinitionKind::Enum(enumeration)) => enumeration_shape(enumeration),
                None => Shape::Any,
            },
            Type::Any => Shape::Any,
        }
    }
}

/// What our words or the page say of a field, and the facts that have no place of their own in a schema.
fn description(field: &Field, direction: Direction) -> String {
    let text = sentences::text(&field.words, &field.text);
    let facts = sentences::facts(field, direction).join(" ");
    let paragraphs = [[text, &facts].join(" ").trim().to_owned(), sentences::values(field)];
    let paragraphs = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty());
    sentences::unlinked(&paragraphs.collect::<Vec<_>>().join("\n\n"))
}

fn typed(name: &str) -> Schema {
    Schema::from_iter([("type".to_owned(), Value::from(name))])
}

fn formatted(name: &str, format: &str) -> Schema {
    let mut schema = typed(name);
    schema.insert("format".to_owned(), Value::from(format));
    schema
}

fn reference(component: &str) -> Schema {
    Schema::from_iter([(
        "$ref".to_owned(),
        Value::from(format!("#/components/schemas/{component}")),
    )])
}

fn enumeration_shape(enumeration: &Enumeration) -> Shape<'_> {
    match enumeration.base {
        EnumBase::String => Shape::Text(Some(enumeration)),
        EnumBase::Int => Shape::Int(Some(enumeration)),
    }
}

/// The documented values with their labels.
fn enumeration_schema(enumeration: &Enumeration) -> Schema {
    let (mut schema, values): (_, Vec<Value>) = match enumeration.base {
        EnumBase::String => (
            typed("string"),
            enumeration
                .values
                .iter()
                .map(|value| Value::from(value.key.as_str()))
                .collect(),
        ),
        EnumBase::Int => {
            let key = |text: &str| number(text).unwrap_or_else(|| Value::from(text));
            (
                formatted("integer", "int64"),
                enumeration.values.iter().map(|value| key(&value.key)).collect(),
            )
        }
    };
    schema.insert("enum".to_owned(), Value::Array(values));
    let gone = enumeration.values.iter().filter(|value| value.gone.is_some());
    let gone: Vec<&str> = gone.map(|value| value.key.as_str()).collect();
    if !gone.is_empty() {
        schema.insert("x-gone".to_owned(), Value::from(gone));
    }
    let labels: Vec<String> = enumeration.values.iter().map(sentences::value).collect();
    if labels.iter().any(|label| !label.is_empty()) {
        schema.insert("x-enum-descriptions".to_owned(), Value::from(labels));
    }
    schema
}

/// Whether a value keeps to the documented values and limits, as validators of the document ask of a default.
fn is_allowed(value: &Value, shape: Shape<'_>, limits: &Constraints) -> bool {
    let listed = |set: Option<&Enumeration>, key: &str| {
        set.is_none_or(|set| set.values.iter().any(|documented| documented.key == key))
    };
    let within = |size: f64, least: Option<f64>, greatest: Option<f64>| {
        least.is_none_or(|least| size >= least) && greatest.is_none_or(|greatest| size <= greatest)
    };
    let bound = |text: &Option<String>| text.as_deref().and_then(number).and_then(|number| number.as_f64());
    match (shape, value) {
        (Shape::Text(set), Value::String(text)) => {
            let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
            let long_enough = limits.min_length.is_none_or(|least| length >= least);
            listed(set, text) && long_enough && limits.max_length.is_none_or(|greatest| length <= greatest)
        }
        (Shape::Int(_) | Shape::Float, Value::Number(number)) => {
            let set = if let Shape::Int(set) = shape { set } else { None };
            let size = number.as_f64().unwrap_or_default();
            listed(set, &number.to_string()) && within(size, bound(&limits.minimum), bound(&limits.maximum))
        }
        _ => true,
    }
}

/// The documented limits, under the keyword that fits the type; under `x-…` where none does.
fn write_constraints(field: &Field, shape: Shape<'_>, schema: &mut Schema) {
    let (least, greatest) = match shape {
        Shape::Text(_) | Shape::File => ("minLength", "maxLength"),
        Shape::List => ("minItems", "maxItems"),
        Shape::Map | Shape::Object => ("minProperties", "maxProperties"),
        Shape::Bool | Shape::Int(_) | Shape::Float | Shape::Any => ("x-min-length", "x-max-length"),
    };
    let limits = &field.constraints;
    for (key, length) in [(least, limits.min_length), (greatest, limits.max_length)] {
        if let Some(length) = length {
            schema.insert(key.to_owned(), Value::from(length));
        }
    }
    let numeric = matches!(shape, Shape::Int(_) | Shape::Float);
    for (key, text) in [("minimum", &limits.minimum), ("maximum", &limits.maximum)] {
        if let Some(text) = text {
            match number(text).filter(|_| numeric) {
                Some(value) => schema.insert(key.to_owned(), value),
                None => schema.insert(format!("x-{key}"), Value::from(text.as_str())),
            };
        }
    }
    if let Some(pattern) = &limits.pattern {
        let key = if matches!(shape, Shape::Text(_)) {
            "pattern"
        } else {
            "x-pattern"
        };
        schema.insert(key.to_owned(), Value::from(pattern.as_str()));
    }
}
