//! Recursive types: a reference to an enclosing object becomes a reference to that object's definition.

use std::mem;

use crate::ir::{Field, Object, Type, TypeId};

/// Replaces references to enclosing objects by names, where `fields` are those of the definition `id`. Objects inside
/// that hold such references become definitions of their own: they are taken out and returned with the path to them.
pub(super) fn tie(fields: &mut [Field], id: &TypeId) -> Vec<(Vec<String>, Object)> {
    let mut tying = Tying {
        enclosing: vec![id.clone()],
        path: Vec::new(),
        taken: Vec::new(),
    };
    tying.fields(fields);
    tying.taken
}

struct Tying {
    enclosing: Vec<TypeId>,
    path: Vec<String>,
    taken: Vec<(Vec<String>, Object)>,
}

impl Tying {
    fn fields(&mut self, fields: &mut [Field]) {
        for field in fields {
            self.path.push(field.name.clone());
            self.visit(&mut field.ty);
            self.path.pop();
        }
    }

    fn visit(&mut self, ty: &mut Type) {
        match ty {
            Type::List(item) | Type::Map(item) => self.visit(item),
            Type::Enclosing(up) => {
                let named = self.enclosing.iter().rev().nth(*up).cloned();
                *ty = named.map_or(Type::Any, Type::Named);
            }
            Type::Object(object) => {
                let mut object = mem::replace(
                    object,
                    Object {
                        type_name: None,
                        fields: Vec::new(),
                    },
                );
                let mut id = match self.enclosing.first() {
                    Some(id) => id.clone(),
                    None => return,
                };
                id.path.extend(self.path.iter().cloned());
                self.enclosing.push(id.clone());
                self.fields(&mut object.fields);
                self.enclosing.pop();
                self.taken.push((self.path.clone(), object));
                *ty = Type::Named(id);
            }
            Type::Bool
            | Type::Int
            | Type::Float
            | Type::String
            | Type::File
            | Type::Enum(_)
            | Type::Named(_)
            | Type::AnyObject
            | Type::Any => {}
        }
    }
}
