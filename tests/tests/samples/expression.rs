//! The code that a caller would write to send a sample.

use feishu_openapi_codegen::ir::{Body, Definition, DefinitionKind, Endpoint, EnumBase, Field, Presence, Type, TypeId};
use feishu_openapi_codegen::names::Module;
use serde_json::Value;

use crate::driver::{Driver, path_of};

impl Driver {
    /// An expression that makes a request with this body. What the sample lacks of the rest gets some value. Nothing
    /// where the sample gives a value that its field cannot take.
    pub(crate) fn request(&self, endpoint: &Endpoint, body: &Value) -> Option<String> {
        let names = self.endpoint_names(endpoint);
        let Body::Json { fields, root: None } = &endpoint.body else {
            return None;
        };
        let required = |fields: &[Field], names: &[String]| {
            let required = fields.iter().zip(names);
            let required = required.filter(|(field, _)| field.presence == Presence::Required);
            let named = required.map(|(field, name)| Some((name.clone(), self.some_value(&field.ty)?)));
            named.collect::<Option<Vec<_>>>()
        };
        let path = required(&endpoint.path_parameters, &names.path)?;
        let path: Vec<_> = path.into_iter().map(|(_, value)| value).collect();
        let mut members = required(&endpoint.query, &names.query)?;
        members.extend(required(&endpoint.headers, &names.headers)?);
        members.extend(self.members(fields, &names.body, body)?);
        let function = format!("{}::{}", path_of(&names.module), names.function);
        Some(construction(&function, &path, &members))
    }

    /// The methods of the fields that the object has, with their values.
    fn members(&self, fields: &[Field], names: &[String], object: &Value) -> Option<Vec<(String, String)>> {
        let mut members = Vec::new();
        for (field, name) in fields.iter().zip(names) {
            match object.get(&field.name) {
                Some(value) => members.push((name.clone(), self.value(&field.ty, value)?)),
                None if field.presence == Presence::Required => return None,
                None => {}
            }
        }
        Some(members)
    }

    fn definition(&self, id: &TypeId) -> &Definition {
        &self.api.definitions[id]
    }

    fn module_of(&self, id: &TypeId) -> Module {
        let modules = &self.names.types[id].modules;
        match modules.as_slice() {
            [only] => only.clone(),
            several => Module {
                resource: Some("types".to_owned()),
                ..several[0].clone()
            },
        }
    }

    fn value(&self, ty: &Type, value: &Value) -> Option<String> {
        Some(match (ty, value) {
            (Type::String, Value::String(text)) => format!("String::from({text:?})"),
            (Type::Bool, Value::Bool(value)) => value.to_string(),
            (Type::Int, Value::Number(number)) => format!("{}i64", number.as_i64()?),
            (Type::Float, Value::Number(number)) => format!("{:?}f64", number.as_f64()?),
            (Type::List(item), Value::Array(items)) => {
                let items = items
                    .iter()
                    .map(|value| self.value(item, value))
                    .collect::<Option<Vec<_>>>()?;
                format!("Vec::<{}>::from([{}])", self.type_name(item), items.join(", "))
            }
            (Type::Map(item), Value::Object(entries)) => {
                let entries = entries.iter().map(|(key, value)| {
                    let value = self.value(item, value)?;
                    Some(format!("(String::from({key:?}), {value})"))
                });
                let entries = entries.collect::<Option<Vec<_>>>()?.join(", ");
                let map = self.type_name(ty);
                format!("<{map}>::from_iter([{entries}])")
            }
            (Type::Any | Type::AnyObject, value) => format!("any({:?})", value.to_string()),
            (Type::Named(id), value) => {
                let (module, names) = (self.module_of(id), &self.names.types[id]);
                match (&self.definition(id).kind, value) {
                    (DefinitionKind::Enum(set), value) => {
                        let key = match (set.base, value) {
                            (EnumBase::String, Value::String(text)) => format!("{text:?}"),
                            (EnumBase::Int, Value::Number(number)) => format!("{}i64", number.as_i64()?),
                            _ => return None,
                        };
                        format!("{}::from({key})", self.type_name(ty).replacen('<', "::<", 1))
                    }
                    (DefinitionKind::Object(object), Value::Object(_)) => {
                        let members = self.members(&object.fields, &names.members, value)?;
                        let function = format!("{}::{}::new", path_of(&module), names.name);
                        construction(&function, &[], &members)
                    }
                    _ => return None,
                }
            }
            _ => return None,
        })
    }

    /// Any value of a parameter.
    fn some_value(&self, ty: &Type) -> Option<String> {
        let value = match ty {
            Type::String => Value::from("x"),
            Type::Int | Type::Float => Value::from(1),
            Type::Bool => Value::from(true),
            Type::List(_) => Value::Array(Vec::new()),
            Type::Named(id) => match &self.definition(id).kind {
                DefinitionKind::Enum(set) => {
                    let key = &set.values.first()?.key;
                    match set.base {
                        EnumBase::String => Value::from(key.as_str()),
                        EnumBase::Int => Value::from(key.parse::<i64>().ok()?),
                    }
                }
                DefinitionKind::Object(_) => return None,
            },
            _ => return None,
        };
        self.value(ty, &value)
    }

    fn type_name(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int => "i64".to_owned(),
            Type::Float => "f64".to_owned(),
            Type::String | Type::File => "String".to_owned(),
            Type::List(item) => format!("Vec<{}>", self.type_name(item)),
            Type::Map(value) => format!("feishu_openapi::runtime::wire::Map<{}>", self.type_name(value)),
            Type::Named(id) => {
                let names = &self.names.types[id];
                let module = if names.in_crate {
                    "feishu_openapi::types".to_owned()
                } else {
                    path_of(&self.module_of(id))
                };
                let name = format!("{module}::{}", names.name);
                match &self.definition(id).kind {
                    DefinitionKind::Enum(_) => format!("feishu_openapi::runtime::Open<{name}>"),
                    DefinitionKind::Object(_) => name,
                }
            }
            _ => "Value".to_owned(),
        }
    }
}

/// A call of a function, and of a method for each of the other values.
fn construction(function: &str, arguments: &[String], members: &[(String, String)]) -> String {
    let methods = members.iter().map(|(name, value)| format!(".{name}({value})"));
    format!("{function}({}){}", arguments.join(", "), methods.collect::<String>())
}
