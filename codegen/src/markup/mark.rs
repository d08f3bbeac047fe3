//! The letters that Markdown may read as more than text, wherever they stand in a line.

/// Whether a letter needs a backslash before it to be text.
pub(crate) fn is_mark(letter: char) -> bool {
    matches!(
        letter,
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '$' | '&'
    )
}
