//! Tokens in, text out: each item goes through syn and prettyplease; items are joined with a blank line.
//!
//! rustfmt must leave the text alone, so the emitted crate asks it for prettyplease's margin (see `layout::WIDTH`).
//! Where the two can't agree, the tokens hold a name as a place, and the text that belongs there takes it afterwards:
//! prettyplease counts the bytes of a string, rustfmt its columns; and each breaks the lists of constants and imports
//! in a way of its own.

use std::collections::VecDeque;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{File, ImplItem, parse_quote, parse2};
use unicode_width::UnicodeWidthStr;

use super::layout;

/// What places begin with. Neither identifiers of the emitted code nor strings in its tokens hold it: they are ASCII.
///
/// In a comment, the index of the text that takes its place follows, or [`BLANK`], or nothing where no line is to stay.
const PLACE: char = 'ʘ';

/// Where a comment becomes an empty line.
const BLANK: &str = "_";

/// Text of items, in the making.
#[derive(Default)]
pub(super) struct Code {
    text: String,
    /// What takes the places in the tokens to come, in their order.
    places: VecDeque<String>,
    /// Comments of the tokens to come.
    docs: Vec<Vec<String>>,
}

impl Code {
    /// Appends items that stay together, after a blank line.
    pub(super) fn item(&mut self, tokens: TokenStream) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let printed = match parse2::<File>(tokens) {
            Ok(mut file) => {
                file.items.iter_mut().for_each(separate);
                prettyplease::unparse(&file)
            }
            // Names are identifiers and all else is ours; if it is no Rust all the same, the compiler will say so.
            Err(error) => error.to_compile_error().to_string(),
        };
        for line in printed.lines() {
            self.line(line);
        }
        self.places.clear();
        self.docs.clear();
    }

    /// Appends items that stay together, if there are any.
    pub(super) fn items(&mut self, items: impl IntoIterator<Item = TokenStream>) {
        let tokens: TokenStream = items.into_iter().collect();
        if !tokens.is_empty() {
            self.item(tokens);
        }
    }

    /// Appends an import, if there is anything to import. `head` is what the line begins with: `use crate::runtime::`.
    pub(super) fn import<'a>(&mut self, head: &str, names: impl IntoIterator<Item = &'a str>) {
        let mut names = names.into_iter().peekable();
        if names.peek().is_some() {
            let list = self.place(0, layout::imports(head, names));
            let head: TokenStream = head.parse().unwrap_or_default();
            self.item(quote!(#head #list;));
        }
    }

    fn line(&mut self, line: &str) {
        let code = line.trim_start();
        if code.starts_with("//") {
            match code.strip_prefix("///").and_then(|mark| mark.strip_prefix(PLACE)) {
                Some(BLANK) => self.text.push('\n'),
                Some(index) => {
                    let indent = line.strip_suffix(code).unwrap_or_default();
                    let doc = index.parse().ok().and_then(|index: usize| self.docs.get(index));
                    for line in doc.into_iter().flatten() {
                        self.text.push_str(indent);
                        self.text.push_str("///");
                        if !line.is_empty() {
                            self.text.push(' ');
                            self.text.push_str(line);
                        }
                        self.text.push('\n');
                    }
                }
                None => {
                    self.text.push_str(line);
                    self.text.push('\n');
                }
            }
            return;
        }
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(PLACE) {
            let text = self.places.pop_front().unwrap_or_default();
            self.text.push_str(if text.starts_with('\n') {
                before.trim_end()
            } else {
                before
            });
            self.text.push_str(&text);
            rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
        }
        self.text.push_str(rest);
        self.text.push('\n');
    }

    /// Paragraphs as a comment with an empty line between each two. To be used in the tokens of the next item. It is
    /// text from the first to the last: as tokens, comments would be most of what is parsed and printed.
    pub(super) fn doc(&mut self, paragraphs: &[String]) -> TokenStream {
        let paragraphs = paragraphs.iter().filter(|paragraph| !paragraph.is_empty());
        let lines = paragraphs.enumerate().flat_map(|(index, paragraph)| {
            let between = (index > 0).then_some("");
            between.into_iter().chain(paragraph.lines().map(str::trim))
        });
        let lines: Vec<_> = lines.map(str::to_owned).collect();
        if lines.is_empty() {
            return TokenStream::new();
        }
        let place = format!("{PLACE}{}", self.docs.len());
        self.docs.push(lines);
        quote!(#[doc = #place])
    }

    /// A string literal. To be used in the tokens of the next item, in the order of the calls.
    pub(super) fn string(&mut self, text: &str) -> TokenStream {
        if text.is_ascii() {
            return Literal::string(text).into_token_stream();
        }
        let literal = format!("{text:?}");
        self.place(literal.width(), literal).into_token_stream()
    }

    /// What follows `name: ` in a struct and needs no blanks: on a line of its own where that is what it takes.
    /// prettyplease would break inside of it, or not at all.
    pub(super) fn after_name(&mut self, before: &str, tokens: TokenStream) -> TokenStream {
        let text = tokens.to_string().replace(' ', "");
        let columns = text.width() + ",".len();
        let indent = before.len() - before.trim_start().len() + layout::STEP;
        if before.width() + columns <= layout::WIDTH || indent + columns > layout::WIDTH {
            return tokens;
        }
        self.place(0, format!("\n{}{text}", " ".repeat(indent)))
            .into_token_stream()
    }

    /// The type of a parameter on a line of its own. rustfmt does not count the `impl` that it begins with;
    /// prettyplease does, and so would break inside of it too early.
    pub(super) fn parameter(&mut self, indent: usize, name: &str, ty: TokenStream) -> TokenStream {
        const UNCOUNTED: &str = "impl ";
        let text = flat(&ty);
        let columns = indent + name.width() + ": ".len() + text.width() + ",".len();
        let limit = layout::WIDTH + UNCOUNTED.len();
        if columns <= layout::WIDTH || columns > limit || !text.starts_with(UNCOUNTED) {
            return ty;
        }
        self.place(text.width(), text).into_token_stream()
    }

    /// A place of so many columns for text that is laid out already. To be used as [`string`](Self::string) is.
    pub(super) fn place(&mut self, columns: usize, text: String) -> Ident {
        self.places.push_back(text);
        let digits = columns.saturating_sub(PLACE.len_utf8());
        format_ident!("{PLACE}{}", "0".repeat(digits))
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A type on one line.
fn flat(ty: &TokenStream) -> String {
    let mut text = ty.to_string();
    for (apart, together) in [(" < ", "<"), (" >", ">"), (" :: ", "::"), (" ,", ",")] {
        text = text.replace(apart, together);
    }
    text
}

/// Puts a blank line between what an `impl` holds, but not between constants.
fn separate(item: &mut syn::Item) {
    let syn::Item::Impl(block) = item else { return };
    let blank = format!("{PLACE}{BLANK}");
    let mut after: Option<bool> = None;
    for item in &mut block.items {
        let (attributes, constant) = match item {
            ImplItem::Const(item) => (&mut item.attrs, true),
            ImplItem::Fn(item) => (&mut item.attrs, false),
            ImplItem::Type(item) => (&mut item.attrs, false),
            _ => continue,
        };
        if after.is_some_and(|after| !(after && constant)) {
            attributes.insert(0, parse_quote!(#[doc = #blank]));
        }
        after = Some(constant);
    }
}

/// Before the first field of a struct literal: a field a line, however short. The crate asks rustfmt for the same.
pub(super) fn tall() -> TokenStream {
    let comment = PLACE.to_string();
    quote!(#[doc = #comment])
}

/// A name that the `names` module made: an identifier, maybe a raw one.
pub(super) fn ident(name: &str) -> Ident {
    format_ident!("{name}")
}

/// `///` lines.
pub(super) fn outer_doc<'a>(lines: impl IntoIterator<Item = &'a str>) -> TokenStream {
    lines
        .into_iter()
        .map(|line| {
            let line = spaced(line);
            quote!(#[doc = #line])
        })
        .collect()
}

/// `//!` lines.
pub(super) fn inner_doc<'a>(lines: impl IntoIterator<Item = &'a str>) -> TokenStream {
    lines
        .into_iter()
        .map(|line| {
            let line = spaced(line);
            quote!(#![doc = #line])
        })
        .collect()
}

fn spaced(line: &str) -> String {
    if line.is_empty() {
        String::new()
    } else {
        format!(" {line}")
    }
}
