//! Pages -> the schema of the whole API, with what was found wrong and what was left out.

mod one_operation;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Api, Endpoint, EndpointId, Operation};
use crate::lower::{self, Evidence, Nesting};
use crate::page::{NotEndpoint, RawEndpoint};
use crate::{markup, page};

/// A page, as its reader found it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Names the page in diagnostics: its path below its mirror.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a page gives no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It describes an event.
    Event,
    /// It is a guide or an overview: no table names a URL.
    Guide,
    /// It is no text.
    Binary,
    /// Its URL or method cannot be read.
    Unreadable,
    /// Another page describes the same method and URL, and is newer or the one in force.
    Superseded,
    /// It describes a part of an operation, and is understood together with another page.
    Part,
}

impl SkipReason {
    /// In words.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Guide => "guide or overview",
            Self::Binary => "not text",
            Self::Unreadable => "URL or method unreadable",
            Self::Superseded => "superseded by another page",
            Self::Part => "part of another page's endpoint",
        }
    }
}

/// A page that gives no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skip {
    /// The page.
    pub page: String,
    /// Why.
    pub reason: SkipReason,
}

/// What a run read.
#[derive(Debug, Default)]
pub struct Reading {
    /// How many pages went in: endpoints and skips add up to it.
    pub pages: usize,
    /// The schema. Types are not shared yet.
    pub api: Api,
    /// Findings, by page and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages without an endpoint, by page.
    pub skipped: Vec<Skip>,
}

/// Reads pages. The result does not depend on their order.
#[must_use]
pub fn read(pages: &[Page]) -> Reading {
    assemble(pages.par_iter().map(read_page).collect())
}

/// What a page says, with all of them understood together. The result does not depend on their order.
#[must_use]
pub fn assemble(mut raw: Vec<ReadPage>) -> Reading {
    let pages = raw.len();
    raw.sort_by(|one, other| one.name.cmp(&other.name));
    let nesting = nesting(&raw);
    let lowered: Vec<_> = raw
        .into_par_iter()
        .map(|mut page| {
            let endpoint = page.content.and_then(|content| match content {
                Content::Raw(raw) => lower(&raw, &nesting, &mut page.diagnostics),
                Content::Meant { endpoint, .. } => Ok(*endpoint),
            });
            (page.name, page.diagnostics, endpoint)
        })
        .collect();

    let mut reading = Reading {
        pages,
        ..Reading::default()
    };
    let mut endpoints = Vec::new();
    for (page, diagnostics, endpoint) in lowered {
        reading.diagnostics.extend(diagnostics.into_sorted());
        match endpoint {
            Ok(endpoint) => endpoints.push(endpoint),
            Err(reason) => reading.skipped.push(Skip { page, reason }),
        }
    }
    let endpoints = reading.without_superseded(endpoints);
    reading.give_ids(endpoints);
    reading.skipped.sort();
    reading.diagnostics.sort();
    reading
}

/// What one page says by itself. It depends on nothing but the page, so that it can be kept as long as that is the same.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadPage {
    name: String,
    content: Result<Content, SkipReason>,
    diagnostics: Diagnostics,
}

#[derive(Debug, Serialize, Deserialize)]
enum Content {
    /// A table has lost the depths of its rows: what the page means depends on other pages.
    Raw(Box<RawEndpoint>),
    /// What the page means, and what it tells of the pages that depend on others.
    Meant { endpoint: Box<Read>, evidence: Evidence },
}

/// An endpoint, and where its page gives the URL.
#[derive(Debug, Serialize, Deserialize)]
struct Read {
    endpoint: Endpoint,
    url: Span,
}

/// Reads one page.
#[must_use]
pub fn read_page(page: &Page) -> ReadPage {
    let mut diagnostics = Diagnostics::new(&page.name);
    let content = raw(page, &mut diagnostics).and_then(|raw| match Evidence::of(&raw) {
        Some(evidence) => lower(&raw, &Nesting::default(), &mut diagnostics).map(|endpoint| Content::Meant {
            endpoint: Box::new(endpoint),
            evidence,
        }),
        None => Ok(Content::Raw(Box::new(raw))),
    });
    ReadPage {
        name: page.name.clone(),
        content,
        diagnostics,
    }
}

/// What one page says, in its own words; `None` where it is no endpoint's.
#[must_use]
pub fn read_raw(page: &Page) -> Option<RawEndpoint> {
    raw(page, &mut Diagnostics::new(&page.name)).ok()
}

fn nesting(pages: &[ReadPage]) -> Nesting {
    let (mut lost, mut evidence) = (Vec::new(), Vec::new());
    for page in pages {
        match &page.content {
            Ok(Content::Raw(raw)) => lost.push(&**raw),
            Ok(Content::Meant { evidence: shown, .. }) => evidence.push(shown),
            Err(_) => {}
        }
    }
    Nesting::of(&lost, &evidence)
}

fn lower(raw: &RawEndpoint, nesting: &Nesting, diagnostics: &mut Diagnostics) -> Result<Read, SkipReason> {
    let endpoint = lower::lower(raw, nesting, diagnostics).ok_or(SkipReason::Unreadable)?;
    let url = raw.url.span;
    Ok(Read { endpoint, url })
}

fn raw(page: &Page, diagnostics: &mut Diagnostics) -> Result<RawEndpoint, SkipReason> {
    if page.bytes.iter().take(8192).any(|&byte| byte == 0) {
        diagnostics.report(Code::BinaryFile, Span::default(), "this file is no text");
        return Err(SkipReason::Binary);
    }
    let text = String::from_utf8_lossy(&page.bytes);
    if let Err(error) = std::str::from_utf8(&page.bytes) {
        let at = error.valid_up_to();
        let message = format!("byte {at} begins no UTF-8 character; such bytes were replaced");
        diagnostics.report(
            Code::InvalidUtf8,
            Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8()),
            message,
        );
    }
    let document = markup::read(&text, diagnostics);
    page::read(&page.name, &document, diagnostics).map_err(|reason| match reason {
        NotEndpoint::Event => SkipReason::Event,
        NotEndpoint::Guide => SkipReason::Guide,
    })
}

impl Reading {
    /// Of pages for one method and URL, the one that counts; where each describes a part, all of them as one.
    fn without_superseded(&mut self, endpoints: Vec<Read>) -> Vec<Read> {
        let mut operations: BTreeMap<Operation, Vec<Read>> = BTreeMap::new();
        for read in endpoints {
            operations.entry(read.endpoint.operation()).or_default().push(read);
        }
        let of = |(operation, mut pages): (Operation, Vec<Read>)| {
            pages.sort_by_cached_key(|read| one_operation::rank(&read.endpoint));
            let mut pages = pages.into_iter();
            let mut kept = pages.next()?;
            for Read { endpoint: other, url } in pages {
                let (method, path) = (other.method.as_str(), &other.path.template);
                let page = &kept.endpoint.source.page;
                let is_part = one_operation::is_split(&operation) && !other.deprecated && !other.source.is_historic();
                let (reason, which) = match is_part {
                    true => (SkipReason::Part, "which it is a part of"),
                    false => (SkipReason::Superseded, "which is used"),
                };
                let message = format!("{method} {path} is described by `{page}` as well, {which}");
                self.report(&other, Code::DuplicateEndpoint, url, message);
                self.skipped.push(Skip {
                    page: other.source.page.clone(),
                    reason,
                });
                if is_part {
                    let mut diagnostics = Diagnostics::new(&other.source.page);
                    one_operation::absorb(&mut kept.endpoint, other, url, &mut diagnostics);
                    self.diagnostics.extend(diagnostics.into_sorted());
                }
            }
            Some(kept)
        };
        operations.into_iter().filter_map(of).collect()
    }

    /// Where two pages claim one id, the newer keeps it; the other gets one from its URL.
    fn give_ids(&mut self, mut endpoints: Vec<Read>) {
        endpoints.sort_by(|Read { endpoint: one, .. }, Read { endpoint: other, .. }| {
            let rank = |endpoint: &Endpoint| (!endpoint.id_documented, std::cmp::Reverse(endpoint.source.updated));
            rank(one)
                .cmp(&rank(other))
                .then_with(|| one.source.page.cmp(&other.source.page))
        });
        let mut others = Vec::new();
        for read in endpoints {
            match self.api.endpoints.entry(read.endpoint.id.clone()) {
                Entry::Vacant(place) => {
                    place.insert(read.endpoint);
                }
                Entry::Occupied(_) => others.push(read),
            }
        }
        for Read { mut endpoint, url } in others {
            let free = self.free_id(&endpoint);
            let claimed = std::mem::replace(&mut endpoint.id, free);
            endpoint.id_documented = false;
            let kept = self.api.endpoints.get(&claimed);
            let kept = kept.map(|kept| kept.source.page.clone()).unwrap_or_default();
            let message = format!(
                "the id `{claimed}` belongs to `{kept}`; this endpoint is called `{}`",
                endpoint.id
            );
            self.report(&endpoint, Code::DuplicateId, url, message);
            self.api.endpoints.insert(endpoint.id.clone(), endpoint);
        }
    }

    fn free_id(&self, endpoint: &Endpoint) -> EndpointId {
        let mut id = lower::derive_id(&endpoint.path, endpoint.method);
        let base = format!("{}_{}", id.method, endpoint.method.as_str().to_ascii_lowercase());
        let mut count = 1;
        while self.api.endpoints.contains_key(&id) {
            id.method = if count == 1 {
                base.clone()
            } else {
                format!("{base}_{count}")
            };
            count += 1;
        }
        id
    }

    fn report(&mut self, endpoint: &Endpoint, code: Code, span: Span, message: String) {
        let page = endpoint.source.page.clone();
        self.diagnostics.push(Diagnostic {
            page,
            span,
            code,
            message,
            help: None,
        });
    }
}
