//! Expressions that make a request: from a sample of its body, and from the examples of its parameters.

use serde_json::{Map, Value};

use crate::ir::{Body, Definition, DefinitionKind, EnumBase, Field, Presence, Type, TypeId};
use crate::ir::{Endpoint, Enumeration};
use crate::names::EndpointNames;

use super::object::are_named;
use super::types::Context;

/// Why no request can be made from a sample.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{way}: {reason}")]
pub struct Unfit {
    /// Names down to the value, with dots.
    pub way: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

type Made = Result<String, Unfit>;

/// The expression that makes the endpoint's request with the body `sample`. `path` is the way to its module, with `::`
/// at the end; types are named through it.
///
/// # Errors
/// The sample has a value that the request cannot send as it is, or lacks one that must be there.
pub fn request_expression(context: Context<'_>, endpoint: &Endpoint, sample: &Value, path: &str) -> Made {
    let Some(names) = context.names.endpoints.get(&endpoint.id) else {
        return Err(unfit("", "the endpoint has no name"));
    };
    let writer = Writer { context, path };
    let (mut fields, mut field_names, mut values): (Vec<&Field>, Vec<&str>, Map<String, Value>) = Default::default();
    let mut add = |field, name| {
        fields.push(field);
        field_names.push(name);
    };
    for (parameter, name, key) in parameters(endpoint, names) {
        if parameter.presence == Presence::Required {
            values.insert(key, writer.example(parameter));
        }
        add(parameter, name);
    }
    let parameter_count = names.path.len() + names.query.len() + names.headers.len();
    let whole = match &endpoint.body {
        Body::Json { root: Some(root), .. } => Some(super::request::whole_field(root.clone())),
        _ => None,
    };
    let body: Vec<&Field> = endpoint.body.fields().iter().chain(&whole).collect();
    for (field, name) in body.iter().zip(&names.body) {
        add(field, name);
    }
    if whole.is_some() {
        values.insert(format!("{parameter_count}"), sample.clone());
    } else if let Value::Object(object) = sample {
        for (key, value) in object {
            let index = body
                .iter()
                .position(|field| field.name == *key)
                .ok_or_else(|| unfit(key, UNDOCUMENTED))?;
            values.insert(format!("{}", parameter_count + index), value.clone());
        }
    } else if !body.is_empty() {
        return Err(unfit("", "the body is no object"));
    }
    let given: Vec<Option<&Value>> = (0..fields.len()).map(|index| values.get(&index.to_string())).collect();
    let head = format!("{path}{}", names.function);
    writer.built(&head, &names.required, &fields, &field_names, &given, |_| false)
}

const UNDOCUMENTED: &str = "the key is not documented";

/// Parameters with their names and their numbers as keys.
fn parameters<'a>(
    endpoint: &'a Endpoint,
    names: &'a EndpointNames,
) -> impl Iterator<Item = (&'a Field, &'a str, String)> {
    let fields = endpoint
        .path_parameters
        .iter()
        .chain(&endpoint.query)
        .chain(&endpoint.headers);
    let names = names.path.iter().chain(&names.query).chain(&names.headers);
    fields
        .zip(names)
        .enumerate()
        .map(|(index, (field, name))| (field, name.as_str(), index.to_string()))
}

fn unfit(way: &str, reason: &'static str) -> Unfit {
    Unfit {
        way: way.to_owned(),
        reason,
    }
}

struct Writer<'a> {
    context: Context<'a>,
    path: &'a str,
}

impl Writer<'_> {
    /// `head(required).optional(…)`
    fn built(
        &self,
        head: &str,
        required_name: &str,
        fields: &[&Field],
        names: &[&str],
        given: &[Option<&Value>],
        boxed: impl Fn(&Field) -> bool,
    ) -> Made {
        let is_required = |field: &Field| self.context.is_required(field, boxed(field));
        let named = are_named(fields.iter().filter(|field| is_required(field)).map(|field| &field.ty));
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        for ((field, name), value) in fields.iter().zip(names).zip(given) {
            let within = |error: Unfit| Unfit {
                way: join(&field.name, &error.way),
                ..error
            };
            match value {
                Some(value) if is_required(field) && named => {
                    arguments.push(format!("{name}: {}", self.owned(&field.ty, value).map_err(within)?));
                }
                Some(value) => {
                    let value = self.argument(&field.ty, value).map_err(within)?;
                    if is_required(field) {
                        arguments.push(value);
                    } else {
                        setters.push_str(&format!(".{name}({value})"));
                    }
                }
                None if is_required(field) => return Err(unfit(&field.name, "a required value is missing")),
                None => {}
            }
        }
        let arguments = arguments.join(", ");
        let arguments = if named {
            format!("{}{required_name} {{ {arguments} }}", self.path)
        } else {
            arguments
        };
        Ok(format!("{head}({arguments}){setters}"))
    }

    /// A value of the field's own type.
    fn owned(&self, ty: &Type, value: &Value) -> Made {
        let converted = matches!(ty, Type::String | Type::File) || self.set(ty).is_some();
        match (ty, value) {
            (Type::List(item), Value::Array(items)) => {
                Ok(format!("vec![{}]", self.each(items, |value| self.owned(item, value))?))
            }
            (Type::Map(item), Value::Object(entries)) => Ok(format!(
                "{}.into_iter().collect()",
                self.entries(entries, |value| self.owned(item, value))?
            )),
            _ if converted => Ok(format!("{}.into()", self.argument(ty, value)?)),
            _ => self.argument(ty, value),
        }
    }

    /// What a constructor or setter takes.
    fn argument(&self, ty: &Type, value: &Value) -> Made {
        match (ty, value) {
            (Type::Bool, Value::Bool(value)) => Ok(value.to_string()),
            (Type::Int, Value::Number(number)) if number.is_i64() => Ok(number.to_string()),
            (Type::Float, Value::Number(number)) if number.is_f64() => Ok(number.to_string()),
            (Type::String | Type::File, Value::String(text)) => Ok(format!("{text:?}")),
            (Type::List(item), Value::Array(items)) if items.is_empty() => {
                let plain = self
                    .context
                    .plain(item, super::types::Site::Request, &mut super::types::Uses::default());
                let path = if matches!(**item, Type::Named(_)) {
                    self.path
                } else {
                    ""
                };
                let plain = plain.to_string().replace(' ', "");
                Ok(format!("Vec::<{path}{plain}>::new()"))
            }
            (Type::List(item), Value::Array(items)) => {
                let nested = matches!(**item, Type::List(_) | Type::Map(_));
                let write = |value: &Value| {
                    if nested {
                        self.owned(item, value)
                    } else {
                        self.argument(item, value)
                    }
                };
                Ok(format!("[{}]", self.each(items, write)?))
            }
            (Type::Map(item), Value::Object(entries)) => self.entries(entries, |value| self.argument(item, value)),
            (Type::Any | Type::AnyObject, value) => Ok(format!("serde_json::json!({})", json(value))),
            (Type::Named(id), value) => self.named(id, value),
            _ => Err(unfit("", "the value is of another type")),
        }
    }

    fn named(&self, id: &TypeId, value: &Value) -> Made {
        match self.context.api.definitions.get(id) {
            Some(Definition {
                kind: DefinitionKind::Enum(set),
                ..
            }) => match (set.base, value) {
                (EnumBase::String, Value::String(text)) => Ok(format!("{text:?}")),
                (EnumBase::Int, Value::Number(number)) if number.is_i64() => Ok(format!("{number}_i64")),
                _ => Err(unfit("", "the value is of another type")),
            },
            Some(Definition {
                kind: DefinitionKind::Object(object),
                ..
            }) => {
                let (Value::Object(entries), Some(names)) = (value, self.context.names.types.get(id)) else {
                    return Err(unfit("", "the value is no object"));
                };
                if let Some(key) = entries
                    .keys()
                    .find(|key| object.fields.iter().all(|field| field.name != **key))
                {
                    return Err(unfit(key, UNDOCUMENTED));
                }
                let fields: Vec<&Field> = object.fields.iter().collect();
                let members: Vec<&str> = names.members.iter().map(String::as_str).collect();
                let given: Vec<_> = fields.iter().map(|field| entries.get(&field.name)).collect();
                let head = format!("{}{}::new", self.path, names.name);
                let boxed = |field: &Field| self.context.is_boxed(id, field);
                self.built(&head, &names.required, &fields, &members, &given, boxed)
            }
            None => Err(unfit("", "the type is not defined")),
        }
    }

    fn set(&self, ty: &Type) -> Option<&Enumeration> {
        let Type::Named(id) = ty else { return None };
        match &self.context.api.definitions.get(id)?.kind {
            DefinitionKind::Enum(set) => Some(set),
            DefinitionKind::Object(_) => None,
        }
    }

    fn each(&self, items: &[Value], write: impl Fn(&Value) -> Made) -> Made {
        let items = items.iter().enumerate().map(|(index, item)| {
            write(item).map_err(|error| Unfit {
                way: join(&index.to_string(), &error.way),
                ..error
            })
        });
        Ok(items.collect::<Result<Vec<_>, _>>()?.join(", "))
    }

    fn entries(&self, entries: &Map<String, Value>, write: impl Fn(&Value) -> Made) -> Made {
        let entries = entries.iter().map(|(key, value)| {
            let value = write(value).map_err(|error| Unfit {
                way: join(key, &error.way),
                ..error
            })?;
            Ok(format!("({key:?}.to_owned(), {value})"))
        });
        Ok(format!("[{}]", entries.collect::<Result<Vec<_>, _>>()?.join(", ")))
    }

    /// A value for a parameter: its example, or one of its type.
    fn example(&self, field: &Field) -> Value {
        let example = field.example.as_deref().map(|example| example.trim().trim_matches('"'));
        if let Some(set) = self.set(&field.ty) {
            let key = set.values.first().map_or("1", |value| value.key.as_str());
            return match set.base {
                EnumBase::String => key.into(),
                EnumBase::Int => key.parse::<i64>().unwrap_or(1).into(),
            };
        }
        match &field.ty {
            Type::Bool => true.into(),
            Type::Int => example.and_then(|text| text.parse::<i64>().ok()).unwrap_or(1).into(),
            Type::Float => example.and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.5).into(),
            Type::List(_) => Value::Array(Vec::new()),
            _ => example.filter(|text| !text.is_empty()).unwrap_or("example").into(),
        }
    }
}

fn join(outer: &str, inner: &str) -> String {
    if inner.is_empty() {
        outer.to_owned()
    } else {
        format!("{outer}.{inner}")
    }
}

/// JSON that is also Rust: the escapes of its strings differ.
fn json(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(", ")),
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key:?}: {}", json(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}
