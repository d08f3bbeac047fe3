//! Text of pages as Markdown.

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
            if matches!(
                letter,
                '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '&'
            ) {
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
    use super::escape;

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
