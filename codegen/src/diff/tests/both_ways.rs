//! Facts that limit programs, and what it does to those that keep their crate when a page limits them more, or less.
//!
//! A limit that is lifted, and a choice more, are harmless.

use super::service::{Pages, pages, quotas, scope};
use super::{Lock, Stay, compare, side};
use crate::ir::builders::*;
use crate::ir::*;

/// Two states of the pages, and what the way from one to the other does, there and back.
struct Ways {
    name: &'static str,
    less: fn(&mut Pages),
    more: fn(&mut Pages),
    there: Stay,
    back: Stay,
}

macro_rules! ways {
    ($($name:literal: $there:ident, $back:ident, $less:expr, $more:expr;)+) => {
        const WAYS: &[Ways] = &[$(Ways {
            name: $name,
            less: $less,
            more: $more,
            there: Stay::$there,
            back: Stay::$back,
        }),+];
    };
}

fn same(_: &mut Pages) {}

fn scopes(pages: &mut Pages, names: &[&str]) {
    pages.page("thing.get").scopes = names.iter().copied().map(scope).collect();
}

/// What a field of a response needs: one scope of each group, for all values or for one.
fn needs(pages: &mut Pages, groups: &[(Option<&str>, &[&str])]) {
    let groups = groups.iter().map(|(when, names)| FieldScope {
        when: when.map(str::to_owned),
        any_of: names.iter().copied().map(scope).collect(),
    });
    pages.field("other.get", "response.id", |field| field.scopes = groups.collect());
}

/// A field of a request.
fn remark(pages: &mut Pages, change: impl FnOnce(&mut Field)) {
    pages.field("thing.create", "body.remark", change);
}

fn length(pages: &mut Pages, from: u64, to: u64) {
    remark(pages, |field| {
        (field.constraints.min_length, field.constraints.max_length) = (Some(from), Some(to))
    });
}

fn pattern(pages: &mut Pages, pattern: &str) {
    remark(pages, |field| field.constraints.pattern = Some(pattern.to_owned()));
}

fn typed(pages: &mut Pages, ty: Type) {
    remark(pages, |field| field.ty = ty);
}

fn shown(pages: &mut Pages, ty: Type) {
    pages.field("other.get", "response.extra", |field| field.ty = ty);
}

fn limited(pages: &mut Pages, limits: &[(u32, u32)]) {
    pages.page("thing.get").rate_limit = quotas(limits);
}

ways! {
    // Access: first the state in which less is demanded.
    "a token": Fails, Ok, |pages| pages.page("thing.get").tokens.clear(), same;
    "a token less": Fails, Ok, |pages| pages.page("thing.get").tokens.push(Token::User), same;
    "another token": Fails, Fails, |pages| pages.page("thing.get").tokens = vec![Token::User], same;
    "kinds of applications": MayFail, Ok, |pages| pages.page("thing.get").app_types.clear(), same;
    "a kind of application less": MayFail, Ok, |pages| pages.page("thing.get").app_types.push(AppType::Isv), same;
    "a scope": MayFail, Ok, |pages| scopes(pages, &[]), |pages| scopes(pages, &["a"]);
    "a scope less": MayFail, Ok, |pages| scopes(pages, &["a", "b"]), |pages| scopes(pages, &["a"]);
    "another scope": MayFail, MayFail, |pages| scopes(pages, &["a"]), |pages| scopes(pages, &["b"]);
    "a label of a scope": Ok, Ok, |pages| pages.page("thing.get").scopes[0].label = "Things".into(), same;
    "a scope of fields": Ok, Ok, same, |pages| pages.page("other.get").field_scopes.clear();

    // What a field needs.
    "a field's scope": MayFail, Ok, |pages| needs(pages, &[]), |pages| needs(pages, &[(None, &["a"])]);
    "a field's scope less": MayFail, Ok, |pages| needs(pages, &[(None, &["a", "b"])]), |pages| needs(pages, &[(None, &["a"])]);
    "another scope of a field": MayFail, MayFail, |pages| needs(pages, &[(None, &["a"])]), |pages| needs(pages, &[(None, &["b"])]);
    "a second scope of a field": MayFail, Ok, |pages| needs(pages, &[(None, &["a"])]), |pages| {
        needs(pages, &[(None, &["a"]), (None, &["b"])]);
    };
    "a field's scope for all values": MayFail, Ok, |pages| needs(pages, &[(Some("1"), &["a"])]), |pages| needs(pages, &[(None, &["a"])]);
    "a field's scope for another value": MayFail, MayFail, |pages| needs(pages, &[(Some("1"), &["a"])]), |pages| {
        needs(pages, &[(Some("2"), &["a"])]);
    };

    // Rate limits.
    "a rate limit": MayFail, Ok, |pages| pages.page("thing.get").rate_limit = None, same;
    "a lower rate limit": MayFail, Ok, |pages| limited(pages, &[(100, 60)]), |pages| limited(pages, &[(99, 60)]);
    "a second rate limit": MayFail, Ok, |pages| limited(pages, &[(100, 60)]), |pages| limited(pages, &[(100, 60), (10, 1)]);
    "the same rate in a longer window": Ok, MayFail, |pages| limited(pages, &[(10, 1)]), |pages| limited(pages, &[(600, 60)]);
    "other windows": MayFail, MayFail, |pages| limited(pages, &[(100, 60)]), |pages| limited(pages, &[(50, 1)]);

    // Fields of requests.
    "a length": MayFail, Ok, same, |pages| length(pages, 1, 10);
    "a greatest length": MayFail, Ok, |pages| length(pages, 1, 11), |pages| length(pages, 1, 10);
    "a least length": MayFail, Ok, |pages| length(pages, 1, 10), |pages| length(pages, 2, 10);
    "a length moved": MayFail, MayFail, |pages| length(pages, 1, 10), |pages| length(pages, 2, 11);
    "a pattern": MayFail, Ok, same, |pages| pattern(pages, "[0-9]+");
    "another pattern": MayFail, MayFail, |pages| pattern(pages, "[0-9]+"), |pages| pattern(pages, "[1-9]+");
    "presence": MayFail, Ok, same, |pages| remark(pages, |field| field.presence = Presence::Required);
    "a required field": Fails, MayFail, same, |pages| pages.fields("thing.get", "query", |fields| fields.push(required("more", Type::String)));
    "a value": MayFail, Ok, |pages| pages.values("thing.list", "query.kind", |values| values.push(EnumValue::new("c", ""))), same;
    "values": Ok, Ok, same, |pages| typed(pages, set(EnumBase::String, &[("x", "X")]));
    "a default": Ok, Ok, same, |pages| remark(pages, |field| field.default = Some("7".into()));
    "another default": SendsSomethingElse, SendsSomethingElse, |pages| remark(pages, |field| field.default = Some("7".into())), |pages| {
        remark(pages, |field| field.default = Some("8".into()));
    };
    "a unit": Ok, Ok, same, |pages| remark(pages, |field| field.unit = Some(Unit::Seconds));
    "a type": MayFail, Ok, |pages| typed(pages, Type::Any), |pages| typed(pages, Type::Bool);
    "a list": Fails, Ok, |pages| typed(pages, Type::Any), |pages| typed(pages, list(Type::Bool));
    "an item of a list": MayFail, Ok, |pages| typed(pages, list(Type::Any)), |pages| typed(pages, list(Type::Bool));
    "fractions": MayFail, Ok, |pages| typed(pages, Type::Float), |pages| typed(pages, Type::Int);
    "fields of an object": MayFail, Ok, |pages| typed(pages, Type::AnyObject), |pages| typed(pages, object("a", vec![field("b", Type::Int)]));
    "text or number": MayFail, MayFail, |pages| typed(pages, Type::Int), |pages| typed(pages, Type::String);

    // Fields of responses: what comes is read tolerantly, so it is what comes no more that is missed.
    "a field of a response": Ok, MayFail, same, |pages| pages.fields("other.get", "response", |fields| fields.push(field("more", Type::Int)));
    "presence in a response": Ok, Ok, same, |pages| pages.field("other.get", "response.id", |field| field.presence = Presence::Required);
    "a length in a response": Ok, Ok, same, |pages| pages.field("other.get", "response.id", |field| field.constraints.max_length = Some(10));
    "a pattern in a response": Ok, Ok, same, |pages| pages.field("other.get", "response.id", |field| field.constraints.pattern = Some("a".into()));
    "a type in a response": Ok, MayFail, |pages| shown(pages, Type::Any), |pages| shown(pages, list(Type::Bool));
    "fractions in a response": Ok, MayFail, |pages| shown(pages, Type::Float), |pages| shown(pages, Type::Int);
    "an error": Ok, Ok, same, |pages| pages.page("thing.get").errors.clear();

    // Whole pages.
    "an event": Ok, MayFail, |pages| pages.events.retain(|event| event.id.method != "created"), same;
    // A reply that the platform waits for no more has no effect any more.
    "a reply to an event": MayFail, MayFail, same, |pages| pages.event("created").reply = Some(Vec::new());
    "an operation": Ok, Fails, |pages| pages.endpoints.retain(|page| page.id.method != "delete"), same;
    "that it is deprecated": Ok, Ok, same, |pages| pages.page("thing.get").deprecated = true;
}

#[test]
fn only_what_limits_programs_more_may_fail() {
    let mut wrong = String::new();
    for ways in WAYS {
        let state = |change: fn(&mut Pages), published: &Lock| {
            let mut pages = pages();
            change(&mut pages);
            side(pages, published)
        };
        let class = |from: fn(&mut Pages), to: fn(&mut Pages)| {
            let from = state(from, &Lock::default());
            let diff = compare(&from, &state(to, from.published()));
            assert!(!diff.changes.is_empty(), "{}", ways.name);
            diff.stay()
        };
        let found = [class(ways.less, ways.more), class(ways.more, ways.less)];
        if found != [ways.there, ways.back] {
            wrong.push_str(&format!("{}: {found:?}\n", ways.name));
        }
    }
    assert_eq!(wrong, "");
}
