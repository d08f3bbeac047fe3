//! From pages to a client: every step, in order. The command line, tests, benches and fuzzing call this, and keep no list
//! of their own.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::emit::rust::{self, Manifest};
use crate::ir::Api;
use crate::names::{self, Lock, Names};
use crate::reading::{self, Page, ReadPage, Reading};
use crate::words::{self, Applied, Reference};
use crate::{assemble as assembly, fixup, lint, pass};

/// Reads each page by itself: what the markup says, and what that means where the page shows how its fields are nested.
#[must_use]
pub fn read(pages: &[Page]) -> Vec<ReadPage> {
    pages.par_iter().map(reading::read_page).collect()
}

/// Pages as they were read -> endpoints and events, each as its page shows it. The order of the pages does not matter.
#[must_use]
pub fn assemble(mut pages: Vec<ReadPage>) -> Reading {
    // Tables that lost the depths of their rows: other pages show the same objects.
    reading::recover_nesting(&mut pages);
    // Needs the depths: types, limits and permissions are read from the words of each row.
    let mut pages = reading::lower_pages(pages);
    // Some pages are wrong, and people know how.
    fixup::apply(fixup::ALL, &mut pages);
    fixup::apply_events(fixup::EVENTS, &mut pages);
    // Several pages may describe one operation, or claim one id.
    let mut reading = assembly::assemble(pages);
    fixup::suggest(&reading.api, &mut reading.diagnostics);
    reading
}

/// Puts the words of our own on what pages say. Only before [`refine`]: the words of types are by place.
pub fn put_words(reading: &mut Reading, reference: &Reference) -> Applied {
    words::apply(&mut reading.api, reference)
}

/// Endpoints -> the schema that every back end starts from.
#[must_use]
pub fn refine(mut reading: Reading) -> Reading {
    pass::run(pass::SCHEMA, &mut reading.api, &mut reading.diagnostics);
    reading.diagnostics.sort();
    reading
}

/// Reports what can only be known if `reading` is of all pages that there are: fixups that correct nothing.
pub fn check_whole(reading: &mut Reading) {
    pass::run(pass::WHOLE, &mut reading.api, &mut reading.diagnostics);
    reading.diagnostics.sort();
}

/// Reports what pages say that contradicts itself or other pages. Only before [`refine`].
pub fn lint(reading: &mut Reading) {
    lint::lint(&reading.api, &mut reading.diagnostics);
}

/// Changes the schema to the one that a client is made of: objects that show parts of one thing are merged, and what was
/// published as one type.
pub fn prepare_client(api: &mut Api, published: &Lock) {
    pass::client(api, published);
}

/// A Rust client.
#[derive(Debug)]
pub struct Client {
    /// Its files by path, relative to its folder.
    pub files: BTreeMap<String, String>,
    /// The identifiers in them.
    pub names: Names,
    /// The identifiers to publish, which stay from now on; without those of other pages.
    pub published: Lock,
}

/// The schema of a client -> the client. Names in `published` stay. Files of service versions that `is_known` are left
/// out; see [`rust::emit`].
#[must_use]
pub fn client(
    api: &Api,
    published: &Lock,
    manifest: &Manifest,
    is_known: impl Fn(&str, &[u8]) -> bool + Sync,
) -> Client {
    // Names first, all at once: no two things may have the same.
    let (names, published) = names::assign(api, published);
    // Then there is nothing left to decide.
    let files = rust::emit(api, &names, manifest, is_known);
    Client {
        files,
        names,
        published,
    }
}

/// Pages -> endpoints, each as its page shows it: what fact sheets are made of.
#[must_use]
pub fn endpoints(pages: &[Page]) -> Reading {
    assemble(read(pages))
}

/// Pages -> the schema that every back end starts from.
#[must_use]
pub fn schema(pages: &[Page]) -> Reading {
    refine(endpoints(pages))
}

/// Pages -> the schema that a client is made of.
#[must_use]
pub fn client_schema(pages: &[Page]) -> Api {
    let mut api = schema(pages).api;
    prepare_client(&mut api, &Lock::default());
    api
}
