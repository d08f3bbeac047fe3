//! What requests and the objects in them have in common: a type around the runtime's `Draft`, with a parameter for each
//! required field, and a method for each field.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Field, Type};
use crate::names;

use super::doc;
use super::print::{Code, deprecated, ident, outer_doc};
use super::types::{Context, Site, Uses, is_file_list};

/// Where the value of a field goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Header,
    /// A field of the body, or of an object.
    Field,
    /// A field of a form.
    Form,
    /// All of the body.
    Whole,
}

/// A field with where it goes.
pub(super) struct Member<'a> {
    pub(super) field: &'a Field,
    pub(super) name: &'a str,
    pub(super) place: Place,
}

impl Member<'_> {
    /// Whether the type has a parameter for it. Path parameters are required as well, but are arguments.
    pub(super) fn is_required(&self) -> bool {
        self.place != Place::Path && self.field.is_parameter()
    }

    /// Whether nothing can be sent without it. A parameter stays when a page requires its field no more.
    pub(super) fn must_be_set(&self) -> bool {
        self.is_required() && self.field.must_be_set()
    }
}

/// A type around a draft, in the making.
pub(super) struct Draft<'a> {
    context: Context<'a>,
    name: Ident,
    members: &'a [Member<'a>],
    /// The word for each required field, and its parameter.
    required: Vec<(String, Ident)>,
}

impl<'a> Draft<'a> {
    pub(super) fn new(context: Context<'a>, name: &str, members: &'a [Member<'a>]) -> Self {
        let required = members.iter().filter(|member| member.is_required());
        let words = names::markers(required.map(|member| member.name));
        let required = words.into_iter().map(|word| {
            let parameter = format_ident!("Has{word}");
            (word, parameter)
        });
        Self {
            context,
            name: ident(name),
            members,
            required: required.collect(),
        }
    }

    pub(super) fn has_required(&self) -> bool {
        !self.required.is_empty()
    }

    fn parameters(&self) -> impl Iterator<Item = &Ident> {
        self.required.iter().map(|(_, parameter)| parameter)
    }

    /// `pub struct Reply<HasContent = Given>(wire::Draft<(HasContent,)>);`
    pub(super) fn declaration(&self) -> TokenStream {
        let (name, parameters) = (&self.name, self.parameters());
        let parameters = self.has_required().then(|| quote!(<#(#parameters = Given),*>));
        let state = self.parameters();
        let state = self.has_required().then(|| quote!(<(#(#state,)*)>));
        quote!(pub struct #name #parameters(wire::Draft #state);)
    }

    /// `Reply<HasContent>`
    pub(super) fn ty(&self) -> TokenStream {
        let (name, parameters) = (&self.name, self.parameters());
        let parameters = self.has_required().then(|| quote!(<#(#parameters),*>));
        quote!(#name #parameters)
    }

    /// `wire::request!(Reply<HasContent>);`
    pub(super) fn request_traits(&self, code: &mut Code) {
        let parameters: Vec<String> = self.parameters().map(ToString::to_string).collect();
        self.traits("request", &parameters, code);
    }

    /// `wire::input!(Point<HasX = "x">);`: an object that is read says which of its fields are missing on the wire.
    pub(super) fn input_traits(&self, code: &mut Code) {
        let required = self.members.iter().filter(|member| member.is_required());
        let named = self.parameters().zip(required);
        let parameters: Vec<String> = named
            .map(|(parameter, member)| match member.must_be_set() {
                true => format!("{parameter} = {:?}", member.field.name),
                false => parameter.to_string(),
            })
            .collect();
        self.traits("input", &parameters, code);
    }

    /// As text: prettyplease cannot lay out what a macro is given.
    fn traits(&self, of: &str, parameters: &[String], code: &mut Code) {
        let parameters = match parameters {
            [] => String::new(),
            parameters => format!("<{}>", parameters.join(", ")),
        };
        code.text(&format!("wire::{of}!({}{parameters});\n", self.name));
    }

    /// `Reply<MissingContent>`, as which it begins. What the page does not require any more need not be set.
    pub(super) fn start(&self) -> TokenStream {
        let name = &self.name;
        let required = self.members.iter().filter(|member| member.is_required());
        let states = self.required.iter().zip(required).map(|((word, _), member)| {
            let missing = missing(word);
            match member.must_be_set() {
                true => quote!(missing::#missing),
                false => quote!(Given),
            }
        });
        let states = self.has_required().then(|| quote!(<#(#states),*>));
        quote!(#name #states)
    }

    /// The parameters of an `impl` for what is not complete.
    pub(super) fn any(&self) -> Option<TokenStream> {
        let parameters = self.parameters();
        self.has_required().then(|| quote!(<#(#parameters),*>))
    }

    /// The parameters of an `impl` for what is complete.
    pub(super) fn complete(&self) -> Option<TokenStream> {
        self.bounds().map(|bounds| quote!(<#bounds>))
    }

    /// What a method needs that is for complete requests. A bound for each field, so that the compiler names each.
    pub(super) fn needs(&self) -> Option<TokenStream> {
        self.bounds().map(|bounds| quote!(where #bounds,))
    }

    /// What stands before a method: nothing where the type has parameters, since generic code is compiled where it is used.
    pub(super) fn inline(&self) -> Option<TokenStream> {
        (!self.has_required()).then(|| quote!(#[inline]))
    }

    fn bounds(&self) -> Option<TokenStream> {
        if !self.has_required() {
            return None;
        }
        let parameters = self.parameters();
        Some(quote!(#(#parameters: IsGiven),*))
    }

    /// A method for each field.
    pub(super) fn setters(&self, uses: &mut Uses) -> Vec<TokenStream> {
        let mut required = 0..;
        let setters = self.members.iter().filter(|member| member.place != Place::Path);
        setters
            .map(|member| {
                let given = member.is_required().then(|| required.next()).flatten();
                self.setter(member, given, uses)
            })
            .collect()
    }

    fn setter(&self, member: &Member<'_>, given: Option<usize>, uses: &mut Uses) -> TokenStream {
        let (name, own) = (ident(member.name), &self.name);
        let Argument { ty, call, is_generic } = self.argument(member, uses);
        let (result, make, given) = match given {
            None => (quote!(Self), quote!(Self), None),
            Some(given) => {
                let parameters = self.parameters().enumerate().map(|(at, parameter)| match at == given {
                    true => quote!(Given),
                    false => quote!(#parameter),
                });
                (quote!(#own<#(#parameters),*>), quote!(#own), Some(quote!(.given())))
            }
        };
        let doc = outer_doc(&doc::setter(self.context, member.field, member.must_be_set()));
        let deprecated = deprecated(member.field.gone);
        let inline = self.inline().filter(|_| !is_generic);
        quote! {
            #doc
            #deprecated
            #inline
            pub fn #name(self, value: #ty) -> #result {
                #make(self.0.#call #given)
            }
        }
    }

    fn argument(&self, member: &Member<'_>, uses: &mut Uses) -> Argument {
        let key = &member.field.name;
        match (member.place, &member.field.ty) {
            (Place::Form, Type::File) => {
                return Argument::plain(quote!(File), quote!(files(#key, [value])));
            }
            (Place::Form, ty) if is_file_list(ty) => {
                return Argument::generic(quote!(impl IntoIterator<Item = File>), quote!(files(#key, value)));
            }
            _ => {}
        }
        let ty = self.context.plain(&member.field.ty, Site::Request, uses);
        let is_plain = self.context.is_plain(&member.field.ty);
        let call = match member.place {
            Place::Query => quote!(query::<#ty>(#key, value)),
            Place::Header => quote!(header::<#ty>(#key, value)),
            Place::Whole => quote!(whole::<#ty>(value)),
            Place::Path | Place::Field | Place::Form => quote!(field::<#ty>(#key, value)),
        };
        match is_plain {
            true => Argument::plain(ty, call),
            false => Argument::generic(fits(&ty), call),
        }
    }

    /// The parameters of the function that makes a request, and the calls that set them.
    pub(super) fn path(&self, uses: &mut Uses) -> (Vec<TokenStream>, Vec<TokenStream>) {
        let arguments = self.members.iter().filter(|member| member.place == Place::Path);
        arguments
            .map(|member| {
                let (key, name) = (&member.field.name, ident(member.name));
                let ty = self.context.plain(&member.field.ty, Site::Request, uses);
                let ty = fits(&ty);
                (quote!(#name: #ty), quote!(.path(#key, #name)))
            })
            .unzip()
    }
}

/// How a value is handed in, and the call that sets it.
struct Argument {
    ty: TokenStream,
    call: TokenStream,
    is_generic: bool,
}

impl Argument {
    fn generic(ty: TokenStream, call: TokenStream) -> Self {
        let is_generic = true;
        Self { ty, call, is_generic }
    }

    /// A value of exactly this type. The method then has no type parameter, and costs the compiler a third.
    fn plain(ty: TokenStream, call: TokenStream) -> Self {
        let is_generic = false;
        Self { ty, call, is_generic }
    }
}

fn fits(ty: &TokenStream) -> TokenStream {
    quote!(impl Fits<#ty>)
}

/// What stands for a required field that is not set.
pub(super) fn missing(word: &str) -> Ident {
    format_ident!("Missing{word}")
}
