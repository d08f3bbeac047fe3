//! Requests whose answers come in pages: how to go on, and the streams.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::ir::{DefinitionKind, Endpoint, Field, Pagination, Type};
use crate::names::EndpointNames;

use super::object::Member;
use super::print::{Code, ident};
use super::types::{Context, Site, Uses};

/// The fields that paging needs, found in the request and the answer.
pub(super) struct Paging {
    /// The request's field that is the cursor: `self.page_token`.
    request_cursor: TokenStream,
    /// The answer's, where it has one.
    next_cursor: Option<TokenStream>,
    has_more: Option<TokenStream>,
    /// The list, to change it.
    items: TokenStream,
    item: TokenStream,
}

impl Paging {
    /// Nothing where the answer does not come in pages, or where the items of a page are not one list.
    pub(super) fn of(
        context: Context<'_>,
        endpoint: &Endpoint,
        names: &EndpointNames,
        request: &[Member<'_>],
        uses: &mut Uses,
    ) -> Option<Self> {
        let pagination: &Pagination = endpoint.pagination.as_ref()?;
        let body_from = endpoint.path_parameters.len() + endpoint.query.len() + endpoint.headers.len();
        let mut cursors = request.iter().enumerate().filter(|(index, member)| {
            let in_body = *index >= body_from;
            in_body == pagination.cursor_in_body
                && *index >= endpoint.path_parameters.len()
                && member.field.name == pagination.request_cursor
        });
        let (_, cursor) = cursors.next()?;
        let answer = |way: &Option<String>| match way {
            Some(way) => Way::find(context, endpoint, names, way).map(|way| Some(way.read)),
            None => Some(None),
        };
        let items = Way::find(context, endpoint, names, pagination.items.as_deref()?)?;
        let Type::List(item) = &items.field.ty else { return None };
        let cursor = ident(cursor.name);
        Some(Self {
            request_cursor: quote!(self.#cursor),
            next_cursor: answer(&pagination.response_cursor)?,
            has_more: answer(&pagination.has_more)?,
            items: items.write,
            item: context.plain(item, Site::Answer, uses),
        })
    }

    /// The methods `pages` and `items`.
    pub(super) fn methods(uses: &mut Uses) -> TokenStream {
        uses.runtime("Items");
        uses.runtime("Pages");
        quote! {
            /// The pages from here on, as a stream that asks for each when it is polled.
            #[inline]
            pub fn pages(&self, client: &Client) -> Pages<Self> {
                client.pages(self.clone())
            }

            /// The items of all pages from here on, as a stream.
            #[inline]
            pub fn items(&self, client: &Client) -> Items<Self> {
                client.items(self.clone())
            }
        }
    }

    /// `impl Paged for …`
    pub(super) fn implementation(&self, request: &Ident, answer: &TokenStream, code: &mut Code, uses: &mut Uses) {
        for name in ["Cursor", "Next", "Paged"] {
            uses.runtime(name);
        }
        let Self {
            request_cursor,
            next_cursor,
            has_more,
            items,
            item,
        } = self;
        let page = match (next_cursor, has_more) {
            (None, None) => quote!(_),
            _ => quote!(page),
        };
        let [next_cursor, has_more] = [next_cursor, has_more].map(|way| match way {
            Some(way) => quote!(&#way),
            None => quote!(&()),
        });
        code.item(quote! {
            impl Paged for #request {
                type Item = #item;

                #[inline]
                fn cursor(&self) -> Cursor {
                    Cursor::of(&#request_cursor)
                }

                #[inline]
                fn set_cursor(&mut self, cursor: &Cursor) {
                    cursor.put(&mut #request_cursor);
                }

                #[inline]
                fn next(#page: &#answer) -> Next {
                    Next::new(#next_cursor, #has_more)
                }

                #[inline]
                fn items(page: &mut #answer) -> &mut Vec<#item> {
                    &mut #items
                }
            }
        });
    }
}

/// A field of the answer and how code gets to it.
struct Way<'a> {
    field: &'a Field,
    /// To read it, where objects on the way may be missing.
    read: TokenStream,
    /// To change it.
    write: TokenStream,
}

impl<'a> Way<'a> {
    /// The field at the end of a dotted way of one or two names.
    fn find(context: Context<'a>, endpoint: &'a Endpoint, names: &'a EndpointNames, way: &str) -> Option<Self> {
        let at = |fields: &'a [Field], names: &'a [String], wire: &str| {
            fields.iter().zip(names).find(|(field, _)| field.name == wire)
        };
        let fields = endpoint.response.fields();
        if let Some((field, name)) = at(fields, &names.answer, way) {
            let name = ident(name);
            return Some(Self {
                field,
                read: quote!(page.#name),
                write: quote!(page.#name),
            });
        }
        let (outer, inner) = way.split_once('.')?;
        let (outer, outer_name) = at(fields, &names.answer, outer)?;
        let Type::Named(id) = &outer.ty else { return None };
        let DefinitionKind::Object(object) = &context.api.definitions.get(id)?.kind else {
            return None;
        };
        let (field, name) = at(&object.fields, &context.names.types.get(id)?.members, inner)?;
        let (outer, name) = (ident(outer_name), ident(name));
        Some(Self {
            field,
            read: quote!(page.#outer.as_ref().map(|within| &within.#name)),
            write: quote!(page.#outer.get_or_insert_default().#name),
        })
    }
}
