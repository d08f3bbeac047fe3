//! Requests whose responses come in pages: how to go on, and the streams.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{DefinitionKind, Endpoint, Field, Type};
use crate::names::EndpointNames;

use super::draft::Draft;
use super::print::{Code, ident};
use super::types::{Context, Site, Uses};

/// The code of paging. How to go on is said by the `SPEC`.
pub(super) struct Paging {
    items: Option<Items>,
}

/// The one list that the pages are parts of.
struct Items {
    /// The expression for `&mut Vec<item>` of a `page`.
    list: TokenStream,
    item: TokenStream,
}

impl Paging {
    /// Nothing where the response does not come in pages.
    pub(super) fn of(
        context: Context<'_>,
        endpoint: &Endpoint,
        names: &EndpointNames,
        uses: &mut Uses,
    ) -> Option<Self> {
        let list = endpoint.pagination.as_ref()?.items.as_deref();
        let list = list.and_then(|path| Member::find(context, endpoint, names, path));
        let items = list.and_then(|list| match &list.field.ty {
            Type::List(item) => Some(Items {
                list: list.write(),
                item: context.plain(item, Site::Response, uses),
            }),
            _ => None,
        });
        Some(Self { items })
    }

    /// The methods `pages` and `items`.
    pub(super) fn methods(&self, inline: Option<&TokenStream>, needs: Option<&TokenStream>) -> TokenStream {
        let items = self.items.as_ref().map(|_| {
            quote! {
                /// The items of this page and all after it: `while let Some(item) = items.next().await`.
                #inline
                pub fn items(&self, client: &Client) -> Items<Self> #needs {
                    client.items(self)
                }
            }
        });
        quote! {
            /// This page and all after it, each asked for when it is wanted: `while let Some(page) = pages.next().await`.
            #inline
            pub fn pages(&self, client: &Client) -> Pages<Self> #needs {
                client.pages(self)
            }

            #items
        }
    }

    /// `impl #complete Paged for …`, and `impl PagedList for …` where the pages are parts of one list.
    pub(super) fn implementation(&self, draft: &Draft<'_>, response: &TokenStream, code: &mut Code) {
        let (complete, request, inline) = (draft.complete(), draft.ty(), draft.inline());
        code.item(quote! {
            impl #complete Paged for #request {}
        });
        let Some(Items { list, item }) = &self.items else {
            return;
        };
        code.item(quote! {
            impl #complete PagedList for #request {
                type Item = #item;

                #inline
                fn items(page: &mut #response) -> &mut Vec<#item> {
                    #list
                }
            }
        });
    }
}

/// A field of the response, at the top or in an object that may be missing.
struct Member<'a> {
    field: &'a Field,
    outer: Option<Ident>,
    name: Ident,
}

impl<'a> Member<'a> {
    /// The field at a path of one or two names: `page_token`, `data.page_token`.
    fn find(context: Context<'a>, endpoint: &'a Endpoint, names: &'a EndpointNames, path: &str) -> Option<Self> {
        let at = |wire: &str| {
            let mut fields = endpoint.response.fields().iter().zip(&names.response_fields);
            fields.find(|(field, _)| field.name == wire)
        };
        if let Some((field, name)) = at(path) {
            let name = ident(name);
            return Some(Self {
                field,
                outer: None,
                name,
            });
        }
        let (outer, inner) = path.split_once('.')?;
        let (outer, outer_name) = at(outer)?;
        let (field, name) = inside(context, outer, inner)?;
        Some(Self {
            field,
            outer: Some(ident(outer_name)),
            name,
        })
    }

    /// The expression for `&mut` of it in a `page`; an object around it that is missing is made.
    fn write(&self) -> TokenStream {
        let Self { outer, name, .. } = self;
        match outer {
            Some(outer) => quote!(&mut page.#outer.get_or_insert_default().#name),
            None => quote!(&mut page.#name),
        }
    }
}

/// A field of the object that another field holds, and its name.
fn inside<'a>(context: Context<'a>, outer: &Field, inner: &str) -> Option<(&'a Field, Ident)> {
    let Type::Named(id) = &outer.ty else { return None };
    let DefinitionKind::Object(object) = &context.api.definitions.get(id)?.kind else {
        return None;
    };
    let mut fields = object.fields.iter().zip(&context.names.types.get(id)?.members);
    let (field, name) = fields.find(|(field, _)| field.name == inner)?;
    Some((field, ident(name)))
}
