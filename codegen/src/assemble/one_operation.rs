//! Several pages for one operation: which of them counts, or what they say together.

use std::cmp::Reverse;

use crate::diagnostic::Diagnostics;
use crate::ir::{Body, Endpoint, Field, Response};
use crate::lower::merge;
use crate::reading::{Lowered, Role};

/// Sorts the pages for one operation, the one that counts first: a page that a fixup prefers, then one that is not kept for
/// the record, then one that is not deprecated, then the newest. Of equals, the first by name.
pub(super) fn rank(lowered: &Lowered) -> impl Ord + use<> {
    let endpoint = &lowered.endpoint;
    (
        lowered.role == Role::Ranked,
        endpoint.source.is_historic(),
        endpoint.deprecated,
        Reverse(endpoint.source.updated),
        endpoint.source.page.clone(),
    )
}

/// Merges what another page says of a part of the operation, by the rules for several bodies on one page ([`merge`]).
pub(super) fn absorb(endpoint: &mut Endpoint, other: Endpoint, diagnostics: &mut Diagnostics) {
    let mut add = |fields: &mut Vec<Field>, others| {
        let both = vec![std::mem::take(fields), others];
        *fields = merge(both, diagnostics);
    };
    add(&mut endpoint.headers, other.headers);
    add(&mut endpoint.query, other.query);
    match (&mut endpoint.body, other.body) {
        (Body::Json { fields, .. }, Body::Json { fields: others, .. })
        | (Body::Multipart { fields }, Body::Multipart { fields: others })
        | (Body::Form { fields }, Body::Form { fields: others }) => add(fields, others),
        (body @ Body::None, other) => *body = other,
        _ => {}
    }
    match (&mut endpoint.response, other.response) {
        (Response::Envelope { fields, .. }, Response::Envelope { fields: others, .. })
        | (Response::Flat { fields }, Response::Flat { fields: others })
        | (Response::Bare { fields }, Response::Bare { fields: others }) => add(fields, others),
        _ => {}
    }
    add_new(&mut endpoint.scopes, other.scopes, |one, other| one.name == other.name);
    add_new(&mut endpoint.field_scopes, other.field_scopes, |one, other| {
        one.name == other.name
    });
    add_new(&mut endpoint.errors, other.errors, |one, other| one.code == other.code);
    endpoint.samples.extend(other.samples);
    // Some now stand on one page, some on the other.
    endpoint.forget_spans();
}

fn add_new<T>(known: &mut Vec<T>, others: Vec<T>, same: impl Fn(&T, &T) -> bool) {
    for other in others {
        if !known.iter().any(|known| same(known, &other)) {
            known.push(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builders::*;
    use crate::ir::{EnumBase, Presence, Type};

    #[test]
    fn the_page_that_is_in_force_counts_and_of_several_the_newest() {
        let page = |name: &str, updated| {
            let mut endpoint = endpoint("demo.v1.thing.get");
            (endpoint.source.page, endpoint.source.updated) = (name.to_owned(), Some(updated));
            Lowered {
                endpoint,
                role: Role::Ranked,
            }
        };
        let historic = page("historic-version/a.md", 9);
        let (old, new) = (page("a.md", 1), page("b.md", 2));
        let mut deprecated = page("c.md", 8);
        deprecated.endpoint.deprecated = true;
        let mut preferred = page("historic-version/d.md", 1);
        preferred.role = Role::Preferred;
        let mut all = [historic, deprecated, preferred, old, new];
        all.sort_by_key(rank);
        let names = all.map(|lowered| lowered.endpoint.source.page);
        let expected = ["historic-version/d.md", "b.md", "a.md", "c.md", "historic-version/a.md"];
        assert_eq!(names, expected);
    }

    #[test]
    fn parts_of_one_operation_are_put_together() {
        let part = |own: &str, kind: &str| Endpoint {
            body: json_body(vec![
                Field {
                    default: Some(kind.to_owned()),
                    ..required("kind", set(EnumBase::String, &[(kind, "")]))
                },
                required(own, Type::String),
                field(
                    "list",
                    list(object("", vec![field(own, Type::Int), required("id", Type::String)])),
                ),
            ]),
            ..endpoint("demo.v1.thing.change")
        };
        let mut whole = part("code", "a");
        absorb(&mut whole, part("token", "b"), &mut Diagnostics::new("b.md"));
        let fields = whole.body.fields();
        let of = |name: &str| fields.iter().find(|field| field.name == name).unwrap();
        assert_eq!((of("kind").presence, &of("kind").default), (Presence::Required, &None));
        assert_eq!(of("kind").ty, set(EnumBase::String, &[("a", ""), ("b", "")]));
        assert_eq!(
            [of("code"), of("token")].map(|field| field.presence),
            [Presence::Optional; 2]
        );
        let both = vec![
            field("code", Type::Int),
            required("id", Type::String),
            field("token", Type::Int),
        ];
        assert_eq!(of("list").ty, list(object("", both)));
    }
}
