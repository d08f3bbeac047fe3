//! Text of pages as Markdown.

use crate::markup::is_mark;

/// Plain text as Markdown that shows it: one line of it a line, empty ones left out.
pub(super) fn escape(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(escape_line).collect::<Vec<_>>().join("\\\n")
}

fn escape_line(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(letter) = rest.chars().next() {
        let is_address = rest.starts_with("https://") || rest.starts_with("http://");
        let end = rest.find(|letter: char| !is_of_address(letter)).unwrap_or(rest.len());
        if is_address && let Some((address, after)) = rest.split_at_checked(end) {
            escaped.push('<');
            escaped.push_str(address);
            escaped.push('>');
            rest = after;
            continue;
        }
        if letter.is_control() {
            escaped.push(' ');
        } else {
            if is_mark(letter) {
                escaped.push('\\');
            }
            escaped.push(letter);
        }
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    // A line that begins like an item of a list would be one.
    let marked = escaped.starts_with(['-', '+', '=', ':']);
    let digits = escaped.chars().take_while(char::is_ascii_digit).count();
    let after_digits = escaped.get(digits..).unwrap_or_default();
    if marked {
        escaped.insert(0, '\\');
    } else if digits > 0 && after_digits.starts_with(['.', ')']) {
        escaped.insert(digits, '\\');
    }
    escaped
}

fn is_of_address(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'*+,;=%".contains(letter)
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser};

    use super::escape;

    /// What a reader sees, with the extensions of rustdoc.
    fn shown(markdown: &str) -> String {
        let tables = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let options = tables | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut shown = String::new();
        for event in Parser::new_ext(markdown, options) {
            match event {
                Event::Text(text) => shown.push_str(&text),
                Event::HardBreak => shown.push('\n'),
                _ => {}
            }
        }
        shown
    }

    #[test]
    fn a_reader_sees_each_letter_of_the_text_and_no_other() {
        let marks: Vec<char> = (' '..='~').filter(char::is_ascii_punctuation).collect();
        for first in &marks {
            for second in &marks {
                for text in [
                    format!("{first}{second} a"),
                    format!("a {first}{second}b{second}{first} c"),
                    format!("a{first}b{second}"),
                ] {
                    assert_eq!(shown(&escape(&text)), text, "{}", escape(&text));
                }
            }
        }
        let page = r#"Only "pre"Resigned\resigned" <b>{{label}}</b>, [1](2) &amp; ~~x~~"#;
        assert_eq!(shown(&escape(page)), page);
    }

    #[test]
    fn what_markdown_would_read_as_more_than_text_is_escaped() {
        for (text, shown) in [
            ("a [b] <c> *d* `e`", r"a \[b\] \<c\> \*d\* \`e\`"),
            ("- item", r"\- item"),
            ("12. item", r"12\. item"),
            ("see https://a.b/c?d=e.", "see <https://a.b/c?d=e.>"),
            ("one\n\n  two", "one\\\ntwo"),
        ] {
            assert_eq!(escape(text), shown);
        }
    }
}
