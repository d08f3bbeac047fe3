//! Reads single pages: as far as a page can be understood alone, and completely once the depths of its rows are known.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::ir::{Api, Endpoint, Event};
use crate::lower;
use crate::nesting::{Evidence, Nesting};
use crate::page::RawPage;
use crate::{markup, page};

/// A page as it was found: its name and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Names the page in diagnostics: its path below its mirror.
    pub name: String,
    /// What stands in its file, which need not be UTF-8.
    pub bytes: Vec<u8>,
}

/// Why a page gives no endpoint and no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// It is a guide or an overview: no table names a URL or the type of an event.
    Guide,
    /// It is no text.
    Binary,
    /// Its URL or method, or the type of its event, cannot be read.
    Unreadable,
    /// Another page describes the same method and URL, or event, and is newer or the one in force.
    Superseded,
    /// It describes a part of an operation, and is understood together with another page.
    Part,
}

impl SkipReason {
    /// The reason as the summary of a run words it: `superseded by another page`.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Guide => "guide or overview",
            Self::Binary => "not text",
            Self::Unreadable => "URL, method or type unreadable",
            Self::Superseded => "superseded by another page",
            Self::Part => "part of another page's endpoint",
        }
    }
}

/// A page that gives no endpoint and no event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Skip {
    /// The page's name, as it was given to the reader.
    pub page: String,
    /// Why it gives none.
    pub reason: SkipReason,
}

/// The result of reading pages: endpoints, events, diagnostics, and the pages that gave neither.
#[derive(Debug, Default)]
pub struct Reading {
    /// How many pages went in: those that [describe](Self::described) something and skips add up to it.
    pub pages: usize,
    /// The schema. Types are not shared yet.
    pub api: Api,
    /// Diagnostics, by page and place.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages without an endpoint or event, by page.
    pub skipped: Vec<Skip>,
}

impl Reading {
    /// How many of the pages gave an endpoint, or events.
    #[must_use]
    pub fn described(&self) -> usize {
        let events = self.api.events.values().map(|event| event.source.page.as_str());
        self.api.endpoints.len() + events.collect::<BTreeSet<_>>().len()
    }
}

/// What one page says by itself. It depends on nothing but the page, so that it can be kept as long as that is the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadPage {
    name: String,
    content: Result<Content, SkipReason>,
    diagnostics: Diagnostics,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Content {
    /// A table has lost the depths of its rows: what the page means depends on other pages.
    Raw(Box<RawPage>),
    /// What the page means, and what it shows of nesting to pages that depend on others.
    Lowered { described: Described, evidence: Evidence },
}

/// What a page describes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Described {
    /// An endpoint.
    Endpoint(Box<Lowered>),
    /// Events, or a callback.
    Events(Vec<Event>),
}

/// An endpoint as its page describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lowered {
    pub(crate) endpoint: Endpoint,
    /// Given by fixups, which are applied later.
    #[serde(skip)]
    pub(crate) role: Role,
}

/// What becomes of an endpoint among others that are the same operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// The one in force counts, then the newest.
    #[default]
    Ranked,
    /// It counts, whatever the others are.
    Preferred,
    /// It counts, and what the others say is added to it.
    Merging,
}

/// What one page means.
#[derive(Debug)]
pub(crate) struct LoweredPage {
    pub(crate) name: String,
    pub(crate) described: Result<Described, SkipReason>,
    pub(crate) diagnostics: Diagnostics,
}

/// Reads one page.
#[must_use]
pub fn read_page(page: &Page) -> ReadPage {
    let mut diagnostics = Diagnostics::new(&page.name);
    let content = raw(page, &mut diagnostics).and_then(|raw| match Evidence::of(&raw) {
        Some(evidence) => lower(&raw, &mut diagnostics).map(|described| Content::Lowered { described, evidence }),
        None => Ok(Content::Raw(Box::new(raw))),
    });
    ReadPage {
        name: page.name.clone(),
        content,
        diagnostics,
    }
}

/// What one page says, as strings; `None` where it describes no endpoint and no event.
#[must_use]
pub fn read_raw(page: &Page) -> Option<RawPage> {
    raw(page, &mut Diagnostics::new(&page.name)).ok()
}

/// Finds the depths of the rows of tables that do not show them, with the evidence of all pages.
pub(crate) fn recover_nesting(pages: &mut [ReadPage]) {
    let (mut lost, mut evidence) = (Vec::new(), Vec::new());
    for page in &*pages {
        match &page.content {
            Ok(Content::Raw(raw)) => lost.push(&**raw),
            Ok(Content::Lowered { evidence: shown, .. }) => evidence.push(shown),
            Err(_) => {}
        }
    }
    let nesting = Nesting::of(&lost, &evidence);
    pages.par_iter_mut().for_each(|page| {
        if let Ok(Content::Raw(raw)) = &mut page.content {
            nesting.restore(raw, &mut page.diagnostics);
        }
    });
}

/// What the pages mean. Sorted by name: nothing depends on the order in which pages come.
pub(crate) fn lower_pages(mut pages: Vec<ReadPage>) -> Vec<LoweredPage> {
    pages.par_sort_by(|one, other| one.name.cmp(&other.name));
    let lowered = pages.into_par_iter().map(|mut page| {
        let described = page.content.and_then(|content| match content {
            Content::Raw(raw) => lower(&raw, &mut page.diagnostics),
            Content::Lowered { described, .. } => Ok(described),
        });
        LoweredPage {
            name: page.name,
            described,
            diagnostics: page.diagnostics,
        }
    });
    lowered.collect()
}

fn lower(raw: &RawPage, diagnostics: &mut Diagnostics) -> Result<Described, SkipReason> {
    if let Some(event) = &raw.event {
        let events = lower::lower_events(raw, event, diagnostics);
        return if events.is_empty() {
            Err(SkipReason::Unreadable)
        } else {
            Ok(Described::Events(events))
        };
    }
    let endpoint = lower::lower(raw, diagnostics).ok_or(SkipReason::Unreadable)?;
    Ok(Described::Endpoint(Box::new(Lowered {
        endpoint,
        role: Role::default(),
    })))
}

fn raw(page: &Page, diagnostics: &mut Diagnostics) -> Result<RawPage, SkipReason> {
    if page.bytes.iter().take(8192).any(|&byte| byte == 0) {
        diagnostics.report(Code::BinaryFile, Span::default(), "this file is no text");
        return Err(SkipReason::Binary);
    }
    let text = match std::str::from_utf8(&page.bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("byte {at} begins no UTF-8 character; such bytes were replaced");
            diagnostics.report(
                Code::InvalidUtf8,
                Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8()),
                message,
            );
            String::from_utf8_lossy(&page.bytes)
        }
    };
    let document = markup::read(&text, diagnostics);
    page::read(&page.name, &document, diagnostics).ok_or(SkipReason::Guide)
}
