//! Recursive types: a reference to an enclosing object becomes a reference to that object's definition.

use std::mem;

use crate::ir::{Field, Object, Type, TypeId, VisitMut, visit_type_mut};

/// Replaces references to enclosing objects by names, where `fields` are those of the definition `id`. Objects inside
/// that hold such references become definitions of their own: they are taken out and returned with the path to them.
pub(super) fn tie(fields: &mut Vec<Field>, id: &TypeId) -> Vec<(Vec<String>, Object)> {
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

impl VisitMut for Tying {
    fn field(&mut self, field: &mut Field) {
        self.path.push(field.name.clone());
        self.ty(&mut field.ty);
        self.path.pop();
    }

    fn ty(&mut self, ty: &mut Type) {
        match ty {
            Type::Enclosing(up) => {
                let named = self.enclosing.iter().rev().nth(*up).cloned();
                *ty = named.map_or(Type::Any, Type::Named);
            }
            Type::Object(_) => {
                let Some(mut id) = self.enclosing.first().cloned() else {
                    return;
                };
                id.path.extend(self.path.iter().cloned());
                self.enclosing.push(id.clone());
                visit_type_mut(self, ty);
                self.enclosing.pop();
                if let Type::Object(object) = mem::replace(ty, Type::Named(id)) {
                    self.taken.push((self.path.clone(), object));
                }
            }
            _ => visit_type_mut(self, ty),
        }
    }
}
