//! Parts, fields and types of two schemas, compared.

use std::collections::BTreeSet;

use crate::ir::{Constraints, EnumBase, Enumeration, Field, FieldScope, Object, PartContent, Presence, Type};

use crate::diagnostic::Span;

use super::describe;
use super::kind::Kind;
use super::walk::{Spot, Walk};

impl<'a> Walk<'a> {
    /// What a part holds.
    pub(super) fn content(&mut self, spot: &Spot, old: PartContent<'a>, new: PartContent<'a>) {
        match (old, new) {
            (PartContent::Fields(old), PartContent::Fields(new)) => self.fields(spot, old, new),
            (PartContent::Whole(old), PartContent::Whole(new)) => self.ty(spot, old, new),
            (PartContent::Fields(old), PartContent::Whole(new)) => {
                let new = describe::ty(new);
                self.retyped(spot, object_or_nothing(old), Some(new));
            }
            (PartContent::Whole(old), PartContent::Fields(new)) => {
                let old = describe::ty(old);
                self.retyped(spot, Some(old), object_or_nothing(new));
            }
        }
    }

    /// The fields of a part or object, by name.
    pub(super) fn fields(&mut self, spot: &Spot, old: &'a [Field], new: &'a [Field]) {
        let named = |fields: &'a [Field], name: &str| fields.iter().find(|field| field.name == name);
        let removed: Vec<(usize, &Field)> = lacking(old, new);
        let added: Vec<(usize, &Field)> = lacking(new, old);
        if let ([(at, gone)], [(there, come)]) = (removed.as_slice(), added.as_slice())
            && at == there
            && is_renamed(gone, come)
        {
            self.renamed(spot, gone, come);
        } else {
            removed.iter().for_each(|(_, field)| self.removed(spot, field));
            added.iter().for_each(|(_, field)| self.added(spot, field));
        }
        for field in new {
            if let Some(before) = named(old, &field.name) {
                self.field(&spot.step(&field.name), before, field);
            }
        }
        self.order(spot, old, new);
    }

    fn order(&mut self, spot: &Spot, old: &[Field], new: &[Field]) {
        let names = |fields: &'_ [Field], others: &[Field]| {
            let names = fields.iter().map(|field| field.name.clone());
            let common = names.filter(|name| others.iter().any(|other| other.name == *name));
            common.collect::<Vec<_>>()
        };
        let (before, after) = (names(old, new), names(new, old));
        self.differ(spot, Kind::OrderChanged, &before.join(", "), &after.join(", "));
    }

    fn added(&mut self, spot: &Spot, field: &Field) {
        let kind = match (spot.is_request(), field.presence) {
            (true, Presence::Required) => Kind::RequestRequiredAdded,
            (true, Presence::Optional) => Kind::RequestFieldAdded,
            (false, _) => Kind::ResponseFieldAdded,
        };
        let new = describe::field(field);
        self.report(&spot.step(&field.name), kind, None, Some(new));
    }

    fn removed(&mut self, spot: &Spot, field: &Field) {
        let kind = match spot.is_request() {
            true => Kind::RequestFieldRemoved,
            false => Kind::ResponseFieldRemoved,
        };
        let old = describe::field(field);
        self.report(&spot.step(&field.name), kind, Some(old), None);
    }

    fn renamed(&mut self, spot: &Spot, old: &Field, new: &Field) {
        let kind = match (spot.is_request(), old.presence) {
            (true, Presence::Required) => Kind::RequestRequiredRenamed,
            (true, Presence::Optional) => Kind::RequestFieldRenamed,
            (false, _) => Kind::ResponseFieldRenamed,
        };
        let names = [old, new].map(|field| Some(field.name.clone()));
        let [before, after] = names;
        self.report(&spot.step(&new.name), kind, before, after);
    }

    /// One field on both sides. Names may differ where the wire does not show them.
    pub(super) fn field(&mut self, spot: &Spot, old: &'a Field, new: &'a Field) {
        self.ty(spot, &old.ty, &new.ty);
        let presence = match (spot.is_request(), new.presence) {
            (false, _) => Kind::ResponsePresence,
            (true, Presence::Required) => Kind::OptionalToRequired,
            (true, Presence::Optional) => Kind::RequiredToOptional,
        };
        let (before, after) = (describe::presence(old.presence), describe::presence(new.presence));
        self.differ(spot, presence, before, after);
        self.defaults(spot, old.default.as_deref(), new.default.as_deref());
        self.limits(spot, &old.constraints, &new.constraints);
        let unit = match old.unit.is_some() && new.unit.is_some() {
            true => Kind::UnitChanged,
            false => Kind::UnitTold,
        };
        let (before, after) = (old.unit.map_or("", describe::unit), new.unit.map_or("", describe::unit));
        self.differ(spot, unit, before, after);
        let (before, after) = (describe::field_scopes(&old.scopes), describe::field_scopes(&new.scopes));
        let needs = match needs_more(&old.scopes, &new.scopes) {
            true => Kind::FieldNeeds,
            false => Kind::FieldNeedsLess,
        };
        self.differ(spot, needs, &before, &after);
        match (old.deprecated, new.deprecated) {
            (false, true) => self.report(spot, Kind::FieldDeprecated, None, None),
            (true, false) => self.report(spot, Kind::FieldRestored, None, None),
            _ => {}
        }
        let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
        self.differ(spot, Kind::ExampleChanged, text(&old.example), text(&new.example));
    }

    fn defaults(&mut self, spot: &Spot, old: Option<&str>, new: Option<&str>) {
        let kind = match (old, new) {
            (Some(_), Some(_)) => Kind::DefaultChanged,
            _ => Kind::DefaultStated,
        };
        self.differ(spot, kind, old.unwrap_or_default(), new.unwrap_or_default());
    }

    fn limits(&mut self, spot: &Spot, old: &Constraints, new: &Constraints) {
        let length = |length: Option<u64>| length.map(|length| length.to_string());
        let is_tighter = is_tighter(&length(old.min_length), &length(new.min_length), |old, new| new > old)
            || is_tighter(&length(old.max_length), &length(new.max_length), |old, new| new < old)
            || is_tighter(&old.minimum, &new.minimum, |old, new| new > old)
            || is_tighter(&old.maximum, &new.maximum, |old, new| new < old);
        let kind = if is_tighter {
            Kind::LimitTightened
        } else {
            Kind::LimitLoosened
        };
        self.differ(spot, kind, &describe::limits(old), &describe::limits(new));
        let kind = match &new.pattern {
            Some(_) => Kind::PatternChanged,
            None => Kind::PatternGone,
        };
        let pattern = |limits: &Constraints| limits.pattern.clone().unwrap_or_default();
        self.differ(spot, kind, &pattern(old), &pattern(new));
    }

    pub(super) fn ty(&mut self, spot: &Spot, old: &'a Type, new: &'a Type) {
        match (old, new) {
            (Type::List(old), Type::List(new)) | (Type::Map(old), Type::Map(new)) => self.ty(spot, old, new),
            (Type::Object(old), Type::Object(new)) => self.object(spot, old, new),
            (Type::Enum(old), Type::Enum(new)) if old.base == new.base => self.values(spot, old, new),
            _ if old == new => {}
            _ => self.other_type(spot, old, new),
        }
    }

    fn object(&mut self, spot: &Spot, old: &'a Object, new: &'a Object) {
        let word = |object: &'a Object| object.type_name.as_deref().unwrap_or_default();
        self.differ(spot, Kind::TypeWord, word(old), word(new));
        self.fields(spot, &old.fields, &new.fields);
    }

    fn values(&mut self, spot: &Spot, old: &'a Enumeration, new: &'a Enumeration) {
        let label = |set: &'a Enumeration, key: &str| {
            let value = set.values.iter().find(|value| value.key == key);
            value.map(|value| value.label.as_str())
        };
        let said = |key: &str, label: &str| Some(format!("{key} {label}").trim_end().to_owned());
        for value in &old.values {
            match label(new, &value.key) {
                None => self.report(
                    &spot.step(&value.key),
                    Kind::ValueRemoved,
                    said(&value.key, &value.label),
                    None,
                ),
                Some(label) => self.differ(&spot.step(&value.key), Kind::ValueLabel, &value.label, label),
            }
        }
        for value in new.values.iter().filter(|value| label(old, &value.key).is_none()) {
            self.report(
                &spot.step(&value.key),
                Kind::ValueAdded,
                None,
                said(&value.key, &value.label),
            );
        }
    }

    /// Types of different forms.
    fn other_type(&mut self, spot: &Spot, old: &'a Type, new: &'a Type) {
        let (before, after) = (describe::ty(old), describe::ty(new));
        let kind = match (base(old), base(new)) {
            _ if spot.is_request() && holds(new, old) => Kind::RequestTypeLoosened,
            _ if !spot.is_request() && holds(old, new) => Kind::ResponseTypeTightened,
            (Base::Plain(plain), Base::Set(base)) if plain == base => Kind::ValuesAppeared,
            (Base::Set(base), Base::Plain(plain)) if plain == base => Kind::ValuesVanished,
            (Base::List, Base::List) => Kind::RequestType,
            (Base::List, _) | (_, Base::List) => Kind::RequestListOrSingle,
            _ => Kind::RequestType,
        };
        let kind = match (kind, spot.is_request()) {
            (Kind::RequestType, false) => Kind::ResponseType,
            (Kind::RequestListOrSingle, false) => Kind::ResponseListOrSingle,
            (kind, _) => kind,
        };
        self.report(spot, kind, Some(before), Some(after));
    }

    fn retyped(&mut self, spot: &Spot, old: Option<String>, new: Option<String>) {
        let kind = match spot.is_request() {
            true => Kind::RequestType,
            false => Kind::ResponseType,
        };
        self.report(spot, kind, old, new);
    }
}

/// What a type is, as far as it says what became of it.
enum Base {
    Plain(EnumBase),
    Set(EnumBase),
    List,
    Other,
}

fn base(ty: &Type) -> Base {
    match ty {
        Type::String => Base::Plain(EnumBase::String),
        Type::Int => Base::Plain(EnumBase::Int),
        Type::List(_) => Base::List,
        Type::Enum(set) => Base::Set(set.base),
        _ => Base::Other,
    }
}

/// Whether every value of a type is one of another type too.
fn holds(wide: &Type, narrow: &Type) -> bool {
    match wide {
        Type::Any => true,
        Type::AnyObject => matches!(narrow, Type::Object(_) | Type::Map(_)),
        Type::Float => *narrow == Type::Int,
        _ => false,
    }
}

/// Whether all but the name is the same.
fn is_renamed(old: &Field, new: &Field) -> bool {
    let plain = |field: &Field| Field {
        name: String::new(),
        ty: Type::Any,
        text: String::new(),
        span: Span::default(),
        ..field.clone()
    };
    plain(old) == plain(new) && is_alike(&old.ty, &new.ty)
}

/// Whether two types show the same fields or values.
fn is_alike(old: &Type, new: &Type) -> bool {
    match (old, new) {
        (Type::List(old), Type::List(new)) | (Type::Map(old), Type::Map(new)) => is_alike(old, new),
        (Type::Object(old), Type::Object(new)) => {
            lacking(&old.fields, &new.fields).is_empty() && lacking(&new.fields, &old.fields).is_empty()
        }
        (old, new) => old == new,
    }
}

/// The fields that are not among others, with their places.
fn lacking<'f>(fields: &'f [Field], others: &[Field]) -> Vec<(usize, &'f Field)> {
    let others: BTreeSet<&str> = others.iter().map(|field| field.name.as_str()).collect();
    let fields = fields.iter().enumerate();
    fields
        .filter(|(_, field)| !others.contains(field.name.as_str()))
        .collect()
}

fn object_or_nothing(fields: &[Field]) -> Option<String> {
    (!fields.is_empty()).then(|| "object".to_owned())
}

/// Whether somebody may have all scopes that a field needed, and lack one that it needs. Of each group one scope is enough.
fn needs_more(old: &[FieldScope], new: &[FieldScope]) -> bool {
    let names = |group: &FieldScope| -> BTreeSet<String> {
        let names = group.any_of.iter().map(|scope| scope.name.clone());
        names.collect()
    };
    let was_needed = |group: &FieldScope| {
        let mut old = old.iter().filter(|old| old.when.is_none() || old.when == group.when);
        old.any(|old| names(old).is_subset(&names(group)))
    };
    !new.iter().all(was_needed)
}

/// Whether a limit is new, or stricter as numbers tell. One that is no number counts as stricter.
fn is_tighter(old: &Option<String>, new: &Option<String>, is_stricter: impl Fn(f64, f64) -> bool) -> bool {
    match (old, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) if old == new => false,
        (Some(old), Some(new)) => match (old.parse(), new.parse()) {
            (Ok(old), Ok(new)) => is_stricter(old, new),
            _ => true,
        },
    }
}
