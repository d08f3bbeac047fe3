//! Events: a type for the payload, and what the page says.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::sentences;
use crate::ir::{AppType, Event, EventVersion};
use crate::names::EventNames;

use super::doc;
use super::object::{Member, response_object};
use super::print::{Code, aliases, deprecated, ident, outer_doc};
use super::spec::Facts;
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
    let doc = outer_doc(&docs(context, event));
    let deprecated = deprecated(event.gone);
    let words = [event.event_type.as_str(), event.title.as_str()];
    let aliases = aliases(words.into_iter().filter(|word| *word != names.name));
    response_object(context, &names.name, &quote!(#doc #aliases #deprecated), &members, code);
    let (name, reply, spec) = (ident(&names.name), reply(event), spec(event));
    code.item(quote! {
        impl receive::Event for #name {
            type Reply = #reply;

            const SPEC: receive::EventSpec = #spec;
        }
    });
}

/// What is known of an event, as paragraphs.
fn docs(context: Context<'_>, event: &Event) -> Vec<String> {
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
    facts.extend(doc::field_scopes(&event.field_scopes));
    if let Some(identity) = &event.identity {
        facts.push(format!("- Deduplicated by {}", doc::code(identity)));
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
    let caption = if errors.is_empty() {
        ""
    } else {
        "What a user sees if the reply fails:"
    };
    vec![
        doc::title(context, &event.about, &event.title, &event.event_type),
        doc::deprecated(context, event.deprecated, event.gone, &event.about),
        context.linked(&sentences::notes(&event.about)),
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

/// `receive::EventSpec::new(…)`, and what is unusual behind it.
fn spec(event: &Event) -> TokenStream {
    let (id, event_type) = (event.id.to_string(), &event.event_type);
    let facts = Facts {
        title: &event.title,
        app_types: &event.app_types,
        source: &event.source,
        is_deprecated: event.deprecated,
        scopes: &event.scopes,
        field_scopes: &event.field_scopes,
        errors: &event.errors,
    };
    let facts = facts.text();
    let schema = match event.version {
        EventVersion::V1 => Some(quote!(.schema(receive::Schema::V1))),
        EventVersion::V2 => None,
    };
    let identity = event.identity.as_ref().map(|identity| quote!(.identity(#identity)));
    quote! {
        receive::EventSpec::new(#id, #event_type, #facts)
            #schema
            #identity
    }
}
