//! An item of the crate, and where it comes from.

use std::collections::BTreeSet;

use crate::ir::{Body, Endpoint, EndpointId, Field, Part, TypeId};
use crate::names::{self, EndpointNames};

/// Where an item comes from.
#[derive(Clone, Debug)]
pub(in crate::diff) enum Origin<'a> {
    /// An operation or event, and the steps in it.
    Operation(&'a EndpointId, Vec<String>),
    /// A shared type, and a field or value of it.
    Type(&'a TypeId, Option<String>),
}

/// What the parameter of a type tells of: whether a field is set.
pub(in crate::diff) struct Parameter {
    /// The word for it in the type.
    pub(in crate::diff) word: String,
    /// The method that sets it.
    pub(in crate::diff) method: String,
    /// Whether that must be called before all is complete.
    pub(in crate::diff) is_needed: bool,
    /// The steps to the field, below the origins of the item.
    pub(in crate::diff) steps: Vec<String>,
}

/// An item of the crate.
#[derive(Default)]
pub(in crate::diff) struct Item<'a> {
    /// Its path, as a program writes it.
    pub(in crate::diff) path: String,
    /// How it is used: `delete(impl Fits<String>)`.
    pub(in crate::diff) usage: String,
    /// What it stands for on the wire.
    pub(in crate::diff) binding: String,
    /// The parameters of its type, in their order.
    pub(in crate::diff) parameters: Vec<Parameter>,
    /// The key of the item that it belongs to.
    pub(in crate::diff) around: Option<String>,
    pub(in crate::diff) origins: Vec<Origin<'a>>,
}

/// A field with its method, and the part of the request that it stands in.
pub(super) type Member<'a> = (Option<Part>, &'a Field, &'a String);

/// The fields of a request, with `whole` for a body that is a single value.
pub(super) fn members<'a>(endpoint: &'a Endpoint, names: &'a EndpointNames, whole: &'a Field) -> Vec<Member<'a>> {
    let (of_body, body) = match &endpoint.body {
        Body::Json { root: Some(_), .. } => (None, std::slice::from_ref(whole)),
        body => (Some(Part::Body), body.fields()),
    };
    let parts = [
        (Some(Part::Query), endpoint.query.as_slice(), &names.query),
        (Some(Part::Headers), &endpoint.headers, &names.headers),
        (of_body, body, &names.body),
    ];
    let named = parts.into_iter().flat_map(|(part, fields, names)| {
        let named = fields.iter().zip(names);
        named.map(move |(field, name)| (part, field, name))
    });
    named.collect()
}

impl Item<'_> {
    /// Has the parameters of a type with these members.
    pub(super) fn with_members(self, members: &[Member<'_>]) -> Self {
        let required: Vec<_> = members.iter().filter(|(_, field, _)| field.is_parameter()).collect();
        let words = names::markers(required.iter().map(|(.., name)| name.as_str()));
        let parameters = required.into_iter().zip(words).map(|((part, field, name), word)| {
            let part = part.iter().map(|part| part.name());
            Parameter {
                word,
                method: (*name).clone(),
                is_needed: field.must_be_set(),
                steps: part.chain([field.name.as_str()]).map(str::to_owned).collect(),
            }
        });
        Self {
            parameters: parameters.collect(),
            ..self
        }
    }

    /// The words for its parameters, in their order.
    pub(in crate::diff) fn words(&self) -> Vec<&str> {
        let words = self.parameters.iter().map(|parameter| parameter.word.as_str());
        words.collect()
    }

    /// The methods that must be called before it is complete.
    pub(in crate::diff) fn needs(&self) -> BTreeSet<&str> {
        let needed = self.parameters.iter().filter(|parameter| parameter.is_needed);
        needed.map(|parameter| parameter.method.as_str()).collect()
    }

    /// Whether it is a type, or a name that a type is exported by: nothing of it is on the wire.
    pub(in crate::diff) fn is_type(&self) -> bool {
        self.binding.is_empty()
    }
}
