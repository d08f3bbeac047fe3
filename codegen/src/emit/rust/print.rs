//! Tokens in, text out: each item goes through syn and prettyplease, whose output stands as it is. Items are joined with a
//! blank line, and so are the methods of an `impl`.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{File, parse2};

use crate::ir::Since;

use crate::names::is_keyword;

/// Text of items, in the making.
#[derive(Default)]
pub(super) struct Code {
    text: String,
}

impl Code {
    /// Appends items that stay together, after a blank line.
    pub(super) fn item(&mut self, tokens: TokenStream) {
        if tokens.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        match parse2::<File>(tokens) {
            Ok(file) => self.append(&prettyplease::unparse(&file)),
            // Names are identifiers and all else is ours; if it is no Rust all the same, the compiler will say so.
            Err(error) => self.append(&error.to_compile_error().to_string()),
        }
    }

    /// Appends `use from::{…};`, if there is anything to import. `visibility` is nothing, or `pub`.
    pub(super) fn import<'a>(
        &mut self,
        visibility: TokenStream,
        from: TokenStream,
        names: impl IntoIterator<Item = &'a str>,
    ) {
        let names: Vec<Ident> = names.into_iter().map(ident).collect();
        if !names.is_empty() {
            self.item(quote!(#visibility use #from::{#(#names),*};));
        }
    }

    /// Appends an item that is laid out already.
    pub(super) fn text(&mut self, item: &str) {
        self.text.push('\n');
        self.text.push_str(item);
    }

    fn append(&mut self, printed: &str) {
        let mut ends_member = false;
        for line in printed.lines() {
            if ends_member && line != "}" {
                self.text.push('\n');
            }
            self.text.push_str(line);
            self.text.push('\n');
            ends_member = matches!(line, "    }" | "    };");
        }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A name that the `names` module made: an identifier, maybe a raw one.
pub(super) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// The module of a file: a raw identifier where the file is called by a keyword.
pub(super) fn file_module(stem: &str) -> Ident {
    match is_keyword(stem) {
        true => format_ident!("r#{stem}"),
        false => ident(stem),
    }
}

/// Paragraphs as a `///` comment with an empty line between each two.
pub(super) fn outer_doc<T: AsRef<str>>(paragraphs: &[T]) -> TokenStream {
    let lines = lines(paragraphs);
    quote!(#(#[doc = #lines])*)
}

/// The attribute of what the page says no longer; nothing for all else.
pub(super) fn deprecated(gone: Option<Since>) -> Option<TokenStream> {
    let note = format!("gone from the page{}", gone?);
    Some(quote!(#[deprecated(note = #note)]))
}

/// What else rustdoc's search finds an item by. Only rustdoc reads it, so that compiling costs nothing.
pub(super) fn aliases<'a>(words: impl IntoIterator<Item = &'a str>) -> TokenStream {
    let words = words.into_iter().map(alias).filter(|word| !word.is_empty());
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        return TokenStream::new();
    }
    quote!(#[cfg_attr(doc, doc(alias(#(#words),*)))])
}

/// A word without what rustdoc refuses in an alias: quotes, and spaces other than single ones inside.
fn alias(word: &str) -> String {
    let word = word.replace(['"', '\''], " ");
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Paragraphs as a `//!` comment with an empty line between each two.
pub(super) fn inner_doc<T: AsRef<str>>(paragraphs: &[T]) -> TokenStream {
    let lines = lines(paragraphs);
    quote!(#(#![doc = #lines])*)
}

fn lines<T: AsRef<str>>(paragraphs: &[T]) -> Vec<String> {
    let paragraphs = paragraphs
        .iter()
        .map(AsRef::as_ref)
        .filter(|paragraph| !paragraph.is_empty());
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        // Of code alone, the indentation says something.
        let is_code = paragraph.starts_with("```");
        let line = |line: &str| format!(" {}", if is_code { line.trim_end() } else { line.trim() });
        lines.extend(paragraph.lines().map(line));
    }
    lines
}
