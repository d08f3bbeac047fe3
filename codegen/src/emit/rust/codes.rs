//! Constants for the error codes of a service version, in a module of the version. Endpoints have none of their own: most codes
//! are documented on many pages, and constants are much of what compiling the crate costs.

use std::collections::BTreeMap;

use proc_macro2::Literal;
use quote::quote;

use crate::ir::{Endpoint, ErrorEntry, Since, most_frequent};
use crate::names::{EndpointNames, Module};

use super::print::{Code, aliases, deprecated, ident, inner_doc, outer_doc};
use super::{doc, file};

/// The file of the module; nothing where no page has an error.
pub(super) fn file<'a>(
    version: &Module,
    endpoints: impl Iterator<Item = (&'a Endpoint, &'a EndpointNames)>,
) -> Option<String> {
    let mut rows: BTreeMap<(i64, &str), Vec<&ErrorEntry>> = BTreeMap::new();
    let mut numbered: BTreeMap<i64, &str> = BTreeMap::new();
    for (endpoint, names) in endpoints {
        numbered.extend(names.numbered.iter().map(|(code, name)| (*code, name.as_str())));
        for error in &endpoint.errors {
            if let Some(name) = names.errors.get(&error.code) {
                rows.entry((error.code, name)).or_default().push(error);
            }
        }
    }
    if rows.is_empty() {
        return None;
    }
    let Module { service, version, .. } = version;
    let mut code = Code::default();
    code.item(inner_doc(&[
        format!("Codes of the errors that the pages of `{service}` {version} document."),
        "Compare [`Error::code`](crate::runtime::Error::code) with them.".to_owned(),
    ]));
    let constants = rows.iter().map(|((number, name), rows)| {
        let doc = outer_doc(&[text(*number, rows)]);
        let alias = aliases([number.to_string().as_str()]);
        let literal = Literal::i64_unsuffixed(*number);
        let first = numbered.get(number).map(|first| {
            let (first, note) = (ident(first), format!("use `{name}`"));
            quote!(#[deprecated(note = #note)] pub const #first: i64 = #literal;)
        });
        let name = ident(name);
        let deprecated = deprecated(gone(rows));
        quote!(#doc #alias #deprecated pub const #name: i64 = #literal; #first)
    });
    code.item(constants.collect());
    Some(file::marked(code))
}

/// Since when no page lists the code any more.
fn gone(rows: &[&ErrorEntry]) -> Option<Since> {
    let all: Option<Vec<Since>> = rows.iter().map(|row| row.gone).collect();
    all?.into_iter().max()
}

/// The number, with the text and HTTP status that most pages give.
fn text(number: i64, rows: &[&ErrorEntry]) -> String {
    let told = rows.iter().filter(|row| !row.message.is_empty());
    let Some((message, status)) = most_frequent(told.map(|row| (&row.message, row.status))) else {
        return format!("Error {number}");
    };
    let message = doc::escape(message).replace("\\\n", " ");
    let status = status.map(|status| format!(" (HTTP {status})"));
    format!("{number}: {message}{}", status.unwrap_or_default())
}
