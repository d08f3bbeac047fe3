//! The vendor's texts in a mirror, by the places of the sheets.

use std::collections::{BTreeMap, HashMap};

use feishu_openapi_codegen::ir::{Api, Endpoint, EndpointId, Event, Operation, Owner, Part};
use feishu_openapi_codegen::words::{Place, Thing, walk};
use feishu_openapi_codegen::{Page, pipeline};

use super::elsewhere::{self, one_line};

/// Where a text stands: whose, in which part, down which fields, of which value.
type At = (Owner, Part, Vec<String>, Option<String>);

/// What the mirror says that sheets do not.
#[derive(Default)]
pub(super) struct Texts {
    texts: HashMap<At, String>,
    /// By the id on the sheets: what stands before the first table, advice on errors, and what else stands on the page.
    about: BTreeMap<Owner, About>,
}

#[derive(Default)]
struct About {
    introduction: String,
    advice: Vec<(i64, String)>,
    elsewhere: Vec<String>,
}

impl Texts {
    /// Reads a mirror. An operation has the id of its sheet in `api`, whatever its page says.
    pub(super) fn read(pages: Vec<Page>, api: &Api) -> Self {
        let ids: HashMap<Operation, &EndpointId> = api
            .endpoints
            .values()
            .map(|endpoint| (endpoint.operation(), &endpoint.id))
            .collect();
        let mut mirror = pipeline::endpoints(&pages).api;
        let pages: HashMap<&str, &Page> = pages.iter().map(|page| (page.name.as_str(), page)).collect();
        let elsewhere = |page: &str| pages.get(page).map(|page| elsewhere::read(page)).unwrap_or_default();
        let mut texts = Self::default();
        for endpoint in mirror.endpoints.values_mut() {
            let Some(id) = ids.get(&endpoint.operation()) else {
                continue;
            };
            let owner = Owner::from(*id);
            walk::endpoint(endpoint, |place, thing| texts.add(&owner, place, &thing));
            let advice = endpoint.errors.iter().filter(|error| !error.advice.is_empty());
            let about = About {
                introduction: endpoint.text.clone(),
                advice: advice.map(|error| (error.code, one_line(&error.advice))).collect(),
                elsewhere: elsewhere(&endpoint.source.page),
            };
            texts.about.insert(owner, about);
        }
        for event in mirror
            .events
            .values_mut()
            .filter(|event| api.events.contains_key(&event.id))
        {
            let owner = Owner::Event(event.id.clone());
            walk::event(event, |place, thing| texts.add(&owner, place, &thing));
            let about = About {
                introduction: event.text.clone(),
                elsewhere: elsewhere(&event.source.page),
                ..About::default()
            };
            texts.about.insert(owner, about);
        }
        texts
    }

    fn add(&mut self, owner: &Owner, place: &Place, thing: &Thing<'_>) {
        let text = match thing {
            Thing::Field(field) => &field.text,
            Thing::Value(value) => &value.label,
            Thing::Operation(_) | Thing::Type(_) => return,
        };
        let at = (owner.clone(), place.part, place.path.clone(), place.value.clone());
        self.texts.insert(at, one_line(text));
    }

    /// What the vendor says of a field or value; empty where nothing.
    pub(super) fn at(&self, place: &Place) -> &str {
        let at = (place.owner.clone(), place.part, place.path.clone(), place.value.clone());
        self.texts.get(&at).map_or("", String::as_str)
    }

    /// What is to be known of a whole endpoint.
    pub(super) fn of_endpoint(&self, endpoint: &Endpoint) -> String {
        let tokens: Vec<_> = endpoint
            .tokens
            .iter()
            .map(|token| format!("{token:?}").to_lowercase())
            .collect();
        let call = format!("{} {}", endpoint.method.as_str(), endpoint.path.template);
        let mut text = format!("  {} · {call} · {}", endpoint.title, tokens.join(", "));
        if endpoint.deprecated {
            text.push_str(" · deprecated");
        }
        text.push_str(&self.of(&(&endpoint.id).into(), endpoint.source.address.as_deref()));
        text
    }

    /// What is to be known of a whole event.
    pub(super) fn of_event(&self, event: &Event) -> String {
        let owner = Owner::Event(event.id.clone());
        let about = self.of(&owner, event.source.address.as_deref());
        format!("  {} · {}{about}", event.title, event.event_type)
    }

    /// What the page of an endpoint advises on errors.
    pub(super) fn advice(&self, owner: &Owner) -> &[(i64, String)] {
        self.about.get(owner).map_or(&[], |about| &about.advice)
    }

    fn of(&self, owner: &Owner, address: Option<&str>) -> String {
        let mut text = address.map(|address| format!("\n  {address}")).unwrap_or_default();
        let Some(about) = self.about.get(owner) else {
            return text + "\n";
        };
        if !about.introduction.is_empty() {
            text.push_str(&format!("\n  introduction: {}", one_line(&about.introduction)));
        }
        for line in &about.elsewhere {
            text.push_str(&format!("\n  elsewhere: {line}"));
        }
        text + "\n"
    }
}
