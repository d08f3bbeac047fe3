//! The rules: a change of the small service, what it is found to be, and what it does to programs.

use super::service::{Pages, error, inside, quota, scope, text, url, value};
use super::{Kind, Stay, Upgrade};
use crate::ir::builders::*;
use crate::ir::*;

/// A change of pages with what is to be found. `stay` and `upgrade` are the worst of all that is found.
pub(super) struct Rule {
    pub(super) name: &'static str,
    pub(super) change: fn(&mut Pages),
    pub(super) kinds: &'static [Kind],
    pub(super) stay: Stay,
    pub(super) upgrade: Upgrade,
}

macro_rules! rules {
    ($($name:literal: [$($kind:ident),*], $stay:ident, $upgrade:ident, $change:expr;)+) => {
        pub(super) const RULES: &[Rule] = &[$(Rule {
            name: $name,
            change: $change,
            kinds: &[$(Kind::$kind),*],
            stay: Stay::$stay,
            upgrade: Upgrade::$upgrade,
        }),+];
    };
}
pub(super) use rules;

/// A required text.
fn needed(name: &str) -> Field {
    required(name, Type::String)
}

fn one_of(keys: &[(&str, &str)]) -> Type {
    set(EnumBase::String, keys)
}

/// Makes a required field optional, as `import` does: its page says so, and what was published is held back.
fn relax(field: &mut Field) {
    field.held = Some(Since::default());
}

/// Does the same to the object `thing` of all responses, and of the event that has it.
pub(super) fn things(pages: &mut Pages, change: impl Fn(&mut Vec<Field>)) {
    for page in ["thing.create", "thing.update", "thing.get"] {
        pages.fields(page, "response.thing", &change);
    }
    pages.fields("thing.list", "response.items", &change);
    change(inside(&mut pages.event("created").fields[0].ty));
}

fn remove(fields: &mut Vec<Field>, name: &str) {
    fields.retain(|field| field.name != name);
}

fn retype(fields: &mut [Field], name: &str, ty: Type) {
    if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
        field.ty = ty;
    }
}

/// The object in both requests that have it.
fn details(pages: &mut Pages, change: impl Fn(&mut Vec<Field>)) {
    for page in ["thing.create", "thing.update"] {
        pages.fields(page, "body.detail", &change);
    }
}

/// The three places of the values of `kind`.
pub(super) const KINDS: [(&str, &str); 3] = [
    ("thing.create", "body.kind"),
    ("thing.update", "body.kind"),
    ("thing.list", "query.kind"),
];

rules! {
    // Operations
    "op-added": [OperationAdded], Ok, NewThings, |pages| {
        let mut page = pages.page("other.get").clone();
        page.id = id("demo.v1.other.list");
        page.path.template.push_str("/all");
        pages.endpoints.push(page);
    };
    "op-removed": [OperationRemoved], Fails, CompileError, |pages| pages.endpoints.retain(|page| page.id.method != "delete");
    "op-removed-owner": [OperationRemoved], Fails, CompileError, |pages| pages.endpoints.retain(|page| page.id.method != "create");
    "op-deprecated": [OperationDeprecated], Ok, Docs, |pages| pages.page("thing.get").deprecated = true;
    "op-restored": [OperationRestored], Ok, Docs, |pages| pages.page("other.get").deprecated = false;
    "op-title": [TitleChanged], Ok, Docs, |pages| pages.page("thing.get").title = "Another".into();
    "op-path": [UrlChanged], Fails, Docs, |pages| {
        url(pages.page("thing.delete"), "/open-apis/demo/v1/removed/{thing_id}", &["thing_id"]);
    };
    "op-method": [MethodChanged], Fails, Docs, |pages| pages.page("thing.replace").method = Method::Patch;
    "op-path-var": [UrlChanged, RequestRequiredAdded], Fails, CompileError, |pages| {
        let variables = ["thing_id", "part_id"];
        url(pages.page("thing.delete"), "/open-apis/demo/v1/things/{thing_id}/{part_id}", &variables);
    };
    "op-path-var-renamed": [PathVariableRenamed], Ok, Docs, |pages| {
        url(pages.page("thing.delete"), "/open-apis/demo/v1/things/{id}", &["id"]);
    };
    "op-id": [IdChanged], Ok, CompileError, |pages| pages.page("thing.replace").id = id("demo.v1.thing.part.replace");
    "service-gone": [OperationAdded, OperationRemoved], Fails, CompileError, |pages| {
        let page = pages.page("other.get");
        page.id = id("demo.v2.other.get");
        page.path.template = "/open-apis/demo/v2/others".into();
    };
    "source": [PageMoved], Ok, Docs, |pages| pages.page("thing.get").source.address = Some("https://example.com".into());
    "updated": [], Ok, Nothing, |pages| pages.page("thing.get").source.updated = Some(1);

    // Access
    "token-added": [TokenAdded], Ok, Docs, |pages| pages.page("thing.get").tokens.push(Token::User);
    "token-removed": [TokenAdded, TokenRemoved], Fails, Docs, |pages| pages.page("thing.get").tokens = vec![Token::User];
    "token-needed": [TokenNeeded], Fails, Docs, |pages| pages.page("thing.bare").tokens.push(Token::Tenant);
    "token-not-needed": [TokenNotNeeded], Ok, Docs, |pages| pages.page("thing.get").tokens.clear();
    "app-type-added": [AppTypeAdded], Ok, Docs, |pages| pages.page("thing.get").app_types.push(AppType::Isv);
    "app-type-removed": [AppTypeRemoved], MayFail, Docs, |pages| {
        pages.page("other.get").app_types.pop();
    };
    "scope-added": [ScopeAdded], Ok, Docs, |pages| pages.page("thing.get").scopes.push(scope("demo:more"));
    "scope-removed": [ScopeAdded, ScopeRemoved], MayFail, Docs, |pages| {
        pages.page("thing.get").scopes = vec![scope("demo:more")];
    };
    "scope-not-needed": [ScopeNotNeeded], Ok, Docs, |pages| pages.page("thing.get").scopes.clear();
    "scope-needed": [ScopeNeeded, FieldScopeRemoved], MayFail, Docs, |pages| {
        // Swapped, so that one page stands for both.
        pages.page("other.get").field_scopes.clear();
        pages.page("thing.bare").scopes = vec![scope("demo:thing")];
    };
    "scope-label": [ScopeChanged], Ok, Docs, |pages| pages.page("thing.get").scopes[0].label = "Things".into();
    "field-scope-added": [FieldScopeAdded], Ok, Docs, |pages| pages.page("thing.get").field_scopes.push(scope("demo:id"));
    "limit": [RateLimitLowered], MayFail, Docs, |pages| pages.page("thing.get").rate_limit = quota(10);
    "limit-raised": [RateLimitChanged], Ok, Docs, |pages| pages.page("thing.get").rate_limit = quota(1000);

    // Errors
    "error-added": [ErrorAdded], Ok, NewThings, |pages| pages.page("thing.get").errors.push(error(1009, "gone for good"));
    "error-removed-here": [ErrorRemoved], Ok, Docs, |pages| {
        pages.page("thing.get").errors.pop();
    };
    "error-removed-all": [ErrorRemoved], Ok, CompileError, |pages| {
        pages.page("thing.create").errors.pop();
    };
    "error-message": [ErrorMessage], Ok, Docs, |pages| {
        for page in &mut pages.endpoints {
            page.errors[0].message = "the name is taken".into();
        }
    };
    "error-named": [ErrorMessage], Ok, NewThings, |pages| pages.page("thing.bare").errors[2].message = "not found".into();
    "error-status": [ErrorStatus], Ok, Docs, |pages| pages.page("thing.get").errors[0].status = Some(403);

    // Request: parameters and body
    "q-opt-added": [RequestFieldAdded], Ok, NewThings, |pages| pages.fields("thing.get", "query", |it| it.push(text("more")));
    "name-collision": [RequestFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.update", "query", |fields| fields.push(text("name")));
    };
    "q-opt-removed": [RequestFieldRemoved], MayFail, CompileError, |pages| {
        pages.fields("thing.get", "query", |fields| remove(fields, "lang"));
    };
    "b-opt-renamed": [RequestFieldRenamed], SendsSomethingElse, CompileError, |pages| {
        pages.field("thing.create", "body.remark", |field| field.name = "comment".into());
    };
    "q-req-added-0": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.delete", "query", |fields| fields.push(needed("reason")));
    };
    "b-req-added-2-3": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| fields.push(needed("place")));
    };
    "q-req-added-neigh": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.assign", "query", |fields| fields.push(needed("place")));
    };
    "b-req-added-5": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| fields.extend(["p", "q", "r"].map(needed)));
    };
    "b-req-added-struct": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.assign", "body", |fields| fields.push(required("count", Type::Int)));
    };
    "header-added": [RequestRequiredAdded], Fails, CompileError, |pages| {
        pages.fields("thing.delete", "header", |fields| fields.push(needed("X-Key")));
    };
    "b-req-to-opt": [RequiredToOptional], Ok, Docs, |pages| pages.field("thing.assign", "body.user", relax);
    "b-req-to-opt-of-two": [RequiredToOptional], Ok, Docs, |pages| pages.field("thing.create", "body.kind", relax);
    "b-req-let-go": [RequiredToOptional], Ok, CompileError, |pages| {
        pages.field("thing.assign", "body.user", |field| field.presence = Presence::Optional);
    };
    "b-req-let-go-of-two": [RequiredToOptional], Ok, CompileError, |pages| {
        pages.field("thing.create", "body.kind", |field| field.presence = Presence::Optional);
    };
    "b-opt-to-req": [OptionalToRequired], MayFail, CompileError, |pages| {
        pages.field("thing.create", "body.remark", |field| field.presence = Presence::Required);
    };
    "b-req-removed": [RequestFieldRemoved], MayFail, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| remove(fields, "name"));
    };
    "b-req-renamed": [RequestRequiredRenamed], Fails, CompileError, |pages| {
        pages.field("thing.assign", "body.user", |field| field.name = "person".into());
    };
    "b-reorder-typed": [OrderChanged], Ok, Nothing, |pages| {
        pages.fields("thing.create", "body", |fields| fields.swap(0, 2));
    };
    "b-reorder-silent": [OrderChanged], Ok, Nothing, |pages| {
        pages.fields("thing.create", "body", |fields| fields.swap(0, 1));
    };
    "b-reorder-opt": [OrderChanged], Ok, Nothing, |pages| {
        pages.fields("thing.create", "body", |fields| fields.swap(2, 4));
    };
    "b-type-s-i": [RequestType], MayFail, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| retype(fields, "remark", Type::Int));
    };
    "b-type-i-s": [RequestType], MayFail, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| retype(fields, "size", Type::String));
    };
    "b-type-list": [RequestListOrSingle], Fails, CompileError, |pages| {
        pages.fields("thing.create", "body", |fields| retype(fields, "owners", Type::String));
    };
    "b-set-appears": [ValuesAppeared], Ok, Docs, |pages| {
        pages.fields("thing.create", "body", |fields| retype(fields, "remark", one_of(&[("x", "X"), ("y", "Y")])));
    };
    "b-set-vanishes": [ValuesVanished], Ok, CompileError, |pages| {
        pages.fields("thing.list", "query", |fields| retype(fields, "kind", Type::String));
    };
    "b-limit": [LimitTightened], MayFail, Docs, |pages| {
        pages.field("thing.create", "body.remark", |field| field.constraints.max_length = Some(10));
    };
    "b-limit-gone": [LimitLoosened], Ok, Docs, |pages| {
        pages.field("thing.create", "body.name", |field| field.constraints.max_length = Some(100));
    };
    "b-pattern": [PatternChanged], MayFail, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.constraints.pattern = Some("[1-9]+".into()));
    };
    "b-pattern-gone": [PatternGone], Ok, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.constraints.pattern = None);
    };
    "b-default": [DefaultStated], Ok, Docs, |pages| {
        pages.field("thing.create", "body.remark", |field| field.default = Some("none".into()));
    };
    "b-default-changed": [DefaultChanged], SendsSomethingElse, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.default = Some("2".into()));
    };
    "b-unit": [UnitChanged], SendsSomethingElse, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.unit = Some(Unit::Milliseconds));
    };
    "b-unit-told": [UnitTold], Ok, Docs, |pages| {
        pages.field("thing.create", "body.size", |field| field.unit = Some(Unit::Seconds));
    };
    "b-unit-told-no-more": [UnitTold], Ok, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.unit = None);
    };
    "b-deprecated": [FieldDeprecated], Ok, Docs, |pages| {
        pages.field("thing.create", "body.remark", |field| field.deprecated = true);
    };
    "b-restored": [FieldRestored], Ok, Docs, |pages| {
        pages.field("other.get", "query.since", |field| field.deprecated = false);
    };
    "b-text": [ExampleChanged], Ok, Docs, |pages| {
        pages.field("thing.create", "body.remark", |field| field.example = Some("green".into()));
    };
    "body-json-form": [BodyForm], Fails, Docs, |pages| {
        let page = pages.page("thing.assign");
        page.body = Body::Multipart { fields: page.body.fields().to_vec() };
    };
    "body-appears": [RequestFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.delete", "body", |fields| fields.push(text("reason")));
    };

    // Value sets
    "value-added-all": [ValueAdded], Ok, NewThings, |pages| {
        KINDS.iter().for_each(|(page, path)| pages.values(page, path, |values| values.push(value("c", "Third"))));
    };
    "q-value-added-shared": [ValueAdded], Ok, NewThings, |pages| {
        pages.values("thing.list", "query.kind", |values| values.push(value("c", "Third")));
    };
    "value-removed-all": [ValueRemoved], MayFail, CompileError, |pages| {
        KINDS.iter().for_each(|(page, path)| pages.values(page, path, |values| drop(values.pop())));
    };
    "value-label": [ValueLabel], Ok, Docs, |pages| {
        KINDS.iter().for_each(|(page, path)| pages.values(page, path, |values| values[0].label = "One".into()));
    };
    "value-order": [], Ok, Nothing, |pages| {
        KINDS.iter().for_each(|(page, path)| pages.values(page, path, |values| values.reverse()));
    };

    // Nested request objects
    "n-opt-added-both": [RequestFieldAdded], Ok, NewThings, |pages| details(pages, |fields| fields.push(text("note")));
    "n-opt-added-one": [RequestFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.update", "body.detail", |fields| fields.push(text("note")));
    };
    "n-opt-added-first": [RequestFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.create", "body.detail", |fields| fields.push(text("note")));
    };
    "n-req-added-both": [RequestRequiredAdded], Fails, CompileError, |pages| {
        details(pages, |fields| fields.push(needed("note")));
    };
    "n-first-req": [OptionalToRequired], MayFail, CompileError, |pages| {
        details(pages, |fields| fields[1].presence = Presence::Required);
    };
    "n-last-req-to-opt": [RequiredToOptional], Ok, Docs, |pages| details(pages, |fields| relax(&mut fields[0]));
    "n-last-req-let-go": [RequiredToOptional], Ok, CompileError, |pages| {
        details(pages, |fields| fields[0].presence = Presence::Optional);
    };
    "n-name-one": [TypeWord], Ok, Nothing, |pages| {
        pages.fields("thing.update", "body", |fields| {
            let inner = vec![needed("title"), text("color")];
            retype(fields, "detail", object("extra", inner));
        });
    };
    "req-in-new-opt-object": [RequestFieldAdded], Ok, NewThings, |pages| {
        let inner = object("place", vec![needed("city")]);
        pages.fields("thing.create", "body", |fields| fields.push(field("place", inner)));
    };

    // Responses
    "r-added": [ResponseFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.get", "response.thing", |fields| fields.push(text("note")));
    };
    "r-added-own": [ResponseFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.assign", "response", |fields| fields.push(text("note")));
    };
    "r-alias-split": [ResponseFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.replace", "response", |fields| fields.push(text("note")));
    };
    "r-alias-model": [ResponseFieldAdded], Ok, NewThings, |pages| {
        pages.fields("thing.update", "response", |fields| fields.push(text("note")));
    };
    "r-removed-one": [ResponseFieldRemoved], MayFail, Docs, |pages| {
        pages.fields("thing.get", "response.thing", |fields| remove(fields, "count"));
    };
    "r-removed-all": [ResponseFieldRemoved], MayFail, CompileError, |pages| {
        things(pages, |fields| remove(fields, "count"));
    };
    "r-renamed-all": [ResponseFieldRenamed], MayFail, CompileError, |pages| {
        things(pages, |fields| fields[2].name = "number".into());
    };
    "r-type-one": [ResponseType], MayFail, CompileError, |pages| {
        pages.fields("thing.list", "response.items", |fields| retype(fields, "count", Type::String));
    };
    "r-type-first": [ResponseType], MayFail, CompileError, |pages| {
        pages.fields("thing.create", "response.thing", |fields| retype(fields, "count", Type::String));
    };
    "r-type-all": [ResponseType], MayFail, CompileError, |pages| {
        things(pages, |fields| retype(fields, "count", Type::String));
    };
    "r-word-one": [TypeWord], Ok, Nothing, |pages| {
        let list = pages.page("thing.list").response.fields()[0].ty.clone();
        let Type::List(item) = list else { return };
        let Type::Object(object) = *item else { return };
        pages.fields("thing.get", "response", |fields| {
            retype(fields, "thing", Type::Object(Object { type_name: Some("entity".into()), ..object }));
        });
    };
    "r-type-told": [ResponseTypeTightened], Ok, Docs, |pages| {
        pages.field("other.get", "response.extra", |field| field.ty = Type::String);
    };
    "r-list-scalar": [ResponseListOrSingle], MayFail, CompileError, |pages| {
        things(pages, |fields| retype(fields, "tags", object("tag", vec![text("label"), text("value")])));
    };
    "r-set-appears": [ValuesAppeared], Ok, Docs, |pages| {
        things(pages, |fields| retype(fields, "name", one_of(&[("x", "X"), ("y", "Y")])));
    };
    "r-paging-gone": [ResponseFieldRemoved], MayFail, CompileError, |pages| {
        pages.fields("thing.list", "response", |fields| fields.truncate(1));
    };
    "r-paging-appears": [RequestFieldAdded, ResponseFieldAdded], Ok, NewThings, |pages| {
        pages.fields("other.get", "query", |fields| fields.push(text("page_token")));
        let items = field("items", list(Type::String));
        pages.fields("other.get", "response", |fields| fields.extend([items, text("page_token"), field("has_more", Type::Bool)]));
    };
    "q-paging-gone": [RequestFieldRemoved], MayFail, CompileError, |pages| {
        pages.fields("thing.list", "query", |fields| remove(fields, "page_token"));
    };
    "r-data-gone": [ResponseFieldRemoved], MayFail, CompileError, |pages| pages.fields("thing.assign", "response", Vec::clear);
    "r-data-appears": [ResponseFieldAdded], Ok, Docs, |pages| {
        pages.fields("thing.delete", "response", |fields| fields.push(text("task")));
    };
    "r-binary": [ResponseForm], Fails, CompileError, |pages| pages.page("thing.assign").response = Response::Binary;
    "r-order": [OrderChanged], Ok, Nothing, |pages| {
        pages.fields("thing.assign", "response", |fields| fields.reverse());
    };
    "r-presence": [ResponsePresence], Ok, Docs, |pages| {
        pages.field("thing.assign", "response.task", |field| field.presence = Presence::Required);
    };
    "r-needs": [FieldNeeds], MayFail, Docs, |pages| {
        pages.field("other.get", "response.id", |field| field.scopes[0].any_of = vec![scope("demo:all")]);
    };
    "r-needs-less": [FieldNeedsLess], Ok, Docs, |pages| {
        pages.field("other.get", "response.id", |field| field.scopes.clear());
    };
    "r-message-key": [MessageKey], Ok, Docs, |pages| {
        let page = pages.page("thing.assign");
        page.response = Response::Envelope {
            fields: page.response.fields().to_vec(),
            root: None,
            message_key: "message".into(),
        };
    };

    // Where types live
    "type-second-resource": [RequestFieldAdded], Ok, NewThings, |pages| {
        pages.fields("other.get", "query", |fields| fields.push(field("kind", one_of(&[("a", "First"), ("b", "Second")]))));
    };
    "type-leaves-resource": [RequestFieldRemoved], MayFail, CompileError, |pages| {
        pages.fields("thing.paint", "body", |fields| remove(fields, "style"));
    };
    "set-shared-name-clash": [OperationAdded], Ok, NewThings, |pages| {
        let mut page = pages.page("other.get").clone();
        page.id = id("demo.v1.aaa.get");
        page.path.template = "/open-apis/demo/v1/aaa".into();
        page.query = vec![field("kind", one_of(&[("p", "P"), ("q", "Q")]))];
        pages.endpoints.push(page);
    };
}
