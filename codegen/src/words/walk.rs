//! Everything that can have words, with the keys under which they may stand.

use crate::ir::{
    About, Endpoint, EndpointId, EnumValue, Event, Field, Level, Object, Owner, Part, PartContentMut, Type, VisitMut,
    visit_type_mut,
};

use super::key::{ALL_VALUES, Key, Section, WHOLE, escape, part_name, sign};

/// What can have words. Nothing is shared yet: each object and value stands where its field is.
pub enum Thing<'a> {
    /// What an endpoint or event does.
    Operation(&'a mut About),
    /// An object, which has a text of its own beside that of the field that holds it.
    Type(&'a mut Object),
    /// A parameter or field.
    Field(&'a mut Field),
    /// A documented value.
    Value(&'a mut EnumValue),
}

/// The kinds of things that have words, as they are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What an endpoint does.
    Endpoint,
    /// What an event tells.
    Event,
    /// What an object is.
    Type,
    /// A parameter: of the path, the query or a header.
    Parameter,
    /// A field of a body.
    Body,
    /// A field of a response, of an event or of a reply.
    Response,
    /// A documented value of a parameter or field.
    Value,
}

impl Kind {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::Endpoint,
        Self::Event,
        Self::Type,
        Self::Parameter,
        Self::Body,
        Self::Response,
        Self::Value,
    ];

    /// In the plural.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "endpoints",
            Self::Event => "events",
            Self::Type => "types",
            Self::Parameter => "parameters",
            Self::Body => "body fields",
            Self::Response => "response fields",
            Self::Value => "values",
        }
    }
}

/// Where a thing stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The endpoint or event.
    pub owner: Owner,
    /// The part of it.
    pub part: Part,
    /// The names of fields down to it.
    pub path: Vec<String>,
    /// The words of the objects around it; of an object, its own is the last.
    pub around: Vec<String>,
    /// The value, where it is one.
    pub value: Option<String>,
    /// The kind that it counts as.
    pub kind: Kind,
}

impl Place {
    /// An endpoint, or an event.
    #[must_use]
    pub fn of_operation(id: &EndpointId, is_event: bool) -> Self {
        let (owner, kind) = match is_event {
            true => (Owner::Event(id.clone()), Kind::Event),
            false => (Owner::from(id), Kind::Endpoint),
        };
        Self {
            owner,
            part: Part::Headers,
            path: Vec::new(),
            around: Vec::new(),
            value: None,
            kind,
        }
    }

    /// The key under which its words are best written: that of its type where it stands in one, else that of its place.
    #[must_use]
    pub fn best_key(&self) -> Key {
        let keys = self.keys();
        let is_of_type = |key: &Key| {
            matches!(
                &key.section,
                Section::Type {
                    of: None,
                    direction: None,
                    ..
                }
            )
        };
        let of_type = keys
            .iter()
            .find(|(level, key)| *level == Level::Type && is_of_type(key));
        let (_, key) = of_type.or(keys.first()).cloned().unwrap_or_else(|| {
            let (scope, item) = (String::new(), WHOLE.to_owned());
            let section = Section::Service;
            (Level::Missing, Key { scope, section, item })
        });
        key
    }

    /// The key of the part that it stands in.
    pub(super) fn part_key(&self) -> Key {
        Key {
            scope: self.owner.id().service_version(),
            section: section(&self.owner),
            item: part_name(self.part).to_owned(),
        }
    }

    /// The keys under which its words may stand, the nearest first.
    #[must_use]
    pub fn keys(&self) -> Vec<(Level, Key)> {
        let operation = section(&self.owner);
        let version = self.owner.id().service_version();
        let mut keys = Vec::new();
        let mut add = |level, scope: &str, section: &Section, items: Vec<String>| {
            keys.extend(items.into_iter().map(|item| {
                let (scope, section) = (scope.to_owned(), section.clone());
                (level, Key { scope, section, item })
            }));
        };
        if matches!(self.kind, Kind::Endpoint | Kind::Event) {
            add(Level::Place, &version, &operation, vec![WHOLE.to_owned()]);
            return keys;
        }
        let path: Vec<_> = self.path.iter().map(|name| escape(name, false)).collect();
        let whole_path = [&[part_name(self.part).to_owned()], path.as_slice()].concat().join(".");
        let name = path.last().cloned().unwrap_or_else(|| part_name(self.part).to_owned());
        if self.kind != Kind::Type {
            add(Level::Place, &version, &operation, self.items(&whole_path));
        }
        for section in self.type_sections(Some(&operation)) {
            add(Level::Place, &version, &section, self.items(&name));
        }
        let scopes = [version.as_str(), self.owner.project(), ""];
        for scope in scopes {
            for section in self.type_sections(None) {
                add(Level::Type, scope, &section, self.items(&name));
            }
        }
        if self.kind != Kind::Type {
            let directed = format!("{}{name}", sign(self.part.direction()));
            for scope in scopes {
                for name in [&directed, &name] {
                    add(Level::Glossary, scope, &Section::Glossary, self.items(name));
                }
            }
        }
        keys
    }

    /// What its lines may be about in a section that knows it by a name: of a value, also all of its field's.
    fn items(&self, name: &str) -> Vec<String> {
        match &self.value {
            _ if self.kind == Kind::Type => vec![WHOLE.to_owned()],
            Some(value) => vec![format!("{name}/{}", escape(value, true)), format!("{name}{ALL_VALUES}")],
            None => vec![name.to_owned()],
        }
    }

    /// The sections of the object around it, or that it is: of its direction, then of both.
    fn type_sections(&self, of: Option<&Section>) -> Vec<Section> {
        let Some(word) = self.around.last() else {
            return Vec::new();
        };
        let section = |direction| Section::Type {
            word: word.clone(),
            of: of.map(ToString::to_string),
            direction,
        };
        [Some(self.part.direction()), None].map(section).into()
    }
}

/// The section of an endpoint or event.
#[must_use]
pub fn section(owner: &Owner) -> Section {
    let name = match owner.resource() {
        "" => owner.method().to_owned(),
        resource => format!("{resource}.{}", owner.method()),
    };
    Section::Operation(match owner {
        Owner::Endpoint(_) => name,
        Owner::Event(_) => format!("event {name}"),
    })
}

/// Calls `found` with each thing of an endpoint, outer ones first.
pub fn endpoint(endpoint: &mut Endpoint, found: impl FnMut(&Place, Thing<'_>)) {
    let mut walk = Walk::new(Place::of_operation(&endpoint.id, false), found);
    (walk.found)(&walk.place, Thing::Operation(&mut endpoint.about));
    for (part, content) in endpoint.parts_mut() {
        walk.part(part, content);
    }
}

/// Calls `found` with each thing of an event, outer ones first.
pub fn event(event: &mut Event, found: impl FnMut(&Place, Thing<'_>)) {
    let mut walk = Walk::new(Place::of_operation(&event.id, true), found);
    (walk.found)(&walk.place, Thing::Operation(&mut event.about));
    for (part, content) in event.parts_mut() {
        walk.part(part, content);
    }
}

struct Walk<F> {
    place: Place,
    found: F,
}

impl<F: FnMut(&Place, Thing<'_>)> Walk<F> {
    fn new(place: Place, found: F) -> Self {
        Self { place, found }
    }

    fn part(&mut self, part: Part, content: PartContentMut<'_>) {
        self.place.part = part;
        match content {
            PartContentMut::Fields(fields) => self.fields(fields),
            PartContentMut::Whole(ty) => self.ty(ty),
        }
    }

    fn of_part(&self) -> Kind {
        match self.place.part {
            Part::Headers | Part::Query | Part::Path => Kind::Parameter,
            Part::Body => Kind::Body,
            Part::Response | Part::EventHeader | Part::Event | Part::Reply => Kind::Response,
        }
    }
}

impl<F: FnMut(&Place, Thing<'_>)> VisitMut for Walk<F> {
    fn field(&mut self, field: &mut Field) {
        self.place.path.push(field.name.clone());
        self.place.kind = self.of_part();
        (self.found)(&self.place, Thing::Field(field));
        self.ty(&mut field.ty);
        self.place.path.pop();
    }

    fn ty(&mut self, ty: &mut Type) {
        match ty {
            Type::Object(object) => {
                let name = self.place.path.last().cloned();
                let name = name.unwrap_or_else(|| part_name(self.place.part).to_owned());
                let word = object.type_name.as_deref().unwrap_or(&name);
                self.place.around.push(escape(word, false));
                self.place.kind = Kind::Type;
                (self.found)(&self.place, Thing::Type(object));
                self.fields(&mut object.fields);
                self.place.around.pop();
            }
            Type::Enum(set) => {
                self.place.kind = Kind::Value;
                for value in &mut set.values {
                    self.place.value = Some(value.key.clone());
                    (self.found)(&self.place, Thing::Value(value));
                }
                self.place.value = None;
            }
            _ => visit_type_mut(self, ty),
        }
    }
}

/// The object that a type is, or that its items are.
pub(super) fn object_of(ty: &Type) -> Option<&Object> {
    match ty.innermost() {
        Type::Object(object) => Some(object),
        _ => None,
    }
}
