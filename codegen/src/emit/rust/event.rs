//! Events: a type for the payload, and what the page says.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::ir::{AppType, Event, EventVersion};
use crate::names::EventNames;

use super::doc;
use super::object::{Member, response_object};
use super::print::{Code, aliases, deprecated, ident, outer_doc};
use super::spec;
use super::types::{Context, Uses};

/// Callbacks for whose replies the runtime has a type, with that type.
const REPLIES: &[(&str, &str)] = &[
    ("card.action.trigger", "CardReply"),
    ("url.preview.get", "PreviewReply"),
];

/// All code of one event.
pub(super) fn event(context: Context<'_>, event: &Event, names: &EventNames, code: &mut Code, uses: &mut Uses) {
    let fields = event.fields.iter().zip(&names.fields);
    let members: Vec<_> = fields
        .map(|(field, name)| Member::new(context, field, name, uses))
        .collect();
    let doc = outer_doc(&docs(event));
    let deprecated = deprecated(event.gone);
    let words = [event.event_type.as_str(), event.title.as_str()];
    let aliases = aliases(words.into_iter().filter(|word| *word != names.name));
    response_object(&names.name, &quote!(#doc #aliases #deprecated), &members, code);
    let (name, reply, spec) = (ident(&names.name), reply(event), spec(event));
    code.item(quote! {
        impl receive::Event for #name {
            type Reply = #reply;

            const SPEC: receive::EventSpec = #spec;
        }
    });
}

/// What is known of an event, as paragraphs.
fn docs(event: &Event) -> Vec<String> {
    let mut facts = Vec::new();
    let apps: Vec<&str> = event
        .app_types
        .iter()
        .map(|ty| match ty {
            AppType::Custom => "custom",
            AppType::Isv => "store",
        })
        .collect();
    if !apps.is_empty() {
        facts.push(format!("- Applications: {}", apps.join(", ")));
    }
    facts.extend(doc::scope_list("Scopes, any of", &event.scopes));
    facts.extend(doc::scope_list("Scopes for some fields", &event.field_scopes));
    if let Some(identity) = &event.identity {
        facts.push(format!("- Two deliveries are the same if {} is", doc::code(identity)));
    }
    if !event.header.is_empty() {
        let extras: Vec<_> = event.header.iter().map(|field| doc::code(&field.name)).collect();
        facts.push(format!("- Also in the header's `extra`: {}", extras.join(", ")));
    }
    if let Some(address) = &event.source.address {
        facts.push(format!("- Page: <{}>", address.replace(['<', '>', ' '], "")));
    }
    let errors = event.errors.iter();
    let errors = errors.map(|error| format!("- {}: {}", error.code, doc::escape(&doc::shorten(error.message.trim()))));
    let errors: Vec<_> = errors.collect();
    let deprecated = doc::deprecated(event.deprecated, event.gone);
    let title = match event.title.trim() {
        "" => doc::code(&event.event_type),
        title => doc::escape(title),
    };
    let caption = if errors.is_empty() {
        ""
    } else {
        "What a user sees if the reply fails:"
    };
    vec![
        title,
        deprecated,
        doc::code(&event.event_type),
        doc::escape(&event.text),
        facts.join("\n"),
        caption.to_owned(),
        errors.join("\n"),
    ]
}

fn reply(event: &Event) -> TokenStream {
    let known = REPLIES.iter().find(|(event_type, _)| *event_type == event.event_type);
    match (&event.reply, known) {
        (None, _) => quote!(()),
        (Some(_), Some((_, name))) => {
            let name = ident(name);
            quote!(receive::#name)
        }
        (Some(_), None) => quote!(wire::Json),
    }
}

/// `receive::EventSpec { …, ..receive::EventSpec::EMPTY }`, with what the page says and without what `EMPTY` says already.
fn spec(event: &Event) -> TokenStream {
    let (id, event_type, title) = (event.id.to_string(), &event.event_type, &event.title);
    let schema = match event.version {
        EventVersion::V1 => Some(quote!(schema: receive::Schema::V1,)),
        EventVersion::V2 => None,
    };
    let app_types = app_types(&event.app_types).map(|types| quote!(app_types: spec::#types,));
    let scopes = spec::scopes(&event.scopes).map(|table| quote!(scopes: #table,));
    let field_scopes = spec::scopes(&event.field_scopes).map(|table| quote!(field_scopes: #table,));
    let identity = event
        .identity
        .as_ref()
        .map(|identity| quote!(identity: Some(#identity),));
    let page = event.source.address.as_ref().map(|page| quote!(page: #page,));
    let updated = event.source.updated.map(Literal::i64_unsuffixed);
    let updated = updated.map(|time| quote!(updated: Some(#time),));
    let deprecated = event.deprecated.then(|| quote!(deprecated: true,));
    quote! {
        receive::EventSpec {
            id: #id,
            event_type: #event_type,
            #schema
            title: #title,
            #app_types
            #scopes
            #field_scopes
            #identity
            #page
            #updated
            #deprecated
            ..receive::EventSpec::EMPTY
        }
    }
}

/// The constant of `spec` that lists the applications that may receive it, if the page names any.
fn app_types(types: &[AppType]) -> Option<Ident> {
    let name = match (types.contains(&AppType::Custom), types.contains(&AppType::Isv)) {
        (true, true) => "CUSTOM_OR_ISV",
        (true, false) => "CUSTOM",
        (false, true) => "ISV",
        (false, false) => return None,
    };
    Some(ident(name))
}
