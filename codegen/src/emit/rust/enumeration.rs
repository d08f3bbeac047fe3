//! Open enumerations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{EnumBase, Enumeration};
use crate::names::TypeNames;

use super::doc;
use super::print::{Code, deprecated, ident, outer_doc};
use super::types::Context;

/// The enum of the documented values, and the macro that says how they stand on the wire.
pub(super) fn enumeration(
    context: Context<'_>,
    set: &Enumeration,
    names: &TypeNames,
    about: &TokenStream,
    code: &mut Code,
) {
    let base = match set.base {
        EnumBase::String => "String",
        EnumBase::Int => "i64",
    };
    let name = ident(&names.name);
    let values = set.values.iter().zip(&names.members);
    let (variants, values): (Vec<_>, String) = values
        .filter_map(|(value, variant)| {
            let (literal, variant) = (literal(set.base, &value.key)?, ident(variant));
            let shown = doc::code(literal.to_string().trim_matches('"'));
            let label = match value.words.is_missing() {
                true => doc::escape(&value.label),
                false => context.linked(&value.words.text),
            };
            let doc = outer_doc(&[if label.is_empty() {
                shown
            } else {
                format!("{shown}: {label}")
            }]);
            let deprecated = deprecated(value.gone);
            Some((
                quote!(#doc #deprecated #variant),
                format!("        {variant} = {literal},\n"),
            ))
        })
        .unzip();
    code.item(quote! {
        #about
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
        }
    });
    // A value a line, so that one more changes one line. Text, since prettyplease cannot lay out what a macro is given.
    code.text(&format!(
        "wire::values! {{\n    {name}: {base} {{\n{values}    }}\n}}\n"
    ));
}

/// The value as it stands in code. A number that is none cannot be one of the values; the consistency pass reports it.
fn literal(base: EnumBase, key: &str) -> Option<Literal> {
    match base {
        EnumBase::String => Some(Literal::string(key)),
        EnumBase::Int => key.parse().ok().map(Literal::i64_unsuffixed),
    }
}
