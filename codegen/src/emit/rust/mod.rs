//! The Rust client: all files of a crate, by path. The schema and `names` decide what is in them.
//!
//! Code is made of tokens, which `print` turns into text.
//!
#![doc = include_str!("generated_code.md")]

mod codes;
mod doc;
mod draft;
mod enumeration;
mod escape;
mod event;
mod examples;
mod file;
mod links;
mod listing;
mod manifest;
mod missing;
mod object;
mod paging;
mod plan;
mod print;
mod request;
mod services;
mod spec;
mod types;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use rayon::prelude::*;

use crate::ir::Api;
use crate::names::{EVENTS, Module as Place, Names};

pub use file::MARKER;
use links::Links;
pub use manifest::Manifest;
use plan::{CODES, Content, Module, Part, Plan, TYPES};
use print::{Code, file_module, ident, inner_doc};
pub use types::Context;

/// The files of the crate, by path relative to its folder. `api` is the schema of a client, in which types are shared.
///
/// A caller that has the code of a service version already can skip it: `is_known` gets the folder of the version, as
/// `src/contact/v3`, and bytes that differ whenever its code would. Files of versions for which it is true are left out.
#[must_use]
pub fn emit(
    api: &Api,
    names: &Names,
    manifest: &Manifest,
    is_known: impl Fn(&str, &[u8]) -> bool + Sync,
) -> BTreeMap<String, String> {
    let links = Links::of(names);
    let context = Context {
        api,
        names,
        links: &links,
        home: ("", ""),
    };
    let plan = Plan::new(context, &manifest.companions);
    let services = plan.services();
    let lib = manifest::lib_rs(&services, !plan.of_crate.is_empty());
    let mut files: BTreeMap<String, String> = BTreeMap::from([
        ("Cargo.toml".to_owned(), manifest::cargo_toml(manifest, &services)),
        ("rustfmt.toml".to_owned(), manifest::rustfmt_toml()),
        ("src/lib.rs".to_owned(), lib),
        ("src/missing.rs".to_owned(), missing::module(context)),
    ]);
    if !plan.of_crate.is_empty() {
        let types = Content {
            types: plan.of_crate.values().copied().collect(),
            ..Content::default()
        };
        let about = "Sets of values that several services share.".to_owned();
        files.insert(format!("src/{TYPES}.rs"), file::file(context, Some(about), &types));
    }
    for service in services.keys() {
        files.insert(format!("src/{service}/mod.rs"), service_module(context, &plan, service));
    }
    let linked = links.fingerprint();
    let new: Vec<&Place> = plan
        .versions()
        .collect::<Vec<_>>()
        .into_par_iter()
        .filter(|version| {
            let folder = folder(version);
            !is_known(&folder, &plan.input(context, version, &folder, linked))
        })
        .collect();
    for version in &new {
        let codes = codes::file(version, plan.endpoints(version));
        files.extend(codes.map(|codes| (format!("{}/{}.rs", folder(version), CODES), codes)));
        for (place, module) in plan.within(version) {
            files.insert(
                format!("{}/mod.rs", folder(place)),
                head(context.at(place), &plan, place, module),
            );
        }
    }
    let modules = new.iter().flat_map(|version| plan.within(version));
    let parts =
        modules.flat_map(|(place, module)| module.files.iter().map(move |(part, content)| (place, part, content)));
    let written: Vec<_> = parts
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(place, part, content)| {
            let path = format!("{}/{}.rs", folder(place), plan::stem(place, *part));
            (path, file::file(context.at(place), about(place, *part), content))
        })
        .collect();
    files.extend(written);
    files
}

/// The folder of a version or resource.
fn folder(place: &Place) -> String {
    let Place {
        service,
        version,
        resource,
    } = place;
    match resource {
        Some(resource) => format!("src/{service}/{version}/{resource}"),
        None => format!("src/{service}/{version}"),
    }
}

/// What a file says of itself: only those of versions are modules that people see.
fn about(place: &Place, part: Part<'_>) -> Option<String> {
    let Place { service, version, .. } = place;
    let is_public = part == Part::Types && place.resource.is_none();
    is_public.then(|| format!("Types that several resources of `{service}` {version} share."))
}

/// The module of a service: its versions, and what people wrote beside them.
fn service_module(context: Context<'_>, plan: &Plan<'_>, service: &str) -> String {
    let mut code = Code::default();
    let purpose = services::purpose(service).map_or_else(|| format!("Service `{service}`."), ToOwned::to_owned);
    code.item(inner_doc(&[purpose, context.about(service)]));
    let versions = plan.versions().filter(|place| place.service == service);
    let mut public: Vec<_> = versions.map(|place| place.version.as_str()).collect();
    public.extend(plan.companions(&format!("src/{service}")));
    public.sort_unstable();
    public.dedup();
    code.item(public.into_iter().map(declare).collect());
    file::marked(code)
}

/// The `mod.rs` of a version or resource: what it is, its modules, what it exports.
fn head(context: Context<'_>, plan: &Plan<'_>, place: &Place, module: &Module<'_>) -> String {
    let Place {
        service,
        version,
        resource,
    } = place;
    let mut code = Code::default();
    let endpoints = module.files.keys().filter(|part| **part != Part::Types);
    let mut private: Vec<_> = endpoints.map(|part| plan::stem(place, *part)).collect();
    let has_types = module.files.contains_key(&Part::Types);
    let mut public: Vec<_> = plan.companions(&folder(place)).collect();
    match resource {
        Some(resource) => {
            let about = match resource == EVENTS {
                true => format!(
                    "Events of `{service}` {version}. A handler takes one of these: see [`receive`](crate::runtime::receive)."
                ),
                false => format!("Resource `{resource}` of `{service}` {version}{}.", calls(module)),
            };
            code.item(inner_doc(&[about]));
            private.extend(has_types.then(|| TYPES.to_owned()));
        }
        None => {
            let purpose = services::purpose_of_version(service, version).unwrap_or_default();
            let about = context.about(&format!("{service}.{version}"));
            let nothing = purpose.is_empty() && about.is_empty();
            let bare = nothing.then(|| format!("Service `{service}`, version {version}."));
            code.item(inner_doc(&[purpose, about.as_str(), bare.unwrap_or_default().as_str()]));
            let resources = plan.within(place).filter_map(|(place, _)| place.resource.as_deref());
            public.extend(resources);
            public.extend(has_types.then_some(TYPES));
            public.extend(
                plan.endpoints(place)
                    .any(|(_, names)| !names.errors.is_empty())
                    .then_some(CODES),
            );
        }
    }
    // A file of people in the place of a generated one is replaced, or stops the run: it is no module of its own.
    public.retain(|name| !private.iter().any(|module| module == name));
    public.sort_unstable();
    public.dedup();
    code.item(public.into_iter().map(declare).collect());
    private.sort_unstable();
    let private: Vec<_> = private.iter().map(|name| file_module(name)).collect();
    code.item(quote!(#(mod #private;)*));
    code.item(quote!(#(pub use #private::*;)*));
    for (from, names) in &module.shared {
        let above = resource.as_ref().map(|_| quote!(super));
        let from = (!from.is_empty()).then(|| ident(from));
        let path = above.into_iter().chain(from.map(|from| quote!(#from)));
        code.import(quote!(pub), quote!(#(#path)::*), names.iter().copied());
    }
    file::marked(code)
}

/// So many functions of a resource are named where it is listed.
const MOST_CALLS: usize = 6;

/// The functions of a resource, so that who looks for one need not open every module.
fn calls(module: &Module<'_>) -> String {
    let endpoints = module.files.values().filter_map(|file| file.endpoint);
    let mut names: Vec<_> = endpoints.map(|(_, names)| format!("`{}`", names.function)).collect();
    names.sort_unstable();
    match names.is_empty() {
        true => String::new(),
        false => format!(": {}", doc::first(MOST_CALLS, names.into_iter())),
    }
}

/// `pub mod name;`
fn declare(name: &str) -> TokenStream {
    let behind = (name == EVENTS).then(|| quote!(#[cfg(feature = "events")]));
    let name = ident(name);
    quote!(#behind pub mod #name;)
}
