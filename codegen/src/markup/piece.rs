//! A stretch that holds tags, piece by piece: text, verbatim parts, and elements that begin and end in pairs.
//!
//! This is ours rather than an HTML parser's: such a parser repairs pages by what HTML says of tables, paragraphs and
//! formatting (implied ends, foster parents), and forgets where things stood. Here a `<` that opens no known tag is text,
//! an element ends with the one around it at the latest, and every element knows its offset.

use std::iter::from_fn;
use std::ops::Range;

use super::source::Source;
use super::tag::{Kind, Tag, known, tag};
use super::verbatim::{Verbatim, VerbatimKind};

/// Deeper nesting than this is no page but an accident; further tags are taken as text.
const DEEPEST: usize = 256;

/// A piece of a stretch.
pub(super) enum Piece<'a> {
    /// Text between tags, entities resolved.
    Text(&'a str),
    /// A verbatim part other than a code span, which is left to the reader of text: emphasis may go around it.
    Verbatim(&'a Verbatim),
    /// The beginning of an element.
    Open(Element<'a>),
    /// The end of the innermost element that is open.
    Close(Kind),
}

/// The beginning of an element.
#[derive(Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) kind: Kind,
    /// Its offset in the page.
    pub(super) at: usize,
    attributes: &'a str,
}

impl Element<'_> {
    /// The value of an attribute; empty where the element has none of that name.
    pub(super) fn attribute(&self, wanted: &str) -> String {
        let found = attributes(self.attributes).find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        let value = found.map_or("", |(_, value)| value);
        htmlize::unescape_attribute(value).trim().to_owned()
    }
}

/// The attributes of a tag with their values, as they are written: `name`, `name=value`, `name="value"`.
fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_blank = |char: char| char.is_ascii_whitespace();
    let mut rest = text;
    from_fn(move || {
        rest = rest.trim_start_matches(|char| is_blank(char) || matches!(char, '/' | '='));
        if rest.is_empty() {
            return None;
        }
        let (name, after) = split_before(rest, |char| is_blank(char) || matches!(char, '/' | '='));
        rest = after;
        let Some(after) = after.trim_ascii_start().strip_prefix('=') else {
            return Some((name, ""));
        };
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|char| matches!(char, '"' | '\''));
        let (value, after) = match quote.and_then(|quote| after.strip_prefix(quote)?.split_once(quote)) {
            Some(quoted) => quoted,
            None => split_before(after, is_blank),
        };
        rest = after;
        Some((name, value))
    })
}

fn split_before(text: &str, ends: impl FnMut(char) -> bool) -> (&str, &str) {
    let length = text.find(ends).unwrap_or(text.len());
    text.split_at_checked(length).unwrap_or((text, ""))
}

/// Whether a tag of the vendor's begins here and never ends.
fn is_cut(rest: &str) -> bool {
    (rest.starts_with("<md-") || rest.starts_with("</md-")) && !rest.contains('>')
}

/// Gives `each` the pieces of a stretch, in order.
pub(super) fn read(source: Source<'_>, range: &Range<usize>, each: impl FnMut(Piece<'_>)) {
    let mut walk = Walk {
        source,
        each,
        text: String::new(),
        open: Vec::new(),
    };
    let mut parts = source.verbatim_in(range).iter().peekable();
    let mut at = range.start;
    while at < range.end {
        if let Some(part) = parts.next_if(|part| part.range.start <= at) {
            if part.range.start == at {
                walk.verbatim(part);
                at = part.range.end;
            }
            continue;
        }
        let stop = parts.peek().map_or(range.end, |part| part.range.start);
        let text = source.slice(at..stop);
        let length = text.find('<').unwrap_or(text.len());
        let text = text.get(..length).unwrap_or_default();
        walk.text.push_str(&htmlize::unescape(text));
        at += length;
        if at < stop {
            match walk.tag(at, range.end) {
                Some(length) => at += length,
                None => break,
            }
        }
    }
    walk.close(0);
    walk.end_text();
}

struct Walk<'a, F> {
    source: Source<'a>,
    each: F,
    /// The text since the last piece.
    text: String,
    open: Vec<Kind>,
}

impl<F: FnMut(Piece<'_>)> Walk<'_, F> {
    fn verbatim(&mut self, part: &Verbatim) {
        if part.kind == VerbatimKind::Span {
            self.text.push_str(self.source.slice(part.range.clone()));
        } else {
            self.end_text();
            (self.each)(Piece::Verbatim(part));
        }
    }

    /// Reads what the `<` at `at` begins; gives its length. `None` where the page ends in the middle of a tag.
    fn tag(&mut self, at: usize, end: usize) -> Option<usize> {
        let rest = self.source.slice(at..end);
        match tag(rest).and_then(|tag| Some((known(tag.name)?, tag))) {
            Some((kind, tag)) if tag.closing => {
                if let Some(depth) = self.open.iter().rposition(|open| *open == kind) {
                    self.close(depth);
                }
                Some(tag.length)
            }
            Some((kind, tag)) if self.open.len() < DEEPEST => {
                self.open(kind, &tag, at);
                Some(tag.length)
            }
            _ if end == self.source.text.len() && is_cut(rest) => None,
            _ => {
                self.text.push('<');
                Some(1)
            }
        }
    }

    fn open(&mut self, kind: Kind, tag: &Tag<'_>, at: usize) {
        self.end_text();
        self.open.push(kind);
        (self.each)(Piece::Open(Element {
            kind,
            at,
            attributes: tag.attributes,
        }));
        if tag.self_closing || matches!(kind, Kind::Break | Kind::Image) {
            self.close(self.open.len() - 1);
        }
    }

    /// Ends elements until so many are open.
    fn close(&mut self, depth: usize) {
        self.end_text();
        for kind in self.open.drain(depth..).rev() {
            (self.each)(Piece::Close(kind));
        }
    }

    fn end_text(&mut self) {
        if !self.text.is_empty() {
            (self.each)(Piece::Text(&self.text));
            self.text.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::verbatim;

    /// The pieces of a text, one a word; of an element its kind, and its attribute `key`.
    fn pieces(text: &str) -> String {
        let verbatim = verbatim::find(text);
        let source = Source {
            text,
            verbatim: &verbatim,
        };
        let mut found = Vec::new();
        read(source, &(0..text.len()), |piece| {
            found.push(match piece {
                Piece::Text(text) => text.to_owned(),
                Piece::Verbatim(part) => text[part.inner.clone()].to_owned(),
                Piece::Open(element) => format!("{:?}[{}]", element.kind, element.attribute("key")),
                Piece::Close(kind) => format!("/{kind:?}"),
            });
        });
        found.join(" ")
    }

    #[test]
    fn elements_end_in_pairs() {
        assert_eq!(pieces("<b>a<td>b</b>c</td>"), "Strong[] a Cell[] b /Cell /Strong c");
        assert_eq!(
            pieces("<tr>a<br>b</br><md-tag/>"),
            "Row[] a Break[] /Break b Tag[] /Tag /Row"
        );
    }

    #[test]
    fn attributes_have_the_forms_of_html() {
        let read = |attributes: &str| pieces(&format!("<md-enum-item {attributes}/>"));
        for attributes in [
            "key=a",
            "KEY = 'a'",
            "b key=\" a \"",
            "c=\"key=x\" key=a key=d",
            "='' key=\"&#97\"",
        ] {
            assert_eq!(read(attributes), "Value[a] /Value", "{attributes}");
        }
        assert_eq!(read("key=\"a>b&quot;\""), "Value[a>b\"] /Value");
        assert_eq!(read("key"), "Value[] /Value");
        assert_eq!(read("key=\"a b"), "Value[\"a] /Value");
    }

    #[test]
    fn what_is_no_known_tag_is_text_and_code_keeps_its_entities() {
        assert_eq!(pieces("1 &lt 2 < 3 <x>&amp;`&amp;<p>`"), "1 < 2 < 3 <x>&`&amp;<p>`");
        assert_eq!(pieces("a<!-- <p> -->b"), "a  <p>  b");
    }
}
