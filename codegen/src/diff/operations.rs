//! The operations and events of two schemas: which is which, and what is said of each as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use crate::ir::{
    Api, AppType, Body, Endpoint, EndpointId, ErrorEntry, Part, Quota, RateLimit, Response, Scope, Source, TypeId,
};

use super::change::Change;
use super::describe;
use super::kind::Kind;
use super::walk::{Spot, Walk};

/// The step from an operation to what it says of errors.
pub(super) const ERRORS: &str = "errors";

/// Which operation of the old pages is which of the new ones: by method and URL, else by id. And which event is which: by the
/// type in the envelope, else by id.
pub(super) fn matched<'a>(old: &'a Api, new: &'a Api) -> HashMap<&'a EndpointId, &'a EndpointId> {
    let endpoints = [&old.endpoints, &new.endpoints].map(|pages| there(pages, |endpoint| endpoint.gone.is_none()));
    let events = [&old.events, &new.events].map(|pages| there(pages, |event| event.gone.is_none()));
    let mut operations = same(&endpoints, Endpoint::operation);
    operations.extend(same(&events, |event| event.event_type.clone()));
    operations
}

/// What a page describes.
fn there<T>(pages: &BTreeMap<EndpointId, T>, is_there: impl Fn(&T) -> bool) -> BTreeMap<&EndpointId, &T> {
    pages.iter().filter(|(_, it)| is_there(it)).collect()
}

fn same<'a, T, K: Eq + Hash>(
    [old, new]: &[BTreeMap<&'a EndpointId, &'a T>; 2],
    wire: impl Fn(&T) -> K,
) -> HashMap<&'a EndpointId, &'a EndpointId> {
    let on_wire: HashMap<K, &EndpointId> = new.iter().map(|(id, it)| (wire(it), *id)).collect();
    let same = old.iter().filter_map(|(id, it)| Some((*id, *on_wire.get(&wire(it))?)));
    let mut matched: HashMap<&EndpointId, &EndpointId> = same.collect();
    let taken: BTreeSet<&EndpointId> = matched.values().copied().collect();
    for id in old.keys() {
        if let Some((same, _)) = new.get_key_value(id).filter(|(same, _)| !taken.contains(*same)) {
            matched.entry(id).or_insert(same);
        }
    }
    matched
}

/// What the pages say that the others do not say. `shared` are the types of the new ones, and their places.
pub(super) fn facts<'a>(
    old: &'a Api,
    new: &'a Api,
    shared: &'a BTreeMap<TypeId, Vec<TypeId>>,
    matched: &HashMap<&EndpointId, &'a EndpointId>,
) -> Vec<Change> {
    let mut walk = Walk::new(shared);
    let kept: BTreeSet<&EndpointId> = matched.values().copied().collect();
    for (id, endpoint) in &old.endpoints {
        match matched.get(id).and_then(|id| new.endpoints.get(*id)) {
            Some(now) if now == endpoint => {}
            Some(now) => {
                let spot = walk.operation_spot(&now.id);
                walk.endpoint(&spot, endpoint, now);
            }
            None => {
                let spot = walk.operation_spot(id);
                walk.report(&spot, Kind::OperationRemoved, Some(describe_operation(endpoint)), None);
            }
        }
    }
    for (id, endpoint) in new.endpoints.iter().filter(|(id, _)| !kept.contains(id)) {
        let spot = walk.operation_spot(id);
        walk.report(&spot, Kind::OperationAdded, None, Some(describe_operation(endpoint)));
    }
    walk.events(old, new, matched, &kept);
    walk.finish()
}

fn describe_operation(endpoint: &Endpoint) -> String {
    format!("{} {} {}", endpoint.method.as_str(), url(endpoint), endpoint.title)
}

/// The address without what is always the same.
fn url(endpoint: &Endpoint) -> String {
    match endpoint.host.name() {
        "open.feishu.cn" => endpoint.path.template.clone(),
        host => format!("https://{host}{}", endpoint.path.template),
    }
}

impl<'a> Walk<'a> {
    fn endpoint(&mut self, spot: &Spot, old: &'a Endpoint, new: &'a Endpoint) {
        self.differ(spot, Kind::IdChanged, &old.id.to_string(), &new.id.to_string());
        self.page(spot, [&old.title, &new.title], [&old.source, &new.source]);
        self.differ(spot, Kind::MethodChanged, old.method.as_str(), new.method.as_str());
        let (before, after) = (old.operation(), new.operation());
        if (before.0, before.1) != (after.0, after.1) {
            self.differ(spot, Kind::UrlChanged, &url(old), &url(new));
        }
        let kinds = [Kind::OperationDeprecated, Kind::OperationRestored];
        self.deprecated(spot, kinds, [old.deprecated, new.deprecated]);
        self.access(spot, old, new);
        self.errors(spot, &old.errors, &new.errors);
        self.parameters(spot, old, new);
        self.forms(spot, old, new);
    }

    /// What is said of the page itself.
    pub(super) fn page(&mut self, spot: &Spot, [title, new_title]: [&str; 2], [old, new]: [&Source; 2]) {
        self.differ(spot, Kind::TitleChanged, title, new_title);
        if let (Some(before), Some(after)) = (&old.address, &new.address) {
            self.differ(spot, Kind::PageMoved, before, after);
        }
    }

    pub(super) fn deprecated(&mut self, spot: &Spot, [deprecated, restored]: [Kind; 2], is: [bool; 2]) {
        match is {
            [false, true] => self.report(spot, deprecated, None, None),
            [true, false] => self.report(spot, restored, None, None),
            _ => {}
        }
    }

    fn access(&mut self, spot: &Spot, old: &Endpoint, new: &Endpoint) {
        let tokens = |endpoint: &Endpoint| endpoint.tokens.iter().map(|it| describe::token(*it)).collect();
        let kinds = [
            if old.tokens.is_empty() {
                Kind::TokenNeeded
            } else {
                Kind::TokenAdded
            },
            if new.tokens.is_empty() {
                Kind::TokenNotNeeded
            } else {
                Kind::TokenRemoved
            },
        ];
        self.sets(spot, kinds, &tokens(old), &tokens(new));
        self.app_types(spot, &old.app_types, &new.app_types);
        self.needed(spot, &old.scopes, &new.scopes);
        let kinds = [Kind::FieldScopeAdded, Kind::FieldScopeRemoved];
        self.scopes(spot, kinds, &old.field_scopes, &new.field_scopes);
        let limit = |endpoint: &Endpoint| endpoint.rate_limit.as_ref().map_or(String::new(), describe::rate_limit);
        let kind = match is_lower(old.rate_limit.as_ref(), new.rate_limit.as_ref()) {
            true => Kind::RateLimitLowered,
            false => Kind::RateLimitChanged,
        };
        self.differ(spot, kind, &limit(old), &limit(new));
    }

    /// All may call what no page says otherwise of.
    pub(super) fn app_types(&mut self, spot: &Spot, old: &[AppType], new: &[AppType]) {
        let all = [AppType::Custom, AppType::Isv];
        let types = |types: &[AppType]| {
            let of_page = all.iter().filter(|it| types.is_empty() || types.contains(it));
            of_page.map(|it| describe::app_type(*it)).collect()
        };
        let kinds = [Kind::AppTypeAdded, Kind::AppTypeRemoved];
        self.sets(spot, kinds, &types(old), &types(new));
    }

    /// Scopes of which one is enough.
    pub(super) fn needed(&mut self, spot: &Spot, old: &[Scope], new: &[Scope]) {
        let added = if old.is_empty() {
            Kind::ScopeNeeded
        } else {
            Kind::ScopeAdded
        };
        let removed = if new.is_empty() {
            Kind::ScopeNotNeeded
        } else {
            Kind::ScopeRemoved
        };
        self.scopes(spot, [added, removed], old, new);
    }

    fn sets(&mut self, spot: &Spot, kinds: [Kind; 2], old: &BTreeSet<&str>, new: &BTreeSet<&str>) {
        let [added, removed] = kinds;
        for one in new.difference(old) {
            self.report(spot, added, None, Some((*one).to_owned()));
        }
        for one in old.difference(new) {
            self.report(spot, removed, Some((*one).to_owned()), None);
        }
    }

    pub(super) fn scopes(&mut self, spot: &Spot, kinds: [Kind; 2], old: &[Scope], new: &[Scope]) {
        let [added, removed] = kinds;
        let named = |scopes: &[Scope]| -> BTreeMap<String, String> {
            scopes
                .iter()
                .map(|scope| (scope.name.clone(), describe::scope(scope)))
                .collect()
        };
        let (old, new) = (named(old), named(new));
        for (name, text) in &new {
            match old.get(name) {
                None => self.report(spot, added, None, Some(text.clone())),
                Some(before) => self.differ(&spot.step(name), Kind::ScopeChanged, before, text),
            }
        }
        for (_, text) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
            self.report(spot, removed, Some(text.clone()), None);
        }
    }

    pub(super) fn errors(&mut self, spot: &Spot, old: &[ErrorEntry], new: &[ErrorEntry]) {
        let (old, new) = (by_code(old), by_code(new));
        let said = |code: i64, (messages, statuses): &(String, String)| {
            let text = format!("{code} {statuses} {messages}");
            Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        for (code, after) in &new {
            let spot = spot.step(ERRORS).step(&code.to_string());
            match old.get(code) {
                None => self.report(&spot, Kind::ErrorAdded, None, said(*code, after)),
                Some(before) => {
                    self.differ(&spot, Kind::ErrorMessage, &before.0, &after.0);
                    self.differ(&spot, Kind::ErrorStatus, &before.1, &after.1);
                }
            }
        }
        for (code, before) in old.iter().filter(|(code, _)| !new.contains_key(code)) {
            let spot = spot.step(ERRORS).step(&code.to_string());
            self.report(&spot, Kind::ErrorRemoved, said(*code, before), None);
        }
    }

    /// Path parameters are compared by their places in the URL, all others by name.
    fn parameters(&mut self, spot: &Spot, old: &'a Endpoint, new: &'a Endpoint) {
        self.fields(&spot.part(Part::Headers), &old.headers, &new.headers);
        self.fields(&spot.part(Part::Query), &old.query, &new.query);
        let path = spot.part(Part::Path);
        if old.path_parameters.len() != new.path_parameters.len() {
            self.fields(&path, &old.path_parameters, &new.path_parameters);
            return;
        }
        for (before, after) in old.path_parameters.iter().zip(&new.path_parameters) {
            let spot = path.step(&after.name);
            self.differ(&spot, Kind::PathVariableRenamed, &before.name, &after.name);
            self.field(&spot, before, after);
        }
    }

    /// Body and response: the form, then what is in it.
    fn forms(&mut self, spot: &Spot, old: &'a Endpoint, new: &'a Endpoint) {
        let [.., (_, old_body), (_, old_response)] = old.parts();
        let [.., (_, new_body), (_, new_response)] = new.parts();
        let body = spot.part(Part::Body);
        if old.body != Body::None && new.body != Body::None {
            let (before, after) = (describe::body(&old.body), describe::body(&new.body));
            self.differ(&body, Kind::BodyForm, before, after);
        }
        self.content(&body, old_body, new_body);
        let response = spot.part(Part::Response);
        let (before, after) = (describe::response(&old.response), describe::response(&new.response));
        self.differ(&response, Kind::ResponseForm, before, after);
        let has_fields = |response: &Response| !matches!(response, Response::Binary | Response::Redirect);
        if before == after || (has_fields(&old.response) && has_fields(&new.response)) {
            self.content(&response, old_response, new_response);
        }
        if let (
            Response::Envelope {
                message_key: before, ..
            },
            Response::Envelope { message_key: after, .. },
        ) = (&old.response, &new.response)
        {
            self.differ(&response, Kind::MessageKey, before, after);
        }
    }
}

/// Messages and statuses of each code. A page may list a code twice.
fn by_code(errors: &[ErrorEntry]) -> BTreeMap<i64, (String, String)> {
    let mut found: BTreeMap<i64, (BTreeSet<&str>, BTreeSet<String>)> = BTreeMap::new();
    for error in errors {
        let (messages, statuses) = found.entry(error.code).or_default();
        messages.insert(&error.message);
        statuses.extend(error.status.map(|status| status.to_string()));
    }
    let joined = |(code, (messages, statuses)): (i64, (BTreeSet<&str>, BTreeSet<String>))| {
        let messages = messages.into_iter().collect::<Vec<_>>().join(" / ");
        let statuses = statuses.into_iter().collect::<Vec<_>>().join(" / ");
        (code, (messages, statuses))
    };
    found.into_iter().map(joined).collect()
}

/// Whether a program that keeps one of the old quotas may exceed a new one. A limit where none was stated counts as lower.
fn is_lower(old: Option<&RateLimit>, new: Option<&RateLimit>) -> bool {
    let (Some(RateLimit::Quota { quotas: new, .. }), old) = (new, old) else {
        return false;
    };
    let Some(old) = old else { return true };
    let RateLimit::Quota { quotas: old, .. } = old else {
        return false;
    };
    let is_kept = |quota: &Quota| {
        old.iter().any(|old| {
            let windows = quota.seconds.div_ceil(old.seconds.max(1)).max(1);
            u64::from(old.calls) * u64::from(windows) <= u64::from(quota.calls)
        })
    };
    !new.iter().all(is_kept)
}
