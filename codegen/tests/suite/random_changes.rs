//! Random changes of real pages: each is found as what it is, and as nothing else.
//!
//! `DIFF_CHANGES=500` makes so many. `ADDITIVE_CHANGES=400` is for those that no program may feel. `CHANGES_SEED=7` makes
//! others; without it they are the same in every run.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

use fastrand::Rng;
use feishu_openapi_codegen::Reading;
use feishu_openapi_codegen::diff::{Kind, Side, Upgrade, compare};
use feishu_openapi_codegen::ir::{
    Api, Endpoint, EnumBase, EnumValue, Enumeration, ErrorEntry, Field, Part, PartContentMut, Presence, Quota,
    RateLimit, Scope, Since, Token, Type, VisitMut, visit_type_mut,
};
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::pipeline;

use crate::pages;

const SEED: u64 = 41;
const CHANGES: usize = 60;

/// Changes an endpoint, if it can be changed like this.
type Change = fn(&mut Endpoint, &mut Rng) -> bool;

const KINDS: [(Kind, Change); 22] = [
    (Kind::OperationDeprecated, |page, _| {
        !std::mem::replace(&mut page.deprecated, true)
    }),
    (Kind::TitleChanged, |page, _| {
        page.title = "Another title".to_owned();
        true
    }),
    (Kind::UrlChanged, |page, _| {
        page.path.template.push_str("/moved");
        true
    }),
    (Kind::TokenAdded, |page, _| {
        let is_new = !page.tokens.contains(&Token::App);
        page.tokens.push(Token::App);
        is_new && page.tokens.len() > 1
    }),
    (Kind::ScopeAdded, |page, _| {
        page.scopes.push(Scope {
            name: "zz:added".to_owned(),
            ..Scope::default()
        });
        page.scopes.len() > 1
    }),
    (Kind::RateLimitLowered, |page, _| match &mut page.rate_limit {
        Some(RateLimit::Quota { quotas, .. }) => lower(quotas),
        _ => false,
    }),
    (Kind::ErrorAdded, |page, _| {
        page.errors.push(ErrorEntry {
            code: 999_999_999,
            status: Some(400),
            message: "added".to_owned(),
            ..ErrorEntry::default()
        });
        true
    }),
    (Kind::ErrorRemoved, |page, rng| {
        let Some(code) = drawn_error(page, rng).map(|error| error.code) else {
            return false;
        };
        page.errors.retain(|error| error.code != code);
        true
    }),
    (Kind::ErrorMessage, |page, rng| match drawn_error(page, rng) {
        Some(error) => {
            error.message = "quite another message".to_owned();
            true
        }
        None => false,
    }),
    (Kind::RequestFieldAdded, |page, rng| {
        fields(page, true, rng, |fields| {
            fields.push(Field::new("zz_added", Type::String, Presence::Optional))
        })
    }),
    (Kind::RequestRequiredAdded, |page, rng| {
        fields(page, true, rng, |fields| {
            fields.push(Field::new("zz_added", Type::String, Presence::Required))
        })
    }),
    (Kind::ResponseFieldAdded, |page, rng| {
        fields(page, false, rng, |fields| {
            fields.push(Field::new("zz_added", Type::String, Presence::Optional))
        })
    }),
    (Kind::ResponseFieldRemoved, |page, rng| {
        fields(page, false, rng, |fields| {
            fields.pop();
        })
    }),
    (Kind::OptionalToRequired, |page, rng| {
        field(page, true, rng, |field| {
            std::mem::replace(&mut field.presence, Presence::Required) == Presence::Optional
        })
    }),
    (Kind::RequiredToOptional, |page, rng| {
        field(page, true, rng, |field| {
            // As `import` does it.
            field.is_required() && field.held.replace(Since::default()).is_none()
        })
    }),
    (Kind::RequestType, |page, rng| field(page, true, rng, to_bool)),
    (Kind::ResponseType, |page, rng| field(page, false, rng, to_bool)),
    (Kind::DefaultStated, |page, rng| {
        field(page, true, rng, |field| field.default.replace("7".to_owned()).is_none())
    }),
    (Kind::LimitTightened, |page, rng| {
        field(page, true, rng, |field| {
            field.constraints.max_length.replace(1).is_none_or(|most| most > 1)
        })
    }),
    (Kind::ExampleChanged, |page, rng| {
        field(page, false, rng, |field| {
            field.example.replace("77".to_owned()).is_none_or(|text| text != "77")
        })
    }),
    (Kind::ValueAdded, |page, rng| {
        set(page, rng, |set| {
            set.values.push(EnumValue::new("7777", ""));
        })
    }),
    (Kind::ValueRemoved, |page, rng| {
        set(page, rng, |set| {
            set.values.pop();
        })
    }),
];

fn lower(quotas: &mut [Quota]) -> bool {
    match quotas.first_mut() {
        Some(quota) if quota.calls > 1 => {
            quota.calls -= 1;
            true
        }
        _ => false,
    }
}

fn drawn_error<'p>(page: &'p mut Endpoint, rng: &mut Rng) -> Option<&'p mut ErrorEntry> {
    let count = page.errors.len();
    let at = (count > 0).then(|| rng.usize(..count))?;
    page.errors.get_mut(at)
}

fn to_bool(field: &mut Field) -> bool {
    std::mem::replace(&mut field.ty, Type::Bool) == Type::String
}

/// Changes the drawn one, and says whether it could.
type Once<'c, T> = &'c mut dyn FnMut(&mut T) -> bool;

/// Visits the fields of requests, or of responses, one of which is drawn and changed.
struct Drawn<'c> {
    /// How many are still before the drawn one.
    before: usize,
    count: usize,
    fields: Option<Once<'c, Vec<Field>>>,
    sets: Option<Once<'c, Enumeration>>,
    is_changed: bool,
}

impl VisitMut for Drawn<'_> {
    fn fields(&mut self, fields: &mut Vec<Field>) {
        if self.fields.is_some() && !fields.is_empty() {
            self.count += 1;
            if self.before == 0 {
                self.is_changed = self.fields.as_mut().is_some_and(|change| change(fields));
            }
            self.before = self.before.wrapping_sub(1);
        }
        fields.iter_mut().for_each(|field| self.field(field));
    }

    fn ty(&mut self, ty: &mut Type) {
        if let (Type::Enum(set), Some(change)) = (&mut *ty, &mut self.sets)
            && set.values.len() > 1
        {
            self.count += 1;
            if self.before == 0 {
                self.is_changed = change(set);
            }
            self.before = self.before.wrapping_sub(1);
        }
        visit_type_mut(self, ty);
    }
}

fn visit(page: &mut Endpoint, parts: &[Part], drawn: &mut Drawn<'_>) {
    for (part, content) in page.parts_mut() {
        match content {
            PartContentMut::Fields(fields) if parts.contains(&part) => drawn.fields(fields),
            PartContentMut::Whole(ty) if parts.contains(&part) => drawn.ty(ty),
            _ => {}
        }
    }
}

const REQUEST: [Part; 2] = [Part::Query, Part::Body];

/// Draws one of all lists of fields, or sets, that are there.
fn draw(page: &mut Endpoint, parts: &[Part], rng: &mut Rng, mut drawn: Drawn<'_>) -> bool {
    drawn.before = usize::MAX;
    let mut counted = page.clone();
    visit(&mut counted, parts, &mut drawn);
    if drawn.count == 0 {
        return false;
    }
    drawn.before = rng.usize(..drawn.count);
    visit(page, parts, &mut drawn);
    drawn.is_changed
}

fn fields(page: &mut Endpoint, of_request: bool, rng: &mut Rng, mut change: impl FnMut(&mut Vec<Field>)) -> bool {
    let mut change = |fields: &mut Vec<Field>| {
        change(fields);
        true
    };
    let parts: &[Part] = if of_request { &REQUEST } else { &[Part::Response] };
    let drawn = Drawn {
        before: 0,
        count: 0,
        fields: Some(&mut change),
        sets: None,
        is_changed: false,
    };
    draw(page, parts, rng, drawn)
}

fn field(page: &mut Endpoint, of_request: bool, rng: &mut Rng, mut change: impl FnMut(&mut Field) -> bool) -> bool {
    let at = rng.usize(..);
    let mut is_changed = false;
    let is_there = fields(page, of_request, rng, |fields| {
        let count = fields.len();
        is_changed = fields.get_mut(at % count).is_some_and(&mut change);
    });
    is_there && is_changed
}

fn set(page: &mut Endpoint, rng: &mut Rng, mut change: impl FnMut(&mut Enumeration)) -> bool {
    let mut change = |set: &mut Enumeration| {
        let is_new = set.base == EnumBase::String || set.values.iter().all(|value| value.key != "7777");
        change(set);
        is_new
    };
    let drawn = Drawn {
        before: 0,
        count: 0,
        fields: None,
        sets: Some(&mut change),
        is_changed: false,
    };
    draw(page, &[Part::Query, Part::Body, Part::Response], rng, drawn)
}

fn side(api: &Api, published: &Lock) -> Side {
    let reading = Reading {
        api: api.clone(),
        ..Reading::default()
    };
    Side::new(reading, published)
}

fn number<N: FromStr<Err: Debug>>(variable: &str, otherwise: N) -> N {
    std::env::var(variable).map_or(otherwise, |number| number.parse().unwrap())
}

/// The pages of one service version, since what is outside of it does not change.
fn versions(api: Api) -> Vec<Api> {
    let mut versions: BTreeMap<(String, String), Api> = BTreeMap::new();
    for (id, endpoint) in api.endpoints {
        let version = versions.entry((id.project.clone(), id.version.clone())).or_default();
        version.endpoints.insert(id, endpoint);
    }
    versions.into_values().collect()
}

/// A service version before and after a change of one page, and the id of that; nothing where the page cannot change so.
fn changed<'a>(versions: &'a [Api], change: Change, rng: &mut Rng) -> Option<(&'a Api, Api, String)> {
    let api = &versions[rng.usize(..versions.len())];
    let mut changed = api.clone();
    let at = rng.usize(..changed.endpoints.len());
    let (id, page) = changed.endpoints.iter_mut().nth(at).unwrap();
    let id = id.to_string();
    // A page that changes has another time: its types make way for those of the others.
    page.source.updated = Some(i64::MAX);
    change(page, rng).then_some((api, changed, id))
}

#[test]
fn each_random_change_is_found_as_what_it_is_and_nothing_else() {
    let count = number("DIFF_CHANGES", CHANGES);
    let mut api = pipeline::endpoints(&pages::whole_documentation()).api;
    // What pages say no longer is no fact that could change.
    api.endpoints.values_mut().for_each(|page| drop(page.let_go()));
    let versions = versions(api);
    let mut rng = Rng::with_seed(number("CHANGES_SEED", SEED));
    let (mut made, mut wrong) = (0, Vec::new());
    while made < count {
        let (kind, change) = KINDS[made % KINDS.len()];
        let Some((api, changed, id)) = changed(&versions, change, &mut rng) else {
            continue;
        };
        made += 1;
        let old = side(api, &Lock::default());
        let new = side(&changed, old.published());
        let found = compare(&old, &new).changes;
        let is_right =
            |change: &feishu_openapi_codegen::diff::Change| change.kind == kind && change.operations.iter().eq([&id]);
        if !matches!(found.as_slice(), [change] if is_right(change)) {
            let found: Vec<_> = found
                .iter()
                .map(|found| (found.kind, &found.place, &found.operations, &found.items))
                .collect();
            wrong.push(format!("{kind} in {id}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a page may do without a program being felt: add, relax, reword, and tell more.
const ADDITIVE: [Kind; 11] = [
    Kind::TitleChanged,
    Kind::TokenAdded,
    Kind::ScopeAdded,
    Kind::ErrorAdded,
    Kind::ErrorMessage,
    Kind::RequestFieldAdded,
    Kind::ResponseFieldAdded,
    Kind::RequiredToOptional,
    Kind::DefaultStated,
    Kind::ExampleChanged,
    Kind::ValueAdded,
];

const MORE: [(Kind, Change); 5] = [
    (Kind::ValuesAppeared, |page, rng| field(page, true, rng, to_set)),
    (Kind::ValuesAppeared, |page, rng| field(page, false, rng, to_set)),
    (Kind::ResponseType, |page, rng| {
        field(page, false, rng, |field| {
            let is_any = matches!(field.ty.innermost(), Type::Any | Type::AnyObject);
            field.ty = Type::String;
            is_any
        })
    }),
    (Kind::OrderChanged, |page, rng| {
        fields(page, true, rng, |fields| fields.reverse())
    }),
    (Kind::ValueLabel, |page, rng| {
        set(page, rng, |set| set.values[0].label.push_str("（新）"))
    }),
];

fn to_set(field: &mut Field) -> bool {
    let values = ["zz_one", "zz_two"].map(|key| EnumValue::new(key, "")).to_vec();
    let base = EnumBase::String;
    std::mem::replace(&mut field.ty, Type::Enum(Enumeration { base, values })) == Type::String
}

#[test]
fn no_program_feels_what_pages_add_relax_or_reword() {
    let count = number("ADDITIVE_CHANGES", CHANGES);
    let versions = versions(pipeline::endpoints(&pages::whole_documentation()).api);
    let kinds = KINDS
        .into_iter()
        .filter(|(kind, _)| ADDITIVE.contains(kind))
        .chain(MORE);
    let kinds: Vec<_> = kinds.collect();
    let mut rng = Rng::with_seed(number("CHANGES_SEED", SEED));
    let (mut made, mut felt) = (0, Vec::new());
    while made < count {
        let (kind, change) = kinds[made % kinds.len()];
        let Some((api, changed, id)) = changed(&versions, change, &mut rng) else {
            continue;
        };
        made += 1;
        let old = side(api, &Lock::default());
        let new = side(&changed, old.published());
        let lost = new.published().lacks(old.published(), &changed, true);
        let found = compare(&old, &new);
        if found.upgrade() > Upgrade::NewThings || !lost.is_empty() {
            let items: Vec<_> = found.changes.iter().flat_map(|change| &change.items).collect();
            felt.push(format!("{kind} in {id}: {lost:?} {items:?}"));
        }
    }
    assert!(felt.is_empty(), "{} of {count}:\n{}", felt.len(), felt.join("\n"));
}
