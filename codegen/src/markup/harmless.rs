//! A stretch that holds tags -> HTML that a parser cannot misread: verbatim parts become placeholders, a `<` that opens no
//! known tag becomes text, and every known tag becomes a custom element that carries its offset. What HTML says of tables,
//! paragraphs and formatting (implied ends, foster parents) thus never applies, and spans survive the HTML parser.

use std::fmt::Write as _;
use std::ops::Range;

use super::source::Source;
use super::tag::{Tag, known, tag};
use super::verbatim::{Verbatim, VerbatimKind};

/// Deeper nesting than this is no page but an accident; further tags are taken as text.
const DEEPEST: usize = 256;

/// Whether a tag of the vendor's begins here and never ends.
fn is_cut(rest: &str) -> bool {
    (rest.starts_with("<md-") || rest.starts_with("</md-")) && !rest.contains('>')
}

/// The stretch as harmless HTML.
pub(super) fn harmless(source: Source<'_>, range: &Range<usize>) -> String {
    let mut writer = Writer {
        source,
        out: String::with_capacity(range.len() + range.len() / 4),
        depth: 0,
    };
    let first = source.verbatim.partition_point(|part| part.range.start < range.start);
    let mut parts = source.verbatim.iter().enumerate().skip(first).peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some((number, part)) = parts.peek().filter(|(_, part)| part.range.start <= at) {
            if part.range.start == at {
                writer.verbatim(*number, part);
                at = part.range.end;
            }
            parts.next();
            continue;
        }
        let stop = parts
            .peek()
            .map_or(range.end, |(_, part)| part.range.start.min(range.end));
        let text = source.slice(at..stop);
        let open = text.find('<').unwrap_or(text.len());
        writer.out.push_str(text.get(..open).unwrap_or_default());
        at += open;
        if at < stop {
            match writer.tag(at, range.end) {
                Some(length) => at += length,
                None => break,
            }
        }
    }
    writer.out
}

struct Writer<'a> {
    source: Source<'a>,
    out: String,
    /// How many elements are open.
    depth: usize,
}

impl Writer<'_> {
    fn verbatim(&mut self, number: usize, part: &Verbatim) {
        if part.kind == VerbatimKind::Span {
            // Left to the inline reader: emphasis may go around it.
            let code = self.source.slice(part.range.clone());
            self.out.push_str(&code.replace('&', "&amp;").replace('<', "&lt;"));
        } else {
            self.put(format_args!("<x-verbatim n={number}></x-verbatim>"));
        }
    }

    /// Writes what the `<` at `at` begins; gives its length. `None` where the page ends in the middle of a tag.
    fn tag(&mut self, at: usize, end: usize) -> Option<usize> {
        let rest = self.source.slice(at..end);
        match tag(rest).and_then(|tag| Some((known(&tag.name.to_ascii_lowercase())?, tag))) {
            Some((name, tag)) if tag.closing => {
                self.depth = self.depth.saturating_sub(1);
                self.put(format_args!("</{name}>"));
                Some(tag.length)
            }
            Some((name, tag)) if self.depth < DEEPEST => {
                self.open(name, &tag, at);
                Some(tag.length)
            }
            _ if end == self.source.text.len() && is_cut(rest) => None,
            _ => {
                self.out.push_str("&lt;");
                Some(1)
            }
        }
    }

    fn open(&mut self, name: &str, tag: &Tag<'_>, at: usize) {
        self.put(format_args!("<{name} at={at} {}>", tag.attributes));
        if tag.self_closing || matches!(name, "x-break" | "x-image") {
            self.put(format_args!("</{name}>"));
        } else {
            self.depth += 1;
        }
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }
}
