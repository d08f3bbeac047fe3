//! `words sheet`: what writers need of each service, from a mirror with the vendor's texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use feishu_openapi_codegen::ir::{Api, Owner};
use feishu_openapi_codegen::pipeline;
use feishu_openapi_codegen::words::{Reference, Section as Name, walk};
use indexmap::IndexMap;

use super::sheets;
use crate::arguments::WordsSheet;
use crate::command::Outcome;
use crate::error::Error;
use crate::output::write_file;
use crate::terminal::tell;
use crate::{pages, workspace};

mod elsewhere;
mod section;
mod vendor;

use section::Section;
use vendor::Texts;

/// A sheet that is longer is cut by resource, in bytes.
const LONGEST: usize = 100_000;
/// So many operations with one advice are named.
const NAMED: usize = 6;

/// The sections of a service version, in the order in which the sheets first have them.
type Sections = IndexMap<Name, Section>;

pub(super) fn run(docs: &Path, arguments: &WordsSheet) -> Result<Outcome, Error> {
    let (service, version, resource) = subject(arguments.subject.as_deref());
    let inside = fs::canonicalize(workspace::root()).unwrap_or_else(|_| workspace::root());
    let out = fs::canonicalize(&arguments.out).unwrap_or_else(|_| arguments.out.clone());
    if out.starts_with(&inside) {
        return Err(Error::Published(arguments.out.clone()));
    }
    let reference = crate::words::read(&[docs.to_path_buf()])?;
    let mut reading = sheets(docs, service)?;
    pipeline::put_words(&mut reading, &reference);
    let texts = match arguments.from.as_slice() {
        [] => Texts::default(),
        from => Texts::read(pages::read(from)?, &reading.api),
    };
    let is_wanted = |owner: &Owner| {
        version.is_none_or(|version| owner.version() == version)
            && resource.is_none_or(|resource| owner.resource() == resource)
    };
    for (version, sections) in versions(&mut reading.api, &reference, &texts, is_wanted) {
        for (name, text) in files(&version, &sections) {
            let path = arguments.out.join(format!("{name}.txt"));
            write_file(&path, text.as_bytes())?;
            tell(format_args!("{:>9} {}\n", text.len(), path.display()));
        }
    }
    Ok(Outcome::Done)
}

/// `im.v1.message` in its parts.
fn subject(subject: Option<&str>) -> (Option<&str>, Option<&str>, Option<&str>) {
    let mut parts = subject
        .unwrap_or_default()
        .splitn(3, '.')
        .filter(|part| !part.is_empty());
    (parts.next(), parts.next(), parts.next())
}

/// The sections of each service version.
fn versions(
    api: &mut Api,
    reference: &Reference,
    texts: &Texts,
    is_wanted: impl Fn(&Owner) -> bool,
) -> BTreeMap<String, Sections> {
    let mut versions: BTreeMap<String, Sections> = BTreeMap::new();
    let mut add = |place: &walk::Place, thing: walk::Thing<'_>| {
        if !is_wanted(&place.owner) {
            return;
        }
        let place = reference.placed(place);
        let key = place.best_key();
        versions
            .entry(place.owner.id().service_version())
            .or_default()
            .entry(key.section.clone())
            .or_insert_with(|| Section::new(&key, place.owner.resource()))
            .add(&place, &key.item, &thing, texts);
    };
    for endpoint in api.endpoints.values_mut() {
        walk::endpoint(endpoint, &mut add);
    }
    for event in api.events.values_mut() {
        walk::event(event, &mut add);
    }
    for (id, endpoint) in &api.endpoints {
        let owner = Owner::from(id);
        head(&mut versions, &owner, texts.of_endpoint(endpoint), texts.advice(&owner));
    }
    for (id, event) in &api.events {
        let owner = Owner::Event(id.clone());
        head(&mut versions, &owner, texts.of_event(event), &[]);
    }
    versions
}

/// Puts what is said of a whole endpoint or event at the head of its section.
fn head(versions: &mut BTreeMap<String, Sections>, owner: &Owner, text: String, advice: &[(i64, String)]) {
    let sections = versions.get_mut(&owner.id().service_version());
    if let Some(section) = sections.and_then(|sections| sections.get_mut(&walk::section(owner))) {
        section.about = text;
        section.advice = advice.to_vec();
    }
}

/// What pages advise on errors, each once: many endpoints of a service say the same.
fn advice(sections: &[&Section]) -> String {
    let mut advice: BTreeMap<&(i64, String), Vec<String>> = BTreeMap::new();
    for section in sections {
        for error in &section.advice {
            advice.entry(error).or_default().push(section.to_name());
        }
    }
    let line = |((code, advice), by): (&(i64, String), Vec<String>)| {
        let of = match by.len() {
            many if many > NAMED => format!("{many} operations"),
            _ => by.join(", "),
        };
        format!("error {code} of {of}: {advice}\n")
    };
    advice.into_iter().map(line).collect()
}

/// The files of a version: one, or one for each resource, each with its operations and then the types that it has first.
fn files(version: &str, sections: &Sections) -> Vec<(String, String)> {
    let text = |sections: &[&Section]| -> String {
        let mut sections: Vec<_> = sections.to_vec();
        sections.sort_by_key(|section| section.is_type());
        let head = format!("# {version}: = has a text, ~ has one of a glossary or label, ! has none\n");
        let advice = advice(&sections);
        let texts = sections.into_iter().map(ToString::to_string);
        [head, advice].into_iter().chain(texts).collect::<Vec<_>>().join("\n")
    };
    let all = text(&sections.values().collect::<Vec<_>>());
    if all.len() <= LONGEST {
        return vec![(version.to_owned(), all)];
    }
    let resources: BTreeSet<&str> = sections.values().map(|section| section.resource.as_str()).collect();
    let file = |resource: &str| {
        let of_it: Vec<_> = sections
            .values()
            .filter(|section| section.resource == resource)
            .collect();
        (format!("{version}.{resource}"), text(&of_it))
    };
    resources.into_iter().map(file).collect()
}
