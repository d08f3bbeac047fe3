//! Open enumerations.

use crate::ir::{EnumBase, EnumValue, Enumeration};
use crate::names::{TypeNames, UNDOCUMENTED};

use super::doc;
use super::layout::{STEP, pad};
use super::types::Uses;

/// The enum with its documented values and one for all others, and the macro that makes it readable and writable.
pub(super) fn enumeration(set: &Enumeration, names: &TypeNames, out: &mut String, uses: &mut Uses) {
    uses.runtime("wire");
    let (base, others, name) = match set.base {
        EnumBase::String => ("string_enum", "String", &names.name),
        EnumBase::Int => ("int_enum", "i64", &names.name),
    };
    out.push_str("#[derive(Clone, Debug, PartialEq, Eq, Hash)]\n#[non_exhaustive]\n");
    out.push_str(&format!("pub enum {name} {{\n"));
    let values: Vec<_> = set
        .values
        .iter()
        .zip(&names.members)
        .filter_map(|(value, name)| literal(set, value, name))
        .collect();
    for (value, variant, literal) in &values {
        let label = doc::escape(&value.label);
        let text = if label.is_empty() {
            String::new()
        } else {
            format!(": {label}")
        };
        doc::write(out, STEP, &[format!("{}{text}", doc::code(literal.trim_matches('"')))]);
        pad(out, STEP);
        out.push_str(variant);
        out.push_str(",\n");
    }
    out.push_str("    /// A value that is not documented.\n");
    out.push_str(&format!("    {UNDOCUMENTED}(wire::Undocumented<{others}>),\n}}\n\n"));
    out.push_str(&format!("wire::{base}! {{ {name} {{\n"));
    for (_, variant, literal) in &values {
        out.push_str(&format!("    {variant} = {literal},\n"));
    }
    out.push_str("} }\n");
}

/// The value as a literal. A number that is none cannot be one of the values; the consistency pass reports it.
fn literal<'a>(set: &Enumeration, value: &'a EnumValue, name: &'a str) -> Option<(&'a EnumValue, &'a str, String)> {
    let literal = match set.base {
        EnumBase::String => Some(format!("{:?}", value.key)),
        EnumBase::Int => value.key.parse::<i64>().ok().map(|number| number.to_string()),
    };
    literal.map(|literal| (value, name, literal))
}
