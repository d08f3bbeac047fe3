//! The rules of events, as [`rules`](super::rules) has those of operations.

use super::rules::{Rule, rules};
use super::service::{error, inside, scope, text};
use super::{Kind, Stay, Upgrade};
use crate::ir::builders::*;
use crate::ir::*;

rules! {
    "event-added": [EventAdded], Ok, NewThings, |pages| {
        pages.events.push(event("demo.v1.thing.closed", vec![text("note")]));
    };
    "event-removed": [EventRemoved], MayFail, CompileError, |pages| pages.events.retain(|event| event.id.method != "created");
    "event-deprecated": [EventDeprecated], Ok, Docs, |pages| pages.event("created").deprecated = true;
    "event-restored": [EventRestored], Ok, Docs, |pages| pages.event("moved").deprecated = false;
    "event-title": [TitleChanged], Ok, Docs, |pages| pages.event("created").title = "Another".into();
    "event-type": [EventType], Fails, Docs, |pages| pages.event("created").event_type = "demo.thing.made_v1".into();
    "event-id": [IdChanged], Ok, CompileError, |pages| pages.event("created").id.method = "made".into();
    "event-envelope": [EventEnvelope], Ok, Docs, |pages| pages.event("moved").version = EventVersion::V2;
    "event-identity": [EventIdentity], Ok, Docs, |pages| pages.event("created").identity = Some("/thing/id".into());
    "event-reply": [EventReply], MayFail, CompileError, |pages| pages.event("created").reply = Some(Vec::new());
    "event-reply-field": [RequestRequiredAdded], Fails, Docs, |pages| {
        let reply = pages.event("asked").reply.as_mut();
        reply.unwrap().push(required("text", Type::String));
    };
    "event-scope": [ScopeAdded], Ok, Docs, |pages| pages.event("created").scopes.push(scope("demo:all"));
    "event-app-type": [AppTypeAdded], Ok, Docs, |pages| pages.event("created").app_types.push(AppType::Isv);
    "event-field-scope": [FieldScopeAdded], Ok, Docs, |pages| pages.event("created").field_scopes.push(scope("demo:id"));
    "event-error": [ErrorAdded], Ok, Docs, |pages| pages.event("asked").errors.push(error(1, "late"));
    "event-header": [ResponseFieldAdded], Ok, Docs, |pages| pages.event("moved").header.push(text("id"));
    "event-field-added": [ResponseFieldAdded], Ok, NewThings, |pages| pages.event("created").fields.push(text("by"));
    "event-field-removed": [ResponseFieldRemoved], MayFail, CompileError, |pages| {
        pages.event("created").fields.retain(|field| field.name != "note");
    };
    "event-field-type": [ResponseType], MayFail, CompileError, |pages| pages.event("created").fields[1].ty = Type::Int;
    "event-shared-object": [ResponseFieldAdded], Ok, NewThings, |pages| inside(&mut pages.event("created").fields[0].ty).push(text("more"));
    "event-presence": [ResponsePresence], Ok, Docs, |pages| pages.event("created").fields[1].presence = Presence::Required;
}
