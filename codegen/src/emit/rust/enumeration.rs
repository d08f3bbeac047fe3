//! Open enumerations.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{EnumBase, Enumeration};
use crate::names::{TypeNames, UNDOCUMENTED};

use super::doc;
use super::print::{Code, ident};
use super::types::Uses;

/// The enum with its documented values and one for all others, and the macro that makes it readable, writable and
/// comparable.
pub(super) fn enumeration(set: &Enumeration, names: &TypeNames, code: &mut Code, uses: &mut Uses) {
    uses.runtime("wire");
    let (base, others, copy) = match set.base {
        EnumBase::String => (quote!(string_enum), quote!(String), None),
        EnumBase::Int => (quote!(int_enum), quote!(i64), Some(quote!(, Copy))),
    };
    let (name, undocumented) = (ident(&names.name), ident(UNDOCUMENTED));
    let mut variants = Vec::new();
    let mut values = Vec::new();
    for (value, variant) in set.values.iter().zip(&names.members) {
        let Some((literal, shown)) = literal(set.base, &value.key, code) else {
            continue;
        };
        let label = doc::escape(&value.label);
        let text = if label.is_empty() {
            String::new()
        } else {
            format!(": {label}")
        };
        let doc = doc::paragraphs(&[format!("{}{text}", doc::code(&shown))]);
        let variant = ident(variant);
        variants.push(quote!(#doc #variant));
        values.push(quote!(#variant = #literal));
    }
    code.item(quote! {
        #[derive(Clone #copy)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            /// A value that is not documented.
            #undocumented(wire::Undocumented<#others>),
        }

        wire::#base! { #name { #(#values,)* } }
    });
}

/// The value as a literal, and as it is shown. A number that is none cannot be one of the values; the consistency pass
/// reports it.
fn literal(base: EnumBase, key: &str, code: &mut Code) -> Option<(TokenStream, String)> {
    match base {
        EnumBase::String => Some((code.string(key), format!("{key:?}").trim_matches('"').to_owned())),
        EnumBase::Int => {
            let number = key.parse::<i64>().ok()?;
            Some((Literal::i64_unsuffixed(number).into_token_stream(), number.to_string()))
        }
    }
}
