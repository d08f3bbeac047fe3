//! How far a small change of one page spreads: draws pages of `docs-src`, adds to each an optional field, a value and an
//! error code, one at a time, and counts what that changes in `generated/`. Names that were published are kept.
//!
//! `cargo bench --package xtask --bench stability`; with `-- --each` it tells of every change.

// A measurement that cannot be taken ends here.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use fastrand::Rng;
use feishu_openapi_codegen::ir::{
    Api, Endpoint, EnumBase, EnumValue, Enumeration, ErrorEntry, Field, Part, PartContentMut, Presence, Type, VisitMut,
    visit_type_mut,
};
use feishu_openapi_codegen::names::{self, Lock, Names};
use feishu_openapi_codegen::pipeline::Client;
use feishu_openapi_codegen::{Reading, pipeline};
use similar::{Algorithm, ChangeTag, TextDiff};
use xtask::{manifest, pages, workspace};

const PAGES: usize = 30;
const SEED: u64 = 15;

fn main() {
    let root = workspace::root();
    let pages = pages::read(&[root.join("docs-src")]).unwrap();
    let api = pipeline::endpoints(&pages).api;
    let published = fs::read_to_string(root.join("generated/names.lock")).unwrap();
    let before = Crate::of(api.clone(), &Lock::parse(&published).unwrap(), None);
    let has_values = |endpoint: &&Endpoint| count(&mut (*endpoint).clone(), values) > 0;
    let mut drawn: Vec<_> = api
        .endpoints
        .values()
        .filter(has_values)
        .map(|endpoint| &endpoint.id)
        .collect();
    let mut rng = Rng::with_seed(SEED);
    rng.shuffle(&mut drawn);
    drawn.truncate(PAGES);
    let each = env::args().any(|argument| argument == "--each");
    println!("{PAGES} of {} endpoints, {} changes", api.endpoints.len(), 3 * PAGES);
    println!(
        "{:<16}files med/max/sum    lines med/max/sum    names gone/types renamed med/max/sum",
        ""
    );
    let mut all = Vec::new();
    for (name, change) in [
        ("a field", add_field as Change),
        ("a value", add_value),
        ("an error code", add_error),
    ] {
        let mut effects = Vec::new();
        for id in &drawn {
            let mut changed = api.clone();
            change(changed.endpoints.get_mut(id).unwrap(), &mut rng);
            let effect = before.compare(&Crate::of(changed, &before.lock, Some(&before)));
            if each {
                println!("  {name} in {id}: {effect:?}");
            }
            effects.push(effect);
        }
        report(name, &effects);
        all.extend(effects);
    }
    report("all", &all);
}

type Change = fn(&mut Endpoint, &mut Rng);

/// What a change of a page did.
#[derive(Debug)]
struct Effect {
    files: usize,
    lines: usize,
    /// Names of the public surface that are there no more.
    gone: usize,
    /// Places of the schema whose type has another name.
    renamed: usize,
}

fn report(name: &str, effects: &[Effect]) {
    let figures = |of: fn(&Effect) -> usize| {
        let mut all: Vec<usize> = effects.iter().map(of).collect();
        all.sort_unstable();
        format!(
            "{}/{}/{}",
            all[all.len() / 2],
            all[all.len() - 1],
            all.iter().sum::<usize>()
        )
    };
    let [files, lines, gone, renamed] = [
        figures(|effect| effect.files),
        figures(|effect| effect.lines),
        figures(|effect| effect.gone),
        figures(|effect| effect.renamed),
    ];
    println!("{name:<16}{files:<21}{lines:<21}{gone:<21}{renamed}");
}

/// The crate that pages make.
struct Crate {
    files: BTreeMap<String, String>,
    lock: Lock,
    surface: BTreeSet<String>,
    /// The name of the type at each place.
    types: BTreeMap<String, String>,
    /// What the code of each service version is made of.
    inputs: BTreeMap<String, Vec<u8>>,
}

impl Crate {
    fn of(api: Api, published: &Lock, before: Option<&Self>) -> Self {
        let mut api = pipeline::refine(Reading {
            api,
            ..Reading::default()
        })
        .api;
        pipeline::prepare_client(&mut api, published);
        let inputs = Mutex::new(BTreeMap::new());
        let is_known = |module: &str, input: &[u8]| {
            inputs.lock().unwrap().insert(module.to_owned(), input.to_vec());
            before.is_some_and(|before| before.inputs.get(module).is_some_and(|known| known == input))
        };
        let manifest = manifest::of(Path::new("generated"), BTreeSet::new());
        let Client {
            mut files,
            names,
            published: lock,
        } = pipeline::client(&api, published, &manifest, is_known);
        let inputs = inputs.into_inner().unwrap();
        if let Some(before) = before {
            let same = inputs
                .iter()
                .filter(|(module, input)| before.inputs.get(*module) == Some(*input));
            let folders: Vec<_> = same.map(|(module, _)| format!("{module}/")).collect();
            let same = before
                .files
                .iter()
                .filter(|(name, _)| folders.iter().any(|folder| name.starts_with(folder)));
            files.extend(same.map(|(name, text)| (name.clone(), text.clone())));
        }
        files.insert("names.lock".to_owned(), lock.to_string());
        Self {
            files,
            lock,
            surface: surface(&names),
            types: types(&api, &names),
            inputs,
        }
    }

    fn compare(&self, after: &Self) -> Effect {
        let names: BTreeSet<&String> = self.files.keys().chain(after.files.keys()).collect();
        let lines: Vec<usize> = names
            .into_iter()
            .map(|name| [&self.files, &after.files].map(|files| files.get(name).map_or("", String::as_str)))
            .filter(|[before, after]| before != after)
            .map(|[before, after]| changed_lines(before, after))
            .collect();
        let renamed = |(place, name): &(&String, &String)| after.types.get(*place).is_some_and(|now| now != *name);
        Effect {
            files: lines.len(),
            lines: lines.iter().sum(),
            gone: self.surface.difference(&after.surface).count(),
            renamed: self.types.iter().filter(renamed).count(),
        }
    }
}

/// Lines that are added or removed.
fn changed_lines(before: &str, after: &str) -> usize {
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Histogram)
        .diff_lines(before, after);
    diff.iter_all_changes()
        .filter(|change| change.tag() != ChangeTag::Equal)
        .count()
}

/// Every public name of the crate, but those of modules and setters.
fn surface(names: &Names) -> BTreeSet<String> {
    let mut surface = BTreeSet::new();
    let path = |module: &names::Module| {
        let resource = module.resource.iter().map(String::as_str);
        [module.service.as_str(), &module.version]
            .into_iter()
            .chain(resource)
            .collect::<Vec<_>>()
            .join("::")
    };
    for names in names.endpoints.values() {
        let module = path(&names.module);
        let requests = [&names.path, &names.query, &names.headers, &names.body];
        surface.insert(format!("{module}::{}", names.function));
        surface.extend(
            requests
                .into_iter()
                .flatten()
                .map(|name| format!("{module}::{}.{name}", names.request)),
        );
        surface.extend(
            names
                .response_fields
                .iter()
                .map(|name| format!("{module}::{}.{name}", names.response)),
        );
        let Some((version, _)) = module.rsplit_once("::") else {
            continue;
        };
        surface.extend(names.errors.values().map(|name| format!("{version}::code::{name}")));
    }
    for names in names.types.values() {
        let modules = match names.in_crate {
            true => vec!["types".to_owned()],
            false => names.modules.iter().map(path).collect(),
        };
        for module in modules {
            surface.extend(
                names
                    .members
                    .iter()
                    .map(|member| format!("{module}::{}.{member}", names.name)),
            );
            surface.insert(format!("{module}::{}", names.name));
        }
    }
    surface
}

fn types(api: &Api, names: &Names) -> BTreeMap<String, String> {
    let named = api
        .definitions
        .iter()
        .filter_map(|(id, definition)| Some((definition, names.types.get(id)?)));
    let places = named.flat_map(|(definition, names)| {
        definition
            .places
            .iter()
            .map(|place| (format!("{place:?}"), names.name.clone()))
    });
    places.collect()
}

/// An optional field, in any of the endpoint's objects.
fn add_field(endpoint: &mut Endpoint, rng: &mut Rng) {
    let chosen = rng.usize(..count(endpoint, objects).max(1));
    let mut index = 0..;
    objects(endpoint, &mut |fields| {
        if index.next() == Some(chosen) {
            fields.push(Field::new("stability_field", Type::String, Presence::Optional));
        }
    });
}

/// A value, in any of the endpoint's sets.
fn add_value(endpoint: &mut Endpoint, rng: &mut Rng) {
    let chosen = rng.usize(..count(endpoint, values));
    let mut index = 0..;
    values(endpoint, &mut |set| {
        if index.next() == Some(chosen) {
            let key = match set.base {
                EnumBase::String => "stability_value",
                EnumBase::Int => "971",
            };
            set.values.push(EnumValue::new(key, "稳定"));
        }
    });
}

fn add_error(endpoint: &mut Endpoint, _: &mut Rng) {
    endpoint.errors.push(ErrorEntry {
        code: 97_100_971,
        status: Some(400),
        message: "stability is not given".to_owned(),
        ..ErrorEntry::default()
    });
}

type Each<T> = fn(&mut Endpoint, &mut dyn FnMut(&mut T));

fn count<T>(endpoint: &mut Endpoint, each: Each<T>) -> usize {
    let mut count = 0;
    each(endpoint, &mut |_| count += 1);
    count
}

/// Every list of fields that is not empty.
fn objects(endpoint: &mut Endpoint, visit: &mut dyn FnMut(&mut Vec<Field>)) {
    struct Objects<'a>(&'a mut dyn FnMut(&mut Vec<Field>));
    impl VisitMut for Objects<'_> {
        fn fields(&mut self, fields: &mut Vec<Field>) {
            fields.iter_mut().for_each(|field| self.field(field));
            if !fields.is_empty() {
                self.0(fields);
            }
        }
    }
    each_part(endpoint, &mut Objects(visit));
}

/// Every set of values.
fn values(endpoint: &mut Endpoint, visit: &mut dyn FnMut(&mut Enumeration)) {
    struct Values<'a>(&'a mut dyn FnMut(&mut Enumeration));
    impl VisitMut for Values<'_> {
        fn ty(&mut self, ty: &mut Type) {
            if let Type::Enum(set) = ty {
                self.0(set);
            }
            visit_type_mut(self, ty);
        }
    }
    each_part(endpoint, &mut Values(visit));
}

fn each_part(endpoint: &mut Endpoint, visitor: &mut impl VisitMut) {
    for (part, content) in endpoint.parts_mut() {
        if let (Part::Query | Part::Body | Part::Response, PartContentMut::Fields(fields)) = (part, content) {
            visitor.fields(fields);
        }
    }
}
