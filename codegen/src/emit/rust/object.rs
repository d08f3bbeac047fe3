//! Structs: their fields, how they are made, read and written.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Definition, DefinitionKind, Direction, Field, TypeId};
use crate::names::TypeNames;

use super::doc;
use super::draft::{self, Draft, Place};
use super::enumeration;
use super::print::{Code, deprecated, ident, outer_doc};
use super::types::{Context, Uses};

/// A field of a response.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    name: &'a str,
    ty: TokenStream,
}

impl<'a> Member<'a> {
    pub(super) fn new(context: Context<'_>, field: &'a Field, name: &'a str, uses: &mut Uses) -> Self {
        let ty = context.field(field, uses);
        Self { field, name, ty }
    }

    /// `with.field("name", &mut self.name, &other.name);`
    fn visited(&self) -> TokenStream {
        let (key, name) = (&self.field.name, ident(self.name));
        quote!(with.field(#key, &mut self.#name, &other.#name);)
    }
}

/// The code of a shared type.
pub(super) fn definition(
    context: Context<'_>,
    id: &TypeId,
    definition: &Definition,
    names: &TypeNames,
    code: &mut Code,
    uses: &mut Uses,
) {
    let doc = outer_doc(&doc::definition(context, id, &definition.kind));
    match &definition.kind {
        DefinitionKind::Enum(set) => enumeration::enumeration(context, set, names, &doc, code),
        DefinitionKind::Object(object) => {
            let fields = object.fields.iter().zip(&names.members);
            match id.direction {
                Direction::Request => {
                    let members = fields.map(|(field, name)| draft::Member {
                        field,
                        name,
                        place: Place::Field,
                    });
                    request_object(context, &names.name, &doc, &members.collect::<Vec<_>>(), code, uses);
                }
                Direction::Response => {
                    let members = fields.map(|(field, name)| Member::new(context, field, name, uses));
                    let members: Vec<_> = members.collect();
                    response_object(context, &names.name, &doc, &members, code);
                }
            }
        }
    }
}

/// A type of responses: all optional, read and written.
pub(super) fn response_object(
    context: Context<'_>,
    name: &str,
    doc: &TokenStream,
    members: &[Member<'_>],
    code: &mut Code,
) {
    let name = ident(name);
    let fields = members.iter().map(|member| {
        let doc = outer_doc(&doc::field(context, member.field, Direction::Response));
        let (name, ty) = (ident(member.name), &member.ty);
        let deprecated = deprecated(member.field.gone);
        quote!(#doc #deprecated pub #name: #ty)
    });
    code.item(quote! {
        #doc
        #[derive(Default)]
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    });
    let named = |name: TokenStream| if members.is_empty() { quote!(_) } else { name };
    let (other, with) = (named(quote!(other)), named(quote!(with)));
    let calls = members.iter().map(Member::visited);
    code.item(quote! {
        impl wire::Object for #name {
            fn visit<V: wire::Visitor>(&mut self, #other: &Self, #with: &mut V) {
                #(#calls)*
            }
        }
    });
    code.item(quote!(wire::response!(#name);));
}

/// An object of requests: made empty, its fields set by methods.
fn request_object(
    context: Context<'_>,
    name: &str,
    doc: &TokenStream,
    members: &[draft::Member<'_>],
    code: &mut Code,
    uses: &mut Uses,
) {
    let draft = Draft::new(context, name, members);
    let declaration = draft.declaration();
    code.item(quote! {
        #doc
        #[must_use]
        #declaration
    });
    let new = quote! {
        /// With nothing set.
        #[inline]
        pub fn new() -> Self {
            Self(wire::Draft::new())
        }
    };
    let (ty, any, setters) = (draft.ty(), draft.any(), draft.setters(uses));
    if draft.has_required() {
        let start = draft.start();
        code.item(quote!(impl #start { #new }));
        code.item(quote!(impl #any #ty { #(#setters)* }));
    } else {
        code.item(quote!(impl #ty { #new #(#setters)* }));
    }
    draft.input_traits(code);
}
