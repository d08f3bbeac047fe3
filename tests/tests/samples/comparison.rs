//! What a documented response loses on its way through the generated types.

use std::collections::BTreeMap;

use feishu_openapi_codegen::ir::{Definition, DefinitionKind, Field, Type, TypeId};
use serde_json::Value;

pub(crate) type Definitions = BTreeMap<TypeId, Definition>;

/// Paths of documented values of `sample` that are missing in `output` or differ there.
pub(crate) fn lost(definitions: &Definitions, fields: &[Field], sample: &Value, output: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        definitions,
        lost: Vec::new(),
    };
    comparison.fields(fields, sample, output, "");
    comparison.lost.sort();
    comparison.lost.dedup();
    comparison.lost
}

/// The same for a value that is not an object.
pub(crate) fn lost_value(definitions: &Definitions, ty: &Type, sample: &Value, output: &Value) -> Vec<String> {
    let mut comparison = Comparison {
        definitions,
        lost: Vec::new(),
    };
    comparison.value(ty, sample, output, "");
    comparison.lost
}

/// The part of `sample` that the tables document.
pub(crate) fn documented(definitions: &Definitions, fields: &[Field], sample: &Value) -> Value {
    let Value::Object(object) = sample else {
        return sample.clone();
    };
    let known = object.iter().filter_map(|(name, value)| {
        let field = fields.iter().find(|field| field.name == *name)?;
        Some((name.clone(), documented_value(definitions, &field.ty, value)))
    });
    Value::Object(known.collect())
}

fn documented_value(definitions: &Definitions, ty: &Type, value: &Value) -> Value {
    match (resolved(definitions, ty), value) {
        (Kind::Object(fields), _) => documented(definitions, fields, value),
        (Kind::Of(Type::List(item)), Value::Array(items)) => Value::Array(
            items
                .iter()
                .map(|value| documented_value(definitions, item, value))
                .collect(),
        ),
        (Kind::Of(Type::Map(item)), Value::Object(entries)) => {
            let entries = entries.iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), documented_value(definitions, item, value)))
                    .collect(),
            )
        }
        _ => value.clone(),
    }
}

enum Kind<'a> {
    Object(&'a [Field]),
    Of(&'a Type),
}

fn resolved<'a>(definitions: &'a Definitions, ty: &'a Type) -> Kind<'a> {
    let definition = match ty {
        Type::Named(id) => definitions.get(id).map(|definition| &definition.kind),
        _ => None,
    };
    match definition {
        Some(DefinitionKind::Object(object)) => Kind::Object(&object.fields),
        _ => Kind::Of(ty),
    }
}

struct Comparison<'a> {
    definitions: &'a Definitions,
    lost: Vec<String>,
}

impl Comparison<'_> {
    fn fields(&mut self, fields: &[Field], sample: &Value, output: &Value, path: &str) {
        let Value::Object(object) = sample else {
            return self.lost.push(format!("{path}: the sample has no object"));
        };
        for field in fields {
            let path = if path.is_empty() {
                field.name.clone()
            } else {
                format!("{path}.{}", field.name)
            };
            match (object.get(&field.name), output.get(&field.name)) {
                (None, _) => {}
                (Some(sample), None | Some(Value::Null)) if says_nothing(sample) => {}
                (Some(_), None) => self.lost.push(path),
                (Some(sample), Some(output)) => self.value(&field.ty, sample, output, &path),
            }
        }
    }

    fn value(&mut self, ty: &Type, sample: &Value, output: &Value, path: &str) {
        match (resolved(self.definitions, ty), sample) {
            (_, sample) if says_nothing(sample) => {}
            (Kind::Object(fields), _) => self.fields(fields, sample, output, path),
            (Kind::Of(Type::List(item)), Value::Array(items)) => {
                let read = output.as_array().map(Vec::as_slice).unwrap_or_default();
                if items.len() != read.len() {
                    return self
                        .lost
                        .push(format!("{path}: {} of {} items", read.len(), items.len()));
                }
                for (sample, output) in items.iter().zip(read) {
                    self.value(item, sample, output, path);
                }
            }
            // A single value counts as a list of one.
            (Kind::Of(Type::List(item)), single) => match output.as_array().map(Vec::as_slice) {
                Some([only]) => self.value(item, single, only, path),
                _ => self.lost.push(path.to_owned()),
            },
            (Kind::Of(Type::Map(item)), Value::Object(entries)) => {
                for (key, sample) in entries {
                    match output.get(key) {
                        Some(output) => self.value(item, sample, output, path),
                        None => self.lost.push(format!("{path}[{key}]")),
                    }
                }
            }
            _ if same(sample, output) => {}
            _ => self.lost.push(format!("{path}: {sample} became {output}")),
        }
    }
}

/// `null`, and what is empty.
fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether two values say the same, as tolerant as reading is: `"12"` and 12, `1` and `true`, `1` and `1.0`.
fn same(one: &Value, other: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => match text.trim() {
            "true" => Some(1.0),
            "false" => Some(0.0),
            text => text.parse().ok(),
        },
        _ => None,
    };
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    one == other || text(one) == text(other) || number(one).is_some_and(|one| number(other) == Some(one))
}

/// Whether two values are equal in JSON, where `1` and `1.0` are one number.
pub(crate) fn is_equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(left), Value::Number(right)) if left.is_f64() || right.is_f64() => {
            left.as_f64() == right.as_f64()
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            let has = |(key, value): (&String, &Value)| right.get(key).is_some_and(|right| is_equal(value, right));
            left.len() == right.len() && left.iter().all(has)
        }
        _ => one == other,
    }
}
