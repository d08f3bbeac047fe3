//! A page's text with its verbatim parts.

use std::ops::Range;

use super::tree::Code;
use super::verbatim::{Verbatim, VerbatimKind};

/// A page's text with its verbatim parts.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) verbatim: &'a [Verbatim],
}

impl<'a> Source<'a> {
    /// The verbatim parts that begin within `range`.
    pub(crate) fn verbatim_in(&self, range: &Range<usize>) -> &'a [Verbatim] {
        let first = self.verbatim.partition_point(|part| part.range.start < range.start);
        let last = self.verbatim.partition_point(|part| part.range.start < range.end);
        self.verbatim.get(first..last).unwrap_or_default()
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    pub(crate) fn code(&self, part: &Verbatim) -> Code {
        let language = match part.kind {
            VerbatimKind::JsonElement => "json".to_owned(),
            _ => {
                let first_line = self.slice(part.range.start..part.inner.start);
                first_line
                    .trim()
                    .trim_start_matches(['`', '~'])
                    .trim()
                    .to_ascii_lowercase()
            }
        };
        let text = self.slice(part.inner.clone());
        let text = match part.kind {
            VerbatimKind::JsonElement => without_entities(text),
            _ => text.to_owned(),
        };
        Code { language, text }
    }
}

/// JSON in an element of HTML: `<`, `>` and `&` may be written as entities. Quotes stay, since they would end a text.
fn without_entities(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}
