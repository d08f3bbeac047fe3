//! Text as Markdown that reads back as that text.

/// A row of a table.
pub(super) fn row(cells: &[String]) -> String {
    let mut out = String::from("|");
    for cell in cells {
        out.push(' ');
        out.push_str(cell);
        // An empty cell is one blank wide.
        out.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    out.push('\n');
    out
}

/// The line below the titles of a table.
pub(super) fn rule(columns: usize) -> String {
    format!("|{}\n", " --- |".repeat(columns))
}

/// Text of one line, within a cell.
pub(super) fn cell(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut after_backslash = false;
    let opens_block = text.starts_with(":::");
    while let Some(char) = chars.next() {
        let means_something = match char {
            '|' | '[' | '`' | '~' => true,
            '*' => chars.peek() == Some(&'*'),
            ':' => opens_block && out.is_empty(),
            _ => false,
        };
        // A backslash before punctuation would be taken for an escape; so the punctuation is escaped in its turn.
        if means_something || after_backslash && char.is_ascii_punctuation() && !matches!(char, '"' | '\'' | '/' | '\\')
        {
            out.push('\\');
        }
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            // Even an escaped one would open a code span.
            '`' => out.push_str("&#96;"),
            _ => out.push(char),
        }
        after_backslash = char == '\\';
    }
    out
}

/// Text of one line as a paragraph.
pub(super) fn block(text: &str) -> String {
    let text = cell(text);
    if text.starts_with(['#', '-', '=', '>', '+', '*', '_']) {
        format!("\\{text}")
    } else {
        text
    }
}

/// A code span in a cell, where bars are escaped even in code; plain text where it would be none.
pub(super) fn code(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let is_span = !text.starts_with('`') && !text.ends_with('`') && !text.contains("</md-") && !text.contains('\n');
    if !is_span {
        return cell(text);
    }
    let mark = "`".repeat(longest_run(text) + 1);
    format!("{mark}{}{mark}", text.replace('|', "\\|"))
}

/// A fenced block.
pub(super) fn fence(language: &str, text: &str) -> String {
    let mark = "`".repeat(longest_run(text).max(2) + 1);
    format!("{mark}{language}\n{text}{mark}\n\n")
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|char| char != '`').map(str::len);
    runs.max().unwrap_or_default()
}
