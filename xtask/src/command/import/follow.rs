//! What becomes of each operation and event that a page describes: its sheet is new, follows the page, or stays as it is.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::{Api, Endpoint, EndpointId, Event, Operation, Since, Source};
use feishu_openapi_codegen::known::{self, Fact, Kept};
use feishu_openapi_codegen::prose::without_prose;
use feishu_openapi_codegen::{Page, Reading, pipeline};

use crate::arguments::Import;
use crate::output::{Origin, Tree};
use crate::pages;
use crate::sheets::Digests;

/// What a page beside the sheets, or a sheet, describes already.
struct Known<'a> {
    endpoint: &'a Endpoint,
    file: File,
}

/// A file beside the sheets, or a sheet.
pub(super) struct File {
    pub(super) name: String,
    pub(super) origin: Origin,
}

/// What a sheet is to say.
#[derive(Clone)]
pub(super) enum Stated {
    Endpoint(Box<Endpoint>),
    Event(Box<Event>),
}

impl Stated {
    /// The text of the sheet.
    pub(super) fn emit(&self) -> String {
        match self {
            Self::Endpoint(endpoint) => fact_sheet::emit(endpoint),
            Self::Event(event) => fact_sheet::emit_event(event),
        }
    }

    pub(super) fn id(&self) -> &EndpointId {
        match self {
            Self::Endpoint(endpoint) => &endpoint.id,
            Self::Event(event) => &event.id,
        }
    }

    /// What it is, and of which page.
    pub(super) fn describe(&self) -> String {
        let source = match self {
            Self::Endpoint(endpoint) => &endpoint.source,
            Self::Event(event) => &event.source,
        };
        format!("{} of {}", self.id(), source.page)
    }
}

/// A sheet that people edited, whose page has changed since.
pub(super) struct Conflict {
    pub(super) name: String,
    /// What the page says, and whether it shows the depths of all rows.
    pub(super) page: Stated,
    pub(super) shows_depths: bool,
}

/// What a run makes of the operations of a mirror.
#[derive(Default)]
pub(super) struct Followed {
    /// What the sheets are to say, those that stay included. A sheet of which nothing is stated stays as it is.
    pub(super) sheets: Vec<(String, Option<Stated>)>,
    /// The pages of which a sheet is a new reading, with the sheet.
    pub(super) read: BTreeMap<String, String>,
    /// The pages whose sheet was there already, with the sheet.
    pub(super) followed: BTreeMap<String, String>,
    /// Sheets with an id of the API explorer.
    pub(super) documented: BTreeSet<String>,
    /// Pages that people wrote or edited, which stay as they are.
    pub(super) left: BTreeSet<String>,
    /// Sheets of a newer state than their page in the mirror.
    pub(super) older: Vec<String>,
    /// Sheets that another one takes the place of, since the operation has another id now.
    pub(super) moved: BTreeSet<String>,
    /// Sheets that no page describes any more, and that say so now.
    pub(super) gone: BTreeSet<String>,
    pub(super) conflicts: Vec<Conflict>,
    /// What sheets have that their changed page does not say; and what gaps another reading of the same page filled.
    pub(super) kept: BTreeMap<Fact, Vec<String>>,
    pub(super) filled: BTreeMap<Fact, Vec<String>>,
}

/// Decides for all operations and events of a reading; `beside` is what [`beside`] found.
pub(super) fn follow(reading: &Reading, beside: &Api, tree: &Tree, digests: &Digests, arguments: &Import) -> Followed {
    let file = |source: &Source| File {
        name: source.page.clone(),
        origin: digests.origin(&source.page, tree.get(&source.page).unwrap_or_default()),
    };
    let known = beside.endpoints.values().map(|endpoint| {
        let file = file(&endpoint.source);
        (endpoint.operation(), Known { endpoint, file })
    });
    let known: BTreeMap<Operation, Known<'_>> = known.collect();
    let shows_depths = shows_depths(reading);
    let mut followed = Followed::default();
    let mut new = Vec::new();
    for endpoint in reading.api.endpoints.values() {
        match known.get(&endpoint.operation()) {
            Some(known) => {
                let shows_depths = shows_depths(&endpoint.source.page);
                followed.known(endpoint, known, shows_depths, arguments);
            }
            None => new.push(endpoint),
        }
    }
    // What is there already keeps its name.
    let mut taken: BTreeSet<String> = known.values().map(|known| known.file.name.clone()).collect();
    taken.retain(|name| !followed.moved.contains(name));
    taken.extend(followed.sheets.iter().map(|(name, _)| name.clone()));
    for endpoint in new {
        followed.add_new(endpoint, &mut taken, arguments);
    }
    for event in reading.api.events.values() {
        let known = beside.events.get(&event.id);
        followed.event(event, known.map(|known| (known, file(&known.source))), arguments);
    }
    if arguments.whole {
        let described: BTreeSet<Operation> = reading.api.endpoints.values().map(Endpoint::operation).collect();
        let endpoints = known
            .into_iter()
            .filter(|(operation, _)| !described.contains(operation));
        let events = beside.events.values();
        let events = events.filter(|event| !reading.api.events.contains_key(&event.id));
        followed.mark_gone(
            endpoints.map(|(_, known)| known),
            events.map(|event| (file(&event.source), event)),
            newest(reading),
        );
    }
    followed
}

/// The day of the newest page: what a mirror lacks was gone then.
fn newest(reading: &Reading) -> Since {
    let endpoints = reading.api.endpoints.values().map(|endpoint| &endpoint.source);
    let events = reading.api.events.values().map(|event| &event.source);
    Since::of(endpoints.chain(events).filter_map(|source| source.updated).max())
}

/// What files beside the sheets describe, and the sheets.
pub(super) fn beside(tree: &Tree) -> Api {
    let is_page = |(name, _): &(&str, &[u8])| pages::is_page(name.as_ref());
    let page = |(name, bytes): (&str, &[u8])| Page {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    };
    let files = tree.of_people().chain(tree.generated_below(""));
    let pages: Vec<Page> = files.filter(is_page).map(page).collect();
    pipeline::endpoints(&pages).api
}

/// Whether a page shows the depths of all rows.
fn shows_depths(reading: &Reading) -> impl Fn(&str) -> bool + use<> {
    let is_lost = |code| matches!(code, Code::RecoveredNesting | Code::UncertainNesting);
    let lost = reading.diagnostics.iter().filter(|found| is_lost(found.code));
    let lost: BTreeSet<String> = lost.map(|found| found.page.clone()).collect();
    move |page| !lost.contains(page)
}

/// How the state of a page stands to that of its sheet. A page without a time is no newer than one with a time.
pub(super) fn age(page: &Source, known: &Source) -> Ordering {
    match (page.updated, known.updated) {
        (Some(page), Some(known)) => page.cmp(&known),
        (None, Some(_)) => Ordering::Equal,
        (_, None) => Ordering::Greater,
    }
}

pub(super) fn add(facts: &mut BTreeMap<Fact, Vec<String>>, name: &str, kept: Vec<Kept>) {
    for Kept { fact, place } in kept {
        facts.entry(fact).or_default().push(format!("{name}: {place}"));
    }
}

/// What a sheet of the endpoint holds.
pub(super) fn stated(endpoint: Endpoint, arguments: &Import) -> Endpoint {
    if arguments.prose {
        endpoint
    } else {
        without_prose(endpoint)
    }
}

impl Followed {
    fn known(&mut self, page: &Endpoint, known: &Known<'_>, shows_depths: bool, arguments: &Import) {
        let age = age(&page.source, &known.endpoint.source);
        self.followed.insert(page.source.page.clone(), known.file.name.clone());
        if known.endpoint.id_documented {
            self.documented.insert(known.file.name.clone());
        }
        let is_of_people = known.file.origin != Origin::Command;
        if is_of_people && !arguments.overwrite {
            if known.file.origin == Origin::Edited && age == Ordering::Greater {
                self.conflicts.push(Conflict {
                    name: known.file.name.clone(),
                    page: Stated::Endpoint(Box::new(page.clone())),
                    shows_depths,
                });
            }
            self.left.insert(known.file.name.clone());
            return;
        }
        match age {
            // What people changed goes, as they said.
            _ if is_of_people => {
                let mut page = page.clone();
                known::keep_id(&mut page, known.endpoint);
                self.write(page, known, arguments);
            }
            // It says less than the sheet, but for what the dialect of the newer page could not say.
            Ordering::Less => {
                let mut older = stated(page.clone(), arguments);
                known::keep_id(&mut older, known.endpoint);
                self.older.push(known.file.name.clone());
                self.fill(known, |endpoint| known::keep(endpoint, &older, true));
            }
            Ordering::Equal if !arguments.refresh => {
                let other = stated(page.clone(), arguments);
                self.fill(known, |endpoint| known::fill(endpoint, &other, shows_depths));
            }
            Ordering::Equal | Ordering::Greater => {
                let mut page = page.clone();
                let kept = match age {
                    Ordering::Equal => known::refresh(&mut page, known.endpoint, shows_depths),
                    _ => known::follow(&mut page, known.endpoint, shows_depths),
                };
                add(&mut self.kept, &known.file.name, kept);
                self.write(page, known, arguments);
            }
        }
    }

    /// The sheet stays, with the gaps filled that it has.
    fn fill(&mut self, known: &Known<'_>, fill: impl FnOnce(&mut Endpoint) -> Vec<Kept>) {
        let mut endpoint = known.endpoint.clone();
        let is_back = endpoint.gone.take().is_some();
        let filled = fill(&mut endpoint);
        if filled.is_empty() && !is_back {
            self.sheets.push((known.file.name.clone(), None));
            return;
        }
        add(&mut self.filled, &known.file.name, filled);
        self.put(endpoint, known);
    }

    /// The sheet says what the page says.
    fn write(&mut self, page: Endpoint, known: &Known<'_>, arguments: &Import) {
        self.read.insert(page.source.page.clone(), fact_sheet::path(&page.id));
        self.put(stated(page, arguments), known);
    }

    fn put(&mut self, endpoint: Endpoint, known: &Known<'_>) {
        let name = fact_sheet::path(&endpoint.id);
        if endpoint.id_documented {
            self.documented.insert(name.clone());
        }
        if name != known.file.name && known.file.origin == Origin::Command {
            self.moved.insert(known.file.name.clone());
        }
        self.sheets.push((name, Some(Stated::Endpoint(Box::new(endpoint)))));
    }

    /// Marks sheets that no page describes any more. Those that people wrote or edited are theirs.
    fn mark_gone<'a>(
        &mut self,
        endpoints: impl Iterator<Item = Known<'a>>,
        events: impl Iterator<Item = (File, &'a Event)>,
        since: Since,
    ) {
        let endpoints = endpoints.map(|Known { endpoint, file }| {
            let mut endpoint = endpoint.clone();
            let is_known = endpoint.gone.replace(since).is_some();
            (file, is_known, Stated::Endpoint(Box::new(endpoint)))
        });
        let events = events.map(|(file, event)| {
            let mut event = event.clone();
            let is_known = event.gone.replace(since).is_some();
            (file, is_known, Stated::Event(Box::new(event)))
        });
        for (file, is_known, stated) in endpoints.chain(events) {
            match file.origin {
                Origin::Command if is_known => self.sheets.push((file.name, None)),
                Origin::Command => {
                    self.gone.insert(file.name.clone());
                    self.sheets.push((file.name, Some(stated)));
                }
                _ => drop(self.left.insert(file.name)),
            }
        }
    }

    /// A sheet for an operation that none describes yet.
    fn add_new(&mut self, page: &Endpoint, taken: &mut BTreeSet<String>, arguments: &Import) {
        let mut page = page.clone();
        let id = page.id.clone();
        let mut count = 0;
        while !is_free(&page.id, taken) {
            count += 1;
            let number = if count == 1 { String::new() } else { format!("_{count}") };
            let method = page.method.as_str().to_ascii_lowercase();
            page.id.method = format!("{}_{method}{number}", id.method);
            page.id_documented = false;
        }
        let name = fact_sheet::path(&page.id);
        taken.insert(name.clone());
        self.read.insert(page.source.page.clone(), name.clone());
        self.sheets
            .push((name, Some(Stated::Endpoint(Box::new(stated(page, arguments))))));
    }
}

fn is_free(id: &EndpointId, taken: &BTreeSet<String>) -> bool {
    !taken.contains(&fact_sheet::path(id))
}
