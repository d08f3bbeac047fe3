//! The Rust client: all files of a crate, by path. What they say is decided in the schema and in `names`; here it is
//! only written down.
//!
//! Code is made of tokens, which `print` turns into text.
//!
#![doc = include_str!("generated_code.md")]

mod codes;
mod doc;
mod enumeration;
mod layout;
mod manifest;
mod module;
mod object;
mod paging;
mod print;
mod request;
mod services;
mod spec;
mod types;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};

use quote::quote;
use rayon::prelude::*;

use crate::ir::{Api, Endpoint, TypeId};
use crate::names::{EndpointNames, Module as Place, Names, TypeNames};

pub use manifest::{EXAMPLES, Manifest};
pub use module::MARKER;
use module::{Item, Module};
use print::{Code, ident, inner_doc};
pub use types::Context;
use types::Uses;

/// The crate's files by path, relative to its folder, without those of the service versions that `is_known`. It is given
/// the module of a version, as `src/contact/v3`, and bytes that stand for all that the code in it is made of. For use after
/// types are shared.
#[must_use]
pub fn emit(
    api: &Api,
    names: &Names,
    manifest: &Manifest,
    is_known: impl Fn(&str, &[u8]) -> bool + Sync,
) -> BTreeMap<String, String> {
    let context = Context { api, names };
    let plan = Plan::new(context);
    let services = plan.services();
    let mut files: BTreeMap<String, String> = BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest::cargo_toml(manifest, &services)),
        ("rustfmt.toml".to_owned(), manifest::rustfmt_toml()),
        ("src/lib.rs".to_owned(), manifest::lib_rs(&services)),
    ]);
    for (service, endpoints) in &services {
        files.insert(format!("src/{service}/mod.rs"), plan.service(service, *endpoints));
    }
    let versions: Vec<&Place> = plan.modules.keys().filter(|place| place.resource.is_none()).collect();
    let new: Vec<&Place> = versions
        .into_par_iter()
        .filter(|version| !is_known(&folder(version), &plan.input(context, version)))
        .collect();
    let modules: Vec<_> = new.iter().flat_map(|version| plan.within(version)).collect();
    let emitted: Vec<_> = modules
        .into_par_iter()
        .flat_map_iter(|(place, content)| plan.module(context, place, content).files(names))
        .collect();
    files.extend(emitted);
    files.extend(new.into_iter().filter_map(|version| {
        let file = codes::file(version, plan.endpoints(version))?;
        Some((format!("{}/{}.rs", folder(version), codes::MODULE), file))
    }));
    files
}

/// What a module holds.
#[derive(Default)]
struct Content<'a> {
    endpoints: Vec<(&'a Endpoint, &'a EndpointNames)>,
    types: Vec<(&'a TypeId, &'a TypeNames)>,
    /// Types of the version's `types` that are used here.
    shared: BTreeSet<&'a str>,
}

/// Which module holds what. A place without a resource is a version; its resource `types` holds shared types.
struct Plan<'a> {
    modules: BTreeMap<Place, Content<'a>>,
}

/// The module of types that several resources use.
const SHARED: &str = "types";

/// The folder of a version.
fn folder(place: &Place) -> String {
    format!("src/{}/{}", place.service, place.version)
}

impl<'a> Plan<'a> {
    fn new(context: Context<'a>) -> Self {
        let Context { api, names, .. } = context;
        let mut modules: BTreeMap<Place, Content<'a>> = BTreeMap::new();
        let version_of = |place: &Place| Place {
            resource: None,
            ..place.clone()
        };
        for (id, endpoint) in &api.endpoints {
            if let Some(names) = names.endpoints.get(id) {
                modules.entry(version_of(&names.module)).or_default();
                modules
                    .entry(names.module.clone())
                    .or_default()
                    .endpoints
                    .push((endpoint, names));
            }
        }
        for (id, names) in &names.types {
            match names.modules.as_slice() {
                [] => {}
                [only] => modules.entry(only.clone()).or_default().types.push((id, names)),
                [first, ..] => {
                    let shared = Place {
                        resource: Some(SHARED.to_owned()),
                        ..first.clone()
                    };
                    modules.entry(shared).or_default().types.push((id, names));
                    for user in &names.modules {
                        let shared = &mut modules.entry(user.clone()).or_default().shared;
                        shared.insert(&names.name);
                        if object::has_required_struct(context, id) {
                            shared.insert(&names.required);
                        }
                    }
                }
            }
        }
        for content in modules.values_mut() {
            content.endpoints.sort_by_key(|(_, names)| &names.function);
            content.types.sort_by_key(|(_, names)| &names.name);
        }
        Self { modules }
    }

    /// What stands for all that the code of a version is made of: its part of the schema, and the names in it.
    fn input(&self, context: Context<'_>, version: &Place) -> Vec<u8> {
        let mut input = Vec::new();
        let mut put = |part: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
            // Writing to memory cannot fail.
            let _ = part(&mut input);
            input.push(b'\n');
        };
        for (endpoint, names) in self.endpoints(version) {
            put(&|out| Ok(serde_json::to_writer(out, endpoint)?));
            put(&|out| write!(out, "{names:?}"));
        }
        for (id, names) in self.within(version).flat_map(|(_, content)| &content.types) {
            put(&|out| write!(out, "{id:?} {names:?}"));
            put(&|out| Ok(serde_json::to_writer(out, &context.api.definitions.get(id))?));
        }
        input
    }

    /// The services, with the number of their endpoints.
    fn services(&self) -> BTreeMap<&str, usize> {
        let mut services = BTreeMap::new();
        for (place, content) in &self.modules {
            *services.entry(place.service.as_str()).or_default() += content.endpoints.len();
        }
        services
    }

    /// The modules of a version, which is the first of them.
    fn within<'s>(&'s self, version: &'s Place) -> impl Iterator<Item = (&'s Place, &'s Content<'a>)> {
        let here = |place: &Place| place.service == version.service && place.version == version.version;
        self.modules.range(version..).take_while(move |(place, _)| here(place))
    }

    /// The endpoints of a version.
    fn endpoints<'s>(&'s self, version: &'s Place) -> impl Iterator<Item = (&'a Endpoint, &'a EndpointNames)> + 's {
        self.within(version)
            .flat_map(|(_, content)| content.endpoints.iter().copied())
    }

    /// The module of a service: its versions.
    fn service(&self, service: &str, endpoints: usize) -> String {
        let mut code = Code::default();
        let purpose = services::purpose(service).map_or_else(|| format!("Service `{service}`."), ToOwned::to_owned);
        let count = format!("Endpoints: {endpoints}.");
        code.item(inner_doc([purpose.as_str(), "", count.as_str()]));
        let versions = self
            .modules
            .keys()
            .filter(|place| place.service == service && place.resource.is_none());
        let versions = versions.map(|place| {
            let version = ident(&place.version);
            quote!(pub mod #version;)
        });
        code.item(versions.collect());
        module::marked(code)
    }

    fn module(&self, context: Context<'_>, place: &Place, content: &Content<'_>) -> Module {
        let Place {
            service,
            version,
            resource,
        } = place;
        let item = |name: &str, defines: Option<&TypeId>, write: &dyn Fn(&mut Code, &mut Uses)| {
            let (mut code, mut uses) = (Code::default(), Uses::default());
            write(&mut code, &mut uses);
            Item {
                name: name.to_owned(),
                code: code.into_text(),
                uses,
                defines: defines.cloned(),
            }
        };
        let equal = request::equal_answers(context, &content.endpoints);
        let endpoints = content.endpoints.par_iter().zip(equal);
        let endpoints = endpoints.map(|((endpoint, names), equal)| {
            item(&names.function, None, &|code, uses| {
                request::endpoint(context, endpoint, names, equal, code, uses);
            })
        });
        let types = content.types.par_iter().filter_map(|(id, names)| {
            let definition = context.api.definitions.get(id)?;
            Some(item(&names.name, Some(id), &|code, uses| {
                object::definition(context, id, definition, names, code, uses);
            }))
        });
        let children = self.within(place).filter(|_| resource.is_none());
        let mut children: Vec<_> = children.filter_map(|(child, _)| child.resource.clone()).collect();
        if resource.is_none() && self.endpoints(place).any(|(_, names)| !names.errors.is_empty()) {
            children.push(codes::MODULE.to_owned());
        }
        let (path, doc) = match resource.as_deref() {
            Some(SHARED) => (
                SHARED,
                format!("Types that several resources of `{service}` {version} share."),
            ),
            Some(resource) => (resource, format!("Resource `{resource}` of `{service}` {version}.")),
            None => {
                let count = self.endpoints(place).count();
                let count = format!("Service `{service}`, version {version}. Endpoints: {count}.");
                match services::purpose_of_version(service, version) {
                    Some(purpose) => ("", format!("{purpose}\n\n{count}")),
                    None => ("", count),
                }
            }
        };
        Module {
            path: format!("{}/{path}", folder(place)).trim_end_matches('/').to_owned(),
            children,
            doc,
            endpoints: endpoints.collect(),
            types: types.collect(),
            shared: content.shared.iter().map(|name| (*name).to_owned()).collect(),
            shared_from: if resource.is_some() { "super::types" } else { "types" },
        }
    }
}
