//! Requests: a type around what is set, the function that makes it, what the page says and what comes back.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::ir::{Body, Endpoint, Field, Presence, Response, Type};
use crate::names::EndpointNames;

use super::doc;
use super::draft::{Draft, Member, Place};
use super::object::{self, response_object};
use super::paging::Paging;
use super::print::{Code, aliases, deprecated, ident, outer_doc};
use super::spec::spec;
use super::types::{Context, Site, Uses};

/// All code of one endpoint.
pub(super) fn endpoint(
    context: Context<'_>,
    endpoint: &Endpoint,
    names: &EndpointNames,
    code: &mut Code,
    uses: &mut Uses,
) {
    let whole = whole_body(&endpoint.body);
    let members = members(endpoint, whole.as_slice(), names);
    let draft = Draft::new(context, &names.request, &members);
    let doc = outer_doc(&doc::endpoint(context, endpoint, names));
    let declaration = draft.declaration();
    code.item(quote! {
        #doc
        #[must_use = "a request does nothing until it is sent: `.send(&client).await`"]
        #declaration
    });
    code.item(function(context, endpoint, names, &members, &draft, uses));
    let output = Output::of(context, endpoint, names, uses);
    let paging = Paging::of(context, endpoint, names, uses);
    let (any, ty, needs) = (draft.any(), draft.ty(), draft.needs());
    let setters = draft.setters(uses);
    let send_doc = outer_doc(&doc::send(endpoint, names));
    let inline = draft.inline();
    let send = output.send(inline.as_ref(), needs.as_ref());
    let pages = paging
        .as_ref()
        .map(|paging| paging.methods(inline.as_ref(), needs.as_ref()));
    code.item(quote! {
        impl #any #ty {
            #(#setters)*
            #send_doc
            #send
            #pages
        }
    });
    let complete = draft.complete();
    let (spec, ty_of_output) = (spec(endpoint), &output.ty);
    code.item(quote! {
        impl #complete Endpoint for #ty {
            type Output = #ty_of_output;

            const SPEC: spec::Spec = #spec;

            #inline
            fn encode(&self, out: &mut Request) {
                self.0.encode(out);
            }
        }
    });
    draft.request_traits(code);
    if let Some(paging) = &paging {
        paging.implementation(&draft, &output.ty, code);
    }
    if !output.members.is_empty() {
        let doc = outer_doc(&[format!("Response to [`{}`].", names.request)]);
        response_object(context, &names.response, &doc, &output.members, code);
    }
}

/// The function that makes the request of its path parameters.
fn function(
    context: Context<'_>,
    endpoint: &Endpoint,
    names: &EndpointNames,
    members: &[Member<'_>],
    draft: &Draft<'_>,
    uses: &mut Uses,
) -> TokenStream {
    let path = members.iter().filter(|member| member.place == Place::Path);
    let arguments = path.map(|member| (member.name, member.field));
    let required = members.iter().filter(|member| member.must_be_set());
    let required = required.map(|member| member.name);
    let doc = outer_doc(&doc::function(context, endpoint, &names.request, arguments, required));
    let words = [endpoint.path.template.as_str(), endpoint.title.as_str()];
    let aliases = aliases(words.into_iter().filter(|word| *word != names.function));
    let deprecated = deprecated(endpoint.gone).or_else(|| {
        let successors: Vec<_> = endpoint.about.successors.iter().map(|id| context.path(id)).collect();
        let why = match successors.as_slice() {
            [] => "its page names no successor".to_owned(),
            successors => format!("use {}", successors.join(" or ")),
        };
        endpoint.deprecated.then(|| quote!(#[deprecated = #why]))
    });
    let (parameters, values) = draft.path(uses);
    let new = match &endpoint.body {
        Body::Json { root: None, fields } if !fields.is_empty() => quote!(json),
        Body::Multipart { .. } => quote!(multipart),
        Body::Form { .. } => quote!(form),
        Body::Json { .. } | Body::None => quote!(new),
    };
    let inline = parameters.is_empty().then(|| quote!(#[inline]));
    let (function, name, start) = (ident(&names.function), ident(&names.request), draft.start());
    quote! {
        #doc
        #aliases
        #deprecated
        #inline
        pub fn #function(#(#parameters),*) -> #start {
            #name(wire::Draft::#new() #(#values)*)
        }
    }
}

/// A body that is a single value, as a field.
pub(super) fn whole_body(body: &Body) -> Option<Field> {
    match body {
        Body::Json { root: Some(root), .. } => Some(whole_field(root.clone())),
        _ => None,
    }
}

pub(super) fn whole_field(ty: Type) -> Field {
    Field::new("body", ty, Presence::Required)
}

/// What a request holds: path, query, headers, body, in this order.
pub(super) fn members<'a>(endpoint: &'a Endpoint, whole: &'a [Field], names: &'a EndpointNames) -> Vec<Member<'a>> {
    let body = match endpoint.body {
        Body::Multipart { .. } => Place::Form,
        _ => Place::Field,
    };
    let mut members = Vec::new();
    for (fields, names, place) in [
        (endpoint.path_parameters.as_slice(), &names.path, Place::Path),
        (&endpoint.query, &names.query, Place::Query),
        (&endpoint.headers, &names.headers, Place::Header),
        (endpoint.body.fields(), &names.body, body),
        (whole, &names.body, Place::Whole),
    ] {
        let named = fields.iter().zip(names);
        members.extend(named.map(|(field, name)| Member { field, name, place }));
    }
    members
}

/// What the endpoint responds with.
struct Output<'a> {
    /// `Output`
    ty: TokenStream,
    /// The method of the client that yields it.
    method: TokenStream,
    /// Fields of the generated type, where there is one.
    members: Vec<object::Member<'a>>,
}

impl<'a> Output<'a> {
    fn of(context: Context<'_>, endpoint: &'a Endpoint, names: &'a EndpointNames, uses: &mut Uses) -> Self {
        let fields = endpoint.response.fields().iter().zip(&names.response_fields);
        let members: Vec<_> = fields
            .map(|(field, name)| object::Member::new(context, field, name, uses))
            .collect();
        let own = |empty: TokenStream| {
            if members.is_empty() {
                empty
            } else {
                ident(&names.response).into_token_stream()
            }
        };
        let (ty, method) = match &endpoint.response {
            Response::Envelope { root: Some(root), .. } => (context.plain(root, Site::Response, uses), quote!(send)),
            Response::Envelope { .. } | Response::Flat { .. } | Response::Bare { .. } => {
                (own(quote!(())), quote!(send))
            }
            Response::Binary => (quote!(Download), quote!(download)),
            Response::EventStream { .. } => {
                let event = own(quote!(wire::Json));
                (quote!(EventStream<#event>), quote!(events))
            }
            Response::Redirect => (quote!(Redirect), quote!(redirect)),
        };
        Self { ty, method, members }
    }

    /// The method that sends the request.
    fn send(&self, inline: Option<&TokenStream>, needs: Option<&TokenStream>) -> TokenStream {
        let Self { ty, method, .. } = self;
        quote! {
            #inline
            pub fn send(&self, client: &Client) -> Call<#ty> #needs {
                client.#method(self)
            }
        }
    }
}
