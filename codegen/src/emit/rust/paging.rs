//! Requests whose responses come in pages: how to go on, and the streams.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{DefinitionKind, Endpoint, Field, Pagination, PaginationStyle, Type};
use crate::names::EndpointNames;

use super::print::{Code, ident};
use super::types::{Context, Site, Uses};

/// The code of paging, made of the fields of the request and the response.
pub(super) struct Paging {
    /// The type of the request's cursor.
    cursor: TokenStream,
    /// The expression for what a `page` says of its `Next`.
    next: TokenStream,
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
        let pagination: &Pagination = endpoint.pagination.as_ref()?;
        let section = if pagination.cursor_in_body {
            endpoint.body.fields()
        } else {
            &endpoint.query
        };
        let cursor = cursor(context, section, &pagination.request_cursor)?;
        let find = |path: &Option<String>| match path {
            Some(path) => Member::find(context, endpoint, names, path).map(Some),
            None => Some(None),
        };
        let list = find(&pagination.items)?;
        let counted = list.as_ref().filter(|_| pagination.style != PaginationStyle::Token);
        Some(Self {
            cursor: context.plain(&cursor.ty, Site::Request, uses),
            next: next(find(&pagination.response_cursor)?, find(&pagination.has_more)?, counted),
            items: list.and_then(|list| match &list.field.ty {
                Type::List(item) => Some(Items {
                    list: list.write(),
                    item: context.plain(item, Site::Response, uses),
                }),
                _ => None,
            }),
        })
    }

    /// The methods `pages` and `items`.
    pub(super) fn methods(&self, needs: Option<&TokenStream>) -> TokenStream {
        let items = self.items.as_ref().map(|_| {
            quote! {
                /// The items of this page and all after it: `while let Some(item) = items.next().await`.
                #[inline]
                pub fn items(&self, client: &Client) -> Items<Self> #needs {
                    client.items(self.clone())
                }
            }
        });
        quote! {
            /// This page and all after it, each asked for when it is wanted: `while let Some(page) = pages.next().await`.
            #[inline]
            pub fn pages(&self, client: &Client) -> Pages<Self> #needs {
                client.pages(self.clone())
            }

            #items
        }
    }

    /// `impl #complete Paged for …`, and `impl PagedList for …` where the pages are parts of one list.
    pub(super) fn implementation(
        &self,
        complete: Option<&TokenStream>,
        request: &TokenStream,
        response: &TokenStream,
        code: &mut Code,
    ) {
        let Self { cursor, next, .. } = self;
        code.item(quote! {
            impl #complete Paged for #request {
                #[inline]
                fn cursor(&self) -> Cursor {
                    self.0.cursor(&Self::SPEC)
                }

                #[inline]
                fn set_cursor(&mut self, cursor: &Cursor) {
                    self.0.set_cursor::<#cursor>(&Self::SPEC, cursor);
                }

                #[inline]
                fn next(page: &#response) -> Next {
                    #next
                }
            }
        });
        let Some(Items { list, item }) = &self.items else {
            return;
        };
        code.item(quote! {
            impl #complete PagedList for #request {
                type Item = #item;

                #[inline]
                fn items(page: &mut #response) -> &mut Vec<#item> {
                    #list
                }
            }
        });
    }
}

/// The cursor of a request: a field, or one in an object.
fn cursor<'a>(context: Context<'a>, section: &'a [Field], path: &str) -> Option<&'a Field> {
    let at = |wire: &str| section.iter().find(|field| field.name == wire);
    at(path).or_else(|| {
        let (outer, inner) = path.split_once('.')?;
        inside(context, at(outer)?, inner).map(|(field, _)| field)
    })
}

/// The expression for what a `page` says of the page after it. Cursor and flag stand side by side.
fn next(cursor: Option<Member<'_>>, has_more: Option<Member<'_>>, counted: Option<&Member<'_>>) -> TokenStream {
    let outer = cursor
        .as_ref()
        .or(has_more.as_ref())
        .and_then(|member| member.outer.clone());
    let within = match outer {
        Some(_) => quote!(within),
        None => quote!(page),
    };
    let [cursor, has_more] = [cursor, has_more].map(|member| match member {
        Some(Member { name, .. }) => quote!(&#within.#name),
        None => quote!(&()),
    });
    let after = counted.map(
        |Member {
             outer: of_list, name, ..
         }| match of_list {
            Some(other) if *of_list != outer => {
                quote!(.after(page.#other.as_ref().map_or(0, |other| other.#name.len())))
            }
            None => quote!(.after(page.#name.len())),
            _ => quote!(.after(#within.#name.len())),
        },
    );
    let next = quote!(Next::new(#cursor, #has_more)#after);
    match outer {
        Some(outer) => quote! {
            match &page.#outer {
                Some(within) => #next,
                None => Next::default(),
            }
        },
        None => next,
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
