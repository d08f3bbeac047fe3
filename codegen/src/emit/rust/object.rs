//! Structs: their fields, how they are made, read and written.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::ir::{Definition, DefinitionKind, Direction, Field, Type, TypeId};
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
}

/// How many fields a visitor takes at once: the runtime's `Slots` has as many.
const AT_ONCE: usize = 12;

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
    let has_map = members.iter().any(|member| matches!(member.field.ty, Type::Map(_)));
    let derive = has_map.then(|| quote!(#[derive(Default)]));
    code.item(quote! {
        #doc
        #derive
        #[non_exhaustive]
        pub struct #name { #(#fields,)* }
    });
    code.text(&on_wire(&name, has_map, members));
}

/// The macro that says how the fields stand on the wire. A field a line, so that one more changes one line, and where there are
/// more than twelve behind it the ends of some others. Text, since prettyplease cannot lay out what a macro is given.
fn on_wire(name: &Ident, has_map: bool, members: &[Member<'_>]) -> String {
    let colon = if has_map { ": Default" } else { "" };
    let mut text = format!("wire::object! {{\n    {name}{colon} {{\n");
    for (at, member) in (1..).zip(members) {
        let key = Literal::string(&member.field.name);
        let end = match at % AT_ONCE == 0 && at < members.len() {
            true => ';',
            false => ',',
        };
        text.push_str(&format!("        {} = {key}{end}\n", ident(member.name)));
    }
    text + "    }\n}\n"
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
