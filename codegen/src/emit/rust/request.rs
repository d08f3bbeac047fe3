//! Requests: a struct of all that can be sent, the function that makes it, what it sends and what comes back.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{Body, Endpoint, Field, Presence, Response, Type};
use crate::names::EndpointNames;

use super::doc;
use super::object::{Constructor, Member, declare, response_object, setters};
use super::paging::Paging;
use super::print::{Code, ident, outer_doc};
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
    let parts = Parts::new(context, endpoint, whole.as_slice(), names, uses);
    let constructor = Constructor {
        function: &names.function,
        of: &names.request,
        result: &names.request,
        required: &names.required,
    };
    let doc = outer_doc(&doc::endpoint(endpoint, names));
    let declared = declare(&names.request, &parts.members);
    code.item(quote! {
        #doc
        #[derive(Clone)]
        #[must_use = "a request does nothing until it is sent"]
        #[non_exhaustive]
        #declared
    });
    constructor.declare_required(&parts.members, code);
    let doc = outer_doc(&[doc::title(endpoint), format!("See [`{}`].", names.request)]);
    let deprecated = endpoint
        .deprecated
        .then(|| quote!(#[deprecated = "replaced or not recommended, says its page"]));
    let function = constructor.function(context, &parts.members, uses);
    code.item(quote!(#doc #deprecated #function));
    let output = Output::of(context, endpoint, names, uses);
    uses.runtime("Client");
    uses.runtime("Call");
    let name = ident(&names.request);
    let setters = setters(context, &parts.members, uses);
    let send = output.send();
    let paging = Paging::of(context, endpoint, names, &parts.members, uses);
    let pages = paging.as_ref().map(|paging| paging.methods(uses));
    code.item(quote! {
        impl #name {
            #(#setters)*
            #send
            #pages
        }
    });
    encode(endpoint, &name, &parts, &output, code, uses);
    uses.runtime("wire");
    code.item(quote!(wire::request!(#name);));
    if let Some(paging) = &paging {
        paging.implementation(&name, &output.ty, code, uses);
    }
    if !output.members.is_empty() {
        let doc = outer_doc(&[format!("Response to [`{}`].", names.request)]);
        response_object(&names.response, &doc, &output.members, code, uses);
    }
}

/// A body that is a single value, as a field.
fn whole_body(body: &Body) -> Option<Field> {
    match body {
        Body::Json { root: Some(root), .. } => Some(whole_field(root.clone())),
        _ => None,
    }
}

pub(super) fn whole_field(ty: Type) -> Field {
    Field::new("body", ty, Presence::Required)
}

/// What a request holds: path, query, headers, body, in this order.
struct Parts<'a> {
    members: Vec<Member<'a>>,
    path: usize,
    query: usize,
    headers: usize,
}

impl<'a> Parts<'a> {
    fn new(
        context: Context<'_>,
        endpoint: &'a Endpoint,
        whole: &'a [Field],
        names: &'a EndpointNames,
        uses: &mut Uses,
    ) -> Self {
        let body_site = if matches!(endpoint.body, Body::Multipart { .. }) {
            Site::Form
        } else {
            Site::Request
        };
        let mut members = Vec::new();
        for (fields, names, site) in [
            (endpoint.path_parameters.as_slice(), &names.path, Site::Request),
            (&endpoint.query, &names.query, Site::Request),
            (&endpoint.headers, &names.headers, Site::Request),
            (endpoint.body.fields(), &names.body, body_site),
            (whole, &names.body, Site::Request),
        ] {
            let named = fields.iter().zip(names);
            members.extend(named.map(|(field, name)| Member::new(context, field, name, site, uses)));
        }
        let query = endpoint.path_parameters.len() + endpoint.query.len();
        Self {
            members,
            path: endpoint.path_parameters.len(),
            query,
            headers: query + endpoint.headers.len(),
        }
    }

    fn section(&self, from: usize, to: usize) -> &[Member<'a>] {
        self.members.get(from..to).unwrap_or_default()
    }
}

/// What the endpoint responds with.
struct Output<'a> {
    /// `Output`
    ty: TokenStream,
    /// The method of the client that yields it.
    method: TokenStream,
    /// Fields of the generated type, where there is one.
    members: Vec<Member<'a>>,
}

impl<'a> Output<'a> {
    fn of(context: Context<'_>, endpoint: &'a Endpoint, names: &'a EndpointNames, uses: &mut Uses) -> Self {
        let fields = endpoint.response.fields().iter().zip(&names.answer);
        let members: Vec<_> = fields
            .map(|(field, name)| Member::new(context, field, name, Site::Response, uses))
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
            Response::Binary => {
                uses.runtime("Download");
                (quote!(Download), quote!(download))
            }
            Response::EventStream { .. } => {
                uses.runtime("EventStream");
                uses.runtime("wire");
                let event = own(quote!(wire::Json));
                (quote!(EventStream<#event>), quote!(events))
            }
            Response::Redirect => {
                uses.runtime("Redirect");
                (quote!(Redirect), quote!(redirect))
            }
        };
        Self { ty, method, members }
    }

    /// The method that sends the request.
    fn send(&self) -> TokenStream {
        let Self { ty, method, .. } = self;
        quote! {
            /// Sends the request. Fails as [`Error`](crate::runtime::Error) says.
            #[inline]
            pub fn send(&self, client: &Client) -> Call<#ty> {
                client.#method(self)
            }
        }
    }
}

/// `impl Endpoint for …`
fn encode(endpoint: &Endpoint, name: &Ident, parts: &Parts<'_>, output: &Output<'_>, code: &mut Code, uses: &mut Uses) {
    for name in ["Endpoint", "Request", "spec"] {
        uses.runtime(name);
    }
    let spec = spec(endpoint);
    let mut statements = Vec::new();
    for (method, section) in [
        (quote!(out.path), parts.section(0, parts.path)),
        (quote!(out.query), parts.section(parts.path, parts.query)),
        (quote!(out.header), parts.section(parts.query, parts.headers)),
    ] {
        statements.extend(section.iter().map(|member| member.written(&method)));
    }
    statements.extend(body(&endpoint.body, parts.section(parts.headers, parts.members.len())));
    let out = if parts.members.is_empty() {
        quote!(_)
    } else {
        quote!(out)
    };
    let ty = &output.ty;
    code.item(quote! {
        impl Endpoint for #name {
            type Output = #ty;

            const SPEC: spec::Spec = #spec;

            #[inline]
            fn encode(&self, #out: &mut Request) {
                #(#statements)*
            }
        }
    });
}

/// The statements that write the body.
fn body(body: &Body, members: &[Member<'_>]) -> Option<TokenStream> {
    let first = ident(members.first()?.name);
    let (method, name) = match body {
        Body::Json { root: Some(_), .. } => return Some(quote!(out.json_value(&self.#first);)),
        Body::Multipart { .. } => (quote!(multipart), quote!(form)),
        Body::Form { .. } => (quote!(form), quote!(form)),
        Body::Json { .. } | Body::None => (quote!(json), quote!(body)),
    };
    let statements = members.iter().map(|member| {
        let kind = if is_file(&member.field.ty, member.site) {
            quote!(file)
        } else {
            quote!(field)
        };
        member.written(&quote!(#name.#kind))
    });
    Some(quote! {
        let #name = out.#method();
        #(#statements)*
    })
}

fn is_file(ty: &Type, site: Site) -> bool {
    site == Site::Form
        && match ty {
            Type::File => true,
            Type::List(item) => **item == Type::File,
            _ => false,
        }
}
