//! Open enumerations.

use proc_macro2::TokenStream;
use quote::quote;
use unicode_width::UnicodeWidthStr;

use crate::ir::{EnumBase, Enumeration};
use crate::names::TypeNames;

use super::print::{Code, ident};
use super::types::Uses;
use super::{doc, layout};

/// The enum of the documented values, and the macro that says how they stand on the wire.
pub(super) fn enumeration(set: &Enumeration, names: &TypeNames, about: &TokenStream, code: &mut Code, uses: &mut Uses) {
    uses.runtime("wire");
    let base = match set.base {
        EnumBase::String => quote!(string_enum),
        EnumBase::Int => quote!(int_enum),
    };
    let name = ident(&names.name);
    let mut variants = Vec::new();
    let mut values = Vec::new();
    for (value, variant) in set.values.iter().zip(&names.members) {
        let Some((literal, shown)) = literal(set.base, &value.key) else {
            continue;
        };
        let label = doc::escape(&value.label);
        let text = if label.is_empty() {
            String::new()
        } else {
            format!(": {label}")
        };
        let doc = code.doc(&[format!("{}{text}", doc::code(&shown))]);
        values.push(format!("{variant} = {literal}"));
        let variant = ident(variant);
        variants.push(quote!(#doc #variant));
    }
    let values = code.place(0, set_of_values(&names.name, &values));
    code.item(quote! {
        #about
        #[derive(Clone, Copy)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }

        wire::#base! { #values }
    });
}

/// What the macro is given: on one line where that fits, else a value a line. No printer lays out what is inside of a macro.
fn set_of_values(name: &str, values: &[String]) -> String {
    let line = format!("{name} {{ {} }}", values.join(", "));
    if layout::STEP + line.width() <= layout::WIDTH {
        return line;
    }
    let step = " ".repeat(layout::STEP);
    let values: String = values.iter().map(|value| format!("{step}{step}{value},\n")).collect();
    format!("{name} {{\n{values}{step}}}")
}

/// The value as a literal, and as it is shown. A number that is none cannot be one of the values; the consistency pass
/// reports it.
fn literal(base: EnumBase, key: &str) -> Option<(String, String)> {
    match base {
        EnumBase::String => {
            let literal = format!("{key:?}");
            let shown = literal.trim_matches('"').to_owned();
            Some((literal, shown))
        }
        EnumBase::Int => key
            .parse::<i64>()
            .ok()
            .map(|number| (number.to_string(), number.to_string())),
    }
}
