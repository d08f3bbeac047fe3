//! Inline marks: emphasis, code spans, links, images, escapes.
//!
//! This is ours rather than CommonMark's, whose rules for emphasis ask for blanks or punctuation around `**` and so
//! read `**默认值：**x` as text; and in cells an indented line is no code.

use super::tree::{Content, Inline};
use crate::vocabulary::is_invisible;

/// Reads a run of text. Line ends become [`Inline::Break`]; blanks at line ends are dropped, but not the wide and
/// unbreakable ones: they show the depth of a row.
pub(crate) fn read(text: &str, out: &mut Content) {
    let mut lines = text.split('\n').peekable();
    let mut first = true;
    while let Some(line) = lines.next() {
        if !first {
            push_break(out);
        }
        let starts_line = !first || matches!(out.0.last(), None | Some(Inline::Break));
        let mut line = line.trim_end_matches(['\r']);
        // Marks of blocks inside of a cell.
        if line.trim_start().starts_with(":::") {
            continue;
        }
        if starts_line {
            line = line.trim_start_matches([' ', '\t']);
        }
        if lines.peek().is_some() {
            line = line.trim_end_matches([' ', '\t']);
        }
        read_line(line, out);
        first = false;
    }
}

/// Ends a line, unless nothing stands on it.
pub(crate) fn push_break(out: &mut Content) {
    if !matches!(out.0.last(), None | Some(Inline::Break)) {
        out.0.push(Inline::Break);
    }
}

/// Adds text to the end; joins it with text before it.
pub(crate) fn push_text(text: &str, out: &mut Content) {
    if text.is_empty() {
        return;
    }
    match out.0.last_mut() {
        Some(Inline::Text(last)) => last.push_str(text),
        _ => out.0.push(Inline::Text(text.to_owned())),
    }
}

fn read_line(line: &str, out: &mut Content) {
    let mut text = String::new();
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        let found = match char {
            '\\' => escape(rest).map(|(escaped, after)| {
                text.push(escaped);
                (None, after)
            }),
            '`' => code(rest).map(|(code, after)| (Some(Inline::Code(code.to_owned())), after)),
            '*' => strong(rest).map(|(inner, after)| (Some(Inline::Strong(plain(inner))), after)),
            '!' => rest.strip_prefix('!').and_then(link).map(|(_, target, after)| {
                (
                    Some(Inline::Image {
                        target: target.to_owned(),
                    }),
                    after,
                )
            }),
            '[' => link(rest).map(|(shown, target, after)| {
                (
                    Some(Inline::Link {
                        text: plain(shown),
                        target: target.to_owned(),
                    }),
                    after,
                )
            }),
            _ if is_invisible(char) => Some((None, &rest[char.len_utf8()..])),
            _ => None,
        };
        match found {
            Some((inline, after)) => {
                if let Some(inline) = inline {
                    push_text(&text, out);
                    text.clear();
                    out.0.push(inline);
                }
                rest = after;
            }
            None => {
                // With it all that is no mark.
                let after = char.len_utf8();
                let length = rest[after..].find(is_mark).unwrap_or(rest.len() - after);
                let (plain, marks) = rest.split_at(after + length);
                text.push_str(plain);
                rest = marks;
            }
        }
    }
    push_text(&text, out);
}

/// Whether something else than text may begin here.
fn is_mark(char: char) -> bool {
    matches!(char, '\\' | '`' | '*' | '!' | '[') || is_invisible(char)
}

/// The text of a piece that holds no inline marks worth keeping.
fn plain(text: &str) -> String {
    let mut content = Content::default();
    read_line(text, &mut content);
    content.plain()
}

fn escape(rest: &str) -> Option<(char, &str)> {
    let mut chars = rest.chars();
    chars.next();
    let escaped = chars.next().filter(char::is_ascii_punctuation)?;
    // `\"` and `\\` belong to values that are shown as JSON text.
    (!matches!(escaped, '"' | '\\' | '\'' | '/')).then_some((escaped, chars.as_str()))
}

fn code(rest: &str) -> Option<(&str, &str)> {
    let width = rest.bytes().take_while(|&byte| byte == b'`').count();
    let mark = rest.get(..width)?;
    let inner = rest.get(width..)?;
    let length = inner.find(mark)?;
    Some((inner.get(..length)?, inner.get(length + width..)?))
}

fn strong(rest: &str) -> Option<(&str, &str)> {
    let inner = rest.strip_prefix("**")?;
    let length = inner.find("**").filter(|&length| length > 0)?;
    Some((inner.get(..length)?, inner.get(length + 2..)?))
}

/// No link's text or address is longer, in characters.
const LONGEST_LINK: usize = 2000;

/// `[shown](target)`: shown, target, what follows.
fn link(rest: &str) -> Option<(&str, &str, &str)> {
    let inner = rest.strip_prefix('[')?;
    let mut depth = 1_u32;
    let mut escaped = false;
    let length = inner.char_indices().take(LONGEST_LINK).find_map(|(at, char)| {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let target = inner.get(length + 1..)?.strip_prefix('(')?;
    let end = target
        .char_indices()
        .take(LONGEST_LINK)
        .find_map(|(at, char)| (char == ')').then_some(at))?;
    Some((inner.get(..length)?, target.get(..end)?, target.get(end + 1..)?))
}

/// Drops the ends of lines at the end.
pub(super) fn end(content: &mut Content) {
    while matches!(content.0.last(), Some(Inline::Break)) {
        content.0.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Vec<Inline> {
        let mut out = Content::default();
        read(text, &mut out);
        out.0
    }

    #[test]
    fn labels_are_strong_whatever_stands_beside_them() {
        assert_eq!(
            content("**默认值：**x**示例值**：1"),
            [
                Inline::Strong("默认值：".into()),
                Inline::Text("x".into()),
                Inline::Strong("示例值".into()),
                Inline::Text("：1".into())
            ]
        );
    }

    #[test]
    fn escapes_links_and_code() {
        assert_eq!(
            content("string\\[\\] [a\\]b](/ssl:x) `\\d|x`  \n  \\- ![](u)"),
            [
                Inline::Text("string[] ".into()),
                Inline::Link {
                    text: "a]b".into(),
                    target: "/ssl:x".into()
                },
                Inline::Text(" ".into()),
                Inline::Code("\\d|x".into()),
                Inline::Break,
                Inline::Text("- ".into()),
                Inline::Image { target: "u".into() },
            ]
        );
    }

    #[test]
    fn a_lone_mark_is_text() {
        assert_eq!(content("a ** b ` c [d](e"), [Inline::Text("a ** b ` c [d](e".into())]);
    }
}
