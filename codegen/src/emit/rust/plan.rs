//! Which file holds what: each endpoint has one of its own, whatever the size of its service.
//!
//! A type that one endpoint uses stands in the endpoint's file; one that several endpoints of a resource use in the
//! resource's `types.rs`; one of several resources in the version's; a set of values of many versions in the crate's.
//! An endpoint without a resource stands beside the modules of resources, so its file has an ending: `import_endpoint.rs`.
//! Files below a resource are private, and its module exports what they hold.
//!
//! Events of a version have one module, and each a file of its own with the types that it alone uses; what several of them
//! use is in a `types.rs` beside them. What an endpoint uses too stands where it would without events.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};

use crate::ir::{Definition, Endpoint, EndpointId, Event, Owner, TypeId};
use crate::names::{ENDPOINT_FILE, EndpointNames, EventNames, Module as Place, TypeNames, is_keyword};

use super::types::Context;

/// The file, or public module, of types that several share.
pub(super) const TYPES: &str = "types";

/// The public module of a version that has the constants for error codes.
pub(super) const CODES: &str = "code";

/// What a file beside a `mod.rs` cannot be called if it holds an endpoint: `mod r#self` is no module, the others are files
/// with another meaning.
const NO_ENDPOINTS: &[&str] = &["crate", "mod", "self", "super", TYPES];

/// The items of a file, in this order: at most one endpoint with its request and response, or event, then types.
#[derive(Default)]
pub(super) struct Content<'a> {
    pub(super) endpoint: Option<(&'a Endpoint, &'a EndpointNames)>,
    pub(super) event: Option<(&'a Event, &'a EventNames)>,
    /// Sorted by their names.
    pub(super) types: Vec<(&'a TypeId, &'a TypeNames)>,
}

/// A file of a module.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part<'a> {
    /// Of the endpoint with this function.
    Endpoint(&'a str),
    /// Of the event with this file.
    Event(&'a str),
    /// Of types that several endpoints or events use.
    Types,
}

/// The files of a module, and what it exports of others.
#[derive(Default)]
pub(super) struct Module<'a> {
    pub(super) files: BTreeMap<Part<'a>, Content<'a>>,
    /// Names of types of other modules of the version that endpoints or events of this module use, by the name of that
    /// module; nothing for the version itself.
    pub(super) shared: BTreeMap<String, BTreeSet<&'a str>>,
}

/// What a service has.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub(super) endpoints: usize,
    pub(super) events: usize,
}

/// All modules. A place without a resource is a version.
pub(super) struct Plan<'a> {
    pub(super) modules: BTreeMap<Place, Module<'a>>,
    /// The types of the whole crate, by name, each with the first of its definitions.
    pub(super) of_crate: BTreeMap<&'a str, (&'a TypeId, &'a TypeNames)>,
    /// Modules that people wrote, by path.
    companions: &'a BTreeSet<String>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(context: Context<'a>, companions: &'a BTreeSet<String>) -> Self {
        let mut plan = Self {
            modules: BTreeMap::new(),
            of_crate: BTreeMap::new(),
            companions,
        };
        for (id, endpoint) in &context.api.endpoints {
            if let Some(names) = context.names.endpoints.get(id) {
                plan.modules.entry(version_of(&names.module)).or_default();
                plan.file(&names.module, Part::Endpoint(&names.function)).endpoint = Some((endpoint, names));
            }
        }
        for (id, event) in &context.api.events {
            if let Some(names) = context.names.events.get(id) {
                plan.modules.entry(version_of(&names.module)).or_default();
                plan.file(&names.module, Part::Event(&names.file)).event = Some((event, names));
            }
        }
        for (id, names) in &context.names.types {
            if names.in_crate {
                plan.of_crate.entry(&names.name).or_insert((id, names));
            } else if let Some(definition) = context.api.definitions.get(id) {
                plan.add_type(context, id, definition, names);
            }
        }
        let files = plan.modules.values_mut().flat_map(|module| module.files.values_mut());
        files.for_each(|file| file.types.sort_by_key(|(_, names)| &names.name));
        plan
    }

    fn add_type(&mut self, context: Context<'a>, id: &'a TypeId, definition: &Definition, names: &'a TypeNames) {
        let endpoints: BTreeSet<&EndpointId> = definition
            .places
            .iter()
            .filter_map(|place| place.owner.endpoint())
            .collect();
        let endpoints: Vec<&EndpointNames> = endpoints
            .into_iter()
            .filter_map(|id| context.names.endpoints.get(id))
            .collect();
        let events = events_of(context, definition);
        let (place, part) = match (endpoints.as_slice(), events.as_slice(), names.modules.as_slice()) {
            ([only], ..) => (only.module.clone(), Part::Endpoint(&only.function)),
            ([], [only], _) => (only.module.clone(), Part::Event(&only.file)),
            (.., [only]) => (only.clone(), Part::Types),
            (.., [first, ..]) => (version_of(first), Part::Types),
            (.., []) => return,
        };
        if part == Part::Types && place.resource.is_none() {
            for user in &names.modules {
                self.share(user, TYPES, &names.name);
            }
        }
        if let Some(events) = events.first().filter(|event| event.module != place) {
            let from = match (part, &place.resource) {
                (_, Some(resource)) => resource.as_str(),
                (Part::Types, None) => TYPES,
                (_, None) => "",
            };
            self.share(&events.module, from, &names.name);
        }
        self.file(&place, part).types.push((id, names));
    }

    fn share(&mut self, user: &Place, from: &str, name: &'a str) {
        let shared = &mut self.modules.entry(user.clone()).or_default().shared;
        shared.entry(from.to_owned()).or_default().insert(name);
    }

    fn file(&mut self, place: &Place, part: Part<'a>) -> &mut Content<'a> {
        let module = self.modules.entry(place.clone()).or_default();
        module.files.entry(part).or_default()
    }

    /// The versions.
    pub(super) fn versions(&self) -> impl Iterator<Item = &Place> {
        self.modules.keys().filter(|place| place.resource.is_none())
    }

    /// The modules of a version, which is the first of them.
    pub(super) fn within<'s>(&'s self, version: &'s Place) -> impl Iterator<Item = (&'s Place, &'s Module<'a>)> {
        let here = |place: &Place| place.service == version.service && place.version == version.version;
        self.modules.range(version..).take_while(move |(place, _)| here(place))
    }

    /// The endpoints of a version, module by module and by function.
    pub(super) fn endpoints<'s>(
        &'s self,
        version: &'s Place,
    ) -> impl Iterator<Item = (&'a Endpoint, &'a EndpointNames)> + 's {
        let files = self.within(version).flat_map(|(_, module)| module.files.values());
        files.filter_map(|file| file.endpoint)
    }

    /// The services, with what they have.
    pub(super) fn services(&self) -> BTreeMap<&str, Count> {
        let mut services: BTreeMap<&str, Count> = BTreeMap::new();
        for version in self.versions() {
            let count = services.entry(version.service.as_str()).or_default();
            count.endpoints += self.endpoints(version).count();
            let files = self.within(version).flat_map(|(_, module)| module.files.values());
            count.events += files.filter(|file| file.event.is_some()).count();
        }
        services
    }

    /// The modules that people wrote in a folder, by name. What is no identifier is no module.
    pub(super) fn companions(&self, folder: &str) -> impl Iterator<Item = &'a str> {
        let below = self
            .companions
            .iter()
            .filter_map(move |path| path.strip_prefix(folder)?.strip_prefix('/'));
        below.filter(|name| syn::parse_str::<syn::Ident>(name).is_ok())
    }

    /// What stands for all that the code of a version is made of: its part of the schema, what the words say of it, the names
    /// in it, all that its texts may link to, and the modules that people wrote in its `folder` or below.
    ///
    /// `linked` stands for what texts may link to.
    pub(super) fn input(&self, context: Context<'_>, version: &Place, folder: &str, linked: u64) -> Vec<u8> {
        let mut input = Vec::new();
        let mut put = |part: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
            // Writing to memory cannot fail.
            let _ = part(&mut input);
            input.push(b'\n');
        };
        put(&|out| write!(out, "{linked}"));
        let about = context
            .at(version)
            .about(&format!("{}.{}", version.service, version.version));
        put(&|out| write!(out, "{about}"));
        let is_here = |place: &Place| place.service == version.service && place.version == version.version;
        for (id, names) in &context.names.types {
            if names.in_crate && names.modules.iter().any(is_here) {
                put(&|out| write!(out, "{id:?} {}", names.name));
            }
        }
        for path in self.companions.iter().filter(|path| path.starts_with(folder)) {
            put(&|out| write!(out, "{path}"));
        }
        for file in self.within(version).flat_map(|(_, module)| module.files.values()) {
            if let Some((endpoint, names)) = file.endpoint {
                put(&|out| Ok(serde_json::to_writer(out, endpoint)?));
                put(&|out| write!(out, "{names:?}"));
            }
            if let Some((event, names)) = file.event {
                put(&|out| Ok(serde_json::to_writer(out, event)?));
                put(&|out| write!(out, "{names:?}"));
            }
            for (id, names) in &file.types {
                put(&|out| write!(out, "{id:?} {names:?}"));
                put(&|out| Ok(serde_json::to_writer(out, &context.api.definitions.get(id))?));
            }
        }
        input
    }
}

/// The name of a file, without its ending: the function's, where no other module can have that name. It depends on the
/// function alone, whose name is published, so that no other page moves the file.
pub(super) fn stem(place: &Place, part: Part<'_>) -> String {
    let function = match part {
        Part::Endpoint(function) => function,
        Part::Event(file) => return file.to_owned(),
        Part::Types => return TYPES.to_owned(),
    };
    // `move_` is in `move.rs`: a module can have a raw identifier.
    let keyword = function.strip_suffix('_').filter(|word| is_keyword(word));
    let word = keyword.unwrap_or(function);
    let is_reserved = NO_ENDPOINTS.contains(&word.trim_end_matches(ENDPOINT_FILE));
    match place.resource.is_none() || is_reserved {
        true => format!("{word}{ENDPOINT_FILE}"),
        false => word.to_owned(),
    }
}

/// The events that have a type.
fn events_of<'a>(context: Context<'a>, definition: &Definition) -> Vec<&'a EventNames> {
    let events: BTreeSet<&EndpointId> = definition
        .places
        .iter()
        .filter_map(|place| match &place.owner {
            Owner::Event(id) => Some(id),
            Owner::Endpoint(_) => None,
        })
        .collect();
    let named = events.into_iter().filter_map(|id| context.names.events.get(id));
    named.collect()
}

/// The version of a module.
fn version_of(place: &Place) -> Place {
    Place {
        resource: None,
        ..place.clone()
    }
}
