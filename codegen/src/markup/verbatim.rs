//! Finds what must be taken as it stands before anything else is read: fenced code, `md-code-json`, programs in tabs,
//! comments, code spans. No tag, table or heading inside of them means anything.

use std::ops::Range;

/// A part of a page that is taken as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verbatim {
    /// The whole of it, marks included.
    pub(crate) range: Range<usize>,
    /// What stands between the marks.
    pub(crate) inner: Range<usize>,
    /// What its marks say that it holds.
    pub(crate) kind: VerbatimKind,
    /// Whether its closing mark is there.
    pub(crate) closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VerbatimKind {
    /// A fenced block; the language is the first line's word.
    Fence,
    /// `<md-code-json>`
    JsonElement,
    /// `<md-code-tabs>`: one program in several languages, which says nothing of the API.
    Programs,
    /// `<!-- … -->`
    Comment,
    /// `` `…` ``
    Span,
}

/// All such parts of `text`, in order, not overlapping.
pub(crate) fn find(text: &str) -> Vec<Verbatim> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    // Once there is no mark that closes, there is none for what follows either.
    let (mut comments_close, mut elements_close, mut tabs_close) = (true, true, true);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(['`', '~', '<'])) {
        let start = at + next;
        let rest = text.get(start..).unwrap_or_default();
        let part = match bytes.get(start) {
            Some(b'<') if rest.starts_with("<!--") => {
                let comment = comment(rest, start, comments_close);
                comments_close &= comment.closed;
                Some(comment)
            }
            Some(b'<') if rest.starts_with("<md-code-json") => {
                let element = element(rest, start, "md-code-json", VerbatimKind::JsonElement, elements_close);
                elements_close &= element.as_ref().is_none_or(|element| element.closed);
                element
            }
            Some(b'<') if rest.starts_with("<md-code-tabs") => {
                let element = element(rest, start, "md-code-tabs", VerbatimKind::Programs, tabs_close);
                tabs_close &= element.as_ref().is_none_or(|element| element.closed);
                element
            }
            Some(b'<') => None,
            _ if opens_fence(rest) && starts_line(text, start) => Some(fence(rest, start)),
            Some(b'`') => code_span(rest, start),
            _ => None,
        };
        match part {
            Some(part) => {
                at = part.range.end.max(start + 1);
                found.push(part);
            }
            None => at = start + rest.bytes().take_while(|&byte| byte == b'`').count().max(1),
        }
    }
    found
}

/// Whether a fence opens here. Backticks that close on the same line are a code span.
fn opens_fence(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    rest.starts_with("~~~") || rest.starts_with("```") && !line.trim_start_matches('`').contains('`')
}

/// Whether only blanks, quote marks, table bars or a cell's opening tag stand before `offset` on its line.
fn starts_line(text: &str, offset: usize) -> bool {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.trim_start_matches(['>', '|', '-', '*', ' ']).is_empty() || line.ends_with("<md-td>")
}

/// A comment; one that is not closed ends with its line, so that it hides no table.
fn comment(rest: &str, start: usize, may_close: bool) -> Verbatim {
    const OPEN: &str = "<!--";
    const CLOSE: &str = "-->";
    let inner = rest.get(OPEN.len()..).unwrap_or_default();
    let close = if may_close { inner.find(CLOSE) } else { None };
    let length = close.unwrap_or_else(|| inner.find('\n').unwrap_or(inner.len()));
    let end = OPEN.len() + length + if close.is_some() { CLOSE.len() } else { 0 };
    Verbatim {
        range: start..start + end,
        inner: start + OPEN.len()..start + OPEN.len() + length,
        kind: VerbatimKind::Comment,
        closed: close.is_some(),
    }
}

fn element(rest: &str, start: usize, name: &str, kind: VerbatimKind, may_close: bool) -> Option<Verbatim> {
    let close_tag = format!("</{name}>");
    let attributes = rest.get(1 + name.len()..)?;
    let open_end = 1
        + name.len()
        + attributes
            .find(['>', '<'])
            .filter(|end| attributes.get(*end..).is_some_and(|rest| rest.starts_with('>')))?
        + 1;
    let inner = rest.get(open_end..)?;
    let close = if may_close { inner.find(&close_tag) } else { None };
    // Without its closing tag the code ends with its block.
    let length = close.unwrap_or_else(|| inner.find("\n:::").unwrap_or(inner.len()));
    let end = open_end + length + if close.is_some() { close_tag.len() } else { 0 };
    Some(Verbatim {
        range: start..start + end,
        inner: start + open_end..start + open_end + length,
        kind,
        closed: close.is_some(),
    })
}

fn fence(rest: &str, start: usize) -> Verbatim {
    let mark = if rest.starts_with('~') { '~' } else { '`' };
    let width = rest.chars().take_while(|&char| char == mark).count();
    let first_line = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let mut at = first_line;
    for line in rest.get(first_line..).unwrap_or_default().split_inclusive('\n') {
        let trimmed = line.trim();
        let marks = trimmed.chars().take_while(|&char| char == mark).count();
        let closes = marks >= width
            && !trimmed
                .get(marks..)
                .unwrap_or_default()
                .starts_with(char::is_alphanumeric);
        if closes {
            // Markup may follow on the line of the closing mark.
            let indent = line.len() - line.trim_start().len();
            return Verbatim {
                range: start..start + at + indent + marks,
                inner: start + first_line..start + at,
                kind: VerbatimKind::Fence,
                closed: true,
            };
        }
        // A block's or cell's end shows that the closing mark was forgotten.
        if trimmed.starts_with(":::") || trimmed.starts_with("</md-td>") {
            break;
        }
        at += line.len();
    }
    Verbatim {
        range: start..start + at,
        inner: start + first_line.min(at)..start + at,
        kind: VerbatimKind::Fence,
        closed: false,
    }
}

/// A code span; it ends on its line, so that a lone backtick swallows no markup.
fn code_span(rest: &str, start: usize) -> Option<Verbatim> {
    let width = rest.bytes().take_while(|&byte| byte == b'`').count();
    let line = rest.split('\n').next().unwrap_or_default();
    let mut at = width;
    while let Some(next) = line.get(at..).and_then(|tail| tail.find('`')) {
        let marks = line.get(at + next..)?.bytes().take_while(|&byte| byte == b'`').count();
        if marks == width {
            let inner = line.get(width..at + next)?;
            if inner.contains("</md-") {
                return None;
            }
            return Some(Verbatim {
                range: start..start + at + next + width,
                inner: start + width..start + at + next,
                kind: VerbatimKind::Span,
                closed: true,
            });
        }
        at += next + marks;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inner(text: &str) -> Vec<(&str, VerbatimKind)> {
        find(text)
            .into_iter()
            .map(|part| (&text[part.inner], part.kind))
            .collect()
    }

    #[test]
    fn tags_in_code_are_code() {
        assert_eq!(
            inner("a `<p>` b\n```json\n{\"x\": \"<md-td>\"}\n# no heading\n```\nc"),
            [
                ("<p>", VerbatimKind::Span),
                ("{\"x\": \"<md-td>\"}\n# no heading\n", VerbatimKind::Fence)
            ]
        );
    }

    #[test]
    fn marks_that_close_on_their_line_are_no_fence() {
        assert_eq!(
            inner("> -  ```id(Id), name```\n> - ```b```\n\n| a |"),
            [("id(Id), name", VerbatimKind::Span), ("b", VerbatimKind::Span)]
        );
    }

    #[test]
    fn programs_are_taken_as_they_stand() {
        let text = "<md-code-tabs>\n# no heading\n<md-table>\n</md-code-tabs>\nb";
        assert_eq!(inner(text), [("\n# no heading\n<md-table>\n", VerbatimKind::Programs)]);
    }

    #[test]
    fn json_in_an_element_may_have_entities_and_in_a_fence_not() {
        let code = |text: &str| {
            let verbatim = find(text);
            let source = super::super::source::Source {
                text,
                verbatim: &verbatim,
            };
            source.code(&verbatim[0]).text
        };
        assert_eq!(
            code("<md-code-json>a=1&amp;b=&lt;c&gt;&quot;</md-code-json>"),
            "a=1&b=<c>&quot;"
        );
        assert_eq!(code("```\na&amp;b\n```\n"), "a&amp;b\n");
    }

    #[test]
    fn a_forgotten_mark_swallows_no_markup() {
        assert_eq!(
            inner("<md-td>a ` b</md-td>\n<md-td>`c`</md-td>"),
            [("c", VerbatimKind::Span)]
        );
        assert_eq!(inner("```\n{}\n:::\n## 响应"), [("{}\n", VerbatimKind::Fence)]);
        assert_eq!(
            inner("<md-code-json>\n{}\n:::\n## 响应"),
            [("\n{}", VerbatimKind::JsonElement)]
        );
    }

    #[test]
    fn a_comment_that_is_not_closed_hides_its_line_only() {
        assert_eq!(
            inner("a <!-- `b`\nc `d`\n<!-- e"),
            [
                (" `b`", VerbatimKind::Comment),
                ("d", VerbatimKind::Span),
                (" e", VerbatimKind::Comment)
            ]
        );
    }

    #[test]
    fn comments_hide_what_is_in_them() {
        assert_eq!(
            inner("x <!-- <md-tr> ` --> y `z`"),
            [(" <md-tr> ` ", VerbatimKind::Comment), ("z", VerbatimKind::Span)]
        );
    }
}
