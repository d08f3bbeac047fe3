//! Structs: their fields, how they are made, read and written.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Definition, DefinitionKind, Direction, Field, Object, Type, TypeId};
use crate::names::TypeNames;

use super::doc;
use super::enumeration;
use super::print::{Code, ident, outer_doc};
use super::types::{Argument, Context, Site, Uses, is_file_list, is_required};

/// A field with all that is decided about it.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    pub(super) name: &'a str,
    pub(super) ty: TokenStream,
    pub(super) site: Site,
    pub(super) required: bool,
}

impl<'a> Member<'a> {
    pub(super) fn new(context: Context<'_>, field: &'a Field, name: &'a str, site: Site, uses: &mut Uses) -> Self {
        let ty = context.field(field, site, uses);
        let required = site != Site::Response && is_required(field);
        Self {
            field,
            name,
            ty,
            site,
            required,
        }
    }

    /// Whether the field is empty, not `None`, where nothing is given.
    fn is_bare_list(&self) -> bool {
        !self.field.recursive && self.site == Site::Form && is_file_list(&self.field.ty)
    }

    /// `method("name", &self.name);`
    pub(super) fn written(&self, method: &TokenStream) -> TokenStream {
        let (key, name) = (&self.field.name, ident(self.name));
        quote!(#method(#key, &self.#name);)
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
    let doc = outer_doc(&[doc::definition(id, &definition.kind)]);
    match &definition.kind {
        DefinitionKind::Enum(set) => enumeration::enumeration(set, names, &doc, code, uses),
        DefinitionKind::Object(shape) => {
            let members = members(context, id, shape, names, uses);
            match id.direction {
                Direction::Request => request_object(context, names, &doc, &members, code, uses),
                Direction::Response => response_object(&names.name, &doc, &members, code, uses),
            }
            if definition.recursive && id.direction == Direction::Request {
                written_in_a_box(&names.name, code);
            }
        }
    }
}

fn members<'a>(
    context: Context<'_>,
    id: &TypeId,
    object: &'a Object,
    names: &'a TypeNames,
    uses: &mut Uses,
) -> Vec<Member<'a>> {
    let site = Site::of(id.direction);
    let fields = object.fields.iter().zip(&names.members);
    fields
        .map(|(field, name)| Member::new(context, field, name, site, uses))
        .collect()
}

/// A type of responses: all optional, read and written.
pub(super) fn response_object(name: &str, doc: &TokenStream, members: &[Member<'_>], code: &mut Code, uses: &mut Uses) {
    uses.runtime("wire");
    let declared = declare(name, members);
    code.item(quote! {
        #doc
        #[derive(Default)]
        #[non_exhaustive]
        #declared
    });
    fields(name, Direction::Response, members, code);
}

/// A type of requests: made from what is required, the rest chained, written.
fn request_object(
    context: Context<'_>,
    names: &TypeNames,
    doc: &TokenStream,
    members: &[Member<'_>],
    code: &mut Code,
    uses: &mut Uses,
) {
    uses.runtime("wire");
    let default = members.iter().all(|member| !member.required).then(|| quote!(, Default));
    let declared = declare(&names.name, members);
    code.item(quote! {
        #doc
        #[derive(Clone #default)]
        #[non_exhaustive]
        #declared
    });
    let constructor = Constructor {
        function: "new",
        of: &names.name,
        result: "Self",
        required: &names.required,
    };
    constructor.declare_required(members, code);
    let new = constructor.function(context, members, uses);
    let setters = setters(context, members, uses);
    let name = ident(&names.name);
    code.item(quote! {
        impl #name {
            /// With what is required, and nothing else.
            #[must_use]
            #new

            #(#setters)*
        }
    });
    fields(&names.name, Direction::Request, members, code);
}

/// A type of requests can be written where it lies in a box.
fn written_in_a_box(name: &str, code: &mut Code) {
    let name = ident(name);
    code.item(quote! {
        impl wire::Fields for Box<#name> {
            fn write<S: wire::Sink>(&self, sink: &mut S) {
                (**self).write(sink);
            }
        }
    });
}

/// `pub struct … { … }`
pub(super) fn declare<'a>(name: &str, members: impl IntoIterator<Item = &'a Member<'a>>) -> TokenStream {
    let name = ident(name);
    let fields = members.into_iter().map(|member| {
        let doc = outer_doc(&doc::field(member.field));
        let (name, ty) = (ident(member.name), &member.ty);
        quote!(#doc pub #name: #ty)
    });
    quote!(pub struct #name { #(#fields,)* })
}

/// What an object says of its fields, and the macro that implements the standard traits.
fn fields(name: &str, direction: Direction, members: &[Member<'_>], code: &mut Code) {
    let name = ident(name);
    let named = |name: TokenStream| if members.is_empty() { quote!(_) } else { name };
    match direction {
        Direction::Response => {
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
        Direction::Request => {
            let sink = named(quote!(sink));
            let calls = members.iter().map(|member| member.written(&quote!(sink.field)));
            code.item(quote! {
                impl wire::Fields for #name {
                    fn write<S: wire::Sink>(&self, #sink: &mut S) {
                        #(#calls)*
                    }
                }
            });
            code.item(quote!(wire::input!(#name);));
        }
    }
}

/// A function that makes a value from what is required.
///
/// Up to four required values of which no two neighbours have the same type are its arguments; else it takes one struct
/// that names them.
pub(super) struct Constructor<'a> {
    pub(super) function: &'a str,
    pub(super) of: &'a str,
    pub(super) result: &'a str,
    pub(super) required: &'a str,
}

/// Most required values that are arguments.
const MOST_ARGUMENTS: usize = 4;

/// Whether required values of these types are named rather than lined up.
pub(super) fn are_named<'a>(required: impl IntoIterator<Item = &'a Type>) -> bool {
    let required: Vec<&Type> = required.into_iter().collect();
    required.len() > MOST_ARGUMENTS
        || required
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one == other))
}

/// Whether a type of requests comes with a struct of its required fields.
pub(super) fn has_required_struct(context: Context<'_>, id: &TypeId) -> bool {
    let Some(Definition {
        kind: DefinitionKind::Object(object),
        ..
    }) = context.api.definitions.get(id)
    else {
        return false;
    };
    let required = object.fields.iter().filter(|field| is_required(field));
    id.direction == Direction::Request && are_named(required.map(|field| &field.ty))
}

fn required_types<'a>(members: &'a [Member<'_>]) -> impl Iterator<Item = &'a Type> {
    members
        .iter()
        .filter(|member| member.required)
        .map(|member| &member.field.ty)
}

impl Constructor<'_> {
    /// The struct of required values, where there is one.
    pub(super) fn declare_required(&self, members: &[Member<'_>], code: &mut Code) {
        if !are_named(required_types(members)) {
            return;
        }
        let doc = outer_doc(&[format!("What a [`{}`] must have.", self.of)]);
        let declared = declare(self.required, members.iter().filter(|member| member.required));
        code.item(quote! {
            #doc
            #declared
        });
    }

    /// The function, without docs and attributes.
    pub(super) fn function(&self, context: Context<'_>, members: &[Member<'_>], uses: &mut Uses) -> TokenStream {
        let named = are_named(required_types(members));
        let mut parameters = Vec::new();
        if named {
            let required = ident(self.required);
            parameters.push(quote!(required: #required));
        }
        let mut values = Vec::new();
        for member in members {
            let name = ident(member.name);
            let value = if member.required && named {
                Some(quote!(required.#name))
            } else if member.required {
                let Argument { ty, value } = context.argument(&member.field.ty, member.site, member.name, uses);
                parameters.push(quote!(#name: #ty));
                value
            } else if member.is_bare_list() {
                Some(quote!(Vec::new()))
            } else {
                Some(quote!(None))
            };
            values.push(value.map_or_else(|| quote!(#name), |value| quote!(#name: #value)));
        }
        let (function, result) = (ident(self.function), ident(self.result));
        let body = if parameters.is_empty() && self.result == "Self" {
            quote!(Self::default())
        } else {
            quote!(#result { #(#values),* })
        };
        let inline = inline(&parameters);
        quote! {
            #inline
            pub fn #function(#(#parameters),*) -> #result {
                #body
            }
        }
    }
}

/// `#[inline]` where no parameter is generic: either way only programs that call the function have it compiled.
fn inline<'a>(parameters: impl IntoIterator<Item = &'a TokenStream>) -> Option<TokenStream> {
    let mut parameters = parameters.into_iter();
    let is_generic = parameters.any(|parameter| parameter.to_string().contains("impl "));
    (!is_generic).then(|| quote!(#[inline]))
}

/// A method for each field that may be left out.
pub(super) fn setters(context: Context<'_>, members: &[Member<'_>], uses: &mut Uses) -> Vec<TokenStream> {
    let optional = members.iter().filter(|member| !member.required);
    optional
        .map(|member| {
            let argument = match member.field.ty {
                Type::List(_) | Type::Map(_) => "values",
                _ => "value",
            };
            let Argument { ty, value } = context.argument(&member.field.ty, member.site, argument, uses);
            let (name, argument) = (ident(member.name), ident(argument));
            let set = match (&member.field.ty, value) {
                _ if member.field.recursive => quote!(self.#name = Some(Box::new(#argument))),
                (Type::List(_), Some(value)) if member.is_bare_list() => quote!(self.#name = #value),
                (Type::List(_), _) => quote!(wire::set_list(&mut self.#name, #argument)),
                (Type::Map(_), Some(value)) => quote!(self.#name = Some(#value)),
                (_, Some(_)) => quote!(wire::set(&mut self.#name, #argument)),
                (_, None) => quote!(self.#name = Some(#argument)),
            };
            let doc = outer_doc(&doc::field(member.field));
            let inline = inline([&ty]);
            quote! {
                #doc
                #inline
                pub fn #name(mut self, #argument: #ty) -> Self {
                    #set;
                    self
                }
            }
        })
        .collect()
}
